"""The statistics of a large group from its sums: the same rows as those of a small one.

A group is large above :data:`LARGE` events: there the events are correlated by date, not pair by
pair, and what a small group resamples event by event has its limit law.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from marketlink.study.inference import parametric, portfolio, power, resampling, signs
from marketlink.study.inference.band import CLUSTERED, clustered, group_columns
from marketlink.study.inference.battery import Result, as_row, filtered_rows, normal, student
from marketlink.study.inference.by_date import SHARE, UNIT, dependence_by_date
from marketlink.study.inference.dependence import effective_number, inflation
from marketlink.study.inference.facts import SampleFacts, crossing, spread_of
from marketlink.study.inference.filtered_portfolio import laid_out
from marketlink.study.inference.ranks import window_ratio
from marketlink.study.inference.sums import (
    DAILY,
    GroupSums,
    WindowSums,
    shares,
    spread,
)
from marketlink.study.kernel import Floats

LARGE = 100
"""Events above which a group is correlated by date."""

Random = tuple[int, int]


Drawn = tuple[tuple[float, float], tuple[float, float]]
"""Value and p of the block and of the wild bootstrap."""


def pooled_rows(
    group: str, sums: GroupSums, filtered: Sequence[Result], bound: float | None, random: Random
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Rows of the ``tests`` table of one group, without adjusted p-values, and of ``average``.

    Parameters
    ----------
    filtered : the group's part of :func:`filtered_results`
    """
    frame = sums.frame
    rows: list[dict[str, Any]] = []
    first = None
    places = _places(sums)
    blocks = [_blocks(sums.windows[place]) for place in places]
    block = resampling.block_bootstraps(blocks, *random)
    wild = resampling.wild_bootstraps(blocks, *random)
    for place, own, drawn in zip(places, filtered, zip(block, wild, strict=True), strict=True):
        window, facts = frame.windows[place], facts_of(sums, place)
        first = first or facts
        results = _results(sums.windows[place], facts, (own, drawn), (bound, random))
        rows += [as_row(group, window, facts, result) for result in results]
    if first is not None and frame.table_window[0] < 0:
        rows.append(as_row(group, (frame.table_window[0], -1), first, _pre_trend(sums)))
    return rows, _average(group, sums)


def _places(sums: GroupSums) -> list[int]:
    """The windows in which a group has events."""
    return [place for place, one in enumerate(sums.windows) if one["n"]]


def _blocks(one: WindowSums) -> resampling.Blocks:
    """CARs by the date on which a window begins."""
    some = one.blocks_n > 0
    return one.blocks[some] / DAILY, one.blocks_n[some]


def _average(group: str, sums: GroupSums) -> dict[str, Any]:
    """Means over the events that have a return on each event day, their errors by stretches of
    time."""
    frame = sums.frame
    by_stretch = (sums.stretch / DAILY, sums.stretch_n)
    error = clustered(*(one.reshape(frame.stretches, -1) for one in by_stretch)).reshape(2, -1)
    tests = [CLUSTERED if there else None for there in np.isfinite(error.sum(axis=0)).tolist()]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = sums.day.value / sums.day_n
    return group_columns(group, frame.table_window, (sums.day_n[0], mean, error), tests)


def facts_of(sums: GroupSums, place: int) -> SampleFacts:
    """The facts of one window for the validity rules."""
    one, window = sums.windows[place], sums.frame.windows[place]
    n, days, length = int(one["n"]), window[1] - window[0] + 1, sums.frame.length
    exchanges = [sums.exchanges[name] for name in sorted(sums.exchanges)]
    shared = dependence_by_date(exchanges, place, days)
    skewness, kurtosis = _shape(one)
    ratio, z = float("nan"), float("nan")
    if n > 1 and one["inflated"] > 0:
        sd = spread(n, one["scar"], one["scar2"])
        ratio, z = spread_of(n, sd, one["inflated"] / n, shared.r_window, kurtosis / days)
    return SampleFacts(
        n=n,
        days=days,
        dof=one.least,
        r_bar=shared.r_bar,
        r_window=shared.r_window,
        overlap=shared.overlap,
        neighbours=max(n - 1, 0) * shared.overlap,
        inflation=float(inflation(n, shared.r_window)) if n > 1 else 1.0,
        effective=float(effective_number(n, shared.r_window)) if n > 1 else float(n),
        variance_ratio=ratio,
        variance_z=z,
        skewness=skewness,
        kurtosis=kurtosis,
        crossing=crossing(n, shared),
        reach=days / (length + days),
        blocks=int((one.blocks_n > 0).sum()),
        dates=int((one.returns_n > 0).sum()),
        missing=1.0 - one["days"] / (n * length),
    )


