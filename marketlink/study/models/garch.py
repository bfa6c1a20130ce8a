"""The market model with a GARCH or EGARCH residual variance, through the arch package."""

from __future__ import annotations

from typing import Any

import numpy as np

from marketlink.errors import MarketlinkError
from marketlink.installation import install_command
from marketlink.study.kernel import Floats, spanned, store_car
from marketlink.study.models.design import Design, Estimate, Request, least_squares, windows_of
from marketlink.study.models.rounding import silence


def garch(request: Request) -> Estimate:
    """GARCH(1,1) residuals (Bollerslev 1986)."""
    return _arch(request, "GARCH", 0)


def egarch(request: Request) -> Estimate:
    """EGARCH(1,1) residuals with an asymmetry term (Nelson 1991)."""
    return _arch(request, "EGARCH", 1)


def _arch(request: Request, vol: str, asymmetry: int) -> Estimate:
    try:
        from arch.univariate import LS
    except ImportError as error:
        raise MarketlinkError(
            "The garch models need the arch package", "", install_command("garch")
        ) from error
    del LS
    span = request.layout.span
    design = Design(request.layout.y, request.layout.X[:1], span=span)
    fits = least_squares(design, request)
    silence(fits, design, request)
    window, path = request.plan.estimation, request.plan.path
    y, x = (windows_of(v, request.at, window) for v in (design.y, design.X[0]))
    ey, ex, spans = (windows_of(v, request.at, path) for v in (design.y, design.X[0], span))
    horizon = path[1] - window[1]
    for row in np.flatnonzero(fits.sigma > 0):
        use = np.isfinite(y[row]) & np.isfinite(x[row])
        if request.masked is not None:
            spot = request.at[row]
            use &= ~request.masked[spot + window[0] : spot + window[1] + 1]
        unit = 1 / float(fits.sigma[row])
        beta, variance = _one(y[row][use] * unit, x[row][use] * unit, vol, asymmetry, horizon)
        beta[0], variance = beta[0] / unit, variance / unit**2
        ahead = _over(variance, path[0] - window[1] - 1, spans[row])
        ar = ey[row] - beta[0] - beta[1] * ex[row]
        shift = ex[row] - fits.mean[row, 0]
        level = 1 / fits.n[row]
        forecast = fits.sigma[row] ** 2 * (level + shift**2 * fits.spread[row, 0, 0])
        fits.coef[row], fits.ar[row] = beta, ar
        fits.ar_se[row] = np.where(np.isfinite(ar), np.sqrt(ahead + forecast), np.nan)
        for j, (first, last) in enumerate(request.plan.windows):
            cut = slice(first - path[0], last - path[0] + 1)
            there = np.isfinite(ar[cut])
            m, lean = float(there.sum()), float(np.nansum(np.where(there, shift[cut], 0.0)))
            extra = fits.sigma[row] ** 2 * (m * m * level + lean**2 * fits.spread[row, 0, 0])
            se = np.sqrt(ahead[cut][there].sum() + extra)
            covered = spanned(~np.isfinite(ar)[None], spans[row : row + 1], cut)[1]
            answer = covered, np.array([np.nansum(ar[cut])]), np.array([se])
            store_car(fits, np.array([row]), j, answer)
    return Estimate(fits, design, ("alpha", "beta"))


def _over(variance: Floats, first: int, span: Floats) -> Floats:
    """Variance of each event day's return, over the sessions that it covers."""
    total = np.concatenate(([0.0], np.cumsum(variance)))
    to = np.arange(first, len(variance)) + 1
    since = np.maximum(to - span.astype(np.int64), 0)
    ahead: Floats = total[to] - total[since]
    return np.where(span == 1, variance[first:], ahead)


def _one(y: Floats, x: Floats, vol: str, asymmetry: int, horizon: int) -> tuple[Floats, Floats]:
    """Mean coefficients and the variance forecast of the days after the estimation window, for
    returns whose residuals have a spread of about 1."""
    from arch.univariate import EGARCH, GARCH, LS

    model = LS(y, x[:, None], constant=True)
    process: Any = GARCH(1, 0, 1) if vol == "GARCH" else EGARCH(1, asymmetry, 1)
    model.volatility = process
    result = model.fit(disp="off", show_warning=False)
    params = np.asarray(result.params)
    return params[:2].copy(), _forecast(result, process, params[2:], horizon)


def _forecast(result: Any, process: Any, params: Floats, horizon: int) -> Floats:
    shocks = np.asarray(result.resid)
    variance = float(np.asarray(result.conditional_volatility)[-1] ** 2)
    ahead = np.empty(horizon)
    last = float(shocks[-1])
    if type(process).__name__ == "GARCH":
        omega, a, b = (float(v) for v in params[:3])
        ahead[0] = omega + a * last**2 + b * variance
        for step in range(1, horizon):
            ahead[step] = omega + (a + b) * ahead[step - 1]
        return ahead
    omega, a, g, b = (float(v) for v in params[:4])
    z = last / np.sqrt(variance)
    level = omega + a * (abs(z) - np.sqrt(2 / np.pi)) + g * z + b * np.log(variance)
    for step in range(horizon):
        ahead[step] = np.exp(level)
        level = omega + b * level
    return ahead
