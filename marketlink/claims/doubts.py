"""The doubts of a sentence: reasons why a number that does not fit may be no error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import IntEnum

from marketlink.claims.amounts import Amount
from marketlink.claims.annotated import AnnotatedSentence, sentence_of
from marketlink.moments.resolve import local_day
from marketlink.records.claim import Bound, Claim, Field, Spoken, WindowSpan
from marketlink.records.moment import Moment, TimeRule
from marketlink.records.reason import ReasonCode
from marketlink.text.clauses import ClauseKind


class Doubt(IntEnum):
    """Why a statement that does not fit may be no error of the article, the gravest first."""

    MOOD = 0
    CLAUSE = 1
    HOURS = 2
    PERIOD = 3
    LINE = 4
    MEASURE = 5
    STRANGER = 6
    SUBJECT = 7
    NAMES = 8
    DAY = 9
    DAYS = 10
    NUMBERS = 11


CODES = {
    Doubt.MOOD: ReasonCode.UNCLEAR_CLAUSE,
    Doubt.CLAUSE: ReasonCode.UNCLEAR_CLAUSE,
    Doubt.HOURS: ReasonCode.UNCLEAR_HOURS,
    Doubt.PERIOD: ReasonCode.UNCLEAR_PERIOD,
    Doubt.LINE: ReasonCode.UNCLEAR_LINE,
    Doubt.MEASURE: ReasonCode.UNCLEAR_MEASURE,
    Doubt.STRANGER: ReasonCode.UNCLEAR_NAMES,
    Doubt.SUBJECT: ReasonCode.UNCLEAR_SUBJECT,
    Doubt.NAMES: ReasonCode.UNCLEAR_NAMES,
    Doubt.DAY: ReasonCode.UNCLEAR_DAY,
    Doubt.DAYS: ReasonCode.UNCLEAR_DAYS,
    Doubt.NUMBERS: ReasonCode.UNCLEAR_NUMBERS,
}
LIFTED = frozenset({Doubt.SUBJECT, Doubt.NAMES, Doubt.DAY, Doubt.DAYS, Doubt.NUMBERS})
"""What another number of the same company and day, once it fits, leaves no doubt of."""
UNBORNE = frozenset({Doubt.MOOD, Doubt.PERIOD, Doubt.LINE})
"""What is left of the doubts where another number of the same phrase fits: "fell 3% to $47"."""
RULES = {
    "hours": Doubt.HOURS,
    "edge": Doubt.HOURS,
    "running": Doubt.HOURS,
    "period": Doubt.PERIOD,
    "extreme_price": Doubt.PERIOD,
    "line": Doubt.LINE,
    "measure": Doubt.MEASURE,
    "stranger": Doubt.STRANGER,
}
ABOUT_ALL = frozenset({Doubt.HOURS, Doubt.PERIOD})
"""Doubts of words that are of all the sentence where they stand in a clause without a number."""
OF_A_SUBJECT = frozenset({Doubt.MEASURE, Doubt.STRANGER})
"""Doubts of what else a number may be of, which one tied to its company's name leaves open only
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


def doubts(claim: Claim, moments: Sequence[Moment]) -> frozenset[Doubt]:
    """All doubts about a claim that fits no reading, the gravest first."""
    return frozenset(_doubts(claim, sentence_of(claim, moments), moments))


