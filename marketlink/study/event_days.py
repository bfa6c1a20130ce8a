"""The days around an event, as :func:`marketlink.study.filtered.filtered` reads them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from marketlink.study.days import ResidualDays, unit_market
from marketlink.study.kernel import Flags, Floats, Ints, Plan, Window
from marketlink.study.models import Model
from marketlink.study.models.design import Estimate, Request, days_of, windows_of
from marketlink.study.rolling import added, by_day
from marketlink.study.solved import Solved


def forecasts(model: Model, plan: Plan) -> bool:
    """Whether a model's estimation days can forecast the volatility of an event."""
    return model.own_days and plan.estimation[1] < 0


def event_days(
    estimate: Estimate, request: Request, alike: Ints | None = None
) -> tuple[ResidualDays, tuple[Window, ...], Floats]:
    """What :func:`marketlink.study.filtered.filtered` reads of some fits; those of one number in
    ``alike`` have the same days of the benchmark."""
    design, fits, plan = estimate.design, estimate.fits, request.plan
    first, last = plan.estimation[0], max(0, plan.path[1])
    zone, length = (first, last), plan.estimation[1] - first + 1
    slopes = fits.coef[:, fits.coef.shape[1] - len(design.X) :].T
    y = by_day(days_of(design.y, request.at, zone))
    if design.constant:
        y -= fits.coef[:, 0]
    shift = []
    for values, slope, mean in zip(design.X, slopes, fits.mean.T, strict=True):
        x = by_day(days_of(values, request.at, zone))
        y -= slope * x
        if design.constant:
            x -= mean
        shift.append(x)
    begin = max(plan.path[0], plan.estimation[1] + 1)
    y[begin - first : plan.path[1] - first + 1] = fits.ar[:, begin - plan.path[0] :].T
    if request.masked is not None:
        used = days_of(request.masked, request.at, plan.estimation)  # type: ignore[arg-type]
        y[:length][used.T] = np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        y /= fits.sigma
    y[~np.isfinite(y)] = np.nan
    level = 1.0 / np.maximum(fits.n, 1) if design.constant else np.zeros(y.shape[1])
    q, spread = len(shift), fits.spread
    if spread.shape[1] != q:
        spread = np.zeros((y.shape[1], q, q))
    errors = np.empty((y.shape[1], len(plan.windows)))
    for j, (low, high) in enumerate(plan.windows):
        cut = slice(low - first, high - first + 1)
        there = np.isfinite(y[cut])
        lean = [added(np.where(there, x[cut], 0.0)) for x in shift]
        errors[:, j] = np.count_nonzero(there, axis=0) ** 2 * level
        _add_form(errors[:, j], lean, spread)
    leverage = np.tile(level, (len(y), 1))
    _add_form(leverage, shift, spread)
    span = by_day(days_of(request.layout.span, request.at, zone))
    market, like = _market_days(request, zone, alike)
    days = ResidualDays(
        y.T, leverage.T, market, span.T, fits.n, length, plan.estimation[1] + 1, like
    )
    return days, plan.windows, errors


def _add_form(total: Floats, values: Sequence[Floats], spread: Floats) -> None:
    """Add the quadratic form of each event's spread in some values, (..., N) each."""
    for k, one in enumerate(values):
        for j, other in enumerate(values):
            part = one * other
            part *= spread[:, k, j]
            total += part


def _market_days(request: Request, zone: Window, alike: Ints | None) -> tuple[Floats, Ints | None]:
    """The benchmark's days for :class:`ResidualDays`, one row for those that are alike, and the row
    of each fit; NaN where the study has none."""
    length = request.plan.estimation[1] - zone[0] + 1
    if not (request.benchmark and len(request.layout.X)):
        return np.full((len(request.at), zone[1] - zone[0] + 1), np.nan), None
    at, like = request.at, None
    if alike is not None:
        _, first, like = np.unique(alike, return_index=True, return_inverse=True)
        at = at[first]
    return unit_market(windows_of(request.market, at, zone), length), like


def alike_days(solved: Solved) -> Ints | None:
    """A number for every fit: the same where the benchmark's days about the event are, because the
    stock missed none of them; None where the study has no benchmark."""
    request, layout = solved.request, solved.request.layout
    if not (request.benchmark and len(layout.X)):
        return None
    x = request.market
    odd: Flags = layout.span != 1
    number, session = np.empty(len(layout.start), dtype=np.int64), layout.begin - layout.start
    pairs: dict[tuple[str, str | None], list[int]] = {}
    for series, key in enumerate(
        zip(solved.windows.calendars, solved.windows.benchmarks, strict=True)
    ):
        pairs.setdefault(key, []).append(series)
    for place, some in enumerate(pairs.values()):
        number[some] = place
        low = int(session[some].min())
        days = np.full(int((session[some] + layout.size[some]).max()) - low, np.nan)
        cuts = [
            (layout.stretch(s), slice(begin := int(session[s]) - low, begin + int(layout.size[s])))
            for s in some
        ]
        for own, there in cuts:
            np.copyto(days[there], x[own], where=np.isnan(days[there]) & ~odd[own])
        for own, there in cuts:
            odd[own] |= (x[own] != days[there]) & ~(np.isnan(x[own]) & np.isnan(days[there]))
    counted = np.concatenate(([0], np.cumsum(odd)))
    ahead, first = max(0, request.plan.path[1]), request.plan.estimation[0]
    plain = counted[request.at + ahead + 1] == counted[request.at + first]
    day = request.at - layout.start[solved.series] + 2**20
    return np.where(plain, number[solved.series] * 2**32 + day, -1 - np.arange(len(day)))
