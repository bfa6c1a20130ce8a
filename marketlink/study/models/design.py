"""The linear design of a model, its fit, and fits that leave nothing but rounding."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from marketlink.study.kernel import (
    Fits,
    Flags,
    Floats,
    Ints,
    Plan,
    Window,
    form,
    regression,
    rows_of,
)
from marketlink.study.layout import SeriesLayout


class Peers(NamedTuple):
    """The series that may be peers, by calendar; ``series`` is each event's own series."""

    series: Ints
    calendars: tuple[str, ...]
    symbols: tuple[str, ...]
    eligible: tuple[bool, ...]
    busy: dict[str, tuple[int, ...]]
    """Day-0 ordinals of each symbol's own events: a peer with its own news is no control."""
    log: bool = False
    """Whether returns are logarithmic: they add up over days, others compound."""


@dataclass(frozen=True, slots=True)
class Request:
    """The request to a model: the layout, the positions of day 0, the windows.

    ``names`` are the regressors' names, the benchmark's first where ``benchmark`` is set.
    ``since`` is the first position that each fit's estimation window may use; only volumes have
    one. ``peers`` are there where the model needs other companies.
    """

    layout: SeriesLayout
    at: Ints
    plan: Plan
    names: tuple[str, ...] = ()
    benchmark: bool = True
    thin: str = "none"
    masked: Flags | None = None
    threads: int = 1
    since: Ints | None = None
    peers: Peers | None = None

    @property
    def others(self) -> Peers:
        """The companies of a model that needs others."""
        assert self.peers is not None  # noqa: S101 (for the type checker)
        return self.peers

    @property
    def market(self) -> Floats:
        """The benchmark's matched returns."""
        x: Floats = self.layout.X[0]
        return x

    def regressor(self, name: str) -> Floats:
        """The matched returns of the regressor of that name."""
        x: Floats = self.layout.X[self.names.index(name)]
        return x


@dataclass(frozen=True, slots=True)
class Design:
    """A linear model: ``y`` on ``X``, (M,) and (q, M), with or without a constant."""

    y: Floats
    X: Floats
    constant: bool = True
    scale: Floats | None = None
    demean: bool = False
    offset: Floats | None = None
    """The part taken off the raw return, to be added back to the normal return."""
    difference: tuple[Floats, Floats] | None = None
    """Where no regressor says how much of the return is explained: what is left of it, and it."""
    span: Floats | None = None
    """Sessions that each return covers, where its variance grows with them."""
    at: Ints | None = None
    """Where day 0 of each fit lies, where each has a stretch of its own and not the request's."""

    def places(self, request: Request) -> Ints:
        """Where day 0 of each fit lies."""
        return request.at if self.at is None else self.at


class Estimate(NamedTuple):
    """The fits of a model and the design they are of; ``coefficients`` names ``fits.coef``.

    ``placebo`` (N, W) is the p of each CAR among those of companies without news on the same dates,
    where the model compares with them; ``boundary`` (N,) whether a fit ended at the edge of what
    its parameters may be.
    """

    fits: Fits
    design: Design
    coefficients: tuple[str, ...]
    placebo: Floats | None = None
    boundary: Flags | None = None


def some_of(estimate: Estimate, request: Request, rows: Ints | slice) -> tuple[Estimate, Request]:
    """Some of the fits, with the request that they answer."""
    design = estimate.design
    if design.at is not None:
        design = replace(design, at=design.at[rows])
    part = Estimate(rows_of(estimate.fits, rows), design, estimate.coefficients)
    since = None if request.since is None else request.since[rows]
    return part, replace(request, at=request.at[rows], since=since)


def least_squares(design: Design, request: Request) -> Fits:
    """Fit a design at the positions of a request."""
    return regression(
        design.y, design.X, request.at, request.plan, constant=design.constant, scale=design.scale,
        demean_sigma=design.demean, masked=request.masked, span=design.span,
        threads=request.threads,
    )  # fmt: skip


def linear(design: Design, names: tuple[str, ...], request: Request) -> Estimate:
    """Least squares on a design of returns, which in the estimation window are weighted by their
    spans where the request asks."""
    labels = ("alpha", *names) if design.constant else names
    design = replace(design, span=request.layout.span)
    if request.thin == "trade-to-trade" and design.constant:
        X = np.vstack([request.layout.span[None], design.X])
        scale = np.sqrt(request.layout.span)
        design = replace(design, X=X, constant=False, scale=scale)
    return Estimate(least_squares(design, request), design, labels)


S = TypeVar("S", bound=np.generic)


def windows_of(values: NDArray[S], at: Ints, window: Window) -> NDArray[S]:
    """Rows of a series around positions: (N, length)."""
    width = window[1] - window[0] + 1
    if not len(at):
        return np.zeros((0, width), dtype=values.dtype)
    return sliding_window_view(values, width)[at + window[0]]


