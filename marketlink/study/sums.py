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
BLOCK = 256
WIDE = 10_000_000
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


def add_fits(sums: Sums, counts: Floats, fits: Fits) -> None:
    """Add CARs and abnormal returns; ``counts`` (G, F) says how many events share each fit."""
    sums["moments"] += _product(counts, _moments(fits))
    ar = fits.ar
    there = np.isfinite(ar)
    clean = np.where(there, ar, 0.0)
    sums["days"] += _product(counts, np.hstack([there.astype(np.float64), clean, clean**2]))


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
    absent = np.isnan(ranks)
    holes = bool(absent.any())
    n = np.full(len(joint), joint.shape[1] + 1.0)
    if holes:
        n -= absent.sum(axis=1)
    ranks /= n[:, None]
    ranks -= 0.5
    ranks *= RANK
    np.rint(ranks, out=ranks)
    sums["ranks"][1] += counts.sum(axis=1)[:, None]
    if holes:
        ranks[absent] = 0.0
        sums["ranks"][1] -= counts @ absent.astype(np.float64)
    sums["ranks"][0] += counts @ ranks


def add_dates(
    sums: Sums,
    layout: Layout,
    unit: Floats,
    events: tuple[slice, Ints],
    frame: tuple[Shape, Plan, Ints],
) -> None:
    """Add residuals by calendar date, and how many event windows hold each date.

    Parameters
    ----------
    unit : (M,) standardised residual of each session, NaN where there is none
    events : a stretch of whole series, and how many valid events of each group lie on each of its
        sessions, (G, length)
    frame : sizes, windows, and for every series the number of its calendar
    """
    (cut, counts), (shape, plan, home) = events, frame
    missing = ~np.isfinite(unit[cut])
    clean = np.where(missing, 0.0, unit[cut])
    factors = np.rint(clean * UNIT), np.rint(clean**2 * SQUARE)
    begin, start, size = layout.begin - cut.start, layout.start - cut.start, layout.size
    inside = np.flatnonzero((layout.begin >= cut.start) & (layout.begin < cut.stop))
    running = np.concatenate(([0], np.cumsum(counts.any(axis=0))))
    inside = inside[running[begin[inside] + size[inside]] > running[begin[inside]]]
    for calendar in np.unique(home[inside]).tolist():
        series = inside[home[inside] == calendar]
        low = int((begin - start)[series].min())
        high = int((begin + size - start)[series].max())
        total = np.zeros((3, shape.groups, high - low))
        lying = np.zeros((shape.groups, high - low), dtype=np.int64)
        room = np.empty((shape.groups, high - low))
        date = np.zeros(high - low, dtype=np.int64)
        for number in series.tolist():
            own = slice(int(begin[number]), int(begin[number] + size[number]))
            to = slice(own.start - int(start[number]) - low, own.stop - int(start[number]) - low)
            np.maximum(date[to], layout.dates[layout.stretch(number)], out=date[to])
            lying[:, to] += counts[:, own]
            held = covered(counts[:, own], plan.estimation)
            for place, factor in enumerate(factors, 1):
                total[place, :, to] += np.multiply(held, factor[own], out=room[:, to])
            held[:, missing[own]] = 0.0
            total[0, :, to] += held
        known = np.flatnonzero(date >= shape.first)
        where = slice(None), slice(None), date[known] - shape.first
        sums["dates"][where] += total[:, :, known]
        for place, window in enumerate(plan.windows):
            sums["held"][place][:, date[known] - shape.first] += covered(lying, window)[:, known]


def covered(counts: Ints, window: tuple[int, int]) -> Floats:
    """How many events' windows hold each session, given how many events lie on each."""
    groups, sessions = counts.shape
    pad = max(abs(window[0]), abs(window[1])) + 1
    running = np.zeros((groups, pad + sessions + 1 + pad), dtype=np.int64)
    np.cumsum(counts, axis=1, out=running[:, pad + 1 : pad + 1 + sessions])
    running[:, pad + 1 + sessions :] = running[:, pad + sessions, None]
    last, first = pad - window[0] + 1, pad - window[1]
    held = running[:, last : last + sessions] - running[:, first : first + sessions]
    return held.astype(np.float64)


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
