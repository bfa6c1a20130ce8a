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
    width = values.shape[1]
    bits = max(int(width - 1).bit_length(), 1)
    low = np.int64((1 << bits) - 1)
    absent = np.isnan(values)
    keys = (values + 0.0).view(np.int64)
    keys ^= (keys >> 63) & np.int64(0x7FFFFFFFFFFFFFFF)
    keys[absent] = np.iinfo(np.int64).max
    keys &= ~low
    keys |= np.arange(width)
    keys.sort(axis=1)
    order = keys & low
    keys >>= bits
    nan = np.iinfo(np.int64).max >> bits
    tied = ((keys[:, 1:] == keys[:, :-1]) & (keys[:, 1:] != nan)).any(axis=1)
    ranks = np.empty_like(values)
    np.put_along_axis(ranks, order, np.arange(1.0, width + 1.0)[None, :], axis=1)
    ranks[absent] = np.nan
    for row in np.flatnonzero(tied):
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
