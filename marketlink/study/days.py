"""Residuals over estimation and event days, and the volatility that is forecast from them."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from marketlink.study.kernel import Flags, Floats, Ints, Plan, Window, form, market_model
from marketlink.study.models.design import Design, Estimate, windows_of
from marketlink.study.rolling import added, by_day, roll, sliding
from marketlink.study.volatility import SessionRun, variances


class ResidualDays(NamedTuple):
    """Residuals of N events over their estimation and event days, in time.

    Attributes
    ----------
    scaled : (N, D) residuals over the estimation window's sigma; NaN where there is no return
    leverage : (N, D) ``x'Ax`` of each day's regressors x
    market : (N, D) the benchmark's returns about their window's mean, over its deviation; NaN where
        there is none; with ``like`` one row for all events that share their benchmark's days
    span : (N, D) sessions that each return spans
    n_est : (N,) estimation returns
    estimation : so many of the D days, the first ones, are the estimation window
    first : tau of the first day after them
    like : (N,) the row of ``market`` of each event; None where each has its own
    """

    scaled: Floats
    leverage: Floats
    market: Floats
    span: Floats
    n_est: Ints
    estimation: int
    first: int
    like: Ints | None = None

    def some(self, rows: slice) -> ResidualDays:
        """Some of the events; their benchmark's days are left out."""
        return self._replace(
            scaled=self.scaled[rows], leverage=self.leverage[rows], span=self.span[rows],
            n_est=self.n_est[rows],
        )  # fmt: skip

    def columns(self, window: Window) -> SessionRun:
        """The columns of a window's days."""
        shift = self.estimation - self.first
        return window[0] + shift, window[1] + shift + 1


def market_days(
    y: Floats, x: Floats, span: Floats, at: Ints, plan: Plan
) -> tuple[ResidualDays, Floats]:
    """The days of market-model fits, and (N, W) ``m^2/n + (sum of (x - mean))^2 / Sxx`` over a
    window's m days, which :func:`filtered` wants of their errors.

    ``y``, ``x``, ``span`` (M,) are returns of stock and benchmark and the sessions they span,
    padded by ``plan.reach``; ``at`` (N,) positions of day 0, which the estimation window lies
    before.
    """
    plan, (first, last) = replace(plan, path=(0, 0)), plan.estimation
    fits = market_model(y, x, at, replace(plan, windows=(), errors=False))
    zone = first, max(0, *(end for _, end in plan.windows))
    estimate = Estimate(fits, Design(y, x[None]), ())
    scaled, leverage, errors = line_days(estimate, at, plan, zone)
    market = unit_market(windows_of(x, at, zone), last - first + 1)
    covered = windows_of(span, at, zone)
    days = ResidualDays(scaled.T, leverage.T, market, covered, fits.n, last - first + 1, last + 1)
    return days, errors


def line_days(
    estimate: Estimate, at: Ints, plan: Plan, zone: Window, masked: Flags | None = None
) -> tuple[Floats, Floats, Floats]:
    """The scaled residuals and leverages of some fits on the days of a zone, from the first of the
    estimation window on, (D, N) each, and the errors of their windows' sums, (N, W)."""
    design, fits = estimate.design, estimate.fits
    first, length = zone[0], plan.estimation[1] - zone[0] + 1
    slopes = fits.coef[:, fits.coef.shape[1] - len(design.X) :].T
    places = at if design.at is None else design.at
    y = by_day(windows_of(design.y, places, zone))
    if design.constant:
        y -= fits.coef[:, 0]
    shift = []
    for values, slope, mean in zip(design.X, slopes, fits.mean.T, strict=True):
        x = by_day(windows_of(values, places, zone))
        y -= slope * x
        if design.constant:
            x -= mean
        shift.append(x)
    begin = max(plan.path[0], plan.estimation[1] + 1)
    y[begin - first : plan.path[1] - first + 1] = fits.ar[:, begin - plan.path[0] :].T
    if masked is not None:
        used = windows_of(masked, at, plan.estimation)
        y[:length][used.T] = np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        y /= fits.sigma
    y[~np.isfinite(y)] = np.nan
    level = 1.0 / np.maximum(fits.n, 1) if design.constant else np.zeros(y.shape[1])
    errors = np.empty((y.shape[1], len(plan.windows)))
    for j, (low, high) in enumerate(plan.windows):
        cut = slice(low - first, high - first + 1)
        there = np.isfinite(y[cut])
        lean = [added(np.where(there, x[cut], 0.0)) for x in shift]
        errors[:, j] = np.count_nonzero(there, axis=0) ** 2 * level
        form(lean, fits.spread, errors[:, j])
    return y, form(shift, fits.spread, np.tile(level, (len(y), 1))), errors


