"""Empirical p-values of one company's move: its own estimation days, and its other dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from marketlink.study.filtered import Days, filtered, unit_market
from marketlink.study.inference.sample import standardised
from marketlink.study.kernel import Floats, Ints, Plan, Window
from marketlink.study.models import Model, estimate
from marketlink.study.models.design import Estimate, Request, residuals, windows_of
from marketlink.study.own_days import sq_p
from marketlink.study.rolling import roll
from marketlink.study.solved import Solved
from marketlink.study.venue_breaks import last_change

BLOCK = 2_048
"""Fits whose estimation days are held at a time."""
SESSIONS = 16_384
"""Sessions of the series whose placebo dates are fitted at a time."""
FEWEST = 20
"""Fewer reference values than this give no empirical p-value."""


@dataclass(frozen=True, slots=True)
class Empirical:
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
    """The empirical p-values of a partition's fits.

    Parameters
    ----------
    placebo : whether every admissible date of each company is tried as a placebo
    daily : whether the volatility of every day is forecast

    Reference
    ---------
    Gelbach, Helland, Klick 2013 (SQ test); Brown, Warner 1985, with enumeration for draws.
    """
    shape = len(solved.fits), len(solved.request.plan.windows)
    p_sq, floor, p_filtered, half, p_placebo = (np.full(shape, np.nan) for _ in range(5))
    volatility = np.full(shape[0], np.nan)
    forecast = daily and forecasts(solved.model, solved.request.plan)
    rows = np.unique(solved.valid)
    for low in range(0, len(rows), BLOCK):
        some = rows[low : low + BLOCK]
        if solved.model.own_days:
            p_sq[some], floor[some] = _sample_quantile(solved, some)
        if forecast:
            found = filtered(*event_days(*solved.some(some)))
            volatility[some], p_filtered[some] = found.volatility, found.p
            half[some] = found.half * solved.fits.sigma[some, None]
    if placebo and len(rows) and has_placebos(solved.model):
        numbers = np.unique(solved.series[rows])
        order = np.argsort(solved.series[rows], kind="stable")
        of_series = np.split(rows[order], np.cumsum(np.bincount(solved.series[rows]))[numbers][:-1])
        for mine, dates in zip(of_series, _everywhere(solved, numbers.tolist()), strict=True):
            p_placebo[mine] = _among_others(solved, mine, dates)
    if solved.estimate.placebo is not None:
        p_placebo = solved.estimate.placebo
    return Empirical(p_sq, floor, p_filtered, half, p_placebo, volatility)


def has_placebos(model: Model) -> bool:
    """Whether other dates of a company tell of a model: not where it needs other companies."""
    return model.linear and not model.peers


def forecasts(model: Model, plan: Plan) -> bool:
    """Whether the days before an event tell of its volatility."""
    return model.own_days and plan.estimation[1] < 0


def event_days(made: Estimate, request: Request) -> tuple[Days, tuple[Window, ...], Floats]:
    """What :func:`marketlink.study.filtered.filtered` reads of some fits."""
    design, fits, plan = made.design, made.fits, request.plan
    first, last = plan.estimation[0], max(0, plan.path[1])
    zone, length = (first, last), plan.estimation[1] - first + 1
    factors = [windows_of(x, request.at, zone) for x in design.X]
    slopes = fits.coef[:, fits.coef.shape[1] - len(factors) :]
    y = windows_of(design.y, request.at, zone) - (fits.coef[:, :1] if design.constant else 0.0)
    shift = np.empty((len(y), y.shape[1], len(factors)))
    for k, values in enumerate(factors):
        y = y - slopes[:, k : k + 1] * values
        shift[:, :, k] = values - (fits.mean[:, k : k + 1] if design.constant else 0.0)
    begin = max(plan.path[0], plan.estimation[1] + 1)
    y[:, begin - first : plan.path[1] - first + 1] = fits.ar[:, begin - plan.path[0] :]
    if request.masked is not None:
        used = windows_of(request.masked, request.at, plan.estimation)  # type: ignore[arg-type]
        y[:, :length][used > 0] = np.nan
    level = 1.0 / np.maximum(fits.n, 1) if design.constant else np.zeros(len(y))
    spread = fits.spread if fits.spread.shape[1] == len(factors) else np.zeros((len(y), 1, 1))
    leverage = level[:, None] + np.einsum("ndk,nkj,ndj->nd", shift, spread, shift)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = y / fits.sigma[:, None]
    scaled = np.where(np.isfinite(scaled), scaled, np.nan)
    span = windows_of(request.layout.span, request.at, zone)
    errors = np.empty((len(y), len(plan.windows)))
    for j, (low, high) in enumerate(plan.windows):
        cut = slice(low - first, high - first + 1)
        there = np.isfinite(scaled[:, cut])
        lean = np.where(there[:, :, None], shift[:, cut], 0.0).sum(axis=1)
        errors[:, j] = there.sum(axis=1) ** 2 * level + np.einsum(
            "nk,nkj,nj->n", lean, spread, lean
        )
    market = _market_days(request, zone, length)
    days = Days(scaled, leverage, market, span, fits.n, length, plan.estimation[1] + 1)
    return days, plan.windows, errors


def _market_days(request: Request, zone: Window, length: int) -> Floats:
    """The benchmark's days for :class:`Days`; NaN where the study has none."""
    if request.benchmark and len(request.layout.X):
        return unit_market(windows_of(request.market, request.at, zone), length)
    return np.full((len(request.at), zone[1] - zone[0] + 1), np.nan)


