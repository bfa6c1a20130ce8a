"""The market model estimated anew for every event day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from marketlink.study.kernel import Fits, spanned, store_car
from marketlink.study.models.design import Design, Estimate, Request, least_squares, windows_of


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
    for j, (first, last) in enumerate(request.plan.windows):
        cut = slice(first - request.plan.path[0], last - request.plan.path[0] + 1)
        total = np.sqrt(np.nansum(se[:, cut] ** 2, axis=1))
        covered = spanned(~np.isfinite(ar), span, cut)[1]
        store_car(out, rows, j, (covered, np.nansum(ar[:, cut], axis=1), total))
