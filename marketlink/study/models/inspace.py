"""Synthetic controls: the weights of one, and those of companies without news as a null for it."""

from __future__ import annotations

import numpy as np

from marketlink.study.kernel import Floats, Ints, Plan, market_model

UNITS = 99
"""Companies that stand in for the event's, at most: the smallest p is then 0.01."""


def simplex(y: Floats, donors: Floats) -> Floats:
    """Weights that are not negative, sum to one and fit y best (Abadie et al. 2010)."""
    from scipy.optimize import nnls  # noqa: PLC0415 (loads scipy.optimize)

    dy, dx = y - y.mean(), donors - donors.mean(axis=1, keepdims=True)
    unit = max(float(np.sqrt((dx * dx).sum(axis=1)).mean()), 1e-300)
    design = np.vstack([dx.T / unit, np.full(len(dx), 1e3)])
    weights, _ = nnls(design, np.append(dy / unit, 1e3))
    return np.asarray(weights / weights.sum())


def in_space(companies: Floats, used: Ints, plan: Plan, day: int, seed: int) -> Floats:
    """Standardised CARs of the donors, each against its own synthetic control of all others, the
    event's company among them: whichever has the news, all are treated alike, so that without an
    effect the event's rank among them is uniform.

    Parameters
    ----------
    companies : (1 + J, D) returns over one day of the event's company and of the donors that may
        stand for it, NaN where there is none
    used : columns that the weights are fitted on, without gaps
    plan : Plan
    day : column of day 0
    seed : draws the donors that are tried, where there are more than :data:`UNITS`

    Returns
    -------
    (K, W) CARs over their errors on the event's own dates, NaN where a window has a gap.

    Reference: Abadie, Diamond and Hainmueller (2010), section 3.4.
    """
    units = np.arange(1, len(companies))
    if len(units) > UNITS:
        units = np.sort(np.random.default_rng(seed).choice(units, UNITS, replace=False))
    pool = companies.copy()
    spare = np.setdiff1d(np.arange(day + plan.estimation[0], day + plan.estimation[1] + 1), used)
    pool[:, spare] = np.nan
    is_there, filled = np.isfinite(pool), np.nan_to_num(pool)
    synthetic = np.full((len(units), pool.shape[1]), np.nan)
    for row, unit in enumerate(units.tolist()):
        others = np.arange(len(pool)) != unit
        weights = simplex(pool[unit, used], pool[np.ix_(others, used)])
        days = is_there[others][weights > 0].all(axis=0)
        synthetic[row, days] = (weights @ filled[others])[days]
    before = max(plan.reach[0] - day, 0)
    y, x = (
        np.pad(values, ((0, 0), (before, plan.reach[1])), constant_values=np.nan)
        for values in (pool[units], synthetic)
    )
    at = np.arange(len(units)) * y.shape[1] + before + day
    scar: Floats = market_model(y.ravel(), x.ravel(), at, plan).scar
    return scar
