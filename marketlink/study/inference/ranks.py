"""Rank statistics (Corrado, Cowan, Corrado-Zivney, GRANK), sign statistics, signed ranks; ranks of
estimation and event days together, of all windows from one sort."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from marketlink.study.inference.laws import p_normal, signed_rank_tail
from marketlink.study.inference.parametric import moments
from marketlink.study.kernel import Flags, Floats, Ints, Whole


def centred_ranks(twice: Whole) -> Floats:
    """rank / (M + 1) - 1/2 with M values in a row, of ranks that come doubled, 0 where there is
    none."""
    present = twice != 0
    size = np.count_nonzero(present, axis=-1, keepdims=True)
    return np.where(present, twice / 2.0 / (size + 1.0) - 0.5, np.nan)


def daily_mean(ranks: Floats) -> tuple[Floats, Floats]:
    """Mean over the events of each day, and how many events it has. (..., N, D) -> (..., D)."""
    present = ~np.isnan(ranks)
    n = present.sum(axis=-2).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(present, ranks, 0.0).sum(axis=-2) / n, n


def window_ratio(series: Floats, inside: slice) -> Floats:
    """Sum of a day series over a window, over sqrt(L) times the root mean square of all days."""
    window = series[..., inside]
    days = (~np.isnan(window)).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.sqrt(np.nansum(series**2, axis=-1) / (~np.isnan(series)).sum(axis=-1))
        value: Floats = np.nansum(window, axis=-1) / (np.sqrt(days) * scale)
    return np.where(days > 0, value, np.nan)


def corrado_series(twice: Whole) -> Floats:
    """Mean centred rank of each day, of (..., N, D) ranks of the estimation and event days side by
    side, which come doubled; :func:`window_ratio` has Corrado's z of one day, Cowan's of several.

    Reference: Corrado (1989); Cowan (1992).
    """
    return daily_mean(centred_ranks(twice))[0]


def zivney_series(twice: Whole) -> Floats:
    """The same times the root of the events that a day has, of ranks of standardised returns: of
    residuals over sigma sqrt(1 - h), and of event days over sigma sqrt(1 + h) and then over the
    day's cross-sectional deviation (:func:`over_spread`), against variance that the event brings.

    Reference: Corrado and Zivney (1992).
    """
    mean, n = daily_mean(centred_ranks(twice))
    series: Floats = mean * np.sqrt(n)
    return series


def over_spread(values: Floats) -> Floats:
    """(..., N, D) values over the deviation of the events on each day."""
    return np.asarray(values / _deviation(np.swapaxes(values, -1, -2))[..., None, :])


def _deviation(values: Floats) -> Floats:
    """The deviation of two values or more along the last axis, 1 where there is none."""
    n, _, sd = moments(values)
    return np.where((n > 1) & (sd > 0), sd, 1.0)


def grank_days(
    estimation_sar: Floats, scar: Floats, ranks: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Mean centred rank of each day, the window's last, and how many events have one, (..., T + 1);
    the sum of the window's ranks, and its variance.

    The window's SCAR, (..., N), over its cross-sectional deviation, takes one place among the
    estimation days, (..., N, T): U = rank / (T + 2) - 1/2. ``ranks`` are those of the latter.
    """
    own = (scar / _deviation(scar)[..., None])[..., None]
    with np.errstate(invalid="ignore"):
        above = np.where(estimation_sar > own, 1.0, np.where(estimation_sar == own, 0.5, 0.0))
        size = (~np.isnan(estimation_sar)).sum(axis=-1, keepdims=True)
        place = size + 1.0 - above.sum(axis=-1, keepdims=True)
    absent = np.isnan(own)
    joint = np.where(absent, np.nan, np.concatenate([ranks + above, place], axis=-1))
    centred = joint / (size + 2.0) - 0.5
    n_days = size[..., 0].astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = np.where(absent[..., 0], 0.0, n_days / (12.0 * (n_days + 2.0))).sum(axis=-1)
    return *daily_mean(centred), np.nansum(centred[..., -1], axis=-1), variance


def grank_t(mean: Floats, present: Floats) -> tuple[Floats, Floats]:
    """GRANK-T of the days' mean ranks, and its degrees of freedom T - 1.

    Reference: Kolari and Pynnönen (2011).
    """
    total = present.max(axis=-1, keepdims=True)
    days = (present > 0).sum(axis=-1) - 1.0
    with np.errstate(invalid="ignore", divide="ignore"):
        square = np.nansum(present / total * mean**2, axis=-1) / (days + 1.0)
        ratio = mean[..., -1] / np.sqrt(square)
        return ratio * np.sqrt((days - 1.0) / (days - ratio**2)), days - 1.0


