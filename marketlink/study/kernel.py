"""The estimation kernel: columns in, columns out, numpy only.

One row of work is a *fit*: one position in one series under one specification. Every row is
computed from its own numbers alone, so the bits do not depend on chunks, order or threads.
"""

from __future__ import annotations

from collections import deque
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
INFLATED = 20.0
"""A variance inflation above this costs one pass more than a digit."""
SINGULAR = 1e12
"""A variance inflation above this leaves no digits: the regressors are collinear."""
CHUNK = 512
"""Fits on one regressor a step: fewer make calls dearer than the work, more leave the caches."""
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
        first, last = self.ends
        return -min(first, 0), max(last, 0)

    @property
    def ends(self) -> Window:
        """First and last session of the estimation and event windows together."""
        return min(self.estimation[0], self.path[0]), max(self.estimation[1], self.path[1])

    def columns(self, window: Window) -> slice:
        """The columns of a window in the path."""
        return slice(window[0] - self.path[0], window[1] - self.path[0] + 1)


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
    """Fit y = a + b x over the estimation window of every position: :func:`regression` on one
    regressor.

    Reference: Campbell, Lo, MacKinlay 1997, eq. 4.4.9; Patell 1976.
    """
    return regression(y, x[None], at, plan, masked=masked, span=span, threads=threads)


