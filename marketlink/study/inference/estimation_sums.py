"""Sums over the estimation days of some fits: by fit, and by cell and day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marketlink.study.inference.block import EstimationDays
from marketlink.study.inference.by_date import UNIT, WIDEST
from marketlink.study.inference.sums import DAILY, LARGEST
from marketlink.study.kernel import Flags, Floats, Ints


@dataclass(frozen=True, slots=True)
class BeforeSums:
    """Sums over the estimation days of some fits: how many there are, (N,); the share of positive
    days, squares, standardised days and their squares, (N, 4); their third and fourth powers."""

    n: Floats
    rows: Floats
    cubes: Floats

    @classmethod
    def of(cls, fits: int) -> BeforeSums:
        """Room for so many."""
        return cls(np.zeros(fits), np.zeros((fits, 4)), np.zeros((fits, 2)))

    def some(self, rows: Ints | slice) -> BeforeSums:
        """Those of some of the fits."""
        return BeforeSums(self.n[rows], self.rows[rows], self.cubes[rows])

    def take(self, cut: slice, days: EstimationDays) -> Sheets:
        """Take in the days of some fits, and lay them out to be added by day."""
        clean, wide = within(days.residual, LARGEST), within(days.widened, LARGEST)
        sar = within(days.sar, WIDEST)
        present = None if clean is days.residual else ~np.isnan(days.residual)
        n = np.full(len(clean), float(clean.shape[1])) if present is None else present.sum(axis=1)
        square = sar * sar
        self.n[cut] = n
        rows, cubes = self.rows[cut].T, self.cubes[cut].T
        rows[0] = np.count_nonzero(clean > 0, axis=1) / np.maximum(n, 1)
        rows[1], rows[2], rows[3] = np.vecdot(clean, clean), sar.sum(axis=1), square.sum(axis=1)
        cubes[0], cubes[1] = np.vecdot(square, sar), np.vecdot(square, square)
        return (rounded(clean, DAILY), rounded(wide, DAILY), rounded(sar, UNIT)), present


Sheets = tuple[tuple[Floats, Floats, Floats], Flags | None]
"""Residuals, widened and standardised ones in whole steps; which there are, None: all."""


def sums_by_day(sheets: Sheets, mine: Flags, often: Floats) -> tuple[Floats, ...]:
    """Sums over some fits by cell and day, of each sheet and of how many there are."""
    values, present = sheets
    some = often if mine.all() else often * mine
    totals = [some @ one for one in values]
    if present is None:
        return *totals, np.broadcast_to(some.sum(axis=1)[:, None], totals[0].shape)
    return *totals, some @ present.astype(np.float64)


def within(values: Floats, limit: float) -> Floats:
    """Values cut off at a limit, zeros where there is none; themselves where that changes none."""
    if len(values) and -limit <= values.min() and values.max() <= limit:
        return values
    return np.nan_to_num(np.clip(values, -limit, limit), copy=False)


def rounded(values: Floats, step: float) -> Floats:
    """Values without a gap in whole steps."""
    steps = values * step
    return np.rint(steps, out=steps)
