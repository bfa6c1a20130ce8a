"""One bucket of symbols: their prices and events in, distinct fits and sums out. numpy only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from marketlink.study import sums as group
from marketlink.study.dense import (
    EPOCH,
    Calendar,
    Prices,
    Track,
    benchmark_on,
    fill,
    own_calendar,
    track,
)
from marketlink.study.kernel import Fits, Floats, Ints, Plan, market_model, rows_of
from marketlink.study.layout import Layout
from marketlink.study.models.design import windows_of
from marketlink.study.rolling import Rolled, roll
from marketlink.study.sums import Shape, Sums

OUTCOMES = (
    "ok", "bad_date", "unknown_symbol", "outside_calendar", "listed_after_event", "delisted",
    "after_last_price", "no_benchmark", "short_history", "no_variation", "halted",
)  # fmt: skip
"""The outcome codes of a large study, by number."""
UNKNOWN_DAY = -32768
DELISTED_AFTER = 10
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
class Rows:
    """Events of a bucket: symbol (by place in the bucket), group, day, second (NaN: no clock)."""

    symbol: Ints
    member: Ints
    day: Ints
    second: Floats


@dataclass(frozen=True, slots=True)
class Answer:
    """Distinct fits as columns, the outcome number and fit row of every event (-1: none), sums."""

    columns: dict[str, np.ndarray]
    outcome: Ints
    fit: Ints
    day0: Ints
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
    at, outcome = _place(context, rows, places, calendars, layout)
    missing = np.array([m is None for m in marks], dtype=bool)
    series = np.maximum(places[rows.symbol], 0) if len(symbols) else rows.symbol
    if len(missing):
        outcome[(outcome == 0) & missing[series]] = OUTCOMES.index("no_benchmark")
    ready = outcome == 0
    mark = np.zeros(len(layout.y) + 1, dtype=bool)
    mark[at[ready]] = True
    distinct = np.flatnonzero(mark)
    lookup = np.cumsum(mark) - 1
    fits = market_model(layout.y, layout.X[0], distinct, plan, threads)
    code_of = _judge(fits, plan)
    fit = np.where(ready, lookup[np.maximum(at, 0)], -1)
    outcome[ready] = code_of[fit[ready]]
    day0 = np.where(at >= 0, layout.dates[np.maximum(at, 0)], 0)
    order = {id(calendar): number for number, calendar in enumerate(calendars)}
    share = np.array([order[id(calendar)] for calendar in calendars], dtype=np.int64)
    sums = _sum(context, layout, fits, (distinct, share), (at, fit, outcome, rows.member))
    home = np.searchsorted(layout.begin, distinct, side="right") - 1
    owner = np.flatnonzero(places >= 0)
    columns = {"day0": layout.dates[distinct], **fit_columns(fits, plan)}
    names = np.array([symbols[i][0] for i in owner.tolist()], dtype=object)
    columns = {"symbol": names[home] if len(names) else names, **columns}
    return Answer(columns, outcome, fit, day0, sums)


def _mark(
    context: Context, calendar: Calendar, benchmark: str
) -> tuple[Floats, Floats, Ints] | None:
    if benchmark not in context.tracks:
        return None
    prices, number, home = context.tracks[benchmark]
    other = track(prices, number, home)
    return None if other is None else benchmark_on(calendar, other, home)


def _place(
    context: Context, rows: Rows, places: Ints, calendars: list[Calendar], layout: Layout
) -> tuple[Ints, Ints]:
    """Position of every event's day 0 (-1: none) and its outcome number so far."""
    n = len(rows.symbol)
    at, outcome = np.full(n, -1, dtype=np.int64), np.zeros(n, dtype=np.int64)
    timed = np.isfinite(rows.second)
    outcome[(rows.day == UNKNOWN_DAY) & ~timed] = OUTCOMES.index("bad_date")
    series = places[rows.symbol] if len(places) else np.full(n, -1)
    outcome[(outcome == 0) & (series < 0)] = OUTCOMES.index("unknown_symbol")
    order = np.argsort(series, kind="stable")
    edges = np.searchsorted(series[order], np.arange(len(calendars) + 1))
    for number, calendar in enumerate(calendars):
        mine = order[edges[number] : edges[number + 1]]
        mine = mine[outcome[mine] == 0]
        if not len(mine):
            continue
        own = calendar.closes is None
        day, second = rows.day[mine], rows.second[mine]
        clock = np.isfinite(second) & (not own)
        if own:
            day = np.where(day == UNKNOWN_DAY, np.floor_divide(second, 86_400), day)
        idx = calendar.on_or_after(day.astype(np.int64))
        early = ~clock & (day < calendar.days[0])
        if clock.any():
            idx[clock] = calendar.after(second[clock])
            assert calendar.closes is not None
            early[clock] = second[clock] < calendar.closes[0] - 7 * 86_400
        code = np.zeros(len(mine), dtype=np.int64)
        first, last = int(layout.first[number]), int(layout.last[number])
        beyond = idx >= len(calendar.days)
        if not own:
            code[early | beyond] = OUTCOMES.index("outside_calendar")
        code[(code == 0) & ((idx < first) | early)] = OUTCOMES.index("listed_after_event")
        end = int(calendar.days[last]) + EPOCH
        gone = "delisted" if end < context.newest - DELISTED_AFTER else "after_last_price"
        code[(code == 0) & (idx > last)] = OUTCOMES.index(gone)
        outcome[mine] = code
        at[mine[code == 0]] = layout.start[number] + idx[code == 0]
    return at, outcome