def rolls(model: Model, request: Request) -> bool:
    """Whether all dates of a company are fitted at once."""
    return model.name == "market" and request.masked is None and request.thin == "none"


def _sample_quantile(solved: Solved, rows: Ints) -> tuple[Floats, Floats]:
    made, request = solved.some(rows)
    fits, plan = made.fits, request.plan
    residual, leverage = residuals(made, request)
    before = standardised(residual, leverage, fits.sigma)
    p, floor = (np.full((len(rows), len(plan.windows)), np.nan) for _ in range(2))
    for j, (first, last) in enumerate(plan.windows):
        inside = fits.ar[:, first - plan.path[0] : last - plan.path[0] + 1]
        days = np.isfinite(inside).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            scaled = inside * (np.sqrt(days) / fits.car_se[:, j])[:, None]
        p[:, j], floor[:, j] = _by_size(before, np.where(np.isfinite(scaled), scaled, np.nan))
    return p, floor


def _by_size(before: Floats, event: Floats) -> tuple[Floats, Floats]:
    """p of rows of days; rows with equally many days present are compared at once."""
    p, floor = np.full(len(before), np.nan), np.full(len(before), np.nan)
    held, own = ~np.isnan(before), ~np.isnan(event)
    n, days = held.sum(axis=1), own.sum(axis=1)
    for size in np.unique(n[n >= FEWEST]).tolist():
        for length in np.unique(days[(n == size) & (days > 0)]).tolist():
            rows = np.flatnonzero((n == size) & (days == length))
            history = before[rows][held[rows]].reshape(len(rows), size)
            p[rows], floor[rows] = sq_p(history, event[rows][own[rows]].reshape(-1, length))
    return p, floor


@dataclass(frozen=True, slots=True)
class Placebos:
    """All admissible placebo dates of one event: positions and estimation returns (D,), CARs and
    SCARs (D, W); NaN where a date is not admissible for a window."""

    at: Ints
    n: Ints
    car: Floats
    scar: Floats


def placebos(solved: Solved, rows: Ints) -> list[Placebos]:
    """Every admissible date of the companies of some fits.

    A date is admissible for a window if neither that window nor the event window around it touches
    the event's own, and its estimation window holds none of it. Nothing is drawn, so nothing
    depends on a seed.
    """
    cache: dict[int, tuple[Ints, Ints, Floats, Floats]] = {}
    answers = []
    for row in rows.tolist():
        number = int(solved.series[row])
        if number not in cache:
            cache[number] = next(_everywhere(solved, [number]))
        at, n, car, scar = cache[number]
        event = int(solved.request.at[row])
        car, scar = car.copy(), scar.copy()
        for j, window in enumerate(solved.request.plan.windows):
            before, after = _forbidden(solved, window)
            near = (at >= event - before) & (at <= event + after)
            car[near, j] = scar[near, j] = np.nan
        answers.append(Placebos(at, n, car, scar))
    return answers


def _forbidden(solved: Solved, window: Window) -> tuple[int, int]:
    """How many sessions before and after an event are too near to be a placebo date."""
    first = min(window[0], solved.spec.window[0])
    last = max(window[1], solved.spec.window[1])
    return last - first, last - min(solved.spec.estimation[0], first)


