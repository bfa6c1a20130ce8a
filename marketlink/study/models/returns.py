"""Models that are one linear regression: means, the market, factors, risk-free rates."""

from __future__ import annotations

import re

import numpy as np

from marketlink.errors import InputError
from marketlink.study.models.design import Design, Estimate, Request, linear

NONE = np.zeros((0, 1))


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