def _doubts(
    claim: Claim, sentence: AnnotatedSentence, moments: Sequence[Moment]
) -> Iterator[Doubt]:
    at = claim.at[0] - sentence.wording.start
    names = [(a - sentence.wording.start, s) for a, _, s in sentence.wording.names]
    own = [a for a, symbol in names if symbol in claim.symbols]
    own_day = placed(claim, sentence, moments)
    span = (at, claim.at[1] - sentence.wording.start)
    tied = sentence.tied(span, claim.symbols, moved=claim.kind == "size")
    yield from _walls(claim, sentence, own, own_day)
    yield from _words(claim, sentence, moments, own_day, tied)
    if claim.kind == "size" and claim.measure.window.span not in SESSION_ONLY:
        yield Doubt.PERIOD
    if claim.measure.window.span is WindowSpan.EVER and not sentence.spans("ever"):
        yield Doubt.PERIOD
    if claim.subject is not Spoken.SPOKEN and not _pointed_to(claim, sentence):
        yield Doubt.SUBJECT
    if not tied:
        if any(sentence.beside(a, at) for a in sentence.unlinked) or _of_a_stranger(
            claim, sentence, own
        ):
            yield Doubt.STRANGER
        others = [a for a, symbol in names if symbol not in claim.symbols]
        paired = any(sentence.share(a, at) for a, _ in sentence.spans("several"))
        if (claim.stated is not None and paired) or any(sentence.beside(a, at) for a in others):
            yield Doubt.NAMES
    if claim.day in (Spoken.INHERITED, Spoken.DEFAULT) or _of_a_day_before(claim, moments):
        yield Doubt.DAY
    if any(_of_another_day(claim, n, sentence, moments, own_day) for n in sentence.wording.times):
        yield Doubt.DAYS
    like = [n for n in sentence.numbers if _like(claim, n) and not sentence.base(n)]
    dated = claim.kind == "level" and any(
        sentence.dates(moments[n].span, at) for n in sentence.wording.times
    )
    if not (tied or dated) and any(sentence.beside(n.start, at) for n in like):
        yield Doubt.NUMBERS


def _pointed_to(claim: Claim, sentence: AnnotatedSentence) -> bool:
    """Whether the words before a number point to the one company that the text has named so far:
    "It fell 3%", "The stock fell 3%"; words that only go on about it do not."""
    if (
        not sentence.wording.alone
        or sentence.wording.focus != claim.symbols
        or sentence.wording.names
    ):
        return False
    at = claim.at[0] - sentence.wording.start
    points = [span for span in sentence.spans("points_back") if span[1] <= at]
    return bool(points) and not any(sentence.beside(a, at) for a in sentence.unlinked)


def _of_a_day_before(claim: Claim, moments: Sequence[Moment]) -> bool:
    """Whether a day is counted back from one that is named ahead of it, "the day before", or may
    be from one that its sentence names behind it."""
    moment = None if claim.moment is None else moments[claim.moment]
    if moment is None or moment.rule is not TimeRule.FROM_LAST_DAY_NAMED:
        return False
    assert claim.wording is not None  # noqa: S101 (for the type checker)
    day = local_day(moment.start, moment.zone)
    ahead = [m for m in moments[: claim.moment] if m.start == m.end]
    if any(0 < (local_day(m.start, m.zone) - day).days <= WEEKEND for m in ahead):
        return True
    behind = [moments[n] for n in claim.wording.times if n > (claim.moment or 0)]
    return any(m.start == m.end and local_day(m.start, m.zone) != day for m in behind)


WEEKEND = 4
"""Days that a session and the one before it lie apart at most, but for holidays."""


def placed(claim: Claim, sentence: AnnotatedSentence, moments: Sequence[Moment]) -> bool:
    """Whether the clause of the number names its day, so that the words of other clauses are
    none of its own: "At midday it was flat; it fell 3% on Jan. 5"."""
    if claim.moment not in sentence.wording.times or claim.moment is None:
        return False
    at = claim.at[0] - sentence.wording.start
    return sentence.home(moments[claim.moment].span[0] - sentence.wording.start, at)


