"""Doubts of the day a number is of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from marketlink.claims.annotated import AnnotatedSentence
from marketlink.moments.resolve import local_day
from marketlink.records.claim import Claim
from marketlink.records.moment import Moment, TimeRule


def placed(claim: Claim, sentence: AnnotatedSentence, moments: Sequence[Moment]) -> bool:
    """Whether the clause of the number names its day, so that the words of other clauses are
    none of its own: "At midday it was flat; it fell 3% on Jan. 5"."""
    if claim.moment not in sentence.wording.times or claim.moment is None:
        return False
    day, _ = sentence.inner(moments[claim.moment].span)
    return sentence.home(day, sentence.inner(claim.at)[0])


def of_a_part(claim: Claim, moments: Sequence[Moment]) -> bool:
    """Whether the time is a part of a year or month that words leave open: "late last year"."""
    rules = (TimeRule.PART_OF_A_YEAR, TimeRule.PART_OF_A_MONTH)
    return claim.moment is not None and moments[claim.moment].rule in rules


def of_a_day_before(claim: Claim, moments: Sequence[Moment]) -> bool:
    """Whether a day is counted back from one that is named ahead of it, "the day before", or may
    be from one that its sentence names behind it; or is a date of another weekday than told
    or of either of two months."""
    moment = None if claim.moment is None else moments[claim.moment]
    if moment is not None and moment.rule in UNSURE:
        return True
    if moment is None or moment.rule is not TimeRule.FROM_LAST_DAY_NAMED:
        return False
    assert claim.wording is not None  # noqa: S101 (for the type checker)
    day = local_day(moment.start, moment.zone)
    ahead = [m for m in moments[: claim.moment] if m.start == m.end]
    if any(0 < (local_day(m.start, m.zone) - day).days <= WEEKEND for m in ahead):
        return True
    behind = [moments[n] for n in claim.wording.times if n > (claim.moment or 0)]
    return any(m.start == m.end and local_day(m.start, m.zone) != day for m in behind)


UNSURE = (TimeRule.DATE_OF_ANOTHER_WEEKDAY, TimeRule.DAY_OF_EITHER_MONTH)
"""Rules of days that may be others."""
WEEKEND = 4
"""Days that a session and the one before it lie apart at most, but for holidays."""


def of_another_day(
    claim: Claim, n: int, sentence: AnnotatedSentence, moments: Sequence[Moment], own_day: bool
) -> bool:
    """Whether another time of the sentence may be that of the claim's number."""
    (place, until), (at, _) = sentence.inner(moments[n].span), sentence.inner(claim.at)
    counted_from = moments[n].rule is TimeRule.SESSION_BEFORE
    if n == claim.moment or counted_from or not sentence.share(place, at):
        return False
    if any(rule.match(sentence.masked, until) for rule in sentence.rules("base")):
        return False
    if (own_day or isinstance(moments[n].start, datetime)) and not sentence.beside(place, at):
        return False
    if sentence.last and own_day and sentence.nearer((place, until), at):
        return False
    if claim.moment is not None and sentence.dates(sentence.inner(moments[claim.moment].span), at):
        return False
    return not claim.kind.scoped or moments[n].precision not in SCOPES


SCOPES = frozenset({"year", "quarter", "month", "interval"})
"""Times that are those among which something is the greatest."""
