"""Adds the fits of a partition to the sums of their groups, ranks and signs by day among them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from marketlink.study.inference.block import (
    BeforeSums,
    BlockCell,
    EstimationDays,
    FitBlock,
    Members,
    blocks,
    narrowed,
    rounded,
    within,
)
from marketlink.study.inference.by_date import SHARE, UNIT, WIDEST, by_date, date_sums
from marketlink.study.inference.evidence import EventValues
from marketlink.study.inference.parametric import pseudo_values
from marketlink.study.inference.ranks import JointRanks, Ranks
from marketlink.study.inference.statistics import VALUES
from marketlink.study.inference.sums import (
    DAILY,
    LARGEST,
    POWER,
    BySize,
    GroupSums,
    Sums,
    SumsFrame,
    halves_by_cell,
    whole_by_cell,
)
from marketlink.study.kernel import Flags, Floats, Ints, Whole, kinds
from marketlink.study.models.design import regressor_rows
from marketlink.study.solved import Solved


def add(sums: Mapping[int, GroupSums], solved: Solved, members: Members) -> None:
    """First pass: add what the event days of a partition's fits say to their groups."""
    frame = _frame(sums)
    for block in blocks(solved, members):
        often, bhar = block.often, solved.bhar((block.estimate, block.request))
        _add_days(sums, block, often)
        for whole, places in block.by_whole():
            mine = narrowed(whole)
            part, own = block.take(mine), often[:, mine]
            for place in places:
                of_window = _window(frame, place, part, bhar[mine, place], own)
                of_dates = _returns(frame, place, part, own)
                _pour(sums, block.cells, place, of_window | of_dates)


def add_earlier(sums: Mapping[int, GroupSums], solved: Solved, members: Members) -> None:
    """Second pass: add what the estimation days say, and what needs the spread of the whole group,
    which :func:`marketlink.study.inference.sums.settle` has taken from the first sums.
    """
    frame = _frame(sums)
    used = sorted({tau for first, last in frame.windows for tau in range(first, last + 1)})
    place_of = {tau: place for place, tau in enumerate(used)}
    columns = [[place_of[tau] for tau in range(first, last + 1)] for first, last in frame.windows]
    for block in blocks(solved, members):
        fits, often = block.fits, block.often
        span = block.spans()
        event = fits.ar if span is None else fits.ar / np.sqrt(span)
        event = event[:, np.array(used) - frame.plan.path[0]]
        days = EstimationDays.of(block.estimate, block.request)
        scaled = ScaledDays.of(frame, block, sums)
        joint, of_sar = JointRanks.of(days.residual, event), JointRanks.of(days.sar, scaled.days)
        before = BeforeSums.of(days)
        _add_dates(sums, frame, block, days.residual)
        plain = _plain(frame, block, span)
        trend = before.by_day(plain, often, ["residual"]) | _trend(frame, block, plain, before)
        _pour(sums, block.cells, "trend", trend)
        for whole, places in block.by_whole():
            mine = narrowed(whole)
            own, size, by_day = often[:, mine], joint.size[mine], before.by_day(whole, often)
            by_day |= _earlier(fits.dof[mine], before, mine, own)
            for place in places:
                ranks = joint.window(columns[place], mine)
                signs = joint.signs(ranks, columns[place], mine)
                path = of_sar.window(scaled.columns[place], mine)
                scar = of_sar.window([scaled.own[place]], mine)
                pseudo = pseudo_values(fits.scar[mine, place], *scaled.moments[place][:, mine])
                pseudo = np.where(np.isfinite(pseudo), pseudo, 0.0)
                halves = halves_by_cell(np.stack([pseudo, pseudo**2], axis=1), own)
                _pour(
                    sums, block.cells, place,
                    by_day | _ranked_sums(ranks, size, own, signs) | {"pseudo": halves}
                    | _scaled_sums((path, scar), of_sar.size[mine], own),
                )  # fmt: skip