def unit_market(returns: Floats, estimation: int) -> Floats:
    """(N, D) returns of a benchmark about the mean of their first days, over these' deviation."""
    before = returns[:, :estimation]
    there = np.isfinite(before)
    with np.errstate(divide="ignore", invalid="ignore"):
        n = there.sum(axis=1, keepdims=True)
        mean = np.where(there, before, 0.0).sum(axis=1, keepdims=True) / n
        square = np.where(there, before - mean, 0.0) ** 2
        unit = (returns - mean) / np.sqrt(square.sum(axis=1, keepdims=True) / (n - 1))
    return np.where(np.isfinite(unit), unit, np.nan)


class States(NamedTuple):
    """(S, M) each, NaN where there is none.

    ``value`` is the abnormal return over the volatility forecast the session before, ``sigma`` that
    of the session's own fit, ``volatility`` the forecast over its estimation window's mean.
    """

    value: Floats
    sigma: Floats
    volatility: Floats

    @property
    def size(self) -> Floats:
        """The absolute value."""
        return np.abs(self.value)


def states(y: Floats, x: Floats, span: Floats, plan: Plan) -> States:
    """Judge every session by a market model fitted before it, those before the first fit by its
    residuals, from (S, M) returns of stocks and benchmarks and the sessions they span.

    Reference: Campbell, Lo and MacKinlay (1997), eq. 4.4.9, for the error of the fit.
    """
    rolled = roll(y, x, replace(plan, windows=((0, 0),)))
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = rolled.car[0] / rolled.sigma
        error = (rolled.car_se[0] / rolled.sigma) ** 2 - 1.0
        n = np.where(np.isfinite(scaled), rolled.n, 0.0)
        market = _unit_market(x, plan)
        _begin((scaled, error, n, market), (y, x, span), plan)
        scaled = np.where(np.isfinite(scaled), scaled, np.nan)
        lean = np.maximum(n * np.abs(error) - 1.0, 0.0)
        lean = np.where(np.isfinite(lean), lean, 0.0)
        variance, _ = variances(scaled, lean, span, market=market)
        value = scaled / np.sqrt(variance + error)
        return States(value, rolled.sigma, _volatility(variance / span, rolled.sigma, plan))


def _volatility(variance: Floats, sigma: Floats, plan: Plan) -> Floats:
    """Each day's forecast over the mean of those of its estimation window."""
    first, last = plan.estimation
    length, out = last - first + 1, np.full(variance.shape, np.nan)
    if variance.shape[1] > -first:
        mean = sliding(variance.T, length).T / length
        own = variance[:, -first:]
        out[:, -first:] = np.sqrt(own / mean[:, : own.shape[1]])
    return np.where(np.isfinite(sigma), out, np.nan)


def _unit_market(x: Floats, plan: Plan) -> Floats:
    """The benchmark's returns about the mean of each session's estimation window, over its
    deviation; NaN where that is not whole."""
    first, last = plan.estimation
    room = ((0, 0), (-first, 0))
    there = np.isfinite(x)
    clean = np.where(there, x, 0.0)
    n, total, square = (
        sliding(np.pad(values, room).T, last - first + 1).T[:, : x.shape[1]]
        for values in (there.astype(float), clean, clean**2)
    )
    mean = total / n
    unit = (x - mean) / np.sqrt((square - n * mean**2) / (n - 1))
    return np.where(np.isfinite(unit) & (n >= plan.min_obs), unit, np.nan)


def _begin(fits: tuple[Floats, ...], series: tuple[Floats, ...], plan: Plan) -> None:
    """Fill the sessions before each series' first fit with that fit's own residuals: the residuals,
    their errors, the estimation returns and the market's days of ``fits``, in place."""
    scaled, error, n, market = fits
    rows = np.flatnonzero(np.isfinite(scaled).any(axis=1))
    first = np.isfinite(scaled[rows]).argmax(axis=1)
    room = -plan.estimation[0]
    padded = [np.pad(v[rows], ((0, 0), (room, 0)), constant_values=np.nan) for v in series]
    at = np.arange(len(rows)) * padded[0].shape[1] + room + first
    days, _ = market_days(padded[0].ravel(), padded[1].ravel(), padded[2].ravel(), at, plan)
    place = first[:, None] + plan.estimation[0] + np.arange(days.estimation)
    row, column = np.nonzero((place >= 0) & np.isfinite(days.scaled[:, : days.estimation]))
    target = rows[row], place[row, column]
    scaled[target] = days.scaled[row, column]
    error[target] = -days.leverage[row, column]
    n[target] = days.n_est[row]
    market[target] = days.market[row, column]
