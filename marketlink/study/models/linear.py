"""Models that are a linear regression: means, the market, also day by day, factors, RF."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from marketlink.errors import InputError
from marketlink.study.kernel import Fits, spanned, store_car
from marketlink.study.models.design import (
    Design,
    Estimate,
    Request,
    least_squares,
    linear,
    windows_of,
)


def constant_mean(request: Request) -> Estimate:
    """R = a + e."""
    y = request.layout.y
    return linear(Design(y, np.zeros((0, len(y)))), (), request)


def market_adjusted(request: Request) -> Estimate:
    """R = R_m + e: nothing is estimated but the variance."""
    layout = request.layout
    left = layout.y - request.market
    design = Design(
        left,
        np.zeros((0, len(layout.y))),
        constant=False,
        demean=True,
        offset=request.market,
        difference=(left, layout.y),
    )
    return linear(design, (), request)


def market(request: Request) -> Estimate:
    """R = a + b R_m + e."""
    return linear(Design(request.layout.y, request.layout.X[:1]), ("beta",), request)


def market_factors(request: Request) -> Estimate:
    """R = a + b R_m + sum c_j F_j + e."""
    names = ("beta", *request.names[1:])
    return linear(Design(request.layout.y, request.layout.X), names, request)


def factors_only(request: Request) -> Estimate:
    """R - RF = a + sum c_j F_j + e, RF taken off where the factors have it."""
    layout = request.layout
    free = free_name(request.names)
    used = [n for n in request.names if n != free]
    X = np.stack([request.regressor(n) for n in used])
    y = layout.y if free is None else layout.y - request.regressor(free)
    offset = None if free is None else request.regressor(free)
    return linear(Design(y, X, offset=offset), tuple(used), request)


def capm(request: Request) -> Estimate:
    """R - RF = a + b (R_m - RF) + e."""
    free = free_name(request.names)
    if free is None:
        raise InputError(
            "The model capm needs a risk-free rate",
            "No factor column is called RF",
            "--factors with a file that has the columns date and RF",
        )
    rate = request.regressor(free)
    design = Design(request.layout.y - rate, (request.market - rate)[None], offset=rate)
    return linear(design, ("beta",), request)


def free_name(names: tuple[str, ...]) -> str | None:
    """Which of the names is the risk-free rate's."""
    return next((n for n in names if plain_name(n) in ("rf", "riskfree", "riskfreerate")), None)


def plain_name(name: str) -> str:
    """A factor's name without case and punctuation: ``Mkt-RF`` is ``mktrf``."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def rolling_market(request: Request) -> Estimate:
    """Each event day is predicted from the estimation window that lies as far before it as the
    plan's window lies before day 0; a CAR's variance is the sum of its days' variances."""
    design = Design(request.layout.y, request.layout.X[:1], span=request.layout.span)
    base = least_squares(design, request)
    plan = request.plan
    day = replace(plan, path=(0, 0), windows=((0, 0),))
    low, high = request.layout.begin.min(), len(request.layout.y)
    for column, tau in enumerate(range(plan.path[0], plan.path[1] + 1)):
        there = request.at + tau
        inside = (there + day.estimation[0] >= low) & (there < high)
        rows = np.flatnonzero(inside)
        fits = least_squares(design, replace(request, at=there[rows], plan=day))
        base.ar[:, column], base.ar_se[:, column] = np.nan, np.nan
        base.ar[rows, column], base.ar_se[rows, column] = fits.ar[:, 0], fits.ar_se[:, 0]
    _sum_days(base, request)
    return Estimate(base, design, ("alpha", "beta"))


def _sum_days(out: Fits, request: Request) -> None:
    ar, se, rows = out.ar, out.ar_se, np.arange(len(out))
    span = windows_of(request.layout.span, request.at, request.plan.path)
    for j, window in enumerate(request.plan.windows):
        cut = request.plan.columns(window)
        total = np.sqrt(np.nansum(se[:, cut] ** 2, axis=1))
        covered = spanned(~np.isfinite(ar), span, cut)[1]
        store_car(out, rows, j, (covered, np.nansum(ar[:, cut], axis=1), total))
