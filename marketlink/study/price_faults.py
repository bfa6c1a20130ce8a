"""Faulty prices in the windows of events, by the checks of ``prices check``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from marketlink.store.sql import statement
from marketlink.study.event_dates import CODE
from marketlink.study.kernel import Flags, Floats, Ints, Whole
from marketlink.study.outcomes import FLAG
from marketlink.study.partition import StudyInput
from marketlink.study.returns import filled
from marketlink.study.solved import Solved

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.price import Flag

STEP = 0.29, 0.4
"""A fall, or a rise, of more is looked at: what the checks of prices ask of a point."""
FAULTS = frozenset({"unapplied-split"})
"""Faults of a price that change the return on it; a large move by itself may be news."""
SPARE = 60
"""Days more than two for each session by which an event may be away from a step."""


def suspects(work: StudyInput, reach: tuple[int, int]) -> list[str]:
    """Symbols with a step that is worth a look and an event whose sessions, so many before and
    after day 0, it may be near."""
    prices = work.prices
    with np.errstate(divide="ignore", invalid="ignore"):
        step = prices.value[1:] / prices.value[:-1] - 1.0
    is_ret = prices.is_ret[1:] | prices.is_ret[:-1]
    odd: Flags = ((step < -STEP[0]) | (step > STEP[1])) & ~is_ret
    later = np.flatnonzero(odd) + 1
    owner = prices.owners(later)
    same = later > prices.edges[owner]
    later, owner = later[same], owner[same]
    events = np.sort(_key(work.rows.symbol, work.rows.days))
    own = np.array([code.startswith("own:") for code in work.codes], dtype=bool)[owner]
    day = prices.day[later]
    low, high = (
        np.searchsorted(events, _key(owner, np.where(own, far, day + near)))
        for far, near in ((-(2**30), -2 * reach[1] - SPARE), (2**30, SPARE - 2 * reach[0] + 1))
    )
    return sorted({work.names[number] for number in owner[low < high].tolist()})


def _key(symbol: Whole, day: Whole) -> Ints:
    """A number for a day of a symbol, in the order of symbols and then of days."""
    return symbol.astype(np.int64) * 2**32 + day


def checked(con: DuckDBPyConnection, symbols: Sequence[str]) -> Faults:
    """The flags of some symbols of a study, in the order of their days."""
    from marketlink.prices import quality  # noqa: PLC0415 (loads prices and store)

    if not symbols:
        return NOTHING
    con.execute("set variable study_suspects = ?::varchar[]", [list(symbols)])
    con.execute(statement("checks.of_study"))
    flags = tuple(
        flag
        for of_check in quality.run(con, quality.SPLITS).values()
        for flag in of_check
        if flag.fault in FAULTS and flag.session is not None
    )
    return Faults(flags, _proven(con, flags) if flags else frozenset())


class Faults(NamedTuple):
    """The flags of prices, and which of them are proved by more than the jump itself."""

    flags: tuple[Flag, ...] = ()
    proven: frozenset[int] = frozenset()


NOTHING = Faults()
"""No fault."""
BEFORE, AFTER = 20, 10
"""Sessions before and after a jump that are looked at for proof."""
USUAL = 2.5
"""Deviations of the sessions before within which price times volume stays what it was."""
ON_DAY, LATER = 0.6, 0.35
"""Most that it may move, on the day and after it, as a share of the jump (in logarithms)."""
BACK = 0.01
"""By how much (in logarithms) a return may miss the jump that it takes back."""


def proved(close: Floats, volume: Floats, at: int) -> bool:
    """Whether the jump at a place of a symbol's closes and volumes, (M,), is a fault by more than
    its own size.

    A real fall moves more money than the days before it: nobody sells a stock that lost two thirds
    as if nothing had happened. A split left in moves none. And what jumps back by the very same
    ratio was another unit.
    """
    jump = np.log(close[at] / close[at - 1])
    later = close[at + 1 : at + 1 + AFTER] / close[at : at + AFTER][: len(close) - at - 1]
    if (np.abs(np.log(later) + jump) < BACK).any():
        return True
    money = np.log(close * volume)
    before, after = money[max(at - BEFORE, 0) : at], money[at : at + AFTER]
    if len(before) < BEFORE // 2 or len(after) < AFTER // 2:
        return False
    moved = np.array([after[0], np.median(after)]) - np.median(before)
    bound = np.minimum(USUAL * max(float(before.std()), 0.2), np.array([ON_DAY, LATER]) * abs(jump))
    return bool((np.abs(moved) < bound).all())


def _proven(con: DuckDBPyConnection, flags: Sequence[Flag]) -> frozenset[int]:
    """The flags, by number, that are proved by the bars about them."""
    bars: Any = con.execute(statement("checks.bars_of_study")).fetchnumpy()
    key, day = np.asarray(bars["key"]), np.asarray(bars["session"]).astype("datetime64[D]")
    close, volume = filled(bars["close"]), filled(bars["volume"])
    keys = dict(con.execute("select symbol, key from check_key").fetchall())
    numbers: list[int] = []
    for number, flag in enumerate(flags):
        low, high = np.searchsorted(key, (keys[flag.symbol], keys[flag.symbol] + 1)).tolist()
        at = int(np.searchsorted(day[low:high], np.datetime64(flag.session, "D")))
        with np.errstate(divide="ignore", invalid="ignore"):
            if at > 0 and proved(close[low:high], volume[low:high], at):
                numbers.append(number)
    return frozenset(numbers)


def mark(part: Solved, faults: Faults) -> Solved:
    """A partition whose events that a fault is told of are flagged, and those of which one is
    proven left out, in place."""
    windows, (first, last), fault_events = part.windows, part.request.plan.ends, []
    at, row = windows.events.at, windows.events.rows.row
    numbers = defaultdict(list)
    for number, flag in enumerate(faults.flags):
        numbers[flag.symbol].append(number)
    pairs = [(number, series) for series, symbol in enumerate(windows.symbols)
             for number in numbers[symbol]]  # fmt: skip
    for number, series in pairs:
        place = _place(part, series, faults.flags[number])
        mine: Ints = np.flatnonzero(windows.events.series == series)
        hits = mine[(at[mine] + first <= place) & (place <= at[mine] + last)]
        if len(hits):
            part.flags[hits] |= FLAG["price_fault"]
            if number in faults.proven:
                part.code[hits[part.code[hits] == 0]] = CODE["price_fault"]
            fault_events.append((int(row[hits].min()), number))
    return replace(part, fault_events=tuple(fault_events))


def _place(part: Solved, series: int, flag: Flag) -> int:
    """The position of a flagged session in the layout, -1 where it has none."""
    cut = part.windows.layout.stretch(series)
    assert flag.session is not None  # noqa: S101 (for the type checker)
    places = np.flatnonzero(part.windows.layout.dates[cut] == flag.session.toordinal())
    return cut.start + int(places[0]) if len(places) else -1
