"""Ranks of the estimation days beside those of several windows, from one sort of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from marketlink.study.kernel import Floats, Ints, Whole
from marketlink.study.ranks import doubled_ranks, ranked


@dataclass(frozen=True, slots=True)
class JointRanks:
    """Twice the ranks of N events' estimation days among themselves, and what event days change.

    Attributes
    ----------
    alone : (N, T) ranks among the estimation days; 0 where there is no return
    size : (N,) how many estimation days have one
    tied : the rows that may hold equal values
    above : of each event day (N, T), in units of ``unit``: 2 where it is below the estimation day,
        1 where equal
    below : (N, E) of each event day twice how many estimation days are below it, equal ones half
    event : (N, E) the event days, NaN missing
    """

    alone: Whole
    size: Ints
    tied: Ints
    above: tuple[Whole, ...]
    unit: int
    below: Whole
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
        return cls(alone - unit * _added(above), size, tied, tuple(above), unit, below, event)

    def window(self, columns: Sequence[int], rows: Ints | slice) -> tuple[Whole, Whole]:
        """Twice the ranks of the estimation days and of some event days among both, of some of the
        events; 0 where there is no return."""
        alone, event = self.alone[rows], self.event[rows][:, columns]
        joint = alone + self.unit * _added([self.above[column][rows] for column in columns])
        if (self.size < alone.shape[1]).any():
            joint[alone == 0] = 0
        own = doubled_ranks(event)
        return joint, np.where(own > 0, own + self.below[rows][:, columns], 0)

    def tied_of(self, rows: Ints | slice) -> Ints:
        """The places, among some of the events, of those that may hold equal values."""
        if isinstance(rows, slice):
            return self.tied
        return np.flatnonzero(np.isin(rows, self.tied))


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
