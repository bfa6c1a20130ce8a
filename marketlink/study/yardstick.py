"""A company's own days, each over its own volatility, as the yardstick of its event's run of days:
counted, and beyond what counting tells read from the tail of a Student law."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.special import stdtr, stdtrit

from marketlink.study.kernel import Flags, Floats, Ints, kinds
from marketlink.study.rolling import added, count, largest_within, place_of_run, run_sizes, sq_p

FEWEST = 20
"""Fewer estimation residuals than this give no empirical p-value."""
LEVEL = 0.05
"""One less the share of the conformal interval."""
TAIL = 0.05
"""Up to this share, which 12 of 240 days tell of, the fitted tail is finer than counting."""


class _Far(NamedTuple):
    """Runs of days too far out for counting: their rows, the sizes of their company's own runs (N,
    T), NaN where there are fewer, the size of each, its days, and the share at which counting ends.
    """

    rows: Ints
    sample: Floats
    value: Floats
    days: Ints
    floor: Floats


class Tails(NamedTuple):
    """Far runs of several windows, whose tails are worked out together."""

    places: list[tuple[int, int]]
    far_runs: list[_Far]

    def take(self, low: int, place: int, far: Sequence[_Far]) -> None:
        """Take in far runs of one window; their rows count from ``low``."""
        self.places.extend([(low, place)] * len(far))
        self.far_runs.extend(far)

    def put(self, p: Floats) -> None:
        """Put the p of the far runs, which are no larger than counting ends at, into (N, W)."""
        if not self.far_runs:
            return
        whole = {
            name: np.concatenate([getattr(one, name) for one in self.far_runs])
            for name in ("sample", "value", "days", "floor")
        }
        tail = np.fmin(beyond(whole["sample"], whole["value"], whole["days"]), whole["floor"])
        begin = 0
        for (low, place), one in zip(self.places, self.far_runs, strict=True):
            p[low + one.rows, place] = tail[begin : begin + len(one.rows)]
            begin += len(one.rows)


Alike = tuple[Ints, Flags, Floats, Floats, Floats]
"""Events with as many own days: their places, which of them have a window without a gap, their own
days, the sizes of these days' runs of the window's length, and the window's days."""


class Yardstick:
    """Each event's own days in their own volatility, (T, N) with NaN where there is none, for
    windows of some lengths in turn. Events with as many known days go together, without the gaps.
    """

    def __init__(self, days: Floats, lengths: Sequence[int]) -> None:
        self.days, self.known = days, count(np.isfinite(days))
        self._kinds: list[tuple[Ints, Floats, Iterator[Floats]]] = []
        for n in np.unique(self.known[self.known >= FEWEST]).tolist():
            rows = np.flatnonzero(self.known == n)
            own = days if len(rows) == days.shape[1] else days[:, rows]
            own = own if n == len(days) else _without_gaps(own.T, n)
            self._kinds.append((rows, own, run_sizes(own, [k if k < n else 1 for k in lengths])))

    def alike(self, inside: Floats) -> Iterator[Alike]:
        """The events whose run of days, (L, N), is without a gap and shorter than their own days,
        beside others that are not. Windows come in the order of their lengths."""
        whole = np.asarray(np.isfinite(inside).all(axis=0))
        for rows, own, runs in self._kinds:
            sizes, mine = next(runs), whole[rows]
            if len(inside) < len(own) and mine.any():
                event = inside if len(rows) == len(whole) else inside[:, rows]
                yield rows[mine], mine, own, sizes, event

    def judge(self, inside: Floats) -> tuple[Floats, Floats, list[_Far]]:
        """p of each event's run of days, (L, N), among its company's own; the size that 95 % of
        these keep within, widened by what residuals that sum to zero take off a run: a share of its
        length in theirs; and the runs whose p is a matter of the tail beyond them."""
        n_days, length = count(np.isfinite(inside)), len(inside)
        p, bound = np.full((2, len(n_days)), np.nan)
        far, rest = [], (self.known >= FEWEST) & (n_days > 0)
        for rows, mine, *runs in self.alike(inside):
            own, sizes, _ = runs
            bound[rows] = _bound(sizes, length, len(own))[mine]
            if len(own) == len(self.days):
                p[rows], some = _judge_whole(rows, mine, *runs)
                far.append(some)
                rest[rows] = False
        if rest.any():
            rows = np.flatnonzero(rest)
            p[rows], few = _judge(self.days[:, rows].T, inside[:, rows].T, rows)
            far.append(few)
        odd = np.flatnonzero(rest & np.isnan(bound) & (n_days < self.known))
        kind, first = kinds([self.known[odd], n_days[odd]])
        for number, one in enumerate(odd[first].tolist()):
            rows, n, days = odd[kind == number], int(self.known[one]), int(n_days[one])
            own = _without_gaps(self.days[:, rows].T, n)
            bound[rows] = _bound(next(run_sizes(own, [days])), days, n)
        return p, bound, far


def _without_gaps(days: Floats, n: int) -> Floats:
    """(n, N) the known days of (N, T), of which each row has so many."""
    return np.ascontiguousarray(days[np.isfinite(days)].reshape(-1, n).T)


def _bound(sizes: Floats, length: int, days: int) -> Floats:
    return np.asarray(largest_within(sizes, LEVEL) / np.sqrt(1.0 - (length - 1) / days))


def _judge_whole(
    rows: Ints, mine: Flags, days: Floats, sizes: Floats, event: Floats
) -> tuple[Floats, _Far]:
    """p of the given rows' runs among their companies' own, without a gap, and the far ones."""
    length = len(event)
    p = place_of_run(days, sizes, event)
    floor = max(1.0 / (len(days) + length), TAIL)
    far = np.flatnonzero(mine & (p <= floor))
    p = p[mine]
    sample, value = _padded(sizes[:, far].T, len(days)), np.abs(added(event[:, far]))
    each = np.full(len(far), length), np.full(len(far), floor)
    return p, _Far(rows[p <= floor], sample, value, *each)


def _padded(sizes: Floats, days: int) -> Floats:
    """(N, R) sizes as so many columns, NaN where there are fewer."""
    sample = np.full((len(sizes), days), np.nan)
    sample[:, : sizes.shape[1]] = sizes
    return sample


def _judge(before: Floats, inside: Floats, rows: Ints) -> tuple[Floats, _Far]:
    """The same of (N, T) days and (N, L) runs with gaps, which a run of own days has none of."""
    (p, floor), present = np.full((2, len(before)), np.nan), np.isfinite(inside)
    n_days, days = present.sum(axis=1), inside.shape[1]
    for n in np.unique(n_days).tolist():
        some = np.flatnonzero(n_days == n)
        p[some], floor[some] = sq_p(before[some], inside[some][present[some]].reshape(-1, n))
    floor = np.fmax(floor, TAIL)
    far = np.flatnonzero((p <= floor) & (days <= before.shape[1]))
    sums = np.zeros((0, 0))
    if len(far):
        sums = np.abs(sliding_window_view(before[far], days, axis=1).sum(axis=-1))
    value, each = np.abs(np.nansum(inside[far], axis=1)), np.full(len(far), days)
    return p, _Far(rows[far], _padded(sums, before.shape[1]), value, each, floor[far])


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
            bend = square * (1.0 / (own * own * freedom))
            bend += 1.0
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
