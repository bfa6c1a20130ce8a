"""One table that says when a statistic may be believed, and why not where it may not.

The limits come from ``bench/size_power.py``: inside them a nominal 5 % test rejects a true null
in 4 to 6 % of simulated studies.
"""

from __future__ import annotations

from dataclasses import dataclass

from marketlink.study.tests.facts import Facts
from marketlink.study.tests.laws import binomial_size, signed_rank_size

NEIGHBOURS = 0.5
"""Events that share an event's window, on average, before dates count as shared."""

INFLATION = 1.03
"""Largest inflation factor at which a statistic that assumes independence is still called valid."""

VARIANCE_Z = 2.5
"""Standard errors above 1 at which the spread of the SCARs counts as event-induced."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When one statistic is valid.

    ``independent``: assumes that events do not share dates. ``variance``: survives variance that
    the event brings. ``symmetric``: largest absolute skewness of a CAR it tolerates. ``blocks``:
    fewest distinct dates on which whole blocks can be drawn.
    """

    independent: bool = False
    variance: bool = True
    min_n: int = 2
    max_n: int | None = None
    min_dof: int = 10
    min_days: int = 1
    max_days: int | None = None
    max_r: float | None = None
    symmetric: float | None = None
    blocks: int = 1
    dates: int = 1
    discrete: str = ""


RULES: dict[str, Rule] = {
    "cross-sectional-t": Rule(independent=True, min_n=8),
    "cda-t": Rule(variance=False, min_n=1),
    "patell": Rule(independent=True, variance=False, min_n=8),
    "bmp": Rule(independent=True, min_n=8),
    "kp-patell": Rule(variance=False, min_n=8),
    "kp-bmp": Rule(min_n=8),
    "rank": Rule(variance=False, min_n=8),
    "rank-zivney": Rule(min_n=8),
    "grank-t": Rule(min_n=8, max_r=0.05),
    "grank-z": Rule(independent=True, min_n=8),
    "sign": Rule(independent=True, min_n=8, symmetric=0.2, discrete="binomial"),
    "generalised-sign": Rule(independent=True, min_n=8, discrete="binomial"),
    "sign-corrado": Rule(min_n=8),
    "wilcoxon": Rule(independent=True, min_n=8, symmetric=0.2, discrete="signed-rank"),
    "skewness-t": Rule(independent=True, min_n=30),
    "calendar-time-t": Rule(dates=60),
    "block-bootstrap": Rule(blocks=30),
    "wild-bootstrap": Rule(blocks=8),
    "permutation": Rule(variance=False, min_n=1),
    "pre-trend": Rule(min_n=1),
    "minimum-detectable": Rule(variance=False, min_n=1),
    "equivalence": Rule(variance=False, min_n=1),
}


def verdict(statistic: str, facts: Facts) -> tuple[bool, str]:
    """Whether a statistic is valid for the data at hand, and what stands against it."""
    against = objections(RULES.get(statistic, Rule()), facts)
    return not against, "; ".join(against)


def objections(rule: Rule, facts: Facts) -> list[str]:
    """Every reason why a rule is not met."""
    return [*_sample(rule, facts), *_dependence(rule, facts), *_shape(rule, facts)]


def _sample(rule: Rule, facts: Facts) -> list[str]:
    out = []
    if facts.n < rule.min_n:
        out.append(f"needs {rule.min_n} events or more, has {facts.n}")
    if rule.max_n is not None and facts.n > rule.max_n:
        out.append(f"meant for at most {rule.max_n} events, has {facts.n}")
    if not facts.dof >= rule.min_dof:
        out.append(f"needs {rule.min_dof} degrees of freedom in every estimation window")
    if facts.days < rule.min_days:
        out.append(f"needs windows of {rule.min_days} days or more")
    if rule.max_days is not None and facts.days > rule.max_days:
        out.append(f"too few independent windows at {facts.days} days")
    if facts.blocks < rule.blocks:
        out.append(f"needs {rule.blocks} distinct event dates, has {facts.blocks}")
    if facts.dates < rule.dates:
        out.append(f"needs {rule.dates} calendar dates, has {facts.dates}")
    return out + _steps(rule, facts)


def _steps(rule: Rule, facts: Facts) -> list[str]:
    if not rule.discrete or facts.n < 1:
        return []
    size = binomial_size(facts.n) if rule.discrete == "binomial" else 0.05
    if rule.discrete == "signed-rank" and facts.n <= 25:
        size = signed_rank_size(facts.n)
    if 0.04 <= size <= 0.06:
        return []
    return [f"discrete: with {facts.n} events it rejects {100 * size:.1f} % at a nominal 5 %"]


def _dependence(rule: Rule, facts: Facts) -> list[str]:
    if rule.max_r is not None and facts.r_window > rule.max_r:
        return [f"over-rejects where the windows' mean correlation is above {rule.max_r:g}"]
    if not rule.independent:
        return []
    if facts.neighbours >= NEIGHBOURS:
        return [
            "assumes independence, but the events share dates: too large by a factor of about "
            f"{facts.inflation:.2f}"
        ]
    if facts.inflation > INFLATION:
        return [f"assumes independence: too large by a factor of about {facts.inflation:.2f}"]
    return []


def _shape(rule: Rule, facts: Facts) -> list[str]:
    out = []
    if not rule.variance and facts.variance_z > VARIANCE_Z:
        out.append(
            "event-induced variance: the standardised CARs spread "
            f"{facts.variance_ratio:.1f} times as much as before the event"
        )
    if rule.symmetric is not None:
        skewness = abs(facts.skewness) / facts.days**0.5
        if skewness > rule.symmetric:
            out.append(f"assumes symmetry, but the residuals' skewness is {facts.skewness:+.1f}")
    return out
