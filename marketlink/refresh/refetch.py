"""Histories that no longer agree with the bars held: fetched whole, and checked before a merge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from marketlink.errors import SourceUnavailable
from marketlink.refresh.fetch import Arrived, fetch_due
from marketlink.refresh.vetting import changed_facts, vetted
from marketlink.refresh.with_store import using

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.prices.source import PriceSource
    from marketlink.records.price import Drift, History, Holding
    from marketlink.refresh.fetch import Tell
    from marketlink.refresh.plan import Due


@dataclass(frozen=True, slots=True)
class Again:
    """The histories, with whole ones in place of tails that disagreed, and lines to print."""

    arrived: Arrived
    notes: tuple[str, ...] = ()


def whole_again(  # noqa: PLR0913 (one specification)
    arrived: Arrived,
    holdings: Mapping[str, Holding],
    due: Sequence[Due],
    settings: Settings,
    *,
    notify: Tell,
    sources: Mapping[str, PriceSource] | None,
) -> Again:
    """Fetch whole each history that disagrees with the bars held; drop its tail where that fails.

    A whole history that lacks most of the sessions held, or is it a session off, is not taken: a
    symbol that was given to another security would lose the first one's history.
    """
    if not holdings:
        return Again(arrived)
    tails = {history.symbol: history for history in arrived.histories if not history.whole}
    drifts, _ = using(settings, "read", lambda store: store.drift(arrived.histories))
    changed = {drift.symbol: drift for drift in drifts if drift.symbol in holdings}
    reasons = {symbol: drift.why for symbol, drift in changed.items() if symbol in tails}
    reasons |= _recounted(tails, holdings)
    if not reasons or arrived.stopped:
        return Again(_without(arrived, reasons), _corrected(changed.values()))
    for symbol, why in reasons.items():
        notify(f"{symbol}: its history changed ({why}), fetching all of it")
    whole_due = fetch_due(
        [replace(item, first=None) for item in due if item.symbol in reasons],
        settings,
        lambda _: None,
        sources,
    )
    unchanged = tuple(h for h in arrived.histories if h.symbol not in reasons)
    whole = replace(
        whole_due,
        histories=(*unchanged, *whole_due.histories),
        errors=(*arrived.errors, *whole_due.errors),
    )
    whole, _ = using(settings, "read", lambda store: vetted(store, whole, holdings))
    by_symbol = {history.symbol: history for history in whole.histories}
    corrections = _corrected(drift for symbol, drift in changed.items() if symbol in by_symbol)
    notes = [
        line
        for symbol in reasons
        if symbol in by_symbol
        for line in _differs(by_symbol[symbol], holdings[symbol], changed.get(symbol))
    ]
    return Again(whole, (*corrections, *notes))


def _recounted(tails: Mapping[str, History], holdings: Mapping[str, Holding]) -> dict[str, str]:
    """Tails whose listing changed its facts, which would mix units or calendars in a history."""
    return {
        symbol: "listing"
        for symbol, history in tails.items()
        if symbol in holdings and changed_facts(history.listing, holdings[symbol].listing)
    }


def _differs(history: History, holding: Holding, drift: Drift | None) -> list[str]:
    """The facts of a listing that differ from those it had when it was fetched."""
    before, now = holding.listing, history.listing
    notes = []
    facts = changed_facts(now, before)
    if facts:
        notes.append(
            f"{now.symbol}: {' and '.join(facts)}, so that its whole history was fetched again"
        )
    if drift is not None and drift.why == "correction" and before.name and before.name != now.name:
        notes.append(
            f"{now.symbol}: the source calls it {now.name or 'nothing'} now, and {before.name} "
            "before; it may be another security"
        )
    return notes


def _corrected(drifts: Iterable[Drift]) -> tuple[str, ...]:
    return tuple(
        f"{drift.symbol}: {drift.changed} stored sessions were corrected by the source from "
        f"{drift.session} on (ratio {drift.ratio:.6g}) without a split or dividend"
        for drift in drifts
        if drift.why == "correction" and drift.ratio is not None
    )


def _without(arrived: Arrived, symbols: Iterable[str]) -> Arrived:
    names = sorted(symbols)
    errors = tuple(
        (symbol, SourceUnavailable("Its history changed and was not fetched again", "Stopped"))
        for symbol in names
    )
    histories = tuple(h for h in arrived.histories if h.symbol not in names)
    return replace(arrived, histories=histories, errors=(*arrived.errors, *errors))
