"""Maximum statistics: p-values of the largest values that account for the search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from marketlink.study.kernel import Flags, Floats, Ints
from marketlink.study.yardstick import beyond, chances

FARTHEST, HALVINGS = 1e6, 40
"""Where the search for a bound ends, and how often its interval is halved."""
PLAIN = 0.5
"""Once a step's chance is above this, the values left are given 1."""


class Standing(NamedTuple):
    """(N, D) adjusted p-values, and (K, N, D) how much of the evidence each measure brings: 0 to 1,
    adding up to 1; NaN where nothing was judged."""

    adjusted: Floats
    share: Floats


def standing_out_by(size: Floats, searched: Flags, weight: Sequence[float]) -> Standing:
    """Adjusted p-values of the searched days of each row, which can be large by any of K measures,
    largest first, step by step.

    Each value is judged against the largest of as many draws as there are searched values not
    larger than it; the law of a draw comes from the row's other values, searched or not, less the
    larger ones judged before it, with a tail of unknown weight. The p-values of a day by each
    measure are put together by their weighted harmonic mean, which holds however they depend on
    each other: a day large by one measure alone pays for all of them, one that is large by several
    does not.

    Parameters
    ----------
    size : (K, N, D) of one law each; NaN where there is none, below 0 where a day is small in a
        measure of which only large values count: it tells of the law, and is never judged
    searched : (N, D)
    weight : K numbers above 0 that add up to 1, fixed before anything is seen

    Reference: Westfall and Young (1993), algorithm 2.8 for the steps; White (2000) for the maximum
    over everything that was looked at; Wilson (2019), eq. 1, for the mean, which is exact for small
    p, as a search asks for.
    """
    within = searched & np.isfinite(size).any(axis=0)
    adjusted = np.where(within, 1.0, np.nan)
    share = np.full(size.shape, np.nan)
    pool, left = size.copy(), within.sum(axis=1)
    least = np.zeros(size.shape[1])
    weights = np.asarray(weight)[:, None]
    rows = np.flatnonzero(left > 0)
    while len(rows):
        place = _next(pool[:, rows], within[rows], weights)
        value = pool[:, rows, place]
        pool[:, rows, place] = np.nan
        within[rows, place] = False
        alone = np.stack([
            _alone(sample, at) for sample, at in zip(pool[:, rows], value, strict=True)
        ])  # fmt: skip
        with np.errstate(divide="ignore"):
            evidence = weights / alone
            mean = np.minimum(1.0 / evidence.sum(axis=0), 1.0)
            largest = -np.expm1(left[rows] * np.log1p(-mean))
        least[rows] = np.fmax(least[rows], largest)
        adjusted[rows, place] = least[rows]
        share[:, rows, place] = evidence * mean
        left[rows] -= 1
        rows = rows[(least[rows] <= PLAIN) & (left[rows] > 0)]
    return Standing(adjusted, share)


def _next(pool: Floats, within: Flags, weights: Floats) -> Ints:
    """The place of each row's least likely value of those left."""
    if len(pool) == 1:
        candidates = within & np.isfinite(pool[0])
        return np.asarray(np.where(candidates, pool[0], -1.0).argmax(axis=1))
    evidence = np.zeros(within.shape)
    for sample, weight in zip(pool, weights[:, 0], strict=True):
        large = sample >= 0
        alone = chances(np.abs(sample), np.where(large & within, sample, 0.0))
        with np.errstate(divide="ignore"):
            evidence += np.where(large, weight / alone, weight)
    return np.asarray(np.where(within, evidence, -1.0).argmax(axis=1))


def _alone(sample: Floats, value: Floats) -> Floats:
    """(N,) the chance of one draw to be as large; 1 where a value is unknown or small."""
    p = beyond(np.abs(sample), np.where(value >= 0, value, 0.0))
    return np.asarray(np.where((value >= 0) & np.isfinite(p), np.minimum(p, 1.0), 1.0))


def bound(size: Floats, count: int, level: float) -> float:
    """How large a value must be for the largest of ``count`` draws to reach it with a chance of
    ``level``, by halving an interval; NaN without a sample.

    ``size`` (D,) are absolute standardised values that tell of the law, NaN left out.
    """
    alone = -np.expm1(np.log1p(-level) / count)
    low, high = 0.0, float(np.nanmax(size, initial=1.0))
    while high < FARTHEST and beyond(size[None], np.array([high]))[0] > alone:
        high *= 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if beyond(size[None], np.array([middle]))[0] > alone else (low, middle)
        )
    return (low + high) / 2 if np.isfinite(size).any() else float("nan")
