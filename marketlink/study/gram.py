"""Least squares with any number of regressors, one small Gram matrix a fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from marketlink.study.kernel import (
    ROUNDING,
    Fits,
    Flags,
    Floats,
    Ints,
    Plan,
    count,
    empty,
    inside,
    share,
    store_car,
)

CACHED = 512
"""Windows of a regressor that a chunk may hold, so that all of them stay in cache."""
SINGULAR = 1e12
"""A variance inflation above this leaves no digits: the regressors are collinear."""


def regression(
    y: Floats,
    X: Floats,
    at: Ints,
    plan: Plan,
    *,
    constant: bool = True,
    scale: Floats | None = None,
    demean_sigma: bool = False,
    masked: Flags | None = None,
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

    Returns
    -------
    Fits
        ``Var(CAR) = sigma^2 (sum scale_t^2 + 1'Z A Z'1)``.

    Reference
    ---------
    Campbell, Lo, MacKinlay 1997, section 4.4; Maynes, Rumsey 1993 for ``scale``.
    """
    q = X.shape[0]
    centred = constant and scale is None
    out = empty(len(at), plan, q + constant, q)
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
    scales = (
        None
        if scale is None
        else (sliding_window_view(scale, length), sliding_window_view(scale, path))
    )
    usable = length - inside(count(unused), at, plan.estimation)

    def work(rows: Ints) -> None:
        start, p = at[rows] + first, at[rows] + plan.path[0]
        missing, hole = absent[start], holes[p]
        weight = (~missing).astype(np.float64)
        noise = None
        if scales is not None:
            weight /= np.where(missing, 1.0, scales[0][start])
            noise = np.where(hole, 0.0, scales[1][p])
        block = np.stack([view[start] for view in views], axis=1)
        zone = np.stack([view[p] for view in event], axis=1)
        np.copyto(block, 0.0, where=missing[:, None, :])
        np.copyto(zone, 0.0, where=hole[:, None, :])
        chunk = _Chunk(
            n=usable[rows].astype(np.float64),
            block=block,
            weight=weight,
            zone=zone,
            hole=hole,
            noise=noise,
            centred=centred,
            demean=demean_sigma,
        )
        _measure(out, rows, plan, chunk, _estimate(out, rows, plan, chunk))

    share(np.arange(len(at)), work, threads, max(CACHED // (q + 2), 16))
    return out


@dataclass(slots=True)
class _Chunk:
    """Gathered windows of some fits, the regressors' rows first and the return's row last."""

    n: Floats
    block: Floats
    weight: Floats
    zone: Floats
    hole: Flags
    noise: Floats | None
    centred: bool
    demean: bool


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
    A, singular = _inverse(np.matmul(X, X.transpose(0, 2, 1)), raw[:, :q])
    b, residual = np.zeros((len(n), q, 1)), y[:, None, :].copy()
    for _ in range(2 if q else 0):
        b += np.matmul(A, np.matmul(X, residual.transpose(0, 2, 1)))
        residual = y[:, None, :] - np.matmul(b.transpose(0, 2, 1), X)
    residual, b = residual[:, 0], b[:, :, 0]
    rest = np.add.reduce(residual, axis=1) / n
    rest *= chunk.centred or chunk.demean
    sse = np.maximum(np.vecdot(residual, residual) - n * rest * rest, 0.0)
    sse[sse <= ROUNDING * raw[:, q]] = 0.0
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
    level = means[:, q:] - np.vecdot(b, means[:, :q])[:, None]
    out.coef[rows] = np.hstack([np.where(ok[:, None], level, np.nan), b]) if chunk.centred else b
    return b, A, means


def _measure(
    out: Fits, rows: Ints, plan: Plan, chunk: _Chunk, estimated: tuple[Floats, Floats, Floats]
) -> None:
    """Store what the event windows say."""
    (b, A, means), zone, hole = estimated, chunk.zone, chunk.hole
    q, sigma = b.shape[1], out.sigma[rows][:, None]
    zone -= means[:, :, None]
    zone *= ~hole[:, None, :]
    Z = zone[:, :q]
    ar = zone[:, q] - np.matmul(b[:, None, :], Z)[:, 0]
    extra = (~hole).astype(np.float64) if chunk.noise is None else chunk.noise * chunk.noise
    level = (1 / chunk.n if chunk.centred else 0 * chunk.n)[:, None]
    variance = extra + level + np.add.reduce(Z * np.matmul(A, Z), axis=1)
    out.ar[rows] = np.where(hole, np.nan, ar)
    out.ar_se[rows] = np.where(hole, np.nan, sigma * np.sqrt(variance))
    for j, (first, last) in enumerate(plan.windows):
        cut = slice(first - plan.path[0], last - plan.path[0] + 1)
        m = (~hole[:, cut]).sum(axis=1).astype(np.float64)
        lean = np.add.reduce(Z[:, :, cut], axis=2)
        spread = np.vecdot(lean, np.matmul(A, lean[:, :, None])[:, :, 0])
        variance = np.add.reduce(extra[:, cut], axis=1) + m * m * level[:, 0] + spread
        car = np.add.reduce(ar[:, cut], axis=1)
        store_car(out, rows, j, (m, car, sigma[:, 0] * np.sqrt(variance)))


def _inverse(gram: Floats, raw: Floats) -> tuple[Floats, Flags]:
    """Inverse of each Gram matrix, scaled to a unit diagonal first, and which have none."""
    square = np.einsum("cii->ci", gram)
    root = np.sqrt(square)
    singular = ~(square > ROUNDING * raw).all(axis=1)
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
