"""The estimation kernel: columns in, columns out, numpy only.

One row of work is a *fit*: one position in one series under one specification. Every row is
computed from its own numbers alone, so the bits do not depend on chunks, order or threads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.integer[Any]]
"""Integers of any width."""
Column = np.ndarray[Any, Any]
"""A column of a table."""
Window = tuple[int, int]

SAFE_SHARE = 0.05
"""A difference of raw sums above this share of them keeps all but a digit of the two."""
ROUNDING = 1e-26
"""A sum of squares below this share of the raw squares is rounding error: it stands for zero."""
CHUNK = 512
"""Fits a step: fewer make the calls dearer than the work, more leave the caches."""
WIDE = 8_192
"""Fits a step where only event windows are read."""
GRAIN = 16_384
"""Fits a thread takes at a time."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The windows to estimate, in positions relative to day 0, both ends in.

    ``estimation`` and ``path`` are the windows of the residuals and of the abnormal returns,
    ``windows`` those of the CARs (inside ``path``); a fit with fewer than ``min_obs`` usable
    returns, or none to spare for its variance, is NaN throughout. ``errors``: whether the standard
    error of every single abnormal return is wanted; those of the CARs always are.
    """

    estimation: Window = (-250, -11)
    path: Window = (-10, 10)
    windows: tuple[Window, ...] = ((0, 0), (-1, 1), (0, 5), (0, 10))
    min_obs: int = 120
    errors: bool = True

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
    ar, ar_se : (N, L), NaN where a return is missing; ``ar_se`` is (N, 0) where it was not wanted
    car, car_se, scar : (N, W), over the days of a window that have a return
    days : (N, W) how many sessions of the window those returns cover; a window is complete where
        they are all of it
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


def market_model(  # noqa: PLR0913 (one specification)
    y: Floats,
    x: Floats,
    at: Ints,
    plan: Plan,
    threads: int = 1,
    *,
    masked: Flags | None = None,
    span: Floats | None = None,
) -> Fits:
    """Fit y = a + b x over the estimation window of every position, by two passes.

    Parameters
    ----------
    y, x : (M,) returns of the stock and of its benchmark over the same instants, NaN missing;
        the series of several symbols may follow each other, each padded by ``plan.reach``.
    at : (N,) positions of day 0.
    threads : how many threads share the work.
    masked : (M,) sessions that no estimation window may use.
    span : (M,) sessions that each return covers; one by default.

    Returns
    -------
    Fits
        The variance of a CAR over the m returns present, which cover s sessions, is
        ``sigma^2 (s + m^2/n + (sum (x_t - mean))^2 / Sxx)``.

    Reference: Campbell, Lo, MacKinlay 1997, eq. 4.4.9; Patell 1976.
    """
    out = room(len(at), plan, 2, 1)
    if not len(at):
        return out
    bad = np.isfinite(y)
    bad &= np.isfinite(x)
    np.logical_not(bad, out=bad)
    unused = bad if masked is None else bad | masked
    first, last = plan.estimation
    length = last - first + 1
    views = [sliding_window_view(v, length) for v in (y, x)]
    absent, days = sliding_window_view(unused, length), _event_days(y, x, bad, at, plan, span)
    unused_before = np.concatenate(([0], np.cumsum(unused)))

    def gather(start: Ints) -> tuple[Floats, Floats, Ints]:
        """Returns of some windows, zeros at the gaps, and the places of the gaps."""
        some = np.flatnonzero(unused_before[start + length] != unused_before[start])
        gaps = np.flatnonzero(absent[start[some]])
        gaps += (some - np.arange(len(some)))[gaps // length] * length
        returns = views[0][start], views[1][start]
        for values in returns:
            values.reshape(-1)[gaps] = 0.0
        return *returns, gaps

    def work(rows: slice) -> None:
        start = at[rows] + first
        sums, safe = _one_pass(start, length, gather)
        doubtful = np.flatnonzero(~safe & (sums.n >= plan.min_obs))
        for low in range(0, len(doubtful), CHUNK):
            _two_passes(sums, doubtful[low : low + CHUNK], start, gather)
        _line(out, rows, plan, sums)
        for low in range(rows.start, rows.stop, WIDE):
            part = slice(low, min(low + WIDE, rows.stop))
            _measure(out, part, plan, days(part))

    share(len(at), work, threads, GRAIN)
    return out


Gather = Callable[[Ints], tuple[Floats, Floats, Ints]]


@dataclass(slots=True)
class _Sums:
    """The sums for the regressions of some fits; sums of squares are about the mean."""

    n: Floats
    mean_y: Floats
    mean_x: Floats
    sxx: Floats
    syy: Floats
    beta: Floats
    sse: Floats


def _one_pass(start: Ints, length: int, gather: Gather) -> tuple[_Sums, Flags]:
    """Sums of raw values, and which fits lose no digits by that.

    Daily returns lose none: their mean is small beside their spread, and the benchmark explains
    only a part of them. Where either is otherwise (a peg, returns in percent around a level, a fund
    against its index), the difference of raw sums cancels and two passes are needed.
    """
    n, sy, sx, xx, xy, yy = np.empty((6, len(start)))
    for low in range(0, len(start), CHUNK):
        part = slice(low, min(low + CHUNK, len(start)))
        y, x, gaps = gather(start[part])
        n[part] = length - np.bincount(gaps // length, minlength=len(y))
        np.einsum("ij->i", y, out=sy[part])
        np.einsum("ij->i", x, out=sx[part])
        np.vecdot(x, x, out=xx[part])
        np.vecdot(x, y, out=xy[part])
        np.vecdot(y, y, out=yy[part])
    mean_y, mean_x = sy / n, sx / n
    sxx, sxy, syy = xx - sx * mean_x, xy - sx * mean_y, yy - sy * mean_y
    beta = sxy / sxx
    sse = syy - beta * sxy
    safe = (sxx > SAFE_SHARE * xx) & (syy > SAFE_SHARE * yy) & (sse > SAFE_SHARE * syy)
    return _Sums(n, mean_y, mean_x, sxx, syy, beta, sse), safe


def _two_passes(sums: _Sums, rows: Ints, start: Ints, gather: Gather) -> None:
    """The sums of the given rows again, from deviations and residuals."""
    n = sums.n[rows]
    y, x, gaps = gather(start[rows])
    mean_y, mean_x = _centre(y, n, gaps), _centre(x, n, gaps)
    sxx, sxy = np.vecdot(x, x), np.vecdot(x, y)
    beta = sxy / sxx
    x *= beta[:, None]
    y -= x
    # What the means' rounding left over: the residuals of a fit with a constant sum to zero.
    rest = np.einsum("ij->i", y) / n
    sse = np.maximum(np.vecdot(y, y) - n * rest * rest, 0.0)
    mean_y += rest
    syy = sse + beta * sxy
    sse[sse <= ROUNDING * (syy + n * mean_y * mean_y)] = 0.0
    sums.mean_y[rows], sums.mean_x[rows] = mean_y, mean_x
    sums.sxx[rows], sums.syy[rows], sums.beta[rows], sums.sse[rows] = sxx, syy, beta, sse


def _centre(values: Floats, n: Floats, gaps: Ints) -> Floats:
    """Subtract each row's mean over its n values in place, zeros at the gaps; return the means."""
    mean: Floats = np.einsum("ij->i", values) / n
    values -= mean[:, None]
    values.reshape(-1)[gaps] = 0.0
    return mean


