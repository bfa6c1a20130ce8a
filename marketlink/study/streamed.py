"""What the sums of a large study say of its groups: averages, facts and statistics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from marketlink.study.inference import parametric, power
from marketlink.study.inference.battery import Result, adjust_rows, as_row
from marketlink.study.inference.dependence import Dependence, effective_number, inflation
from marketlink.study.inference.facts import Facts, crossing, spread_of
from marketlink.study.inference.laws import p_normal, p_student
from marketlink.study.kernel import Floats, Plan, Window
from marketlink.study.sums import (
    COARSE,
    COUNTS,
    CUBE,
    DAYS,
    FINE,
    FOURTH,
    MOMENTS,
    PLANES,
    RANK,
    RESIDUAL,
    SQUARE,
    UNIT,
    Shape,
    Sums,
)

Columns = dict[str, np.ndarray[Any, Any]]
ROUNDED = 1e-10
"""A sum of squares about the mean below this share of the raw one is rounding."""


def value(pair: Floats) -> Floats:
    """What a pair of whole-number sums stands for."""
    total: Floats = pair[0] / COARSE + pair[1] / FINE
    return total


@dataclass(frozen=True, slots=True)
class Groups:
    """The sums of a large study with what they are sums of.

    ``ranks`` : whether the residuals of every estimation day were added, too
    """

    sums: Sums
    shape: Shape
    plan: Plan
    names: tuple[str, ...]
    ranks: bool

    @property
    def length(self) -> int:
        """Days of the estimation window."""
        return self.shape.joint - self.shape.path


def average(groups: Groups) -> Columns:
    """The ``average`` table: means over the events that have a return on each event day."""
    first, last = groups.plan.path
    total, square, running, running2 = np.split(value(groups.sums["days"]), len(DAYS), axis=1)
    n, started = np.split(groups.sums["present"][0], 2, axis=1)
    count = len(groups.names)
    return {
        "group": np.repeat(np.array(groups.names, dtype=object), last - first + 1),
        "tau": np.tile(np.arange(first, last + 1), count),
        "n": n[:count].ravel(),
        "aar": _mean(n, total)[:count].ravel(),
        "aar_se": _error(n, total, square)[:count].ravel(),
        "caar": _mean(started, running)[:count].ravel(),
        "caar_se": _error(started, running, running2)[:count].ravel(),
    }


def _mean(n: Floats, total: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return total / n


def _error(n: Floats, total: Floats, square: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.maximum(square - n * (total / n) ** 2, 0.0) / (n - 1)
        return np.where(n > 1, np.sqrt(variance / n), np.nan)


def tests(groups: Groups, adjust: str, bound: float | None) -> list[dict[str, Any]]:
    """Rows of the ``tests`` table: every statistic that sums can give, judged by the same rules.

    Parameters
    ----------
    adjust : ``holm`` or ``benjamini-yekutieli``
    bound : CAAR that the equivalence test asks about; None leaves it out
    """
    moments = _moments(groups)
    z = rank_z(groups) if groups.ranks else None
    rows: list[dict[str, Any]] = []
    for g, name in enumerate(groups.names):
        for w, window in enumerate(groups.plan.windows):
            one = {key: float(values[g, w]) for key, values in moments.items()}
            if one["n"] < 1:
                continue
            facts = facts_of(groups, g, w, one)
            results = list(_results(groups, g, one, facts, bound))
            if z is not None:
                rank = float(z[g, w])
                results.append(("rank", rank, None, p_of(rank)))
            rows.extend(as_row(name, window, facts, result) for result in results)
    adjust_rows(rows, adjust)
    return rows


def p_of(z: float) -> float:
    """Two-sided p of a normal statistic."""
    return float(p_normal(z))


def _moments(groups: Groups) -> Mapping[str, Floats]:
    """The sums of ``COUNTS`` and ``MOMENTS`` of the module ``sums``, (G, W) each."""
    counts = np.split(groups.sums["counts"][0], len(COUNTS), axis=1)
    parts = np.split(value(groups.sums["moments"]), len(MOMENTS), axis=1)
    return dict(zip((*COUNTS, *MOMENTS), (*counts, *parts), strict=True))


def facts_of(groups: Groups, g: int, w: int, one: Mapping[str, float]) -> Facts:
    """What the validity rules read, of one group and window.

    Residuals are those of the fits whose estimation window is centred on each date; what the
    windows of two events share is counted by date.
    """
    sums, window, n = groups.sums, groups.plan.windows[w], int(one["n"])
    days = window[1] - window[0] + 1
    held = sums["dates"][:, PLANES + w, g]
    shared = _dependence(groups, g, held, days)
    skewness, kurtosis = _shape(groups, g)
    inflated = one["inflated"] / n
    ratio, z = float("nan"), float("nan")
    if n > 1 and inflated > 0:
        ratio, z = spread_of(
            n,
            float(_deviation(n, one["scar"], one["scar2"])),
            inflated,
            shared.r_window,
            kurtosis / days,
        )
    return Facts(
        n=n,
        days=days,
        dof=float(sums["least"][0, g, w]),
        r_bar=shared.r_bar,
        r_window=shared.r_window,
        overlap=shared.overlap,
        neighbours=max(n - 1, 0) * shared.overlap,
        inflation=float(inflation(n, shared.r_window)) if n > 1 else 1.0,
        effective=float(effective_number(n, shared.r_window)) if n > 1 else float(n),
        variance_ratio=ratio,
        variance_z=z,
        skewness=skewness,
        kurtosis=kurtosis,
        crossing=crossing(n, shared),
        reach=days / groups.shape.joint,
        blocks=int((sums["dates"][:, PLANES - 1, g] > 0).sum()),
        dates=int((held > 0).sum()),
        missing=1.0 - one["n_est"] / (n * groups.length),
    )


def _dependence(groups: Groups, g: int, held: Floats, days: int) -> Dependence:
    """Mean correlation of residuals on common dates, and of two events' CARs.

    Reference
    ---------
    Kolari, Pynnönen 2010; Kolari, Pape, Pynnönen 2018 for windows that overlap in part.
    """
    n, z, z2 = groups.sums["dates"][:, :3, g].T
    pair_days = float((n * (n - 1)).sum())
    cross = float(((z / UNIT) ** 2 - z2 / SQUARE).sum())
    r = cross / pair_days if pair_days > 0 else float("nan")
    events = float(held.sum()) / days
    pairs = events * (events - 1.0)
    if not pairs > 0:
        return Dependence(r, 0.0, 0.0, 0.0, 0)
    overlap = max(float((held**2).sum()) / days - events, 0.0)
    length = max(float(n.sum()) / events, 1.0)
    used = (held - n * (days / length)) / np.sqrt(days + days * days / length)
    weight = float((used**2).sum()) - events
    known = r if np.isfinite(r) else 0.0
    return Dependence(
        r_bar=r,
        overlap=overlap / pairs,
        r_window=known * weight / pairs,
        r_shared=known * overlap / pairs,
        pairs=int(pairs) // 2,
    )


def _shape(groups: Groups, g: int) -> tuple[float, float]:
    """Skewness and excess kurtosis of the residuals of a group's estimation windows."""
    n, first, second = groups.sums["dates"][:, :3, g].sum(axis=0).tolist()
    if n < 4:
        return float("nan"), float("nan")
    mean, square = first / UNIT / n, second / SQUARE / n
    cube = float(groups.sums["shape"][0, g]) / CUBE / n
    fourth = float(groups.sums["shape"][1, g]) / FOURTH / n
    variance = square - mean**2
    if not variance > 0:
        return float("nan"), float("nan")
    third = cube - 3 * mean * square + 2 * mean**3
    rest = fourth - 4 * mean * cube + 6 * mean**2 * square - 3 * mean**4
    return third / variance**1.5, rest / variance**2 - 3.0


