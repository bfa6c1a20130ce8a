"""Doubts of words and clauses: an hour, a period, another line, thing or name, a wall between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from marketlink.claims.annotated import DATED, NAME, AnnotatedSentence
from marketlink.claims.doubt import Doubt
from marketlink.records.claim import Bound, Claim, Field, WindowSpan
from marketlink.records.moment import Moment, TimeRule
from marketlink.text.clauses import ClauseKind

RULES = {
    "hours": Doubt.HOURS,
    "edge": Doubt.HOURS,
    "running": Doubt.HOURS,
    "period": Doubt.PERIOD,
    "extreme_price": Doubt.PERIOD,
    "line": Doubt.LINE,
    "others": Doubt.STRANGER,
    "group": Doubt.STRANGER,
    "counted": Doubt.MEASURE,
    "part": Doubt.PART,
    "measure": Doubt.MEASURE,
    "stranger": Doubt.STRANGER,
}


ABOUT_ALL = frozenset({Doubt.HOURS, Doubt.PERIOD})
"""Doubts of words that are of all the sentence where they stand in a clause without a number."""


OF_A_SUBJECT = frozenset({"measure", "stranger"})
"""Rows of what else a number may be of, which one tied to its company's name leaves open only
where verbs stand last and describe what follows: "3% lower" of "the index 3% lower"."""


SESSION_ONLY = frozenset(
    {
        WindowSpan.SESSION,
        WindowSpan.BEFORE,
        WindowSpan.STREAK,
        WindowSpan.AGAIN,
        WindowSpan.TURN,
        WindowSpan.BACK,
        WindowSpan.NEXT,
    }
)


def words(
    claim: Claim, sentence: AnnotatedSentence, moments: Sequence[Moment], own_day: bool, tied: bool
) -> Iterator[Doubt]:
    """Words of an hour, a period, another line, thing or name that the claim does not measure."""
    at, _ = sentence.inner(claim.at)
    closed = any(sentence.beside(start, at) for start, _ in sentence.spans("close"))
    closed = closed or (own_day and _at_the_close(claim, sentence, moments))
    inside = {Doubt.HOURS: closed, Doubt.PERIOD: own_day}
    for kind, doubt in RULES.items():
        wide = doubt in ABOUT_ALL and not inside[doubt]
        near = sentence.share if wide else sentence.beside
        spans = [
            span for span in sentence.spans(kind) if near(span[0], at) or near(span[1] - 1, at)
        ]
        spans = [span for span in spans if not sentence.describes(span[0], at)]
        if own_day and doubt in ABOUT_ALL and (closed or doubt is Doubt.PERIOD):
            spans = [span for span in spans if not sentence.nearer(span, at)]
        if tied and kind in OF_A_SUBJECT:
            spans = [span for span in spans if sentence.last and span[0] > at]
        if kind == "running" and closed:
            continue
        if spans and not _consumed(claim, kind):
            yield doubt
    scoped = claim.kind.scoped and claim.measure.field is Field.CLOSE
    crossed = claim.kind.price and any(sentence.beside(a, at) for a, _ in sentence.spans("touch"))
    touched = scoped or crossed
    if not closed and (touched or _at_an_hour(claim, sentence, moments)):
        yield Doubt.HOURS
    clocks = [n for n in sentence.wording.times if isinstance(moments[n].start, datetime)]
    clocks = [
        n
        for n in clocks
        if not (closed and n == claim.moment and moments[n].start != moments[n].end)
    ]
    places = [sentence.inner(moments[n].span)[0] for n in clocks]
    if own_day and closed:
        places = [place for place in places if not sentence.nearer((place, place), at)]
    if any((sentence.beside if closed else sentence.share)(place, at) for place in places):
        yield Doubt.HOURS


def _at_the_close(claim: Claim, sentence: AnnotatedSentence, moments: Sequence[Moment]) -> bool:
    """Whether the words for a claim's day are those of its close: "at the close on Oct. 15"."""
    words = moments[claim.moment or 0].text
    return any(rule.search(words) for rule in sentence.rules("close"))


def _at_an_hour(claim: Claim, sentence: AnnotatedSentence, moments: Sequence[Moment]) -> bool:
    """Whether the words for a claim's day are those of a part of it, "early Wednesday", and not of
    the session that closed while its readers slept."""
    moment = None if claim.moment is None else moments[claim.moment]
    if moment is None or moment.rule is TimeRule.CLOSED_OVERNIGHT:
        return False
    return any(rule.search(moment.text) for rule in sentence.rules("edge", "hours"))


def _consumed(claim: Claim, kind: str) -> bool:
    """Whether the claim already measures what such a word means."""
    measure = claim.measure
    if kind in claim.kind.measures:
        return True
    if kind in ("period", "extreme_price"):
        return measure.window.span not in SESSION_ONLY
    if kind in ("hours", "running"):
        hour = measure.field in (Field.LOW, Field.HIGH, Field.RANGE, Field.NOW)
        return hour or measure.bound is Bound.REACHED or measure.regular
    return False


def walls(
    claim: Claim, sentence: AnnotatedSentence, own: Sequence[int], own_day: bool
) -> Iterator[Doubt]:
    """Clauses that tell of something else, around the number or between it and its company."""
    at, _ = sentence.inner(claim.at)
    near = min(own, key=lambda place: abs(place - at), default=at)
    kinds = set(sentence.clauses.at(at).kinds)
    if ClauseKind.FORESEEN in kinds:
        yield Doubt.MOOD
    if own_day and not _of_a_thing(sentence, at):
        kinds -= DATED_APART
    else:
        kinds |= sentence.clauses.at(near).kinds
        for clause in sentence.clauses.between(near, at):
            kinds |= clause.kinds & LASTING
    if sentence.beside(near, at) and own:
        kinds -= OF_THE_NAME
    if claim.measure.window.span is WindowSpan.BEFORE:
        kinds.discard(ClauseKind.COMPARED)
    if kinds - {ClauseKind.FORESEEN}:
        yield Doubt.CLAUSE


def _of_a_thing(sentence: AnnotatedSentence, at: int) -> bool:
    """Whether a clause describes a thing and no company: "gained from oil, which fell 2%"."""
    clause = sentence.clauses.at(at)
    before = sentence.masked[: clause.start].rstrip(" ,;")
    if ClauseKind.RELATIVE not in clause.kinds or sentence.last or not before:
        return False
    ends = [b for _, b in (*sentence.spans("own"), *sentence.spans("degree"))]
    return before[-1] not in (NAME, DATED, ")") and len(before) not in ends


LASTING = frozenset({ClauseKind.RECALLED, ClauseKind.COMPARED, ClauseKind.FORESEEN})
"""Clauses that may go on behind a border; one that describes a name ends before its verb."""


DATED_APART = frozenset({ClauseKind.RECALLED, ClauseKind.RELATIVE})
"""Clauses that are no doubt where they name the day they tell of."""


OF_THE_NAME = frozenset({ClauseKind.CAUSE, ClauseKind.CONCEDED})
"""Clauses that are no doubt where they name the company they tell of."""
