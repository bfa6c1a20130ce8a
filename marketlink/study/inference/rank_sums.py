"""Sums of ranks and signs by cell of a block and by day."""

from __future__ import annotations

import numpy as np

from marketlink.study.inference.by_date import SHARE
from marketlink.study.inference.joint_ranks import Ranks
from marketlink.study.inference.sums import Sums, halves_by_cell, whole_by_cell
from marketlink.study.kernel import Floats, Ints, Whole


def ranked_sums(ranks: Ranks, n_est: Ints, often: Floats, signs: tuple[Whole, Whole]) -> Sums:
    """Ranks and signs of the estimation days, of which so many are known, and the window's days
    together."""
    before, own = ranks
    size = n_est + np.count_nonzero(own, axis=1)
    return {
        "ranks": _by_size(before, size + 1, often),
        "event_ranks": often @ _centred(own, size + 1),
        "signs": whole_by_cell(signs[0], often, 1),
        "event_signs": whole_by_cell(signs[1], often, 1),
    }


def _by_size(twice: Whole, size: Ints, often: Floats) -> dict[int, Floats]:
    """Sums by cell and day of ranks, which come doubled, of the fits of each size: whole
    numbers."""
    if not len(size):
        return {}
    most, sums = 2 * int(size.max()), {}
    if (size == size[0]).all():
        return {int(size[0]): whole_by_cell(twice, often, most)}
    for one in np.unique(size).tolist():
        sums[one] = whole_by_cell(twice[size == one], often[:, size == one], most)
    return sums


def _centred(twice: Whole, size: Ints) -> Floats:
    """Ranks, which come doubled, as shares of a size about their middle; 0 where there is none."""
    shares = twice / (2.0 * size[:, None])
    shares -= 0.5
    shares *= SHARE
    np.rint(shares, out=shares)
    if not twice.all():
        shares[twice == 0] = 0.0
    return shares


def scaled_sums(ranks: tuple[Ranks, Ranks], n_est: Ints, often: Floats) -> Sums:
    """Corrado-Zivney ranks, and the place of the SCARs among the estimation days."""
    (before, inside), (beside, own) = ranks
    size = n_est + np.count_nonzero(inside, axis=1) + 1
    share = own[:, 0] / 2.0 / (n_est + 2.0) - 0.5
    place = np.stack([share, n_est / (12.0 * (n_est + 2.0))], axis=1)
    return {
        "zivney": _by_size(before, size, often),
        "event_zivney": often @ _centred(inside, size),
        "grank": _by_size(beside, n_est + 2, often),
        "own_rank": halves_by_cell(place, often),
    }