def _everywhere(
    solved: Solved, numbers: Sequence[int]
) -> Iterator[tuple[Ints, Ints, Floats, Floats]]:
    """Of each of some series the places, estimation returns, CARs and SCARs with day 0 on every
    session; CARs and SCARs are NaN on one without a return."""
    request, layout = solved.request, solved.request.layout
    found = _rolled(solved, numbers) if rolls(solved.model, request) else _fitted(solved, numbers)
    for at, n, car, scar in found:
        idle = ~np.isfinite(layout.y[at])
        car[idle], scar[idle] = np.nan, np.nan
        yield at, n, car, scar


def _sessions(solved: Solved, number: int) -> Ints:
    """The places of a series from its first price to its last."""
    layout = solved.request.layout
    low = int(layout.start[number] + layout.first[number])
    return np.arange(low, int(layout.start[number] + layout.last[number]) + 1)


def _fitted(solved: Solved, numbers: Sequence[int]) -> Iterator[tuple[Ints, Ints, Floats, Floats]]:
    request = solved.request
    for number in numbers:
        at, since = _sessions(solved, number), request.since
        if since is not None:
            mine = np.full(len(at), number)
            since = last_change(solved.windows, at, mine, min(request.plan.path[0], 0))
        fits = estimate(solved.model, replace(request, at=at, since=since)).fits
        yield at, fits.n, fits.car, fits.scar


def _rolled(solved: Solved, numbers: Sequence[int]) -> Iterator[tuple[Ints, Ints, Floats, Floats]]:
    """Several series at a time: short ones cost little more than a call."""
    layout = solved.request.layout
    for some in _together(layout.size, numbers):
        size = int(layout.size[some].max())
        y, x, span = np.full((3, len(some), size), np.nan)
        for row, number in enumerate(some):
            cut = layout.stretch(number)
            for sheet, values in ((y, layout.y), (x, layout.X[0]), (span, layout.span)):
                sheet[row, : cut.stop - cut.start] = values[cut]
        rolled = roll(y, x, solved.request.plan, span)
        for row, number in enumerate(some):
            at = _sessions(solved, number)
            inside = at - int(layout.begin[number])
            yield (
                at,
                rolled.n[row, inside].astype(np.int64),
                rolled.car[:, row, inside].T.copy(),
                rolled.scar[:, row, inside].T.copy(),
            )


def _together(size: Ints, numbers: Sequence[int]) -> Iterator[list[int]]:
    """Series, some at a time, that have no more than a few thousand sessions together."""
    some: list[int] = []
    for number in numbers:
        if some and (len(some) + 1) * int(size[[*some, number]].max()) > SESSIONS:
            yield some
            some = []
        some.append(number)
    if some:
        yield some


def _among_others(
    solved: Solved, rows: Ints, everywhere: tuple[Ints, Ints, Floats, Floats]
) -> Floats:
    """p of some fits of one series among its other dates, (rows, windows)."""
    at, _, _, scar = everywhere
    answers = np.full((len(rows), scar.shape[1]), np.nan)
    event = solved.request.at[rows] - at[0]
    for j, window in enumerate(solved.request.plan.windows):
        own = np.abs(solved.fits.scar[rows, j])
        n, reached = _counted(np.abs(scar[:, j]), own, event, _forbidden(solved, window))
        enough = (n >= FEWEST) & np.isfinite(own)
        answers[:, j] = np.where(enough, (1 + reached) / (1 + n), np.nan)
    return answers


def _counted(size: Floats, own: Floats, event: Ints, near: tuple[int, int]) -> tuple[Ints, Ints]:
    """Of each event: how many dates are far enough, and on how many of these ``size`` is at least
    its own. All dates are counted in order of size, then those too near are taken off again.

    Parameters
    ----------
    size : of every date, NaN where it is no placebo
    own, event : of every event; the place of its date
    near : dates before and after an event that are too near
    """
    known = np.isfinite(size)
    ordered = np.sort(size[known])
    reached = len(ordered) - np.searchsorted(ordered, own)
    before = np.concatenate(([0], np.cumsum(known)))
    low, high = np.maximum(event - near[0], 0), np.minimum(event + near[1] + 1, len(size))
    n = len(ordered) - (before[high] - before[low])
    padded = np.full(near[0] + len(size) + near[1], -1.0)
    padded[near[0] : near[0] + len(size)][known] = size[known]
    around = np.arange(near[0] + near[1] + 1)
    for start in range(0, len(event), BLOCK):
        some = slice(start, start + BLOCK)
        beside = padded[event[some, None] + around]
        reached[some] -= np.count_nonzero(beside >= own[some, None], axis=1)
    return n, reached
