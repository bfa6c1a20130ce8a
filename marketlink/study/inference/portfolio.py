"""Statistics on the portfolio of all events: CDA t, calendar time, filtered days; power."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtrc

from marketlink.study.days import ResidualDays
from marketlink.study.filtered import filtered
from marketlink.study.inference.laws import p_student, t_quantile
from marketlink.study.kernel import Floats, Ints, Window


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
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (np.where(n_events > 0, n / n_events, 0.0)).sum(axis=-1) / events
        own = np.where(n_events > 0, sigma**2, 0.0).sum(axis=-1) / events
    return variance_of_sums(events, own, share, cross, daily)


def variance_of_sums(
    n: Floats | float, own: Floats | float, share: Floats | float, cross: Floats, daily: Floats
) -> tuple[Floats, Floats]:
    """The same of n events from their mean variance, the mean share of their residuals that are
    degrees of freedom, products of two events' residuals, and events by day, (..., T)."""
    pair_days = (daily * (daily - 1.0)).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        covariance = np.where(pair_days > 0, cross / (pair_days * share), 0.0)
        variance = np.asarray(own / n + (n - 1.0) / n * covariance)
        free = np.asarray((daily > 0).sum(axis=-1) * share)
    return np.where(variance > 0, variance, np.nan), free


def cda_t(
    car: Floats, car_se: Floats, sigma: Floats, variance: tuple[Floats, Floats]
) -> tuple[Floats, Floats, Floats]:
    """CAAR over the standard error of the portfolio, its degrees of freedom, and that error: crude
    dependence adjustment, from :func:`portfolio_variance` of the events that have a CAR.

    The window's factor L + 1'Z(X'X)^-1Z'1 is each event's ``(car_se / sigma)^2``, weighted by its
    variance: exact for shared dates and for independent events alike.

    Reference: Brown and Warner (1980); (1985); Lamb (1995) for the forecast term.
    """
    usable = ~np.isnan(car) & (sigma > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        caar = np.where(usable, car, 0.0).sum(axis=-1) / usable.sum(axis=-1)
        weight = np.where(usable, sigma**2, 0.0).sum(axis=-1)
        factor = np.where(usable, car_se**2, 0.0).sum(axis=-1) / weight
        se = np.sqrt(variance[0] * factor)
        t: Floats = caar / se
    return t, variance[1], se


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


NORMAL = 1.959963984540054
"""Standard errors that 95 % of a normal law keep within."""


def filtered_portfolios(
    before: Floats, event: Floats, first: int, windows: Sequence[Window]
) -> tuple[Floats, Floats]:
    """Whether means of some events' standardised returns are unusual among the days before.

    The mean over the events makes one series of days. What the events share (a date, a sector) is
    in its history as it is in the window, so that no correlation has to be estimated; volatility of
    the day and tails are judged as those of one company. Runs of L of T residuals that sum to zero
    are narrower than the window's by sqrt(1 - (L - 1) / T), which is taken off the window.

    (N,) each: the window's sum over its forecast error, and two-sided p; NaN where the window
    reaches into the estimation days or fewer than 20 of these are known.

    Parameters
    ----------
    before : (N, T) mean SAR of each estimation day, a row a group and window; NaN unknown
    event : (N, D) the same from the day ``first`` to day 0 or the window's last day, the window's
        own scaled so that their sum has the variance of as many days
    first : tau of the first day after the estimation window
    windows : one a row, in tau, both ends in

    Reference: Brown and Warner (1980) for the portfolio; Barone-Adesi, Giannopoulos and Vosper
    (1999) for filtered residuals; Gelbach, Helland and Klick (2013) for the own days as yardstick.
    """
    if first > 0:
        return np.full(len(before), np.nan), np.full(len(before), np.nan)
    scaled, n_before = _in_units(before, event)
    distinct = sorted(set(windows))
    for low, high in distinct:
        rows = np.array([window == (low, high) for window in windows])
        narrow = np.sqrt(np.maximum(1.0 - (high - low) / np.maximum(n_before[rows], 1), 0.0))
        start = before.shape[1] - first
        scaled[rows, start + low : start + high + 1] *= narrow[:, None]
    days = _days(scaled, n_before, before.shape[1], first)
    judgement = filtered(days, distinct, np.zeros((len(before), len(distinct))))
    rows, place = np.arange(len(before)), [distinct.index(window) for window in windows]
    return judgement.value[rows, place], judgement.p[rows, place]


def _in_units(before: Floats, event: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """All days over the root mean square of those before, and how many of these are known."""
    n_before: NDArray[np.int64] = np.isfinite(before).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        unit = np.sqrt(np.nansum(before**2, axis=1) / n_before)[:, None]
        scaled = np.concatenate([before, event], axis=1) / unit
    return np.where(unit > 0, scaled, np.nan), n_before


def _days(scaled: Floats, n_before: NDArray[np.int64], length: int, first: int) -> ResidualDays:
    none, one, unknown = (np.full_like(scaled, each) for each in (0.0, 1.0, np.nan))
    return ResidualDays(scaled, none, unknown, one, n_before, length, first)


def half_widths(before: Floats, event: Floats, first: int, windows: Sequence[Window]) -> Floats:
    """Half the 95 % interval of each window's sum of mean SARs, (N, W), over 1.96 roots of its
    days: 1 where the day is as volatile as the days before on average and these are normal. The
    windows are of all rows, the days as for :func:`filtered_portfolios`, the event's as they are.
    """
    scaled, n_before = _in_units(before, event)
    days = _days(scaled, n_before, before.shape[1], first)
    half = filtered(days, windows, np.zeros((len(before), len(windows)))).half
    return half / (NORMAL * np.sqrt([high - low + 1 for low, high in windows]))


def laid_out(mean: Floats, path: int, first: int, since: int, window: Window) -> Floats:
    """The ``event`` of :func:`filtered_portfolios` from (..., days) mean SARs from ``path`` on.

    Before the window count the days from ``since`` on, the first one of the tables, whatever other
    windows were asked for.
    """
    days = max(path + mean.shape[-1] - first, 1 - first, 0)
    event = np.full((*mean.shape[:-1], days), np.nan)
    low = max(first, min(since, window[0]))
    stop = max(window[1] + 1, low)  # a window may lie before the first of these days
    event[..., low - first : stop - first] = mean[..., low - path : stop - path]
    return event


def minimum_detectable(se: float, df: float) -> float:
    """Smallest CAR or CAAR that a two-sided test at 5 % finds four times in five, from its standard
    error and degrees of freedom.

    Reference: Bloom (1995), Evaluation Review 19.
    """
    return _errors(df) * se


@lru_cache(maxsize=256)
def _errors(df: float) -> float:
    """The same in standard errors, which the windows of a group share."""
    return float(t_quantile(df, [1.0 - 0.05 / 2.0, 0.8]).sum())


def equivalence(effect: float, se: float, df: float, bound: float) -> tuple[float, float]:
    """Two one-sided tests of an effect no larger than ``bound`` either way, (t, p): a small p says
    that it lies within plus and minus ``bound``.

    Reference: Schuirmann (1987).
    """
    nearest = (abs(effect) - bound) / se
    tail = float(p_student(nearest, df)) / 2.0
    return nearest, tail if nearest < 0 else 1.0 - tail


def pre_trend(aar: Floats, covariance: Floats, df: float) -> tuple[float, float]:
    """Joint test that no average abnormal return before the event differs from zero: (F, p), from
    the averages (m,), their covariance, forecast error included, and its degrees of freedom.

    Reference: Greene (2018), on the portfolio's forecast errors.
    """
    value = float(aar @ np.linalg.solve(covariance, aar)) / aar.size
    return value, float(fdtrc(aar.size, df, value))
