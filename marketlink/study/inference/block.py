"""Some fits of a group, with what the sums of the group read of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from marketlink.study.kernel import Fits, Flags, Floats, Ints, Window, rows_of
from marketlink.study.models.design import Estimate, Request, residuals, windows_of
from marketlink.study.solved import Solved

BLOCK = 512
"""Fits whose estimation days are held at a time."""


@dataclass(frozen=True, slots=True)
class FitBlock:
    """Some fits of a group with their estimation days, the exchange of each and how many events it
    has.

    ``sar`` are the estimation days over their standard deviations, ``widened`` the same times
    sigma; NaN where there is none.
    """

    weight: Floats
    exchange: NDArray[np.str_]
    made: Estimate
    request: Request
    residual: Floats
    widened: Floats
    sar: Floats
    bhar: Floats

    @property
    def fits(self) -> Fits:
        """The fits."""
        return self.made.fits

    @classmethod
    def of(cls, solved: Solved, rows: Ints, weight: Floats) -> FitBlock:
        """The given fits of a partition."""
        made, request = solved.some(rows)
        residual, widened = residuals(made, request)
        residual[made.fits.sigma == 0] = np.nan
        with np.errstate(invalid="ignore", divide="ignore"):
            np.subtract(1.0, widened, out=widened)
            np.sqrt(widened, out=widened)
            np.divide(residual, widened, out=widened)
            sar = widened / made.fits.sigma[:, None]
        for values in (widened, sar):
            values[~np.isfinite(values)] = np.nan
        calendars = np.array(solved.windows.peer_calendars)
        return cls(
            weight, calendars[solved.series[rows]], made, request, residual, widened, sar,
            np.nan_to_num(solved.bhar((made, request))),
        )  # fmt: skip

    def spans(self) -> Floats:
        """Sessions that each return of the event window covers."""
        span = self.made.design.span
        if span is None:
            return np.ones_like(self.fits.ar)
        return windows_of(span, self.request.at, self.request.plan.path)

    def dates(self, window: Window) -> Ints:
        """Ordinals of a window's sessions, 0 unknown."""
        return windows_of(self.request.layout.dates, self.request.at, window)  # type: ignore[arg-type,return-value]

    def whole(self, place: int) -> Flags:
        """Which fits have returns over all of a window, and a spread."""
        first, last = self.request.plan.windows[place]
        fits = self.fits
        whole = (fits.days[:, place] == last - first + 1) & (fits.sigma > 0)
        return np.asarray(whole & np.isfinite(fits.scar[:, place]))

    def by_whole(self) -> Iterator[tuple[FitBlock, Ints | slice, list[int]]]:
        """The fits that are whole in some windows, their places, and the windows that have the very
        same ones."""
        found: dict[bytes, tuple[Flags, list[int]]] = {}
        for place in range(len(self.request.plan.windows)):
            whole = self.whole(place)
            found.setdefault(whole.tobytes(), (whole, []))[1].append(place)
        for whole, places in found.values():
            if whole.all():
                yield self, slice(None), places
            elif whole.any():
                rows = np.flatnonzero(whole)
                yield self.take(rows), rows, places

    def take(self, rows: Ints) -> FitBlock:
        """Some of the fits."""
        made = Estimate(rows_of(self.fits, rows), self.made.design, self.made.coefficients)
        return FitBlock(
            self.weight[rows], self.exchange[rows], made,
            replace(self.request, at=self.request.at[rows]), self.residual[rows],
            self.widened[rows], self.sar[rows], self.bhar[rows],
        )  # fmt: skip


def blocks(solved: Solved, rows: Ints, weight: Floats) -> Iterator[FitBlock]:
    """The fits of a group in a partition, some at a time."""
    for low in range(0, len(rows), BLOCK):
        part = slice(low, low + BLOCK)
        yield FitBlock.of(solved, rows[part], weight[part])
