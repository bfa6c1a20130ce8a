"""Compares arriving bars with the held bars of their symbol and of its market."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.calendars import DAILY_LIMITS, EXCHANGES, sessions
from marketlink.prices.copies import copied, copied_held
from marketlink.prices.jumps import DailyBars, jumps
from marketlink.records.price import Action, FaultPolicy, Flag, History, Listing, RawBar

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from marketlink.store import Store

KINDS = ("stock", "fund")
POLICIES: Mapping[str, FaultPolicy] = {
    "unit-change": "skip",
    "reverting-jump": "flag",
    "untraded-jump": "flag",
    "volume-unit": "flag",
    "beyond-limit": "flag",
}
MEMORY = timedelta(days=120)
"""How far back held bars are read: the sixty returns that judge a jump."""


def accused(store: Store, histories: Sequence[History]) -> tuple[History, ...]:
    """Flag arriving bars with jumps that neither market, volume nor the next day support.

    Parameters
    ----------
    store : Store
        What is held of the same symbols and of the benchmarks of their exchanges.
    histories : sequence of History
        As checked by :func:`marketlink.prices.quality.check`.

    Returns
    -------
    tuple of History
        With flags of the sessions that arrived; bars stay.
    """
    arriving = {history.symbol: history for history in histories}
    listed = [(h.symbol, h.bars) for h in histories if h.listing.kind in KINDS]
    borrowed = copied(store, listed)
    markets: dict[str, dict[date, float]] = {}
    checked_names = []
    for history in histories:
        first = min((bar.session for bar in history.bars), default=None)
        if first is None or history.listing.kind not in KINDS:
            checked_names.append(history)
            continue
        item = EXCHANGES.get(history.listing.exchange)
        name = item.benchmark if item else ""
        if name not in markets:
            closes = _merged_bars(store, name, arriving.get(name), first)
            markets[name] = _returns(closes)
        bars = _merged_bars(store, history.symbol, history, first)
        flags = flags_of(history.listing, list(bars.values()), history.actions, markets[name])
        came = {bar.session for bar in history.bars}
        flags += _splits_unseen(store, history)
        flags += [flag for flag in borrowed if flag.symbol == history.symbol]
        fresh = tuple(flag for flag in flags if flag.session in came)
        checked_names.append(replace(history, flags=(*history.flags, *fresh)))
    return tuple(checked_names)


def accused_held(store: Store) -> tuple[Flag, ...]:
    """The same of every bar that is held."""
    flags: list[Flag] = []
    markets: dict[str, dict[date, float]] = {}
    for holding in store.holdings():
        listing = holding.listing
        if listing.kind not in KINDS:
            continue
        item = EXCHANGES.get(listing.exchange)
        name = item.benchmark if item else ""
        if name not in markets:
            markets[name] = _returns({bar.session: bar for bar in store.bars(name)})
        bars, actions = store.bars(listing.symbol), store.actions(listing.symbol)
        flags += flags_of(listing, bars, actions, markets[name])
    return (*flags, *copied_held(store))


def flags_of(
    listing: Listing,
    bars: Sequence[RawBar],
    actions: Sequence[Action],
    market: Mapping[date, float],
) -> list[Flag]:
    """Flags of one series of bars, oldest first; ``market`` are simple returns by session."""
    with_price = [bar for bar in bars if (bar.close or 0) > 0]
    days = {action.session for action in actions}
    opens, highs, lows = (
        _floats(getattr(b, name) if b.open and b.high and b.low else None for b in with_price)
        for name in ("open", "high", "low")
    )
    flags = jumps(
        DailyBars(
            _floats(bar.close for bar in with_price),
            _floats(bar.volume for bar in with_price),
            _floats(market.get(bar.session) for bar in with_price),
            np.array([bar.session in days for bar in with_price], dtype=bool),
            opens,
            highs,
            lows,
            _limits(listing.exchange, [bar.session for bar in with_price]),
        )
    )
    return [
        Flag(listing.symbol, with_price[jump.place].session, jump.fault, POLICIES[jump.fault],
             jump.detail)
        for jump in flags
    ]  # fmt: skip


def _limits(exchange: str, days: Sequence[date]) -> NDArray[np.float64]:
    """The limit of each bar's move; NaN where there is none or the session before has no bar."""
    since, limit = DAILY_LIMITS.get(exchange, (date.max, np.nan))
    calendar = sessions(exchange) if exchange in DAILY_LIMITS else None
    return _floats(
        limit if calendar and day >= since and calendar.before(day) == before else None
        for before, day in zip([None, *days], days, strict=False)
    )


def _splits_unseen(store: Store, history: History) -> list[Flag]:
    """Splits that came with a tail while the closes before them stayed as they are held: either
    there was no split, or the source has not divided its closes by it yet."""
    if history.whole or history.listing.basis != "split":
        return []
    split_days = {
        action.session for action in store.actions(history.symbol) if action.kind == "split"
    }
    splits = [a for a in history.actions if a.kind == "split" and a.session not in split_days]
    if not splits:
        return []
    first = min(bar.session for bar in history.bars)
    closes = {bar.session: bar.close for bar in store.bars(history.symbol, first)}
    before = [b for b in history.bars if b.session < splits[0].session and b.session in closes]
    same = bool(before) and all(bar.close == closes[bar.session] for bar in before)
    text = "a {:g}:1 split, and the closes before it are not divided by it"
    return [
        Flag(history.symbol, split.session, "split-unseen", "flag", text.format(split.value))
        for split in splits
        if same
    ]


def _merged_bars(
    store: Store, symbol: str, history: History | None, first: date
) -> dict[date, RawBar]:
    """Held bars, and over them those that arrive, by session; of a whole history only those."""
    bars: dict[date, RawBar] = {}
    if symbol and (history is None or not history.whole):
        bars = {bar.session: bar for bar in store.bars(symbol, first - MEMORY)}
    bars |= {bar.session: bar for bar in (history.bars if history else ())}
    return dict(sorted(bars.items()))


def _returns(bars: Mapping[date, RawBar]) -> dict[date, float]:
    closes = [(day, bar.close) for day, bar in bars.items() if (bar.close or 0) > 0]
    return {
        day: float(close or 0) / float(before or 1) - 1
        for (_, before), (day, close) in pairwise(closes)
    }


def _floats(values: Any) -> NDArray[np.float64]:  # noqa: ANN401 (an array, a frame or a number)
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
