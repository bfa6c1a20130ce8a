"""Empirical p-values of one company's move: its own estimation days, and its other dates."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from marketlink.study.inference.sample import estimation_sar
from marketlink.study.kernel import Floats, Ints
from marketlink.study.models import Model, estimate
from marketlink.study.models.design import Request
from marketlink.study.panel import Panel
from marketlink.study.rolling import roll
from marketlink.study.single import sq_p

BLOCK = 2_048
"""Events whose runs of days are held at a time."""
FEWEST = 20
"""Fewer reference values than this give no empirical p-value."""


def sample_quantile(panel: Panel) -> tuple[Floats, Floats]:
    """p of every CAR among runs of its company's own standardised days, and its floor.

    Parameters
    ----------
    panel : the valid events

    Returns
    -------
    p, floor : (N, W)
        As :func:`marketlink.study.single.sq` gives them one by one; floor is the smallest p that
        could come out.

    Reference
    ---------
    Gelbach, Helland, Klick 2013 (SQ test); two-sided.
    """
    shape = len(panel), len(panel.windows)
    p, floor = np.full(shape, np.nan), np.full(shape, np.nan)
    for low in range(0, len(panel), BLOCK):
        rows = np.arange(low, min(low + BLOCK, len(panel)))
        part = panel.take(rows)
        before = estimation_sar(part)
        for j, window in enumerate(panel.windows):
            p[rows, j], floor[rows, j] = _sq_rows(part, before, j, part.columns(window))
    return p, floor


def _sq_rows(part: Panel, before: Floats, j: int, columns: slice) -> tuple[Floats, Floats]:
    inside = part.ar[:, columns]
    days = (~np.isnan(inside)).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = inside * (np.sqrt(days) / part.car_se[:, j])[:, None]
    p, floor = np.full(len(part), np.nan), np.full(len(part), np.nan)
    whole = ~np.isnan(before).any(axis=1) & ~np.isnan(scaled).any(axis=1)
    if whole.any():
        p[whole], floor[whole] = sq_p(before[whole], scaled[whole])
    for row in np.flatnonzero(~whole).tolist():
        history, event = before[row], scaled[row]
        history, event = history[~np.isnan(history)], event[~np.isnan(event)]
        if len(history) >= FEWEST and len(event):
            p[row], floor[row] = sq_p(history, event)
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
