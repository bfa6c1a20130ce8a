"""The conditions under which a statistic is valid, and what is against one.

The limits come from ``bench/size_power.py``: inside them a nominal 5 % test rejects a true null
in 4 to 6 % of 16,000 simulated studies (four of some 1,400 cells reach 6.2 %, which is 6 % by that
many draws).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import Any

import numpy as np

from marketlink.findings import FindingText, join_sentences
from marketlink.study.inference.dependence import Dependence, effective_number, inflation
from marketlink.study.inference.laws import LEVEL, binomial_size, resampled_floor, signed_rank_size
from marketlink.study.inference.parametric import moments
from marketlink.study.inference.ranks import EXACT_TO
from marketlink.study.kernel import Floats, Ints

NEIGHBOURS = 0.5
"""Events that share an event's window, on average, before dates count as shared."""

INFLATION = 1.03
"""Largest inflation factor at which a statistic that assumes independence is still called valid."""

VARIANCE_Z = 2.5
"""Standard errors above 1 at which the spread of the SCARs counts as event-induced."""

FAT_Z = 3.0
"""The same for a test whose yardstick has the tails of the days themselves, as the spread has."""

CROSSING = 0.03
"""How far events in each other's estimation windows may scale a statistic that ignores them."""

MILD = 0.5
"""Skewness of a CAR that no mean minds, however few the events."""

MANY = 10**9
"""More events than any group has."""

STEPS = (0.044, 0.056)
"""Sizes that a discrete test must be able to reach at a nominal 5 %."""


@dataclass(frozen=True, slots=True)
class ValidityRule:
    """When one statistic is valid. Infinity and False ask nothing.

    ``independent``: assumes that events do not share dates. ``variance_z``: assumes that the event
    brings no variance of its own, unless it is seen by that many standard errors. ``crossing``:
    ignores events inside each other's estimation windows, up to that share of its scale.
    ``max_r``: of the windows' mean correlation. ``reach``: largest share of the ranked days that
    the window may be. ``missing``: of the estimation days. ``blocks`` and ``dates``: fewest
    distinct event dates and calendar dates. ``discrete``: whose steps decide.

    Skewness g of the estimation residuals enters as ``skew_mean``, |g| / sqrt(N L), for means;
    ``skew_median``, |g| sqrt(N / L), where medians count; ``skew_ranks``, |g|, where windows are
    ranked among days, ``skew_long`` the same for windows of several days. Excess kurtosis k enters
    as ``fat_days``, k, and ``fat``, k / L, the latter from ``fat_n`` events above a correlation of
    ``fat_r``.
    """

    independent: bool = False
    variance_z: float = inf
    crossing: float = CROSSING
    min_n: int = 1
    min_dof: int = 10
    max_r: float = inf
    reach: float = inf
    missing: float = inf
    blocks: int = 1
    dates: int = 1
    discrete: str = ""
    skew_mean: float = inf
    skew_median: float = inf
    skew_ranks: float = inf
    skew_long: float = inf
    fat_days: float = inf
    fat: float = inf
    fat_n: tuple[int, int] = (1, MANY)
    fat_r: float = -1.0


WORDS: tuple[tuple[Callable[[ValidityRule], bool], str], ...] = (
    (lambda r: r.independent, "events independent (no shared dates)"),
    (lambda r: not r.independent and r.crossing < inf,
     "any dependence within a date; events not inside each other's estimation windows"),
    (lambda r: not r.independent and r.crossing == inf, "shared and partly shared dates allowed"),
    (lambda r: r.max_r < inf, "mean correlation up to {r.max_r:g}"),
    (lambda r: r.variance_z == inf, "event-induced variance allowed"),
    (lambda r: r.variance_z < inf,
     "no event-induced variance beyond {r.variance_z:g} standard errors"),
    (lambda r: r.min_n > 1, "{r.min_n} events or more"),
    (lambda r: r.blocks > 1, "{r.blocks} distinct event dates or more"),
    (lambda r: r.dates > 1, "{r.dates} calendar dates or more"),
    (lambda r: r.reach < inf, "a window of at most {r.reach:.0%} of the ranked days"),
    (lambda r: r.missing < inf, "at most {r.missing:.0%} of the estimation days missing"),
    (lambda r: r.discrete in {"binomial", "signed-rank"}, "a size whose steps come near 5%"),
    (lambda r: r.skew_mean < inf, "little skewness"),
    (lambda r: r.skew_median < inf, "symmetric returns"),
    (lambda r: r.skew_ranks < inf, "hardly any skewness"),
    (lambda r: r.skew_long < inf, "one day where returns are skewed"),
    (lambda r: r.fat < inf and r.fat_n[1] < MANY, "thin tails with up to {r.fat_n[1]} events"),
    (lambda r: r.fat_days < inf or (r.fat < inf and r.fat_n[1] == MANY), "thin tails"),
)  # fmt: skip
"""What a rule asks, in words."""


def conditions(rule: ValidityRule) -> str:
    """The conditions of a rule in words."""
    return "; ".join(words.format(r=rule) for applies, words in WORDS if applies(rule))


