"""Group statistics out of sums that add up, bit for bit, in any order and any partition.

Every value is rounded to a fixed step before it is added, so that a sum of them is a sum of whole
numbers: it never rounds, and neither chunks, threads nor machines can change a bit of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marketlink.study.kernel import Fits, Floats, Ints, Plan
from marketlink.study.layout import Layout
from marketlink.study.ranks import average_ranks

COARSE, FINE, UNIT, SQUARE, RANK = 2.0**20, 2.0**44, 2.0**24, 2.0**16, 2.0**28
MOMENTS = ("n", "car", "car2", "scar", "scar2", "patell", "patell_dof", "positive")
BLOCK = 1_024
WIDE = 20_000_000
"""Most cells of a table of groups by sessions that is held at a time."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes: groups, windows, event days, days ranked, calendar dates from ``first`` on."""

    groups: int
    windows: int
    path: int
    joint: int
    first: int
    dates: int


Sums = dict[str, Floats]


def zeros(shape: Shape) -> Sums:
    """No sums yet: whole numbers in doubles, by group."""
    g, w = shape.groups, shape.windows
    return {
        "moments": np.zeros((2, g, w * len(MOMENTS))),
        "days": np.zeros((2, g, shape.path * 3)),
        "ranks": np.zeros((2, g, shape.joint)),
        "dates": np.zeros((3, g, shape.dates)),
        "held": np.zeros((w, g, shape.dates)),
    }


def merge(total: Sums, part: Sums) -> None:
    """Add another partition's sums."""
    for name, values in part.items():
        total[name] += values


def add_fits(sums: Sums, counts: Floats, fits: Fits, plan: Plan) -> None:
    """Add CARs and abnormal returns; ``counts`` (G, F) says how many events share each fit."""
    sums["moments"] += _product(counts, _moments(fits))
    ar = fits.ar
    there = np.isfinite(ar)
    clean = np.where(there, ar, 0.0)
    sums["days"] += _product(counts, np.hstack([there.astype(np.float64), clean, clean**2]))
    del plan


def _moments(fits: Fits) -> Floats:
    known = np.isfinite(fits.scar)
    car, scar = np.where(known, fits.car, 0.0), np.where(known, fits.scar, 0.0)
    dof = fits.dof[:, None].astype(np.float64)
    spread = np.where(known & (dof > 2), dof / np.maximum(dof - 2, 1), 0.0)
    one = known.astype(np.float64)
    columns = [one, car, car**2, scar, scar**2, np.where(dof > 2, scar, 0.0), spread, car > 0]
    return np.hstack([np.asarray(c, dtype=np.float64) for c in columns])


def _product(counts: Floats, values: Floats) -> Floats:
    """Counts times values, each value as its whole steps and the whole fine steps left over."""
    high = np.rint(values * COARSE)
    low = np.rint((values - high / COARSE) * FINE)
    return np.stack([counts @ high, counts @ low])


def value(pair: Floats) -> Floats:
    """What a pair of whole-number sums stands for."""
    total: Floats = pair[0] / COARSE + pair[1] / FINE
    return total


def add_ranks(sums: Sums, counts: Floats, joint: Floats) -> None:
    """Add the ranks of residuals and abnormal returns together, (F, T + L), NaN where missing."""
    ranks = average_ranks(joint)
    there = np.isfinite(ranks)
    n = there.sum(axis=1)
    centred = np.where(there, ranks / (n + 1)[:, None] - 0.5, 0.0)
    sums["ranks"][0] += counts @ np.rint(centred * RANK)
    sums["ranks"][1] += counts @ there.astype(np.float64)


def add_dates(
    sums: Sums,
    layout: Layout,
    unit: Floats,
    events: tuple[Ints, Ints],
    frame: tuple[Shape, Plan, Ints],
) -> None:
    """Add residuals by calendar date, and how many event windows hold each date.

    Parameters
    ----------
    unit : (M,) standardised residual of each session, NaN where there is none
    events : position of day 0 and group of every valid event
    frame : sizes, windows, and for every series the number of its calendar
    """
    (at, member), (shape, plan, home) = events, frame
    order = np.argsort(at, kind="stable")
    at, member = at[order], member[order]
    edges = np.searchsorted(at, np.append(layout.begin, len(layout.y)))
    busy = np.flatnonzero(np.diff(edges))
    for calendar in np.unique(home[busy]).tolist():
        parts = [
            (int(s), slice(int(edges[s]), int(edges[s + 1]))) for s in busy[home[busy] == calendar]
        ]
        _add_calendar(sums, layout, unit, (at, member, parts), (shape, plan))


