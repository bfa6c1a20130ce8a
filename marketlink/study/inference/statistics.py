"""Every statistic of a group and window as a row, and the rows of the table ``tests``.

A statistic reads :class:`WindowEvidence`, whether that was taken from a panel of events
(:mod:`marketlink.study.inference.sample`) or from sums over them
(:mod:`marketlink.study.inference.pooled`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from marketlink.findings import FindingText, join_sentences
from marketlink.study.inference import laws, parametric, portfolio, ranks, resampling
from marketlink.study.inference.validity import SampleFacts, verdict
from marketlink.study.kernel import Floats
from marketlink.study.panel import Window

Answer = tuple[float, float | None, float | None]
"""Value, degrees of freedom (None: not a t), p (None: none applies)."""
Random = tuple[int, int]
"""Draws and seed of the resampling."""
DaySeries = tuple[Floats, slice]
"""A mean score of each day, and which of the days are the window's."""
Row = dict[str, Any]

ADJUSTMENTS = {"holm": laws.holm, "benjamini-yekutieli": laws.benjamini_yekutieli}
SHARED_DATES = ("portfolio-filtered", "cda-t", "kp-bmp")
"""The tests shown first where dates are shared; they are valid elsewhere as well."""


class Moments(NamedTuple):
    """Number, mean and standard deviation of some values."""

    n: float
    mean: float
    sd: float

    @classmethod
    def of(cls, values: Floats) -> Moments:
        """Those of (N,) values, NaN left out."""
        return cls(*map(float, parametric.moments(values)))


class Trend(NamedTuple):
    """The average abnormal returns of the days before the event, their covariance, and its degrees
    of freedom."""

    aar: Floats
    covariance: Floats
    df: float


class WindowEvidence(NamedTuple):
    """What the statistics read of one group in one window.

    Attributes
    ----------
    car, scar, bhar : of the events' CARs, the same standardised, and buy-and-hold returns
    pseudo : of the jackknife's values
    patell : the sum of the SCARs over the root of its variance
    portfolio : t of the mean CAR, its degrees of freedom and standard error
    ranks, zivney, signs : day series of mean ranks, ranks of standardised returns, and signs
    grank : of each day, the window's last, the mean rank and how many events have one; the sum of
        the window's ranks and its variance
    positive, negative, share : how many CARs are, and the estimation days' share of positive ones
    cars : (N,) CARs without a gap
    blocks : sums of the CARs by date, and how many there are
    calendar : mean abnormal return on each date
    days : portfolio abnormal returns before and in the window, on one scale
    """

    window: Window
    facts: SampleFacts
    car: Moments
    scar: Moments
    bhar: Moments
    pseudo: Moments
    patell: float
    portfolio: tuple[float, float, float]
    ranks: DaySeries
    zivney: DaySeries
    signs: DaySeries
    grank: tuple[Floats, Floats, float, float]
    positive: float
    negative: float
    share: float
    cars: Floats
    blocks: resampling.Blocks
    calendar: Floats
    days: tuple[Floats, Floats]


class StatisticContext(NamedTuple):
    """What is worked out for all windows together, value and p each, and the options."""

    filtered: tuple[float, float]
    block: tuple[float, float]
    wild: tuple[float, float]
    bound: float | None
    random: Random


STUDENT = -1.0
"""Stands for the p of Student's t, which is worked out for all statistics of a group at once."""


def _student(value: Floats | float, df: Floats | float) -> Answer:
    return float(value), float(df), STUDENT


def _normal(value: Floats | float) -> Answer:
    return float(value), None, float(laws.p_normal(value))


def _t(values: Moments) -> Answer:
    n, mean, sd = values
    return _student(mean * np.sqrt(n) / sd if sd > 0 else np.nan, n - 1.0)


def _equivalence(e: WindowEvidence, context: StatisticContext) -> Answer | None:
    if context.bound is None:
        return None
    t, df, se = e.portfolio
    value, p = portfolio.equivalence(t * se, se, df, context.bound)
    return value, df, p


def _with_p(value: Floats | float, p: Floats | float) -> Answer:
    return float(value), None, float(p)


STATISTICS: dict[str, Callable[[WindowEvidence, StatisticContext], Answer | None]] = {
    "cross-sectional-t": lambda e, _: _t(e.car),
    "cda-t": lambda e, _: _student(*e.portfolio[:2]),
    "patell": lambda e, _: _normal(e.patell),
    "bmp": lambda e, _: _t(e.scar),
    "kp-patell": lambda e, _: _normal(
        parametric.kp_patell(e.patell, e.facts.n, e.facts.r_window)
    ),
    "kp-bmp": lambda e, _: _student(
        parametric.kp_bmp(_t(e.scar)[0], e.facts.n, e.facts.r_window), e.scar.n - 1.0
    ),
    "jackknife-t": lambda e, _: _t(e.pseudo),
    "bhar-t": lambda e, _: _t(e.bhar),
    "portfolio-filtered": lambda _, c: _with_p(*c.filtered),
    "rank": lambda e, _: _normal(ranks.window_ratio(*e.ranks)),
    "rank-zivney": lambda e, _: _normal(ranks.window_ratio(*e.zivney)),
    "grank-t": lambda e, _: _student(*ranks.grank_t(*e.grank[:2])),
    "grank-z": lambda e, _: _normal(ranks.grank_z(*e.grank[2:])),
    "sign": lambda e, _: _normal(ranks.sign(e.positive, e.negative)),
    "generalised-sign": lambda e, _: _normal(
        ranks.generalised_sign(e.positive, e.car.n, e.share)
    ),
    "sign-corrado": lambda e, _: _normal(ranks.window_ratio(*e.signs)),
    "wilcoxon": lambda e, _: _with_p(*ranks.wilcoxon(e.cars)[::2]),
    "calendar-time-t": lambda e, _: _student(*portfolio.calendar_time_t(e.calendar)),
    "skewness-t": lambda e, c: _with_p(*resampling.skewness_bootstrap(e.cars, *c.random)),
    "block-bootstrap": lambda _, c: _with_p(*c.block),
    "wild-bootstrap": lambda _, c: _with_p(*c.wild),
    "permutation": lambda e, c: _with_p(*resampling.day_permutation(*e.days, *c.random)[:2]),
    "minimum-detectable": lambda e, _: (
        portfolio.minimum_detectable(e.portfolio[2], e.portfolio[1]), e.portfolio[1], None
    ),
    "equivalence": _equivalence,
}  # fmt: skip
"""The statistics of a window, in the order of the table; None where one was not asked for."""
OF_GROUPS = ("pre-trend",)
"""Those of a group, whatever its windows."""


