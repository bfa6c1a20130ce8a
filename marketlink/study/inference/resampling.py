"""Bootstraps and permutations of a group, seeded: the same input gives the same p."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import product
from math import comb
from typing import TypeVar

import numpy as np

from marketlink.study.inference.laws import p_normal, resampled_floor
from marketlink.study.inference.parametric import skewness_adjusted_t
from marketlink.study.kernel import Floats, Whole

T = TypeVar("T")
DRAWS = 1999
SEED = 20250127
RESAMPLE_TO = 1_000
"""Events above which the skewness-adjusted t is not resampled."""
CELLS = 4_000_000
"""Values that one chunk of draws may hold in memory."""
SAME = 1e-12
"""A sum of squares about the mean below this share of the raw one is rounding: the values drawn are
the same."""
AT_ONCE = 16
"""Samples that are resampled at a time."""
NEAR = 200_000
"""Values of a chunk that is added up while it is near the processor."""


def skewness_bootstraps(
    samples: Sequence[Floats], draws: int = DRAWS, seed: int = SEED
) -> list[tuple[float, float]]:
    """Skewness-adjusted t of (N,) CARs without NaN and its equal-tailed bootstrap p, of several
    samples: those of as many CARs from the same draws. Above :data:`RESAMPLE_TO` events it is the
    normal p, from which Johnson's correction leaves it 1 / N away.

    Reference: Hall (1992); Lyon, Barber and Tsai (1999), section II.C, here with samples of size N.
    """

    def judge(n: int, some: Sequence[Floats]) -> tuple[Floats, Floats]:
        cars = np.stack(some)
        observed = skewness_adjusted_t(cars)
        if n > RESAMPLE_TO:
            return observed, p_normal(observed)
        below, above, n_finite = _drawn_beside(cars, observed, draws, seed)
        p = 2.0 * (1.0 + np.minimum(below, above)) / (1.0 + n_finite)
        p = np.minimum(1.0, np.maximum(p, resampled_floor(n)))
        return observed, np.where(n_finite > 0, p, np.nan)

    return _together(samples, [car.size for car in samples], judge)


def _together(
    samples: Sequence[T], sizes: Sequence[int],
    judge: Callable[[int, Sequence[T]], tuple[Floats, Floats]],
) -> list[tuple[float, float]]:  # fmt: skip
    """Value and p of each sample, some of one size judged at a time; NaN of fewer than two."""
    answers = np.full((len(samples), 2), np.nan)
    for size in sorted(set(sizes) - {0, 1}):
        places = [place for place, one in enumerate(sizes) if one == size]
        for low in range(0, len(places), AT_ONCE):
            some = places[low : low + AT_ONCE]
            value, p = judge(size, [samples[place] for place in some])
            answers[some] = np.column_stack([value, np.where(np.isfinite(value), p, np.nan)])
    return [(value, p) for value, p in answers.tolist()]


def _drawn_beside(cars: Floats, observed: Floats, draws: int, seed: int) -> Floats:
    """How many skewness-adjusted t of draws from (S, N) values about their mean are no more and no
    less than each one observed, and how many there are, (3, S): sums of powers of the values as
    often as they are drawn."""
    n, counts = float(cars.shape[1]), np.zeros((3, len(cars)))
    centred = cars - cars.mean(axis=1)[:, None]
    powers = np.concatenate([centred, centred * centred, centred * centred * centred])
    for often in _drawn(cars.shape[1], draws, seed):
        total, second, cubes = (powers @ often.T.astype(np.float64)).reshape(3, len(cars), -1)
        mean = total / n
        square = mean * mean
        third = cubes - 3.0 * mean * second + 2.0 * n * square * mean
        with np.errstate(invalid="ignore", divide="ignore"):
            squares = second - n * square
            sd = np.sqrt(squares / (n - 1.0))
            skewness, ratio = third / (n * sd * sd * sd), mean / sd
            drawn = np.sqrt(n) * (ratio + skewness * ratio * ratio / 3.0 + skewness / (6.0 * n))
        finite = np.isfinite(drawn) & (squares > SAME * second) & (n > 2)  # noqa: PLR2004 (fewest that say anything)
        less, more = drawn <= observed[:, None], drawn >= observed[:, None]
        counts += [np.count_nonzero(one & finite, axis=1) for one in (less, more, finite)]
    return counts


def block_sums(car: Floats, blocks: Whole) -> tuple[Floats, Floats]:
    """Sum of the CARs of each block (events that share a date), and how many it has."""
    _, place = np.unique(blocks, return_inverse=True)
    sums = np.bincount(place, weights=car).astype(float)
    return sums, np.bincount(place).astype(float)


def clustered_t(sums: Floats, sizes: Floats) -> Floats:
    """Mean over its cluster-robust standard error. The last axis holds the blocks.

    Reference: Liang and Zeger (1986), with the G / (G - 1) factor.
    """
    g = sums.shape[-1]
    n = sizes.sum(axis=-1)
    mean = sums.sum(axis=-1) / n
    spread = ((sums - mean[..., None] * sizes) ** 2).sum(axis=-1) * g / (g - 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        value: Floats = mean * n / np.sqrt(spread)
    return value


Blocks = tuple[Floats, Floats]
"""Sum of the CARs of each block and how many it has, (G,) each, of :func:`block_sums`."""


def block_bootstraps(
    samples: Sequence[Blocks], draws: int = DRAWS, seed: int = SEED
) -> list[tuple[float, float]]:
    """Clustered t and its p from drawing whole blocks with replacement, of several samples: those
    of as many blocks from the same draws.

    Reference: Cameron, Gelbach and Miller (2008), section 3.A (pairs cluster bootstrap-t).
    """

    def judge(g: int, some: Sequence[Blocks]) -> tuple[Floats, Floats]:
        sums, sizes = (np.stack(one) for one in zip(*some, strict=True))
        observed = clustered_t(sums, sizes)
        centred = sums - (sums.sum(axis=1) / sizes.sum(axis=1))[:, None] * sizes
        powers = np.concatenate([centred, sizes, centred**2, centred * sizes, sizes**2])
        reached, n_finite = np.zeros((2, len(some)))
        for often in _drawn(g, draws, seed):
            products = powers @ often.T.astype(np.float64)
            total, n, *squares = products.reshape(5, len(some), -1)
            drawn = _size_of_t(g, total, n, squares)
            n_finite += np.isfinite(drawn).sum(axis=1)
            reached += (np.isfinite(drawn) & (drawn >= np.abs(observed)[:, None])).sum(axis=1)
        return observed, (1.0 + reached) / (1.0 + n_finite)

    return _together(samples, [sums.size for sums, _ in samples], judge)


def _size_of_t(g: int, total: Floats, n: Floats, squares: Sequence[Floats]) -> Floats:
    """The absolute value of :func:`clustered_t` of g blocks from their total, events, and sums of
    squares, of products of sum and size, and of squared sizes."""
    (square, cross, size), mean = squares, total / n
    spread = np.maximum(square - 2.0 * mean * cross + mean**2 * size, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.abs(total / np.sqrt(spread * g / (g - 1.0))))


def wild_bootstraps(
    samples: Sequence[Blocks], draws: int = DRAWS, seed: int = SEED
) -> list[tuple[float, float]]:
    """Clustered t and its p from flipping the sign of whole blocks, the null imposed, of several
    samples. All 2^G sign patterns are used where they are no more than the draws.

    Reference: Cameron, Gelbach and Miller (2008), section 3.C, Rademacher weights.
    """

    def judge(g: int, some: Sequence[Blocks]) -> tuple[Floats, Floats]:
        sums, sizes = (np.stack(one) for one in zip(*some, strict=True))
        observed = clustered_t(sums, sizes)
        bar = np.abs(observed)[:, None] * (1.0 - 1e-12)
        if 2**g <= draws + 1:
            signs = np.array(list(product((-1.0, 1.0), repeat=g)))[:, None]
            return observed, (np.abs(clustered_t(signs * sums, sizes)) >= bar.T).mean(axis=0)
        n, *squares = (one.sum(axis=1)[:, None] for one in (sizes, sums**2, sizes**2))
        values, reached = np.concatenate([sums, sums * sizes]), np.zeros(len(some))
        for signs in _drawn_signs(g, draws, seed):
            products = values @ signs.T.astype(np.float64)
            total, cross = products.reshape(2, len(some), -1)
            reached += (_size_of_t(g, total, n, (squares[0], cross, squares[1])) >= bar).sum(axis=1)
        return observed, (1.0 + reached) / (1.0 + draws)

    return _together(samples, [sums.size for sums, _ in samples], judge)


@lru_cache(maxsize=4)
def _drawn(g: int, draws: int, seed: int) -> tuple[Whole, ...]:
    """How often each of g events or blocks is drawn, (draws, g) in chunks: one draw serves all
    groups and windows of as many."""
    generator = np.random.default_rng(seed)
    chunks = []
    for size in _chunks(draws, g, NEAR):
        picked = generator.integers(0, g, (size, g)) + g * np.arange(size)[:, None]
        often = np.bincount(picked.ravel(), minlength=size * g).reshape(size, g)
        chunks.append(often.astype(np.int16))
    return tuple(chunks)


@lru_cache(maxsize=1)
def _drawn_signs(g: int, draws: int, seed: int) -> tuple[Whole, ...]:
    """Signs of g blocks, (draws, g) in chunks."""
    generator, chunks = np.random.default_rng(seed), []
    for size in _chunks(draws, g):
        signs = generator.integers(0, 2, (size, g), dtype=np.int8) * np.int8(2) - np.int8(1)
        chunks += np.array_split(signs, len(_chunks(size, g, NEAR)))
    return tuple(chunks)


@lru_cache(maxsize=8)
def _drawn_days(pooled: int, days: int, draws: int, seed: int) -> tuple[Whole, ...]:
    """Days drawn without replacement, (days, draws) in chunks."""
    generator = np.random.default_rng(seed)
    return tuple(
        np.argpartition(generator.random((size, pooled)), days, axis=1)[:, :days].T.copy()
        for size in _chunks(draws, pooled)
    )


def _chunks(draws: int, width: int, cells: int = CELLS) -> list[int]:
    size = max(1, min(draws, cells // max(width, 1)))
    whole, rest = divmod(draws, size)
    return [size] * whole + ([rest] if rest else [])


def day_permutation(
    estimation: Floats, event: Floats, draws: int = DRAWS, seed: int = SEED
) -> tuple[float, float, float]:
    """Studentised sum of the event days, (L,), against days drawn from estimation, (T,), and event
    together, on one scale: the statistic, its two-sided p, and the smallest p these data could
    give.

    One event day is compared with every day there is, exactly; more days with random draws.

    Reference: Nguyen and Wolf (2023), Empirical Economics.
    """
    before = estimation[~np.isnan(estimation)]
    inside = event[~np.isnan(event)]
    pooled = np.concatenate([before, inside])
    size, days = pooled.size, inside.size
    if days == 0 or before.size < 2 or not pooled.std() > 0:  # noqa: PLR2004 (fewest that say anything)
        return float("nan"), float("nan"), float("nan")
    observed = float(_studentised(inside, pooled))
    bar = abs(observed) * (1.0 - 1e-12)
    if days == 1:
        every = _studentised(pooled[None], pooled)
        return observed, float((np.abs(every) >= bar).mean()), 1.0 / size
    extreme = 0
    for picked in _drawn_days(size, days, draws, seed):
        extreme += int((np.abs(_studentised(pooled[picked], pooled)) >= bar).sum())
    return (
        observed,
        (1.0 + extreme) / (1.0 + draws),
        max(1.0 / (1.0 + draws), 1 / comb(size, days)),
    )


def _studentised(inside: Floats, pooled: Floats) -> Floats:
    """Sum of some days, (L, ...), over sqrt(L) times the standard deviation of all the others."""
    days, rest = len(inside), pooled.size - len(inside)
    total = inside.sum(axis=0)
    mean = (pooled.sum() - total) / rest
    spread = (pooled**2).sum() - (inside**2).sum(axis=0) - rest * mean**2
    value: Floats = total / np.sqrt(days * np.maximum(spread, 1e-300) / (rest - 1.0))
    return value
