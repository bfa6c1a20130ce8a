"""Sums of neighbouring days: a company's own runs, and market models at its every session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from marketlink.study.kernel import SAFE_SHARE, Flags, Floats, Ints, Plan, Window, market_model


class Rolled(NamedTuple):
    """Market-model fits with every session as day 0; NaN where the window is not admissible.

    ``n`` and ``sigma`` are (S, M); ``car``, ``car_se`` and ``scar`` (W, S, M), one plane a window.
    """

    n: Floats
    sigma: Floats
    car: Floats
    car_se: Floats
    scar: Floats


def roll(y: Floats, x: Floats, plan: Plan, span: Floats | None = None) -> Rolled:
    """Fit the market model with day 0 on every session of each series.

    Agrees with :func:`marketlink.study.kernel.market_model` to rounding. A window's sums are sums
    of its own values alone, so that a bad tick outside it cannot reach into it.

    Parameters
    ----------
    y, x : (S, M) returns of stock and benchmark, one row a symbol, NaN where missing
    span : (S, M) sessions that each return covers; one by default

    Reference: Higham 1993 for the error of pairwise sums; Campbell, Lo, MacKinlay 1997, eq. 4.4.9.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return _roll(y, x, plan, span)


def sliding(values: Floats, length: int) -> Floats:
    """Sums of ``length`` neighbours from each place on.

    The first half of every window is added to its second half, and so on down: each level is one
    addition of whole arrays, and each sum depends on its own values alone, in a fixed order.
    """
    if length == 1:
        return values
    half, places = length // 2, len(values) - length + 1
    total = sliding(values[:-half] + values[half:], half)[:places]
    return total + values[length - 1 :] if length % 2 else total


def _roll(y: Floats, x: Floats, plan: Plan, span: Floats | None) -> Rolled:
    run = _Run(y, x, plan, span)
    est, flat_y, flat_x = plan.estimation, run.y, run.x
    n = run.n_returns(est)
    part = 1 / n
    mean_y, mean_x = run.sums(flat_y, est) * part, run.sums(flat_x, est) * part
    xx, yy = run.sums(flat_x * flat_x, est), run.sums(flat_y * flat_y, est)
    sxx, syy = xx - n * mean_x * mean_x, yy - n * mean_y * mean_y
    sxy = run.sums(flat_x * flat_y, est) - n * mean_x * mean_y
    weight = 1 / sxx
    beta = sxy * weight
    sse = syy - beta * sxy
    enough = (n >= plan.min_obs) & (n > 2)  # noqa: PLR2004 (fewest that say anything)
    safe = (sxx > SAFE_SHARE * xx) & (syy > SAFE_SHARE * yy) & (sse > SAFE_SHARE * syy) & enough
    beta[~safe] = np.nan
    sigma = np.sqrt(sse / (n - 2))
    planes = np.empty((3, len(plan.windows), run.size))
    for window, car, se, scar in zip(plan.windows, *planes, strict=True):
        m = run.n_returns(window)
        shift = run.sums(flat_x, window) - m * mean_x
        np.subtract(run.sums(flat_y, window) - m * mean_y, beta * shift, out=car)
        np.sqrt(run.covered(window) + m * m * part + shift * shift * weight, out=se)
        np.multiply(se, sigma, out=se)
        car[m == 0], se[m == 0] = np.nan, np.nan
        np.divide(car, se, out=scar)
    sigma[~safe] = np.nan
    rolled = Rolled(*map(run.rows, (n, sigma, *planes)))
    doubtful = run.places(enough & ~safe)
    if len(doubtful[0]):
        _again(rolled, doubtful, run, plan)
    return rolled


