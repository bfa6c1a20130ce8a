"""Loose numbers against prices: those that fit are borne out, and plain ones that fit nothing are
told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marketlink.claims.doubts import EVERY, LIFTED, doubts
from marketlink.claims.evidence import PriceEvidence
from marketlink.claims.fit import fine, large, nearly, sharp
from marketlink.claims.other_numbers import is_answered
from marketlink.claims.place import Place
from marketlink.claims.subject_of import subjects_at
from marketlink.claims.support import ruled, support, told_of, undenied
from marketlink.claims.verdicts import decided, first_read, under_law
from marketlink.records.article import Published
from marketlink.records.claim import Claim, ClaimWindow, Spoken, Verdict
from marketlink.records.reason import ReasonCode, reason

DIGITS = 3
"""Digits that a price has which is no round mark."""
NEAR = 0.25
"""The share of a close within which a price may be meant for it."""
PLACED = frozenset(
    {
        ReasonCode.RIGHT, ReasonCode.RIGHT_ENDED, ReasonCode.RIGHT_RUNNING, ReasonCode.CLOSED_AT,
        ReasonCode.OVER, ReasonCode.SINCE,
    }
)  # fmt: skip
"""Reasons that name the session or the period of the words."""


def borne_out(
    loose: Sequence[Claim],
    evidence: PriceEvidence,
    published: Published,
    every: Sequence[Claim] = (),
) -> tuple[Claim, ...]:
    """The loose numbers that fit the session their words mean, or one of the few before it, and
    the plain ones that fit nothing. The others are no claims, as nothing says that they are of a
    price. One that fits no first reading is tried with the others that its words license; where
    one of ``every``, the claims of the article, is the company's number of that session, it is of
    something else.

    A price bears nothing out where its sentence tells of the other direction, or of a percentage
    that fits nothing: what the sentence says of it may be false.
    """
    whole = [_of_its_name(told_of(claim)) for claim in loose]
    read = [undenied(first_read(one, evidence, published)) for one in whole]
    sure = {_key(claim) for claim in map(support, read) if _is_borne_out(claim)}
    rulings = [
        support(claim)
        if _key(claim) in sure or claim.verdict is Verdict.SUPPORTED
        else under_law(claim, (), evidence, published)
        for claim in read
    ]
    fits = [claim for claim in rulings if _is_borne_out(claim)]
    right = {_key(claim) for claim in fits}
    at_odds = {
        claim.span
        for claim in rulings
        if claim.unit == "return" and fine(claim) and _key(claim) not in right
        and not any(nearly(claim, item.value) for item in claim.observations)
    }  # fmt: skip
    claims = [
        claim
        for claim in fits
        if not claim.kind.price or (claim.span not in at_odds and _moves_so(claim, evidence))
    ]
    claims += [
        _of_the_close(_unanswered(claim, every), evidence)
        for claim in rulings
        if _key(claim) not in right and _is_plain(claim)
    ]
    return tuple({_key(claim): claim for claim in reversed(claims)}.values())[::-1]


def _key(claim: Claim) -> tuple[tuple[int, int], tuple[int, int]]:
    """The number that a claim is a reading of."""
    return claim.span, claim.at


def _of_its_name(claim: Claim) -> Claim:
    """The loose number as that of the one company that its clause names, or its sentence, where it
    is the subject and no name stands there that is not known."""
    place, sentence = Place(claim), claim.sentence
    inside = {symbol for a, _, symbol in sentence.names if place.beside(a)}
    names = inside or {symbol for _, _, symbol in sentence.names}
    if len(names) != 1 or not names <= set(claim.symbols) or sentence.unlinked:
        return claim
    if names != set(subjects_at(sentence, place.at)):
        return claim
    return replace(claim, symbols=tuple(names), subject=Spoken.SPOKEN)


def _is_plain(claim: Claim) -> bool:
    """Whether a sharp number that fits nothing is told of a session's move or close, with no word
    for anything else around it: it is then no claim passed over, but one that does not fit. One
    that fits a session beside is of that, unless its clause names its day."""
    level = claim.kind.price and all(_is_near(claim, item.value) for item in claim.observations)
    move_or_close = level or (claim.unit == "return" and claim.kind.change)
    if not move_or_close or not sharp(claim) or claim.measure.window != ClaimWindow():
        return False
    if claim.verdict is Verdict.CONTRADICTED:
        near = any("near" in item.reason.fields for item in claim.observations)
        return not near or Place(claim).own_day
    alone = claim.verdict is Verdict.UNCLEAR and len(claim.symbols) == 1
    return alone and not doubts(claim, EVERY - LIFTED)


def _is_near(claim: Claim, value: float | None) -> bool:
    """Whether a price is about as high as the close, and no round mark: no change, no "$1,000"."""
    stated = abs(claim.stated or 0.0)
    digits = f"{stated:.2f}".replace(".", "").strip("0")
    return len(digits) >= DIGITS and value is not None and abs(stated - value) < NEAR * value


def _unanswered(claim: Claim, every: Sequence[Claim]) -> Claim:
    """The claim, or a percentage as unclear where another is the company's of that session: "Ace,
    Hexaron and Nolvex fell by 2.7%, 9.9% and 8.8%"; a price may be that of the close before."""
    if claim.kind.price or not any(is_answered(claim, item, every) for item in claim.observations):
        return claim
    return ruled(claim, Verdict.UNCLEAR, reason(ReasonCode.UNCLEAR_NUMBERS))


def _of_the_close(claim: Claim, evidence: PriceEvidence) -> Claim:
    """The claim, a wrong price as unclear where no word for the close stands in its clause and the
    session's low and high, as far as they are held, do not rule it out."""
    wrong = claim.kind.price and claim.verdict is Verdict.CONTRADICTED
    if not wrong or Place(claim).has("close"):
        return claim
    observations = []
    for item in claim.observations:
        place = evidence.position(item)
        low, high = (None, None) if place is None else place[0].quoted_range(place[1])
        if low is None or high is None or low <= abs(claim.stated or 0.0) <= high:
            why = reason(ReasonCode.UNCLEAR_HOURS)
            item = replace(item, verdict=Verdict.UNCLEAR, reason=why)  # noqa: PLW2901 (of an hour)
        observations.append(item)
    return decided(claim, observations)


def _is_borne_out(claim: Claim) -> bool:
    """Whether a number fits where its words place it."""
    return claim.verdict is Verdict.SUPPORTED and _is_in_place(claim)


def _is_in_place(claim: Claim) -> bool:
    """Whether a number is fine, or fits what its words mean and no session sought, nor one of a
    longer time but for a large percentage."""
    if fine(claim):
        return True
    moment = claim.sentence.moment(claim.moment)
    if claim.kind.price and moment and moment.start != moment.end:
        return False
    placed = PLACED | {ReasonCode.OTHER_PERIOD} if large(claim) else PLACED
    return all(item.reason.code in placed for item in claim.observations)


def _moves_so(claim: Claim, evidence: PriceEvidence) -> bool:
    """Whether no session that bears a price out moved against the move that led to it."""
    places = filter(None, map(evidence.position, claim.observations))
    return all((series.ret(n) or 0.0) * claim.direction >= 0 for series, n in places)
