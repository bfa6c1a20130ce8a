"""What stands out among everything that was searched, with p-values that pay for the search."""

from __future__ import annotations

import numpy as np

from marketlink.study.kernel import Flags, Floats
from marketlink.study.tails import beyond

FARTHEST, HALVINGS = 1e6, 40
"""Where the search for a bound ends, and how often its interval is halved."""
PLAIN = 0.5
"""Once a step's chance is above this, the values left are given 1."""


def standing_out(size: Floats, searched: Flags) -> Floats:
    """Adjusted p-values of the searched values of each row, largest first, step by step.

    Each value is judged against the largest of as many draws as there are searched values not
    larger than it; the law of a draw comes from the row's other values, searched or not, less the
    larger ones judged before it, with a tail of unknown weight.

    Parameters
    ----------
    size : (N, D) absolute standardised values, NaN where there is none; what was not searched
        tells of the law only
    searched : (N, D)

    Returns
    -------
    (N, D) the chance that noise alone holds so large a value among those searched, NaN for what
    was not searched.

    Reference
    ---------
    Westfall and Young (1993), algorithm 2.8 for the steps; White (2000) for the maximum over
    everything that was looked at.
    """
    within = searched & np.isfinite(size)
    out = np.where(within, 1.0, np.nan)
    pool, left = size.copy(), within.sum(axis=1)
    least = np.zeros(len(size))
    rows = np.flatnonzero(left > 0)
    while len(rows):
        place = np.where(within[rows] & np.isfinite(pool[rows]), pool[rows], -1.0).argmax(axis=1)
        value = pool[rows, place]
        pool[rows, place] = np.nan
        alone = np.minimum(beyond(pool[rows], value), 1.0)
        with np.errstate(divide="ignore"):
            largest = -np.expm1(left[rows] * np.log1p(-alone))
        least[rows] = np.fmax(least[rows], largest)
        out[rows, place] = least[rows]
        left[rows] -= 1
        rows = rows[(least[rows] <= PLAIN) & (left[rows] > 0)]
    return out


def bound(size: Floats, count: int, level: float) -> float:
    """How large a value must be for the largest of ``count`` draws to reach it with ``level``.

    Parameters
    ----------
    size : (D,) absolute standardised values that tell of the law, NaN left out
    count : how many are searched
    level : between 0 and 1

    Returns
    -------
    The value, found by halving an interval; NaN without a sample.
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
