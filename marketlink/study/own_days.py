"""A company's own days as the yardstick of its event: sums of runs of them, and a run's place.

Days are stored one after another, (T, N): whole rows of events are added and compared at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from marketlink.study.kernel import Flags, Floats, Ints
from marketlink.study.rolling import sliding

SAME = 1e-12
"""Sums that differ by less than this share of themselves are as far out as each other."""


def sq_p(estimation: Floats, event: Floats, side: int = 0) -> tuple[Floats, Floats]:
    """Share of all runs of L days at least as far out as the event's, and its smallest value.

    The T + L days are closed to a circle, so that the event's run takes its place among as many
    others, those that share a day with it included: exact for days that could trade places. For one
    day this is (1 + k) / (1 + T).

    Parameters
    ----------
    estimation, event : (..., T), (..., L) abnormal returns on one scale; NaN breaks a run
    side : 0 two-sided on absolute sums, -1 falls only, 1 rises only

    Reference: Gelbach, Helland and Klick (2013), American Law and Economics Review 15.
    """
    days = event.shape[-1]
    ring = np.concatenate([estimation, event, estimation[..., : days - 1]], axis=-1)
    runs = np.moveaxis(sliding(np.moveaxis(ring, -1, 0), days), 0, -1)
    measure = np.abs(runs) if side == 0 else side * runs
    own = measure[..., estimation.shape[-1], None]
    n_runs = (~np.isnan(measure)).sum(axis=-1).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = (measure >= own * (1.0 - np.sign(own) * 1e-12)).sum(axis=-1) / n_runs
        return np.where(np.isnan(own[..., 0]), np.nan, p), 1.0 / n_runs


def run_sizes(days: Floats, lengths: Sequence[int]) -> Iterator[Floats]:
    """Absolute sums of all runs of so many days, (T - L + 1, N) for each length L.

    Sums of 2, 4, 8 days are made once and serve every length.
    """
    doubled = [days]
    while 2 ** len(doubled) <= max(lengths, default=1):
        last, half = doubled[-1], 2 ** (len(doubled) - 1)
        doubled.append(last[: len(last) - half] + last[half:])
    for length in lengths:
        places, begin = len(days) - length + 1, 0
        total, room = np.zeros((places, days.shape[1])), None
        for power in reversed(range(len(doubled))):
            if length & 2**power:
                part = doubled[power][begin : begin + places]
                total = part if begin == 0 else (room := np.add(total, part, out=room))
                begin += 2**power
        yield np.abs(total, out=room)


def count(flags: Flags) -> Ints:
    """How many of (T, N) flags are set for each event."""
    total = np.zeros(flags.shape[1], dtype=np.int64)
    for low in range(0, len(flags), 255):
        part = flags[low : low + 255].view(np.uint8)
        total += np.add.reduce(part, axis=0, dtype=np.uint8)
    return total


def added(values: Floats) -> Floats:
    """The sum over the days of (T, N), in their order: numpy pairs up days that are neighbours."""
    if values.shape[1] > 1 and values.strides[0] > values.strides[1] > 0:
        return np.asarray(np.add.reduce(values, axis=0))
    if not len(values):
        return np.zeros(values.shape[1])
    return np.asarray(np.add.accumulate(values, axis=0)[-1])


def place_of_run(days: Floats, sizes: Floats, event: Floats) -> Floats:
    """Share of all runs of L days at least as far out as the event's, as :func:`sq_p` has it, of
    (T, N) days and (L, N) event days without a gap and the absolute sums of the runs of the former.
    """
    length = len(event)
    ring = np.concatenate([days[len(days) - length + 1 :], event, days[: length - 1]])
    around = np.abs(sliding(ring, length))
    least = around[length - 1] * (1.0 - SAME)
    reached = count(sizes >= least) + count(around >= least)
    return np.asarray(reached / (len(sizes) + len(around)))


def largest_within(sizes: Floats, level: float) -> Floats:
    """The size that all but a share of runs, (R, N), keep within, the event's own counted: (N,)."""
    runs = len(sizes)
    rows = np.empty(sizes.T.shape)
    for low in range(0, len(rows), TILE):
        rows[low : low + TILE] = sizes[:, low : low + TILE].T
    rows.sort(axis=1)
    return rows[:, runs - max(int(level * (runs + 1)), 1)]


TILE = 128
"""Events turned at a time: as many lines as the nearest cache holds."""


def by_day(values: Floats) -> Floats:
    """(N, T) rows as (T, N), whatever they are stored by; a copy where they are stored by row."""
    if values.T.flags.c_contiguous:
        return values.T
    turned = np.empty(values.T.shape, dtype=values.dtype)
    for low in range(0, len(values), TILE):
        turned[:, low : low + TILE] = values[low : low + TILE].T
    return turned