def group_rows(
    group: str,
    windows: Sequence[WindowEvidence],
    trend: tuple[int, Trend | None],
    filtered: Sequence[tuple[float, float]],
    options: tuple[float | None, Random],
) -> list[Row]:
    """Rows of the ``tests`` table of one group, without adjusted p-values.

    Parameters
    ----------
    windows : those in which the group has events
    trend : the first day of the tables, and the averages from there to the event
    filtered : of each window, from :func:`filtered_portfolio`
    options : CAAR (decimal) that the equivalence test asks about, None leaves it out; and draws
    """
    blocks = [one.blocks for one in windows]
    block = resampling.block_bootstraps(blocks, *options[1])
    wild = resampling.wild_bootstraps(blocks, *options[1])
    answers: list[tuple[Window, SampleFacts, str, Answer]] = []
    for one, *drawing in zip(windows, filtered, block, wild, strict=True):
        context = StatisticContext(drawing[0], drawing[1], drawing[2], *options)
        with np.errstate(invalid="ignore", divide="ignore"):
            for name, statistic in STATISTICS.items():
                if (answer := statistic(one, context)) is not None:
                    answers.append((one.window, one.facts, name, answer))
    first, before = trend
    if windows and first < 0:
        of_trend: Answer = float("nan"), None, None
        if before is not None:
            joint, chance = portfolio.pre_trend(*before)
            of_trend = joint, before.df, chance
        answers.append(((first, -1), windows[0].facts, "pre-trend", of_trend))
    t = [answer for *_, answer in answers if answer[2] == STUDENT]
    p_values = iter(laws.p_student([one[0] for one in t], [one[1] for one in t]).tolist())  # type: ignore[arg-type]
    rows = []
    for window, facts, name, (value, df, p) in answers:
        own = next(p_values) if p == STUDENT else p
        rows.append(_row(group, window, facts, (name, (value, df, own))))
    return rows


def filtered_portfolio(
    series: Sequence[tuple[Floats, Floats]], first: int, windows: Sequence[Window]
) -> list[tuple[float, float]]:
    """Value and p of the filtered portfolio of mean SARs before and from the day ``first`` on, one
    a window; those of one study are worked out at once."""
    if not series:
        return []
    before, event = (np.stack(days) for days in zip(*series, strict=True))
    value, p = portfolio.filtered_portfolios(before, event, first, windows)
    return list(zip(value.tolist(), p.tolist(), strict=True))


def _row(group: str, window: Window, facts: SampleFacts, result: tuple[str, Answer]) -> Row:
    """A result with the facts it is judged by, as a row of the ``tests`` table."""
    statistic, (value, df, p) = result
    valid, note = verdict(statistic, facts)
    is_finite = bool(np.isfinite(value))
    if not is_finite:
        note = note or FindingText("against.undefined")
    elif valid and statistic in SHARED_DATES and facts.n > 1:
        note = FindingText("against.effective", effective=facts.effective, n=facts.n)
    elif statistic == "grank-t" and df is not None:
        ratio = value * np.sqrt((df + 1.0) / (df + value**2))
        note = _noted(note, f"U0 / S(U) = {ratio:.6f}")
    return {
        "group": group,
        "tau_from": window[0],
        "tau_to": window[1],
        "n": facts.n,
        "statistic": statistic,
        "value": value if is_finite else None,
        "df": df if is_finite else None,
        "p": min(float(p), 1.0) if is_finite and p is not None and np.isfinite(p) else None,
        "p_adjusted": None,
        "r_bar": facts.r_bar if np.isfinite(facts.r_bar) else None,
        "inflation": facts.inflation if np.isfinite(facts.inflation) else None,
        "valid": valid and is_finite,
        "note": note,
    }


def adjust_rows(rows: list[Row], adjust: str = "holm") -> None:
    """Fill ``p_adjusted`` in place: the groups of one statistic and window are a family, so that
    asking for another window changes no number of the others."""
    families: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        families[row["statistic"], row["tau_from"], row["tau_to"]].append(row)
    for family in families.values():
        p = [np.nan if row["p"] is None else row["p"] for row in family]
        tried = laws.number_of_tests(p)
        more = FindingText(f"against.{adjust.replace('-', '_')}", tried=tried)
        for row, value in zip(family, ADJUSTMENTS[adjust](p), strict=True):
            row["p_adjusted"] = None if np.isnan(value) else float(value)
            if tried > 1 and row["p"] is not None:
                row["note"] = _noted(row["note"], more)


def _noted(note: str, more: str) -> str:
    """A note with another one behind it."""
    return join_sentences([note, more]) if note else more
