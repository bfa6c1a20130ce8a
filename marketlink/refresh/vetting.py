"""Compares arriving histories with those held: changed facts, and whole histories to refuse."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from marketlink.errors import InputError, MarketlinkError, SourceUnavailable
from marketlink.refresh.fetch import Arrived

if TYPE_CHECKING:
    from marketlink.records.price import History, Holding, Listing, RawBar
    from marketlink.store import Store

FACTS = ("exchange", "kind", "currency")
"""Facts of a listing that a source may not change unasked: sessions, benchmark and unit depend on
them."""
ALIKE = 0.9
"""Part of the sessions on which a moved history equals the one held."""


def changed_facts(now: Listing, before: Listing) -> list[str]:
    """The facts of a listing that differ from those held, in words."""
    pairs = [(name, getattr(before, name), getattr(now, name)) for name in FACTS]
    return [f"its {name} changed from {a} to {b}" for name, a, b in pairs if a and b and a != b]


def refused_facts(
    arrived: Arrived, holdings: Mapping[str, Holding], accepted: Collection[str]
) -> Arrived:
    """Leave out histories whose listing changed, until the user accepts it.

    Parameters
    ----------
    arrived : Arrived
    holdings : mapping
        What is held, by symbol.
    accepted : collection of str
        Symbols whose new facts are taken.
    """
    histories, errors = [], list(arrived.errors)
    for history in arrived.histories:
        before = holdings.get(history.symbol)
        same = before is None or before.source != history.source
        changes = [] if same or before is None else changed_facts(history.listing, before.listing)
        if changes and history.symbol not in accepted:
            why = f"{' and '.join(changes)}; kept as it was"
            hint = f"marketlink refresh --accept {history.symbol}, if that is so"
            errors.append((history.symbol, InputError(f"{history.symbol}: {why}", "", hint)))
        else:
            histories.append(history)
    return replace(arrived, histories=tuple(histories), errors=tuple(errors))


def vetted(store: Store, arrived: Arrived, holdings: Mapping[str, Holding]) -> Arrived:
    """Leave out whole histories that lack most sessions held, or are shifted by a session."""
    accepted, errors = [], list(arrived.errors)
    for history in arrived.histories:
        before = holdings.get(history.symbol)
        wrong = None
        if before is not None and history.whole and before.source == history.source:
            wrong = _implausible(history, before, store.bars(history.symbol))
        if wrong is None:
            accepted.append(history)
        else:
            errors.append((history.symbol, wrong))
    return replace(arrived, histories=tuple(accepted), errors=tuple(errors))


def _implausible(
    history: History, holding: Holding, bars: Sequence[RawBar]
) -> MarketlinkError | None:
    if 2 * sum(bar.session <= holding.last for bar in history.bars) < holding.bars:
        first = min(bar.session for bar in history.bars)
        name = history.listing.name or history.symbol
        return SourceUnavailable(
            f"The source's {history.symbol} ({name}) begins on {first} and lacks most of the "
            f"{holding.bars} sessions held",
            "It may be another security; kept as it was",
        )
    if is_shifted(history.bars, bars):
        return SourceUnavailable(
            f"The source's {history.symbol} is what is held, moved by a session",
            "Its days are wrong, or those held are; kept as it was",
        )
    return None


def is_shifted(fresh: Sequence[RawBar], bars: Sequence[RawBar]) -> bool:
    """Whether closes equal those held of the session before, or after, and not their own."""
    days = [bar.session for bar in bars if bar.close is not None]
    closes = {bar.session: bar.close for bar in fresh}
    own = [bar.close for bar in bars if bar.close is not None]
    new = [closes.get(day) for day in days]
    if len(own) < 2 / (1 - ALIKE):
        return False
    same = _alike(new, own)
    return same < 0.5 and max(_alike(new[1:], own[:-1]), _alike(new[:-1], own[1:])) >= ALIKE  # noqa: PLR2004 (a share)


def _alike(new: Sequence[float | None], own: Sequence[float]) -> float:
    pairs = [(a, b) for a, b in zip(new, own, strict=True) if a is not None]
    return sum(abs(a - b) <= 1e-6 * abs(b) for a, b in pairs) / len(own) if pairs else 0.0
