"""Interval-matched returns: prices on the sessions of their symbols, and benchmarks beside them.

One lookup a price, no join; a return runs from one closing instant with a price to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from marketlink.store.sql import statement
from marketlink.study.event_dates import SessionDays
from marketlink.study.kernel import Flags, Floats, Ints, Whole
from marketlink.study.layout import SeriesLayout, lay_out

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class PriceArrays(NamedTuple):
    """All prices of a study, sorted by symbol: rows ``edges[id]:edges[id + 1]`` are one symbol's.

    ``value`` is a price level, or a decimal return where ``is_ret``; ``volume`` counts shares.
    """

    day: Ints
    value: Floats
    is_ret: Flags
    edges: Ints
    volume: Floats | None = None

    def owners(self, rows: Ints) -> Ints:
        """The numbers of the symbols of some rows."""
        return np.searchsorted(self.edges, rows, side="right") - 1

    def again(self) -> Ints:
        """The rows that have the day of the row before them, and its symbol."""
        same = np.append(False, np.diff(self.day) == 0)
        same[self.edges[:-1][np.diff(self.edges) > 0]] = False
        return np.flatnonzero(same)

    def suspects(self) -> list[int]:
        """The symbols with several lines for a day, or a line that cannot be a price."""
        rows = np.concatenate([self.again(), np.flatnonzero(~self.good)])
        symbols: list[int] = np.unique(self.owners(rows)).tolist()
        return symbols

    @property
    def good(self) -> Flags:
        """Which lines can be a price, or a return."""
        least = np.where(self.is_ret, self.value >= -1, self.value > 0)
        return np.asarray(least & np.isfinite(self.value))

    def part(self, low: int, high: int) -> PriceArrays:
        """The prices of the symbols from ``low`` on, before ``high``."""
        edges = self.edges[low : high + 1]
        cut = slice(int(edges[0]), int(edges[-1]))
        volume = None if self.volume is None else self.volume[cut]
        return PriceArrays(
            self.day[cut], self.value[cut], self.is_ret[cut], edges - edges[0], volume
        )


def read_prices(con: DuckDBPyConnection, symbols: int, volume: bool) -> PriceArrays:
    """Read ``input_price`` of the symbols in ``study_listed``, with volumes where asked."""
    con.execute(statement("study.price"))
    query = "from study_price" if volume else "select id, day, value, is_ret from study_price"
    columns: Any = con.execute(query).fetchnumpy()
    ids, day = np.asarray(columns["id"]), np.asarray(columns["day"])
    value = np.asarray(columns["value"], dtype=np.float64)
    order = _in_order(ids, day, value)

    def ordered(values: np.ndarray[Any, Any]) -> Any:  # noqa: ANN401 (an array of the same kind)
        parts = [values[rows] for rows in order]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    return PriceArrays(
        day=ordered(day),
        value=ordered(value),
        is_ret=ordered(np.asarray(columns["is_ret"])),
        edges=np.concatenate(([0], np.cumsum(np.bincount(ids, minlength=symbols)))),
        volume=ordered(filled(columns["volume"])) if volume else None,
    )


def _in_order(ids: Whole, day: Whole, value: Floats) -> list[Ints] | list[slice]:
    """The rows by symbol, day and value, which threads of the database cannot change: mostly
    stretches of one symbol that are in order by themselves, one after another."""

    def key(rows: Ints | slice) -> Ints:
        return (ids[rows].astype(np.int64) << 32) + day[rows]

    goes_on = (ids[1:] == ids[:-1]) & (day[1:] > day[:-1])
    begin = np.flatnonzero(np.append(True, ~goes_on))
    end = np.append(begin[1:], len(ids))
    if STRETCH * len(begin) <= len(ids):
        first, last = key(begin), key(end - 1)
        order = np.argsort(first)
        if (last[order][:-1] < first[order][1:]).all():
            if (np.diff(order) > 0).all():
                return [slice(None)]
            return [slice(*one) for one in np.stack([begin, end], axis=1)[order].tolist()]
    whole = key(slice(None))
    rows = np.argsort(whole, kind="stable")
    return [rows if (np.diff(whole[rows]) > 0).all() else np.lexsort((value, whole))]


STRETCH = 16
"""Rows of a stretch, on average, from which stretches are moved and not their rows."""


def filled(column: Any) -> Floats:  # noqa: ANN401 (an array, a frame or a number)
    """A fetched column of numbers with NaN at its nulls."""
    return np.ma.filled(np.ma.asarray(column, dtype=np.float64), np.nan)


class Track(NamedTuple):
    """A benchmark or factor on its calendar: level and own return by idx, NaN where it has none;
    idx of the first and last."""

    level: Floats
    ret: Floats
    first: int
    last: int


class Tracks(NamedTuple):
    """The usable prices of some symbols on their calendars, of one symbol after another: rows
    ``edges[i]:edges[i + 1]`` are those of the i-th.

    Attributes
    ----------
    idx, level, ret : (P,) session, level and own return, NaN where there is none
    unusable : symbols and idx of prices that cannot be one
    """

    edges: Ints
    idx: Ints
    level: Floats
    ret: Floats
    unusable: tuple[Whole, Ints]
    volume: Floats | None = None

    @property
    def ends(self) -> tuple[Ints, Ints]:
        """idx of the first and last price of each symbol, -1 where it has none."""
        some, padded = np.diff(self.edges) > 0, np.append(self.idx, -1)
        first, last = (padded[places] for places in (self.edges[:-1], self.edges[1:] - 1))
        return np.where(some, first, -1), np.where(some, last, -1)

    def one(self, sessions: int) -> Track | None:
        """The only symbol on its calendar of so many sessions; None where it has no price."""
        if not len(self.idx):
            return None
        level, ret = np.full((2, sessions), np.nan)
        level[self.idx], ret[self.idx] = self.level, self.ret
        return Track(level, ret, int(self.idx[0]), int(self.idx[-1]))


def own_calendar(prices: PriceArrays, number: int) -> SessionDays:
    """The own dates of a symbol without a calendar."""
    return SessionDays(np.unique(prices.day[prices.edges[number] : prices.edges[number + 1]]), None)


def on_calendars(prices: PriceArrays, homes: Sequence[SessionDays]) -> Tracks:
    """Lay the prices of symbols on the sessions of the calendar of each.

    Days off the calendar are not used; a day with two different values has none.

    Reference: Maynes and Rumsey (1993), Journal of Banking and Finance 17, for returns over several
    sessions.
    """
    edges, value, good = prices.edges, prices.value, prices.good
    idx = np.empty(len(value), dtype=np.int64)
    for rows, home in by_owner(homes, edges):
        idx[rows] = home.idx_of(prices.day[rows])
    there = idx >= 0
    usable, volume = there & good, prices.volume
    twice = prices.again()
    twice = twice[there[twice]]
    if len(twice):
        again = np.zeros(len(value) + 1, dtype=bool)
        again[twice] = True
        rows = np.flatnonzero(again[:-1] | again[1:])
        begin = np.flatnonzero(~again[rows])
        first, last = rows[begin], rows[np.append(begin[1:], len(rows)) - 1]
        some = np.logical_or.reduceat(usable[rows], begin)
        one = np.fmin.reduceat(value[rows], begin) == np.fmax.reduceat(value[rows], begin)
        usable[rows], usable[first] = False, some & one
        if volume is not None:
            volume = volume.copy()
            volume[first] = volume[last]
    rows = np.flatnonzero(usable)
    at, level, ret = idx[rows], value[rows], np.empty(len(rows))
    cuts = np.searchsorted(rows, edges)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        np.divide(level[1:], level[:-1], out=ret[1:])
        ret -= 1
        ret[cuts[:-1][np.diff(cuts) > 0]] = np.nan
        for symbol in np.unique(prices.owners(np.flatnonzero(prices.is_ret & there))).tolist():
            cut = slice(cuts[symbol], cuts[symbol + 1])
            ret[cut] = level[cut]
            level[cut] = np.exp(np.cumsum(np.log1p(ret[cut])))
    bad = np.flatnonzero(there & ~good)
    volume = None if volume is None else volume[rows]
    return Tracks(cuts, at, level, ret, (prices.owners(bad), idx[bad]), volume)


T = TypeVar("T")


def by_owner(things: Sequence[T], edges: Ints) -> Iterator[tuple[Ints | slice, T]]:
    """Each thing that some owners share, with the rows of these: those of each begin at its place
    in ``edges``."""
    owners: dict[int, list[int]] = {}
    for number, thing in enumerate(things):
        owners.setdefault(id(thing), []).append(number)
    for some in owners.values():
        low, high = some[0], some[-1]
        rows: Ints | slice = slice(int(edges[low]), int(edges[high + 1]))
        if len(some) <= high - low:
            rows = np.concatenate([np.arange(edges[one], edges[one + 1]) for one in some])
        yield rows, things[low]


def factor_track(day: Ints, value: Floats) -> tuple[Track, SessionDays]:
    """A factor of a file, whose days have no closing instants: matched by date."""
    level = np.exp(np.cumsum(np.log1p(value)))
    return Track(level, value, 0, len(day) - 1), SessionDays(day, None)


ReturnMark = tuple[Floats, Floats, Ints]
"""Level, own return and place of a regressor at each closing instant of a stock's calendar."""


