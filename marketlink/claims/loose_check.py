"""Loose numbers against prices: those that fit are borne out, and plain ones that fit nothing are
told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marketlink.claims.annotated import sentence_of
from marketlink.claims.denial import undenied
from marketlink.claims.doubt import LIFTED
from marketlink.claims.doubts import doubts
from marketlink.claims.doubts_of_days import placed
from marketlink.claims.evidence import PriceEvidence
from marketlink.claims.first_reading import decided, first_read
from marketlink.claims.fit import fine, large, nearly, sharp
from marketlink.claims.support import support, told_of
from marketlink.claims.verdicts import under_law
from marketlink.records.article import Published
from marketlink.records.claim import Claim, ClaimWindow, Observation, Spoken, Verdict
from marketlink.records.moment import Moment
from marketlink.records.reason import ReasonCode, reason


def borne_out(
    loose: Sequence[Claim], evidence: PriceEvidence, moments: Sequence[Moment], published: Published
) -> tuple[Claim, ...]:
    """The loose numbers that fit the session their words mean, or one of the few before it, and
    the plain ones that fit nothing. The others are no claims, as nothing says that they are of a
    price. One that fits no first reading is tried with the others that its words license.

    A price bears nothing out where its sentence tells of the other direction, or of a percentage
    that fits nothing: what the sentence says of it may be false.
    """
    read = [
        undenied(
            first_read(
                _of_its_name(told_of(claim, moments), moments), evidence, moments, published
            ),
            moments,
        )
        for claim in loose
    ]
    sure = {(claim.span, claim.at) for claim in read if claim.verdict is Verdict.SUPPORTED}
    rulings = [
        support(
            claim
            if (claim.span, claim.at) in sure
            else under_law(claim, (), evidence, moments, published),
            moments,
        )
        for claim in read
    ]
    fits = [
        claim
        for claim in rulings
        if claim.verdict is Verdict.SUPPORTED and _in_place(claim, moments)
    ]
    right = {(claim.span, claim.at) for claim in fits}
    at_odds = {
        claim.span
        for claim in rulings
        if claim.unit == "return"
        and fine(claim)
        and (claim.span, claim.at) not in right
        and not any(nearly(claim, item.value) for item in claim.observations)
    }
    claims = [
        claim
        for claim in fits
        if not claim.kind.price or (claim.span not in at_odds and _moves_so(claim, evidence))
    ]
    claims += [
        _of_the_close(claim, evidence, moments)
        for claim in rulings
        if (claim.span, claim.at) not in right and _is_plain(claim, moments)
    ]
    return tuple({(claim.span, claim.at): claim for claim in reversed(claims)}.values())[::-1]


def _of_its_name(claim: Claim, moments: Sequence[Moment]) -> Claim:
    """The loose number as that of the one company that its clause names, or its sentence, where no
    name stands there that is not known."""
    if claim.wording is None:
        return claim
    sentence = sentence_of(claim, moments)
    at, _ = sentence.inner(claim.at)
    inside = {symbol for a, _, symbol in sentence.names if sentence.beside(a, at)}
    names = inside or {symbol for _, _, symbol in sentence.names}
    if len(names) != 1 or not names <= set(claim.symbols) or sentence.unlinked:
        return claim
    return replace(claim, symbols=tuple(names), subject=Spoken.SPOKEN)


def _is_plain(claim: Claim, moments: Sequence[Moment]) -> bool:
    """Whether a sharp number that fits nothing is told of a session's move or close, with no word
    for anything else around it: it is then no claim passed over, but one that does not fit. One
    that fits a session beside is of that, unless its clause names its day."""
    level = claim.kind.price and all(_near_to(claim, item.value) for item in claim.observations)
    move_or_close = level or (claim.unit == "return" and claim.kind.change)
    if not move_or_close or not sharp(claim) or claim.measure.window != ClaimWindow():
        return False
    if claim.verdict is Verdict.CONTRADICTED:
        near = any("near" in item.reason.fields for item in claim.observations)
        return not near or placed(claim, sentence_of(claim, moments), moments)
    alone = claim.verdict is Verdict.UNCLEAR and len(claim.symbols) == 1
    return alone and doubts(claim, moments) <= LIFTED


def _of_the_close(claim: Claim, evidence: PriceEvidence, moments: Sequence[Moment]) -> Claim:
    """The claim, a wrong price as unclear where no word for the close stands in its clause and the
    session's low and high do not rule it out."""
    if not claim.kind.price or claim.verdict is not Verdict.CONTRADICTED:
        return claim
    sentence = sentence_of(claim, moments)
    at, _ = sentence.inner(claim.at)
    if any(sentence.beside(start, at) for start, _ in sentence.spans("close")):
        return claim
    observations = [
        replace(item, verdict=Verdict.UNCLEAR, reason=reason(ReasonCode.UNCLEAR_HOURS))
        if _in_range(claim, item, evidence)
        else item
        for item in claim.observations
    ]
    return decided(claim, observations)


def _in_range(claim: Claim, item: Observation, evidence: PriceEvidence) -> bool:
    """Whether the stock may have traded at a price in its session, as far as is held."""
    series = evidence.series.get(item.symbol)
    n = series.at(item.session) if series and item.session else None
    low, high = series.range(n) if series and n is not None else (None, None)
    if series is None or n is None or low is None or high is None:
        return True
    scale = series.traded(n) / series.closes[n]
    return low * scale <= abs(claim.stated or 0.0) <= high * scale


def _near_to(claim: Claim, value: float | None) -> bool:
    """Whether a price is about as high as the close, and no round mark: no change, no "$1,000"."""
    stated = abs(claim.stated or 0.0)
    digits = f"{stated:.2f}".replace(".", "").strip("0")
    return len(digits) >= DIGITS and value is not None and abs(stated - value) < NEAR * value


DIGITS = 3
"""Digits that a price has which is no round mark."""
NEAR = 0.25
"""The share of a close within which a price may be meant for it."""


def _in_place(claim: Claim, moments: Sequence[Moment]) -> bool:
    """Whether a number is fine, or fits what its words mean and no session sought, nor one of a
    longer time."""
    moment = None if claim.moment is None else moments[claim.moment]
    if not fine(claim) and claim.kind.price and moment and moment.start != moment.end:
        return False
    placed = PLACED | OVER if large(claim) else PLACED
    return fine(claim) or all(item.reason.code in placed for item in claim.observations)


PLACED = frozenset(
    {
        ReasonCode.RIGHT, ReasonCode.RIGHT_ENDED, ReasonCode.RIGHT_RUNNING, ReasonCode.CLOSED_AT,
        ReasonCode.OVER, ReasonCode.SINCE,
    }
)  # fmt: skip
"""Reasons that name the session or the period of the words."""
OVER = frozenset({ReasonCode.OTHER_PERIOD})
"""The reason of a large percentage that fits another period of the words."""


def _moves_so(claim: Claim, evidence: PriceEvidence) -> bool:
    """Whether no session that bears a price out moved against the move that led to it."""
    for item in claim.observations:
        series = evidence.series.get(item.symbol)
        n = series.at(item.session) if series and item.session else None
        if series and n is not None and (series.ret(n) or 0.0) * claim.direction < 0:
            return False
    return True
