"""Checks claims against prices: observations by company, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marketlink.claims import itself
from marketlink.claims.denial import undenied
from marketlink.claims.doubts import doubts
from marketlink.claims.evidence import PriceEvidence
from marketlink.claims.first_reading import decided, first_read
from marketlink.claims.fit import fine
from marketlink.claims.law import judged
from marketlink.claims.other_numbers import cut_off
from marketlink.claims.readings import Misfit
from marketlink.claims.session_of import day_at_odds
from marketlink.claims.support import support, told_of
from marketlink.records.article import Published
from marketlink.records.claim import (
    CandidateReading,
    Claim,
    Observation,
    Spoken,
    Verdict,
)
from marketlink.records.moment import Moment
from marketlink.records.reason import NumberStyle, ReasonCode, ShownNumber, reason


def check(
    claims: Sequence[Claim],
    evidence: PriceEvidence,
    moments: Sequence[Moment],
    published: Published,
) -> tuple[Claim, ...]:
    """The claims with observations and verdicts; those whose words alone decide as they are.

    A symbol without prices is "not decidable here". ``Claim.moment`` points into ``moments``; a
    claim without one is about the last session that had closed by ``published``.
    """
    rulings = [
        claim
        if claim.verdict
        else support(undenied(first_read(claim, evidence, moments, published), moments), moments)
        for claim in (told_of(claim, moments) for claim in claims)
    ]
    rulings = _against_itself(rulings, moments)
    rulings = [
        claim
        if claim.reason in ITSELF or not any(_open(claim, i, evidence) for i in claim.observations)
        else under_law(claim, rulings, evidence, moments, published)
        for claim in rulings
    ]  # fmt: skip
    rulings = [_said_of_its_day(cut_off(claim, rulings), evidence, moments) for claim in rulings]
    for n, factor in itself.factors(rulings).items():
        why = reason(ReasonCode.ADJUSTED, factor=ShownNumber(factor, NumberStyle.FACTOR))
        rulings[n] = replace(rulings[n], verdict=Verdict.NOT_DECIDABLE, reason=why)
    return tuple(rulings)


def _said_of_its_day(claim: Claim, evidence: PriceEvidence, moments: Sequence[Moment]) -> Claim:
    """A claim that says, whatever its verdict, what is wrong with the day that it names."""
    observations = list(claim.observations)
    for n, item in enumerate(claim.observations):
        series = evidence.series.get(item.symbol)
        why = None if series is None else day_at_odds(claim, moments, series)
        if why is not None and item.reason.code is not ReasonCode.NO_SESSION:
            observations[n] = replace(item, reason=item.reason.ending(why))
            claim = replace(claim, observations=tuple(observations))
    return claim


ITSELF = (reason(ReasonCode.ITSELF),)


def _open(claim: Claim, item: Observation, evidence: PriceEvidence) -> bool:
    """Whether an observation does not fit the first reading, or has no price or base to fit while
    some company has prices; or a fine number's day was still to come where its sentence names none:
    it may be of a day before."""
    if item.reason.code is ReasonCode.NOT_CLOSED:
        return claim.day in (Spoken.INHERITED, Spoken.DEFAULT) and fine(claim)
    unread = item.reason.code in UNREAD and bool(evidence.series)
    return unread or item.verdict is Verdict.CONTRADICTED


UNREAD = frozenset(
    {
        ReasonCode.NO_PRICES, ReasonCode.NO_PRICE_ON, ReasonCode.NO_PRICE,
        ReasonCode.OTHER_BASE, ReasonCode.BEGINS_IN_PERIOD, ReasonCode.RUNNING,
    }
)  # fmt: skip
"""Reasons for which a first reading is not decidable while another may be."""


def _against_itself(claims: Sequence[Claim], moments: Sequence[Moment]) -> list[Claim]:
    """Before any reading is weighed: a sentence whose percentage, change and close cannot all be
    true is at fault, whatever the series says; the member that the series bears out is not."""
    rulings = list(claims)
    for three in itself.at_odds(claims):
        if any(doubts(claims[n], moments) & itself.DISTURBING for n in three):
            continue
        wrong = [n for n in three if claims[n].verdict is not Verdict.SUPPORTED]
        for n in wrong:
            accused = len(wrong) == 1 or n == three[0]
            verdict = Verdict.CONTRADICTED if accused else Verdict.UNCLEAR
            why = ITSELF[0] if accused else reason(ReasonCode.UNCLEAR_ITSELF)
            rulings[n] = replace(rulings[n], verdict=verdict, reason=why)
    return rulings


def under_law(
    claim: Claim,
    every: Sequence[Claim],
    evidence: PriceEvidence,
    moments: Sequence[Moment],
    published: Published,
) -> Claim:
    """The claim under the law of verdicts."""
    readings: tuple[CandidateReading, ...] = ()
    observations = []
    for item in claim.observations:
        if _open(claim, item, evidence):
            item, more = judged(Misfit(claim, item, evidence, moments, published, every))  # noqa: PLW2901 (under the law)
            readings = readings or more
        observations.append(item)
    ranked = tuple(sorted(readings, key=lambda one: -one.weight))
    return replace(support(decided(claim, observations), moments), readings=ranked)
