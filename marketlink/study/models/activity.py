"""Abnormal trading volume and abnormal volatility: the same fit on another series."""

from __future__ import annotations

import numpy as np

from marketlink.study.models.design import Design, Estimate, Request, linear


def abnormal_volume(request: Request) -> Estimate:
    """Log volume over its estimation mean; a day without trades has none."""
    volume = request.layout.volume
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.where(volume > 0, np.log(volume), np.nan)
    return linear(Design(y, np.zeros((0, len(y)))), (), request)


def abnormal_volatility(request: Request) -> Estimate:
    """Squared market-adjusted return over its estimation mean."""
    y = (request.layout.y - request.market) ** 2
    return linear(Design(y, np.zeros((0, len(y)))), (), request)
