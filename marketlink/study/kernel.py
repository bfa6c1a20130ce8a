"""The estimation kernel: columns in, columns out, numpy only.

One row of work is a *fit*: one position in one series under one specification. Every row is
computed from its own numbers alone, so the bits do not depend on chunks, order or threads.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Window = tuple[int, int]

ROUNDING = 1e-26
"""A sum of squares below this share of the raw squares is rounding error: it stands for zero."""
CHUNK = 1_024
"""Fits a step: fewer make the calls dearer than the work, more leave the caches."""
GRAIN = 16_384
"""Fits a thread takes at a time."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to estimate, in positions relative to day 0, both ends in.

    ``estimation`` and ``path`` are the windows of the residuals and of the abnormal returns,
    ``windows`` those of the CARs (inside ``path``); a fit with fewer than ``min_obs`` usable
    returns, or none to spare for its variance, is NaN throughout.
    """

    estimation: Window = (-250, -11)
    path: Window = (-10, 10)
    windows: tuple[Window, ...] = ((0, 0), (-1, 1), (0, 5), (0, 10))
    min_obs: int = 120

    @property
    def reach(self) -> tuple[int, int]:
        """Sessions needed before and after a position: the padding of a series."""
        first = min(self.estimation[0], self.path[0], 0)
        last = max(self.estimation[1], self.path[1], 0)
        return -first, last


@dataclass(frozen=True, slots=True)
class Fits:
    """The answers, one row a fit; ``coef`` has the constant first, where the model has one.

    Attributes
    ----------
    n : (N,) usable estimation returns
    dof : (N,) n minus what was estimated
    coef : (N, k)
    sigma, r2 : (N,)
    ar, ar_se : (N, L), NaN where a return is missing
    car, car_se, scar : (N, W), over the days of a window that have a return
    days : (N, W) how many days those are
    mean, spread : (N, q) and (N, q, q): the regressors' estimation means and (X_c'X_c)^-1
    """

    n: Ints
    dof: Ints
    coef: Floats
    sigma: Floats
    r2: Floats
    ar: Floats
    ar_se: Floats
    car: Floats
    car_se: Floats
    scar: Floats
    days: Ints
    mean: Floats
    spread: Floats

    def __len__(self) -> int:
        return len(self.n)


def market_model(
    y: Floats,
    x: Floats,
    at: Ints,
    plan: Plan,
    threads: int = 1,
    *,
    masked: Flags | None = None,
) -> Fits:
    """Fit y = a + b x over the estimation window of every position, by two passes.

    Parameters
    ----------
    y, x : (M,) returns of the stock and of its benchmark over the same instants, NaN missing;
        the series of several symbols may follow each other, each padded by ``plan.reach``.
    at : (N,) positions of day 0.
    threads : how many threads share the work.
    masked : (M,) sessions that no estimation window may use.

    Returns
    -------
    Fits
        The variance of a CAR over the m days present is
        ``sigma^2 (m + m^2/n + (sum (x_t - mean))^2 / Sxx)``.

    Reference
    ---------
    Campbell, Lo, MacKinlay 1997, eq. 4.4.9; Patell 1976.
    """
    out = empty(len(at), plan, 2, 1)
    if not len(at):
        return out
    bad = np.isfinite(y)
    bad &= np.isfinite(x)
    np.logical_not(bad, out=bad)
    unused = bad if masked is None else bad | masked
    first, last = plan.estimation
    length, path = last - first + 1, plan.path[1] - plan.path[0] + 1
    views = [sliding_window_view(v, length) for v in (y, x)]
    event = [sliding_window_view(v, path) for v in (y, x)]
    absent, holes = sliding_window_view(unused, length), sliding_window_view(bad, path)

    def work(rows: Ints) -> None:
        p = at[rows]
        start, zone = p + first, p + plan.path[0]
        gaps, hole = np.flatnonzero(absent[start]), holes[zone]
        chunk = _Chunk(
            n=length - np.bincount(gaps // length, minlength=len(rows)).astype(np.float64),
            dy=views[0][start],
            dx=views[1][start],
            gaps=gaps,
            event_y=event[0][zone],
            event_x=event[1][zone],
            hole=hole if hole.any() else None,
        )
        _measure(out, rows, plan, chunk, _estimate(out, rows, plan, chunk))

    share(np.arange(len(at)), work, threads)
    return out


@dataclass(slots=True)
class _Chunk:
    """Gathered windows of some fits.

    ``gaps`` are the places of missing estimation returns, row after row; ``hole`` flags missing
    event returns and is None where there are none.
    """

    n: Floats
    dy: Floats
    dx: Floats
    gaps: Ints
    event_y: Floats
    event_x: Floats
    hole: Flags | None


def _estimate(out: Fits, rows: Ints, plan: Plan, chunk: _Chunk) -> tuple[Floats, Floats]:
    """Store the coefficients; return the corrected mean of y and Sxx."""
    n, dy, dx = chunk.n, chunk.dy, chunk.dx
    mean_y, mean_x = centre(dy, n, chunk.gaps), centre(dx, n, chunk.gaps)
    sxx, sxy = np.vecdot(dx, dx), np.vecdot(dx, dy)
    beta = sxy / sxx
    dx *= beta[:, None]
    dy -= dx
    # What the means' rounding left over: the residuals of a fit with a constant sum to zero.
    rest = np.einsum("ij->i", dy) / n
    sse = np.maximum(np.vecdot(dy, dy) - n * rest * rest, 0.0)
    mean_y += rest
    syy = sse + beta * sxy
    sse[sse <= ROUNDING * (syy + n * mean_y * mean_y)] = 0.0
    enough = (n >= plan.min_obs) & (n > 2) & (sxx > ROUNDING * n * mean_x * mean_x)
    beta[~enough] = np.nan
    out.n[rows], out.dof[rows] = n, np.maximum(n - 2, 0)
    out.coef[rows, 0], out.coef[rows, 1] = mean_y - beta * mean_x, beta
    out.sigma[rows] = np.where(enough, np.sqrt(sse / (n - 2)), np.nan)
    out.r2[rows] = np.where(enough & (syy > 0), 1 - sse / syy, np.nan)
    out.mean[rows, 0], out.spread[rows, 0, 0] = mean_x, np.where(enough, 1 / sxx, np.nan)
    return mean_y, sxx


def _measure(
    out: Fits, rows: Ints, plan: Plan, chunk: _Chunk, estimated: tuple[Floats, Floats]
) -> None:
    """Store the abnormal returns and CARs with their standard errors."""
    (mean_y, sxx), n, hole = estimated, chunk.n, chunk.hole
    sigma, shift = out.sigma[rows], chunk.event_x
    shift -= out.mean[rows]
    if hole is not None:
        shift[hole] = 0.0
    ar = chunk.event_y - mean_y[:, None]
    ar -= out.coef[rows, 1:] * shift
    variance = shift * shift
    variance /= sxx[:, None]
    variance += (1 + 1 / n)[:, None]
    se = np.sqrt(variance, out=variance)
    se *= sigma[:, None]
    if hole is not None:
        ar[hole], se[hole] = np.nan, np.nan
    out.ar[rows], out.ar_se[rows] = ar, se
    if hole is not None:
        ar[hole] = 0.0
    for j, (first, last) in enumerate(plan.windows):
        cut = slice(first - plan.path[0], last - plan.path[0] + 1)
        m = np.full(len(rows), last - first + 1.0)
        if hole is not None:
            m -= hole[:, cut].sum(axis=1)
        lean = np.add.reduce(shift[:, cut], axis=1)
        car_se = sigma * np.sqrt(m + m * m / n + lean * lean / sxx)
        store_car(out, rows, j, (m, np.add.reduce(ar[:, cut], axis=1), car_se))


def store_car(out: Fits, rows: Ints, j: int, answer: tuple[Floats, Floats, Floats]) -> None:
    """Store days, CAR, standard error and SCAR of one window, NaN where it has no day."""
    days, car, se = answer
    some = days > 0
    out.days[rows, j] = days
    out.car[rows, j], out.car_se[rows, j] = np.where(some, car, np.nan), np.where(some, se, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        out.scar[rows, j] = np.where(some & (se > 0), car / se, np.nan)


def count(flags: Flags) -> NDArray[np.int32]:
    """Running count of the set flags, a zero in front."""
    running = np.zeros(len(flags) + 1, dtype=np.int32)
    np.cumsum(flags, out=running[1:])
    return running


def inside(running: NDArray[np.int32], at: Ints, window: Window) -> Ints:
    """How many flags are set in the window around each position, out of their running count."""
    counted = running[at + window[1] + 1] - running[at + window[0]]
    return counted.astype(np.int64)


def centre(values: Floats, n: Floats, gaps: Ints) -> Floats:
    """Subtract each row's mean over its n values in place, zeros at the gaps; return the means."""
    flat = values.reshape(-1)
    flat[gaps] = 0.0
    mean: Floats = np.einsum("ij->i", values) / n
    values -= mean[:, None]
    flat[gaps] = 0.0
    return mean


