"""Empirical p-values of one company's move: its own estimation days, and its other dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from marketlink.study.filtered import Days, filtered, unit_market
from marketlink.study.inference.sample import standardised
from marketlink.study.kernel import Flags, Floats, Ints, Plan, Window
from marketlink.study.models import Model, estimate
from marketlink.study.models.design import Estimate, Request, days_of, residuals, windows_of
from marketlink.study.own_days import added, by_day, place_of_run, run_sizes, sq_p
from marketlink.study.rolling import roll
from marketlink.study.solved import Solved
from marketlink.study.venue_breaks import last_change

BLOCK = 2_000
"""Fits whose estimation days are held at a time."""
SESSIONS = 16_384
"""Sessions of the series whose placebo dates are fitted at a time."""
NEARBY = 256
"""Events whose nearest dates are held at a time."""
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
    at, alike = solved.request.at, _alike(solved) if forecast else None
    rows = rows[np.argsort(solved.request.layout.dates[at[rows]], kind="stable")]
    for low in range(0, len(rows), BLOCK):
        some = rows[low : low + BLOCK]
        if solved.model.own_days:
            p_sq[some], floor[some] = _sample_quantile(solved, some)
        if forecast:
            shared = None if alike is None else alike[some]
            found = filtered(*event_days(*solved.some(some), shared))
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


def event_days(
    made: Estimate, request: Request, alike: Ints | None = None
) -> tuple[Days, tuple[Window, ...], Floats]:
    """What :func:`marketlink.study.filtered.filtered` reads of some fits.

    Parameters
    ----------
    alike : fits of one number have the same days of the benchmark
    """
    design, fits, plan = made.design, made.fits, request.plan
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
    days = Days(y.T, leverage.T, market, span.T, fits.n, length, plan.estimation[1] + 1, like)
    return days, plan.windows, errors


def _add_form(total: Floats, values: Sequence[Floats], spread: Floats) -> None:
    """Add the quadratic form of each event's spread in some values, (..., N) each."""
    for k, one in enumerate(values):
        for j, other in enumerate(values):
            part = one * other
            part *= spread[:, k, j]
            total += part


def _market_days(request: Request, zone: Window, alike: Ints | None) -> tuple[Floats, Ints | None]:
    """The benchmark's days for :class:`Days`, one row for those that are alike, and the row of each
    fit; NaN where the study has none."""
    length = request.plan.estimation[1] - zone[0] + 1
    if not (request.benchmark and len(request.layout.X)):
        return np.full((len(request.at), zone[1] - zone[0] + 1), np.nan), None
    at, like = request.at, None
    if alike is not None:
        _, first, like = np.unique(alike, return_index=True, return_inverse=True)
        at = at[first]
    return unit_market(windows_of(request.market, at, zone), length), like


def _alike(solved: Solved) -> Ints | None:
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


def rolls(model: Model, request: Request) -> bool:
    """Whether all dates of a company are fitted at once."""
    return model.name == "market" and request.masked is None and request.thin == "none"


def _sample_quantile(solved: Solved, rows: Ints) -> tuple[Floats, Floats]:
    made, request = solved.some(rows)
    fits, plan = made.fits, request.plan
    residual, leverage = residuals(made, request)
    before = standardised(residual, leverage, fits.sigma)
    known = np.count_nonzero(np.isfinite(before), axis=1)
    whole = np.flatnonzero((known == before.shape[1]) & (known >= FEWEST))
    own = by_day(before if len(whole) == len(before) else before[whole])
    lengths = [last - first + 1 for first, last in plan.windows]
    sizes = run_sizes(own, [length if length < len(own) else 1 for length in lengths])
    p, floor = (np.full((len(rows), len(plan.windows)), np.nan) for _ in range(2))
    for j, ((first, last), size) in enumerate(zip(plan.windows, sizes, strict=True)):
        inside = fits.ar[:, first - plan.path[0] : last - plan.path[0] + 1]
        days = np.isfinite(inside).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            scaled = inside * (np.sqrt(days) / fits.car_se[:, j])[:, None]
        scaled[~np.isfinite(scaled)] = np.nan
        days = np.count_nonzero(np.isfinite(scaled), axis=1)
        easy = np.zeros(len(rows), dtype=bool)
        if lengths[j] < len(own):
            easy[whole] = days[whole] == lengths[j]
        mine = easy[whole]
        some = (own, size) if mine.all() else (own[:, mine], size[:, mine])
        p[easy, j] = place_of_run(*some, by_day(scaled[easy]))
        floor[easy, j] = 1.0 / (len(own) + lengths[j])
        rest = np.flatnonzero(~easy & (known >= FEWEST) & (days > 0))
        p[rest, j], floor[rest, j] = _by_size(before[rest], scaled[rest])
    return p, floor


def _by_size(before: Floats, event: Floats) -> tuple[Floats, Floats]:
    """p of rows of days; rows with equally many days present are compared at once."""
    p, floor = np.full(len(before), np.nan), np.full(len(before), np.nan)
    held, own = ~np.isnan(before), ~np.isnan(event)
    kinds = np.stack([held.sum(axis=1), own.sum(axis=1)], axis=1)
    for size, length in np.unique(kinds, axis=0).tolist():
        rows = np.flatnonzero((kinds == (size, length)).all(axis=1))
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
    alike: dict[tuple[int, int], list[int]] = {}
    for j, window in enumerate(solved.request.plan.windows):
        alike.setdefault(_forbidden(solved, window), []).append(j)
    for near, some in alike.items():
        own = np.abs(solved.fits.scar[rows][:, some])
        n, reached = _counted(np.abs(scar[:, some]), own, event, near)
        enough = (n >= FEWEST) & np.isfinite(own)
        answers[:, some] = np.where(enough, (1 + reached) / (1 + n), np.nan)
    return answers


def _counted(size: Floats, own: Floats, event: Ints, near: tuple[int, int]) -> tuple[Ints, Ints]:
    """Of each event and window, (E, W): how many dates are far enough, and on how many of these
    ``size`` is at least its own. All dates are counted in order of size, then those too near are
    taken off again.

    Parameters
    ----------
    size : (D, W) of every date, NaN where it is no placebo
    own, event : (E, W) of every event, (E,) the place of its date
    near : dates before and after an event that are too near
    """
    known = np.isfinite(size)
    before = np.zeros((len(size) + 1, size.shape[1]), dtype=np.int64)
    np.cumsum(known, axis=0, out=before[1:])
    low, high = np.maximum(event - near[0], 0), np.minimum(event + near[1] + 1, len(size))
    n = before[-1] - (before[high] - before[low])
    padded = np.full((near[0] + len(size) + near[1], size.shape[1]), -1.0)
    np.copyto(padded[near[0] : near[0] + len(size)], size, where=known)
    ordered = np.sort(padded, axis=0)
    reached = np.empty(own.shape, dtype=np.int64)
    for j, column in enumerate(ordered.T):
        reached[:, j] = len(ordered) - np.searchsorted(column, own[:, j])
    around = np.arange(near[0] + near[1] + 1)
    for start in range(0, len(event), NEARBY):
        some = slice(start, start + NEARBY)
        beside = padded[event[some, None] + around]
        reached[some] -= np.count_nonzero(beside >= own[some, None], axis=1)
    return n, reached