def _ranked_sums(ranks: Ranks, n_est: Ints, often: Floats, signs: tuple[Whole, Whole]) -> Sums:
    """Ranks and signs of the estimation days, of which so many are known, and the window's days
    together."""
    before, own = ranks
    size = n_est + np.count_nonzero(own, axis=1)
    return {
        "ranks": _by_size(before, size + 1, often),
        "event_ranks": often @ _centred(own, size + 1),
        "signs": whole_by_cell(signs[0], often, 1),
        "event_signs": whole_by_cell(signs[1], often, 1),
    }


def _by_size(twice: Whole, size: Ints, often: Floats) -> list[BySize]:
    """Sums of each cell by day of ranks, which come doubled, of its fits of each size: whole
    numbers."""
    sums: list[BySize] = [{} for _ in often]
    if len(size):
        cell = often.argmax(axis=0)
        kind, first = kinds([cell, size])
        weights = np.zeros((len(first), len(size)))
        weights[kind, np.arange(len(size))] = often.max(axis=0)
        totals = whole_by_cell(twice, weights, 2 * int(size.max()))
        for own, one, total in zip(cell[first].tolist(), size[first].tolist(), totals, strict=True):
            sums[own][one] = total
    return sums


def _centred(twice: Whole, size: Ints) -> Floats:
    """Ranks, which come doubled, as shares of a size about their middle; 0 where there is none."""
    shares = twice / (2.0 * size[:, None])
    shares -= 0.5
    shares *= SHARE
    np.rint(shares, out=shares)
    if not twice.all():
        shares[twice == 0] = 0.0
    return shares


def _scaled_sums(ranks: tuple[Ranks, Ranks], n_est: Ints, often: Floats) -> Sums:
    """Corrado-Zivney ranks, and the place of the SCARs among the estimation days."""
    (before, inside), (beside, own) = ranks
    size = n_est + np.count_nonzero(inside, axis=1) + 1
    share = own[:, 0] / 2.0 / (n_est + 2.0) - 0.5
    place = np.stack([share, n_est / (12.0 * (n_est + 2.0))], axis=1)
    return {
        "zivney": _by_size(before, size, often),
        "event_zivney": often @ _centred(inside, size),
        "grank": _by_size(beside, n_est + 2, often),
        "own_rank": halves_by_cell(place, often),
    }


class ScaledDays(NamedTuple):
    """Event days and SCARs of some fits over the spread that their group has.

    ``days`` are the event days and the SCARs of the windows, (N, columns), NaN where there is none:
    ``columns`` are those of each window's days, ``own`` that of its SCAR, which for a window of one
    day is its day; ``moments`` number, sum and squares of the SCARs of each fit's group, (3, N) a
    window.
    """

    days: Floats
    columns: list[list[int]]
    own: list[int]
    moments: list[Floats]

    @classmethod
    def of(cls, frame: SumsFrame, block: FitBlock, sums: Mapping[int, GroupSums]) -> ScaledDays:
        """Those of a block, by what is settled of its groups."""
        fits, of_cells = block.fits, [sums[cell.group].settled for cell in block.cells]
        sizes = [cell.rows.stop - cell.rows.start for cell in block.cells]

        def of_fits(values: Any) -> Floats:  # noqa: ANN401 (an array or lists)
            return np.repeat(np.array(values), sizes, axis=0)

        columns, taus, scales = _scales(frame, of_cells)
        with np.errstate(invalid="ignore", divide="ignore"):
            at = taus - frame.plan.path[0]
            days = fits.ar[:, at] / fits.ar_se[:, at]
            days /= of_fits(scales)
        days[~np.isfinite(days)] = np.nan
        scars = (fits.scar / of_fits([[one.own for one in some] for some in of_cells])).T
        own, sheet = [], [days]
        for some, scar in zip(columns, scars, strict=True):
            own.append(some[0] if len(some) == 1 else days.shape[1] + len(sheet) - 1)
            sheet += [] if len(some) == 1 else [scar]
        windows = zip(*of_cells, strict=True)
        moments = [of_fits([one.moments for one in some]).T for some in windows]
        return cls(np.column_stack(sheet), columns, own, moments)


def _frame(sums: Mapping[int, GroupSums]) -> SumsFrame:
    return next(iter(sums.values())).frame