def _shape(one: WindowSums) -> tuple[float, float]:
    """Skewness and excess kurtosis of the standardised estimation residuals."""
    n = one["days"]
    if n < 4:  # noqa: PLR2004 (fewest that say anything)
        return float("nan"), float("nan")
    mean, square, cube, fourth = (one[name] / n for name in ("u1", "u2", "u3", "u4"))
    variance = square - mean**2
    if not variance > 0:
        return float("nan"), float("nan")
    third = cube - 3 * mean * square + 2 * mean**3
    rest = fourth - 4 * mean * cube + 6 * mean**2 * square - 3 * mean**4
    return third / variance**1.5, rest / variance**2 - 3.0


def _results(
    one: WindowSums,
    facts: SampleFacts,
    at_hand: tuple[Result, Drawn],
    options: tuple[float | None, Random],
) -> Iterator[Result]:
    """All statistics of one window, in the order of the battery; some are at hand."""
    (filtered, drawn), (bound, random) = at_hand, options
    yield from _means(one, facts)
    yield filtered
    yield from _ranked(one)
    yield from _signed(one)
    yield from _resampled(one, drawn, random)
    t, free, se = _portfolio(one)
    yield "minimum-detectable", power.minimum_detectable(se, free), free, None
    if bound is not None:
        value, p = power.equivalence(t * se, se, free, bound)
        yield "equivalence", value, free, p


def _means(one: WindowSums, facts: SampleFacts) -> Iterator[Result]:
    n, r = one["n"], facts.r_window
    with np.errstate(invalid="ignore", divide="ignore"):
        yield student("cross-sectional-t", _t(n, one["car"], one["car2"]), n - 1)
        t, free, _ = _portfolio(one)
        yield student("cda-t", t, free)
        z = np.float64(one["patell"]) / np.sqrt(np.float64(one["inflated"]))
        bmp = _t(n, one["scar"], one["scar2"])
        yield normal("patell", z)
        yield student("bmp", bmp, n - 1)
        yield normal("kp-patell", parametric.kp_patell(z, n, r))
        yield student("kp-bmp", parametric.kp_bmp(bmp, n, r), n - 1)
        yield student("jackknife-t", _t(n, *one.pseudo.value), n - 1)
        yield student("bhar-t", _t(n, one["bhar"], one["bhar2"]), n - 1)


def filtered_results(groups: Sequence[GroupSums]) -> list[list[Result]]:
    """The filtered portfolio of each window of some groups, from mean SARs by day: all at once."""
    series, windows = [], []
    for sums in groups:
        frame = sums.frame
        first, path = frame.plan.estimation[1] + 1, frame.plan.path[0]
        for place in _places(sums):
            one, window = sums.windows[place], frame.windows[place]
            with np.errstate(invalid="ignore", divide="ignore"):
                before, mean = one.unit / UNIT / one.present, one.path / UNIT / one.path_n
            series.append((before, laid_out(mean, path, first, frame.table_window[0], window)))
            windows.append(window)
    results = iter(filtered_rows(series, first, windows) if series else ())
    return [[next(results) for _ in _places(sums)] for sums in groups]


def _t(n: float, total: float, square: float) -> np.float64:
    sd = spread(n, total, square)
    return np.float64(total / n * np.sqrt(n) / sd if sd > 0 else np.nan)


def _portfolio(one: WindowSums) -> tuple[float, float, float]:
    """CDA t, its degrees of freedom and standard error."""
    with np.errstate(invalid="ignore", divide="ignore"):
        variance, free = _portfolio_variance(
            one["n"], (one["variance"], one["share"], one["squares"]), one.residual, one.present
        )
        se = float(np.sqrt(np.float64(variance) * one["car_variance"] / one["variance"]))
        return one["car"] / one["n"] / se, free, se


