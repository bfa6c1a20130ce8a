"""The readings of a statement that its words license, likeliest first, and which of them hold."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from marketlink.claims import amounts, level_check
from marketlink.claims.doubts import counted_from
from marketlink.claims.evidence import PriceEvidence, Series, other_classes
from marketlink.claims.fit import fits
from marketlink.moments.resolve import local_day
from marketlink.records.claim import (
    Bound,
    CandidateReading,
    Claim,
    ClaimWindow,
    Field,
    Observation,
    Spoken,
    WindowSpan,
)
from marketlink.records.moment import Moment, TimeRule
from marketlink.resources import data_path

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
    with data_path("reading_weights.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {
            Word(row["word"]): Weight(float(row["weight"]), row["equal"] == "1", row["says"])
            for row in rows
        }


def _by(one: CandidateReading, word: Word, **parts: Any) -> CandidateReading:  # noqa: ANN401 (passed on)
    """A reading that differs in some parts, which ``word`` speaks for."""
    weight, equal, says = weights()[word]
    return replace(one, weight=weight, equal=equal, words=says, **parts)


@dataclass(frozen=True, slots=True)
class Misfit:
    """A claim that does not fit its first reading, for one symbol, with its context."""

    claim: Claim
    observation: Observation
    evidence: PriceEvidence
    moments: Sequence[Moment]
    last_known: int
    anchored: bool
    answered: bool
    """Whether another number of the article is what this one would be of."""
    borne: bool = False
    """Whether another number of its own phrase fixes its company, day and hour."""
    same_day: bool = False
    """Whether the article is of the session's own day, at an hour that is not known."""

    @property
    def series(self) -> Series:
        """The prices of the first reading's company."""
        return self.evidence.series[self.observation.symbol]

    def at(self) -> int | None:
        """The position of the first reading's session."""
        return (
            None if self.observation.session is None else self.series.at(self.observation.session)
        )


def licensed(case: Misfit) -> Iterator[CandidateReading]:
    """The readings beside the first that words of the article license, the likeliest first.

    Somebody and some day that are not known here are always among them.
    """
    claim, n, own = case.claim, case.at(), case.observation.symbol
    if claim.wording is None or claim.kind not in ("size", "level"):
        return
    weight, equal, says = weights()[Word.FIRST]
    basis, day = case.series.basis, case.observation.session
    first = CandidateReading(own, claim.measure, day, claim.direction, basis, weight, says, equal)
    session = claim.measure.window.span is WindowSpan.SESSION
    if session:
        for day in _named_days(case, own):
            yield _by(first, Word.DAY, session=day)
    if session and 0 < case.last_known < len(case.series.sessions) and _of_publication(case):
        yield _by(first, Word.PUBLISHED, session=case.series.sessions[case.last_known])
    if claim.kind == "size" and claim.measure.window.span is WindowSpan.SESSIONS:
        yield _by(first, Word.SESSION, measure=replace(claim.measure, window=ClaimWindow()))
    if claim.kind == "level":
        yield _by(first, Word.CHANGE, measure=replace(claim.measure, field=Field.CHANGE))
    if n is not None and session and claim.day is not Spoken.SPOKEN:
        for other in (n - BESIDE, n + BESIDE):
            if 0 < other <= case.last_known:
                yield _by(first, Word.BESIDE, session=case.series.sessions[other])
    if first.session is not None:
        if first.sign and _other_sign(claim):
            yield _by(first, Word.SIGN, sign=-first.sign)
        for symbol, word in _other_names(case):
            basis = case.evidence.series[symbol].basis
            yield _by(first, word, symbol=symbol, basis=basis)
    yield _by(first, Word.UNKNOWN, symbol=None, session=None, basis=None)


def _of_publication(case: Misfit) -> bool:
    """Whether the words for the day may mean that of publication: "this day", or none at all."""
    claim = case.claim
    if claim.day in (Spoken.INHERITED, Spoken.DEFAULT):
        return True
    moment = None if claim.moment is None else case.moments[claim.moment]
    return moment is not None and moment.rule is TimeRule.FROM_LAST_DAY_NAMED


def _other_sign(claim: Claim) -> bool:
    """Whether the sentence has a word of the other direction, and the number none of its own."""
    assert claim.wording is not None  # noqa: S101 (for the type checker)
    start, end = claim.at
    other = [a for a, _, sign in claim.wording.moves if sign == -claim.direction]
    own = [
        sign == claim.direction
        for a, b, sign in claim.wording.moves
        if 0 <= a - end <= OWN_VERB or 0 <= start - b <= OWN_VERB
    ]
    return bool(other) and not any(own)


OWN_VERB = 4
"""Characters between a number and the verb that is its own."""


def _other_names(case: Misfit) -> Iterator[tuple[str, Word]]:
    """Companies and indices with prices that the sentence names, or that are left over to it."""
    wording = case.claim.wording
    assert wording is not None  # noqa: S101 (for the type checker)
    names = [symbol for _, _, symbol in wording.names]
    classes = other_classes(case.observation.symbol)
    for symbols, word in ((names, Word.NAME), (classes, Word.CLASS), (wording.focus, Word.FOCUS)):
        for symbol in dict.fromkeys(symbols):
            if symbol != case.observation.symbol and symbol in case.evidence.series:
                yield symbol, word


def _named_days(case: Misfit, symbol: str) -> Iterator[date]:
    """Sessions of the other single days that the sentence names."""
    claim, series = case.claim, case.evidence.series[symbol]
    assert claim.wording is not None  # noqa: S101 (for the type checker)
    for at in claim.wording.times:
        moment = case.moments[at]
        first, last = local_day(moment.start, moment.zone), local_day(moment.end, moment.zone)
        n = series.last(first)
        if at == claim.moment or first != last or n is None or n > case.last_known:
            continue
        if counted_from(moment) or isinstance(moment.start, datetime):
            continue
        yield series.sessions[n]


def holds_as(case: Misfit, one: CandidateReading) -> bool:
    """Whether a reading of a claim is what the prices say."""
    series = case.evidence.series[one.symbol or ""]
    n = series.at(one.session) if one.session is not None else None
    if n is None:
        return False
    claim = replace(case.claim, measure=one.measure)
    turned = one.sign != claim.direction and claim.stated is not None
    if turned and claim.kind == "size":
        claim = replace(claim, stated=-(claim.stated or 0.0))
    return holds(claim, series, n)


def holds(claim: Claim, series: Series, n: int) -> bool:
    """Whether a session's change or close is what a claim states."""
    if claim.kind == "level" and claim.measure.field is Field.CHANGE:
        moved = change_of_session(claim, series, n)
        return moved is not None and amounts.holds(
            abs(moved), claim.stated or 0.0, claim.tolerance or 0.0, Bound.EXACT
        )
    if claim.kind == "level":
        if claim.unit not in (series.currency, ""):
            return False
        values = dict.fromkeys((series.traded(n), series.closes[n]))
        return any(level_check.allows(claim, value) for value in values)
    return fits(claim, change_of_session(claim, series, n))


def change_of_session(claim: Claim, series: Series, n: int) -> float | None:
    window = claim.measure.window
    if claim.measure.field is Field.CHANGE:
        return series.change(n)
    return series.span(n - window.count, n) if window.span is WindowSpan.SESSIONS else series.ret(n)