def _judge(fits: Fits, plan: Plan) -> Ints:
    code = np.zeros(len(fits), dtype=np.int64)
    code[~np.isfinite(fits.ar).any(axis=1)] = OUTCOMES.index("halted")
    code[~np.isfinite(fits.sigma)] = OUTCOMES.index("no_variation")
    code[fits.n < plan.min_obs] = OUTCOMES.index("short_history")
    return code


def _sum(
    context: Context,
    layout: Layout,
    fits: Fits,
    where: tuple[Ints, Ints],
    events: tuple[Ints, Ints, Ints, Ints],
) -> Sums:
    """Everything the group tests need of this bucket."""
    plan, shape, (distinct, home) = context.plan, context.shape, where
    total = group.zeros(shape)
    at, fit, outcome, member = events
    ok = outcome == 0
    if not ok.any():
        return total
    at, fit, member = at[ok], fit[ok], member[ok]
    order = np.argsort(fit, kind="stable")
    fit_sorted, member_sorted = fit[order], member[order]
    used = np.unique(fit_sorted)
    block = max(min(group.BLOCK, group.WIDE // max(shape.groups, 1)), 1)
    for low in range(0, len(used), block):
        part = used[low : low + block]
        first, last = np.searchsorted(fit_sorted, [part[0], part[-1] + 1])
        local = np.searchsorted(part, fit_sorted[first:last])
        key = member_sorted[first:last] * len(part) + local
        counts = np.bincount(key, minlength=shape.groups * len(part)).astype(np.float64)
        counts = counts.reshape(shape.groups, len(part))
        some = rows_of(fits, part)
        group.add_fits(total, counts, some, plan)
        if context.ranks:
            group.add_ranks(total, counts, _joint(layout, some, distinct[part], plan))
    group.add_dates(total, layout, _unit(layout, plan), (at, member), (shape, plan, home))
    return total


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
    fitted = np.flatnonzero(np.isfinite(rolled.sigma[row]))
    if not len(fitted):
        return np.full(len(pair[0]), np.nan)
    want = np.arange(len(pair[0])) - (plan.estimation[0] + plan.estimation[1]) // 2
    near = fitted[np.clip(np.searchsorted(fitted, want), 0, len(fitted) - 1)]
    with np.errstate(divide="ignore", invalid="ignore"):
        predicted = rolled.alpha[row, near] + rolled.beta[row, near] * pair[1]
        u = (pair[0] - predicted) / rolled.sigma[row, near]
        return np.where(np.abs(u) < WILD, u, np.nan)


def fit_columns(fits: Fits, plan: Plan) -> dict[str, np.ndarray]:
    """Fits as columns of numbers, one abnormal return a column."""
    found: dict[str, np.ndarray] = {
        "n_est": fits.n,
        "alpha": fits.coef[:, 0],
        "beta": fits.coef[:, 1],
        "sigma": fits.sigma,
        "r2": fits.r2,
    }
    for j, (first, last) in enumerate(plan.windows):
        for name in ("car", "car_se", "scar"):
            found[f"{name}_{first}_{last}"] = getattr(fits, name)[:, j]
    for place, tau in enumerate(range(plan.path[0], plan.path[1] + 1)):
        found[f"ar_{tau}"] = fits.ar[:, place]
    return found
