"""Adds a second reader's readings and weights to claims; a disagreement becomes a doubt.

It never supports or contradicts: days are resolved and verdicts computed by the code that judges
the rules' own readings, and a claim that the two read differently is unclear.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from marketlink.claims import PriceEvidence
from marketlink.claims.readings import Word, weights
from marketlink.claims.verdicts import first_read
from marketlink.records.claim import CandidateReading, Claim, Field, Verdict
from marketlink.records.pointed import Measured, Mood, Pointed, PointedHours, Way
from marketlink.records.reading import Reading
from marketlink.records.reason import ReasonCode, reason

SAYS = "the second reader points at it"
FIELDS = {
    Measured.RETURN: Field.RETURN,
    Measured.CHANGE: Field.CHANGE,
    Measured.CLOSE: Field.CLOSE,
    Measured.LOW: Field.LOW,
    Measured.HIGH: Field.HIGH,
}
SIGNS = {Way.UP: 1, Way.DOWN: -1, Way.UNSAID: 0}
OPEN_TO_DOUBT = (Verdict.SUPPORTED, Verdict.CONTRADICTED)


def weigh(reading: Reading, evidence: PriceEvidence) -> tuple[Claim, ...]:
    """The claims of a checked reading, weighed with what a second reader points at."""
    return tuple(_weigh(claim, reading, evidence) for claim in reading.claims)


def _weigh(claim: Claim, reading: Reading, evidence: PriceEvidence) -> Claim:
    for one in reading.pointed:
        if not (one.number[0] < claim.at[1] and one.number[1] > claim.at[0]):
            continue
        other = _as_pointed(claim, one, reading)
        observations = first_read(other, evidence, reading.article.published)
        symbol, session = other.symbols[0] if other.symbols else None, _session(observations)
        differs = any(_differences(claim, one, symbol, session))
        if differs and claim.verdict in OPEN_TO_DOUBT:
            claim = replace(
                claim, verdict=Verdict.UNCLEAR, reason=reason(ReasonCode.UNCLEAR_READER)
            )
        if differs or claim.readings:
            claim = replace(
                claim, readings=_with_second_reading(claim, other, symbol, session, evidence)
            )
    return claim


def _as_pointed(claim: Claim, one: Pointed, reading: Reading) -> Claim:
    """The claim as the second reader has it, not yet judged."""
    symbols = claim.symbols if one.company is None else one.symbols[:1]
    field = FIELDS.get(one.measure, claim.measure.field)
    sign = SIGNS[one.way] or claim.direction
    has_other_sign = sign * claim.direction < 0 and claim.kind.change and claim.stated is not None
    return replace(
        claim,
        symbols=symbols,
        moment=_moment(one, reading, claim.moment),
        direction=sign,
        stated=-(claim.stated or 0.0) if has_other_sign else claim.stated,
        measure=replace(claim.measure, field=field),
        observations=(),
        readings=(),
        verdict=None,
        reason=None,
    )


def _moment(one: Pointed, reading: Reading, own: int | None) -> int | None:
    """The moment of the words that a fact gives as its day; the rules' own where there is none."""
    if one.day is None:
        return own
    start, end = one.day
    spans = enumerate(moment.span for moment in reading.moments)
    here = [n for n, (a, b) in spans if a < end and b > start]
    return own if own in here else next(iter(here), own)


def _session(claim: Claim) -> date | None:
    return next(
        (observation.session for observation in claim.observations if observation.session), None
    )


def _differences(
    claim: Claim, one: Pointed, symbol: str | None, session: date | None
) -> Iterator[bool]:
    """Whether the second reader has another company, day, way, price, hour or mood."""
    own = _session(claim)
    yield one.company is not None and not set(one.symbols) & set(claim.symbols)
    yield symbol in claim.symbols and None not in (own, session) and own != session
    yield SIGNS[one.way] * claim.direction < 0
    yield (
        one.measure is not Measured.OTHER
        and claim.kind.number
        and (FIELDS[one.measure] is not claim.measure.field)
    )
    yield one.hours is PointedHours.OUTSIDE and claim.measure.field is not Field.OFF_HOURS
    yield one.mood is Mood.FORESEEN and claim.verdict is not Verdict.FORECAST


def _with_second_reading(
    claim: Claim, other: Claim, symbol: str | None, session: date | None, evidence: PriceEvidence
) -> tuple[CandidateReading, ...]:
    """The readings with the second reader's: a new one, or more weight for one that is there."""
    weight = weights()[Word.FIRST].weight
    series = evidence.series.get(symbol or "")
    basis = series.basis if series else None
    new = CandidateReading(symbol, other.measure, session, other.direction, basis, weight, SAYS)
    readings = list(claim.readings)
    for n, one in enumerate(readings):
        if (one.symbol, one.measure, one.session, one.sign) == (
            new.symbol, new.measure, new.session, new.sign,
        ):  # fmt: skip
            readings[n] = replace(one, weight=one.weight + weight)
            break
    else:
        readings.append(new)
    return tuple(sorted(readings, key=lambda one: -one.weight))
