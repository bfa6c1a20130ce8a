"""The market model with a GARCH or EGARCH residual variance, through the arch package."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from marketlink.errors import MarketlinkError
from marketlink.installation import install_command
from marketlink.study.kernel import Floats, spanned, store_car
from marketlink.study.models.design import (
    Design,
    Estimate,
    Request,
    least_squares,
    silence,
    windows_of,
)


def arch(request: Request, vol: str, asymmetry: int) -> Estimate:
    """GARCH(1,1) residuals (Bollerslev 1986), or EGARCH(1,1) ones with an asymmetry term (Nelson
    1991)."""
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
    plan = request.plan
    window, path = plan.estimation, plan.path
    zone = window[1] + 1, max(path[1], 0)
    y, x = (windows_of(v, request.at, window) for v in (design.y, design.X[0]))
    ey, ex, spans = (windows_of(v, request.at, zone) for v in (design.y, design.X[0], span))
    boundary = np.zeros(len(fits), dtype=bool)
    for row in np.flatnonzero(fits.sigma > 0):
        use = np.isfinite(y[row]) & np.isfinite(x[row])
        if request.masked is not None:
            spot = request.at[row]
            use &= ~request.masked[spot + window[0] : spot + window[1] + 1]
        sigma = float(fits.sigma[row])
        beta, process = fitted(y[row][use] / sigma, x[row][use] / sigma, vol, asymmetry)
        beta[0] *= sigma
        boundary[row] = process.at_boundary
        ar = ey[row] - beta[0] - beta[1] * ex[row]
        shift = ex[row] - fits.mean[row, 0]
        level, spread = 1 / fits.n[row], fits.spread[row, 0, 0]
        ahead = [
            _over(sigma**2 * process.ahead(ar / sigma, spans[row], n_shocks), spans[row])
            for n_shocks in range(-zone[0] + 1)
        ]
        days = np.arange(path[0], path[1] + 1)
        one = np.array([ahead[_shocks_before(int(tau), zone)][tau - zone[0]] for tau in days])
        cut = slice(path[0] - zone[0], path[1] - zone[0] + 1)
        forecast = sigma**2 * (level + shift[cut] ** 2 * spread)
        fits.coef[row], fits.ar[row] = beta, ar[cut]
        fits.ar_se[row] = np.where(np.isfinite(ar[cut]), np.sqrt(one + forecast), np.nan)
        for j, (first, last) in enumerate(plan.windows):
            cut = slice(first - zone[0], last - zone[0] + 1)
            there = np.isfinite(ar[cut])
            m, lean = float(there.sum()), float(np.nansum(np.where(there, shift[cut], 0.0)))
            extra = sigma**2 * (m * m * level + lean**2 * spread)
            se = np.sqrt(ahead[_shocks_before(first, zone)][cut][there].sum() + extra)
            covered = spanned(~np.isfinite(ar)[None], spans[row : row + 1], cut)[1]
            answer = covered, np.array([np.nansum(ar[cut])]), np.array([se])
            store_car(fits, np.array([row]), j, answer)
    return Estimate(fits, design, ("alpha", "beta"), boundary=boundary)


def _shocks_before(tau: int, zone: tuple[int, int]) -> int:
    """How many of the days after the estimation window were seen when a day was forecast: those
    before it, and none from day 0 on."""
    return max(min(tau, 0) - zone[0], 0)


def _over(variance: Floats, span: Floats) -> Floats:
    """Variance of each day's return, over the sessions that it covers."""
    total = np.concatenate(([0.0], np.cumsum(variance)))
    to = np.arange(len(variance)) + 1
    since = np.maximum(to - span.astype(np.int64), 0)
    ahead: Floats = total[to] - total[since]
    return np.where(span == 1, variance, ahead)


EDGE = 1e-6
"""A coefficient this near to 0, or a persistence this near to 1, is at the boundary."""


class Process(NamedTuple):
    """A fitted variance process; ``first`` is its forecast for the day after the estimation window.

    ``shock``, ``sign`` and ``memory`` weigh the last day's shock, its sign and its variance.
    """

    logs: bool
    base: float
    shock: float
    sign: float
    memory: float
    first: float

    @property
    def at_boundary(self) -> bool:
        """Whether the fit ended where its law no longer holds: no shock counts, or all of the
        variance stays."""
        persistence = self.memory if self.logs else self.shock + self.memory
        return bool((not self.logs and self.shock <= EDGE) or persistence >= 1.0 - EDGE)

    def after(self, variance: float, shock: float) -> float:
        """The next day's variance."""
        if not self.logs:
            return self.base + self.shock * shock**2 + self.memory * variance
        z = shock / np.sqrt(variance)
        size = self.shock * (abs(z) - np.sqrt(2 / np.pi)) + self.sign * z
        return float(np.exp(self.base + size + self.memory * np.log(variance)))

    def ahead(self, shocks: Floats, span: Floats, n_shocks: int) -> Floats:
        """Variances of the days after the estimation window, the first ``n_shocks`` shocks seen."""
        out, variance = np.empty(len(shocks)), self.first
        for day, shock in enumerate(shocks):
            out[day] = variance
            if day < n_shocks and np.isfinite(shock):
                variance = self.after(variance, float(shock / np.sqrt(span[day])))
            elif self.logs:
                variance = float(np.exp(self.base + self.memory * np.log(variance)))
            else:
                variance = self.base + (self.shock + self.memory) * variance
        return out


def fitted(y: Floats, x: Floats, vol: str, asymmetry: int) -> tuple[Floats, Process]:
    """Mean coefficients and the variance process of returns whose residuals have a spread of
    about 1."""
    from arch.univariate import EGARCH, GARCH, LS

    model = LS(y, x[:, None], constant=True)
    process: Any = GARCH(1, 0, 1) if vol == "GARCH" else EGARCH(1, asymmetry, 1)
    model.volatility = process
    result = model.fit(disp="off", show_warning=False)
    params = np.asarray(result.params)
    base, shock, *sign, memory = (float(v) for v in params[2:])
    law = Process(vol != "GARCH", base, shock, sign[0] if sign else 0.0, memory, np.nan)
    variance = float(np.asarray(result.conditional_volatility)[-1] ** 2)
    first = law.after(variance, float(np.asarray(result.resid)[-1]))
    return params[:2].copy(), law._replace(first=first)
