"""The readings of a statement that its words license, likeliest first, and which of them hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache, cached_property
from typing import Any, NamedTuple

from marketlink.claims.apart import only_named
from marketlink.claims.cues import MEASURES, SIZES
from marketlink.claims.evidence import PriceEvidence, Series, other_classes
from marketlink.claims.fit import fine, large, sharp
from marketlink.claims.guards import of_a_longer_time, of_anothers_day
from marketlink.claims.other_numbers import sessions_of_its_phrase, times_elsewhere
from marketlink.claims.place import Place
from marketlink.claims.session_of import (
    counted_back,
    last_known,
    last_told,
    leads_into,
    session_known,
)
from marketlink.claims.subject_of import dealt_with
from marketlink.claims.windows import named_windows
from marketlink.moments.publication import local_day
from marketlink.records.article import Published
from marketlink.records.claim import (
    CandidateReading,
    Claim,
    ClaimWindow,
    Field,
    Observation,
    Spoken,
    Unit,
    WindowSpan,
)
from marketlink.records.moment import Moment, TimeRule
from marketlink.resources import data_rows

BESIDE = 1
"""Sessions beside that a bare weekday, "this day" or "overnight" license."""


class Word(StrEnum):
    """The kinds of evidence for a reading; ``data/reading_weights.csv`` has a row for each."""

    FIRST = "first"
    DAY = "day"
    PUBLISHED = "published"
    SESSION = "session"
    CHANGE = "change"
    SIGN = "sign"
    NAME = "name"
    CLASS = "class"
    PERIOD = "period"
    TOLD = "told"
    BESIDE = "beside"
    FOCUS = "focus"
    UNKNOWN = "unknown"


class Weight(NamedTuple):
    """What a word is worth: its weight beside the first reading's, whether a sharp number that
    fits counts as much as the first, and how it is said."""

    weight: float
    equal: bool
    says: str


@cache
def weights() -> Mapping[Word, Weight]:
    """The table of weights."""
    return {
        Word(row["word"]): Weight(float(row["weight"]), row["equal"] == "1", row["says"])
        for row in data_rows("reading_weights.csv")
    }


def _by(one: CandidateReading, word: Word, **parts: Any) -> CandidateReading:  # noqa: ANN401 (passed on)
    """A reading that differs in some parts, which ``word`` speaks for."""
    weight, equal, says = weights()[word]
    return replace(one, weight=weight, equal=equal, words=says, **parts)


@dataclass(frozen=True)
class Misfit:
    """A claim that does not fit its first reading, for one symbol, with its context: ``every`` are
    the claims of the article, of which others may tell what this one is of."""

    claim: Claim
    observation: Observation
    evidence: PriceEvidence
    published: Published
    every: Sequence[Claim] = ()

    @cached_property
    def place(self) -> Place:
        """The claim's number in its sentence."""
        return Place(self.claim)

    @property
    def series(self) -> Series:
        """The prices of the first reading's company."""
        return self.evidence.series[self.observation.symbol]

    def last_of(self, series: Series) -> int:
        """The position of the last session that the article could know of."""
        return last_known(series, self.published)

    def at(self) -> int | None:
        """The position of the first reading's session."""
        day = self.observation.session
        return None if day is None else self.series.at(day)


def licensed(case: Misfit) -> Iterator[CandidateReading]:
    """The readings beside the first that words of the article license, the likeliest first.

    Somebody and some day that are not known here are always among them.
    """
    claim, own = case.claim, case.observation.symbol
    if not claim.kind.number:
        return
    weight, equal, says = weights()[Word.FIRST]
    day = case.observation.session
    first = CandidateReading(own, claim.measure, day, claim.direction, None, weight, says, equal)
    if own in case.evidence.series:
        first = replace(first, basis=case.series.basis)
        yield from _of_the_same(case, first)
    lead, apart = case.place.sentence.lead, dealt_with(case.place.sentence, case.place.at)
    for symbol, word in _other_names(case):
        series = case.evidence.series[symbol]
        n = day or _session_for(case, series)
        other = _by(first, word, symbol=symbol, basis=series.basis, session=n)
        own_pair = word is Word.NAME and (symbol in apart or _not_its_own(case, symbol))
        led = claim.subject is Spoken.INHERITED and symbol == lead
        equal = (other.equal and not own_pair) or (word is Word.FOCUS and (led or fine(claim)))
        other = replace(other, equal=equal)
        if other.session is not None and claim.measure.window.span is not WindowSpan.OTHER:
            yield other
        for window, end in _periods(case, series):
            measure = replace(claim.measure, window=window)
            both = _by(other, Word.PERIOD, measure=measure, session=end)
            weight = both.weight * other.weight
            yield replace(both, weight=weight, equal=both.equal and other.equal and fine(claim))
    yield _by(first, Word.UNKNOWN, symbol=None, session=None, basis=None)


