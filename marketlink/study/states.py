"""Every session of a series: abnormal return over the day's volatility, and that volatility."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from marketlink.study.days import market_days
from marketlink.study.kernel import Floats, Plan
from marketlink.study.rolling import roll, sliding
from marketlink.study.volatility import variances


@dataclass(frozen=True, slots=True)
class States:
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
    residuals.

    Parameters
    ----------
    y, x, span : (S, M) returns of stocks and benchmarks and the sessions they span
    plan : Plan
        The estimation window, before day 0.

    Reference
    ---------
    Campbell, Lo and MacKinlay (1997), eq. 4.4.9, for the error of the fit.
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