def _words(
    claim: Claim, sentence: AnnotatedSentence, moments: Sequence[Moment], own_day: bool, tied: bool
) -> Iterator[Doubt]:
    """Words of an hour, a period, another line, thing or name that the claim does not measure."""
    at = claim.at[0] - sentence.wording.start
    closed = any(sentence.beside(start, at) for start, _ in sentence.spans("close"))
    closed = closed or (own_day and _at_the_close(claim, sentence, moments))
    inside = {Doubt.HOURS: closed, Doubt.PERIOD: own_day}
    for kind, doubt in RULES.items():
        wide = doubt in ABOUT_ALL and not inside[doubt]
        near = sentence.share if wide else sentence.beside
        spans = [span for span in sentence.spans(kind) if near(span[0], at)]
        spans = [span for span in spans if not sentence.describes(span[0], at)]
        if own_day and doubt in ABOUT_ALL and (closed or doubt is Doubt.PERIOD):
            spans = [span for span in spans if not sentence.nearer(span, at)]
        if tied and doubt in OF_A_SUBJECT:
            spans = [span for span in spans if sentence.last and span[0] > at]
        if kind == "running" and closed:
            continue
        if spans and not _consumed(claim, kind):
            yield doubt
    if not closed and _at_an_hour(claim, sentence, moments):
        yield Doubt.HOURS
    clocks = [n for n in sentence.wording.times if isinstance(moments[n].start, datetime)]
    clocks = [
        n
        for n in clocks
        if not (closed and n == claim.moment and moments[n].start != moments[n].end)
    ]
    places = [moments[n].span[0] - sentence.wording.start for n in clocks]
    if own_day and closed:
        places = [place for place in places if not sentence.nearer((place, place), at)]
    if any((sentence.beside if closed else sentence.share)(place, at) for place in places):
        yield Doubt.HOURS


def _at_the_close(claim: Claim, sentence: AnnotatedSentence, moments: Sequence[Moment]) -> bool:
    """Whether the words for a claim's day are those of its close: "at the close on Oct. 15"."""
    words = moments[claim.moment or 0].text
    return any(rule.search(words) for rule in sentence.rules("close"))


def _at_an_hour(claim: Claim, sentence: AnnotatedSentence, moments: Sequence[Moment]) -> bool:
    """Whether the words for a claim's day are those of a part of it: "early Wednesday"."""
    words = "" if claim.moment is None else moments[claim.moment].text
    return any(rule.search(words) for rule in sentence.rules("edge"))


def _of_a_stranger(claim: Claim, sentence: AnnotatedSentence, own: Sequence[int]) -> bool:
    """Whether the clause of a number may have a subject of its own: neither the company nor a
    word for it stands in it, and more than times and moves stands before the number."""
    at = claim.at[0] - sentence.wording.start
    clause = sentence.clauses.at(at)
    if claim.stated is None or any(clause.start <= a < clause.end for a in own):
        return False
    if _passed_over(sentence, at, own):
        return True
    if any(sentence.beside(start, at) for start, _ in sentence.spans("own")):
        return len({symbol for _, _, symbol in sentence.wording.names}) > 1
    return sentence.new_subject(clause.start, at)


def _passed_over(sentence: AnnotatedSentence, at: int, own: Sequence[int]) -> bool:
    """Whether a name that is no subject of the claim stands between a number and its company, in
    a clause that neither describes another name nor stands in apposition to one."""
    names = [a for a, _ in sentence.spans("stranger")]
    names += sentence.unlinked
    home = sentence.clauses.at(at).start
    for clause in reversed([one for one in sentence.clauses.every if one.start < home]):
        if any(clause.start <= a < clause.end for a in own):
            return False
        described = ClauseKind.RELATIVE in clause.kinds
        if described or any(
            r.match(sentence.masked, clause.start) for r in sentence.rules("apposition")
        ):
            continue
        if any(clause.start <= a < clause.end for a in names):
            return True
    return False


def own_sign(claim: Claim, moments: Sequence[Moment]) -> bool:
    """Whether a word of a direction is the number's own: in its clause, no other number between,
    or a sign that it is written with."""
    sentence = sentence_of(claim, moments)
    start, end = (place - sentence.wording.start for place in claim.at)
    if not sentence.masked[start].isdigit() and claim.unit == "return":
        return True
    clause = sentence.clauses.at(start)
    near = {clause.start}
    if not sentence.left_over(clause.start, start):
        near |= {one.start for one in sentence.clauses.every if one.end == clause.start}
    for a, b, _ in sentence.wording.moves:
        first, last = a - sentence.wording.start, b - sentence.wording.start
        low, high = (end, first) if first >= end else (last, start)
        between = any(low <= n.start < high and _like(claim, n) for n in sentence.numbers)
        if sentence.clauses.at(first).start in near and not between:
            return True
    return False