def _of_the_same(case: Misfit, first: CandidateReading) -> Iterator[CandidateReading]:
    """The readings of a number that are of the first reading's company."""
    claim, n, series, newest = case.claim, case.at(), case.series, case.last_of(case.series)
    yield from _as_other_numbers(case, first)
    if claim.measure.window.span is WindowSpan.SESSION:
        # "rose 8.93% on Jan. 28 and fell 16.97% on Jan. 27"
        counted = case.place.day is not None and counted_back(claim, case.place.day)
        own = (counted or claim.day is Spoken.SPOKEN) and case.place.own_day
        beside = case.place.own_day and case.place.touches(case.place.day_span)
        for day, span in _named_days(case, series):
            others = beside and not case.place.sentence.nearest_to(span, case.place.span)
            of_day = _by(first, Word.DAY, session=day)
            yield replace(of_day, equal=of_day.equal and not (own or others))
        moment = case.place.moment
        other_day = moment.other if moment else None
        n_other = series.at(other_day) if other_day else None
        if n_other is not None and n_other <= last_told(series, case.published):
            yield _by(first, Word.DAY, session=other_day)
        if 0 < newest < len(series.sessions) and _of_publication(case, series.sessions[newest]):
            yield _by(first, Word.PUBLISHED, session=series.sessions[newest])
        for step in (-BESIDE, BESIDE) if n and claim.day is not Spoken.SPOKEN else ():
            other = (n or 0) + step
            if 0 < other <= newest:
                yield _by(first, Word.BESIDE, session=series.sessions[other])
    elif claim.kind.change and n is not None:
        alone = replace(claim, measure=replace(claim.measure, window=ClaimWindow()))
        base = claim.measure.window.day  # which the move is counted from, and is not of
        single = (moment.days for moment, _ in case.place.times if len(set(moment.days)) == 1)
        dated = any(day != base for day, _ in single) and not _before_a_day(case)
        for its in dict.fromkeys((first.session, _session_for(case, series, alone))):
            of_session = _by(first, Word.SESSION, measure=alone.measure, session=its)
            yield replace(of_session, equal=of_session.equal and dated)
    for window, end in _periods(case, series):
        yield _by(first, Word.PERIOD, measure=replace(claim.measure, window=window), session=end)
    if claim.kind.price:
        yield _by(first, Word.CHANGE, measure=replace(claim.measure, field=Field.CHANGE))
    other_sign = unsigned(claim) or _is_of_the_other_sign(case.place)
    if first.session is not None and first.sign and other_sign:
        yield _by(first, Word.SIGN, sign=-first.sign)


def _as_other_numbers(case: Misfit, first: CandidateReading) -> Iterator[CandidateReading]:
    """The readings of the sessions and periods that other numbers of the article are of."""
    claim = case.claim
    for session in sessions_of_its_phrase(claim, case.every):
        yield _by(first, Word.TOLD, session=session)
    for session, start in times_elsewhere(claim, case.every):
        window = ClaimWindow() if start is None else ClaimWindow(WindowSpan.FROM, day=start)
        yield _by(first, Word.TOLD, measure=replace(claim.measure, window=window), session=session)