def verdict(rule: ValidityRule, facts: SampleFacts) -> tuple[bool, str]:
    """Whether a rule is met by the data at hand, and the objections."""
    against = [
        _sentence(code, **fields(rule, facts)) for code, holds, fields in OBJECTIONS
        if holds(rule, facts)
    ]  # fmt: skip
    return not against, join_sentences(against) if against else ""


@lru_cache(maxsize=64)
def _sentence(code: str, **fields: Any) -> FindingText:  # noqa: ANN401 (fields of any kind)
    """An objection, which several statistics of a window share."""
    return FindingText(f"against.{code}", **fields)


def is_met(rule: ValidityRule, facts: SampleFacts) -> bool:
    """Whether nothing is against a rule."""
    return not any(holds(rule, facts) for _, holds, _ in OBJECTIONS)


def _least_p(rule: ValidityRule, n: int) -> float:
    """The smallest p that a resampling of n events can give."""
    return resampled_floor(min(n, rule.min_n)) if rule.discrete == "resampled" and n > 0 else 0.0


def _size(rule: ValidityRule, n: int) -> float:
    """How often a test of n events whose p goes in steps rejects at a nominal 5 %."""
    if rule.discrete == "binomial" and n > 0:
        return binomial_size(n)
    return signed_rank_size(n) if rule.discrete == "signed-rank" and 0 < n <= EXACT_TO else LEVEL


def _skewed(rule: ValidityRule, facts: SampleFacts) -> bool:
    g, n, days = abs(facts.skewness), facts.n, facts.days
    measures = (
        (rule.skew_mean, g / (n * days) ** 0.5 if n and g > MILD * days**0.5 else 0.0),
        (rule.skew_median, g * (n / days) ** 0.5),
        (rule.skew_ranks, g),
        (rule.skew_long, g if days > 1 else 0.0),
    )
    return any(value > limit for limit, value in measures)


def _fat(rule: ValidityRule, facts: SampleFacts) -> bool:
    k, (few, many) = facts.kurtosis, rule.fat_n
    applies = few <= facts.n <= many and facts.r_window > rule.fat_r
    return k > rule.fat_days or (applies and k / facts.days > rule.fat)


OBJECTIONS: tuple[
    tuple[
        str,
        Callable[[ValidityRule, SampleFacts], bool],
        Callable[[ValidityRule, SampleFacts], dict[str, Any]],
    ], ...,
] = (
    ("few_events", lambda r, f: f.n < r.min_n, lambda r, f: {"least": r.min_n, "n": f.n}),
    ("few_degrees", lambda r, f: not f.dof >= r.min_dof, lambda r, _: {"least": r.min_dof}),
    ("few_event_dates", lambda r, f: f.blocks < r.blocks,
     lambda r, f: {"least": r.blocks, "n": f.blocks}),
    ("few_dates", lambda r, f: f.dates < r.dates, lambda r, f: {"least": r.dates, "n": f.dates}),
    ("long_window", lambda r, f: f.reach > r.reach, lambda _, f: {"share": 100 * f.reach}),
    ("missing_days", lambda r, f: f.n > 1 and f.missing > r.missing,
     lambda _, f: {"share": 100 * f.missing}),
    ("floor", lambda r, f: _least_p(r, f.n) > LEVEL,
     lambda r, f: {"n": f.n, "least": _least_p(r, f.n)}),
    ("discrete", lambda r, f: not STEPS[0] <= _size(r, f.n) <= STEPS[1],
     lambda r, f: {"n": f.n, "share": 100 * _size(r, f.n)}),
    ("correlated", lambda r, f: f.r_window > r.max_r, lambda r, _: {"most": f"{r.max_r:g}"}),
    ("shared_dates", lambda r, f: r.independent and f.neighbours >= NEIGHBOURS,
     lambda _, f: {"factor": f.inflation}),
    ("dependent",
     lambda r, f: r.independent and not f.neighbours >= NEIGHBOURS and f.inflation > INFLATION,
     lambda _, f: {"factor": f.inflation}),
    ("crossing_small", lambda r, f: abs(f.crossing - 1.0) > r.crossing and f.crossing < 1.0,
     lambda _, f: {"factor": f.crossing}),
    ("crossing_large", lambda r, f: abs(f.crossing - 1.0) > r.crossing and not f.crossing < 1.0,
     lambda _, f: {"factor": f.crossing}),
    ("variance", lambda r, f: f.variance_z > r.variance_z,
     lambda _, f: {"factor": f.variance_ratio}),
    ("skewed", _skewed, lambda _, f: {"skewness": f.skewness}),
    ("fat", _fat, lambda _, f: {"kurtosis": f.kurtosis}),
)  # fmt: skip
"""What may be against a statistic: the code of a sentence ``against.<code>``, when, its fields."""


