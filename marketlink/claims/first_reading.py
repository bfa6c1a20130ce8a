"""A claim against the first reading of its words: observations by company, and their verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from marketlink.calendars import sessions
from marketlink.claims.annotated import sentence_of
from marketlink.claims.evidence import PriceEvidence
from marketlink.claims.fit import sharp, telling
from marketlink.claims.observe import ClaimCheck, undecided
from marketlink.claims.session_of import running
from marketlink.records.article import Published
from marketlink.records.claim import (
    UNSIZED,
    Claim,
    Observation,
    Spoken,
    Verdict,
)
from marketlink.records.moment import Moment
from marketlink.records.reason import Reason, ReasonCode, reason


def first_read(
    claim: Claim, evidence: PriceEvidence, moments: Sequence[Moment], published: Published
) -> Claim:
    """The claim against the first reading of its words."""
    symbols = claim.symbols[:-1] if claim.kind.against else claim.symbols
    checks = [ClaimCheck.of(claim, symbol, evidence, moments, published) for symbol in symbols]
    return decided(claim, [item for one in checks for item in _look(one)])


def _look(check: ClaimCheck) -> list[Observation]:
    observations = _observed(check)
    close = _close_told(check)
    if close is None or any(item.verdict is Verdict.SUPPORTED for item in observations):
        return observations
    claim, symbol, published = check.claim, check.series.symbol, check.published
    anew = _observed(
        ClaimCheck.of(claim, symbol, check.evidence, check.moments, replace(published, value=close))
    )
    return [
        replace(item, reason=reason(ReasonCode.TOLD_ANEW).followed(item.reason))
        for item in anew
        if item.verdict is Verdict.SUPPORTED
    ] or observations


def _close_told(check: ClaimCheck) -> datetime | None:
    """The close of the stamp's own day, where it came after the stamp and a sharp number is told
    of a close: such an article was told anew. It can only be borne out."""
    claim = check.claim
    value, calendar = check.published.value, sessions(check.series.exchange)
    if not isinstance(value, datetime) or not sharp(claim) or claim.wording is None:
        return None
    day = value.astimezone(calendar.zone).date()
    if not calendar.is_session(day) or calendar.hours(day)[1] <= value:
        return None
    sentence = sentence_of(claim, check.moments)
    at, _ = sentence.inner(claim.at)
    near = any(start <= at or sentence.beside(start, at) for start, _ in sentence.spans("close"))
    return calendar.hours(day)[1] if near else None


def _observed(check: ClaimCheck) -> list[Observation]:
    assert check.claim.kind.check is not None  # noqa: S101 (for the type checker)
    observations = list(check.claim.kind.check(check))
    if check.at.stated or not running(check.series, check.published):
        return observations
    return [
        undecided(item.symbol, reason(ReasonCode.RUNNING))
        if item.verdict in (Verdict.CONTRADICTED, Verdict.UNCLEAR) else item
        for item in observations
    ]  # fmt: skip


def decided(claim: Claim, observations: Sequence[Observation]) -> Claim:
    """The claim with one verdict of its observations, of which the literal readings decide.

    A sharp number of a sentence that names none of its companies is of those it fits; where they
    differ else, the claim is unclear, or contradicted if it says which way each of them went.
    """
    literal = [item for item in observations if item.reading != "net"]
    decisive = [item for item in literal if item.verdict is not Verdict.NOT_DECIDABLE]
    kinds = {item.verdict for item in decisive}
    verdict = Verdict.NOT_DECIDABLE if not decisive else Verdict.UNCLEAR
    if len(kinds) == 1:
        verdict = decisive[0].verdict
    right = tuple(dict.fromkeys(i.symbol for i in decisive if i.verdict is Verdict.SUPPORTED))
    if right and len(kinds) > 1 and claim.subject is Spoken.INHERITED and telling(claim):
        return decided(
            replace(claim, symbols=right), [i for i in observations if i.symbol in right]
        )
    if len(kinds) > 1 and len({item.symbol for item in decisive}) > 1:
        each = claim.measure.bound in UNSIZED and Verdict.CONTRADICTED in kinds
        verdict = Verdict.CONTRADICTED if each else Verdict.UNCLEAR
        why: Reason | None = _sides(decisive)
    else:
        first = next((item.reason for item in observations if item.verdict is verdict), None)
        why = first or (observations[0].reason if observations else None)
    return replace(claim, observations=tuple(observations), verdict=verdict, reason=why)


def _sides(decisive: Sequence[Observation]) -> Reason | None:
    """The companies for which a claim holds, and those for which it does not."""
    why: Reason | None = None
    for code, holds in ((ReasonCode.NOT_FOR, False), (ReasonCode.HOLDS_FOR, True)):
        who = [i.symbol for i in decisive if (i.verdict is Verdict.SUPPORTED) == holds]
        if who:
            why = reason(code, symbols=", ".join(dict.fromkeys(who))).followed(why)
    return why
