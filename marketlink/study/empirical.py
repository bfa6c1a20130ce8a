"""Empirical p-values of one company's move: its own estimation days, and its other dates."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from marketlink.study.days import ResidualDays, line_days, unit_market
from marketlink.study.filtered import TOGETHER, filtered
from marketlink.study.kernel import Floats, Ints, Plan, Window, kinds
from marketlink.study.models import Model
from marketlink.study.models.design import Estimate, Request, some_of, spans, windows_of
from marketlink.study.placebo_dates import has_placebos, placebo_p
from marketlink.study.rolling import by_day, place_of_run, sq_p
from marketlink.study.solved import Solved
from marketlink.study.yardstick import FEWEST, Yardstick

BLOCK = 4_096
"""Fits whose estimation days are held at a time."""


class Empirical(NamedTuple):
    """Two-sided p of every fit's CARs, (fits, windows) each, NaN where there is none.

    ``p_sq`` compares with the company's own estimation days (``floor`` is the smallest value it
    could take), ``p_filtered`` the same over the volatility of each day, ``p_placebo`` with its
    other dates, or with other companies on the same dates. ``half`` is half the width of the 95 %
    conformal interval of each CAR. ``volatility`` (fits,) is the forecast for day 0 over the
    estimation window's.
    """

    p_sq: Floats
    floor: Floats
    p_filtered: Floats
    half: Floats
    p_placebo: Floats
    volatility: Floats


def empirical(solved: Solved, *, placebo: bool = True, daily: bool = True) -> Empirical:
    """The empirical p-values of a partition's fits: ``placebo`` tries every admissible date of each
    company, ``daily`` forecasts the volatility of every day.

    Reference: Gelbach, Helland, Klick 2013 (SQ test); Brown, Warner 1985, with enumeration for
    draws.
    """
    shape = len(solved.fits), len(solved.request.plan.windows)
    p_sq, floor, p_filtered, half, p_placebo = (np.full(shape, np.nan) for _ in range(5))
    volatility = np.full(shape[0], np.nan)
    forecast = daily and forecasts(solved.model, solved.request.plan)
    rows = np.unique(solved.valid)
    layout, at = solved.request.layout, solved.request.at[rows]
    # Those whose benchmark has the same days come one after another.
    rows = rows[np.lexsort((*layout.X[:1, at], layout.dates[at], solved.fits.n[rows]))]
    for low in range(0, len(rows) if solved.model.own_days else 0, BLOCK):
        some = rows[low : low + BLOCK]
        fits = solved.some(some)
        days, windows, errors = event_days(*fits)
        for near in range(0, len(some), TOGETHER):
            few = slice(near, near + TOGETHER)
            part = days.some(few), *some_of(*fits, few)
            p_sq[some[few]], floor[some[few]] = _sample_quantile(*part)
        if forecast:
            judgement = filtered(days, windows, errors)
            volatility[some], p_filtered[some] = judgement.volatility, judgement.p
            half[some] = judgement.half * solved.fits.sigma[some, None]
    if placebo and len(rows) and has_placebos(solved.model):
        p_placebo[rows] = placebo_p(solved, rows)
    if solved.estimate.placebo is not None:
        p_placebo = solved.estimate.placebo
    return Empirical(p_sq, floor, p_filtered, half, p_placebo, volatility)


def _sample_quantile(
    days: ResidualDays, estimate: Estimate, request: Request
) -> tuple[Floats, Floats]:
    fits, plan, cut = estimate.fits, request.plan, slice(0, days.estimation)
    leverage, span = by_day(days.leverage)[cut], by_day(days.span)[cut]
    if estimate.design.scale is not None:
        leverage = leverage / span
    with np.errstate(divide="ignore", invalid="ignore"):
        before = by_day(days.scaled)[cut] / np.sqrt(1.0 - leverage)
    if estimate.design.span is not None and (span > 1).any():
        before /= np.sqrt(span)
    before[~np.isfinite(before)] = np.nan
    lengths = [last - first + 1 for first, last in plan.windows]
    yardstick = Yardstick(before, lengths)
    p, floor = (np.full(fits.car_se.shape, np.nan) for _ in range(2))
    for j, window in enumerate(plan.windows):
        inside = fits.ar[:, plan.columns(window)]
        n_days = np.isfinite(inside).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            scaled = inside * (np.sqrt(n_days) / fits.car_se[:, j])[:, None]
        scaled[~np.isfinite(scaled)] = np.nan
        rest = (yardstick.known >= FEWEST) & np.isfinite(scaled).any(axis=1)
        for rows, mine, own, *runs in yardstick.alike(by_day(scaled)):
            p[rows, j] = place_of_run(own, *runs)[mine]
            floor[rows, j] = 1.0 / (len(own) + lengths[j])
            rest[rows] = False
        if rest.any():
            p[rest, j], floor[rest, j] = _by_size(before[:, rest].T, scaled[rest])
    return p, floor


def _by_size(before: Floats, event: Floats) -> tuple[Floats, Floats]:
    """p of rows of days; rows with equally many days present are compared at once."""
    p, floor = np.full(len(before), np.nan), np.full(len(before), np.nan)
    there = [~np.isnan(before), ~np.isnan(event)]
    kind, first = kinds([one.sum(axis=1) for one in there])
    for number in range(len(first)):
        rows = np.flatnonzero(kind == number)
        history, own = (
            days[rows][one[rows]].reshape(len(rows), -1)
            for days, one in zip((before, event), there, strict=True)
        )
        p[rows], floor[rows] = sq_p(history, own)
    return p, floor


def forecasts(model: Model, plan: Plan) -> bool:
    """Whether a model's estimation days can forecast the volatility of an event."""
    return model.own_days and plan.estimation[1] < 0