def unsigned(claim: Claim) -> bool:
    """Whether a percentage is a rate of change that may be of a rise or of a fall."""
    sentence = claim.sentence
    at, _ = sentence.inner(claim.at)
    rate = claim.unit == "return" and sentence.ahead(SIZES.unsigned, at)
    return bool(rate) and sentence.text[at].isdigit()


def _not_its_own(case: Misfit, symbol: str) -> bool:
    """Whether a number cannot be another name's: it stands with the name it is of, "the Nasdaq
    lost 17% as Nvidia sank"; the other is only named beside it; or both are of one list, and the
    number neither the only one nor in the other's place."""
    claim, sentence, place = case.claim, case.place.sentence, case.place
    if claim.listed:
        return True
    if place.tied or (symbol in claim.symbols and claim.subject is Spoken.SPOKEN):
        return True
    spans = [(a, b) for a, b, other in sentence.names if other == symbol]
    closed = sentence.verb_last and claim.subject is Spoken.SPOKEN  # "A는 2% 내렸고 B는 5% 올랐다"
    if closed and all(place.end <= a and not place.beside(a) for a, _ in spans):
        return True
    return all(only_named(place, name) for name in spans)


def _session_for(case: Misfit, series: Series, claim: Claim | None = None) -> date | None:
    """The session that the words mean for a company other than the first reading's."""
    n = session_known(claim or case.claim, series, case.published).first
    return None if n is None else series.sessions[n]


def _before_a_day(case: Misfit) -> bool:
    """Whether a move is told up to a day of its sentence, "Coming into Friday": of no session from
    that day on."""
    return any(leads_into(case.claim, moment) for moment, _ in case.place.times)


def _periods(case: Misfit, series: Series) -> Iterator[tuple[ClaimWindow, date]]:
    """The windows that words for a period of the sentence license, each with its last session."""
    claim, newest = case.claim, case.last_of(series)
    if not claim.kind.change or claim.measure.field not in (Field.RETURN, Field.CHANGE):
        return
    sentence, day = case.place.sentence, case.observation.session
    own = None if day is None else series.at(day)
    others = [series.at(day) for day, _ in _named_days(case, series)]
    before = None if isinstance(case.published.value, datetime) else newest - 1  # no hour is known
    if own and _before_a_day(case):
        newest, before, others = own, None, []
    until = dict.fromkeys(n for n in (newest, own, *others, before) if n is not None and n > 0)
    counts = of_a_longer_time(case.place)
    of_session = claim.measure.window.span is WindowSpan.SESSION
    dated = of_session and case.place.own_day and not counts
    near = (
        slice(max(0, case.place.at - HARD_BY), case.place.end + HARD_BY) if dated else slice(None)
    )
    windows = named_windows(sentence.text[near], sentence.language)
    on_a_day = dated and case.place.day is not None and case.place.day.precision == "day"
    inherits = not (windows or on_a_day) and (sentence.row or fine(claim) or large(claim))
    nearest = None if sentence.row or fine(claim) else NEAREST
    windows += sentence.periods[:nearest] if inherits else ()
    times = [moment.days for moment, _ in case.place.times]
    spans = [(first, last) for first, last in times if first != last]
    for window in windows:
        periods = spans if window.span is WindowSpan.TO_DATE else []  # "last month"
        for day in (series.sessions[n] for n in until):
            if not periods or any(first <= day <= last for first, last in periods):
                yield window, day
    heads = [sentence.every[n] for n in sentence.heads] if inherits else []
    for moment in (*(m for _, m in sentence.moments), *heads):
        first, last = moment.days
        inside = series.inside(first, last)
        ends = MEASURES.at_the_end[sentence.language].search(moment.text)
        since = (first == last or ends) and moment.rule is not TimeRule.SESSION_BEFORE
        for n in until if since and (sharp(claim) or large(claim)) else ():
            if last < series.sessions[n] and (counts or n == own):
                yield ClaimWindow(WindowSpan.FROM, day=last), series.sessions[n]
        if dated or first == last or not inside or inside[0] > newest:
            continue
        window = ClaimWindow(WindowSpan.FROM, day=first)
        if moment.rule is TimeRule.WEEK:
            window = ClaimWindow(WindowSpan.TO_DATE, unit=Unit.WEEK)
        elif moment.precision in PERIODS and not fine(claim):
            window = ClaimWindow(WindowSpan.TO_DATE, unit=Unit(moment.precision))
        yield window, series.sessions[min(inside[-1], newest)]


