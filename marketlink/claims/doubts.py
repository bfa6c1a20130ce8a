"""What stands between a number and the accusation that it is wrong: the doubts of its sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from functools import lru_cache

from marketlink.claims import amounts
from marketlink.claims.amounts import Amount
from marketlink.records.article import Moment, TimeRule
from marketlink.records.claim import Bound, Claim, Field, Span, Spoken, Wording
from marketlink.records.reason import Code
from marketlink.text import Clauses, Kind, clauses, pack

NAME = "\ue000"
"""What stands for each letter of a linked name, so that rows can speak of one as ``{name}``."""
DATED = "\ue001"
"""What stands for each letter of a time that the article's moments already hold."""


class Doubt(IntEnum):
    """Why a statement that does not fit may be no error of the article, the gravest first."""

    MOOD = 0
    CLAUSE = 1
    HOURS = 2
    PERIOD = 3
    LINE = 4
    MEASURE = 5
    SUBJECT = 6
    NAMES = 7
    DAY = 8
    DAYS = 9
    NUMBERS = 10


CODES = {
    Doubt.MOOD: Code.UNCLEAR_CLAUSE,
    Doubt.CLAUSE: Code.UNCLEAR_CLAUSE,
    Doubt.HOURS: Code.UNCLEAR_HOURS,
    Doubt.PERIOD: Code.UNCLEAR_PERIOD,
    Doubt.LINE: Code.UNCLEAR_LINE,
    Doubt.MEASURE: Code.UNCLEAR_MEASURE,
    Doubt.SUBJECT: Code.UNCLEAR_SUBJECT,
    Doubt.NAMES: Code.UNCLEAR_NAMES,
    Doubt.DAY: Code.UNCLEAR_DAY,
    Doubt.DAYS: Code.UNCLEAR_DAYS,
    Doubt.NUMBERS: Code.UNCLEAR_NUMBERS,
}
LIFTED = frozenset({Doubt.SUBJECT, Doubt.NAMES, Doubt.DAY, Doubt.DAYS, Doubt.NUMBERS})
"""What another number of the same company and day, once it fits, leaves no doubt of."""
RULES = {
    "hours": Doubt.HOURS,
    "edge": Doubt.HOURS,
    "period": Doubt.PERIOD,
    "line": Doubt.LINE,
    "measure": Doubt.MEASURE,
    "stranger": Doubt.NAMES,
}
ABOUT_ALL = frozenset({Doubt.HOURS, Doubt.PERIOD})
"""Doubts of words that are of all the sentence where they stand in a clause without a number."""
SESSION_ONLY = frozenset(
    {Span.SESSION, Span.BEFORE, Span.STREAK, Span.AGAIN, Span.TURN, Span.BACK, Span.NEXT}
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence cut into clauses, its names and times crossed out, and its numbers."""

    wording: Wording
    masked: str
    clauses: Clauses
    numbers: tuple[Amount, ...]
    found: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def spans(self, kind: str) -> tuple[tuple[int, int], ...]:
        """Where the rows of a kind match."""
        if kind not in self.found:
            rules = pack(self.wording.language).rules("claims", kind)
            self.found[kind] = tuple(m.span() for r in rules for m in r.finditer(self.masked))
        return self.found[kind]

    def beside(self, place: int, at: int) -> bool:
        """Whether a word stands in the clause of the number at ``at``."""
        return self.clauses.at(place).start == self.clauses.at(at).start

    def share(self, place: int, at: int) -> bool:
        """Whether a word can be of the number at ``at``: in its clause, or in one without any."""
        clause = self.clauses.at(place)
        if clause.start == self.clauses.at(at).start:
            return True
        return not any(clause.start <= number.start < clause.end for number in self.numbers)


@lru_cache(256)
def _sentence(wording: Wording, times: tuple[tuple[int, int], ...]) -> Sentence:
    text = wording.text
    for start, end in ((a - wording.start, b - wording.start) for a, b in times):
        text = text[:start] + DATED * (end - start) + text[end:]
    for a, b, _ in wording.names:
        start, end = a - wording.start, b - wording.start
        text = text[:start] + NAME * (end - start) + text[end:]
    found = amounts.percents(text, 0, len(text)) + amounts.prices(text, 0, len(text))
    cut = clauses(text, pack(wording.language))
    return Sentence(wording, text, cut, tuple(sorted(found)))


def sentence_of(claim: Claim, moments: Sequence[Moment]) -> Sentence:
    """The sentence of a claim, annotated once for all of its claims."""
    wording = claim.wording
    assert wording is not None
    return _sentence(wording, tuple(moments[n].span for n in wording.times))


def doubts(claim: Claim, moments: Sequence[Moment]) -> frozenset[Doubt]:
    """Everything that keeps a claim that fits nothing from being an error of the article."""
    return frozenset(_doubts(claim, sentence_of(claim, moments), moments))


def _doubts(claim: Claim, told: Sentence, moments: Sequence[Moment]) -> Iterator[Doubt]:
    at = claim.at[0] - told.wording.start
    names = [(a - told.wording.start, s) for a, _, s in told.wording.names]
    own = [a for a, symbol in names if symbol in claim.symbols]
    yield from _walls(told, at, own)
    closed = any(told.beside(start, at) for start, _ in told.spans("close"))
    for kind, doubt in RULES.items():
        for start, _ in told.spans(kind):
            near = told.share if doubt in ABOUT_ALL else told.beside
            if doubt is Doubt.HOURS and closed:
                near = told.beside
            if near(start, at) and not _consumed(claim, kind):
                yield doubt
                break
    clocks = [n for n in told.wording.times if isinstance(moments[n].start, datetime)]
    places = [moments[n].span[0] - told.wording.start for n in clocks]
    if any((told.beside if closed else told.share)(place, at) for place in places):
        yield Doubt.HOURS
    if claim.kind == "size" and claim.measure.window.span not in SESSION_ONLY:
        yield Doubt.PERIOD
    if claim.subject is not Spoken.SPOKEN:
        yield Doubt.SUBJECT
    others = [a for a, symbol in names if symbol not in claim.symbols]
    others += [a - told.wording.start for a, _ in told.wording.strangers]
    paired = claim.stated is not None and told.spans("several")
    if paired or any(told.beside(a, at) for a in others):
        yield Doubt.NAMES
    if claim.day in (Spoken.INHERITED, Spoken.DEFAULT):
        yield Doubt.DAY
    if any(_of_another_day(claim, n, told, moments) for n in told.wording.times):
        yield Doubt.DAYS
    if any(_like(claim, number) and told.beside(number.start, at) for number in told.numbers):
        yield Doubt.NUMBERS


def _of_another_day(claim: Claim, n: int, told: Sentence, moments: Sequence[Moment]) -> bool:
    """Whether another time of the sentence may be that of the claim's number."""
    place, at = moments[n].span[0] - told.wording.start, claim.at[0] - told.wording.start
    if n == claim.moment or counted_from(moments[n]) or not told.share(place, at):
        return False
    if isinstance(moments[n].start, datetime) and not told.beside(place, at):
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


LASTING = frozenset({Kind.RECALLED, Kind.COMPARED, Kind.FORESEEN})
"""Clauses that may go on behind a border; one that describes a name ends before its verb."""


def _walls(told: Sentence, at: int, own: Sequence[int]) -> Iterator[Doubt]:
    """Clauses that tell of something else, around the number or between it and its company."""
    near = min(own, key=lambda place: abs(place - at), default=at)
    kinds = set(told.clauses.at(at).kinds | told.clauses.at(near).kinds)
    for clause in told.clauses.between(near, at):
        kinds |= clause.kinds & LASTING
    if Kind.FORESEEN in told.clauses.at(at).kinds:
        yield Doubt.MOOD
    if kinds - {Kind.FORESEEN}:
        yield Doubt.CLAUSE


def _consumed(claim: Claim, kind: str) -> bool:
    """Whether the claim already measures what such a word means."""
    measure = claim.measure
    if kind == "period":
        return measure.window.span not in SESSION_ONLY or claim.kind in ("extreme", "persistence")
    if kind == "hours":
        hour = measure.field in (Field.LOW, Field.HIGH, Field.RANGE, Field.NOW)
        return hour or measure.bound is Bound.REACHED or measure.regular
    return False
