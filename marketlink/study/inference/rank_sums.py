"""Sums of ranks and signs by cell of a block and by day."""

from __future__ import annotations

import numpy as np

from marketlink.study.inference.by_date import SHARE
from marketlink.study.inference.sums import FieldSums, halves_by_cell
from marketlink.study.kernel import Floats, Ints, Whole


def ranked_sums(
    ranks: tuple[Whole, Whole], often: Floats, values: tuple[Floats, Floats]
) -> FieldSums:
    """Ranks and signs of the estimation days and the window's days together, both (N, days)."""
    before, own = ranks
    size = np.count_nonzero(before, axis=1) + np.count_nonzero(own, axis=1)
    signs = _signs(ranks, size, values)
    return {
        "ranks": _by_size(before, size + 1, often),
        "event_ranks": often @ _centred(own, size + 1),
        "signs": often @ signs[0],
        "event_signs": often @ signs[1],
    }


def _by_size(twice: Whole, size: Ints, often: Floats) -> dict[int, Floats]:
    """Sums by cell and day of ranks, which come doubled, of the fits of each size: whole
    numbers."""
    if not len(size):
        return {}
    values = twice.astype(np.float64)
    if (size == size[0]).all():
        return {int(size[0]): often @ values}
    return {one: often[:, size == one] @ values[size == one] for one in np.unique(size).tolist()}


def _centred(twice: Whole, size: Ints) -> Floats:
    """Ranks, which come doubled, as shares of a size about their middle; 0 where there is none."""
    shares = twice / (2.0 * size[:, None])
    shares -= 0.5
    shares *= SHARE
    np.rint(shares, out=shares)
    if not twice.all():
        shares[twice == 0] = 0.0
    return shares


def _signs(
    ranks: tuple[Whole, Whole], size: Ints, values: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Signs about the median of each row; without ties the ranks, which come doubled, tell them."""
    middle, signs_of = (size[:, None] + 1).astype(np.int32), []
    for twice in ranks:
        sign = (twice > middle).view(np.int8) - (twice < middle).view(np.int8)
        if not twice.all():
            sign[twice == 0] = 0
        signs_of.append(sign.astype(np.float64))
    odd = np.bitwise_or.reduce(ranks[0], axis=1) | np.bitwise_or.reduce(ranks[1], axis=1)
    for row in np.flatnonzero(odd & 1).tolist():
        median = np.nanmedian(np.concatenate([values[0][row], values[1][row]]))
        for signs, value in zip(signs_of, values, strict=True):
            signs[row] = np.nan_to_num(np.sign(value[row] - median))
    return signs_of[0], signs_of[1]


def scaled_sums(ranks: tuple[tuple[Whole, Whole], tuple[Whole, Whole]], often: Floats) -> FieldSums:
    """Corrado-Zivney ranks, and the place of the SCARs among the estimation days."""
    (before, inside), (beside, own) = ranks
    n = np.count_nonzero(before, axis=1)
    size = n + np.count_nonzero(inside, axis=1) + 1
    share = own / 2.0 / (n + 2.0) - 0.5
    return {
        "zivney": _by_size(before, size, often),
        "event_zivney": often @ _centred(inside, size),
        "grank": _by_size(beside, n + 2, often),
        "own_rank": halves_by_cell(np.stack([share, n / (12.0 * (n + 2.0))], axis=1), often),
    }
