"""What the statistics read of a large group, from its sums.

A group is large above :data:`LARGE` events: there the events are correlated by date, not pair by
pair, and what a small group resamples event by event has its limit law.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from marketlink.study.inference.band import CLUSTERED, clustered, group_columns
from marketlink.study.inference.by_date import SHARE, UNIT, dependence_by_date
from marketlink.study.inference.evidence import DaySeries, Moments, Random, Trend, WindowEvidence
from marketlink.study.inference.portfolio import filtered_portfolios, laid_out, variance_of_sums
from marketlink.study.inference.ranks import wilcoxon
from marketlink.study.inference.results import GroupEvidence, Row, group_rows
from marketlink.study.inference.statistics import VALUES
from marketlink.study.inference.sums import (
    DAILY,
    GroupSums,
    Sums,
    shares,
    spread,
    value_of,
    window_sums,
)
from marketlink.study.inference.validity import SampleFacts, spread_of
from marketlink.study.kernel import Floats

LARGE = 100
"""Events above which a group is correlated by date."""


def pooled_rows(
    group: str,
    sums: GroupSums,
    filtered: Sequence[tuple[float, float]],
    options: tuple[float | None, Random],
) -> tuple[list[Row], dict[str, Any]]:
    """Rows of the ``tests`` table of one group, without adjusted p-values, and of ``average``, from
    its sums and its part of :func:`filtered_results`; options as for :func:`group_rows`."""
    windows = [evidence_of(sums, place) for place in _places(sums)]
    trend = sums.frame.table_window[0], _trend(sums)
    (rows,) = group_rows([GroupEvidence(group, windows, filtered, trend)], options)
    return rows, _average(group, sums)


def _places(sums: GroupSums) -> list[int]:
    """The windows in which a group has events."""
    places = range(len(sums.frame.windows))
    return [place for place in places if place in sums.sums and sums.sums[place]["counts"][0] > 0]


def _average(group: str, sums: GroupSums) -> dict[str, Any]:
    """Means over the events that have a return on each event day, their errors by stretches of
    time."""
    frame, own = sums.frame, sums.sums
    by_stretch = (own["stretch"] / DAILY, own["stretch_n"])
    error = clustered(*(one.reshape(frame.stretches, -1) for one in by_stretch)).reshape(2, -1)
    tests = [CLUSTERED if there else None for there in np.isfinite(error.sum(axis=0)).tolist()]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = value_of(own["day"]) / own["day_n"]
    return group_columns(group, frame.table_window, (own["day_n"][0], mean, error), tests)


def facts_of(sums: GroupSums, place: int) -> SampleFacts:
    """The facts of one window for the validity rules."""
    own, window = sums.sums[place], sums.frame.windows[place]
    one, exchanges = window_sums(own), sums.sums["exchanges"]
    n, days, length = int(one["n"]), window[1] - window[0] + 1, sums.frame.length
    shared = dependence_by_date([exchanges[name] for name in sorted(exchanges)], place, days)
    form = _shape(one)
    variance: tuple[Floats | float, Floats | float] = (float("nan"), float("nan"))
    if n > 1 and one["inflated"] > 0:
        sd = spread(n, one["scar"], one["scar2"])
        variance = spread_of(n, sd, one["inflated"] / n, shared.r_window, form[1] / days)
    return SampleFacts.of(
        (n, days, length), shared, form, variance,
        dof=float(own["least"]), blocks=int((own["blocks_n"] > 0).sum()),
        dates=int((own["returns_n"] > 0).sum()), missing=1.0 - one["days"] / (n * length),
    )  # fmt: skip


def _shape(one: Mapping[str, float]) -> tuple[float, float]:
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


def evidence_of(sums: GroupSums, place: int) -> WindowEvidence:
    """What the statistics read of one window."""
    by = sums.sums[place]
    one, present = window_sums(by), by["present"]
    n, (own, variance) = one["n"], value_of(by["own_rank"])
    cars = np.sort(np.concatenate(by["cars"]))
    plus, _, p = wilcoxon(cars)
    some, days, there = by["blocks_n"] > 0, by["returns_n"] > 0, np.append(present, n)
    with np.errstate(invalid="ignore", divide="ignore"):
        before, inside = by["widened"] / DAILY / present, by["inside"] / DAILY / by["inside_n"]
        return WindowEvidence(
            window=sums.frame.windows[place],
            facts=facts_of(sums, place),
            means={name: _moments(n, one[name], one[f"{name}2"]) for name in VALUES},
            pseudo=_moments(n, *value_of(by["pseudo"])),
            patell=float(np.float64(one["patell"]) / np.sqrt(np.float64(one["inflated"]))),
            portfolio=_portfolio(one, by),
            ranks=_series(by, shares(by["ranks"], present), by["event_ranks"] / SHARE),
            zivney=_series(
                by, shares(by["zivney"], present), by["event_zivney"] / SHARE, root=True
            ),
            signs=_series(by, by["signs"], by["event_signs"], root=True),
            grank=(np.append(shares(by["grank"], present), own) / there, there, own, variance),
            positive=one["positive"],
            negative=one["negative"],
            share=one["positive_share"] / n,
            signed_ranks=(float(plus), float(p)),
            cars=cars,
            blocks=(by["blocks"][some] / DAILY, by["blocks_n"][some]),
            calendar=by["returns"][days] / DAILY / by["returns_n"][days],
            days=(before, inside),
        )


def _moments(n: float, total: float, square: float) -> Moments:
    return Moments(n, float(total) / n, spread(n, total, square))


def filtered_results(groups: Sequence[GroupSums]) -> list[list[tuple[float, float]]]:
    """The filtered portfolio of each window of some groups, from mean SARs by day: all at once."""
    before, event, windows, first = [], [], [], 0
    for sums in groups:
        frame = sums.frame
        first, path = frame.plan.estimation[1] + 1, frame.plan.path[0]
        for place in _places(sums):
            one, window = sums.sums[place], frame.windows[place]
            with np.errstate(invalid="ignore", divide="ignore"):
                before.append(one["unit"] / UNIT / one["present"])
                mean = one["path"] / UNIT / one["path_n"]
            event.append(laid_out(mean, path, first, frame.table_window[0], window))
            windows.append(window)
    if not windows:
        return [[] for _ in groups]
    value, p = filtered_portfolios(np.array(before), np.array(event), first, windows)
    results = iter(zip(value.tolist(), p.tolist(), strict=True))
    return [[next(results) for _ in _places(sums)] for sums in groups]


def _portfolio(one: Mapping[str, float], by: Sums) -> tuple[float, float, float]:
    """CDA t, its degrees of freedom and standard error."""
    variance, df = _daily_variance(
        one["n"], (one["variance"], one["share"], one["squares"]), by["residual"], by["present"]
    )
    se = float(np.sqrt(np.float64(variance) * one["car_variance"] / one["variance"]))
    return one["car"] / one["n"] / se, df, se


def _daily_variance(
    n: float, scalars: tuple[float, float, float], residual: Floats, present: Floats
) -> tuple[float, float]:
    """Variance of a day's portfolio return and its degrees of freedom; ``scalars`` are the sums of
    variances, of shares of degrees of freedom and of squared residuals."""
    variance, share, squares = scalars
    cross = ((residual / DAILY) ** 2).sum() - squares
    daily, df = variance_of_sums(n, variance / n, share / n, cross, present)
    return float(daily), float(df)


def _series(by: Sums, before: Floats, event: Floats, *, root: bool = False) -> DaySeries:
    """A day series of mean scores, weighted by the root of the events where asked."""
    total = np.concatenate([before, event])
    n = np.concatenate([by["present"], by["inside_n"]])
    series = np.where(n > 0, total / (np.sqrt(n) if root else n), np.nan)
    return series, slice(len(before), len(series))


def _trend(sums: GroupSums) -> Trend | None:
    """The averages before the event, None where there are none."""
    trend = sums.sums["trend"]
    if not trend.get("n"):
        return None
    weight, share, squares = value_of(trend["scalars"])
    variance, df = _daily_variance(
        trend["n"], (weight, share, squares), trend["residual"], trend["present"]
    )
    if not np.isfinite(variance):
        return None
    aar, forecast = (value_of(trend[name]) for name in ("returns", "forecast"))
    aar /= trend["n"]
    return Trend(aar, variance * (np.eye(aar.size) + forecast / weight), df)