class _Run:
    """Series one after another in one flat array, zeros at the gaps and around each of them.

    Everything is computed at every place of it, those between two series included: whole arrays
    are faster than rows of them, and :meth:`rows` takes out what belongs to a session.
    """

    def __init__(self, y: Floats, x: Floats, plan: Plan, span: Floats | None) -> None:
        ends = [end for window in (plan.estimation, *plan.windows) for end in window]
        self.series, self.length = y.shape
        self.before, self.after = max(-min(ends), 0), max(*ends, 0)
        self.width = self.before + self.length + self.after
        self.size = max(self.series * self.width - self.before - self.after, 0)
        there = np.isfinite(y) & np.isfinite(x)
        self.y, self.x = self._spread(y, there), self._spread(x, there)
        self.count = np.zeros(self.series * self.width + 1, dtype=np.int32)
        np.cumsum(self._spread(there, there), out=self.count[1:])
        self.span, self.sessions = None, self.count
        if span is not None and (span > 1).any():
            self.span = self._spread(span, there)
            self.sessions = np.concatenate(([0.0], np.cumsum(self.span)))

    def _spread(self, values: Floats | Flags, there: Flags) -> Floats:
        room = np.zeros((self.series, self.width), dtype=values.dtype)
        inner = room[:, self.before : self.before + self.length]
        np.copyto(inner, values, where=there)
        return room.reshape(-1)

    def n_returns(self, window: Window) -> Floats:
        """How many returns the window around each place holds."""
        return self._between(self.count, window)

    def covered(self, window: Window) -> Floats:
        """How many sessions the returns of the window around each place cover."""
        return self._between(self.sessions, window)

    def _between(self, running: np.ndarray[Any, Any], window: Window) -> Floats:
        low, high = self.before + window[0], self.before + window[1] + 1
        inside = running[high : high + self.size] - running[low : low + self.size]
        return np.asarray(inside, dtype=np.float64)

    def sums(self, values: Floats, window: Window) -> Floats:
        """The sum over the window around each place."""
        low, length = self.before + window[0], window[1] - window[0] + 1
        return sliding(values[low : low + self.size + length - 1], length)

    def rows(self, values: Floats) -> Floats:
        """What belongs to the sessions, one row a series, as a view of (..., places)."""
        shape = *values.shape[:-1], self.series, self.length
        strides = *values.strides[:-1], self.width * values.itemsize, values.itemsize
        return np.ndarray(shape, values.dtype, values.data, strides=strides)

    def places(self, flags: Flags) -> tuple[Ints, Ints]:
        """Series and session of the flagged places."""
        series, place = np.divmod(np.flatnonzero(flags) + self.before, self.width)
        inside = (place >= self.before) & (place < self.before + self.length)
        return series[inside], place[inside] - self.before


def _again(rolled: Rolled, where: tuple[Ints, Ints], run: _Run, plan: Plan) -> None:
    """Fit the places that lose digits in one pass window by window."""
    series, place = where
    ends = [end for window in plan.windows for end in window] or [0]
    frame = replace(plan, path=(min(ends), max(ends)), errors=False)
    gaps = np.diff(run.count) == 0
    y, x = np.where(gaps, np.nan, run.y), np.where(gaps, np.nan, run.x)
    fits = market_model(y, x, series * run.width + run.before + place, frame, span=run.span)
    rolled.sigma[series, place] = fits.sigma
    for name in ("car", "car_se", "scar"):
        getattr(rolled, name)[:, series, place] = getattr(fits, name).T


SAME = 1e-12
"""Sums that differ by less than this share of themselves are as far out as each other."""


