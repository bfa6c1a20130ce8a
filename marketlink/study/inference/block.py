"""A block of fits, with the arrays that the sums of their groups need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from marketlink.study.inference.by_date import UNIT, WIDEST
from marketlink.study.inference.sums import DAILY, LARGEST, Sums
from marketlink.study.kernel import Fits, Flags, Floats, Ints, Window
from marketlink.study.models.design import Estimate, Request, residuals, some_of, spans, windows_of
from marketlink.study.solved import Solved

BLOCK = 1_024
"""Fits added up at a time: fewer make the calls dearer than the work, more leave the caches."""


class Members(NamedTuple):
    """The fits of groups in a partition, sorted by group, and how many events of it each has."""

    group: Ints
    row: Ints
    weight: Floats


class BlockCell(NamedTuple):
    """Consecutive fits of a block that are of one group, or of one group and exchange."""

    group: int
    rows: slice
    exchange: str = ""


class EstimationDays(NamedTuple):
    """The estimation days of some fits, (N, T): residuals, the same over their standard deviations
    (``sar``) and over the root of what their leverage leaves (``widened``); NaN where there is
    none."""

    residual: Floats
    widened: Floats
    sar: Floats

    @classmethod
    def of(cls, estimate: Estimate, request: Request) -> EstimationDays:
        """The days of some fits."""
        residual, widened = residuals(estimate, request)
        flat = estimate.fits.sigma == 0
        if flat.any():
            residual[flat] = np.nan
        with np.errstate(invalid="ignore", divide="ignore"):
            np.subtract(1.0, widened, out=widened)
            np.sqrt(widened, out=widened)
            np.divide(residual, widened, out=widened)
            sar = widened / estimate.fits.sigma[:, None]
        for values in (widened, sar):
            present = np.isfinite(values)
            if not present.all():
                values[~present] = np.nan
        return cls(residual, widened, sar)


class FitBlock(NamedTuple):
    """Some fits, cell by cell, and how many events each has; ``homes`` are the cells of one
    exchange."""

    cells: tuple[BlockCell, ...]
    homes: tuple[BlockCell, ...]
    weight: Floats
    estimate: Estimate
    request: Request

    @property
    def fits(self) -> Fits:
        """The fits."""
        return self.estimate.fits

    @property
    def often(self) -> Floats:
        """(cells, N) the weights of each cell, by which a product with values adds them up."""
        weights = np.zeros((len(self.cells), len(self.weight)))
        for row, cell in zip(weights, self.cells, strict=True):
            row[cell.rows] = self.weight[cell.rows]
        return weights

    def spans(self) -> Floats | None:
        """Sessions that each return of the event window covers; None where each covers one."""
        return spans(self.estimate, self.request, self.request.plan.path)

    def dates(self, window: Window) -> Ints:
        """Ordinals of a window's sessions, 0 unknown."""
        return windows_of(self.request.layout.dates, self.request.at, window)

    def whole(self, place: int) -> Flags:
        """Which fits have returns over all of a window, and a spread."""
        first, last = self.request.plan.windows[place]
        fits = self.fits
        whole = (fits.days[:, place] == last - first + 1) & (fits.sigma > 0)
        return np.asarray(whole & np.isfinite(fits.scar[:, place]))

    def by_whole(self) -> list[tuple[Flags, list[int]]]:
        """Which fits are whole in some windows, and the windows that have the very same ones."""
        places_of: dict[bytes, tuple[Flags, list[int]]] = {}
        for place in range(len(self.request.plan.windows)):
            whole = self.whole(place)
            places_of.setdefault(whole.tobytes(), (whole, []))[1].append(place)
        return [(whole, places) for whole, places in places_of.values() if whole.any()]

    def take(self, rows: Ints | slice) -> FitBlock:
        """Some of the fits, of no cell."""
        estimate, request = some_of(self.estimate, self.request, rows)
        return FitBlock((), (), self.weight[rows], estimate, request)


