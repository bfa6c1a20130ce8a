"""Abnormal trading volume and abnormal volatility: the same fit on another series."""

from __future__ import annotations

import numpy as np

from marketlink.study.kernel import Floats
from marketlink.study.models.design import Design, Estimate, Request, least_squares


def abnormal_volume(request: Request) -> Estimate:
    """Log volume over its estimation mean; a day without trades has none."""
    volume = request.layout.volume
    with np.errstate(divide="ignore", invalid="ignore"):
        return _about_its_mean(np.where(volume > 0, np.log(volume), np.nan), request)


def abnormal_volatility(request: Request) -> Estimate:
    """Squared market-adjusted return over its estimation mean; returns over one session only."""
    layout = request.layout
    left = layout.y - request.market
    y = np.where(layout.span == 1, left**2, np.nan)
    return _about_its_mean(y, request, (left, layout.y))


def _about_its_mean(
    y: Floats, request: Request, difference: tuple[Floats, Floats] | None = None
) -> Estimate:
    design = Design(y, np.zeros((0, len(y))), difference=difference)
    return Estimate(least_squares(design, request), design, ("alpha",))
