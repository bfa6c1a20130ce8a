"""Sign statistics and the signed-rank test."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from marketlink.study.inference.laws import Floats, p_normal, signed_rank_tail
from marketlink.study.inference.ranks import average_ranks, daily_mean

EXACT_TO = 25
"""Largest sample for which the signed-rank law is counted exactly."""


def sign(positive: ArrayLike, negative: ArrayLike) -> Floats:
    """Normal form of the sign test against a share of one half, of how many CARs are positive and
    how many negative; zeros are left out.

    Reference: Brown and Warner (1980).
    """
    n = np.add(positive, negative)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(n > 0, np.subtract(positive, n / 2.0) / np.sqrt(n / 4.0), np.nan)


def positive_share(residuals: Floats) -> Floats:
    """Share of positive estimation residuals, averaged over the events. (..., N, T) -> (...)."""
    present = (~np.isnan(residuals)).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (residuals > 0).sum(axis=-1) / present
        value: Floats = np.nansum(share, axis=-1) / (present > 0).sum(axis=-1)
    return value


def generalised_sign(positive: ArrayLike, n: ArrayLike, share: ArrayLike) -> Floats:
    """Normal form of the sign test of n CARs against the estimation window's own share of positive
    ones, :func:`positive_share`.

    Reference: Cowan (1992).
    """
    n, share = np.asarray(n, float), np.asarray(share)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.subtract(positive, n * share) / np.sqrt(n * share * (1.0 - share))
    return np.where(n > 0, value, np.nan)


def sign_series(joint: Floats) -> Floats:
    """Mean sign about the events' own medians each day, times the root of the events it has; of
    (..., N, D) abnormal returns of the estimation and event days side by side.

    Reference: Corrado and Zivney (1992).
    """
    mean, n = daily_mean(np.sign(joint - medians(joint)))
    series: Floats = mean * np.sqrt(n)
    return series


def medians(values: Floats) -> Floats:
    """The median of each row's values, (..., 1): of many short rows, in one sort."""
    ordered, n = np.sort(values, axis=-1), np.count_nonzero(~np.isnan(values), axis=-1)
    low, high = np.maximum(n - 1, 0) // 2, np.minimum(n // 2, values.shape[-1] - 1)
    low, high = (np.take_along_axis(ordered, one[..., None], -1) for one in (low, high))
    return np.asarray((low + high) / 2.0)


def wilcoxon(car: Floats) -> tuple[Floats, Floats, Floats]:
    """Sum of the ranks of the positive CARs, its normal score, and the two-sided p.

    The law is exact to 25 CARs without ties or zeros, else normal with the tie correction.

    Reference: Wilcoxon (1945).
    """
    if car.ndim == 1:
        plus, score, p = (value[0] for value in wilcoxon(car[None]))
        return plus, score, p
    nonzero = np.where(car == 0, np.nan, car)
    ranks = average_ranks(np.abs(nonzero))
    n = (~np.isnan(nonzero)).sum(axis=-1)
    plus = np.nansum(np.where(nonzero > 0, ranks, 0.0), axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        score = (plus - n * (n + 1) / 4.0) / np.sqrt(np.nansum(ranks**2, axis=-1) / 4.0)
    p = p_normal(score)
    exact = (n > 0) & (n <= EXACT_TO) & (np.nansum(ranks % 1, axis=-1) == 0) & _untied(ranks, n)
    for size in np.unique(n[exact]):
        rows = exact & (n == size)
        tail = signed_rank_tail(int(size))
        w = np.maximum(plus[rows], size * (size + 1) / 2.0 - plus[rows])
        p[rows] = np.minimum(1.0, 2.0 * tail[w.astype(int)])
    return np.where(n > 0, plus, np.nan), score, np.where(n > 0, p, np.nan)


def _untied(ranks: Floats, n: NDArray[np.int64]) -> NDArray[np.bool_]:
    untied: NDArray[np.bool_] = np.isclose(
        np.nansum(ranks**2, axis=-1), n * (n + 1) * (2 * n + 1) / 6.0
    )
    return untied
