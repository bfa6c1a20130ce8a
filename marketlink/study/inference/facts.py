"""Facts of a group and window that decide which statistics are valid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marketlink.study.inference.dependence import Dependence, Ints, effective_number, inflation
from marketlink.study.inference.laws import Floats
from marketlink.study.inference.parametric import moments


@dataclass(frozen=True, slots=True)
class SampleFacts:
    """The data at hand, as the validity rules read it.

    ``neighbours`` is how many other events an event shares its window with on average.
    ``variance_ratio`` is the cross-sectional variance of the SCARs over what the estimation
    window promises, ``variance_z`` its distance from 1 in standard errors; ``skewness`` that of
    the standardised estimation residuals. ``crossing`` is the factor by which events inside each
    other's estimation windows scale a statistic that does not know of them, ``reach`` the share
    of a rank test's days that lie in the window.
    """

    n: int
    days: int
    dof: float
    r_bar: float
    r_window: float
    overlap: float
    neighbours: float
    inflation: float
    effective: float
    variance_ratio: float
    variance_z: float
    skewness: float
    kurtosis: float
    crossing: float
    reach: float
    blocks: int
    dates: int
    missing: float

    @classmethod
    def of(  # noqa: PLR0913 (one specification)
        cls,
        size: tuple[int, int, int],
        shared: Dependence,
        form: tuple[float, float],
        variance: tuple[float, float],
        *,
        dof: float,
        blocks: int,
        dates: int,
        missing: float,
    ) -> SampleFacts:
        """The facts of so many events, days of the window and of the estimation window; ``form`` is
        skewness and kurtosis, ``variance`` the ratio and its z."""
        n, days, length = size
        return cls(
            n=n, days=days, dof=dof, r_bar=shared.r_bar, r_window=shared.r_window,
            overlap=shared.overlap, neighbours=max(n - 1, 0) * shared.overlap,
            inflation=float(inflation(n, shared.r_window)) if n > 1 else 1.0,
            effective=float(effective_number(n, shared.r_window)) if n > 1 else float(n),
            variance_ratio=variance[0], variance_z=variance[1], skewness=form[0], kurtosis=form[1],
            crossing=crossing(n, shared), reach=days / (length + days), blocks=blocks, dates=dates,
            missing=missing,
        )  # fmt: skip


def facts(
    scar: Floats, dof: Floats, estimation_sar: Floats, window_dates: Ints, shared: Dependence
) -> SampleFacts:
    """Gather the facts of one group and window.

    Parameters
    ----------
    scar, dof : (N,)
    estimation_sar : (N, T)
    window_dates : (N, L) ordinals
    shared : what :func:`marketlink.study.inference.dependence.dependence` measured
    """
    used = ~np.isnan(scar)
    days, n_est = window_dates.shape[1], estimation_sar.shape[1]
    pooled = estimation_sar[used]
    missing = np.isnan(pooled)
    form = shape(pooled[~missing])
    own = window_dates[used]
    return SampleFacts.of(
        (int(used.sum()), days, n_est), shared, form,
        event_variance(scar, dof, shared.r_window, form[1] / days),
        dof=float(np.min(dof[used])) if used.any() else float("nan"),
        blocks=np.unique(own[:, 0]).size, dates=np.unique(own[own > 0]).size,
        missing=float(missing.mean()) if used.any() else float("nan"),
    )  # fmt: skip


def crossing(n: int, shared: Dependence) -> float:
    """Spread of a mean CAR over what it would be if windows met on event days alone."""
    alone = 1.0 + (n - 1.0) * shared.r_shared
    whole = 1.0 + (n - 1.0) * shared.r_window
    return float(np.sqrt(whole / alone)) if n > 1 and alone > 0 and whole > 0 else 1.0


def shape(values: Floats) -> tuple[float, float]:
    """Skewness and excess kurtosis of pooled values."""
    if values.size < 4:  # noqa: PLR2004 (fewest that say anything)
        return float("nan"), float("nan")
    centred = values - values.mean()
    square = centred * centred
    sd = float(np.sqrt(square.mean()))
    if not sd > 0:
        return float("nan"), float("nan")
    return float((square * centred).mean()) / sd**3, float((square * square).mean()) / sd**4 - 3.0


def event_variance(scar: Floats, dof: Floats, r: float, kurtosis: float) -> tuple[float, float]:
    """Spread of the SCARs over the spread expected without event-induced variance, and its z.

    Reference: Boehmer, Musumeci and Poulsen (1991) for why it matters.
    """
    n, _, sd = (float(value) for value in moments(scar))
    if n < 2:  # noqa: PLR2004 (fewest that say anything)
        return float("nan"), float("nan")
    free = dof[~np.isnan(scar)]
    inflated = free / np.maximum(free - 2.0, 1.0)  # days that depend on each other may leave two
    return spread_of(n, sd, float(inflated.mean()), r, kurtosis)


def spread_of(
    n: float, sd: float, inflated: float, r: float, kurtosis: float
) -> tuple[float, float]:
    """The same from the number of SCARs, their spread and the mean of dof / (dof - 2)."""
    ratio = sd**2 / (inflated * (1.0 - min(r, 0.99)))
    noise = np.sqrt(2.0 / (n - 1.0) + max(kurtosis, 0.0) / n)
    return ratio, float((ratio - 1.0) / noise)
