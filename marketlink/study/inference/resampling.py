"""Bootstraps and permutations of a group, seeded: the same input gives the same p."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from math import comb

import numpy as np

from marketlink.study.inference.laws import p_normal, resampled_floor
from marketlink.study.inference.parametric import skewness_adjusted_t
from marketlink.study.kernel import Floats, Whole

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
    answers = [(float("nan"), float("nan"))] * len(samples)
    for n, places in _alike([car.size for car in samples]):
        cars = np.stack([samples[place] for place in places])
        observed, p = skewness_adjusted_t(cars), np.full(len(places), np.nan)
        if n > RESAMPLE_TO:
            p = p_normal(observed)
        else:
            below, above, n_finite = _drawn_beside(cars, observed, draws, seed)
            p = 2.0 * (1.0 + np.minimum(below, above)) / (1.0 + n_finite)
            p = np.where(n_finite > 0, np.minimum(1.0, np.maximum(p, resampled_floor(n))), np.nan)
        for place, value, chance in zip(places, observed.tolist(), p.tolist(), strict=True):
            answers[place] = value, chance if np.isfinite(value) else float("nan")
    return answers


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
    answers = [(float("nan"), float("nan"))] * len(samples)
    for g, places in _alike([sums.size for sums, _ in samples]):
        observed = [float(clustered_t(*samples[place])) for place in places]
        powers = np.hstack([_powers(*samples[place]) for place in places])
        reached, n_finite = np.zeros((2, len(places)))
        for often in _drawn(g, draws, seed):
            total, n, square, cross, size = np.moveaxis(
                (often.astype(np.float64) @ powers).reshape(len(often), -1, 5), 2, 0
            )
            drawn = _size_of_t(g, total, n, (square, cross, size))
            n_finite += np.isfinite(drawn).sum(axis=0)
            reached += (np.isfinite(drawn) & (drawn >= np.abs(observed))).sum(axis=0)
        for place, value, p in zip(
            places, observed, (1.0 + reached) / (1.0 + n_finite), strict=True
        ):
            answers[place] = value, float(p) if np.isfinite(value) else float("nan")
    return answers


def _size_of_t(g: int, total: Floats, n: Floats, powers: tuple[Floats, Floats, Floats]) -> Floats:
    """The absolute value of :func:`clustered_t` of g blocks from their total, events, and sums of
    squares, of products of sum and size, and of squared sizes."""
    (square, cross, size), mean = powers, total / n
    spread = np.maximum(square - 2.0 * mean * cross + mean**2 * size, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.abs(total / np.sqrt(spread * g / (g - 1.0))))


def _powers(sums: Floats, sizes: Floats) -> Floats:
    """(G, 5) powers of the sums and sizes of blocks, which add up over the drawn blocks."""
    centred = sums - sums.sum() / sizes.sum() * sizes
    return np.stack([centred, sizes, centred**2, centred * sizes, sizes**2], axis=1)


def _alike(sizes: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """The sizes, two at least, and the samples that have them, some at a time."""
    places_of = defaultdict[int, list[int]](list)
    for place, size in enumerate(sizes):
        places_of[size].append(place)
    for size, places in sorted(places_of.items()):
        for low in range(0, len(places) if size > 1 else 0, AT_ONCE):
            yield size, places[low : low + AT_ONCE]


def wild_bootstraps(
    samples: Sequence[Blocks], draws: int = DRAWS, seed: int = SEED
) -> list[tuple[float, float]]:
    """Clustered t and its p from flipping the sign of whole blocks, the null imposed, of several
    samples. All 2^G sign patterns are used where they are no more than the draws.

    Reference: Cameron, Gelbach and Miller (2008), section 3.C, Rademacher weights.
    """
    answers = [(float("nan"), float("nan"))] * len(samples)
    for g, places in _alike([sums.size for sums, _ in samples]):
        some = [samples[place] for place in places]
        observed = np.array([float(clustered_t(*one)) for one in some])
        bar = np.abs(observed) * (1.0 - 1e-12)
        if 2**g <= draws + 1:
            signs = np.array(list(product((-1.0, 1.0), repeat=g)))
            every = [np.abs(clustered_t(signs * sums, sizes)) for sums, sizes in some]
            p = np.array([(one >= at).mean() for one, at in zip(every, bar, strict=True)])
        else:
            p = (1.0 + _flipped(some, bar, draws, seed)) / (1.0 + draws)
        for place, value, chance in zip(places, observed.tolist(), p.tolist(), strict=True):
            answers[place] = value, chance if np.isfinite(value) else float("nan")
    return answers


def _flipped(samples: Sequence[Blocks], bar: Floats, draws: int, seed: int) -> Floats:
    """How many draws of signs are at least as far out as each bar, of samples of as many blocks."""
    g, reached = samples[0][0].size, np.zeros(len(samples))
    values = np.hstack([np.stack([sums, sums * sizes], axis=1) for sums, sizes in samples])
    n = np.array([sizes.sum() for _, sizes in samples])
    square = np.array([(sums**2).sum() for sums, _ in samples])
    size = np.array([(sizes**2).sum() for _, sizes in samples])
    for signs in _drawn_signs(g, draws, seed):
        total, cross = np.moveaxis(
            (signs.astype(np.float64) @ values).reshape(len(signs), -1, 2), 2, 0
        )
        reached += (_size_of_t(g, total, n, (square, cross, size)) >= bar).sum(axis=0)
    return reached


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