def regression(  # noqa: PLR0913 (one specification)
    y: Floats,
    X: Floats,
    at: Ints,
    plan: Plan,
    *,
    constant: bool = True,
    scale: Floats | None = None,
    demean_sigma: bool = False,
    masked: Flags | None = None,
    span: Floats | None = None,
    threads: int = 1,
) -> Fits:
    """Fit y on the rows of X over the estimation window of every position: by one pass over raw
    values where that loses no digits, by deviations and residuals elsewhere.

    Parameters
    ----------
    y : (M,) returns, NaN missing; the series of several symbols may follow each other, each padded
        by ``plan.reach``
    X : (q, M) regressors over the same instants; q may be 0
    at : (N,) positions of day 0
    constant : whether a constant is estimated before the rows of X
    scale : (M,) standard deviation of each return relative to a plain one (the root of the number
        of sessions it spans), by which estimation days are divided where there is no constant
    demean_sigma : divide the squared deviations of the residuals from their own mean by n - 1
        (the market-adjusted model, which estimates nothing else)
    masked : (M,) sessions that no estimation window may use
    span : (M,) sessions that each return covers; one by default
    threads : how many threads share the work

    Returns
    -------
    Fits
        The variance of a CAR over the m returns present, which cover s sessions, is ``sigma^2 (s +
        1'Z A Z'1)``, for one regressor ``sigma^2 (s + m^2/n + (sum (x_t - mean))^2 / Sxx)``.

    Reference: Campbell, Lo, MacKinlay 1997, section 4.4; Maynes, Rumsey 1993 for ``scale``.
    """
    out = room(len(at), plan, len(X) + constant, len(X))
    if not len(at):
        return out
    rows_of_values, bad = [*X, y], np.isfinite(y)
    for x in X:
        bad &= np.isfinite(x)
    np.logical_not(bad, out=bad)
    unused = bad if masked is None else bad | masked
    gather, days = (
        _windows(rows_of_values, unused, scale, plan),
        _event_days(y, X, bad, at, plan, span),
    )
    step = max(2 * CHUNK // (max(len(X), 1) + 1), 1)

    def work(rows: slice) -> None:
        start = at[rows] + plan.estimation[0]
        sums, left = _Sums.of(len(X), len(start)), np.arange(len(start))
        if constant:
            safe = _one_pass(sums, start, gather, step)
            left = np.flatnonzero(~safe & (sums.n >= plan.min_obs))
        for low in range(0, len(left), step):
            _two_passes(sums, left[low : low + step], start, gather, (constant, demean_sigma))
        _line(out, rows, plan, sums, (constant, demean_sigma))
        for low in range(rows.start, rows.stop, WIDE):
            part = slice(low, min(low + WIDE, rows.stop))
            _measure(out, part, plan, days(part))

    share(len(at), work, threads)
    return out


Gather = Callable[[Ints], tuple[list[Floats], Ints, Floats]]
"""Returns of some windows, (N, T) each, zeros at the gaps; the places of the gaps; and how many
returns each window has."""


def _windows(
    rows_of_values: Sequence[Floats], unused: Flags, scale: Floats | None, plan: Plan
) -> Gather:
    """A function from where some estimation windows begin to their returns."""
    length = plan.estimation[1] - plan.estimation[0] + 1
    views = [sliding_window_view(values, length) for values in rows_of_values]
    absent = sliding_window_view(unused, length)
    scales = None if scale is None else sliding_window_view(scale, length)
    unused_before = np.concatenate(([0], np.cumsum(unused)))

    def gather(start: Ints) -> tuple[list[Floats], Ints, Floats]:
        some = np.flatnonzero(unused_before[start + length] != unused_before[start])
        gaps = np.flatnonzero(absent[start[some]])
        gaps += (some - np.arange(len(some)))[gaps // length] * length
        returns = [view[start] for view in views]
        for values in returns:
            values.reshape(-1)[gaps] = 0.0
            if scales is not None:
                np.divide(values, scales[start], out=values)
        n = length - np.bincount(gaps // length, minlength=len(start)).astype(np.float64)
        return returns, gaps, n

    return gather


@dataclass(slots=True)
class _Sums:
    """The sums for the regressions of some fits on q regressors; y stands behind these.

    ``mean`` (q + 1, N) are 0 without a constant; ``square`` (q + 1, N) are sums of squares about
    them; ``slopes`` (q, N), the ``inverse`` of the cross products (q, q, N), and ``sse`` what is
    left over.
    """

    n: Floats
    mean: Floats
    square: Floats
    slopes: Floats
    inverse: Floats
    sse: Floats

    @classmethod
    def of(cls, q: int, fits: int) -> _Sums:
        """Room for so many."""
        shapes = (), (q + 1,), (q + 1,), (q,), (q, q), ()
        return cls(*(np.zeros((*shape, fits)) for shape in shapes))


def _one_pass(sums: _Sums, start: Ints, gather: Gather, step: int) -> Flags:
    """Sums of raw values, and which fits lose no digits by that.

    Daily returns lose none: their mean is small beside their spread, and the benchmark explains
    only a part of them. Where either is otherwise (a peg, returns in percent around a level, a fund
    against its index), the difference of raw sums cancels and two passes are needed.
    """
    size, fits = sums.mean.shape
    total, cross = np.empty((size, fits)), np.empty((size, size, fits))
    for low in range(0, fits, step):
        part = slice(low, min(low + step, fits))
        returns, _, sums.n[part] = gather(start[part])
        for i, values in enumerate(returns):
            np.einsum("ij->i", values, out=total[i, part])
            for j in range(i + 1):
                np.vecdot(values, returns[j], out=cross[i, j, part])
    np.divide(total, sums.n, out=sums.mean)
    table, safe = np.empty(cross.shape), np.ones(fits, dtype=bool)
    for i in range(size):
        for j in range(i + 1):
            table[i, j] = table[j, i] = cross[i, j] - total[j] * sums.mean[i]
        sums.square[i] = table[i, i]
        safe &= table[i, i] > SAFE_SHARE * cross[i, i]
    sums.slopes, sums.inverse = _swept(table)
    sums.sse = table[-1, -1]
    for square, inverse in zip(sums.square, np.einsum("iin->in", sums.inverse), strict=False):
        safe &= inverse * square < INFLATED
    return np.asarray(safe & (sums.sse > SAFE_SHARE * sums.square[-1]))


def _swept(table: Floats) -> tuple[Floats, Floats]:
    """Sweep cross products (q + 1, q + 1, N), the return's last, on every regressor in place: what
    stays are the slopes and the inverse, and the square of what is left of the return.

    Reference: Goodnight 1979.
    """
    q = len(table) - 1
    for k in range(q):
        pivot, column = table[k, k].copy(), table[:, k].copy()
        row = table[k] / pivot
        for i in range(q + 1):
            if i != k:
                table[i] -= column[i] * row
                table[i, k] = -column[i] / pivot
        table[k], table[k, k] = row, 1 / pivot
    return table[:q, q], table[:q, :q]


def _two_passes(
    sums: _Sums, rows: Ints, start: Ints, gather: Gather, estimated: tuple[bool, bool]
) -> None:
    """The sums of the given rows again, from deviations and residuals; ``estimated`` says whether a
    constant is, and whether the residuals' own mean is taken off."""
    constant, demean = estimated
    returns, gaps, n = gather(start[rows])
    mean = np.zeros((len(returns), len(rows)))
    if constant:
        mean[:] = [_centre(values, n, gaps) for values in returns]
    *X, y = returns
    table = np.zeros((len(returns), *mean.shape))
    for i, values in enumerate(returns):
        for j in range(min(i + 1, len(X))):
            table[i, j] = table[j, i] = np.vecdot(values, returns[j])
    square, products = np.einsum("iin->in", table).copy(), table[:-1, -1].copy()
    slopes, inverse = _swept(table)
    left = y if constant else y.copy()
    _take_off(left, slopes, X)
    if len(X) > 1:
        products_left = np.array([np.vecdot(x, left) for x in X])
        more = np.array([sum(map(np.multiply, row, products_left)) for row in inverse])
        slopes = slopes + more
        _take_off(left, more, X)
    # What the means' rounding left over: the residuals of a fit with a constant sum to zero.
    rest = np.einsum("ij->i", left) / n if constant or demean else np.zeros(len(rows))
    sse = np.maximum(np.vecdot(left, left) - n * rest * rest, 0.0)
    if constant:
        mean[-1] += rest
        square[-1] = sse + sum(map(np.multiply, slopes, products))
        raw = square[-1] + n * mean[-1] * mean[-1]
    else:
        raw = np.vecdot(y, y)
        _centre(y, n, gaps)
        square[-1] = np.vecdot(y, y)
    sse[sse <= ROUNDING * raw] = 0.0
    sums.n[rows], sums.mean[:, rows], sums.square[:, rows] = n, mean, square
    sums.slopes[:, rows], sums.inverse[:, :, rows], sums.sse[rows] = slopes, inverse, sse


def _take_off(left: Floats, slopes: Floats, X: Sequence[Floats]) -> None:
    """Take off returns, in place, what slopes make of regressors, one after the other: the order in
    which a matrix product adds depends on how many fits it gets at a time."""
    room = np.empty(left.shape)
    for slope, x in zip(slopes, X, strict=True):
        left -= np.multiply(x, slope[:, None], out=room)


def _centre(values: Floats, n: Floats, gaps: Ints) -> Floats:
    """Subtract each row's mean over its n values in place, zeros at the gaps; return the means."""
    mean: Floats = np.einsum("ij->i", values) / n
    values -= mean[:, None]
    values.reshape(-1)[gaps] = 0.0
    return mean


def _line(out: Fits, rows: slice, plan: Plan, sums: _Sums, estimated: tuple[bool, bool]) -> None:
    """Store the coefficients and the spread about the line."""
    n, level, q, constant = sums.n, sums.mean[-1], len(sums.slopes), estimated[0]
    k = q + sum(estimated)
    enough = (n >= plan.min_obs) & (n > k)
    for i in range(q):
        square, mean = sums.square[i], sums.mean[i]
        enough &= (square > ROUNDING * n * mean * mean) & (sums.inverse[i, i] * square < SINGULAR)
    for i, slope in enumerate(sums.slopes):
        own = np.where(enough, slope, np.nan)
        out.coef[rows, constant + i] = own
        level = level - own * sums.mean[i]
        out.mean[rows, i] = sums.mean[i]
        for j in range(q):
            out.spread[rows, i, j] = np.where(enough, sums.inverse[i, j], np.nan)
    if constant:
        out.coef[rows, 0] = np.where(enough, level, np.nan)
    whole = sums.square[-1]
    out.n[rows], out.dof[rows] = n, np.maximum(n - k, 0)
    out.sigma[rows] = np.where(enough, np.sqrt(sums.sse / (n - k)), np.nan)
    out.r2[rows] = np.where(enough & (whole > 0), 1 - sums.sse / whole, np.nan)


class _Days(NamedTuple):
    """Event windows; ``hole`` flags missing returns and is None where there are none, ``span`` is
    None where every return covers one session."""

    y: Floats
    X: list[Floats]
    hole: Flags | None
    span: Floats | None


def _event_days(  # noqa: PLR0917, PLR0913 (one call)
    y: Floats, X: Floats, bad: Flags, at: Ints, plan: Plan, span: Floats | None
) -> Callable[[slice], _Days]:
    """A function from some fits to their event windows."""
    path = plan.path[1] - plan.path[0] + 1
    views, holes = [sliding_window_view(v, path) for v in (y, *X)], sliding_window_view(bad, path)
    spans = sliding_window_view(span, path) if span is not None and (span > 1).any() else None

    def days(rows: slice) -> _Days:
        zone = at[rows] + plan.path[0]
        hole, covered = holes[zone], None if spans is None else spans[zone]
        own, *others = (view[zone] for view in views)
        longer = covered is not None and (covered > 1).any()
        return _Days(own, others, hole if hole.any() else None, covered if longer else None)

    return days


def measure_lines(  # noqa: PLR0917, PLR0913 (one call)
    out: Fits, y: Floats, x: Floats, at: Ints, plan: Plan, span: Floats
) -> None:
    """Store the abnormal returns and CARs of lines that were fitted otherwise, with the market
    model's forecast variance; arguments as of :func:`market_model`."""
    if not len(at):
        return
    days = _event_days(y, x[None], ~(np.isfinite(y) & np.isfinite(x)), at, plan, span)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for low in range(0, len(at), WIDE):
            rows = slice(low, low + WIDE)
            _measure(out, rows, plan, days(rows))


def _measure(out: Fits, rows: slice, plan: Plan, days: _Days) -> None:
    """Store the abnormal returns and CARs with their standard errors."""
    n, sigma, spread = out.n[rows].astype(np.float64), out.sigma[rows], out.spread[rows]
    hole, shifts, ar = days.hole, days.X, days.y
    constant = out.coef.shape[1] - len(shifts)
    level = 1 / n if constant else np.zeros(len(n))
    if constant:
        ar -= out.coef[rows, :1]
    for i, shift in enumerate(shifts):
        ar -= out.coef[rows, constant + i, None] * shift
        if constant:
            np.subtract(shift, out.mean[rows, i, None], out=shift)
        if hole is not None:
            shift[hole] = 0.0
    if plan.errors:
        se = form(shifts, spread[..., None], np.zeros(ar.shape))
        se += (1 + level)[:, None] if days.span is None else days.span + level[:, None]
        np.sqrt(se, out=se)
        out.ar_se[rows] = np.multiply(se, sigma[:, None], out=se)
    out.ar[rows] = ar
    if hole is not None:
        out.ar[rows][hole] = np.nan
        out.ar_se[rows][hole[:, : out.ar_se.shape[1]]] = np.nan
        ar[hole] = 0.0
    for j, window in enumerate(plan.windows):
        cut = plan.columns(window)
        m = np.full(len(n), float(cut.stop - cut.start))
        if hole is not None:
            m -= hole[:, cut].sum(axis=1)
        noise, covered = (m, m) if days.span is None else spanned(hole, days.span, cut)
        variance = noise + m * m / n if constant else noise
        lean = [np.add.reduce(shift[:, cut], axis=1) for shift in shifts]
        variance = variance + form(lean, spread, np.zeros(len(n)))
        car_se = sigma * np.sqrt(variance)
        store_car(out, rows, j, (covered, np.add.reduce(ar[:, cut], axis=1), car_se))


def form(values: Sequence[Floats], spread: Floats, total: Floats) -> Floats:
    """Add to ``total`` the quadratic form of each fit's ``spread``, (N, q, q, ...), in q values,
    (N, ...) each; the fits may come last, where the spread has no more axes."""
    for i, one in enumerate(values):
        for j, other in enumerate(values):
            part = one * other
            part *= spread[:, i, j]
            total += part
    return total


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


def share(n: int, work: Callable[[slice], None], threads: int) -> None:
    """Do n rows, :data:`GRAIN` at a time, by several threads where there is enough."""

    def grain(start: int) -> None:
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            work(slice(start, min(start + GRAIN, n)))

    starts = range(0, n, GRAIN)
    if threads < 2 or len(starts) < 2:  # noqa: PLR2004 (fewest that say anything)
        deque(map(grain, starts), 0)
        return
    with ThreadPoolExecutor(threads) as pool:
        deque(pool.map(grain, starts), 0)


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
