"""A company's own days, each over its own volatility, as the yardstick of its event's run of days:
counted, and beyond what counting tells read from the tail of a Student law."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.special import stdtr, stdtrit

from marketlink.study.kernel import Flags, Floats, Ints
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


class Yardstick:
    """Each event's own days in their own volatility, (T, N) with NaN where there is none, for
    windows of some lengths in turn."""

    def __init__(self, days: Floats, lengths: Sequence[int]) -> None:
        self.days, self.known = days, count(np.isfinite(days))
        self.whole = np.flatnonzero((self.known == len(days)) & (len(days) >= FEWEST))
        self.full = days if len(self.whole) == days.shape[1] else days[:, self.whole]
        lengths = [length if length < len(days) else 1 for length in lengths]
        self._sizes = run_sizes(self.full, lengths)

    def easy(self, inside: Floats) -> tuple[Flags, Floats, Floats, Floats]:
        """Which events' own days and run of days, (L, N), are without a gap; the days, the sizes of
        their runs and the event's of these. Windows come in the order of their lengths."""
        easy, sizes = np.zeros(inside.shape[1], dtype=bool), next(self._sizes)
        if len(inside) < len(self.days):
            easy[self.whole] = np.isfinite(inside[:, self.whole]).all(axis=0)
        mine, own = easy[self.whole], self.full
        if not mine.all():
            own, sizes = own[:, mine], sizes[:, mine]
        return easy, own, sizes, inside if easy.all() else inside[:, easy]

    def judge(self, inside: Floats) -> tuple[Floats, Floats, list[_Far]]:
        """p of each event's run of days, (L, N), among its company's own; the bound of
        :func:`_bound`; and the runs whose p is a matter of the tail beyond them."""
        n_days = count(np.isfinite(inside))
        p, bound = np.full(len(n_days), np.nan), np.full(len(n_days), np.nan)
        easy, own, runs, event = self.easy(inside)
        rest, far = np.flatnonzero(~easy & (self.known >= FEWEST) & (n_days > 0)), []
        if len(rest):
            before, odd = self.days[:, rest].T, inside[:, rest].T
            p[rest], few = _judge(before, odd, rest)
            bound[rest] = _bound(before, n_days[rest])
            far.append(few)
        if easy.any():
            p[easy], bound[easy], some = _judge_whole(own, event, runs, np.flatnonzero(easy))
            far.append(some)
        return p, bound, far


def _judge_whole(
    days: Floats, event: Floats, sizes: Floats, rows: Ints
) -> tuple[Floats, Floats, _Far]:
    """The same of events without a gap, the given rows, from the sizes of their companies' runs."""
    length = len(event)
    p = place_of_run(days, sizes, event)
    floor = max(1.0 / (len(days) + length), TAIL)
    far = np.flatnonzero(p <= floor)
    bound = largest_within(sizes, LEVEL) / np.sqrt(1.0 - (length - 1) / len(days))
    sample, value = _padded(sizes[:, far].T, len(days)), np.abs(added(event[:, far]))
    each = np.full(len(far), length), np.full(len(far), floor)
    return p, bound, _Far(rows[far], sample, value, *each)


def _padded(sizes: Floats, days: int) -> Floats:
    """(N, R) sizes as so many columns, NaN where there are fewer."""
    sample = np.full((len(sizes), days), np.nan)
    sample[:, : sizes.shape[1]] = sizes
    return sample


def _bound(before: Floats, n_days: Ints) -> Floats:
    """The size that 95 % of each row's runs of so many own days keep within, (N,), widened by what
    residuals that sum to zero take off a run: a share of its length in theirs."""
    bound = np.full(len(before), np.nan)
    n_before = np.isfinite(before).sum(axis=1)
    for n, days in np.unique(np.stack([n_before, n_days], axis=1), axis=0).tolist():
        if n < FEWEST or not 0 < days < n:
            continue
        rows = np.flatnonzero((n_before == n) & (n_days == days))
        own = before[rows][np.isfinite(before[rows])].reshape(len(rows), n)
        sizes = next(run_sizes(np.ascontiguousarray(own.T), [days]))
        bound[rows] = largest_within(sizes, LEVEL) / np.sqrt(1.0 - (days - 1) / n)
    return bound


def _judge(before: Floats, inside: Floats, rows: Ints) -> tuple[Floats, _Far]:
    """p of each row's run of days among its company's own, and the far ones."""
    days = inside.shape[1]
    p, floor = np.full(len(before), np.nan), np.full(len(before), np.nan)
    enough = np.isfinite(before).sum(axis=1) >= FEWEST
    whole = enough & np.isfinite(inside).all(axis=1)
    p[whole], floor[whole] = sq_p(before[whole], inside[whole])
    for row in np.flatnonzero(enough & ~whole & np.isfinite(inside).any(axis=1)).tolist():
        p[row], floor[row] = sq_p(before[row], inside[row][np.isfinite(inside[row])])
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
