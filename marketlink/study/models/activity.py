"""Abnormal trading volume and abnormal volatility: levels whose days depend on each other."""

from __future__ import annotations

import numpy as np

from marketlink.study.kernel import Floats
from marketlink.study.models.design import Design, Estimate, Request
from marketlink.study.models.serial import forecast


def abnormal_volume(request: Request) -> Estimate:
    """Log volume over its forecast; a day without trades has none."""
    volume = request.layout.volume
    with np.errstate(divide="ignore", invalid="ignore"):
        return _over_forecast(np.where(volume > 0, np.log(volume), np.nan), request)


def abnormal_volatility(request: Request) -> Estimate:
    """Cube root of the squared market-adjusted return over its forecast, one session's returns.

    The root is nearly normal where the square, whose largest days are a hundred times its mean,
    rejects too seldom on one day and too often over many (Wilson and Hilferty 1931).
    """
    layout = request.layout
    left = layout.y - request.market
    y = np.where(layout.span == 1, np.cbrt(left**2), np.nan)
    return _over_forecast(y, request, (left, layout.y))


def _over_forecast(
    y: Floats, request: Request, difference: tuple[Floats, Floats] | None = None
) -> Estimate:
    design = Design(y, np.zeros((0, len(y))), difference=difference)
    fits = forecast(y, request.at, request.plan, request.masked, request.since)
    return Estimate(fits, design, ("alpha",))
