"""Interval-matched returns: prices on the sessions of their symbols, and benchmarks beside them.

One lookup a price, no join; a return runs from one closing instant with a price to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.store.sql import statement
from marketlink.study.event_dates import SessionDays
from marketlink.study.kernel import Flags, Floats, Ints, Whole
from marketlink.study.layout import SeriesLayout, lay_out

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class PriceArrays:
    """All prices of a study, sorted by symbol: rows ``edges[id]:edges[id + 1]`` are one symbol's.

    ``value`` is a price level, or a decimal return where ``is_ret``; ``volume`` counts shares.
    """

    day: Ints
    value: Floats
    is_ret: Flags
    edges: Ints
    volume: Floats | None = None

    def suspects(self) -> list[int]:
        """The symbols with several lines for a day, or a line that cannot be a price."""
        step = np.diff(self.day) > 0
        inner = np.ones(max(len(self.day) - 1, 0), dtype=bool)
        inner[self.edges[1:-1][(self.edges[1:-1] > 0) & (self.edges[1:-1] < len(self.day))] - 1] = 0
        with np.errstate(invalid="ignore"):
            good = np.where(self.is_ret, self.value >= -1, self.value > 0) & np.isfinite(self.value)
        rows = np.concatenate([np.flatnonzero(inner & ~step), np.flatnonzero(~good)])
        symbols: list[int] = np.unique(np.searchsorted(self.edges, rows, side="right") - 1).tolist()
        return symbols

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
    con.execute("set variable study_volume = ?", [volume])
    columns: Any = con.execute(statement("study.price")).fetchnumpy()
    ids, day = np.asarray(columns["id"]), np.asarray(columns["day"])
    value = np.asarray(columns["value"], dtype=np.float64)
    order = _in_order(ids, day, value)
    edges = np.concatenate(([0], np.cumsum(np.bincount(ids, minlength=symbols))))
    return PriceArrays(
        day=day[order],
        value=value[order],
        is_ret=np.asarray(columns["is_ret"])[order],
        edges=edges.astype(np.int64),
        volume=filled(columns["volume"])[order] if volume else None,
    )


def _in_order(ids: Whole, day: Whole, value: Floats) -> Ints | slice:
    """The order by symbol, day and value, which threads of the database cannot change."""
    key = (ids.astype(np.int64) << 32) + day
    step = np.diff(key)
    if (step > 0).all():
        return slice(None)
    order = np.argsort(key, kind="stable")
    if (np.diff(key[order]) == 0).any():
        order = np.lexsort((value, key))
    return order


def filled(column: Any) -> Floats:  # noqa: ANN401 (an array, a frame or a number)
    """A fetched column of numbers with NaN at its nulls."""
    return np.ma.filled(np.ma.asarray(column, dtype=np.float64), np.nan)


@dataclass(frozen=True, slots=True)
class Track:
    """One symbol on its calendar: level and own return by idx, NaN where it has no price.

    ``unusable`` : idx, between the first and the last price, of prices that cannot be one
    """

    level: Floats
    ret: Floats
    first: int
    last: int
    unusable: Ints
    volume: Floats | None = None


def own_calendar(prices: PriceArrays, number: int) -> SessionDays:
    """The own dates of a symbol without a calendar."""
    return SessionDays(np.unique(prices.day[prices.edges[number] : prices.edges[number + 1]]), None)


def track(prices: PriceArrays, number: int, calendar: SessionDays) -> Track | None:
    """Lay one symbol's prices on its sessions; None where it has no usable one.

    Days off the calendar are not used; a day with two different values has none.

    Reference
    ---------
    Maynes and Rumsey (1993), Journal of Banking and Finance 17, for returns over several sessions.
    """
    rows = slice(int(prices.edges[number]), int(prices.edges[number + 1]))
    day, value, is_ret = prices.day[rows], prices.value[rows], prices.is_ret[rows]
    at = np.minimum(np.searchsorted(calendar.days, day), len(calendar.days) - 1)
    in_session = calendar.days[at] == day
    at, value, is_ret = at[in_session], value[in_session], is_ret[in_session]
    sheet = np.full(len(calendar.days), np.nan)
    good = np.where(is_ret, value >= -1, value > 0) & np.isfinite(value)
    sheet[at[good]] = value[good]
    with np.errstate(invalid="ignore"):
        sheet[at[(sheet[at] != value) & ~np.isnan(value)]] = np.nan
    usable = np.flatnonzero(np.isfinite(sheet))
    if not len(usable):
        return None
    level, ret = sheet, np.full(len(sheet), np.nan)
    if is_ret.any():
        ret = sheet.copy()
        level = np.full(len(sheet), np.nan)
        with np.errstate(divide="ignore"):
            level[usable] = np.exp(np.cumsum(np.log1p(ret[usable])))
    else:
        ret[usable[1:]] = level[usable[1:]] / level[usable[:-1]] - 1
    bad = at[~good & (at > usable[0]) & (at < usable[-1])]
    volume = None
    if prices.volume is not None:
        volume = np.full(len(sheet), np.nan)
        volume[at] = prices.volume[rows][in_session]
    return Track(level, ret, int(usable[0]), int(usable[-1]), bad, volume)


def factor_track(day: Ints, value: Floats) -> tuple[Track, SessionDays]:
    """A factor of a file, whose days have no closing instants: matched by date."""
    level = np.exp(np.cumsum(np.log1p(value)))
    none = np.zeros(0, dtype=np.int64)
    return Track(level, value, 0, len(day) - 1, none), SessionDays(day, None)


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


def fill(
    tracks: list[Track],
    calendars: list[SessionDays],
    marks: list[list[ReturnMark | None]],
    reach: tuple[int, int],
    *,
    volume: bool = False,
) -> SeriesLayout:
    """Returns of each series and of its regressors over the same instants, as a layout.

    Parameters
    ----------
    marks : by series one for each regressor, None where it has no price
    reach : sessions of padding before the first and after the last price

    Reference
    ---------
    Maynes and Rumsey (1993), Journal of Banking and Finance 17.
    """
    first = np.array([t.first for t in tracks], dtype=np.int64)
    last = np.array([t.last for t in tracks], dtype=np.int64)
    width = len(marks[0]) if marks else 0
    layout = lay_out(first, last, reach, [c.days + EPOCH for c in calendars], width, volume=volume)
    for number, (one, beside) in enumerate(zip(tracks, marks, strict=True)):
        usable = np.flatnonzero(np.isfinite(one.level))
        at = layout.start[number] + usable
        layout.y[at] = one.ret[usable]
        layout.span[at[1:]] = np.diff(usable)
        if volume and one.volume is not None:
            layout.volume[at] = one.volume[usable]
        for place, mark in enumerate(beside):
            if mark is not None:
                layout.X[place, at] = _matched(one, usable, mark)
    layout.span[~np.isfinite(layout.y)] = 1.0
    return layout


def _matched(one: Track, usable: Ints, mark: ReturnMark) -> Floats:
    """A regressor's returns over the same instants as a stock's; 0 where it had no session."""
    level, ret, place = mark
    x = np.full(len(usable), np.nan)
    x[0] = ret[usable[0]] if np.isfinite(one.ret[usable[0]]) else np.nan
    now, before = usable[1:], usable[:-1]
    with np.errstate(invalid="ignore"):
        step = np.where(place[now] == place[before] + 1, ret[now], level[now] / level[before] - 1)
    x[1:] = np.where(place[now] == place[before], 0.0, step)
    x[1:][~(np.isfinite(level[now]) & np.isfinite(level[before]))] = np.nan
    return x
