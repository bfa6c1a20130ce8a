"""Average ranks of many rows at once, equal to sorting each row by hand."""

from __future__ import annotations

import numpy as np

from marketlink.study.kernel import Floats, Ints, Whole


def average_ranks(values: Floats) -> Floats:
    """Rank each row from 1, ties sharing their average rank, NaN staying NaN.

    Parameters
    ----------
    values : (N, M) rows to rank, M below 2**20.

    Returns
    -------
    (N, M) float64
        What ``scipy.stats.rankdata(row, nan_policy="omit")`` gives, bit for bit.
    """
    ranks = doubled_ranks(values) / 2.0
    absent = ranks == 0.0
    if absent.any():
        ranks[absent] = np.nan
    return ranks


def doubled_ranks(values: Floats) -> Whole:
    """Twice the average rank of each value in its row, a whole number; 0 where there is none."""
    return ranked(values)[0]


def ranked(values: Floats) -> tuple[Whole, Ints]:
    """The same, and the rows that may hold equal values.

    Each double is made an order-preserving integer that carries its column in its low bits, so that
    one plain sort ranks it; rows where two neighbours agree in the other bits are ranked anew.
    """
    rows, width = values.shape
    bits = max(int(width - 1).bit_length(), 1)
    low = np.int64((1 << bits) - 1)
    keys = (values + 0.0).view(np.int64)
    keys ^= (keys >> 63) & np.int64(0x7FFFFFFFFFFFFFFF)
    absent = np.isnan(values)
    gaps = bool(absent.any())
    if gaps:
        keys[absent] = np.iinfo(np.int64).max
    keys &= ~low
    keys |= np.arange(width)
    keys.sort(axis=1)
    same = (keys[:, 1:] ^ keys[:, :-1]).view(np.uint64) <= np.uint64(low)
    if gaps:
        same &= keys[:, 1:] < np.iinfo(np.int64).max - low
    tied = np.flatnonzero(same.any(axis=1))
    keys &= low
    keys += (np.arange(rows) * width)[:, None]
    kind = np.int16 if 2 * width < np.iinfo(np.int16).max else np.int32
    ranks = np.empty(values.shape, dtype=kind)
    places = np.arange(2, 2 * width + 2, 2, dtype=kind)
    ranks.reshape(-1)[keys.reshape(-1)] = np.tile(places, rows)
    if gaps:
        ranks[absent] = 0
    if len(tied):
        ranks[tied] = _tied_ranks(values[tied])
    return ranks, tied


def _tied_ranks(values: Floats) -> Ints:
    """The same for rows with equal values: the first and last place of each run of them."""
    order = np.argsort(values, axis=1)
    ordered = np.take_along_axis(values, order, 1)
    edge = ordered[:, 1:] != ordered[:, :-1]
    place = np.arange(values.shape[1])
    first, last = np.zeros(values.shape, np.int64), np.full(values.shape, place[-1])
    np.copyto(first[:, 1:], place[1:], where=edge)
    np.copyto(last[:, :-1], place[:-1], where=edge)
    np.maximum.accumulate(first, axis=1, out=first)
    last = np.minimum.accumulate(last[:, ::-1], axis=1)[:, ::-1]
    ranks = np.empty(values.shape, dtype=np.int64)
    np.put_along_axis(ranks, order, first + last + 2, 1)
    ranks[np.isnan(values)] = 0
    return ranks