def _line(out: Fits, rows: slice, plan: Plan, sums: _Sums) -> None:
    """Store the coefficients and the spread about the line."""
    n, mean_x, sxx = sums.n, sums.mean_x, sums.sxx
    enough = (n >= plan.min_obs) & (n > 2) & (sxx > ROUNDING * n * mean_x * mean_x)  # noqa: PLR2004 (fewest that say anything)
    beta = np.where(enough, sums.beta, np.nan)
    out.n[rows], out.dof[rows] = n, np.maximum(n - 2, 0)
    out.coef[rows, 0], out.coef[rows, 1] = sums.mean_y - beta * mean_x, beta
    out.sigma[rows] = np.where(enough, np.sqrt(sums.sse / (n - 2)), np.nan)
    out.r2[rows] = np.where(enough & (sums.syy > 0), 1 - sums.sse / sums.syy, np.nan)
    out.mean[rows, 0], out.spread[rows, 0, 0] = mean_x, np.where(enough, 1 / sxx, np.nan)


class _Days(NamedTuple):
    """Event windows; ``hole`` flags missing returns and is None where there are none, ``span`` is
    None where every return covers one session."""

    y: Floats
    x: Floats
    hole: Flags | None
    span: Floats | None


def _event_days(  # noqa: PLR0917, PLR0913 (one call)
    y: Floats, x: Floats, bad: Flags, at: Ints, plan: Plan, span: Floats | None
) -> Callable[[slice], _Days]:
    """A function from some fits to their event windows."""
    path = plan.path[1] - plan.path[0] + 1
    views, holes = [sliding_window_view(v, path) for v in (y, x)], sliding_window_view(bad, path)
    spans = spans_of(span, path)

    def days(rows: slice) -> _Days:
        zone = at[rows] + plan.path[0]
        hole = holes[zone]
        some = hole if hole.any() else None
        return _Days(views[0][zone], views[1][zone], some, spans(zone))

    return days


def measure_lines(  # noqa: PLR0917, PLR0913 (one call)
    out: Fits, y: Floats, x: Floats, at: Ints, plan: Plan, span: Floats
) -> None:
    """Store the abnormal returns and CARs of lines that were fitted otherwise, with the market
    model's forecast variance; arguments as of :func:`market_model`."""
    if not len(at):
        return
    days = _event_days(y, x, ~(np.isfinite(y) & np.isfinite(x)), at, plan, span)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for low in range(0, len(at), WIDE):
            rows = slice(low, low + WIDE)
            _measure(out, rows, plan, days(rows))


