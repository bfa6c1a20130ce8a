"""Statistics on means: cross-sectional t, Patell, BMP, Kolari-Pynnönen, skewness-adjusted t.

Every function reads the last axis as events, so that one call serves one group or thousands of
simulated ones; NaN marks an event that has no value in the window.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from marketlink.study.kernel import Floats

ROUNDED = 1e-13
"""A deviation below this share of the mean is rounding: the values are the same."""


def moments(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Number, mean and sample standard deviation (n - 1) along the last axis, without NaN."""
    present = ~np.isnan(values)
    n = present.sum(axis=-1).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(present, values, 0.0).sum(axis=-1) / n
        centred = np.where(present, values - mean[..., None], 0.0)
        sd = np.sqrt((centred**2).sum(axis=-1) / (n - 1.0))
    sd = np.where(sd > ROUNDED * np.abs(mean), sd, 0.0)
    return n, mean, np.where(n > 1, sd, np.nan)


def cross_sectional_t(car: Floats) -> tuple[Floats, Floats]:
    """Mean over its cross-sectional standard error, and its degrees of freedom, of (..., N)
    cumulative abnormal returns; of standardised ones it is BMP's t.

    Reference: Brown and Warner (1980); Boehmer, Musumeci and Poulsen (1991).
    """
    n, mean, sd = moments(car)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(sd > 0, mean * np.sqrt(n) / sd, np.nan), n - 1.0


def jackknifed(scar: Floats) -> Floats:
    """(..., N) the jackknife's pseudo-values of mean over deviation: one event moves both, as the
    deviation is estimated from the events themselves. NaN where two events or no spread leave none.

    Reference: Giaccotto and Sfiridis (1996); Quenouille (1956) and Tukey (1958) for the values.
    """
    n, mean, sd = moments(scar)
    with np.errstate(invalid="ignore", divide="ignore"):
        square = (sd**2 * (n - 1.0) + n * mean**2)[..., None]
        values = pseudo_values(scar, n[..., None], (mean * n)[..., None], square)
    return np.where((n > 2) & (sd > 0), 1.0, np.nan)[..., None] * values  # noqa: PLR2004 (fewest that say anything)


def pseudo_values(scar: Floats, n: Floats, total: Floats, square: Floats) -> Floats:
    """``n s - (n - 1) s_i`` of mean over deviation s and the same without event i, from the number,
    sum and sum of squares of all."""

    def ratio(n: Floats, total: Floats, square: Floats) -> Floats:
        mean = total / n
        return np.asarray(mean / np.sqrt((square - n * mean**2) / (n - 1.0)))

    with np.errstate(invalid="ignore", divide="ignore"):
        rest = ratio(n - 1.0, total - scar, square - scar**2)
        return np.asarray(n * ratio(n, total, square) - (n - 1.0) * rest)


def patell(scar: Floats, dof: ArrayLike) -> Floats:
    """Sum of standardised CARs, (..., N), over the root of the sum of their variances, of each dof
    / (dof - 2) by its residual degrees of freedom.

    Reference: Patell (1976).
    """
    free = np.broadcast_to(np.asarray(dof, float), scar.shape)
    usable = ~np.isnan(scar) & (free > 2)  # noqa: PLR2004 (fewest that say anything)
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = np.where(usable, free / (free - 2.0), 0.0).sum(axis=-1)
        value: Floats = np.where(usable, scar, 0.0).sum(axis=-1) / np.sqrt(variance)
    return value


def kp_patell(z: ArrayLike, n: ArrayLike, r: ArrayLike) -> Floats:
    """Patell's z with the variance that a mean correlation r between the events implies.

    Reference: Kolari and Pynnönen (2010).
    """
    spread = 1.0 + (np.asarray(n, float) - 1.0) * np.asarray(r, float)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(spread > 0, np.asarray(z) / np.sqrt(spread), np.nan)


def kp_bmp(t: ArrayLike, n: ArrayLike, r: ArrayLike) -> Floats:
    """BMP's t with the mean correlation r taken out of its standard error.

    Reference: Kolari and Pynnönen (2010).
    """
    mean_r = np.asarray(r, float)
    spread = 1.0 + (np.asarray(n, float) - 1.0) * mean_r
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.asarray(t) * np.sqrt((1.0 - mean_r) / spread)
    return np.where((spread > 0) & (mean_r < 1), value, np.nan)


def skewness_adjusted_t(values: Floats) -> Floats:
    """The t statistic with Johnson's correction for a skewed population.

    Reference: Lyon, Barber and Tsai (1999); Hall (1992).
    """
    n, mean, sd = moments(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        centred = values - mean[..., None]
        skewness = np.nansum(centred * centred * centred, axis=-1) / (n * sd**3)
        ratio = mean / sd
        value: Floats = np.sqrt(n) * (ratio + skewness * ratio**2 / 3.0 + skewness / (6.0 * n))
    return np.where((n > 2) & (sd > 0), value, np.nan)  # noqa: PLR2004 (fewest that say anything)
