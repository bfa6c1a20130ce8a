"""Betas for thin or asynchronous trading: Scholes-Williams and Dimson."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from marketlink.study.kernel import ROUNDING, Floats, measure_lines, room
from marketlink.study.models.design import SHARE, Design, Estimate, Request, windows_of

Beta = Callable[[Floats, Floats], Floats]


def scholes_williams(request: Request) -> Estimate:
    """Beta from the simple betas on the benchmark's previous, same and next return."""
    shifted, at, window = _shifted(request), request.at, request.plan.estimation

    def beta(y: Floats, ok: Floats) -> Floats:
        dy = _centred(y, ok)
        lagged, own, ahead = (_centred(windows_of(x, at, window), ok) for x in shifted)
        slopes = sum((dx * dy).sum(axis=1) / (dx * dx).sum(axis=1) for dx in (lagged, own, ahead))
        spread = np.sqrt((own * own).sum(axis=1) * (lagged * lagged).sum(axis=1))
        return np.asarray(slopes / (1 + 2 * ((own * lagged).sum(axis=1) / spread)))

    return _adjusted(request, beta, (shifted[0], shifted[2]), used=2)


def dimson(request: Request) -> Estimate:
    """Beta as the sum of the slopes on the benchmark's previous, same and next return."""
    before, same, after = _shifted(request)
    window = request.plan.estimation

    def beta(y: Floats, ok: Floats) -> Floats:
        rows = [windows_of(s, request.at, window) for s in (before, same, after)]
        X, y = np.stack([_centred(r, ok) for r in rows], axis=1), _centred(y, ok)
        slopes = np.full((len(y), 3), np.nan)
        gram = np.matmul(X, X.transpose(0, 2, 1))
        right = np.matmul(X, y[:, :, None])
        whole = np.flatnonzero(np.isfinite(gram).all(axis=(1, 2)))
        good = whole[np.linalg.cond(gram[whole]) < 1 / np.finfo(float).eps]
        slopes[good] = np.linalg.solve(gram[good], right[good])[:, :, 0]
        return np.asarray(slopes.sum(axis=1))

    return _adjusted(request, beta, (before, after), used=4)


def _shifted(request: Request) -> tuple[Floats, Floats, Floats]:
    x = request.market
    before, after = np.full_like(x, np.nan), np.full_like(x, np.nan)
    before[1:], after[:-1] = x[:-1], x[1:]
    return before, x, after


def _centred(values: Floats, ok: Floats) -> Floats:
    """Values about the mean of those of each row that are used, 0 where they are not."""
    values = np.where(ok > 0, values, 0.0)
    return np.asarray((values - (values.sum(axis=1) / ok.sum(axis=1))[:, None]) * ok)


def _adjusted(request: Request, beta_of: Beta, needs: tuple[Floats, ...], used: int) -> Estimate:
    """Fits with a beta of one's own: the line runs through the means."""
    plan, layout = request.plan, request.layout
    y_all, x_all = layout.y, request.market
    finite = np.isfinite(y_all) & np.isfinite(x_all)
    usable = finite.copy()
    for need in needs:
        usable &= np.isfinite(need)
    if request.masked is not None:
        usable &= ~request.masked
    ok = windows_of(usable.astype(np.float64), request.at, plan.estimation)
    y = np.where(ok > 0, windows_of(y_all, request.at, plan.estimation), 0.0)
    x = np.where(ok > 0, windows_of(x_all, request.at, plan.estimation), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        n = ok.sum(axis=1)
        beta = beta_of(y, ok)
        mean_y, mean_x = y.sum(axis=1) / n, x.sum(axis=1) / n
        dx, dy = _centred(x, ok), _centred(y, ok)
        sxx, syy = (dx * dx).sum(axis=1), (dy * dy).sum(axis=1)
        sse = ((dy - beta[:, None] * dx) ** 2).sum(axis=1)
        enough = (n >= plan.min_obs) & (n > used) & (sxx > ROUNDING * n * mean_x**2)
        fits = room(len(n), plan, 2, 1)
        beta = np.where(enough, beta, np.nan)
        fits.n[:], fits.dof[:] = n, np.maximum(n - used, 0)
        fits.coef[:, 0], fits.coef[:, 1] = mean_y - beta * mean_x, beta
        # A beta of one's own leaves some of the benchmark in a copy of it: ask the plain line.
        copied = 1 - (dx * y).sum(axis=1) ** 2 / (sxx * syy) <= SHARE
        fits.sigma[:] = np.where(enough, np.sqrt(np.where(copied, 0.0, sse) / (n - used)), np.nan)
        fits.r2[:] = np.where(enough & (syy > 0), 1 - sse / syy, np.nan)
        fits.mean[:, 0], fits.spread[:, 0, 0] = mean_x, np.where(enough, 1 / sxx, np.nan)
    measure_lines(fits, y_all, x_all, request.at, plan, layout.span)
    design = Design(y_all, x_all[None], span=layout.span)
    return Estimate(fits, design, ("alpha", "beta"))
