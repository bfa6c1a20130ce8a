"""Decides from tests: each company by its own, a group by valid tests with enough power."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy.special import nctdtr

from marketlink.records.decision import (
    FEW,
    OWN_SPREAD,
    Chance,
    CompanyRole,
    Decision,
    GroupTestResult,
    Joint,
    JudgedCompany,
    leading,
)
from marketlink.study.inference.laws import holm, t_quantile
from marketlink.study.kernel import Floats

LEVEL = 0.05
NEAR = 2 / 3
"""A company is a subject of the article from this share of the highest relevance on."""
POWER = 0.8
"""A test with less power than this at the observed effect does not count against it."""
SECOND_OPINIONS = frozenset({"cda-t", "permutation", "kp-bmp"})
"""Tests that decide beside the leader; others decide only where none of these is valid."""


class Company(NamedTuple):
    """A company of the article: how far it is about it (0 to 100), and the p of its own test."""

    event_id: str
    relevance: int
    p: float | None


class GroupTest(NamedTuple):
    """A group test that is valid on these data, with the smallest p it can give and its power."""

    statistic: str
    p: float
    power: float
    floor: float = 0.0


def decide(companies: Sequence[Company], tests: Sequence[GroupTest] = (), n: int = 0) -> Decision:
    """Judge each company by its own test, and the group where the article is about several.

    What the article is about is one family, what it names in passing another: each pays (Holm) for
    its own members only, so that one more name in passing changes nothing said of the subject.

    Parameters
    ----------
    companies : in any order
    tests : the group's tests that are valid on these data
    n : events of the group

    Returns
    -------
    Decision
        Companies by role and relevance. ``joint`` is None where the article is about one company.
        A test speaks if its floor is at most the level. Below eight events, tests that estimate
        the events' spread from themselves are told with their power and do not decide. The first
        of ``LEADS`` that may decide leads: no other test makes more of a group than it does.
        Where those that decide differ, one beside the leader that found nothing is heard only if
        it would have found the observed effect four times in five.

    Reference: Holm (1979); Cohen (1988) for the power asked.
    """
    judged = _companies(companies)
    subjects = [one for one in judged if one.role is CompanyRole.SUBJECT]
    if len(subjects) < 2 or n < 2:  # noqa: PLR2004 (fewest that say anything)
        return Decision(judged)
    able = {
        test.statistic
        for test in tests
        if test.floor <= LEVEL and not (n < FEW and test.statistic in OWN_SPREAD)
    }
    leader = leading(able, n)
    deciding = (able & SECOND_OPINIONS) | {leader} if leader is not None else able
    heard = tuple(
        GroupTestResult(
            one.statistic, one.p, one.floor, one.power, decides=one.statistic in deciding
        )
        for one in tests
        if np.isfinite(one.p)
    )
    if any(one.decides and one.p <= LEVEL for one in heard):
        weak = [
            one.decides and one.statistic != leader and one.p > LEVEL and one.power < POWER
            for one in heard
        ]
        heard = tuple(
            replace(one, decides=False) if mute else one
            for one, mute in zip(heard, weak, strict=True)
        )
    return Decision(judged, _joint(heard), heard)


def _companies(companies: Sequence[Company]) -> tuple[JudgedCompany, ...]:
    top = max((one.relevance for one in companies), default=0)
    ordered = sorted(companies, key=lambda one: -one.relevance)
    roles = [
        CompanyRole.SUBJECT if one.relevance >= NEAR * top else CompanyRole.PASSING
        for one in ordered
    ]
    paid: dict[str, float] = {}
    for role in CompanyRole:
        family = [one for one, own in zip(ordered, roles, strict=True) if own is role]
        p = [np.nan if one.p is None else one.p for one in family]
        paid |= dict(zip([one.event_id for one in family], holm(p).tolist(), strict=True))
    return tuple(
        JudgedCompany(one.event_id, role, _chance(p), one.p, None if np.isnan(p) else p)
        for one, role in zip(ordered, roles, strict=True)
        for p in (paid[one.event_id],)
    )


def _chance(p: float) -> Chance:
    if np.isnan(p):
        return Chance.UNTESTED
    return Chance.UNLIKELY if p <= LEVEL else Chance.ORDINARY


def _joint(heard: Sequence[GroupTestResult]) -> Joint:
    verdicts = {one.p <= LEVEL for one in heard if one.decides}
    if not verdicts:
        return Joint.SILENT
    if len(verdicts) == 2:  # noqa: PLR2004 (a pair, or three)
        return Joint.DISAGREE
    return Joint.UNLIKELY if verdicts == {True} else Joint.ORDINARY


def power_of_t(effect: float, df: float) -> float:
    """Power of a two-sided t test at 5 % where the statistic's true mean is ``effect``, the
    expected value over its standard error.

    Reference: Cohen (1988), section 2.2; the noncentral Student law.
    """
    if not np.isfinite(effect) or not df > 0:
        return float("nan")
    bound = float(t_quantile(df, [1.0 - LEVEL / 2.0])[0])
    return float(1.0 - nctdtr(df, effect, bound) + nctdtr(df, effect, -bound))


def power_of_kp_bmp(mean_scar: float, n: int, r: float) -> float:
    """Power of the KP-BMP t where each of n events' standardised CAR has the observed mean and the
    unit variance that the null supposes; ``r`` is the mean correlation of their windows.

    Reference: Kolari and Pynnönen (2010), equation 11, for the variance (1 + (n - 1) r) / n.
    """
    variance = (1.0 + (n - 1) * r) / n
    return power_of_t(mean_scar / variance**0.5, n - 1) if variance > 0 else float("nan")


def power_of_portfolio(mean_scar: float, errors: Floats, error: float, df: float) -> float:
    """Power of the portfolio t at the same standardised effect as :func:`power_of_kp_bmp`, from the
    forecast errors of the companies' CARs, (N,), and that of their average, decimal."""
    return power_of_t(mean_scar * float(np.mean(errors)) / error, df) if error > 0 else np.nan