def _of_another_day(
    claim: Claim, n: int, sentence: AnnotatedSentence, moments: Sequence[Moment], own_day: bool
) -> bool:
    """Whether another time of the sentence may be that of the claim's number."""
    place, at = moments[n].span[0] - sentence.wording.start, claim.at[0] - sentence.wording.start
    if n == claim.moment or counted_from(moments[n]) or not sentence.share(place, at):
        return False
    until = moments[n].span[1] - sentence.wording.start
    if any(rule.match(sentence.masked, until) for rule in sentence.rules("base")):
        return False
    if (own_day or isinstance(moments[n].start, datetime)) and not sentence.beside(place, at):
        return False
    if sentence.last and own_day and sentence.nearer((place, until), at):
        return False
    if claim.moment is not None and sentence.dates(moments[claim.moment].span, at):
        return False
    return claim.kind != "extreme" or moments[n].precision not in SCOPES


SCOPES = frozenset({"year", "quarter", "month", "interval"})
"""Times that are those among which something is the greatest."""


def counted_from(moment: Moment) -> bool:
    """Whether a time is the session before, which a change is counted from and not told of."""
    return moment.rule == TimeRule.SESSION_BEFORE


def _like(claim: Claim, number: Amount) -> bool:
    """Whether another number could be meant for a claim's: a percentage for one, an amount of
    money of about its size for one."""
    wording = claim.wording
    own = wording is not None and number.start + wording.start == claim.at[0]
    if own or claim.stated is None or (number.unit == "return") != (claim.unit == "return"):
        return False
    ratio = number.value / abs(claim.stated) if claim.stated else 0.0
    return claim.unit == "return" or 1 / ALIKE < ratio < ALIKE


ALIKE = 4.0
"""Prices further apart than this factor are a price and its change."""


LASTING = frozenset({ClauseKind.RECALLED, ClauseKind.COMPARED, ClauseKind.FORESEEN})
"""Clauses that may go on behind a border; one that describes a name ends before its verb."""


def _walls(
    claim: Claim, sentence: AnnotatedSentence, own: Sequence[int], own_day: bool
) -> Iterator[Doubt]:
    """Clauses that tell of something else, around the number or between it and its company."""
    at = claim.at[0] - sentence.wording.start
    near = min(own, key=lambda place: abs(place - at), default=at)
    kinds = set(sentence.clauses.at(at).kinds)
    if ClauseKind.FORESEEN in kinds:
        yield Doubt.MOOD
    if own_day:
        kinds -= DATED_APART
    else:
        kinds |= sentence.clauses.at(near).kinds
        for clause in sentence.clauses.between(near, at):
            kinds |= clause.kinds & LASTING
    if sentence.beside(near, at) and own:
        kinds -= OF_THE_NAME
        if own_day and near < at:
            kinds -= WHOLE
    if claim.measure.window.span is WindowSpan.BEFORE:
        kinds.discard(ClauseKind.COMPARED)
    if kinds - {ClauseKind.FORESEEN}:
        yield Doubt.CLAUSE


DATED_APART = frozenset({ClauseKind.RECALLED, ClauseKind.RELATIVE})
"""Clauses that are no doubt where they name the day they tell of."""
OF_THE_NAME = frozenset({ClauseKind.CAUSE, ClauseKind.CONCEDED})
"""Clauses that are no doubt where they name the company they tell of."""
WHOLE = frozenset({ClauseKind.QUOTED})
"""Clauses that are no doubt where they name the company and the day: no wall stands between."""


def _consumed(claim: Claim, kind: str) -> bool:
    """Whether the claim already measures what such a word means."""
    measure = claim.measure
    if kind == "period" and claim.kind == "level":
        return True
    if kind in ("period", "extreme_price"):
        return measure.window.span not in SESSION_ONLY or claim.kind in ("extreme", "persistence")
    if kind in ("hours", "running"):
        hour = measure.field in (Field.LOW, Field.HIGH, Field.RANGE, Field.NOW)
        return hour or measure.bound is Bound.REACHED or measure.regular
    return False
