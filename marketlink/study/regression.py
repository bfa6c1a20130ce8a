"""Least squares with any number of regressors, one small Gram matrix a fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from marketlink.study import kernel
from marketlink.study.kernel import Fits, Flags, Floats, Ints, Plan

CACHED = 512
"""Windows of a regressor that a chunk may hold, so that all of them stay in cache."""
INFLATED = 20.0
"""A variance inflation above this costs one pass more than a digit."""
SINGULAR = 1e12
"""A variance inflation above this leaves no digits: the regressors are collinear."""


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
    """Fit y on the columns of X over the estimation window of every position.

    Parameters
    ----------
    y : (M,) returns, NaN missing, symbols one after another, each padded by ``plan.reach``.
    X : (q, M) regressors over the same instants; q may be 0.
    at : (N,) positions of day 0.
    constant : whether a constant is estimated before the columns of X.
    scale : (M,) standard deviation of each return relative to a plain one (the root of the number
        of sessions it spans); estimation rows are divided by it.
    demean_sigma : divide the squared deviations of the residuals from their own mean by n - 1
        (the market-adjusted model, which estimates nothing else).
    masked : (M,) sessions that no estimation window may use.
    span : (M,) sessions that each return covers; one by default.

    Returns
    -------
    Fits
        ``Var(CAR) = sigma^2 (sum span_t + 1'Z A Z'1)``.

    Reference: Campbell, Lo, MacKinlay 1997, section 4.4; Maynes, Rumsey 1993 for ``scale``.
    """
    q = X.shape[0]
    centred = constant and scale is None
    out = kernel.room(len(at), plan, q + constant, q)
    if not len(at):
        return out
    rows_x = list(X) if centred or not constant else [np.ones_like(y), *X]
    bad = ~np.isfinite(y)
    for x in X:
        bad |= ~np.isfinite(x)
    unused = bad if masked is None else bad | masked
    first, last = plan.estimation
    length, path = last - first + 1, plan.path[1] - plan.path[0] + 1
    views = [sliding_window_view(row, length) for row in (*rows_x, y)]
    event = [sliding_window_view(row, path) for row in (*rows_x, y)]
    absent, holes = sliding_window_view(unused, length), sliding_window_view(bad, path)
    scales = None if scale is None else sliding_window_view(scale, length)
    spans = kernel.spans_of(span, path)

    def careful(rows: Ints) -> None:
        start, p = at[rows] + first, at[rows] + plan.path[0]
        missing, hole = absent[start], holes[p]
        weight = (~missing).astype(np.float64)
        if scales is not None:
            weight /= np.where(missing, 1.0, scales[start])
        block = np.stack([view[start] for view in views], axis=1)
        zone = np.stack([view[p] for view in event], axis=1)
        np.copyto(block, 0.0, where=missing[:, None, :])
        np.copyto(zone, 0.0, where=hole[:, None, :])
        chunk = _Chunk(
            n=length - np.count_nonzero(missing, axis=1).astype(np.float64),
            block=block,
            weight=weight,
            centred=centred,
            demean=demean_sigma,
        )
        estimates = _estimate(out, rows, plan, chunk)
        _measure(out, rows, plan, estimates, _Zone(zone, hole, spans(p), centred))

    def work(rows: slice) -> None:
        left = np.arange(rows.start, rows.stop)
        if centred:
            sums = _one_pass(views, absent, at[rows] + first, length)
            safe, estimates = _solve(out, rows, plan, sums)
            for low in range(0, len(left), kernel.WIDE):
                part = slice(low, low + kernel.WIDE)
                p = at[rows][part] + plan.path[0]
                block = np.stack([v[p] for v in event], axis=1)
                zone = _Zone(block, holes[p], spans(p), True)
                np.copyto(zone.values, 0.0, where=zone.hole[:, None, :])
                _measure(out, left[part], plan, [values[part] for values in estimates], zone)
            left = left[~safe]
        for low in range(0, len(left), step):
            careful(left[low : low + step])

    step = max(CACHED // (q + 2), 16)
    kernel.share(len(at), work, threads, kernel.GRAIN)
    return out


def _one_pass(
    views: list[Floats], absent: Flags, start: Ints, length: int
) -> tuple[Floats, Floats, Floats]:
    """Of some windows the returns used, sums (q + 1, N) and products (q + 1, q + 1, N) of raw
    values, zeros at the gaps; y is last."""
    size, step = len(views), max(CACHED // (len(views) + 1), 16)
    n, total = np.empty(len(start)), np.empty((size, len(start)))
    cross = np.empty((size, size, len(start)))
    for low in range(0, len(start), step):
        part = slice(low, min(low + step, len(start)))
        gaps = np.flatnonzero(absent[start[part]])
        block = [view[start[part]] for view in views]
        n[part] = length - np.bincount(gaps // length, minlength=len(block[0]))
        for i, values in enumerate(block):
            values.reshape(-1)[gaps] = 0.0
            np.einsum("ij->i", values, out=total[i, part])
            for j in range(i + 1):
                np.vecdot(values, block[j], out=cross[i, j, part])
    return n, total, cross


def _solve(
    out: Fits, rows: slice, plan: Plan, sums: tuple[Floats, Floats, Floats]
) -> tuple[Flags, tuple[Floats, Floats, Floats]]:
    """Store what the sums say; return which fits lose no digits by it, and slopes, (X'X)^-1, means.

    The cross products about the means, scaled to a unit diagonal, are swept on every regressor:
    what stays are the inverse, the slopes and the kernel.share of y left over.

    Reference: Goodnight 1979 (sweep operator).
    """
    n, total, cross = sums
    q = (size := len(total)) - 1
    mean = total / n
    root, safe = np.empty((size, len(n))), (n >= plan.min_obs) & (n > q + 1)
    for i in range(size):
        square = cross[i, i] - n * mean[i] * mean[i]
        safe &= square > kernel.SAFE_SHARE * cross[i, i]
        root[i] = np.sqrt(square)
    table = np.empty((size, size, len(n)))
    for i in range(size):
        for j in range(i + 1):
            table[i, j] = (cross[i, j] - n * mean[i] * mean[j]) / (root[i] * root[j])
            table[j, i] = table[i, j]
    for k in range(q):
        pivot = 1 / table[k, k]
        row = table[k] * pivot
        column = table[:, k].copy()
        for i in range(size):
            if i != k:
                table[i] -= column[i] * row
                table[i, k] = -column[i] * pivot
        table[k], table[k, k] = row, pivot
    for i in range(q):
        safe &= table[i, i] < INFLATED
    left = table[q, q]
    safe &= left > kernel.SAFE_SHARE
    slopes = np.where(safe, table[:q, q] * root[q] / root[:q], np.nan).T
    A = np.empty((len(n), q, q))
    for i in range(q):
        for j in range(q):
            A[:, i, j] = table[i, j] / (root[i] * root[j])
    level = mean[q] - sum(slopes[:, i] * mean[i] for i in range(q))
    dof = n - q - 1
    out.n[rows], out.dof[rows] = n, np.maximum(dof, 0)
    out.sigma[rows] = np.where(safe, root[q] * np.sqrt(left / dof), np.nan)
    out.r2[rows] = np.where(safe, 1 - left, np.nan)
    out.mean[rows], out.spread[rows] = mean[:q].T, A
    out.coef[rows, 0], out.coef[rows, 1:] = level, slopes
    return safe | (n < plan.min_obs), (slopes, A, mean.T)


class _Chunk(NamedTuple):
    """Gathered windows of some fits, the regressors' rows first and the return's row last."""

    n: Floats
    block: Floats
    weight: Floats
    centred: bool
    demean: bool


class _Zone(NamedTuple):
    """Event windows, (N, q + 1, L) with zeros at the holes, and the sessions of each return."""

    values: Floats
    hole: Flags
    span: Floats | None
    centred: bool


def _estimate(out: Fits, rows: Ints, plan: Plan, chunk: _Chunk) -> tuple[Floats, Floats, Floats]:
    """Store what the estimation windows say; return slopes, (X'X)^-1 and the means."""
    n, block, q = chunk.n, chunk.block, chunk.block.shape[1] - 1
    raw = np.vecdot(block, block)
    means = np.zeros(block.shape[:2])
    if chunk.centred:
        means = np.add.reduce(block, axis=2) / n[:, None]
        block -= means[:, :, None]
    block *= chunk.weight[:, None, :]
    X, y = block[:, :q], block[:, q]
    gram = np.empty((len(n), q, q))
    for i in range(q):
        for j in range(q):
            gram[:, i, j] = np.vecdot(X[:, i], X[:, j])
    A, singular = _inverse(gram, raw[:, :q])
    b, residual = np.zeros((len(n), q)), y
    for _ in range(2 if q else 0):
        b += _times(A, np.vecdot(X, residual[:, None, :]))
        residual = y - _along(b, X)
    rest = np.add.reduce(residual, axis=1) / n
    rest *= chunk.centred or chunk.demean
    sse = np.maximum(np.vecdot(residual, residual) - n * rest * rest, 0.0)
    sse[sse <= kernel.ROUNDING * raw[:, q]] = 0.0
    k = q + chunk.centred + chunk.demean
    ok = (n >= plan.min_obs) & (n > k) & ~singular
    b[~ok] = np.nan
    if chunk.centred:
        means[:, q] += rest
    y = y - (np.add.reduce(y, axis=1) / n)[:, None] * (chunk.weight > 0)
    syy = np.vecdot(y, y)
    out.n[rows], out.dof[rows] = n, np.maximum(n - k, 0)
    out.sigma[rows] = np.where(ok, np.sqrt(sse / (n - k)), np.nan)
    out.r2[rows] = np.where(ok & (syy > 0), 1 - sse / syy, np.nan)
    tail = out.mean.shape[1]
    out.mean[rows], out.spread[rows] = means[:, q - tail : q], A[:, q - tail :, q - tail :]
    level = means[:, q:] - _along(b, means[:, :q, None])
    out.coef[rows] = np.hstack([np.where(ok[:, None], level, np.nan), b]) if chunk.centred else b
    return b, A, means


def _measure(out: Fits, rows: Ints, plan: Plan, estimates: Sequence[Floats], days: _Zone) -> None:
    """Store what the event windows say, given slopes, (X'X)^-1 and the means."""
    (b, A, means), zone, hole = estimates, days.values, days.hole
    n = out.n[rows].astype(np.float64)
    q, sigma = b.shape[1], out.sigma[rows][:, None]
    zone -= means[:, :, None]
    zone *= ~hole[:, None, :]
    Z = zone[:, :q]
    ar = zone[:, q] - _along(b, Z)
    extra = (~hole).astype(np.float64) if days.span is None else np.where(hole, 0.0, days.span)
    level = (1 / n if days.centred else 0 * n)[:, None]
    out.ar[rows] = np.where(hole, np.nan, ar)
    if plan.errors:
        variance = extra + level
        for i in range(q):
            variance += Z[:, i] * _along(A[:, i], Z)
        out.ar_se[rows] = np.where(hole, np.nan, sigma * np.sqrt(variance))
    for j, (first, last) in enumerate(plan.windows):
        cut = slice(first - plan.path[0], last - plan.path[0] + 1)
        m = (~hole[:, cut]).sum(axis=1).astype(np.float64)
        lean = np.add.reduce(Z[:, :, cut], axis=2)
        variance = np.add.reduce(extra[:, cut], axis=1) + m * m * level[:, 0]
        for i, turned in enumerate(_times(A, lean).T):
            variance += lean[:, i] * turned
        car = np.add.reduce(ar[:, cut], axis=1)
        covered = m if days.span is None else kernel.spanned(hole, days.span, cut)[1]
        kernel.store_car(out, rows, j, (covered, car, sigma[:, 0] * np.sqrt(variance)))


def _along(b: Floats, X: Floats) -> Floats:
    """What slopes (N, q) make of regressors (N, q, L).

    One regressor after the other: the order in which a matrix product adds depends on how many
    fits it gets at a time.
    """
    line = np.zeros((X.shape[0], X.shape[2]))
    for i in range(X.shape[1]):
        line += b[:, i, None] * X[:, i]
    return line


def _times(A: Floats, v: Floats) -> Floats:
    """Matrices (N, q, q) times vectors (N, q)."""
    product = np.zeros_like(v)
    for j in range(v.shape[1]):
        product += A[:, :, j] * v[:, j, None]
    return product


def _inverse(gram: Floats, raw: Floats) -> tuple[Floats, Flags]:
    """Inverse of each Gram matrix, scaled to a unit diagonal first, and which have none."""
    square = np.einsum("cii->ci", gram)
    root = np.sqrt(square)
    singular = ~(square > kernel.ROUNDING * raw).all(axis=1)
    unit = gram / (root[:, :, None] * root[:, None, :])
    unit[singular] = np.eye(gram.shape[-1])
    try:
        inverse = np.linalg.inv(unit)
    except np.linalg.LinAlgError:
        inverse = np.stack([_single_inverse(matrix) for matrix in unit])
    diagonal = np.abs(np.einsum("cii->ci", inverse))
    singular |= ~(diagonal < SINGULAR).all(axis=1)
    root[singular] = 1.0
    return inverse / (root[:, :, None] * root[:, None, :]), singular


def _single_inverse(matrix: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.inv(matrix), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.full_like(matrix, np.inf)
