"""Checks claims against prices: observations by company, and the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from marketlink.calendars import sessions
from marketlink.claims import itself
from marketlink.claims.annotated import sentence_of
from marketlink.claims.doubts import doubts
from marketlink.claims.evidence import PriceEvidence
from marketlink.claims.fit import fine, sharp, telling
from marketlink.claims.law import judged
from marketlink.claims.observe import ClaimCheck, percent, undecided
from marketlink.claims.readings import Elsewhere, Misfit
from marketlink.claims.session_of import running
from marketlink.records.article import Published
from marketlink.records.claim import (
    BY_THE_CLOSE,
    UNSIZED,
    CandidateReading,
    Claim,
    Observation,
    Spoken,
    Verdict,
)
from marketlink.records.moment import Moment
from marketlink.records.reason import NumberStyle, Reason, ReasonCode, ShownNumber, reason

WHOLE_PERCENT = 0.005
"""Half a unit of a percentage without decimals."""


def check(
    claims: Sequence[Claim],
    evidence: PriceEvidence,
    moments: Sequence[Moment],
    published: Published,
) -> tuple[Claim, ...]:
    """The claims with observations and verdicts.

    Parameters
    ----------
    claims : sequence of Claim
        As found in the text; those whose words alone decide are returned as they are.
    evidence : PriceEvidence
        Prices of the symbols; a symbol without prices is "not decidable here".
    moments : sequence of Moment
        The article's moments, which ``Claim.moment`` points into.
    published : Published
        A claim without a moment is about the last session that had closed by then.

    Returns
    -------
    tuple of Claim
    """
    rulings = [
        claim if claim.verdict else first_read(claim, evidence, moments, published)
        for claim in claims
    ]
    rulings = _against_itself(rulings, moments)
    rulings = [
        claim if claim.reason in ITSELF or not any(map(_open, claim.observations))
        else _judged(claim, rulings, evidence, moments, published)
        for claim in rulings
    ]  # fmt: skip
    rulings = [_cut_off(claim, rulings) for claim in rulings]
    for n, factor in itself.factors(rulings).items():
        why = reason(ReasonCode.ADJUSTED, factor=ShownNumber(factor, NumberStyle.FACTOR))
        rulings[n] = replace(rulings[n], verdict=Verdict.NOT_DECIDABLE, reason=why)
    return tuple(rulings)


def borne_out(
    loose: Sequence[Claim], evidence: PriceEvidence, moments: Sequence[Moment], published: Published
) -> tuple[Claim, ...]:
    """The loose numbers that fit the session their words mean, or one of the few before it. The
    others are no claims, as nothing says that they are of a price.

    A price bears nothing out where its sentence tells of the other direction, or of a percentage
    that fits nothing: what the sentence says of it may be false.
    """
    rulings = [first_read(claim, evidence, moments, published) for claim in loose]
    fits = [
        claim
        for claim in rulings
        if claim.verdict is Verdict.SUPPORTED and _in_place(claim, moments)
    ]
    right = {(claim.span, claim.at) for claim in fits}
    at_odds = {
        claim.span
        for claim in rulings
        if claim.unit == "return" and fine(claim) and (claim.span, claim.at) not in right
    }
    claims = [
        claim
        for claim in fits
        if not claim.kind.price or (claim.span not in at_odds and _moves_so(claim, evidence))
    ]
    return tuple({(claim.span, claim.at): claim for claim in reversed(claims)}.values())[::-1]


def _in_place(claim: Claim, moments: Sequence[Moment]) -> bool:
    """Whether a number is fine, or fits what its words mean and no session sought, nor one of a
    longer time."""
    moment = None if claim.moment is None else moments[claim.moment]
    if not fine(claim) and claim.kind.price and moment and moment.start != moment.end:
        return False
    return fine(claim) or all(item.reason.code in PLACED for item in claim.observations)


PLACED = frozenset(
    {
        ReasonCode.RIGHT, ReasonCode.RIGHT_ENDED, ReasonCode.RIGHT_RUNNING, ReasonCode.CLOSED_AT,
        ReasonCode.OVER, ReasonCode.SINCE,
    }
)  # fmt: skip
"""Reasons that name the session or the period of the words."""


def _moves_so(claim: Claim, evidence: PriceEvidence) -> bool:
    """Whether no session that bears a price out moved against the move that led to it."""
    for item in claim.observations:
        series = evidence.series.get(item.symbol)
        n = series.at(item.session) if series and item.session else None
        if series and n is not None and (series.ret(n) or 0.0) * claim.direction < 0:
            return False
    return True


ITSELF = (reason(ReasonCode.ITSELF),)


def _open(item: Observation) -> bool:
    """Whether an observation does not fit the first reading, or has no price or base to fit."""
    return item.verdict is Verdict.CONTRADICTED or item.reason.code in UNREAD


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


def _judged(
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
        if _open(item):
            anchored = _anchored(claim, item, every)
            borne = any(_bears_out(other, claim, item, moments) for other in every)
            answered = _answered(claim, item, every)
            elsewhere = times_elsewhere(claim, every)
            case = Misfit(
                claim, item, evidence, moments, published, anchored, answered, borne, elsewhere
            )
            under, more = judged(case)
            readings = readings or more
            observations.append(under)
        else:
            observations.append(item)
    ranked = tuple(sorted(readings, key=lambda one: -one.weight))
    return replace(_decided(claim, observations), readings=ranked)


def _anchored(claim: Claim, item: Observation, every: Sequence[Claim]) -> bool:
    """Whether other sharp numbers of the sentence bear out its day, and its company or the order
    of its list; or all of them are of one other day, so that only the day can be wrong."""
    beside = [
        other
        for other in every
        if other is not claim and other.span == claim.span and other.moment == claim.moment
        and other.kind.number and other.measure.window == claim.measure.window
    ]  # fmt: skip
    right = [other for other in beside if _fits_on(other, item) and sharp(other)]
    if any(other.symbols == claim.symbols for other in right):
        return True
    if right and len(right) == len(beside):
        return True
    near = _near(claim)
    return near is not None and bool(beside) and all(_near(other) == near for other in beside)


def _fits_on(other: Claim, item: Observation) -> bool:
    """Whether another number is right on the session of an observation: that it fits some other
    day says nothing of this one."""
    return any(
        one.verdict is Verdict.SUPPORTED and one.session == item.session
        for one in other.observations
    )


def _bears_out(other: Claim, claim: Claim, item: Observation, moments: Sequence[Moment]) -> bool:
    """Whether another number stands in one phrase with a claim's, "fell 3% to $47", and fits the
    session or, as the claim's does, one other: the company, day and hour of both are then known."""
    if other is claim or other.span != claim.span or other.symbols != claim.symbols:
        return False
    fields = {other.measure.field, claim.measure.field}
    pair = len(fields) > 1 and fields <= BY_THE_CLOSE
    if not pair or not sharp(other) or other.moment != claim.moment:
        return False
    near = _near(claim)
    if not _fits_on(other, item) and (near is None or _near(other) != near):
        return False
    sentence = sentence_of(claim, moments)
    first, last = sorted((claim.at, other.at))
    return not sentence.left_over(
        first[1] - sentence.wording.start, last[0] - sentence.wording.start
    )


