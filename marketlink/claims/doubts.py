"""What stands between a number and the accusation that it is wrong: the doubts of its sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import IntEnum

from marketlink.claims.amounts import Amount
from marketlink.claims.annotated import AnnotatedSentence, sentence_of
from marketlink.moments.resolve import local_day
from marketlink.records.article import Moment, TimeRule
from marketlink.records.claim import Bound, Claim, Field, Spoken, WindowSpan
from marketlink.records.reason import ReasonCode
from marketlink.text import ClauseKind


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
    """Everything that keeps a claim that fits nothing from being an error of the article."""
    return frozenset(_doubts(claim, sentence_of(claim, moments), moments))


def _doubts(claim: Claim, told: AnnotatedSentence, moments: Sequence[Moment]) -> Iterator[Doubt]:
    at = claim.at[0] - told.wording.start
    names = [(a - told.wording.start, s) for a, _, s in told.wording.names]
    own = [a for a, symbol in names if symbol in claim.symbols]
    placed = _placed(claim, told, moments)
    span = (at, claim.at[1] - told.wording.start)
    tied = told.tied(span, claim.symbols, moved=claim.kind == "size")
    yield from _walls(claim, told, own, placed)
    yield from _words(claim, told, moments, placed, tied)
    if claim.kind == "size" and claim.measure.window.span not in SESSION_ONLY:
        yield Doubt.PERIOD
    if claim.measure.window.span is WindowSpan.EVER and not told.spans("ever"):
        yield Doubt.PERIOD
    if claim.subject is not Spoken.SPOKEN and not _pointed_to(claim, told):
        yield Doubt.SUBJECT
    if not tied:
        if any(told.beside(a, at) for a in told.unlinked) or _of_a_stranger(claim, told, own):
            yield Doubt.STRANGER
        others = [a for a, symbol in names if symbol not in claim.symbols]
        paired = any(told.share(a, at) for a, _ in told.spans("several"))
        if (claim.stated is not None and paired) or any(told.beside(a, at) for a in others):
            yield Doubt.NAMES
    if claim.day in (Spoken.INHERITED, Spoken.DEFAULT) or _of_a_day_before(claim, moments):
        yield Doubt.DAY
    if any(_of_another_day(claim, n, told, moments, placed) for n in told.wording.times):
        yield Doubt.DAYS
    like = [n for n in told.numbers if _like(claim, n) and not told.base(n)]
    dated = claim.kind == "level" and any(
        told.dates(moments[n].span, at) for n in told.wording.times
    )
    if not (tied or dated) and any(told.beside(n.start, at) for n in like):
        yield Doubt.NUMBERS


def _pointed_to(claim: Claim, told: AnnotatedSentence) -> bool:
    """Whether the words before a number point to the one company that the text has named so far:
    "It fell 3%", "The stock fell 3%"; words that only go on about it do not."""
    if not told.wording.alone or told.wording.focus != claim.symbols or told.wording.names:
        return False
    at = claim.at[0] - told.wording.start
    points = [span for span in told.spans("points_back") if span[1] <= at]
    return bool(points) and not any(told.beside(a, at) for a in told.unlinked)


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


def _placed(claim: Claim, told: AnnotatedSentence, moments: Sequence[Moment]) -> bool:
    """Whether the clause of the number names its day, so that the words of other clauses are
    none of its own: "At midday it was flat; it fell 3% on Jan. 5"."""
    if claim.moment not in told.wording.times or claim.moment is None:
        return False
    at = claim.at[0] - told.wording.start
    return told.home(moments[claim.moment].span[0] - told.wording.start, at)


def _words(
    claim: Claim, told: AnnotatedSentence, moments: Sequence[Moment], placed: bool, tied: bool
) -> Iterator[Doubt]:
    """Words of an hour, a period, another line, thing or name that the claim does not measure."""
    at = claim.at[0] - told.wording.start
    closed = any(told.beside(start, at) for start, _ in told.spans("close"))
    closed = closed or (placed and _at_the_close(claim, told, moments))
    inside = {Doubt.HOURS: closed, Doubt.PERIOD: placed}
    for kind, doubt in RULES.items():
        wide = doubt in ABOUT_ALL and not inside[doubt]
        near = told.share if wide else told.beside
        spans = [span for span in told.spans(kind) if near(span[0], at)]
        spans = [span for span in spans if not told.describes(span[0], at)]
        if placed and doubt in ABOUT_ALL and (closed or doubt is Doubt.PERIOD):
            spans = [span for span in spans if not told.nearer(span, at)]
        if tied and doubt in OF_A_SUBJECT:
            spans = [span for span in spans if told.last and span[0] > at]
        if kind == "running" and closed:
            continue
        if spans and not _consumed(claim, kind):
            yield doubt
    if not closed and _at_an_hour(claim, told, moments):
        yield Doubt.HOURS
    clocks = [n for n in told.wording.times if isinstance(moments[n].start, datetime)]
    clocks = [
        n
        for n in clocks
        if not (closed and n == claim.moment and moments[n].start != moments[n].end)
    ]
    places = [moments[n].span[0] - told.wording.start for n in clocks]
    if placed and closed:
        places = [place for place in places if not told.nearer((place, place), at)]
    if any((told.beside if closed else told.share)(place, at) for place in places):
        yield Doubt.HOURS


def _at_the_close(claim: Claim, told: AnnotatedSentence, moments: Sequence[Moment]) -> bool:
    """Whether the words for a claim's day are those of its close: "at the close on Oct. 15"."""
    words = moments[claim.moment or 0].text
    return any(rule.search(words) for rule in told.rules("close"))