def _deviation(n: float, total: float, square: float) -> np.float64:
    """Standard deviation of n values, none of a single one; 0 where what is left of the sums is
    their rounding."""
    if n < 2:
        return np.float64(np.nan)
    rest = square - total**2 / n
    if rest <= ROUNDED * square:
        return np.float64(0.0)
    return np.float64(np.sqrt(rest / (n - 1)))


def _results(
    groups: Groups, g: int, one: Mapping[str, float], facts: Facts, bound: float | None
) -> Iterator[Result]:
    n, r = one["n"], facts.r_window
    with np.errstate(invalid="ignore", divide="ignore"):
        sd_car = _deviation(n, one["car"], one["car2"])
        sd_scar = _deviation(n, one["scar"], one["scar2"])
        cs = float(one["car"] / n / (sd_car / np.sqrt(n)))
        z = float(one["patell"] / np.sqrt(np.float64(one["inflated"])))
        bmp = float(one["scar"] / n / (sd_scar / np.sqrt(n)))
    yield "cross-sectional-t", cs, n - 1, float(p_student(cs, n - 1))
    yield "patell", z, None, p_of(z)
    yield "bmp", bmp, n - 1, float(p_student(bmp, n - 1))
    kp_z, kp_t = float(parametric.kp_patell(z, n, r)), float(parametric.kp_bmp(bmp, n, r))
    yield "kp-patell", kp_z, None, p_of(kp_z)
    yield "kp-bmp", kp_t, n - 1, float(p_student(kp_t, n - 1))
    counted = one["positive"] + one["negative"]
    sign = (one["positive"] - counted / 2) / np.sqrt(counted / 4) if counted else float("nan")
    yield "sign", float(sign), None, p_of(float(sign))
    if groups.ranks:
        yield from _from_residuals(groups, g, one, bound)


