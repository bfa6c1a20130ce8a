"""Average ranks of many rows at once, equal to sorting each row by hand."""

from __future__ import annotations

import numpy as np

from marketlink.study.kernel import Floats, Ints


def average_ranks(values: Floats) -> Floats:
    """Rank each row from 1, ties sharing their average rank, NaN staying NaN.

    Parameters
    ----------
    values : (N, M) rows to rank, M below 2**20.

    Returns
    -------
    (N, M) float64
        What ``scipy.stats.rankdata(row, nan_policy="omit")`` gives, bit for bit. Each double is
        made an order-preserving integer that carries its column in its low bits, so that one
        plain sort ranks it; rows where two neighbours agree in the other bits are ranked anew.
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
    ranks = np.empty(values.shape)
    ranks.reshape(-1)[keys] = np.arange(1.0, width + 1.0)
    if gaps:
        ranks[absent] = np.nan
    for row in tied:
        ranks[row] = _ranks_of(values[row])
    return ranks


def _ranks_of(row: Floats) -> Floats:
    ranks = np.full(row.shape, np.nan)
    present = np.flatnonzero(~np.isnan(row))
    if len(present) == 0:
        return ranks
    _, inverse, counts = np.unique(row[present], return_inverse=True, return_counts=True)
    last: Ints = np.cumsum(counts)
    ranks[present] = (last - (counts - 1) / 2.0)[inverse]
    return ranks