def grank_z(own: Floats | float, variance: Floats | float) -> Floats:
    """GRANK-Z of the sum of the window's ranks.

    Reference: Kolari and Pynnönen (2011).
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(own / np.sqrt(variance))


def average_ranks(values: Floats) -> Floats:
    """Rank along the last axis, of fewer than 2**20 values, from 1, ties sharing their average
    rank, NaN staying NaN: bit for bit what ``scipy.stats.rankdata(row, nan_policy="omit")`` gives.
    """
    return plain(doubled_ranks(np.asarray(values, dtype=float)))


def plain(twice: Whole) -> Floats:
    """Ranks from their doubles, NaN where there is none."""
    ranks = twice / 2.0
    if not twice.all():
        ranks[twice == 0] = np.nan
    return ranks


def doubled_ranks(values: Floats) -> Whole:
    """Twice the average rank of each value along the last axis, a whole number; 0 where there is
    none."""
    rows = values.reshape(math.prod(values.shape[:-1]), values.shape[-1])
    return ranked(rows)[0].reshape(values.shape)


def ranked(values: Floats) -> tuple[Whole, Ints]:
    """The same of (N, D) values, and the rows that may hold equal ones.

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
    if len(tied):
        order, ordered = _in_order(values, keys[tied])
        ranks.reshape(-1)[order] = _shared_places(ordered, kind)
    if gaps:
        ranks[absent] = 0
    return ranks, tied


def _in_order(values: Floats, order: Ints) -> tuple[Ints, Floats]:
    """The places of some rows' values as they are sorted but for their low bits, and the values;
    rows that these bits put out of order are sorted anew."""
    ordered = values.reshape(-1)[order]
    odd = np.flatnonzero((ordered[:, 1:] < ordered[:, :-1]).any(axis=1))
    if len(odd):
        again = np.argsort(ordered[odd], axis=1)
        order[odd], ordered[odd] = (
            np.take_along_axis(one[odd], again, 1) for one in (order, ordered)
        )
    return order, ordered


def _shared_places(ordered: Floats, kind: type[np.signedinteger[Any]]) -> Whole:
    """Of rows in order, the first and last place of each run of equal values, counted from 1 and
    added."""
    edge, width = ordered[:, 1:] != ordered[:, :-1], ordered.shape[1]
    first, last = np.zeros(ordered.shape, kind), np.full(ordered.shape, width - 1, kind)
    place = np.arange(width, dtype=kind)
    np.multiply(place[1:], edge, out=first[:, 1:])
    np.copyto(last[:, :-1], place[:-1], where=edge)
    np.maximum.accumulate(first, axis=1, out=first)
    first += np.minimum.accumulate(last[:, ::-1], axis=1)[:, ::-1]
    first += kind(2)
    return first


EXACT_TO = 25
"""Largest sample for which the signed-rank law is counted exactly."""


def sign(positive: ArrayLike, negative: ArrayLike) -> Floats:
    """Normal form of the sign test against a share of one half, of how many CARs are positive and
    how many negative; zeros are left out.

    Reference: Brown and Warner (1980).
    """
    n = np.add(positive, negative)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(n > 0, np.subtract(positive, n / 2.0) / np.sqrt(n / 4.0), np.nan)


def positive_share(residuals: Floats) -> Floats:
    """Share of positive estimation residuals, averaged over the events. (..., N, T) -> (...)."""
    present = (~np.isnan(residuals)).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (residuals > 0).sum(axis=-1) / present
        value: Floats = np.nansum(share, axis=-1) / (present > 0).sum(axis=-1)
    return value


def generalised_sign(positive: ArrayLike, n: ArrayLike, share: ArrayLike) -> Floats:
    """Normal form of the sign test of n CARs against the estimation window's own share of positive
    ones, :func:`positive_share`.

    Reference: Cowan (1992).
    """
    n, share = np.asarray(n, float), np.asarray(share)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.subtract(positive, n * share) / np.sqrt(n * share * (1.0 - share))
    return np.where(n > 0, value, np.nan)


def sign_series(signs: Whole, present: Flags) -> Floats:
    """Mean sign about the events' own medians each day, times the root of the events it has; of
    (..., N, D) signs of the estimation and event days side by side, 0 where there is no return.

    Reference: Corrado and Zivney (1992).
    """
    n = np.count_nonzero(present, axis=-2).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        series: Floats = signs.sum(axis=-2) / n * np.sqrt(n)
    return series


def medians(values: Floats) -> Floats:
    """The median of each row's values, (..., 1): of many short rows, in one sort."""
    ordered, n = np.sort(values, axis=-1), np.count_nonzero(~np.isnan(values), axis=-1)
    low, high = np.maximum(n - 1, 0) // 2, np.minimum(n // 2, values.shape[-1] - 1)
    low, high = (np.take_along_axis(ordered, one[..., None], -1) for one in (low, high))
    return np.asarray((low + high) / 2.0)


