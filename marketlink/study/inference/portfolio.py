"""Statistics on the portfolio of all events: CDA t and the calendar-time portfolio."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from marketlink.study.inference.laws import Floats

Ints = NDArray[np.int64]


def portfolio_variance(residuals: Floats, sigma: Floats, dof: ArrayLike) -> tuple[Floats, Floats]:
    """Variance of the daily portfolio abnormal return, and its degrees of freedom.

    Without missing days this is the sum of squared portfolio residuals over T - k. With missing
    days the events' own variances and the covariance of the pairs present on each day are put
    together, so that a thin day weighs as it should.

    Parameters
    ----------
    residuals : (..., N, T) estimation residuals by event day; NaN where missing
    sigma, dof : (..., N)

    Reference: Brown and Warner (1985).
    """
    present = ~np.isnan(residuals)
    n_events = present.sum(axis=-1)
    value = np.where(present, residuals, 0.0)
    n = np.broadcast_to(np.asarray(dof, float), sigma.shape)
    events = (n_events > 0).sum(axis=-1).astype(float)
    daily = present.sum(axis=-2).astype(float)
    cross = (value.sum(axis=-2) ** 2 - (value**2).sum(axis=-2)).sum(axis=-1)
    pair_days = (daily * (daily - 1.0)).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (np.where(n_events > 0, n / n_events, 0.0)).sum(axis=-1) / events
        own = np.where(n_events > 0, sigma**2, 0.0).sum(axis=-1) / events
        covariance = np.where(pair_days > 0, cross / (pair_days * share), 0.0)
        variance = own / events + (events - 1.0) / events * covariance
        free = (daily > 0).sum(axis=-1) * share
    return np.where(variance > 0, variance, np.nan), free


def cda_t(
    car: Floats, car_se: Floats, residuals: Floats, sigma: Floats, dof: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """CAAR over the standard error of the portfolio, its degrees of freedom, and that error: crude
    dependence adjustment.

    The window's factor L + 1'Z(X'X)^-1Z'1 is each event's ``(car_se / sigma)^2``, weighted by its
    variance: exact for shared dates and for independent events alike.

    Reference: Brown and Warner (1980); (1985); Lamb (1995) for the forecast term.
    """
    usable = ~np.isnan(car) & (sigma > 0)
    inside = np.where(usable[..., None], residuals, np.nan)
    variance, free = portfolio_variance(inside, np.where(usable, sigma, 0.0), dof)
    with np.errstate(invalid="ignore", divide="ignore"):
        caar = np.where(usable, car, 0.0).sum(axis=-1) / usable.sum(axis=-1)
        weight = np.where(usable, sigma**2, 0.0).sum(axis=-1)
        factor = np.where(usable, car_se**2, 0.0).sum(axis=-1) / weight
        se = np.sqrt(variance * factor)
        t: Floats = caar / se
    return t, free, se


def calendar_series(ar: Floats, dates: Ints) -> tuple[Floats, Floats]:
    """Mean abnormal return of the events in their window on each date, and how many they are."""
    present = ~np.isnan(ar) & (dates > 0)
    _, place = np.unique(dates[present], return_inverse=True)
    count = np.bincount(place).astype(float)
    return np.bincount(place, weights=ar[present]) / count, count


def calendar_time_t(series: Floats, lags: int | None = None) -> tuple[float, float]:
    """Mean of a calendar-time portfolio of D dates over its Newey-West standard error, and D - 1;
    the usual number of lags is floor(4 (D / 100)^(2/9)).

    Reference: Jaffe (1974); Fama (1998), section 3.2; Newey and West (1987, 1994).
    """
    n = series.size
    if n < 3:  # noqa: PLR2004 (fewest that say anything)
        return float("nan"), float("nan")
    usual = int(4.0 * (n / 100.0) ** (2.0 / 9.0))
    used = min(usual if lags is None else lags, n - 1)
    centred = series - series.mean()
    variance = float(centred @ centred)
    for lag in range(1, used + 1):
        variance += 2.0 * (1.0 - lag / (used + 1.0)) * float(centred[lag:] @ centred[:-lag])
    if not variance > 0:
        return float("nan"), n - 1.0
    return float(series.mean() * n / np.sqrt(variance)), n - 1.0
