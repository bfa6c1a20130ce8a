"""Empirical p-values of one company's move: its own estimation days, and its other dates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marketlink.study.event_days import alike_days, event_days, forecasts
from marketlink.study.filtered import TOGETHER, filtered
from marketlink.study.inference.sample import standardised
from marketlink.study.kernel import Floats
from marketlink.study.models.design import Estimate, Request, residuals, some_of
from marketlink.study.placebo_dates import has_placebos, placebo_p
from marketlink.study.rolling import by_day, place_of_run, run_sizes, sq_p
from marketlink.study.solved import Solved
from marketlink.study.yardstick import FEWEST

BLOCK = 4_096
"""Fits whose estimation days are held at a time."""


@dataclass(frozen=True, slots=True)
class Empirical:
    """Two-sided p of every fit's CARs, (fits, windows) each, NaN where there is none.

    ``p_sq`` compares with the company's own estimation days (``floor`` is the smallest value it
    could take), ``p_filtered`` the same over the volatility of each day, ``p_placebo`` with its
    other dates, or with other companies on the same dates. ``half`` is half the width of the 95 %
    conformal interval of each CAR. ``volatility`` (fits,) is the forecast for day 0 over the
    estimation window's.
    """

    p_sq: Floats
    floor: Floats
    p_filtered: Floats
    half: Floats
    p_placebo: Floats
    volatility: Floats


def empirical(solved: Solved, *, placebo: bool = True, daily: bool = True) -> Empirical:
    """The empirical p-values of a partition's fits: ``placebo`` tries every admissible date of each
    company, ``daily`` forecasts the volatility of every day.

    Reference: Gelbach, Helland, Klick 2013 (SQ test); Brown, Warner 1985, with enumeration for
    draws.
    """
    shape = len(solved.fits), len(solved.request.plan.windows)
    p_sq, floor, p_filtered, half, p_placebo = (np.full(shape, np.nan) for _ in range(5))
    volatility = np.full(shape[0], np.nan)
    forecast = daily and forecasts(solved.model, solved.request.plan)
    rows = np.unique(solved.valid)
    at, alike = solved.request.at, alike_days(solved) if forecast else None
    rows = rows[np.lexsort((solved.request.layout.dates[at[rows]], solved.fits.n[rows]))]
    for low in range(0, len(rows), BLOCK):
        some = rows[low : low + BLOCK]
        fits = solved.some(some)
        for near in range(0, len(some) if solved.model.own_days else 0, TOGETHER):
            few = slice(near, near + TOGETHER)
            p_sq[some[few]], floor[some[few]] = _sample_quantile(*some_of(*fits, few))
        if forecast:
            shared = None if alike is None else alike[some]
            judgement = filtered(*event_days(*fits, shared))
            volatility[some], p_filtered[some] = judgement.volatility, judgement.p
            half[some] = judgement.half * solved.fits.sigma[some, None]
    if placebo and len(rows) and has_placebos(solved.model):
        p_placebo[rows] = placebo_p(solved, rows)
    if solved.estimate.placebo is not None:
        p_placebo = solved.estimate.placebo
    return Empirical(p_sq, floor, p_filtered, half, p_placebo, volatility)


def _sample_quantile(estimate: Estimate, request: Request) -> tuple[Floats, Floats]:
    fits, plan = estimate.fits, request.plan
    residual, leverage = residuals(estimate, request)
    before = standardised(residual, leverage, fits.sigma)
    n_before = np.count_nonzero(np.isfinite(before), axis=1)
    whole = np.flatnonzero((n_before == before.shape[1]) & (n_before >= FEWEST))
    own = by_day(before if len(whole) == len(before) else before[whole])
    lengths = [last - first + 1 for first, last in plan.windows]
    sizes = run_sizes(own, [length if length < len(own) else 1 for length in lengths])
    p, floor = (np.full(fits.car_se.shape, np.nan) for _ in range(2))
    for j, ((first, last), size) in enumerate(zip(plan.windows, sizes, strict=True)):
        inside = fits.ar[:, first - plan.path[0] : last - plan.path[0] + 1]
        days = np.isfinite(inside).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            scaled = inside * (np.sqrt(days) / fits.car_se[:, j])[:, None]
        scaled[~np.isfinite(scaled)] = np.nan
        days = np.count_nonzero(np.isfinite(scaled), axis=1)
        easy = np.zeros(len(fits), dtype=bool)
        if lengths[j] < len(own):
            easy[whole] = days[whole] == lengths[j]
        mine = easy[whole]
        some = (own, size) if mine.all() else (own[:, mine], size[:, mine])
        p[easy, j] = place_of_run(*some, by_day(scaled[easy]))
        floor[easy, j] = 1.0 / (len(own) + lengths[j])
        rest = np.flatnonzero(~easy & (n_before >= FEWEST) & (days > 0))
        if len(rest):
            p[rest, j], floor[rest, j] = _by_size(before[rest], scaled[rest])
    return p, floor


def _by_size(before: Floats, event: Floats) -> tuple[Floats, Floats]:
    """p of rows of days; rows with equally many days present are compared at once."""
    p, floor = np.full(len(before), np.nan), np.full(len(before), np.nan)
    present, own = ~np.isnan(before), ~np.isnan(event)
    kinds = np.stack([present.sum(axis=1), own.sum(axis=1)], axis=1)
    for size, length in np.unique(kinds, axis=0).tolist():
        rows = np.flatnonzero((kinds == (size, length)).all(axis=1))
        history = before[rows][present[rows]].reshape(len(rows), size)
        p[rows], floor[rows] = sq_p(history, event[rows][own[rows]].reshape(-1, length))
    return p, floor
