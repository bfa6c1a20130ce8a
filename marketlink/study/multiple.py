"""Adjusted p-values for many tests."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


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
