"""Checks claims against prices: observations by company, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from marketlink.calendars import sessions
from marketlink.claims.doubts import doubts
from marketlink.claims.evidence import PriceEvidence, other_classes
from marketlink.claims.fit import fine, large, sharp, telling
from marketlink.claims.law import judged
from marketlink.claims.level_check import SIDES, told_as_change
from marketlink.claims.observe import ClaimCheck, undecided
from marketlink.claims.other_numbers import DISTURBING, at_odds, cut_off, factors
from marketlink.claims.place import Place
from marketlink.claims.readings import Misfit
from marketlink.claims.session_of import day_at_odds, running
from marketlink.claims.support import ruled, support, told_of, undenied
from marketlink.records.article import Published
from marketlink.records.claim import UNSIZED, CandidateReading, Claim, Observation, Spoken, Verdict
from marketlink.records.reason import NumberStyle, Reason, ReasonCode, ShownNumber, reason


def check(
    claims: Sequence[Claim],
    evidence: PriceEvidence,
    published: Published,
) -> tuple[Claim, ...]:
    """The claims with observations and verdicts; those whose words alone decide as they are.

    A symbol without prices is "not decidable here". A
    claim without one is about the last session that had closed by ``published``.
    """
    rulings = [
        claim if claim.verdict else support(undenied(first_read(claim, evidence, published)))
        for claim in (told_as_change(told_of(one), evidence, published) for one in claims)
    ]
    rulings = _told_anew(rulings, evidence, published)
    rulings = _against_itself(rulings)
    rulings = [
        claim
        if claim.reason in ITSELF or not any(_open(claim, i, evidence) for i in claim.observations)
        else under_law(claim, rulings, evidence, published)
        for claim in rulings
    ]  # fmt: skip
    rulings = [_said_of_its_day(cut_off(claim, rulings), evidence) for claim in rulings]
    rulings = [_with_its_level(claim, rulings) for claim in rulings]
    for n, factor in factors(rulings).items():
        why = reason(ReasonCode.ADJUSTED, factor=ShownNumber(factor, NumberStyle.FACTOR))
        rulings[n] = ruled(rulings[n], Verdict.NOT_DECIDABLE, why)
    return tuple(part for claim in rulings for part in _by_prices(claim))


def _by_prices(claim: Claim) -> list[Claim]:
    """The claim of the companies that prices could judge, and apart from it that of the others,
    where its sentence names them: "Nvidia and Tesla fell 17%" with no prices of Tesla."""
    judged_of = {i.symbol for i in claim.observations if i.verdict is not Verdict.NOT_DECIDABLE}
    own: list[str] = []
    others: list[str] = []
    for symbol in claim.symbols:
        judged_here = judged_of.intersection((symbol, *other_classes(symbol)))
        (own if judged_here else others).append(symbol)
    if claim.kind.against or not own or not others:
        return [claim]
    items = tuple(i for i in claim.observations if i.symbol not in others)
    parts = [replace(claim, symbols=tuple(own), observations=items)]
    if claim.subject is Spoken.SPOKEN:
        by_symbol = {i.symbol: i for i in claim.observations}
        items = tuple(
            by_symbol.get(symbol) or undecided(symbol, reason(ReasonCode.NO_PRICES, symbol=symbol))
            for symbol in others
        )
        rest = replace(claim, symbols=tuple(others), observations=items, readings=())
        parts.append(replace(rest, verdict=Verdict.NOT_DECIDABLE, reason=items[0].reason))
    return parts


def _with_its_level(claim: Claim, every: Sequence[Claim]) -> Claim:
    """A record, or as unclear where it is one of a level that was not borne out: "below $120 for
    the first time since October"."""
    if not claim.kind.scoped or claim.verdict is not Verdict.SUPPORTED:
        return claim
    start = claim.at[0]
    for other in every:
        own = other.kind.price and other.measure.bound in SIDES and other.span == claim.span
        if own and 0 <= other.at[0] - start < NEAR and other.verdict is not Verdict.SUPPORTED:
            why = other.reason or reason(ReasonCode.UNCLEAR_NUMBERS)
            return ruled(claim, Verdict.UNCLEAR, why)
    return claim


NEAR = 16
"""Characters between the words of a record and the level that it is one of."""


def _said_of_its_day(claim: Claim, evidence: PriceEvidence) -> Claim:
    """A claim that says, whatever its verdict, what is wrong with the day that it names."""
    observations = []
    for item in claim.observations:
        series, cause = evidence.series.get(item.symbol), item.reason
        why = None if series is None else day_at_odds(claim, series)
        if why is not None and cause.code is not ReasonCode.NO_SESSION:
            cause = cause.ending(why)
        observations.append(replace(item, reason=cause))
    return replace(claim, observations=tuple(observations))


ITSELF = (reason(ReasonCode.ITSELF),)