def _from_residuals(
    groups: Groups, g: int, one: Mapping[str, float], bound: float | None
) -> Iterator[Result]:
    """Statistics that need the residuals of every estimation day."""
    n = one["n"]
    with np.errstate(invalid="ignore", divide="ignore"):
        share, squares = value(groups.sums["fits"])[g]
        share /= groups.sums["events"][0, g, 0]
        spread = np.sqrt(n * share * (1.0 - share))
        cowan = float((one["positive"] - n * share) / spread)
        total, daily = groups.sums["residuals"][:, g]
        cross = ((total / RESIDUAL) ** 2).sum() - squares
        pair_days = (daily * (daily - 1.0)).sum()
        free = float((daily > 0).sum() * one["share"] / n)
        covariance = cross / (pair_days * one["share"] / n) if pair_days > 0 else 0.0
        variance = one["variance"] / n / n + (n - 1.0) / n * covariance
        factor = one["car_variance"] / one["variance"]
        se = float(np.sqrt(np.float64(variance if variance > 0 else np.nan) * factor))
        t = one["car"] / n / se
    yield "generalised-sign", cowan, None, p_of(cowan)
    yield "cda-t", t, free, float(p_student(t, free))
    yield "minimum-detectable", power.minimum_detectable(se, free), free, None
    if bound is not None:
        nearest, p = power.equivalence(t * se, se, free, bound)
        yield "equivalence", nearest, free, p


def rank_z(groups: Groups) -> Floats:
    """Corrado's rank statistic of each group and window, (G, W).

    Reference
    ---------
    Corrado 1989; Corrado, Zivney 1992 for missing returns; Cowan 1992 for windows.
    """
    total, n = groups.sums["ranks"][0] / RANK, groups.sums["ranks"][1]
    with np.errstate(divide="ignore", invalid="ignore"):
        daily = np.where(n > 0, total / n, 0.0)
        scale = np.sqrt((daily**2).sum(axis=1) / (n > 0).sum(axis=1))
        answers = [_window_z(groups, daily, n, window) / scale for window in groups.plan.windows]
    return np.stack(answers, axis=1)


def _window_z(groups: Groups, daily: Floats, n: Floats, window: Window) -> Floats:
    low = groups.length + window[0] - groups.plan.path[0]
    cut = slice(low, low + window[1] - window[0] + 1)
    days = (n[:, cut] > 0).sum(axis=1)
    answer: Floats = daily[:, cut].sum(axis=1) / np.sqrt(days)
    return answer
