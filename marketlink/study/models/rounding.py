"""Fits that leave nothing but rounding: they have abnormal returns, but no spread to judge them by.

An index written with six digits is off by half of the last one: for 100.123 by 5e-6, in returns of
1 % a day a share of 2e-7 of their variance; 4e-10 for 4012.345. What two prices of different things
leave of each other is more: a cent on a price of 100 alone is a share of 1e-5.
"""

from __future__ import annotations

import numpy as np

from marketlink.study.kernel import Fits, Flags, Floats
from marketlink.study.models.design import Design, Request, windows_of

SHARE = 1e-6
"""Residual variance, as a share of the return's, that counts as rounding."""
FLOOR = 1e-14
"""A standard deviation of returns that stands for rounding: 1 + r is kept to 1e-16."""
CHUNK = 4_096


def silence(fits: Fits, design: Design, request: Request) -> None:
    """Set the standard errors of fits that leave nothing but rounding to 0."""
    if design.difference is None:
        flatten(fits, rounding(fits))
        return
    left, whole = design.difference
    share = np.empty(len(fits))
    for low in range(0, len(fits), CHUNK):
        at, plan = request.at[low : low + CHUNK], request.plan.estimation
        unused = ~np.isfinite(windows_of(design.y, at, plan))
        if request.masked is not None:
            unused |= windows_of(request.masked.astype(np.float64), at, plan) > 0
        with np.errstate(divide="ignore", invalid="ignore"):
            share[low : low + CHUNK] = _spread(left, at, plan, unused) / _spread(
                whole, at, plan, unused
            )
    flatten(fits, share <= SHARE)


def rounding(fits: Fits) -> Flags:
    """Which fits of a regression with a constant leave nothing but rounding."""
    with np.errstate(invalid="ignore"):
        return np.asarray((1 - fits.r2 <= SHARE) | (fits.sigma <= FLOOR))


def flatten(fits: Fits, rows: Flags) -> None:
    """Fits whose estimation days do not vary about their normal return."""
    rows = rows & np.isfinite(fits.sigma)
    fits.sigma[rows] = 0.0
    for errors in (fits.ar_se, fits.car_se):
        errors[rows] *= 0.0
    fits.scar[rows] = np.nan


def _spread(values: Floats, at: np.ndarray, window: tuple[int, int], unused: Flags) -> Floats:
    rows = np.where(unused, 0.0, windows_of(values, at, window))
    rows -= (rows.sum(axis=1) / (~unused).sum(axis=1))[:, None]
    rows[unused] = 0.0
    return np.asarray((rows * rows).sum(axis=1))