def empty(rows: int, plan: Plan, k: int, q: int) -> Fits:
    """A table of ``rows`` fits with k coefficients and q regressors, all NaN."""
    path, windows = plan.path[1] - plan.path[0] + 1, len(plan.windows)

    def nan(*shape: int) -> Floats:
        return np.full((rows, *shape), np.nan)

    def zero(*shape: int) -> Ints:
        return np.zeros((rows, *shape), dtype=np.int64)

    return Fits(
        n=zero(), dof=zero(), coef=nan(k), sigma=nan(), r2=nan(), ar=nan(path), ar_se=nan(path),
        car=nan(windows), car_se=nan(windows), scar=nan(windows), days=zero(windows),
        mean=nan(q), spread=nan(q, q),
    )  # fmt: skip


def share(rows: Ints, work: Callable[[Ints], None], threads: int, most: int | None = None) -> None:
    """Do the rows in chunks of at most ``most``, by several threads where there is enough."""
    chunk = CHUNK if most is None else min(most, CHUNK)

    def grain(start: int) -> None:
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            stop = min(start + GRAIN, len(rows))
            for low in range(start, stop, chunk):
                work(rows[low : min(low + chunk, stop)])

    starts = range(0, len(rows), GRAIN)
    if threads < 2 or len(starts) < 2:
        for start in starts:
            grain(start)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(grain, starts):
            pass


def rows_of(fits: Fits, rows: Ints) -> Fits:
    """The fits at the given rows."""
    return Fits(**{field.name: getattr(fits, field.name)[rows] for field in fields(Fits)})