def _open(claim: Claim, item: Observation, evidence: PriceEvidence) -> bool:
    """Whether an observation does not fit the first reading, or has no price or base to fit while
    some company has prices; or a fine number's day was still to come where its sentence names none:
    it may be of a day before."""
    if item.reason.code is ReasonCode.NOT_CLOSED:
        unsaid = claim.day in (Spoken.INHERITED, Spoken.DEFAULT)
        return unsaid and (fine(claim) or large(claim))
    unread = item.reason.code in UNREAD and bool(evidence.series)
    return unread or item.verdict is Verdict.CONTRADICTED


UNREAD = frozenset(
    {
        ReasonCode.NO_PRICES, ReasonCode.NO_PRICE_ON, ReasonCode.NO_PRICE,
        ReasonCode.OTHER_BASE, ReasonCode.BEGINS_IN_PERIOD, ReasonCode.RUNNING,
    }
)  # fmt: skip
"""Reasons for which a first reading is not decidable while another may be."""


def _against_itself(claims: Sequence[Claim]) -> list[Claim]:
    """Before any reading is weighed: a sentence whose percentage, change and close cannot all be
    true is at fault, whatever the series says; the member that the series bears out is not."""
    rulings = list(claims)
    for three in at_odds(claims):
        if any(doubts(claims[n], DISTURBING) for n in three):
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
    published: Published,
) -> Claim:
    """The claim under the law of verdicts."""
    readings: tuple[CandidateReading, ...] = ()
    observations = []
    for item in claim.observations:
        if _open(claim, item, evidence):
            item, more = judged(Misfit(claim, item, evidence, published, every))  # noqa: PLW2901 (under the law)
            readings = readings or more
        observations.append(item)
    ranked = tuple(sorted(readings, key=lambda one: -one.weight))
    return replace(support(decided(claim, observations)), readings=ranked)


def first_read(claim: Claim, evidence: PriceEvidence, published: Published) -> Claim:
    """The claim against the first reading of its words."""
    symbols = claim.symbols[:-1] if claim.kind.against else claim.symbols
    checks = [ClaimCheck.of(claim, symbol, evidence, published) for symbol in symbols]
    return decided(claim, [item for one in checks for item in _look(one)])


def _look(check: ClaimCheck) -> list[Observation]:
    observations = _observed(check)
    if any(item.verdict is Verdict.SUPPORTED for item in observations) or not _tells_a_close(check):
        return observations
    return _after_the_close(check) or observations


def _told_anew(
    claims: Sequence[Claim], evidence: PriceEvidence, published: Published
) -> list[Claim]:
    """The claims of an article that was told anew: it tells of a close, and a sharp number of that
    company is borne out by one that came after its stamp. What else it tells of that session can
    then be borne out as well."""
    late: dict[int, list[Observation]] = {}
    closers = {s for one in claims if one.sentence.spans("close") for s in one.symbols}
    is_anew = any(i.reason.code is ReasonCode.TOLD_ANEW for one in claims for i in one.observations)
    for n, claim in enumerate(claims):
        if claim.verdict is Verdict.NOT_DECIDABLE and claim.kind.check is not None and closers:
            checks = [ClaimCheck.of(claim, symbol, evidence, published) for symbol in claim.symbols]
            late[n] = [item for one in checks for item in _after_the_close(one)]
            is_anew |= sharp(claim) and any(item.symbol in closers for item in late[n])
    return [
        support(undenied(decided(claim, late[n]))) if is_anew and late.get(n) else claim
        for n, claim in enumerate(claims)
    ]


def _after_the_close(check: ClaimCheck) -> list[Observation]:
    """What the close of the stamp's own day bears out, where it came after the stamp."""
    close = _close_of_its_day(check)
    if close is None:
        return []
    claim, symbol, published = check.claim, check.series.symbol, check.published
    anew = _observed(ClaimCheck.of(claim, symbol, check.evidence, replace(published, value=close)))
    return [
        replace(item, reason=reason(ReasonCode.TOLD_ANEW).followed(item.reason))
        for item in anew
        if item.verdict is Verdict.SUPPORTED
    ]


def _close_of_its_day(check: ClaimCheck) -> datetime | None:
    """The close of the stamp's own day, where it came after the stamp."""
    value, calendar = check.published.value, sessions(check.series.exchange)
    if not isinstance(value, datetime):
        return None
    day = value.astimezone(calendar.zone).date()
    if not calendar.is_session(day) or calendar.hours(day)[1] <= value:
        return None
    return calendar.hours(day)[1]


def _tells_a_close(check: ClaimCheck) -> bool:
    """Whether a sharp number is told of a close: such an article may have been told anew."""
    if not sharp(check.claim):
        return False
    place = Place(check.claim)
    closes = (start for start, _ in check.claim.sentence.spans("close"))
    return any(start <= place.at or place.beside(start) for start in closes)


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
    others = {item.symbol for item in decisive}.difference(right)
    if right and others and claim.subject is Spoken.INHERITED and telling(claim):
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