def event_days(
    estimate: Estimate, request: Request
) -> tuple[ResidualDays, tuple[Window, ...], Floats]:
    """What :func:`marketlink.study.filtered.filtered` reads of some fits."""
    plan, n = request.plan, len(request.at)
    first, last = plan.estimation[0], max(0, plan.path[1], plan.estimation[1])
    zone, length = (first, last), plan.estimation[1] - first + 1
    scaled, leverage = np.empty((2, last - first + 1, n))
    errors, span = np.empty((n, len(plan.windows))), np.broadcast_to(1.0, scaled.shape)
    for low in range(0, n, TOGETHER):
        cut = slice(low, low + TOGETHER)
        some = some_of(estimate, request, cut)
        scaled[:, cut], leverage[:, cut], errors[cut] = line_days(
            some[0], some[1].at, plan, zone, request.masked
        )
        covered = spans(*some, zone)
        if covered is not None:
            span = span if span.flags.writeable else span.copy()
            span[:, cut] = covered.T
    market, like = _market_days(request, zone, span)
    days = ResidualDays(
        scaled.T, leverage.T, market, span.T, estimate.fits.n, length, plan.estimation[1] + 1, like
    )
    return days, plan.windows, errors


def _market_days(request: Request, zone: Window, span: Floats) -> tuple[Floats, Ints | None]:
    """The benchmark's days for :class:`ResidualDays`, one row for fits one after another that have
    the same ones and spans, (D, N), and the row of each fit; NaN where the study has none."""
    if not (request.benchmark and len(request.layout.X)):
        return np.full(span.T.shape, np.nan), None
    returns = windows_of(request.market, request.at, zone)
    new, bits = np.ones(len(returns), dtype=bool), returns.view(np.int64)
    new[1:] = (bits[1:] != bits[:-1]).any(axis=1)
    if span.flags.writeable:
        new[1:] |= (span[:, 1:] != span[:, :-1]).any(axis=0)
    return unit_market(returns[new], request.plan.estimation[1] - zone[0] + 1), np.cumsum(new) - 1
