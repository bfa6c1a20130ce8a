"""One bucket of symbols: their prices and events in, distinct fits and sums out. numpy only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from marketlink.study import sums as group
from marketlink.study.dense import (
    Calendar,
    Prices,
    Track,
    benchmark_on,
    fill,
    own_calendar,
    track,
)
from marketlink.study.kernel import Fits, Flags, Floats, Ints, Plan, Whole, market_model, rows_of
from marketlink.study.layout import Layout, overlaps
from marketlink.study.models.design import windows_of
from marketlink.study.models.rounding import SHARE, flatten, rounding
from marketlink.study.placing import OUTCOMES, Rows, place
from marketlink.study.rolling import Rolled, roll
from marketlink.study.sums import Shape, Sums
from marketlink.study.tables import held_returns

ROLLED = 16
"""Series rolled at a time."""
WILD = 1e4
"""A residual of this many standard deviations is no residual: its fit is degenerate."""


@dataclass(frozen=True, slots=True)
class Context:
    """What every bucket needs: windows, calendars by code, benchmarks with their calendars.

    ``benchmark`` names the benchmark of each calendar code ("" for own dates); ``tracks`` holds
    the benchmarks laid on their own calendars.
    """

    plan: Plan
    log: bool
    calendars: Mapping[str, Calendar]
    benchmark: Mapping[str, str]
    tracks: Mapping[str, tuple[Prices, int, Calendar]]
    shape: Shape
    newest: int
    ranks: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Distinct fits as columns, the outcome number and fit row of every event (-1: none), sums.

    The column ``symbol`` counts the symbols of the bucket.
    """

    columns: dict[str, np.ndarray]
    outcome: Whole
    fit: Whole
    sums: Sums


def solve_bucket(
    context: Context, symbols: list[tuple[str, str]], prices: Prices, rows: Rows, threads: int = 1
) -> Answer:
    """Estimate every distinct (symbol, session) of a bucket once.

    Parameters
    ----------
    symbols : name and calendar code of each; prices and rows refer to their places
    threads : threads of the kernel

    Returns
    -------
    Answer
        Depends on the rows alone: the same bits in any bucket, order, thread or process.
    """
    plan = context.plan
    calendars: list[Calendar] = []
    tracks: list[Track] = []
    marks: list[tuple[Floats, Floats, Ints] | None] = []
    places = np.full(len(symbols), -1, dtype=np.int64)
    cache: dict[tuple[str, str], tuple[Floats, Floats, Ints] | None] = {}
    for number, (name, code) in enumerate(symbols):
        own = code not in context.calendars
        calendar = own_calendar(prices, number) if own else context.calendars[code]
        if not len(calendar.days):
            continue
        one = track(prices, number, calendar)
        if one is None:
            continue
        key = (name if own else code, context.benchmark.get("" if own else code, ""))
        if key not in cache or own:
            cache[key] = _mark(context, calendar, key[1])
        places[number] = len(tracks)
        calendars.append(calendar)
        tracks.append(one)
        marks.append(cache[key])
    reach = plan.reach
    layout = fill(tracks, calendars, marks, (reach[0] + 1, reach[1] + 1))
    if context.log:
        with np.errstate(divide="ignore", invalid="ignore"):
            np.log1p(layout.y, out=layout.y)
            np.log1p(layout.X, out=layout.X)
    at = place(context.newest, rows, places, calendars, layout)
    missing = np.array([m is None for m in marks], dtype=bool)
    if missing.any():
        at[(at >= 0) & missing[places[rows.symbol]]] = -OUTCOMES.index("no_benchmark")
    ready = at >= 0
    mark = np.zeros(len(layout.y), dtype=bool)
    mark[at[ready]] = True
    distinct = np.flatnonzero(mark)
    lookup = (np.cumsum(mark) - 1).astype(np.int32)
    fits = market_model(layout.y, layout.X[0], distinct, plan, threads)
    flatten(fits, rounding(fits))
    traded = np.asarray(np.isfinite(windows_of(layout.y, distinct, plan.path)).any(axis=1))
    code_of = _judge(fits, plan, _spoilt(tracks, layout, distinct, plan), traded)
    fit = np.where(ready, lookup[np.maximum(at, 0)], np.int32(-1))
    outcome = np.where(ready, np.int8(0), -at).astype(np.int8)
    outcome[ready] = code_of[fit[ready]]
    order = {id(calendar): number for number, calendar in enumerate(calendars)}
    home = np.array([order[id(calendar)] for calendar in calendars], dtype=np.int64)
    ok = np.flatnonzero(outcome == 0)
    sums = _sum(context, layout, (distinct, fits), home, (at[ok], rows.member[ok]))
    series = np.searchsorted(layout.begin, distinct, side="right") - 1
    columns = {
        "symbol": np.flatnonzero(places >= 0)[series],
        "day0": layout.dates[distinct],
        "overlap": overlaps(layout, distinct, {"estimation": plan.estimation, "path": plan.path})[0]
        if len(distinct)
        else distinct,
        **fit_columns(fits, plan),
        **_held_columns(context, layout, distinct, fits),
    }
    return Answer(columns, outcome, fit, sums)