def mark_on(calendar: SessionDays, other: Track, home: SessionDays) -> ReturnMark:
    """A regressor's level, own return and place at each closing instant of a calendar.

    NaN where its own last session that has closed has no price (or, by date, where it has none
    that day).
    """
    if calendar.closes is None or home.closes is None:
        at = np.minimum(np.searchsorted(home.days, calendar.days), len(home.days) - 1)
        present = home.days[at] == calendar.days
    else:
        at = np.searchsorted(home.closes, calendar.closes, side="right") - 1
        present = at >= 0
        at = np.maximum(at, 0)
    place = np.cumsum(np.isfinite(other.level))
    return (
        np.where(present, other.level[at], np.nan),
        np.where(present, other.ret[at], np.nan),
        place[at],
    )


def fill(  # noqa: PLR0913 (one specification)
    tracks: Tracks,
    symbols: Ints,
    calendars: list[SessionDays],
    marks: list[list[ReturnMark | None]],
    reach: tuple[int, int],
    *,
    volume: bool = False,
) -> SeriesLayout:
    """Returns of each series and of its regressors over the same instants, as a layout.

    Parameters
    ----------
    symbols : (S,) the place of each series' symbol among the tracks
    calendars : of each series
    marks : by regressor one for each series, None where it has no price
    reach : sessions of padding before the first and after the last price

    Reference: Maynes and Rumsey (1993), Journal of Banking and Finance 17.
    """
    count = np.diff(tracks.edges)[symbols]
    edges = np.concatenate(([0], np.cumsum(count)))
    rows: Ints | slice = slice(None)
    if not np.array_equal(symbols, np.arange(len(tracks.edges) - 1)):
        rows = np.arange(edges[-1]) + np.repeat(tracks.edges[symbols] - edges[:-1], count)
    first, last = (end[symbols] for end in tracks.ends)
    days = [one.days for one in calendars]
    layout = lay_out(first, last, reach, days, len(marks), volume=volume)
    idx, ret = tracks.idx[rows], tracks.ret[rows]
    at, opens = np.repeat(layout.start, count), np.zeros(len(idx), dtype=bool)
    at += idx
    opens[edges[:-1]] = True
    layout.y[at] = ret
    step = np.ones(len(idx))
    np.subtract(idx[1:], idx[:-1], out=step[1:], where=np.isfinite(ret[1:]))
    step[opens] = 1.0
    layout.span[at] = step
    if volume and tracks.volume is not None:
        layout.volume[at] = tracks.volume[rows]
    for x, beside in zip(layout.X, marks, strict=True):
        for cut, mark in by_owner(beside, edges):
            if mark is not None:
                x[at[cut]] = _matched(idx[cut], ret[cut], opens[cut], mark)
    return layout


def _matched(idx: Ints, ret: Floats, opens: Flags, mark: ReturnMark) -> Floats:
    """A regressor's returns over the same instants as stocks', 0 where it had no session; of each
    of their returns, one stock after another, the session, the value and whether it is a stock's
    first."""
    level, own, place = (values[idx] for values in mark)
    x = np.empty(len(idx))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        np.divide(level[1:], level[:-1], out=x[1:])
        x -= 1
    gone = np.subtract(place[1:], place[:-1], out=place[1:])
    np.copyto(x[1:], own[1:], where=gone == 1)
    x[1:][gone == 0] = 0.0
    there = np.isfinite(level)
    x[1:][~(there[1:] & there[:-1])] = np.nan
    first = np.flatnonzero(opens)
    x[first] = np.where(np.isfinite(ret[first]), own[first], np.nan)
    return x