def sq_p(estimation: Floats, event: Floats, side: int = 0) -> tuple[Floats, Floats]:
    """Share of all runs of L days at least as far out as the event's, and its smallest value.

    The T + L days are closed to a circle, so that the event's run takes its place among as many
    others, those that share a day with it included: exact for days that could trade places. For one
    day this is (1 + k) / (1 + T).

    Parameters
    ----------
    estimation, event : (..., T), (..., L) abnormal returns on one scale; NaN breaks a run
    side : 0 two-sided on absolute sums, -1 falls only, 1 rises only

    Reference: Gelbach, Helland and Klick (2013), American Law and Economics Review 15.
    """
    days = event.shape[-1]
    ring = np.concatenate([estimation, event, estimation[..., : days - 1]], axis=-1)
    runs = np.moveaxis(sliding(np.moveaxis(ring, -1, 0), days), 0, -1)
    measure = np.abs(runs) if side == 0 else side * runs
    own = measure[..., estimation.shape[-1], None]
    n_runs = (~np.isnan(measure)).sum(axis=-1).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = (measure >= own * (1.0 - np.sign(own) * 1e-12)).sum(axis=-1) / n_runs
        return np.where(np.isnan(own[..., 0]), np.nan, p), 1.0 / n_runs


def run_sizes(days: Floats, lengths: Sequence[int]) -> Iterator[Floats]:
    """Absolute sums of all runs of so many days, (T - L + 1, N) for each length L.

    Sums of 2, 4, 8 days are made once and serve every length.
    """
    doubled = [days]
    while 2 ** len(doubled) <= max(lengths, default=1):
        last, half = doubled[-1], 2 ** (len(doubled) - 1)
        doubled.append(last[: len(last) - half] + last[half:])
    for length in lengths:
        places, begin = len(days) - length + 1, 0
        total, room = np.zeros((places, days.shape[1])), None
        for power in reversed(range(len(doubled))):
            if length & 2**power:
                part = doubled[power][begin : begin + places]
                total = part if begin == 0 else (room := np.add(total, part, out=room))
                begin += 2**power
        yield np.abs(total, out=room)


def count(flags: Flags) -> Ints:
    """How many of (T, N) flags are set for each event."""
    total = np.zeros(flags.shape[1], dtype=np.int64)
    for low in range(0, len(flags), 255):
        part = flags[low : low + 255].view(np.uint8)
        total += np.add.reduce(part, axis=0, dtype=np.uint8)
    return total


def added(values: Floats) -> Floats:
    """The sum over the days of (T, N), in their order: numpy pairs up days that are neighbours."""
    if values.shape[1] > 1 and values.strides[0] > values.strides[1] > 0:
        return np.asarray(np.add.reduce(values, axis=0))
    if not len(values):
        return np.zeros(values.shape[1])
    return np.asarray(np.add.accumulate(values, axis=0)[-1])


def place_of_run(days: Floats, sizes: Floats, event: Floats) -> Floats:
    """Share of all runs of L days at least as far out as the event's, as :func:`sq_p` has it, of
    (T, N) days and (L, N) event days without a gap and the absolute sums of the runs of the former.
    """
    length = len(event)
    ring = np.concatenate([days[len(days) - length + 1 :], event, days[: length - 1]])
    around = np.abs(sliding(ring, length))
    least = around[length - 1] * (1.0 - SAME)
    reached = count(sizes >= least) + count(around >= least)
    return np.asarray(reached / (len(sizes) + len(around)))


def largest_within(sizes: Floats, level: float) -> Floats:
    """The size that all but a share of runs, (R, N), keep within, the event's own counted: (N,)."""
    runs = len(sizes)
    rows = np.empty(sizes.T.shape)
    for low in range(0, len(rows), TILE):
        rows[low : low + TILE] = sizes[:, low : low + TILE].T
    place = runs - max(int(level * (runs + 1)), 1)
    rows.partition(place, axis=1)
    return rows[:, place]


TILE = 128
"""Events turned at a time: as many lines as the nearest cache holds."""


def by_day(values: Floats) -> Floats:
    """(N, T) rows as (T, N), whatever they are stored by; a copy where they are not by day."""
    if values.strides[0] in {0, values.itemsize}:
        return values.T
    turned = np.empty(values.T.shape, dtype=values.dtype)
    for low in range(0, len(values), TILE):
        turned[:, low : low + TILE] = values[low : low + TILE].T
    return turned