HARD_BY = 12
"""Characters around a number with a day of its own in which a period may be its base instead."""
NEAREST = 2
"""Windows of the nearest sentence before that names a period: of a calendar unit, and to date."""
PERIODS = frozenset({"month", "quarter", "year"})
"""Precisions of a time that are units of a period."""


def _of_publication(case: Misfit, newest: date) -> bool:
    """Whether the day may be that of publication: the words for it are "this day", or none, or
    stand behind the number in a clause that tells of something else."""
    claim, sentence, moment = case.claim, case.place.sentence, case.place.moment
    if moment is None or claim.day in (Spoken.INHERITED, Spoken.DEFAULT):
        return claim.day in (Spoken.INHERITED, Spoken.DEFAULT)
    if case.place.day_of_the_name or of_anothers_day(case.place):
        return True
    if moment.span[0] < claim.at[0]:
        return moment.rule is TimeRule.FROM_LAST_DAY_NAMED and not _is_ahead(case, moment, newest)
    aside = sentence.clauses.at(sentence.inner(moment.span)[0]).kinds
    return bool(aside) and not case.place.own_day


def _is_ahead(case: Misfit, moment: Moment, newest: date) -> bool:
    """Whether "the day before" is told of the number and no name or other number, so that it is not
    the session that ended on the day of publication."""
    place, value = case.place, case.published.value
    start, _ = place.sentence.inner(moment.span)
    same = value is None or local_day(value, moment.zone) <= newest
    return same and not place.nearer(start) and counted_back(case.claim, moment)


def _is_of_the_other_sign(place: Place) -> bool:
    """Whether the sentence has a word of the other direction, and the number no sign or word of
    its own."""
    claim, sentence, at, end = place.claim, place.sentence, place.at, place.end
    if any(OWN_SIGN.match(sentence.text, n) for n in (at, at - 1) if n >= 0):
        return False
    behind = -1 if sentence.text[end : end + 1] == ")" else OWN_VERB  # "A(3%)는 하락 출발했다가"
    own = [s for a, b, s in sentence.moves if 0 <= a - end <= behind or 0 <= at - b <= OWN_VERB]
    return claim.direction not in own and any(s == -claim.direction for _, _, s in sentence.moves)


OWN_SIGN = re.compile(r"[+＋▼▽]|(?<=[\s(（])[-−–]")
"""A sign that is a number's own: no mark of a list (▲) and no dash that begins a line."""
OWN_VERB = 4
"""Characters between a number and the verb that is its own."""


def _other_names(case: Misfit) -> Iterator[tuple[str, Word]]:
    """Companies and indices with prices that the sentence names, or that are left over to it; the
    article's first where the sentence names none for the claim."""
    sentence = case.place.sentence
    names = [symbol for _, _, symbol in sentence.names]
    classes = other_classes(case.observation.symbol)
    lead = (sentence.lead,) if case.claim.subject is Spoken.INHERITED else ()
    focus = (*sentence.inherited, *lead)
    for symbols, word in ((names, Word.NAME), (classes, Word.CLASS), (focus, Word.FOCUS)):
        for symbol in dict.fromkeys(symbols):
            if symbol != case.observation.symbol and symbol in case.evidence.series:
                yield symbol, word


def _named_days(case: Misfit, series: Series) -> Iterator[tuple[date, tuple[int, int]]]:
    """Sessions of the other single days that the sentence names, with the place of their words."""
    for moment, span in case.place.times:
        first, last = moment.days
        n = series.last(first)
        other = moment is not case.place.day and first == last
        if n is None or n > case.last_of(series) or not other or isinstance(moment.start, datetime):
            continue
        if moment.rule is not TimeRule.SESSION_BEFORE or case.claim.kind.price:
            yield series.sessions[n], span