def times_elsewhere(claim: Claim, every: Sequence[Claim]) -> tuple[Elsewhere, ...]:
    """The sessions and periods that sharp changes of the article are borne out on, those of most
    first, for a claim whose own sentence names no day."""
    if claim.day in (Spoken.SPOKEN, Spoken.RELATIVE) or not claim.kind.change:
        return ()
    counts = Counter(
        Elsewhere(item.session, start if isinstance(start, date) else None)
        for other in every
        if other.kind.change and other.span != claim.span and sharp(other)
        for item in other.observations
        if item.verdict is Verdict.SUPPORTED and item.session is not None
        for start in [item.reason.fields.get("start")]
    )
    return tuple(one for one, _ in counts.most_common(MOST_ELSEWHERE))


MOST_ELSEWHERE = 2
"""Sessions or periods of other numbers that a number may be of; more would fit too easily."""


def _answered(claim: Claim, observation: Observation, every: Sequence[Claim]) -> bool:
    """Whether another number of the article is the company's return, change or close of the same
    session: a session has one of each, so this number is of something else."""
    return any(
        item.symbol == observation.symbol and item.session == observation.session
        for other in every
        if other is not claim and other.kind == claim.kind and other.stated != claim.stated
        and (other.measure.field, other.unit) == (claim.measure.field, claim.unit)
        and other.measure.window == claim.measure.window
        for item in other.observations
        if item.verdict is Verdict.SUPPORTED
    )  # fmt: skip


def _near(claim: Claim) -> object:
    """The one other session that a sharp number fits; None where there is none."""
    days = {item.reason.fields.get("near") for item in claim.observations}
    return days.pop() if sharp(claim) and len(days) == 1 else None


def _cut_off(claim: Claim, every: Sequence[Claim]) -> Claim:
    """A whole percentage that the article's own finer number shows to be cut off and not rounded,
    as headlines do: "5% 폭락" over 5.57 %."""
    whole = claim.tolerance == WHOLE_PERCENT and claim.unit == "return" and claim.kind.change
    open_ = claim.verdict in (Verdict.CONTRADICTED, Verdict.UNCLEAR)
    if not whole or not open_ or claim.stated is None:
        return claim
    for other in every:
        finer = other.kind.change and other.unit == "return" and other.stated is not None
        if not finer or other.verdict is not Verdict.SUPPORTED or not sharp(other):
            continue
        gap = abs(other.stated or 0.0) - abs(claim.stated)
        same = set(claim.symbols) == set(other.symbols) and (other.stated or 0) * claim.stated > 0
        if same and 0 <= gap < 2 * WHOLE_PERCENT:
            why = reason(ReasonCode.CUT_OFF, value=percent(other.stated))
            return replace(
                claim, observations=other.observations, verdict=Verdict.SUPPORTED, reason=why
            )
    return claim


def first_read(
    claim: Claim, evidence: PriceEvidence, moments: Sequence[Moment], published: Published
) -> Claim:
    """The claim against the first reading of its words."""
    symbols = claim.symbols[:-1] if claim.kind.against else claim.symbols
    checks = [ClaimCheck.of(claim, symbol, evidence, moments, published) for symbol in symbols]
    return _decided(claim, [item for one in checks for item in _look(one)])


def _look(check: ClaimCheck) -> list[Observation]:
    observations = _observed(check)
    close = _close_told(check)
    if close is None or any(item.verdict is Verdict.SUPPORTED for item in observations):
        return observations
    anew = _observed(check.told_anew(replace(check.published, value=close)))
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
    at = claim.at[0] - sentence.wording.start
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


def _decided(claim: Claim, observations: Sequence[Observation]) -> Claim:
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
        return _decided(
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