def _pour(
    sums: Mapping[int, GroupSums], cells: Sequence[BlockCell], into: Hashable, cell_sums: Sums
) -> None:
    """Add the sums of each cell to its group's; ``into`` is the name of these sums among the
    group's, None for the group's own."""
    for number, cell in enumerate(cells):
        own = _of_cell(cell_sums, number)
        sums[cell.group].take(own if into is None else {into: own})


def _of_cell(values: Any, number: int) -> Any:  # noqa: ANN401 (sums of several forms)
    if isinstance(values, tuple):
        return tuple(one[number] for one in values)
    if isinstance(values, dict):
        return {name: _of_cell(one, number) for name, one in values.items()}
    return values[number]


def _scales(
    frame: SumsFrame, settled: Sequence[Sequence[Any]]
) -> tuple[list[list[int]], Ints, Floats]:
    """The event days that the windows look at, each over its group's own spread: of each window
    which columns these are; the tau of each column, and its spread in each cell."""
    used: dict[tuple[int, bytes], int] = {}
    columns, scales = [], []
    for place, (first, _) in enumerate(frame.windows):
        by_day = np.array([some[place].by_day for some in settled])
        mine = []
        for day, scale in enumerate(by_day.T):
            key = first + day, scale.tobytes()
            if key not in used:
                used[key] = len(used)
                scales.append(scale)
            mine.append(used[key])
        columns.append(mine)
    return columns, np.array([tau for tau, _ in used]), np.array(scales).T


def _add_days(sums: Mapping[int, GroupSums], block: FitBlock, often: Floats) -> None:
    """Returns of the tables' days and their sums from the first on: all, and by stretch of time."""
    frame = _frame(sums)
    ar = block.fits.ar[:, frame.plan.columns(frame.table_window)]
    there = np.isfinite(ar)
    running = np.cumsum(np.where(there, ar, 0.0), axis=1)
    values = np.stack([ar, running], axis=1)
    present = np.stack([there, np.maximum.accumulate(there, axis=1)], axis=1)
    number = (often @ present.reshape(len(ar), -1).astype(float)).reshape(len(often), 2, -1)
    totals = halves_by_cell(np.where(present, values, 0.0), often)
    values = np.where(present, values, np.nan).reshape(len(ar), -1)
    stretch = (block.dates((0, 0)) - frame.first) // frame.stretch
    place = stretch * values.shape[1] + np.arange(values.shape[1])
    total, n = by_date((0, frame.stretches * values.shape[1]), place, values, often, DAILY)
    of_days = {"day": totals, "day_n": number, "stretch": total, "stretch_n": n}
    _pour(sums, block.cells, None, of_days)


def _add_dates(
    sums: Mapping[int, GroupSums], frame: SumsFrame, block: FitBlock, residual: Floats
) -> None:
    """Add the sums by date of the events of each exchange."""
    estimation, design = frame.plan.estimation, block.estimate.design
    days, inside = block.dates(estimation), [block.dates(one) for one in frame.windows]
    for cell in block.homes:
        rows = cell.rows
        cell_sums = date_sums(
            (frame.first, frame.dates), residual[rows], (days[rows], [one[rows] for one in inside]),
            (estimation, frame.windows), block.weight[rows],
            estimated=design.constant or len(design.X) > 0,
        )  # fmt: skip
        sums[cell.group].take({"exchanges": {cell.exchange: cell_sums}})


def _plain(frame: SumsFrame, block: FitBlock, span: Floats | None) -> Flags:
    """Which fits have a return of one session on every day before the event."""
    fits = block.fits
    if frame.table_window[0] >= 0:
        return np.zeros(len(fits), dtype=bool)
    before = frame.plan.columns((frame.table_window[0], -1))
    there = np.isfinite(fits.ar[:, before])
    if span is not None:
        there &= span[:, before] == 1
    return np.asarray((fits.sigma > 0) & there.all(axis=1))


