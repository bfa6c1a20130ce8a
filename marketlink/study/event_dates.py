"""Day 0 of every event: the session in which it could react first, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from marketlink.study.kernel import Flags, Floats, Ints, Whole

OUTCOMES = (
    "ok", "bad_date", "unknown_symbol", "outside_calendar", "listed_after_event", "delisted",
    "prices_end", "no_benchmark", "short_history", "no_variation", "halted", "nonpositive_price",
    "duplicate_id", "no_symbol", "naive_instant", "price_fault",
)  # fmt: skip
"""The outcome codes of a study, by number."""
CODE = {name: number for number, name in enumerate(OUTCOMES)}
RULES = (
    "", "day: its own session", "day: closed, the next session",
    "instant: the first session that closes after it",
    "instant: the first own date on or after its day", "day: no price, the next own date",
)  # fmt: skip
"""What chose a day 0, by number; the first stands for none."""
UNKNOWN_DAY = -32768
DAY = 86_400


@dataclass(frozen=True, slots=True)
class EventRows:
    """Events of a partition.

    ``row`` counts the input's events; ``symbol`` is the place of the symbol in the partition,
    ``member`` the number of the group, ``stated`` that of the benchmark the line names (-1 none),
    ``day`` counts from 1970 and ``second``, where any event has a clock, too (NaN: none).
    ``fault`` is the number of an outcome that the line itself has, or 0.
    """

    row: Whole
    symbol: Whole
    member: Whole
    stated: Whole | None
    day: Whole
    second: Floats | None
    fault: Whole | None

    def __len__(self) -> int:
        return len(self.row)

    def some(self, mine: Whole | slice, low: int = 0) -> EventRows:
        """Some of the events, with symbols counted from ``low``."""
        each = {name: getattr(self, name) for name in self.__slots__}
        rows: Any = {name: None if one is None else one[mine] for name, one in each.items()}
        return EventRows(**rows | {"symbol": rows["symbol"] - low})

    @property
    def clock(self) -> Flags:
        """Events whose line has a clock."""
        return np.zeros(len(self), bool) if self.second is None else np.isfinite(self.second)

    @property
    def days(self) -> Ints:
        """The day of each event: that of its clock where its line has no other."""
        day, clock = self.day.astype(np.int64), self.clock & (self.day == UNKNOWN_DAY)
        if self.second is not None:
            day[clock] = np.floor_divide(self.second[clock], DAY)
        return day

    @property
    def dateless(self) -> Flags:
        """Events whose line has no day that can be read, and no clock."""
        return np.asarray((self.day == UNKNOWN_DAY) & ~self.clock)


class SessionDays(NamedTuple):
    """One calendar's sessions: days since 1970 by idx, closing seconds (None for own dates)."""

    days: Ints
    closes: Ints | None

    def idx_of(self, day: Whole) -> Whole:
        """idx of the session on each day, -1 where there is none."""
        if not len(self.days):
            return np.full(len(day), -1, dtype=np.int64)
        before, beyond = int(self.days[0]) - 1, int(self.days[-1]) + 1
        idx = np.full(beyond - before + 1, -1, dtype=np.int32)
        idx[self.days - before] = np.arange(len(self.days))
        return idx[np.clip(day, before, beyond) - before]


class Lives(NamedTuple):
    """The sessions of some symbols: the calendar of each, and the idx of its first and last usable
    price (-1: it has none).

    ``ended`` : the last day (from 1970) of a symbol that is known to have ended, else
    :data:`NEVER`.
    """

    homes: Sequence[SessionDays]
    first: Ints
    last: Ints
    ended: Ints


NEVER = 2**40
"""A day that does not come."""


class EventDays(NamedTuple):
    """Of each event: idx of day 0 on its symbol's calendar (-1 none), and its day from 1970; rule
    and outcome by number.

    An outcome of 0 says that nothing stands in the way of an estimate so far.
    """

    idx: Ints
    day: Ints
    rule: Whole
    outcome: Whole


def date_events(rows: EventRows, lives: Lives) -> EventDays:
    """Day 0 of the events of a partition.

    An instant reacts in the first session that closes after it, a day in the first session on or
    after it, on the calendar of its symbol. Symbols without an exchange follow their own dates.

    Parameters
    ----------
    lives : by place of the symbol

    Reference: Fama (1998), Journal of Financial Economics 49, for event time.
    """
    n = len(rows)
    idx, session = np.full((2, n), -1, dtype=np.int64)
    rule, outcome = np.zeros(n, np.int8), np.full(n, CODE["unknown_symbol"], np.int8)
    number = {id(home): place for place, home in enumerate(lives.homes)}
    calendar = np.array([*(number[id(home)] for home in lives.homes), -1])
    calendar[:-1][lives.last < 0] = -1
    which = calendar[rows.symbol]
    order = np.argsort(which, kind="stable")
    for mine in np.split(order, np.flatnonzero(np.diff(which[order])) + 1):
        if len(mine) and which[mine[0]] >= 0:
            home = lives.homes[int(which[mine[0]])]
            idx[mine], session[mine], rule[mine], outcome[mine] = _on(home, rows.some(mine), lives)
    dateless = rows.dateless
    outcome[dateless] = CODE["bad_date"]
    if rows.fault is not None:
        outcome = np.where(rows.fault > 0, rows.fault, outcome).astype(np.int8)
        rule[(rows.fault > 0) & (rows.fault != CODE["duplicate_id"])] = 0
    rule[dateless] = 0
    idx[rule == 0] = -1
    return EventDays(idx, session, rule, outcome)


def _on(calendar: SessionDays, rows: EventRows, lives: Lives) -> EventDays:
    """Day 0 of the events of one calendar."""
    own = calendar.closes is None
    day, clock = rows.days, rows.clock
    idx, early = np.searchsorted(calendar.days, day), day < calendar.days[0]
    if not own and clock.any():
        assert rows.second is not None and calendar.closes is not None  # noqa: S101 (for the type checker)
        second = rows.second[clock]
        idx[clock] = np.searchsorted(calendar.closes, second, side="right")
        early[clock] = second < calendar.closes[0] - 7 * DAY
    beyond = idx >= len(calendar.days)
    inside = ~(beyond | early)
    session = calendar.days[np.minimum(idx, len(calendar.days) - 1)]
    rule = np.where(session == day, 1, 5 if own else 2)
    rule = np.where(clock, 4 if own else 3, rule) * inside
    first, last, ended = (one[rows.symbol] for one in lives[1:])
    late, outcome = (idx > last) | beyond, np.zeros(len(idx), dtype=np.int8)
    outcome[late] = CODE["prices_end"]
    outcome[late & (np.maximum(day, session) > ended)] = CODE["delisted"]
    outcome[(idx < first) | early] = CODE["listed_after_event"]
    if not own:
        outcome[early | beyond] = CODE["outside_calendar"]
    return EventDays(np.where(inside, idx, -1), session, rule, outcome)