def _mark(
    context: Context, calendar: Calendar, benchmark: str
) -> tuple[Floats, Floats, Ints] | None:
    if benchmark not in context.tracks:
        return None
    prices, number, home = context.tracks[benchmark]
    other = track(prices, number, home)
    return None if other is None else benchmark_on(calendar, other, home)


def _spoilt(tracks: list[Track], layout: Layout, at: Ints, plan: Plan) -> Flags:
    """Which event windows hold a session whose price cannot be one."""
    bad = np.zeros(len(layout.y), dtype=bool)
    for number, one in enumerate(tracks):
        if len(one.unusable):
            bad[layout.start[number] + one.unusable] = True
    if not bad.any():
        return np.zeros(len(at), dtype=bool)
    return np.asarray(windows_of(bad, at, plan.path).any(axis=1))


def _judge(fits: Fits, plan: Plan, spoilt: Flags, traded: Flags) -> Whole:
    code = np.zeros(len(fits), dtype=np.int8)
    silent = ~np.isfinite(fits.ar).any(axis=1)
    code[silent] = OUTCOMES.index("halted")
    code[silent & traded] = OUTCOMES.index("no_benchmark")
    code[silent & ~traded & spoilt] = OUTCOMES.index("nonpositive_price")
    code[~np.isfinite(fits.sigma)] = OUTCOMES.index("no_variation")
    code[fits.n < plan.min_obs] = OUTCOMES.index("short_history")
    return code