def _trend(frame: SumsFrame, block: FitBlock, plain: Flags, own: BeforeSums) -> Sums:
    """Returns and forecast errors of the days before the event, where none is missing."""
    if not plain.any():
        return {}
    mine, before = narrowed(plain), frame.plan.columns((frame.table_window[0], -1))
    part, often = block.take(mine), block.often[:, mine]
    fits = part.fits
    Z, A = regressor_rows(part.estimate, part.request)
    rows = Z[:, before]
    regressors, spread = np.moveaxis(rows, 2, 0), np.moveaxis(A, 0, 2)[:, :, :, None]
    half = [sum(map(np.multiply, regressors, column)) for column in spread.swapaxes(0, 1)]
    forecast = sum(a[:, :, None] * b[:, None, :] for a, b in zip(half, regressors, strict=True))
    variance = fits.sigma**2
    share, squares = fits.dof / np.maximum(own.n[mine], 1), own.rows[mine, 1]
    return {
        "scalars": halves_by_cell(np.stack([variance, share, squares], axis=1), often),
        "returns": halves_by_cell(fits.ar[:, before], often),
        "forecast": halves_by_cell(forecast * variance[:, None, None], often),
        "n": often.sum(axis=1),
    }


def _earlier(dof: Ints, before: BeforeSums, mine: Ints | slice, often: Floats) -> Sums:
    """Sums of the estimation days of the fits, mine, that are whole in a window."""
    n = before.n[mine]
    own = np.column_stack([dof / np.maximum(n, 1), before.rows[mine]])
    return {
        "earlier": halves_by_cell(own, often),
        "days": often @ n,
        "powers": often @ np.rint(before.cubes[mine] * POWER),
    }


def _window(frame: SumsFrame, place: int, block: FitBlock, bhar: Floats, often: Floats) -> Sums:
    """Sums of one window's days, of the fits that are whole in it, (N,) buy-and-hold returns among
    them."""
    fits = block.fits
    columns = frame.plan.columns(frame.windows[place])
    car, scar, se = fits.car[:, place], fits.scar[:, place], fits.car_se[:, place]
    dof = fits.dof.astype(np.float64)
    values = EventValues(car, se, scar, np.nan_to_num(bhar), fits.sigma, dof)
    of_events = [value(values) for value in VALUES.values()]
    enough = dof > 2  # noqa: PLR2004 (fewest that say anything)
    own = np.stack([
        *of_events, *(one**2 for one in of_events),
        scar * enough, enough * dof / np.maximum(dof - 2, 1), fits.sigma**2, se**2,
    ], axis=1)  # fmt: skip
    counts = np.stack([np.ones_like(car), car > 0, car < 0, fits.n], axis=1)
    ar = fits.ar[:, columns]
    there = np.isfinite(ar)
    shrink = np.sqrt(there.sum(axis=1)) * fits.sigma / se
    inside = np.clip(ar * shrink[:, None], -LARGEST, LARGEST)
    with np.errstate(invalid="ignore", divide="ignore"):
        path = fits.ar / fits.ar_se
    event = np.where(there, path[:, columns], 0.0)
    path[:, columns] = ar * (shrink / fits.sigma)[:, None]
    return {
        "moments": halves_by_cell(own, often),
        "counts": often @ counts.astype(np.float64),
        "least": np.min(np.where(often > 0, dof, np.inf), axis=1),
        "inside": often @ rounded(np.nan_to_num(inside), DAILY),
        "inside_n": often @ there.astype(np.float64),
        "path_n": often @ np.isfinite(path).astype(np.float64),
        "path": often @ rounded(within(path, WIDEST), UNIT),
        "sar": halves_by_cell(np.stack([event, event**2], axis=2), often),
    }


def _returns(frame: SumsFrame, place: int, block: FitBlock, often: Floats) -> Sums:
    """Returns and CARs of one window by date, and the CARs themselves, of the fits that are whole
    in it."""
    window, span = frame.windows[place], (frame.first, frame.dates)
    dates, car = block.dates(window), block.fits.car[:, place]
    returns = by_date(span, dates, block.fits.ar[:, frame.plan.columns(window)], often, DAILY)
    cars = by_date(span, dates[:, :1], car[:, None], often, DAILY)
    return {
        "returns": returns[0], "returns_n": returns[1], "blocks": cars[0], "blocks_n": cars[1],
        "cars": [[np.repeat(car, own)] for own in often.astype(np.int64)],
    }  # fmt: skip