def _add_calendar(
    sums: Sums,
    layout: Layout,
    unit: Floats,
    events: tuple[Ints, Ints, list[tuple[int, slice]]],
    frame: tuple[Shape, Plan],
) -> None:
    """Add the series of one calendar, session by session, then each session to its date."""
    (at, member, parts), (shape, plan) = events, frame
    series = np.array([number for number, _ in parts])
    low = int((layout.begin - layout.start)[series].min())
    high = int((layout.begin + layout.size - layout.start)[series].max())
    total = np.zeros((3, shape.groups, high - low))
    spots = np.empty(sum(cut.stop - cut.start for _, cut in parts), dtype=np.int64)
    owner, done = np.empty_like(spots), 0
    date = np.zeros(high - low, dtype=np.int64)
    for number, cut in parts:
        stretch, size = layout.stretch(number), cut.stop - cut.start
        first = stretch.start - int(layout.start[number]) - low
        np.maximum(date[first : first + stretch.stop - stretch.start], layout.dates[stretch],
                   out=date[first : first + stretch.stop - stretch.start])  # fmt: skip
        _add_series(
            total[:, :, first:], unit[stretch], (at[cut] - stretch.start, member[cut]), plan
        )
        spots[done : done + size] = at[cut] - int(layout.start[number]) - low
        owner[done : done + size] = member[cut]
        done += size
    known = np.flatnonzero(date >= shape.first)
    to = slice(None), slice(None), date[known] - shape.first
    sums["dates"][to] += total[:, :, known]
    held = [_covered(owner, spots, window, total.shape[1:]) for window in plan.windows]
    sums["held"][to] += np.stack(held)[:, :, known] if held else 0.0


def _add_series(total: Floats, unit: Floats, events: tuple[Ints, Ints], plan: Plan) -> None:
    """Add one series' residuals, each as often as estimation windows of a group hold it."""
    groups, member = np.unique(events[1], return_inverse=True)
    there = np.isfinite(unit)
    u = np.rint(np.where(there, unit, 0.0) * UNIT)
    square = np.rint(np.where(there, unit, 0.0) ** 2 * SQUARE)
    held = _covered(member, events[0], plan.estimation, (len(groups), len(unit)))
    rows = slice(None) if len(groups) == total.shape[1] else groups
    part, room = total[:, :, : len(unit)], np.empty_like(held)
    for place, factor in enumerate((there.astype(np.float64), u, square)):
        part[place, rows] += np.multiply(held, factor, out=room)


def _covered(member: Ints, at: Ints, window: tuple[int, int], shape: tuple[int, ...]) -> Floats:
    """How many events' windows hold each session, (groups, sessions); none may leave the table."""
    groups, sessions = shape[0], shape[1] + 1
    row, size = member * sessions + at, groups * sessions
    step = np.bincount(row + window[0], minlength=size).astype(np.float64)
    step -= np.bincount(row + window[1] + 1, minlength=size)
    covered: Floats = np.cumsum(step.reshape(groups, sessions), axis=1)[:, :-1]
    return covered


def averages(sums: Sums, shape: Shape) -> dict[str, Floats]:
    """n, mean and variance of the abnormal return of each group and event day: (G, L) each."""
    n, total, square = np.split(value(sums["days"]), 3, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / n
        variance = np.maximum(square - n * mean**2, 0.0) / (n - 1)
    del shape
    return {"n": n, "aar": mean, "aar_se": np.sqrt(variance / n)}


def moments(sums: Sums, shape: Shape) -> dict[str, Floats]:
    """The sums of :data:`MOMENTS` for each group and window: (G, W) each."""
    parts = np.split(value(sums["moments"]), len(MOMENTS), axis=1)
    del shape
    return dict(zip(MOMENTS, parts, strict=True))


def dependence(sums: Sums, shape: Shape, plan: Plan) -> tuple[Floats, Floats]:
    """Mean correlation of residuals on common dates (G,), and of two events' windows (G, W).

    Reference
    ---------
    Kolari, Pynnönen 2010; Kolari, Pape, Pynnönen 2018 for windows that overlap in part.
    """
    n, z, z2 = sums["dates"][0], sums["dates"][1] / UNIT, sums["dates"][2] / SQUARE
    with np.errstate(divide="ignore", invalid="ignore"):
        r = (z**2 - z2).sum(axis=1) / (n * (n - 1)).sum(axis=1)
        held = sums["held"].transpose(1, 0, 2)
        lengths = np.array([w[1] - w[0] + 1 for w in plan.windows], dtype=np.float64)
        events = held.sum(axis=2) / lengths
        pairs = events * (events - 1)
        overlap = ((held**2).sum(axis=2) / lengths - events) / pairs
    del shape
    return r, r[:, None] * np.clip(overlap, 0.0, 1.0)


def rank_z(sums: Sums, shape: Shape, plan: Plan) -> Floats:
    """Corrado's rank statistic of each group and window, (G, W).

    Reference
    ---------
    Corrado 1989; Corrado, Zivney 1992 for missing returns; Cowan 1992 for windows.
    """
    total, n = sums["ranks"][0] / RANK, sums["ranks"][1]
    first = shape.joint - shape.path
    with np.errstate(divide="ignore", invalid="ignore"):
        daily = np.where(n > 0, total / np.sqrt(n), 0.0)
        scale = np.sqrt((daily**2).sum(axis=1) / (n > 0).sum(axis=1))
        answers = []
        for window in plan.windows:
            low = first + window[0] - plan.path[0]
            part = daily[:, low : low + window[1] - window[0] + 1]
            days = (n[:, low : low + part.shape[1]] > 0).sum(axis=1)
            answers.append(part.sum(axis=1) / np.sqrt(days) / scale)
    return np.stack(answers, axis=1)