def wilcoxon(car: Floats) -> tuple[Floats, Floats, Floats]:
    """Sum of the ranks of the positive CARs, its normal score, and the two-sided p.

    The law is exact to 25 CARs without ties or zeros, else normal with the tie correction.

    Reference: Wilcoxon (1945).
    """
    if car.ndim == 1:
        plus, score, p = (value[0] for value in wilcoxon(car[None]))
        return plus, score, p
    nonzero = np.where(car == 0, np.nan, car)
    ranks = average_ranks(np.abs(nonzero))
    n = (~np.isnan(nonzero)).sum(axis=-1)
    plus = np.nansum(np.where(nonzero > 0, ranks, 0.0), axis=-1)
    squares = np.nansum(ranks**2, axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        score = (plus - n * (n + 1) / 4.0) / np.sqrt(squares / 4.0)
    p, untied = p_normal(score), np.isclose(squares, n * (n + 1) * (2 * n + 1) / 6.0)
    exact = (n > 0) & (n <= EXACT_TO) & (np.nansum(ranks % 1, axis=-1) == 0) & untied
    for size in np.unique(n[exact]):
        rows = exact & (n == size)
        tail = signed_rank_tail(int(size))
        w = np.maximum(plus[rows], size * (size + 1) / 2.0 - plus[rows])
        p[rows] = np.minimum(1.0, 2.0 * tail[w.astype(int)])
    return np.where(n > 0, plus, np.nan), score, np.where(n > 0, p, np.nan)


Ranks = tuple[Whole, Whole]
"""Ranks, which come doubled, of the estimation days and of a window's days, both (N, days)."""


class JointRanks(NamedTuple):
    """Twice the ranks of N events' estimation days among themselves, and what event days change.

    Attributes
    ----------
    alone : (N, T) ranks among the estimation days; 0 where there is no return
    size : (N,) how many estimation days have one
    tied : the rows that may hold equal values
    above : of each event day (N, T): 2 where it is below the estimation day, 1 where equal
    below : (N, E) of each event day twice how many estimation days are below it, equal ones half
    before, event : (N, T), (N, E) the days themselves, NaN missing
    """

    alone: Whole
    size: Ints
    tied: Ints
    above: tuple[Whole, ...]
    below: Whole
    before: Floats
    event: Floats

    @classmethod
    def of(cls, before: Floats, event: Floats) -> JointRanks:
        """Rank (..., T) estimation days and (..., E) event days, no two of them the same day."""
        before, event = (one.reshape(-1, one.shape[-1]) for one in (before, event))
        days = before.shape[1]
        twice, tied = ranked(np.concatenate([before, event], axis=1))
        own, alone = twice[:, days:], twice[:, :days]
        below = own - doubled_ranks(event)
        own[own == 0] = np.iinfo(twice.dtype).max
        above = []
        for day in own.T[:, :, None]:
            more = (alone > day).view(np.uint8)
            more += more
            if len(tied):
                more[tied] += alone[tied] == day[tied]
            above.append(more)
        size = np.full(len(alone), days)
        if not alone.all():
            size = np.count_nonzero(alone, axis=1)
        return cls(alone - _added(above), size, tied, tuple(above), below, before, event)

    def window(self, columns: Sequence[int], rows: Ints | slice = slice(None)) -> Ranks:
        """Twice the ranks of the estimation days and of some event days among both, of some of the
        events; 0 where there is no return."""
        alone, event = self.alone[rows], self.event[rows][:, columns]
        joint = alone + _added([self.above[column][rows] for column in columns])
        if (self.size < alone.shape[1]).any():
            joint[alone == 0] = 0
        own = 2 * ~np.isnan(event) if len(columns) == 1 else doubled_ranks(event)
        return joint, np.where(own > 0, own + self.below[rows][:, columns], 0)

    def signs(
        self, ranks: Ranks, columns: Sequence[int], rows: Ints | slice = slice(None)
    ) -> Ranks:
        """Signs of the same days about the median of all: their ranks tell them but in the rows
        that may hold equal values, which are asked."""
        size = self.size[rows] + np.count_nonzero(ranks[1], axis=1)
        middle, signs = (size[:, None] + 1).astype(ranks[0].dtype), []
        for twice in ranks:
            sign = (twice > middle).view(np.int8) - (twice < middle).view(np.int8)
            if not twice.all():
                sign[twice == 0] = 0
            signs.append(sign)
        tied = self.tied if isinstance(rows, slice) else np.flatnonzero(np.isin(rows, self.tied))
        if len(tied):
            values = [self.before[rows][tied], self.event[rows][tied][:, columns]]
            median = medians(np.concatenate(values, axis=1))
            for own, value in zip(signs, values, strict=True):
                own[tied] = np.nan_to_num(np.sign(value - median))
        return signs[0], signs[1]


AT_ONCE = 127
"""Values of at most two that a byte can hold the sum of."""


def _added(values: Sequence[Whole]) -> Whole:
    """The sum of small numbers, byte by byte as far as bytes hold it."""
    sums: list[Whole] = []
    for low in range(0, len(values), AT_ONCE):
        first, *others = values[low : low + AT_ONCE]
        sums.append(first.copy())
        for other in others:
            sums[-1] += other
    return sums[0] if len(sums) == 1 else np.sum(sums, axis=0, dtype=np.int16)