def blocks(solved: Solved, members: Members) -> Iterator[FitBlock]:
    """The given fits of a partition, some at a time, sorted by group and exchange; those that lack
    a day, or stand for several events, come last: the care that one needs costs a whole block."""
    codes, of_series = np.unique(solved.windows.peer_calendars, return_inverse=True)
    exchange, fits = of_series[solved.series[members.row]], solved.fits
    first, last = solved.request.plan.estimation
    holes = (fits.n <= last - first) | ~np.isfinite(fits.ar).all(axis=1)
    odd = holes[members.row] | (members.weight != 1.0)
    order = np.lexsort((exchange, members.group, odd))
    exchange = exchange[order]
    members = Members(members.group[order], members.row[order], members.weight[order])
    for low in range(0, len(members.row), BLOCK):
        some = slice(low, low + BLOCK)
        group, code = members.group[some], exchange[some]
        cells = tuple(BlockCell(int(group[cut.start]), cut) for cut in _runs(group))
        homes = tuple(
            BlockCell(int(group[cut.start]), cut, str(codes[code[cut.start]]))
            for cut in _runs(group * len(codes) + code)
        )
        estimate, request = solved.some(members.row[some])
        yield FitBlock(cells, homes, members.weight[some], estimate, request)


def _runs(values: Ints) -> Iterator[slice]:
    """The runs of equal values."""
    edges = (np.flatnonzero(np.diff(values)) + 1).tolist()
    return map(slice, [0, *edges], [*edges, len(values)])


def narrowed(flags: Flags) -> Ints | slice:
    """The places of flags, all of them as a slice."""
    return slice(None) if flags.all() else np.flatnonzero(flags)


class BeforeSums(NamedTuple):
    """Sums over the estimation days of some fits: how many there are, (N,); the share of positive
    days, squares, standardised days and their squares, (N, 4); their third and fourth powers. And
    the days in whole steps, by name: residuals, widened and standardised (``unit``) ones; which
    there are, None: all."""

    n: Floats
    rows: Floats
    cubes: Floats
    steps: dict[str, Floats]
    present: Floats | None

    @classmethod
    def of(cls, days: EstimationDays) -> BeforeSums:
        """The sums of some days."""
        clean, wide = within(days.residual, LARGEST), within(days.widened, LARGEST)
        sar = within(days.sar, WIDEST)
        present, n = None, np.full(len(clean), float(clean.shape[1]))
        if clean is not days.residual:
            present = (~np.isnan(days.residual)).astype(np.float64)
            n = present.sum(axis=1)
        square = sar * sar
        share = np.count_nonzero(clean > 0, axis=1) / np.maximum(n, 1)
        rows = share, np.vecdot(clean, clean), sar.sum(axis=1), square.sum(axis=1)
        cubes = np.vecdot(square, sar), np.vecdot(square, square)
        steps = {
            "residual": rounded(clean, DAILY), "widened": rounded(wide, DAILY),
            "unit": rounded(sar, UNIT),
        }  # fmt: skip
        return cls(n, np.stack(rows, axis=1), np.stack(cubes, axis=1), steps, present)

    def by_day(self, mine: Flags, often: Floats, names: Sequence[str] = ()) -> Sums:
        """Sums over some of the fits by cell and day, of the days of some names, or each, and of
        how many there are."""
        some = often if mine.all() else often * mine
        sums = {name: some @ self.steps[name] for name in names or self.steps}
        if self.present is not None:
            return sums | {"present": some @ self.present}
        shape = len(some), self.steps["unit"].shape[1]
        return sums | {"present": np.broadcast_to(some.sum(axis=1)[:, None], shape)}


def within(values: Floats, limit: float) -> Floats:
    """Values cut off at a limit, zeros where there is none; themselves where that changes none."""
    if len(values) and -limit <= values.min() and values.max() <= limit:
        return values
    return np.nan_to_num(np.clip(values, -limit, limit), copy=False)


def rounded(values: Floats, step: float) -> Floats:
    """Values without a gap in whole steps."""
    steps = values * step
    return np.rint(steps, out=steps)
