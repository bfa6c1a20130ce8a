"""Histories that no longer agree with what is held: fetched whole, and judged before they win."""

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
    """What arrived, with whole histories in place of tails that disagreed; lines worth saying."""

    arrived: Arrived
    notes: tuple[str, ...] = ()


def whole_again(  # noqa: PLR0913 (one specification)
    arrived: Arrived,
    held: Mapping[str, Holding],
    due: Sequence[Due],
    settings: Settings,
    *,
    told: Tell,
    sources: Mapping[str, PriceSource] | None,
) -> Again:
    """Fetch whole what no longer agrees with what is held; drop its tail where that fails.

    A whole history that lacks most of the sessions held, or is it a session off, is not taken: a
    symbol that was given to another security would lose the first one's history.
    """
    if not held:
        return Again(arrived)
    tails = {history.symbol: history for history in arrived.histories if not history.whole}
    found, _ = using(settings, "read", lambda store: store.drift(arrived.histories))
    changed = {drift.symbol: drift for drift in found if drift.symbol in held}
    gone = {symbol: drift.why for symbol, drift in changed.items() if symbol in tails}
    gone |= _recounted(tails, held)
    if not gone or arrived.stopped:
        return Again(_without(arrived, gone), _corrected(changed.values()))
    for symbol, why in gone.items():
        told(f"{symbol}: its history changed ({why}), fetching all of it")
    fetched = fetch_due(
        [replace(item, first=None) for item in due if item.symbol in gone],
        settings,
        lambda _: None,
        sources,
    )
    kept = tuple(h for h in arrived.histories if h.symbol not in gone)
    whole = replace(
        fetched,
        histories=(*kept, *fetched.histories),
        errors=(*arrived.errors, *fetched.errors),
    )
    whole, _ = using(settings, "read", lambda store: vetted(store, whole, held))
    taken = {history.symbol: history for history in whole.histories}
    said = _corrected(drift for symbol, drift in changed.items() if symbol in taken)
    notes = [
        line
        for symbol in gone
        if symbol in taken
        for line in _differs(taken[symbol], held[symbol], changed.get(symbol))
    ]
    return Again(whole, (*said, *notes))


def _recounted(tails: Mapping[str, History], held: Mapping[str, Holding]) -> dict[str, str]:
    """Tails of a listing with other facts, accepted: two units or calendars in one history."""
    return {
        symbol: "listing"
        for symbol, history in tails.items()
        if symbol in held and changed_facts(history.listing, held[symbol].listing)
    }


def _differs(history: History, held: Holding, drift: Drift | None) -> list[str]:
    """What a listing says now that it did not when it was fetched."""
    before, now = held.listing, history.listing
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


def _corrected(changed: Iterable[Drift]) -> tuple[str, ...]:
    return tuple(
        f"{drift.symbol}: {drift.changed} stored sessions were corrected by the source from "
        f"{drift.session} on (ratio {drift.ratio:.6g}) without a split or dividend"
        for drift in changed
        if drift.why == "correction" and drift.ratio is not None
    )


def _without(arrived: Arrived, gone: Iterable[str]) -> Arrived:
    names = sorted(gone)
    left = tuple(
        (symbol, SourceUnavailable("its history changed and was not fetched again", "stopped"))
        for symbol in names
    )
    kept = tuple(h for h in arrived.histories if h.symbol not in names)
    return replace(arrived, histories=kept, errors=(*arrived.errors, *left))