def _measure(out: Fits, rows: slice, plan: Plan, days: _Days) -> None:
    """Store the abnormal returns and CARs with their standard errors."""
    n, sigma, spread = out.n[rows].astype(np.float64), out.sigma[rows], out.spread[rows, 0, 0]
    hole, shift, ar = days.hole, days.x, days.y
    ar -= out.coef[rows, :1]
    ar -= out.coef[rows, 1:] * shift
    shift -= out.mean[rows]
    if hole is not None:
        shift[hole] = 0.0
    if plan.errors:
        se = shift * shift
        se *= spread[:, None]
        se += (1 + 1 / n)[:, None] if days.span is None else days.span + (1 / n)[:, None]
        np.sqrt(se, out=se)
        out.ar_se[rows] = np.multiply(se, sigma[:, None], out=se)
    out.ar[rows] = ar
    if hole is not None:
        out.ar[rows][hole] = np.nan
        out.ar_se[rows][hole[:, : out.ar_se.shape[1]]] = np.nan
        ar[hole] = 0.0
    for j, (first, last) in enumerate(plan.windows):
        cut = slice(first - plan.path[0], last - plan.path[0] + 1)
        m = np.full(len(n), last - first + 1.0)
        if hole is not None:
            m -= hole[:, cut].sum(axis=1)
        noise, covered = (m, m) if days.span is None else spanned(hole, days.span, cut)
        lean = np.add.reduce(shift[:, cut], axis=1)
        car_se = sigma * np.sqrt(noise + m * m / n + lean * lean * spread)
        store_car(out, rows, j, (covered, np.add.reduce(ar[:, cut], axis=1), car_se))


def spans_of(span: Floats | None, path: int) -> Callable[[Ints], Floats | None]:
    """A function from places to the sessions that the returns of the event windows there cover,
    None where each covers one."""
    if span is None or not (span > 1).any():
        return lambda _: None
    view = sliding_window_view(span, path)

    def spans(zone: Ints) -> Floats | None:
        sessions: Floats = view[zone]
        return sessions if (sessions > 1).any() else None

    return spans


def spanned(hole: Flags | None, span: Floats, cut: slice) -> tuple[Floats, Floats]:
    """Sessions that the returns of a window cover: all of them, and those inside the window."""
    sessions = span[:, cut] if hole is None else np.where(hole[:, cut], 0.0, span[:, cut])
    inside = np.minimum(sessions, np.arange(1.0, sessions.shape[1] + 1.0))
    return np.add.reduce(sessions, axis=1), np.add.reduce(inside, axis=1)


def store_car(out: Fits, rows: Ints | slice, j: int, answer: tuple[Floats, Floats, Floats]) -> None:
    """Store sessions covered, CAR, standard error and SCAR of one window, NaN where it has none."""
    days, car, se = answer
    some = days > 0
    out.days[rows, j] = days
    out.car[rows, j], out.car_se[rows, j] = np.where(some, car, np.nan), np.where(some, se, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        out.scar[rows, j] = np.where(some & (se > 0), car / se, np.nan)


def room(rows: int, plan: Plan, k: int, q: int) -> Fits:
    """Room for ``rows`` fits with k coefficients and q regressors, of which nothing is set."""
    path, windows = plan.path[1] - plan.path[0] + 1, len(plan.windows)

    def real(*shape: int) -> Floats:
        return np.empty((rows, *shape))

    def whole(*shape: int) -> Ints:
        return np.empty((rows, *shape), dtype=np.int64)

    return Fits(
        n=whole(), dof=whole(), coef=real(k), sigma=real(), r2=real(), ar=real(path),
        ar_se=real(path if plan.errors else 0), car=real(windows), car_se=real(windows),
        scar=real(windows), days=whole(windows), mean=real(q), spread=real(q, q),
    )  # fmt: skip


def empty(rows: int, plan: Plan, k: int, q: int) -> Fits:
    """A table of ``rows`` fits that failed: every number NaN, every count 0."""
    fits = room(rows, plan, k, q)
    for field in fields(Fits):
        values = getattr(fits, field.name)
        values.fill(np.nan if values.dtype.kind == "f" else 0)
    return fits


def share(n: int, work: Callable[[slice], None], threads: int, most: int = CHUNK) -> None:
    """Do n rows in chunks of at most ``most``, by several threads where there is enough."""
    step = max(GRAIN // most, 1) * most

    def grain(start: int) -> None:
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            stop = min(start + step, n)
            for low in range(start, stop, most):
                work(slice(low, min(low + most, stop)))

    starts = range(0, n, step)
    if threads < 2 or len(starts) < 2:  # noqa: PLR2004 (fewest that say anything)
        for start in starts:
            grain(start)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(grain, starts):
            pass


def rows_of(fits: Fits, rows: Ints | Flags | slice) -> Fits:
    """The fits at the given rows."""
    return Fits(**{field.name: getattr(fits, field.name)[rows] for field in fields(Fits)})


def kinds(columns: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Of some rows which are alike in all columns, by a number, and the first of each number."""
    kind = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        if (column[1:] != column[:-1]).any():
            kind = np.unique(kind * (column.max() + 1) + column, return_inverse=True)[1]
    return kind, np.unique(kind, return_index=True)[1]