@dataclass(frozen=True, slots=True)
class SampleFacts:
    """The data at hand, as the validity rules read it.

    ``neighbours`` is how many other events an event shares its window with on average.
    ``variance_ratio`` is the cross-sectional variance of the SCARs over what the estimation
    window promises, ``variance_z`` its distance from 1 in standard errors; ``skewness`` that of
    the standardised estimation residuals. ``crossing`` is the factor by which events inside each
    other's estimation windows scale a statistic that does not know of them, ``reach`` the share
    of a rank test's days that lie in the window.
    """

    n: int
    days: int
    dof: float
    r_bar: float
    r_window: float
    overlap: float
    neighbours: float
    inflation: float
    effective: float
    variance_ratio: float
    variance_z: float
    skewness: float
    kurtosis: float
    crossing: float
    reach: float
    blocks: int
    dates: int
    missing: float

    @classmethod
    def of(  # noqa: PLR0913 (one specification)
        cls,
        size: tuple[int, int, int],
        shared: Dependence,
        form: tuple[float, float],
        variance: tuple[Floats | float, Floats | float],
        *,
        dof: float,
        blocks: int,
        dates: int,
        missing: float,
    ) -> SampleFacts:
        """The facts of so many events, days of the window and of the estimation window; ``form`` is
        skewness and kurtosis, ``variance`` the ratio and its z."""
        n, days, length = size
        return cls(
            n=n, days=days, dof=dof, r_bar=shared.r_bar, r_window=shared.r_window,
            overlap=shared.overlap, neighbours=max(n - 1, 0) * shared.overlap,
            inflation=float(inflation(n, shared.r_window)) if n > 1 else 1.0,
            effective=float(effective_number(n, shared.r_window)) if n > 1 else float(n),
            variance_ratio=float(variance[0]), variance_z=float(variance[1]),
            skewness=form[0], kurtosis=form[1],
            crossing=crossing(n, shared), reach=days / (length + days), blocks=blocks, dates=dates,
            missing=missing,
        )  # fmt: skip


def facts(
    scar: Floats, dof: Floats, form: tuple[float, float, float], days: tuple[Ints, int],
    shared: Dependence,
) -> SampleFacts:  # fmt: skip
    """Gather the facts of one group and window from its SCARs and degrees of freedom, (N,), the
    form of its estimation days (:func:`shape`), ordinals of the window's days (N, L) and how many
    estimation days there are, and what events share."""
    used, (window_dates, length) = ~np.isnan(scar), days
    own, n_days = window_dates[used], window_dates.shape[1]
    return SampleFacts.of(
        (int(used.sum()), n_days, length), shared, form[:2],
        event_variance(scar, dof, shared.r_window, form[1] / n_days),
        dof=float(np.min(dof[used])) if used.any() else float("nan"),
        blocks=np.unique(own[:, 0]).size, dates=np.unique(own[own > 0]).size, missing=form[2],
    )  # fmt: skip


def crossing(n: int, shared: Dependence) -> float:
    """Spread of a mean CAR over what it would be if windows met on event days alone."""
    alone = 1.0 + (n - 1.0) * shared.r_shared
    whole = 1.0 + (n - 1.0) * shared.r_window
    return float(np.sqrt(whole / alone)) if n > 1 and alone > 0 and whole > 0 else 1.0


def shape(sar: Floats) -> tuple[float, float, float]:
    """Skewness and excess kurtosis of some events' estimation days, (N, T), and the share of these
    that is missing."""
    missing = np.isnan(sar)
    values, share = sar[~missing], float(missing.mean()) if len(sar) else float("nan")
    centred = values - values.mean() if values.size else values
    square = centred * centred
    sd = float(np.sqrt(square.mean())) if values.size > 3 else 0.0  # noqa: PLR2004 (fewest that say anything)
    if not sd > 0:
        return float("nan"), float("nan"), share
    skewness, kurtosis = (square * centred).mean() / sd**3, (square * square).mean() / sd**4 - 3.0
    return float(skewness), float(kurtosis), share


def event_variance(
    scar: Floats, dof: Floats, r: float, kurtosis: Floats | float
) -> tuple[Floats, Floats]:
    """Spread of (..., N) SCARs over the spread expected without event-induced variance, and its z.

    Reference: Boehmer, Musumeci and Poulsen (1991) for why it matters.
    """
    n, _, sd = moments(scar)
    inflated = dof / np.maximum(dof - 2.0, 1.0)  # days that depend on each other may leave two
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(np.isnan(scar), 0.0, inflated).sum(axis=-1) / n
        return spread_of(n, sd, mean, r, kurtosis)


def spread_of(
    n: Floats | float, sd: Floats | float, inflated: Floats | float, r: float,
    kurtosis: Floats | float,
) -> tuple[Floats, Floats]:  # fmt: skip
    """The same from the number of SCARs, their spread and the mean of dof / (dof - 2)."""
    ratio = np.square(sd) / (inflated * (1.0 - min(r, 0.99)))
    noise = np.sqrt(2.0 / (n - 1.0) + np.maximum(kurtosis, 0.0) / n)
    return ratio, (ratio - 1.0) / noise
