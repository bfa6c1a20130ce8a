"""Tail probabilities beyond a sample's range: a Student law averaged over its unknown degrees of
freedom and scale.
"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.special import stdtr, stdtrit

from marketlink.study.kernel import Floats, Ints
from marketlink.study.own_days import added

FREEDOM = np.array([2.2, 2.6, 3.0, 3.5, 4.0, 5.0, 6.0, 8.0, 12.0, 20.0, 1000.0])
"""Degrees of freedom considered; the last one is the normal law."""
PRIOR = np.array([3.0, 2.5, 2.0, 1.7, 1.4, 1.2, 1.0, 0.8, 0.8, 0.8, 2.5])
"""Their weights before a value was seen: set so that the largest of 250 sessions of noise, Student
with 3, 4, 6 degrees of freedom, normal or clustered, is called large as seldom as promised."""
SCALES = np.exp(np.linspace(-0.5, 0.5, 9))
"""Scales considered, about the one that meets the sample's median."""
BLOCK = 256
"""Samples worked on at a time: as many as a near cache holds."""
FARTHEST = 1e8
"""In medians; larger values count as this large, so that :data:`FACTORS` of them can be multiplied
before a logarithm is taken."""
FACTORS = 16
POINTS = 12
"""Values at which the law of many is worked out."""
TOGETHER = 30_000
"""Values of one sample under several laws that are worked out together: a near cache's worth."""


class _Laws(NamedTuple):
    """(L, 1) of each law considered: degrees of freedom, the scale over the sample's median, and
    logarithms of its weight, of the density's height and of the chance below the median."""

    freedom: Floats
    scale: Floats
    prior: Floats
    height: Floats
    below: Floats


@cache
def _laws() -> _Laws:
    freedom, scale = (one.ravel()[:, None] for one in np.meshgrid(FREEDOM, SCALES, indexing="ij"))
    quartile = stdtrit(freedom, 0.75)  # the median of the absolute value
    height = [
        math.lgamma((f + 1) / 2) - math.lgamma(f / 2) - math.log(f * math.pi) / 2 for f in FREEDOM
    ]
    each = len(SCALES)
    return _Laws(
        freedom,
        scale / quartile,
        np.log(np.repeat(PRIOR, each))[:, None],
        np.repeat(height, each)[:, None],
        np.log1p(-2.0 * stdtr(freedom, -quartile / scale)),
    )


def beyond(sample: Floats, value: Floats, days: int | Ints = 1) -> Floats:
    """Chance that another draw is at least ``value``, given a sample of absolute values.

    The two-sided probabilities, (N,), are averaged over the laws that the sample leaves open: a
    tail that 240 values cannot tell from a heavier one is not taken for the lighter. NaN without a
    sample.

    Parameters
    ----------
    sample : (N, n) absolute values, NaN left out; only those above the median tell of the tail
    value : (N,) what is judged, at least 0
    days : number or (N,); a sample of sums of so many days that overlap counts as one in ``days``

    Reference: Aitchison and Dunsmore (1975), chapter 2, for the average in place of the best fit;
    the values below the median are censored, as in Diks, Panchenko and van Dijk (2011).
    """
    out, weight = np.full(len(value), np.nan), np.broadcast_to(1.0 / np.asarray(days), len(value))
    for low in range(0, len(value), BLOCK):
        rows = slice(low, low + BLOCK)
        law = _law(np.sort(sample[rows], axis=1), weight[rows])
        out[rows] = _chance(law, value[rows][:, None])[:, 0]
    return out


def chances(sample: Floats, values: Floats) -> Floats:
    """As :func:`beyond`, of many values a sample, (N, D), drawn through :data:`POINTS` of each law:
    within a tenth, which tells the largest of them."""
    law = _law(np.sort(sample, axis=1), 1.0)
    top = np.maximum(values.max(axis=1, initial=0.0), 1e-12)
    grid = top[:, None] * np.linspace(0.0, 1.0, POINTS)
    with np.errstate(divide="ignore"):
        drawn = np.log(_chance(law, grid))
    return np.exp([
        np.interp(row, at, one) for row, at, one in zip(values, grid, drawn, strict=True)
    ])  # fmt: skip


def _chance(law: tuple[Floats, Floats], value: Floats) -> Floats:
    """(N, V) the chance of each value, averaged over the laws by the belief in each."""
    belief, size = law
    with np.errstate(divide="ignore", invalid="ignore"):
        tail = 2.0 * stdtr(_laws().freedom[:, :, None], -value / size[:, :, None])
        # Added one after another: numpy pairs up what has one column, and a last bit would depend
        # on how many samples are judged together.
        total = np.add.accumulate(belief[:, :, None] * tail, axis=0)[-1]
        whole = np.add.accumulate(belief, axis=0)[-1]
        return np.asarray(total / whole[:, None])


def _law(ordered: Floats, weight: Floats | float) -> tuple[Floats, Floats]:
    """(L, N) the belief in each law after a sample, and its scale."""
    count = np.isfinite(ordered).sum(axis=1)
    rows = np.arange(len(ordered))
    half, width = count // 2, ordered.shape[1]
    middle = ordered[rows, np.minimum(half, width - 1)]
    place = half[:, None] + np.arange(width - width // 2)
    upper = place < count[:, None]
    values = np.take_along_axis(ordered, np.minimum(place, width - 1), 1)
    values = np.where(upper, np.minimum(values, FARTHEST * middle[:, None]), 0.0)
    square = np.zeros((-(-place.shape[1] // FACTORS) * FACTORS, 1, len(rows)))
    square[: place.shape[1], 0] = (values * values).T
    laws, above = _laws(), upper.sum(axis=1)
    size = middle * laws.scale
    fit = np.empty(size.shape)
    many = max(TOGETHER // square.size, 1)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for low in range(0, len(size), many):
            some = slice(low, low + many)
            own, freedom = size[some], laws.freedom[some]
            bend = square * (1.0 / (own * own * freedom)) + 1.0
            spread = _log_product(bend.reshape(len(bend), -1)).reshape(own.shape)
            fit[some] = above * (laws.height[some] - np.log(own)) - (freedom + 1) / 2 * spread
        belief = laws.prior + weight * (fit + half * laws.below)
        return np.exp(belief - belief.max(axis=0)), size


def _log_product(values: Floats) -> Floats:
    """The sum of logarithms of (n, N) by column, of :data:`FACTORS` values each; the values are
    lost."""
    length = len(values)
    for _ in range(FACTORS.bit_length() - 1):
        length //= 2
        values[:length] *= values[length : 2 * length]
    return added(np.log(values[:length]))