def spans(estimate: Estimate, request: Request, window: Window) -> Floats | None:
    """Sessions that the returns of each fit's window cover, (N, length); None where each covers
    one, or the model does not mind."""
    low, high = (
        request.layout.long.searchsorted(request.at + k) for k in (window[0], window[1] + 1)
    )
    if estimate.design.span is None or (low == high).all():
        return None
    return windows_of(request.layout.span, request.at, window)


def residuals(estimate: Estimate, request: Request) -> tuple[Floats, Floats]:
    """Estimation residuals and their leverage, NaN where a day was not used: (N, T) each.

    A residual over several sessions is divided by the root of their number, as its spread is.
    """
    design, fits = estimate.design, estimate.fits
    window, at = request.plan.estimation, design.places(request)
    y = windows_of(design.y, at, window)
    constant, q = design.constant, len(design.X)
    scale = None if design.scale is None else windows_of(design.scale, at, window)
    slopes, centred = fits.coef[:, fits.coef.shape[1] - q :], []
    if constant:
        y -= fits.coef[:, :1]
    for k, values in enumerate(design.X):
        x = windows_of(values, at, window)
        y -= slopes[:, k : k + 1] * x
        if constant:
            x -= fits.mean[:, k : k + 1]
        if scale is not None:
            x /= scale
        centred.append(x)
    level = 1.0 / np.maximum(fits.n, 1) if constant else np.zeros(len(y))
    leverage = np.repeat(level[:, None], y.shape[1], axis=1)
    form(centred, fits.spread[..., None], leverage)
    span = spans(estimate, request, window)
    if span is not None:
        y /= np.sqrt(span)
    if request.masked is not None:
        y[windows_of(request.masked, request.at, window)] = np.nan
    missing = np.isnan(y)
    if missing.any():
        leverage[missing] = np.nan
    return y, leverage


def regressor_rows(estimate: Estimate, request: Request) -> tuple[Floats, Floats]:
    """For every fit the event days' regressors (N, L, k) with (X'X)^-1 (N, k, k)."""
    fits, design = estimate.fits, estimate.design
    n, path = len(fits), request.plan.path[1] - request.plan.path[0] + 1
    q, constant = fits.mean.shape[1], design.constant
    k = q + constant
    Z, A = np.zeros((n, path, k)), np.zeros((n, k, k))
    if constant:
        Z[:, :, 0] = 1.0
        A[:, 0, 0] = 1.0 / np.maximum(fits.n, 1)
    if q:
        at = design.places(request)
        rows = np.stack([windows_of(x, at, request.plan.path) for x in design.X], axis=2)
        Z[:, :, constant:] = rows - fits.mean[:, None, :] if constant else rows
        A[:, constant:, constant:] = fits.spread
    missing = ~np.isfinite(fits.ar)
    Z[missing] = np.nan
    return Z, A


SHARE = 1e-6
"""Residual variance, as a share of the return's, that counts as rounding."""
FLOOR = 1e-14
"""A standard deviation of returns that stands for rounding: 1 + r is kept to 1e-16."""
CHUNK = 4_096


def silence(fits: Fits, design: Design, request: Request) -> None:
    """Set the standard errors of fits that leave nothing but rounding to 0."""
    if design.difference is None:
        flatten(fits, rounding(fits))
        return
    left, whole = design.difference
    share = np.empty(len(fits))
    for low in range(0, len(fits), CHUNK):
        at, plan = request.at[low : low + CHUNK], request.plan.estimation
        unused = ~np.isfinite(windows_of(design.y, at, plan))
        if request.masked is not None:
            unused |= windows_of(request.masked, at, plan)
        with np.errstate(divide="ignore", invalid="ignore"):
            share[low : low + CHUNK] = _spread(left, at, plan, unused) / _spread(
                whole, at, plan, unused
            )
    flatten(fits, share <= SHARE)


def rounding(fits: Fits) -> Flags:
    """Which fits of a regression with a constant leave nothing but rounding."""
    with np.errstate(invalid="ignore"):
        return np.asarray((1 - fits.r2 <= SHARE) | (fits.sigma <= FLOOR))


def flatten(fits: Fits, rows: Flags) -> None:
    """Fits whose estimation days do not vary about their normal return."""
    rows = rows & np.isfinite(fits.sigma)
    fits.sigma[rows] = 0.0
    for errors in (fits.ar_se, fits.car_se):
        errors[rows] *= 0.0
    fits.scar[rows] = np.nan


def _spread(values: Floats, at: np.ndarray, window: tuple[int, int], unused: Flags) -> Floats:
    rows = np.where(unused, 0.0, windows_of(values, at, window))
    rows -= (rows.sum(axis=1) / (~unused).sum(axis=1))[:, None]
    rows[unused] = 0.0
    return np.asarray((rows * rows).sum(axis=1))
