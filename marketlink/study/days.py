"""Residuals of events over their estimation and event days, as volatility is forecast from them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from marketlink.study.kernel import Floats, Ints, Plan, Window, market_model
from marketlink.study.volatility import SessionRun


@dataclass(frozen=True, slots=True)
class ResidualDays:
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
        return replace(
            self, scaled=self.scaled[rows], leverage=self.leverage[rows], span=self.span[rows],
            n_est=self.n_est[rows],
        )  # fmt: skip

    def columns(self, window: Window) -> SessionRun:
        """The columns of a window's days."""
        shift = self.estimation - self.first
        return window[0] + shift, window[1] + shift + 1


def market_days(
    y: Floats, x: Floats, span: Floats, at: Ints, plan: Plan
) -> tuple[ResidualDays, Floats]:
    """The days of market-model fits, and what :func:`filtered` wants of their windows' errors.

    Parameters
    ----------
    y, x, span : (M,) returns of stock and benchmark and the sessions they span, padded by
        ``plan.reach``
    at : (N,) positions of day 0
    plan : Plan
        Estimation window, before day 0, and windows.

    Returns
    -------
    ResidualDays, and (N, W) ``m^2/n + (sum of (x - mean))^2 / Sxx`` over a window's m days.
    """
    first, stop = plan.estimation[0], max(0, *(last for _, last in plan.windows)) + 1
    fits = market_model(y, x, at, replace(plan, path=(0, 0), windows=(), errors=False))
    places = at[:, None] + np.arange(first, stop)
    line, n = fits.coef, fits.n[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = (y[places] - line[:, :1] - line[:, 1:] * x[places]) / fits.sigma[:, None]
        shift = x[places] - fits.mean
        leverage = 1.0 / n + shift**2 * fits.spread[:, 0]
        scaled = np.where(np.isfinite(scaled), scaled, np.nan)
        errors = []
        for low, high in plan.windows:
            cut = slice(low - first, high - first + 1)
            there = np.isfinite(scaled[:, cut])
            lean = np.where(there, shift[:, cut], 0.0).sum(axis=1)
            errors.append(there.sum(axis=1) ** 2 / n[:, 0] + lean**2 * fits.spread[:, 0, 0])
    length = plan.estimation[1] - first + 1
    market = unit_market(x[places], length)
    days = ResidualDays(
        scaled, leverage, market, span[places], fits.n, length, plan.estimation[1] + 1
    )
    return days, np.stack(errors, axis=1)


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
