"""Returns laid out for the kernels: one padded stretch of sessions a series, one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from marketlink.study.kernel import Flags, Floats, Ints

EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class SeriesLayout:
    """The series of a study. A series is one symbol with one benchmark.

    Attributes
    ----------
    y : (M,) returns of the stock, NaN where a session has none
    X : (q, M) regressors over the same instants, the benchmark first where there is one
    span : (M,) sessions that each return covers, 1 where there is none
    volume : (M,) shares traded, NaN unknown; (0,) where nobody asked
    dates : (M,) ordinal of each session, 0 beyond the calendar
    start : (S,) where each series begins; its session ``idx`` lies at ``start + idx``
    first, last : (S,) session idx of the first and last price
    size : (S,) length of each stretch, padding included
    begin : (S,) where each stretch begins
    """

    y: Floats
    X: Floats
    span: Floats
    volume: Floats
    dates: Ints
    start: Ints
    first: Ints
    last: Ints
    size: Ints
    begin: Ints

    @cached_property
    def long(self) -> Ints:
        """The positions of returns over several sessions."""
        return np.flatnonzero(self.span != 1)

    def stretch(self, series: int) -> slice:
        """The stretch of one series, padding included."""
        return slice(int(self.begin[series]), int(self.begin[series] + self.size[series]))

    def traded(self, series: int) -> slice:
        """The sessions of one series from its first price to its last."""
        low = int(self.start[series])
        return slice(low + int(self.first[series]), low + int(self.last[series]) + 1)

    def together(self, numbers: Sequence[int], sessions: int) -> Iterator[list[int]]:
        """Series, some at a time, whose sheet holds at most so many sessions where it holds
        several."""
        size = (self.last - self.first + 1).tolist()
        some: list[int] = []
        for number in numbers:
            if some and (len(some) + 1) * max(size[one] for one in [*some, number]) > sessions:
                yield some
                some = []
            some.append(number)
        if some:
            yield some

    def sheet(
        self, numbers: Sequence[int], values: Floats, cut_of: Callable[[int], slice]
    ) -> Floats:
        """(S, D) values of some series, one a row, each cut as asked; NaN beyond its end."""
        cuts = [cut_of(number) for number in numbers]
        out = np.full((len(cuts), max(cut.stop - cut.start for cut in cuts)), np.nan)
        for row, cut in zip(out, cuts, strict=True):
            row[: cut.stop - cut.start] = values[cut]
        return out


def lay_out(  # noqa: PLR0913 (one specification)
    first: Ints,
    last: Ints,
    reach: tuple[int, int],
    calendars: list[Ints],
    q: int,
    *,
    volume: bool = False,
) -> SeriesLayout:
    """Empty stretches from the first to the last price of each series, (S,) session idx, padded by
    so many sessions before and after; ``calendars`` are the sessions of each series' calendar, days
    from 1970 by idx, ``q`` is the number of regressors."""
    size = last - first + 1 + reach[0] + reach[1]
    begin = np.concatenate(([0], np.cumsum(size)[:-1])).astype(np.int64)
    start = begin + reach[0] - first
    total = int(size.sum())
    dates = np.zeros(total, dtype=np.int64)
    for series, days in enumerate(calendars):
        low = max(int(first[series]) - reach[0], 0)
        high = min(int(last[series]) + reach[1] + 1, len(days))
        np.add(days[low:high], EPOCH, out=dates[start[series] + low : start[series] + high])
    return SeriesLayout(
        y=np.full(total, np.nan),
        X=np.full((q, total), np.nan),
        span=np.ones(total),
        volume=np.full(total if volume else 0, np.nan),
        dates=dates,
        start=start,
        first=first,
        last=last,
        size=size,
        begin=begin,
    )


def mark_windows(layout: SeriesLayout, at: Ints, window: tuple[int, int]) -> Ints:
    """How many of the given events have each session inside ``window``: (M,) counts."""
    edges = np.zeros(len(layout.y) + 1, dtype=np.int64)
    np.add.at(edges, np.maximum(at + window[0], 0), 1)
    np.add.at(edges, np.minimum(at + window[1] + 1, len(layout.y)), -1)
    return np.cumsum(edges)[:-1]


def overlaps(
    layout: SeriesLayout, at: Ints, windows: Mapping[str, tuple[int, int]], copies: Ints
) -> tuple[Ints, Flags]:
    """Of each fit, by its distinct position: how many estimation sessions are inside another
    event's window, its own not counted, and whether windows overlap; ``copies`` (N,) is how many
    events lie on each, ``windows`` has ``estimation`` and ``path``."""
    distinct = np.unique(at)
    path, estimation = windows["path"], windows["estimation"]
    marks_before = np.concatenate(([0], np.cumsum(mark_windows(layout, distinct, path) > 0)))
    counted = marks_before[at + estimation[1] + 1] - marks_before[at + estimation[0]]
    low, high = max(estimation[0], path[0]), min(estimation[1], path[1])
    if low <= high:
        counted -= marks_before[at + high + 1] - marks_before[at + low]
    near = np.searchsorted(distinct, at)
    width = path[1] - path[0]
    gap = np.diff(distinct, prepend=-(10**9), append=10**12)
    shared = (gap[near] <= width) | (gap[near + 1] <= width) | (copies > 1)
    return counted, shared