def _sum(
    context: Context,
    layout: Layout,
    fitted: tuple[Ints, Fits],
    home: Ints,
    events: tuple[Whole, Whole],
) -> Sums:
    """Everything the group tests need of this bucket.

    Parameters
    ----------
    fitted : positions of the distinct fits, and the fits
    home : the number of each series' calendar
    events : position and group of every valid event
    """
    plan, shape, (distinct, fits) = context.plan, context.shape, fitted
    total = group.zeros(shape)
    if not len(events[0]):
        return total
    unit = _unit(layout, plan)
    for cut, counts in _counted(layout, events, shape.groups):
        found = np.flatnonzero(counts.any(axis=0))
        rows = np.searchsorted(distinct, found + cut.start)
        block = max(min(group.BLOCK, group.WIDE // shape.groups), 1)
        for low in range(0, len(rows), block):
            part = rows[low : low + block]
            shared = counts[:, found[low : low + block]].astype(np.float64)
            some = rows_of(fits, part)
            group.add_fits(total, shared, some)
            if context.ranks:
                spread = some.sigma > 0
                shared, some = shared[:, spread], rows_of(some, np.flatnonzero(spread))
                joint = _joint(layout, some, distinct[part][spread], plan)
                group.add_residuals(total, shared, joint[:, : -some.ar.shape[1]])
                group.add_ranks(total, shared, joint)
        group.add_dates(total, layout, unit, (cut, counts), (shape, plan, home))
    return total


def _counted(
    layout: Layout, events: tuple[Whole, Whole], groups: int
) -> Iterator[tuple[slice, Ints]]:
    """How many events of each group lie on each session, (groups, sessions), some series a time."""
    at, member = events
    ends = layout.begin + layout.size
    most, first = max(group.WIDE // groups, 1), 0
    while first < len(ends):
        low = int(layout.begin[first])
        stop = max(int(np.searchsorted(ends, low + most, side="right")), first + 1)
        high = int(ends[stop - 1])
        mine = slice(None) if high - low == len(layout.y) else (at >= low) & (at < high)
        key = member[mine].astype(np.int64) * (high - low) + (at[mine] - low)
        counts = np.bincount(key, minlength=groups * (high - low))
        yield slice(low, high), counts.reshape(groups, high - low)
        first = stop


def _joint(layout: Layout, fits: Fits, at: Ints, plan: Plan) -> Floats:
    """Estimation residuals and abnormal returns of each fit, side by side."""
    y, x = (windows_of(v, at, plan.estimation) for v in (layout.y, layout.X[0]))
    joint = np.empty((len(at), y.shape[1] + fits.ar.shape[1]))
    residual = np.subtract(y, fits.coef[:, :1], out=joint[:, : y.shape[1]])
    residual -= fits.coef[:, 1:] * x
    joint[:, y.shape[1] :] = fits.ar
    return joint


def _unit(layout: Layout, plan: Plan) -> Floats:
    """Residual of every session by the fit whose estimation window is centred on it, over sigma.

    A company's residual on a date hardly depends on which of its events the fit belongs to, so one
    series a company serves all of them.
    """
    unit = np.full(len(layout.y), np.nan)
    frame = Plan(plan.estimation, (0, 0), (), plan.min_obs)
    for low in range(0, len(layout.start), ROLLED):
        cuts = [layout.stretch(s) for s in range(low, min(low + ROLLED, len(layout.start)))]
        shape = len(cuts), max(cut.stop - cut.start for cut in cuts)
        y, x = np.full(shape, np.nan), np.full(shape, np.nan)
        for row, cut in enumerate(cuts):
            y[row, : cut.stop - cut.start] = layout.y[cut]
            x[row, : cut.stop - cut.start] = layout.X[0, cut]
        rolled = roll(y, x, frame)
        for row, cut in enumerate(cuts):
            size = cut.stop - cut.start
            unit[cut] = _standardised(rolled, row, (y[row, :size], x[row, :size]), plan)
    return unit


def _standardised(rolled: Rolled, row: int, pair: tuple[Floats, Floats], plan: Plan) -> Floats:
    spread = np.nanstd(pair[0]) if np.isfinite(pair[0]).any() else 0.0
    fitted = np.flatnonzero(rolled.sigma[row] > SHARE**0.5 * spread)
    if not len(fitted):
        return np.full(len(pair[0]), np.nan)
    want = np.arange(len(pair[0])) - (plan.estimation[0] + plan.estimation[1]) // 2
    near = fitted[np.clip(np.searchsorted(fitted, want), 0, len(fitted) - 1)]
    with np.errstate(divide="ignore", invalid="ignore"):
        predicted = rolled.alpha[row, near] + rolled.beta[row, near] * pair[1]
        u = (pair[0] - predicted) / rolled.sigma[row, near]
        return np.where(np.abs(u) < WILD, u, np.nan)


def _held_columns(context: Context, layout: Layout, at: Ints, fits: Fits) -> dict[str, np.ndarray]:
    """Buy-and-hold abnormal returns, one column a window."""
    ret = windows_of(layout.y, at, context.plan.path)
    held = held_returns(ret, fits.ar, context.plan, log=context.log)
    windows = enumerate(context.plan.windows)
    return {f"bhar_{first}_{last}": held[:, j] for j, (first, last) in windows}


def fit_columns(fits: Fits, plan: Plan, *, constant: bool = True) -> dict[str, np.ndarray]:
    """Fits as columns of numbers, one abnormal return a column."""
    slopes = fits.coef[:, int(constant) :].T
    found: dict[str, np.ndarray] = {"n_est": fits.n}
    if constant:
        found["alpha"] = fits.coef[:, 0]
    for at, slope in enumerate(slopes):
        found["beta" if len(slopes) == 1 else f"beta{at}"] = slope
    found |= {"sigma": fits.sigma, "r2": fits.r2}
    for j, (first, last) in enumerate(plan.windows):
        for name in ("car", "car_se", "scar"):
            found[f"{name}_{first}_{last}"] = getattr(fits, name)[:, j]
    for at, tau in enumerate(range(plan.path[0], plan.path[1] + 1)):
        found[f"ar_{tau}"] = fits.ar[:, at]
    return found
