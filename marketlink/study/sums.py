"""Sums of groups of events that add up, bit for bit, in any order and any partition.

Every value is rounded to a fixed step before it is added, so that a sum of them is a sum of whole
numbers: it never rounds, and neither chunks, threads nor machines can change a bit of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marketlink.study.kernel import Fits, Flags, Floats, Ints, Plan
from marketlink.study.layout import Layout
from marketlink.study.ranks import average_ranks

COARSE, FINE, UNIT, SQUARE, RANK = 2.0**20, 2.0**44, 2.0**24, 2.0**16, 2.0**28
CUBE, FOURTH, RESIDUAL = 2.0**12, 2.0**8, 2.0**32
WIDEST = 32.0
"""Standard deviations at which a residual is cut off before its higher powers are added."""
LARGEST = 16.0
"""Return at which an estimation residual is cut off before it is added to its day's."""
COUNTS = ("n", "positive", "negative", "n_est")
MOMENTS = (
    "car", "car2", "scar", "scar2", "patell", "inflated", "share", "variance", "car_variance",
)  # fmt: skip
"""What is summed by window: ``patell`` the SCARs of fits with more than two degrees of freedom,
``inflated`` dof / (dof - 2), ``share`` dof / n, ``variance`` and ``car_variance`` sigma^2 and the
squared standard error of the CAR."""
DAYS = ("ar", "ar2", "running", "running2")
"""What is summed by event day; ``running`` is the CAR from the start of the event window."""
PLANES = 4
"""What is summed by date before the windows' own: residuals, their sum, their squares, events."""
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
        "counts": np.zeros((1, g, w * len(COUNTS))),
        "days": np.zeros((2, g, shape.path * len(DAYS))),
        "present": np.zeros((1, g, shape.path * 2)),
        "residuals": np.zeros((2, g, shape.joint - shape.path)),
        "fits": np.zeros((2, g, 2)),
        "events": np.zeros((1, g, 1)),
        "least": np.full((1, g, w), np.inf),
        "shape": np.zeros((2, g)),
        "ranks": np.zeros((2, g, shape.joint)),
        "dates": np.zeros((shape.dates, PLANES + w, g)),
    }


def merge(total: Sums, part: Sums) -> None:
    """Add another partition's sums."""
    for name, values in part.items():
        if name == "least":
            np.minimum(total[name], values, out=total[name])
        else:
            total[name] += values


def add_fits(sums: Sums, counts: Floats, fits: Fits) -> None:
    """Add CARs and abnormal returns; ``counts`` (G, F) says how many events share each fit."""
    known: Flags = np.isfinite(fits.scar)
    car = np.where(known, fits.car, 0.0)
    whole = [known, car > 0, car < 0, known * fits.n[:, None]]
    sums["counts"][0] += counts @ np.hstack(whole).astype(np.float64)
    sums["moments"] += _product(counts, np.hstack(_moments(fits, car, known)))
    there: Flags = np.isfinite(fits.ar)
    clean = np.where(there, fits.ar, 0.0)
    running = np.cumsum(clean, axis=1)
    started = np.maximum.accumulate(there, axis=1)
    sums["present"][0] += counts @ np.hstack([there, started]).astype(np.float64)
    sums["days"] += _product(counts, np.hstack([clean, clean**2, running, running**2]))
    dof = np.where(known, fits.dof[:, None], np.inf)
    least = np.where(counts[:, :, None] > 0, dof, np.inf).min(axis=1)
    np.minimum(sums["least"][0], least, out=sums["least"][0])


def _moments(fits: Fits, car: Floats, known: Flags) -> list[Floats]:
    scar = np.where(known, fits.scar, 0.0)
    dof, n = fits.dof[:, None].astype(np.float64), fits.n[:, None].astype(np.float64)
    enough = known & (dof > 2)
    return [
        car, car**2, scar, scar**2, scar * enough, enough * dof / np.maximum(dof - 2, 1),
        known * dof / np.maximum(n, 1), known * fits.sigma[:, None] ** 2,
        np.where(known, fits.car_se, 0.0) ** 2,
    ]  # fmt: skip


def _product(counts: Floats, values: Floats) -> Floats:
    """Counts times values, each value as its whole steps and the whole fine steps left over."""
    high = np.rint(values * COARSE)
    low = np.rint((values - high / COARSE) * FINE)
    return np.stack([counts @ high, counts @ low])


def add_residuals(sums: Sums, counts: Floats, residual: Floats) -> None:
    """Add estimation residuals (F, T) by their day before the event, NaN where missing."""
    absent = np.isnan(residual)
    clean = np.clip(residual, -LARGEST, LARGEST)
    held, events = np.full(len(residual), float(residual.shape[1])), counts.sum(axis=1)
    sums["residuals"][1] += events[:, None]
    if absent.any():
        clean[absent] = 0.0
        held -= absent.sum(axis=1)
        sums["residuals"][1] -= counts @ absent.astype(np.float64)
    share = np.count_nonzero(clean > 0, axis=1) / np.maximum(held, 1)
    clean *= RESIDUAL
    np.rint(clean, out=clean)
    sums["residuals"][0] += counts @ clean
    clean /= RESIDUAL
    sums["fits"] += _product(counts, np.stack([share, np.vecdot(clean, clean)], axis=1))
    sums["events"][0, :, 0] += events


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
    there = np.isfinite(unit[cut]).astype(np.float64)
    clean = np.where(there > 0, unit[cut], 0.0)
    factors = np.rint(clean * UNIT), np.rint(clean * clean * SQUARE)
    cut_off = np.clip(clean, -WIDEST, WIDEST)
    square = cut_off * cut_off
    powers = np.rint(square * cut_off * CUBE), np.rint(square * square * FOURTH)
    begin, start, size = layout.begin - cut.start, layout.start - cut.start, layout.size
    inside = np.flatnonzero((layout.begin >= cut.start) & (layout.begin < cut.stop))
    running = np.concatenate(([0], np.cumsum(counts.any(axis=0))))
    inside = inside[running[begin[inside] + size[inside]] > running[begin[inside]]]
    for calendar in np.unique(home[inside]).tolist():
        series = inside[home[inside] == calendar]
        low = int((begin - start)[series].min())
        high = int((begin + size - start)[series].max())
        total = np.zeros((PLANES + len(plan.windows), shape.groups, high - low))
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
            for place, power in enumerate(powers):
                sums["shape"][place] += held @ power[own]
            total[0, :, to] += np.multiply(held, there[own], out=held)
        total[PLANES - 1] = lying
        for place, window in enumerate(plan.windows, PLANES):
            total[place] = covered(lying, window)
        known = np.flatnonzero(date >= shape.first)
        sums["dates"][date[known] - shape.first] += total.transpose(2, 0, 1)[known]


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
