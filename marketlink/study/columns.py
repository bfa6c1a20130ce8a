"""Linear fits on columns, for a cluster or a program without a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from marketlink.study.kernel import Fits, Floats, Ints, Plan
from marketlink.study.models.design import Design, fit

Columns = Mapping[str, np.ndarray[Any, Any]]


@dataclass(frozen=True, slots=True)
class RegressionLine:
    """A regression on columns: with a constant or without, and whether, where nothing else is
    estimated, the variance is about the mean."""

    constant: bool = True
    demean: bool = False

    def size(self, regressors: int) -> tuple[int, int]:
        """Coefficients and regressors of its fits."""
        return regressors + self.constant, regressors


def regressors_of(names: Iterable[str]) -> list[str]:
    """Which columns are regressors: ``x``, or ``x0, x1, ...`` in the order of their numbers."""
    regressors = [name for name in names if name == "x" or (name[:1] == "x" and name[1:].isdigit())]
    return sorted(regressors, key=lambda name: int(name[1:] or 0))


def estimate(
    events: Columns,
    returns: Columns,
    plan: Plan,
    threads: int = 1,
    line: RegressionLine | None = None,
) -> dict[str, Any]:
    """Linear fits of events on returns: columns in, columns out.

    Parameters
    ----------
    events : ``series`` (int) and ``idx`` (session number); repeated pairs are fitted once
    returns : ``series``, ``idx``, ``y`` and ``x`` (or ``x0, x1, ...``): the stock and its
        regressors over the same instants, in any order; ``span`` where returns cover several
        sessions, ``scale`` where they have standard deviations of their own, ``masked`` where
        sessions are no estimation days
    plan : windows in sessions
    threads : threads of the kernel
    line : by default y = alpha + beta x

    Returns
    -------
    dict
        One row a distinct (series, idx), sorted: ``series, idx, n_est, alpha, beta, sigma, r2``
        (``beta0, beta1, ...`` with several regressors), ``car_A_B, car_se_A_B, scar_A_B`` of
        every window and ``ar_T`` of every event day.

    Reference
    ---------
    Campbell, Lo, MacKinlay 1997, eq. 4.4.9.
    """
    line = line or RegressionLine()
    series, idx, fits = fit_pairs(events, returns, plan, threads, line)
    return {"series": series, "idx": idx, **fit_columns(fits, plan, constant=line.constant)}


def fit_pairs(
    events: Columns,
    returns: Columns,
    plan: Plan,
    threads: int = 1,
    line: RegressionLine | None = None,
) -> tuple[Ints, Ints, Fits]:
    """The distinct (series, idx) of :func:`estimate`, sorted, with everything of their fits."""
    owner, idx = (np.asarray(returns[n]).astype(np.int64) for n in ("series", "idx"))
    event_series, spot = (np.asarray(events[n]).astype(np.int64) for n in ("series", "idx"))
    width = int(max(owner.max(initial=0), event_series.max(initial=0))) + 1
    low, high = np.full(width, np.iinfo(np.int64).max), np.full(width, -1)
    for series, place in ((owner, idx), (event_series, spot)):
        np.minimum.at(low, series, place)
        np.maximum.at(high, series, place)
    before, after = plan.reach
    size = np.where(high >= 0, high - low + 1 + before + after, 0)
    start = np.concatenate(([0], np.cumsum(size)[:-1])) + before - np.where(high >= 0, low, 0)
    total, slots = int(size.sum()), start[owner] + idx

    def laid(name: str, empty: float) -> Floats:
        values = np.full(total, empty)
        values[slots] = returns[name]
        return values

    names = regressors_of(returns)
    X = np.stack([laid(n, np.nan) for n in names]) if names else np.zeros((0, total))
    line = line or RegressionLine()
    scale = laid("scale", 1.0) if "scale" in returns else None
    masked = laid("masked", 0.0) > 0 if "masked" in returns else None
    span = laid("span", 1.0) if "span" in returns else None
    design = Design(laid("y", np.nan), X, line.constant, scale, line.demean, span=span)
    at = np.unique(start[event_series] + spot)
    series = np.searchsorted(np.cumsum(size), at, side="right")
    return series, at - start[series], fit(design, at, plan, masked=masked, threads=threads)


def fit_columns(fits: Fits, plan: Plan, *, constant: bool = True) -> dict[str, np.ndarray]:
    """Fits as columns of numbers, one abnormal return a column."""
    slopes = fits.coef[:, int(constant) :].T
    columns: dict[str, np.ndarray] = {"n_est": fits.n}
    if constant:
        columns["alpha"] = fits.coef[:, 0]
    for at, slope in enumerate(slopes):
        columns["beta" if len(slopes) == 1 else f"beta{at}"] = slope
    columns |= {"sigma": fits.sigma, "r2": fits.r2}
    for j, (first, last) in enumerate(plan.windows):
        for name in ("car", "car_se", "scar"):
            columns[f"{name}_{first}_{last}"] = getattr(fits, name)[:, j]
    for at, tau in enumerate(range(plan.path[0], plan.path[1] + 1)):
        columns[f"ar_{tau}"] = fits.ar[:, at]
    return columns
