"""Empirical p-values of one company's move: its own estimation days, and its other dates."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from marketlink.study.kernel import Floats, Ints, Plan
from marketlink.study.models import Model, estimate
from marketlink.study.models.design import Request
from marketlink.study.rolling import roll

FEWEST = 20
"""Fewer reference values than this give no empirical p-value."""


def sample_quantile(car: Floats, residuals: Floats, lengths: Ints) -> tuple[Floats, Floats]:
    """p of every CAR among the overlapping sums of its own estimation residuals, and its floor.

    Parameters
    ----------
    car : (N, W)
    residuals : (N, T), NaN where an estimation day has no return
    lengths : (W,) days of each window

    Returns
    -------
    p, floor : (N, W)
        ``(1 + number of |sums| >= |CAR|) / (1 + number of sums)``; floor is the smallest value
        that could come out.

    Reference
    ---------
    Gelbach, Helland, Klick 2013 (SQ test); two-sided.
    """
    p, floor = np.full(car.shape, np.nan), np.full(car.shape, np.nan)
    present = ~np.isnan(residuals)
    zeros = np.zeros((len(residuals), 1))
    running = np.hstack([zeros, np.cumsum(np.where(present, residuals, 0.0), axis=1)])
    counted = np.hstack([zeros, np.cumsum(present, axis=1)])
    for j, length in enumerate(lengths.tolist()):
        if length > residuals.shape[1]:
            continue
        sums = running[:, length:] - running[:, :-length]
        if length == 1:
            sums = np.where(present, residuals, 0.0)
        whole = counted[:, length:] - counted[:, :-length] == length
        far = (np.abs(sums) >= np.abs(car[:, j : j + 1])) & whole
        n = whole.sum(axis=1)
        known = (n >= FEWEST) & np.isfinite(car[:, j])
        p[:, j] = np.where(known, (1 + far.sum(axis=1)) / (1 + n), np.nan)
        floor[:, j] = np.where(known, 1 / (1 + n), np.nan)
    return p, floor


@dataclass(frozen=True, slots=True)
class Placebos:
    """All admissible placebo dates of one event: positions (D,), CARs and SCARs (D, W)."""

    at: Ints
    car: Floats
    scar: Floats

    def p(self, scar: Floats) -> tuple[Floats, Floats]:
        """p of the event's SCARs (W,) among the placebos', two-sided, and its floor."""
        known = np.isfinite(self.scar)
        n = known.sum(axis=0)
        far = (np.abs(np.where(known, self.scar, 0.0)) >= np.abs(scar)) & known
        enough = (n >= FEWEST) & np.isfinite(scar)
        p = np.where(enough, (1 + far.sum(axis=0)) / (1 + n), np.nan)
        return p, np.where(enough, 1 / (1 + n), np.nan)


def placebos(
    model: Model, request: Request, series: Ints, only: Ints | None = None
) -> list[Placebos]:
    """Try every admissible date of each event's company as its day 0.

    Parameters
    ----------
    model : of the study; a model of other companies has no placebo dates
    request : of the study
    series : (N,) the series of each event
    only : rows of the request to answer for; all of them by default

    Returns
    -------
    One :class:`Placebos` an event: the dates whose event window does not touch the event's own
    and whose estimation window holds none of it. Nothing is drawn, so nothing depends on a seed.

    Reference
    ---------
    Brown, Warner 1985, with enumeration in place of draws.
    """
    rows = np.arange(len(request.at)) if only is None else only
    cache: dict[int, tuple[Ints, Floats, Floats]] = {}
    answers = []
    plan = request.plan
    for row in rows.tolist():
        number = int(series[row])
        if number not in cache:
            cache[number] = _everywhere(model, request, number)
        at, car, scar = cache[number]
        event = int(request.at[row])
        before = at + plan.path[1] < event + plan.path[0]
        after = at + min(plan.estimation[0], plan.path[0]) > event + plan.path[1]
        keep = before | after
        answers.append(Placebos(at[keep], car[keep], scar[keep]))
    return answers


def _everywhere(model: Model, request: Request, number: int) -> tuple[Ints, Floats, Floats]:
    """CARs and SCARs with day 0 on every session of a series that has a return."""
    layout, plan = request.layout, request.plan
    low = int(layout.start[number] + layout.first[number])
    high = int(layout.start[number] + layout.last[number]) + 1
    if model.name == "market" and request.masked is None and request.thin == "none":
        cut = layout.stretch(number)
        rolled = roll(layout.y[None, cut], layout.X[:1, cut], plan)
        at = np.arange(low, high)
        inside = at - cut.start
        car, scar = rolled.car[:, 0, inside].T, rolled.scar[:, 0, inside].T
    else:
        at = np.arange(low, high)
        fits = estimate(model, replace(request, at=at)).fits
        car, scar = fits.car, fits.scar
    traded = np.isfinite(layout.y[at])
    return at[traded], car[traded], scar[traded]


def admissible(plan: Plan, length: int) -> int:
    """How many placebo dates a gapless history of ``length`` sessions has, events apart."""
    return max(length - plan.min_obs - max(-plan.estimation[1], 0) - max(plan.path[1], 0), 0)