def _portfolio_variance(
    n: float, scalars: tuple[float, float, float], residual: Floats, present: Floats
) -> tuple[float, float]:
    """Variance of a day's portfolio return and its degrees of freedom, as
    :func:`marketlink.study.inference.portfolio.portfolio_variance` has them; ``scalars`` are the
    sums of variances, of shares of degrees of freedom and of squared residuals."""
    variance, share, squares = scalars
    cross = float(((residual / DAILY) ** 2).sum()) - squares
    pair_days = float((present * (present - 1.0)).sum())
    mean_share = share / n
    covariance = cross / (pair_days * mean_share) if pair_days > 0 else 0.0
    total = variance / n / n + (n - 1.0) / n * covariance
    return total if total > 0 else float("nan"), float((present > 0).sum()) * mean_share


def _day_ratio(one: WindowSums, before: Floats, event: Floats, *, root: bool) -> float:
    """A day series of mean scores, weighted by the root of the events where asked."""
    total = np.concatenate([before, event])
    n = np.concatenate([one.present, one.inside_n])
    with np.errstate(invalid="ignore", divide="ignore"):
        series = np.where(n > 0, total / (np.sqrt(n) if root else n), np.nan)
    return float(window_ratio(series, slice(len(before), len(series))))


def _ranked(one: WindowSums) -> Iterator[Result]:
    yield normal(
        "rank", _day_ratio(one, shares(one.ranks, one.present), one.event_ranks / SHARE, root=False)
    )
    z = _day_ratio(one, shares(one.zivney, one.present), one.event_zivney / SHARE, root=True)
    yield normal("rank-zivney", z)
    n, (own, variance) = one["n"], one.own_rank.value
    mean = np.append(shares(one.grank, one.present), own) / np.append(one.present, n)
    there = np.append(one.present, n)
    with np.errstate(invalid="ignore", divide="ignore"):
        days = float((there > 0).sum()) - 1.0
        square = np.nansum(there / there.max() * mean**2) / (days + 1.0)
        ratio = mean[-1] / np.sqrt(square)
        t = ratio * np.sqrt((days - 1.0) / (days - ratio**2))
        yield student("grank-t", t, days - 1.0)
        yield normal("grank-z", own / np.sqrt(variance))


def _signed(one: WindowSums) -> Iterator[Result]:
    positive, n = one["positive"], one["n"]
    counted = positive + one["negative"]
    z = (positive - counted / 2) / np.sqrt(counted / 4) if counted else float("nan")
    yield normal("sign", z)
    share = one["positive_share"] / n
    with np.errstate(invalid="ignore", divide="ignore"):
        cowan = np.float64(positive - n * share) / np.sqrt(n * share * (1.0 - share))
    yield normal("generalised-sign", cowan)
    z = _day_ratio(one, one.signs, one.event_signs, root=True)
    yield normal("sign-corrado", z)
    plus, _, p = signs.wilcoxon(np.concatenate(one.cars))
    yield "wilcoxon", float(plus), None, float(p)


def _resampled(one: WindowSums, drawn: Drawn, random: Random) -> Iterator[Result]:
    days = one.returns_n > 0
    series = one.returns[days] / DAILY / one.returns_n[days]
    yield student("calendar-time-t", *portfolio.calendar_time_t(series))
    car = np.sort(np.concatenate(one.cars))
    value, p = resampling.skewness_bootstrap(car, *random)
    yield "skewness-t", value, None, p
    for name, (value, p) in zip(("block-bootstrap", "wild-bootstrap"), drawn, strict=True):
        yield name, value, None, p
    with np.errstate(invalid="ignore", divide="ignore"):
        before = one.widened / DAILY / one.present
        inside = one.inside / DAILY / one.inside_n
    value, p, _ = resampling.day_permutation(before, inside, *random)
    yield "permutation", value, None, p


def _pre_trend(sums: GroupSums) -> Result:
    trend = sums.trend
    if not trend.n:
        return "pre-trend", float("nan"), None, None
    weight, share, squares = trend.scalars.value
    variance, free = _portfolio_variance(
        trend.n, (weight, share, squares), trend.residual, trend.present
    )
    if not np.isfinite(variance):
        return "pre-trend", float("nan"), None, None
    aar = trend.returns.value / trend.n
    covariance = variance * (np.eye(aar.size) + trend.forecast.value / weight)
    value, p = power.pre_trend(aar, covariance, free)
    return "pre-trend", value, free, p
