"""Doubts of the words around a number: a subject that is no share, a day that is an event's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from marketlink.claims.annotated import AnnotatedSentence
from marketlink.claims.doubt import Doubt
from marketlink.records.claim import Claim, Spoken
from marketlink.records.moment import Moment, TimeRule

PLAIN = ("own", "close", "degree", "leads", "plain_word")
"""Rows of words that may stand around a number and its name without changing what it measures."""
WORD = re.compile(r"[\s(]*[^\W\d_][\w’'-]*")
LAST_WORD = re.compile(r"[^\W\d_]+\s?$")


def phrases(
    claim: Claim, sentence: AnnotatedSentence, moments: Sequence[Moment]
) -> Iterator[Doubt]:
    """Words that no row knows around a claim, and a day that may not be its session."""
    if of_other_words(claim, sentence):
        yield Doubt.STRANGER
    if of_an_untold_day(claim, sentence, moments):
        yield Doubt.CLAUSE
    if claim.moment not in sentence.wording.times or claim.moment is None:
        return
    if of_an_event(claim.moment, sentence, moments) or of_another_year(
        claim.moment, sentence, moments
    ):
        yield Doubt.DAY
    if of_joined_days(claim, moments[claim.moment], sentence):
        yield Doubt.PERIOD


def of_other_words(claim: Claim, sentence: AnnotatedSentence) -> bool:
    """Whether a word that no row knows stands between a name and its verb, ahead of the name or
    right behind the number: "Tesla job postings fell 3%", "dealers wanted Tesla at 3%", "on its
    3% margin". It may be the subject, or what the number is of."""
    if claim.kind.measures or not (claim.kind.change or claim.kind.price):
        return False
    at, end = sentence.inner(claim.at)
    clause = sentence.clauses.at(at)
    names = [
        (a, b)
        for a, b, symbol in sentence.names
        if symbol in claim.symbols and clause.start <= a and b <= at
    ]
    if not names:
        return not sentence.last and at < end and _counts(sentence, end)
    verb = min([at, *(a for a, _, _ in sentence.moves if a >= names[-1][1])])
    if sentence.last:
        return _owns(sentence, names[-1][1], at)
    if sentence.left_over(names[-1][1], verb, *PLAIN) and not _carried(
        sentence, names[-1][1], verb
    ):
        return True
    ahead = sentence.left_over(clause.start, names[0][0], *PLAIN)
    if ahead and not any(0 <= names[0][0] - b <= 1 for _, b in sentence.spans("introduces")):
        return True
    return at < end and _counts(sentence, end)


def of_an_untold_day(claim: Claim, sentence: AnnotatedSentence, moments: Sequence[Moment]) -> bool:
    """Whether a sentence that takes its day from another holds words that no row knows, ahead of
    the number where verbs stand last: they may place it at a time of their own, "Shares closed at
    $90 when the founder left", or make it that of another thing, "The tracking stock closed". A
    day that points back is an event's where such a word stands right before it: "상장 당일"."""
    if not (claim.kind.change or claim.kind.price) or claim.moment is None:
        return False
    day = moments[claim.moment]
    if claim.day is Spoken.INHERITED:
        end = sentence.inner(claim.at)[0] if sentence.last else len(sentence.masked)
        return sentence.left_over(0, end, *PLAIN, *GOING_ON)
    if day.rule is not TimeRule.FROM_LAST_DAY_NAMED or not sentence.last:
        return False
    place = sentence.inner(day.span)[0]
    word = LAST_WORD.search(sentence.masked, 0, max(place, 0))
    return word is not None and sentence.left_over(word.start(), place, *PLAIN)


GOING_ON = ("base", "points_back", "one_session", "several")
"""Rows of further words that a sentence may hold which goes on about a day."""


def _owns(sentence: AnnotatedSentence, start: int, at: int) -> bool:
    """Whether a name that is no marked subject owns an unknown noun, where verbs stand last."""
    own = any(a == start for a, _ in sentence.spans("owning"))
    aside = [b for _, b in sentence.spans("describing") if start < b <= at]
    return own and sentence.left_over(max([start, *aside]), at, *PLAIN)


def _carried(sentence: AnnotatedSentence, start: int, verb: int) -> bool:
    """Whether a verb of its own carries a noun for the move: "posted a 3% drop"."""
    for a, b in sentence.spans("carries"):
        if start <= a <= verb and not sentence.left_over(start, a, *PLAIN):
            return not sentence.left_over(min(b, verb), verb, *PLAIN)
    return False


def _counts(sentence: AnnotatedSentence, end: int) -> bool:
    """Whether the word right behind a number is a thing that it counts: "3% margin"."""
    unit = re.compile(r"\s?(?:%|per ?cent)").match(sentence.masked, end)
    end = unit.end() if unit else end
    if any(rule.match(sentence.masked, end) for rule in sentence.rules("ends_move")):
        return False
    word = WORD.match(sentence.masked, end)
    return word is not None and sentence.left_over(end, word.end(), *PLAIN)


def of_an_event(own: int, sentence: AnnotatedSentence, moments: Sequence[Moment]) -> bool:
    """Whether the day of a claim is told as that of an event, which the session may only follow or
    precede: "the day after its Oct. 30 results", "on the eve of the Nov. 5 vote"."""
    day = moments[own]
    if any(rule.search(day.text) for rule in sentence.rules("related_day")):
        return True
    first, last = sentence.inner(day.span)
    return any(a <= first and last <= b for a, b in sentence.spans("event_day"))


def of_joined_days(claim: Claim, day: Moment, sentence: AnnotatedSentence) -> bool:
    """Whether a day is one of two that a single number is told of: "on Monday and Tuesday"."""
    first, last = sentence.inner(day.span)
    at, _ = sentence.inner(claim.at)
    if sum(n.unit == claim.unit and sentence.beside(n.start, at) for n in sentence.numbers) > 1:
        return False
    return any(a <= first and last <= b for a, b in sentence.spans("joined_days"))


def of_another_year(own: int, sentence: AnnotatedSentence, moments: Sequence[Moment]) -> bool:
    """Whether words for another year stand right beside the day: "a year ago on Wednesday", but not
    "its first miss since 2005 on Wednesday"."""
    place = sentence.inner(moments[own].span)
    for n in sentence.wording.times:
        since = (
            not sentence.last
            and moments[n].rule is TimeRule.YEAR
            and any(rule.search(moments[n].text) for rule in sentence.rules("period"))
        )
        if n != own and not since and moments[n].end.year < moments[own].start.year:
            low, high = sorted((place, sentence.inner(moments[n].span)))
            between = any(low[1] <= number.start < high[0] for number in sentence.numbers)
            if not between and not sentence.left_over(low[1], high[0]):
                return True
    return False
