"""Synthetic controls of companies without news, as a null for the event's own."""

from __future__ import annotations

import numpy as np

from marketlink.study.kernel import Floats, Ints, Plan, market_model

UNITS = 99
"""Companies that stand in for the event's, at most: the smallest p is then 0.01."""
STEPS = 200
"""Steps of the accelerated gradient: the sum of squares is then right to some 1e-3."""


def in_space(donors: Floats, used: Ints, plan: Plan, day: int, seed: int) -> Floats:
    """Standardised CARs of donors, each against its own synthetic control of all the others.

    Parameters
    ----------
    donors : (J, D) returns of the companies that may stand for the event's, which is not among
        them
    used : columns that the weights are fitted on, without gaps
    plan : Plan
    day : column of day 0
    seed : draws the donors that are tried, where there are more than :data:`UNITS`

    Returns
    -------
    (K, W) CARs over their errors on the event's own dates, NaN where a window has a gap.

    Reference
    ---------
    Abadie, Diamond and Hainmueller (2010), section 3.4.
    """
    many = len(donors)
    units = np.arange(many)
    if many > UNITS:
        units = np.sort(np.random.default_rng(seed).choice(many, UNITS, replace=False))
    weights = on_simplex(donors[:, used], units)
    donors = donors.copy()
    spare = np.setdiff1d(np.arange(day + plan.estimation[0], day + plan.estimation[1] + 1), used)
    donors[:, spare] = np.nan
    synthetic = weights @ np.where(np.isfinite(donors), donors, 0.0)
    gaps = (weights > 1e-6) @ np.isnan(donors)  # noqa: PLR2004 (an order of size)
    before = max(plan.reach[0] - day, 0)
    y, x = (
        np.pad(values, ((0, 0), (before, plan.reach[1])), constant_values=np.nan)
        for values in (donors[units], np.where(gaps > 0, np.nan, synthetic))
    )
    at = np.arange(len(units)) * y.shape[1] + before + day
    scar: Floats = market_model(y.ravel(), x.ravel(), at, plan).scar
    return scar


def on_simplex(returns: Floats, units: Ints) -> Floats:
    """(K, J) convex weights of all other rows that fit each chosen row best, about the means.

    Reference
    ---------
    Beck and Teboulle (2009) for the steps; Duchi et al. (2008) for the projection.
    """
    centred = returns - returns.mean(axis=1, keepdims=True)
    gram = centred @ centred.T
    bound = float(np.linalg.eigvalsh(gram)[-1])
    target, own = gram[units], (np.arange(len(units)), units)
    weights = np.full(target.shape, 1.0 / max(len(returns) - 1, 1))
    weights[own] = 0.0
    ahead, speed = weights, 1.0
    for _ in range(STEPS):
        moved = ahead - (ahead @ gram - target) / bound
        moved[own] = -np.inf
        after, faster = _project(moved), (1.0 + np.sqrt(1.0 + 4.0 * speed**2)) / 2.0
        ahead = after + (speed - 1.0) / faster * (after - weights)
        weights, speed = after, faster
    return weights


def _project(rows: Floats) -> Floats:
    """The nearest points whose entries are not negative and sum to one, row by row."""
    ordered = -np.sort(-rows, axis=1)
    present = np.isfinite(ordered)
    total = np.cumsum(np.where(present, ordered, 0.0), axis=1) - 1.0
    count = np.arange(1, rows.shape[1] + 1)
    last = (present & (ordered * count > total)).sum(axis=1) - 1
    shift = total[np.arange(len(rows)), last] / (last + 1)
    moved: Floats = np.maximum(rows - shift[:, None], 0.0)
    return moved