def _at_an_hour(claim: Claim, told: AnnotatedSentence, moments: Sequence[Moment]) -> bool:
    """Whether the words for a claim's day are those of a part of it: "early Wednesday"."""
    words = "" if claim.moment is None else moments[claim.moment].text
    return any(rule.search(words) for rule in told.rules("edge"))


def _of_a_stranger(claim: Claim, told: AnnotatedSentence, own: Sequence[int]) -> bool:
    """Whether the clause of a number may have a subject of its own: neither the company nor a
    word for it stands in it, and more than times and moves stands before the number."""
    at = claim.at[0] - told.wording.start
    clause = told.clauses.at(at)
    if claim.stated is None or any(clause.start <= a < clause.end for a in own):
        return False
    if _passed_over(told, at, own):
        return True
    if any(told.beside(start, at) for start, _ in told.spans("own")):
        return len({symbol for _, _, symbol in told.wording.names}) > 1
    return told.new_subject(clause.start, at)


def _passed_over(told: AnnotatedSentence, at: int, own: Sequence[int]) -> bool:
    """Whether a name that is no subject of the claim stands between a number and its company, in
    a clause that neither describes another name nor stands in apposition to one."""
    names = [a for a, _ in told.spans("stranger")]
    names += told.unlinked
    home = told.clauses.at(at).start
    for clause in reversed([one for one in told.clauses.every if one.start < home]):
        if any(clause.start <= a < clause.end for a in own):
            return False
        described = ClauseKind.RELATIVE in clause.kinds
        if described or any(r.match(told.masked, clause.start) for r in told.rules("apposition")):
            continue
        if any(clause.start <= a < clause.end for a in names):
            return True
    return False


def own_sign(claim: Claim, moments: Sequence[Moment]) -> bool:
    """Whether a word of a direction is the number's own: in its clause, no other number between,
    or a sign that it is written with."""
    told = sentence_of(claim, moments)
    start, end = (place - told.wording.start for place in claim.at)
    if not told.masked[start].isdigit() and claim.unit == "return":
        return True
    clause = told.clauses.at(start)
    near = {clause.start}
    if not told.left_over(clause.start, start):
        near |= {one.start for one in told.clauses.every if one.end == clause.start}
    for a, b, _ in told.wording.moves:
        first, last = a - told.wording.start, b - told.wording.start
        low, high = (end, first) if first >= end else (last, start)
        between = any(low <= n.start < high and _like(claim, n) for n in told.numbers)
        if told.clauses.at(first).start in near and not between:
            return True
    return False


def _of_another_day(
    claim: Claim, n: int, told: AnnotatedSentence, moments: Sequence[Moment], placed: bool
) -> bool:
    """Whether another time of the sentence may be that of the claim's number."""
    place, at = moments[n].span[0] - told.wording.start, claim.at[0] - told.wording.start
    if n == claim.moment or counted_from(moments[n]) or not told.share(place, at):
        return False
    until = moments[n].span[1] - told.wording.start
    if any(rule.match(told.masked, until) for rule in told.rules("base")):
        return False
    if (placed or isinstance(moments[n].start, datetime)) and not told.beside(place, at):
        return False
    if told.last and placed and told.nearer((place, until), at):
        return False
    if claim.moment is not None and told.dates(moments[claim.moment].span, at):
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
    claim: Claim, told: AnnotatedSentence, own: Sequence[int], placed: bool
) -> Iterator[Doubt]:
    """Clauses that tell of something else, around the number or between it and its company."""
    at = claim.at[0] - told.wording.start
    near = min(own, key=lambda place: abs(place - at), default=at)
    kinds = set(told.clauses.at(at).kinds)
    if ClauseKind.FORESEEN in kinds:
        yield Doubt.MOOD
    if placed:
        kinds -= DATED_APART
    else:
        kinds |= told.clauses.at(near).kinds
        for clause in told.clauses.between(near, at):
            kinds |= clause.kinds & LASTING
    if told.beside(near, at) and own:
        kinds -= OF_THE_NAME
        if placed and near < at:
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
