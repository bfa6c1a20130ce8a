"""Ranks of estimation and event days together, of all windows from one sort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from marketlink.study.inference.ranks import doubled_ranks, medians, ranked
from marketlink.study.kernel import Floats, Ints, Whole

Ranks = tuple[Whole, Whole]
"""Ranks, which come doubled, of the estimation days and of a window's days, both (N, days)."""


class JointRanks(NamedTuple):
    """Twice the ranks of N events' estimation days among themselves, and what event days change.

    Attributes
    ----------
    alone : (N, T) ranks among the estimation days; 0 where there is no return
    size : (N,) how many estimation days have one
    tied : the rows that may hold equal values
    above : of each event day (N, T), in units of ``unit``: 2 where it is below the estimation day,
        1 where equal
    below : (N, E) of each event day twice how many estimation days are below it, equal ones half
    before, event : (N, T), (N, E) the days themselves, NaN missing
    """

    alone: Whole
    size: Ints
    tied: Ints
    above: tuple[Whole, ...]
    unit: int
    below: Whole
    before: Floats
    event: Floats

    @classmethod
    def of(cls, before: Floats, event: Floats) -> JointRanks:
        """Rank (N, T) estimation days and (N, E) event days, no two of them the same day."""
        days = before.shape[1]
        twice, tied = ranked(np.concatenate([before, event], axis=1))
        own, alone = twice[:, days:], twice[:, :days]
        below = own - doubled_ranks(event)
        own[own == 0] = np.iinfo(twice.dtype).max
        above = []
        for day in own.T[:, :, None]:
            more = (alone > day).view(np.uint8)
            if len(tied):
                more += (alone >= day).view(np.uint8)
            above.append(more)
        unit, size = (1 if len(tied) else 2), np.full(len(alone), days)
        if not alone.all():
            size = np.count_nonzero(alone, axis=1)
        return cls(
            alone - unit * _added(above), size, tied, tuple(above), unit, below, before, event
        )

    def window(self, columns: Sequence[int], rows: Ints | slice = slice(None)) -> Ranks:
        """Twice the ranks of the estimation days and of some event days among both, of some of the
        events; 0 where there is no return."""
        alone, event = self.alone[rows], self.event[rows][:, columns]
        joint = alone + self.unit * _added([self.above[column][rows] for column in columns])
        if (self.size < alone.shape[1]).any():
            joint[alone == 0] = 0
        own = doubled_ranks(event)
        return joint, np.where(own > 0, own + self.below[rows][:, columns], 0)

    def signs(
        self, ranks: Ranks, columns: Sequence[int], rows: Ints | slice = slice(None)
    ) -> Ranks:
        """Signs of the same days about the median of all: their ranks tell them but in the rows
        that may hold equal values, which are asked."""
        size = self.size[rows] + np.count_nonzero(ranks[1], axis=1)
        middle, signs = (size[:, None] + 1).astype(ranks[0].dtype), []
        for twice in ranks:
            sign = (twice > middle).view(np.int8) - (twice < middle).view(np.int8)
            if not twice.all():
                sign[twice == 0] = 0
            signs.append(sign)
        tied = self.tied if isinstance(rows, slice) else np.flatnonzero(np.isin(rows, self.tied))
        if len(tied):
            values = [self.before[rows][tied], self.event[rows][tied][:, columns]]
            median = medians(np.concatenate(values, axis=1))
            for own, value in zip(signs, values, strict=True):
                own[tied] = np.nan_to_num(np.sign(value - median))
        return signs[0], signs[1]


AT_ONCE = 127
"""Values of at most two that a byte can hold the sum of."""


def _added(values: Sequence[Whole]) -> Whole:
    """The sum of small numbers, byte by byte as far as bytes hold it."""
    total: Whole = np.zeros_like(values[0], dtype=np.int16)
    for low in range(0, len(values), AT_ONCE):
        first, *others = values[low : low + AT_ONCE]
        part = first.copy()
        for other in others:
            part += other
        total = part if len(values) <= AT_ONCE else total + part
    return total
