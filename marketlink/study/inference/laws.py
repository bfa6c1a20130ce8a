"""Tail probabilities and quantiles of laws, and p-values adjusted for many tests."""

from __future__ import annotations

from functools import lru_cache
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erfc, gammaln, stdtr, stdtrit

from marketlink.study.kernel import Floats

LEVEL = 0.05
"""A test whose smallest p lies above cannot reject."""


def p_student(value: ArrayLike, df: ArrayLike) -> Floats:
    """Two-sided tail of Student's t; NaN in, NaN out."""
    return np.asarray(2.0 * stdtr(df, -np.abs(np.asarray(value, float))))


def p_normal(value: ArrayLike) -> Floats:
    """Two-sided tail of the standard normal."""
    return np.asarray(erfc(np.abs(np.asarray(value, float)) / np.sqrt(2.0)))


def t_quantile(df: ArrayLike, probability: ArrayLike) -> Floats:
    """Quantile of Student's t."""
    return np.asarray(stdtrit(df, probability))


@lru_cache(maxsize=64)
def signed_rank_tail(n: int) -> Floats:
    """P(W+ >= w) for w = 0 ... n(n+1)/2 under the null, by counting subsets of 1..n.

    Reference: Wilcoxon (1945), table I.
    """
    counts = np.zeros(n * (n + 1) // 2 + 1)
    counts[0] = 1.0
    for rank in range(1, n + 1):
        counts[rank:] = counts[rank:] + counts[:-rank].copy()
    tail: Floats = np.cumsum(counts[::-1])[::-1] / 2.0**n
    return tail


@lru_cache(maxsize=256)
def binomial_size(n: int) -> float:
    """The share of fair coin series of length n that a normal two-sided sign test rejects."""
    wins = np.arange(n + 1)
    z = np.abs(wins - n / 2.0) / np.sqrt(n / 4.0)
    arranged = gammaln(n + 1) - gammaln(wins + 1) - gammaln(n - wins + 1)
    mass = np.exp(np.asarray(arranged, float) - n * np.log(2.0))
    return float(mass[p_normal(z) <= LEVEL].sum())


@lru_cache(maxsize=64)
def resampled_floor(n: int) -> float:
    """Smallest two-sided p of a bootstrap of n values: of the C(2n - 1, n) samples that differ, n
    hold one value only and have no spread. 0.25 with three values, 0.016 with five."""
    return 2 / (1 + comb(2 * n - 1, n) - n)  # whole numbers: they outgrow floats


def signed_rank_size(n: int) -> float:
    """The share of symmetric samples of size n that the exact signed-rank test rejects."""
    tail = signed_rank_tail(n)
    reachable = tail[2.0 * tail <= LEVEL]
    return float(2.0 * reachable.max()) if reachable.size else 0.0


def number_of_tests(p: ArrayLike) -> int:
    """How many of the p-values are numbers: the size of the family."""
    return int((~np.isnan(np.asarray(p, float))).sum())


def holm(p: ArrayLike) -> Floats:
    """Step-down adjusted p-values, valid under any dependence; NaN stays and does not count.

    Reference: Holm (1979).
    """
    values = np.asarray(p, float)
    order, m = _sorted(values)
    steps = np.maximum.accumulate(values[order] * (m - np.arange(m)))
    return _placed(values, order, np.minimum(steps, 1.0))


def benjamini_yekutieli(p: ArrayLike) -> Floats:
    """Step-up adjusted p-values for the false discovery rate under any dependence.

    Reference: Benjamini and Yekutieli (2001), theorem 1.3.
    """
    values = np.asarray(p, float)
    order, m = _sorted(values)
    rank = np.arange(1, m + 1)
    scaled = values[order] * m * (1.0 / rank).sum() / rank
    steps = np.minimum.accumulate(scaled[::-1])[::-1]
    return _placed(values, order, np.minimum(steps, 1.0))


def _sorted(values: Floats) -> tuple[NDArray[np.intp], int]:
    order = np.argsort(values, kind="stable")
    m = number_of_tests(values)
    return order[:m], m


def _placed(values: Floats, order: NDArray[np.intp], adjusted: Floats) -> Floats:
    out = np.full(values.shape, np.nan)
    out[order] = adjusted
    return out
