"""The session in which each event of a bucket could react first, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marketlink.study.dense import EPOCH, Calendar
from marketlink.study.kernel import Flags, Floats, Ints, Whole
from marketlink.study.layout import Layout

OUTCOMES = (
    "ok", "bad_date", "unknown_symbol", "outside_calendar", "listed_after_event", "delisted",
    "after_last_price", "no_benchmark", "short_history", "no_variation", "halted",
    "nonpositive_price",
)  # fmt: skip
"""The outcome codes of a large study, by number."""
UNKNOWN_DAY = -32768
DELISTED_AFTER = 10


@dataclass(frozen=True, slots=True)
class Rows:
    """Events of a bucket: symbol (by place in the bucket), group, day, and second where any has
    a clock (NaN where it has none)."""

    symbol: Whole
    member: Whole
    day: Whole
    second: Floats | None


def place(
    newest: int, rows: Rows, places: Ints, calendars: list[Calendar], layout: Layout
) -> Whole:
    """Position of every event's day 0, or minus the number of its outcome where it has none.

    Days are looked up in one table of symbols by days, however many events there are; only
    instants are searched one by one. ``newest`` is the last day with any price (an ordinal), which
    tells a delisting from prices that end.
    """
    known = rows.day[rows.day != UNKNOWN_DAY]
    low, high = (int(known.min()), int(known.max())) if len(known) else (0, 0)
    if calendars:
        # Nothing tells days apart that lie before every session, or after.
        low = max(low, min(int(c.days[0]) for c in calendars) - 1)
        high = min(high, max(int(c.days[-1]) for c in calendars) + 1)
    days = np.arange(low, max(high, low) + 1)
    table = np.full((len(places), len(days)), -OUTCOMES.index("unknown_symbol"), dtype=np.int32)
    found: dict[int, Ints] = {}
    for symbol, number in enumerate(places.tolist()):
        if number >= 0:
            calendar = calendars[number]
            if id(calendar) not in found:
                found[id(calendar)] = calendar.on_or_after(days)
            idx, early = found[id(calendar)], days < calendar.days[0]
            table[symbol] = _session(newest, (layout, number, calendar), idx, early)
    spot = np.clip(rows.day, low, days[-1]).astype(np.int32)
    spot -= np.int32(low)
    spot += rows.symbol.astype(np.int32) * np.int32(len(days))
    at = table.reshape(-1)[spot] if len(places) else np.zeros(len(spot), dtype=np.int32)
    if rows.second is None:
        at[rows.day == UNKNOWN_DAY] = -OUTCOMES.index("bad_date")
    else:
        at[(rows.day == UNKNOWN_DAY) & ~np.isfinite(rows.second)] = -OUTCOMES.index("bad_date")
        _place_instants(newest, rows, rows.second, (places, calendars, layout), at)
    return at


def _place_instants(
    newest: int,
    rows: Rows,
    second: Floats,
    frame: tuple[Ints, list[Calendar], Layout],
    at: Whole,
) -> None:
    """Put right the positions of the events that have a clock."""
    places, calendars, layout = frame
    timed = np.flatnonzero(np.isfinite(second))
    series = places[rows.symbol[timed]]
    for number in np.unique(series[series >= 0]).tolist():
        calendar, mine = calendars[number], timed[series == number]
        if calendar.closes is None:
            day = rows.day[mine].astype(np.int64)
            from_clock = np.floor_divide(second[mine], 86_400).astype(np.int64)
            day = np.where(day == UNKNOWN_DAY, from_clock, day)
            idx, early = calendar.on_or_after(day), day < calendar.days[0]
        else:
            idx = calendar.after(second[mine])
            early = second[mine] < calendar.closes[0] - 7 * 86_400
        at[mine] = _session(newest, (layout, number, calendar), idx, early)


def _session(newest: int, frame: tuple[Layout, int, Calendar], idx: Ints, early: Flags) -> Whole:
    """Positions of sessions ``idx`` of a series, or minus an outcome where it was not traded."""
    layout, number, calendar = frame
    first, last = int(layout.first[number]), int(layout.last[number])
    at: Whole = (layout.start[number] + idx).astype(np.int32)
    end = int(calendar.days[last]) + EPOCH
    gone = "delisted" if end < newest - DELISTED_AFTER else "after_last_price"
    at[idx > last] = -OUTCOMES.index(gone)
    at[(idx < first) | early] = -OUTCOMES.index("listed_after_event")
    if calendar.closes is not None:
        at[early | (idx >= len(calendar.days))] = -OUTCOMES.index("outside_calendar")
    return at
