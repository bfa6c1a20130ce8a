"""Extremes and their scope: the largest since, the worst ever, a 52-week low."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from marketlink.claims.amounts import count_of
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import EXTREMES, MARKET_CAP, SUBJECTS
from marketlink.claims.drafts import draft
from marketlink.claims.extreme_check import EXTREME
from marketlink.claims.market_cap import RECORD_VALUE
from marketlink.claims.subject_of import of_a_stranger, subjects_at
from marketlink.moments.tense import begins_span
from marketlink.records.claim import Claim, ClaimWindow, Field, Measure, Unit, WindowSpan
from marketlink.records.moment import TimeRule
from marketlink.text import pack

NEAR = 7
"""Letters of "since" ahead of a time or at its head, of "nearly" ahead of a span."""
SHORT = {"year": 335, "month": 28, "week": 6}
"""Days that "nearly" a year, a month and a week have at least."""


def extremes(sentence: ClaimSentence) -> list[Claim]:
    """The claim of a sentence that calls a move, a close or a loss of value the greatest, be it
    that of the sentence before."""
    return _of_its_own(sentence) or ([] if sentence.names else of_the_last(sentence))


def _of_its_own(sentence: ClaimSentence) -> list[Claim]:
    match = sentence.search(EXTREMES.superlative)
    if match is None:
        return []
    at, value = match.start(), sentence.search(MARKET_CAP.value) is not None
    if _spoiled(sentence, match, value):
        return []
    of = Field.VALUE if value else next((f for cue, f in QUANTITIES if sentence.search(cue)), None)
    held_against = sentence.verb_last and not sentence.match(EXTREMES.asserted, match.end())
    if of is None or (of is Field.CLOSE and held_against):
        return []
    symbols = subjects_at(sentence, at)
    if not symbols and not of_a_stranger(sentence, at):
        symbols = sentence.inherited
    if not symbols:
        return []
    if of is Field.RETURN and all(symbol.startswith("^") for symbol in symbols):
        in_points = sentence.search(EXTREMES.in_points)
        of = Field.CHANGE if in_points and not sentence.search(EXTREMES.in_percent) else of
    low = sentence.search(EXTREMES.low if of is Field.CLOSE else EXTREMES.fall)
    among = sentence.search(EXTREMES.single) is not None
    window, (first, last) = _window(sentence, at)
    if window.span is WindowSpan.EVER and not (last or value):
        return []
    measure = Measure(of, window, any_company=among)
    kind, sign = RECORD_VALUE if value else EXTREME, -1 if low else 1
    days = [(n, m) for n, m in sentence.moments if m.span[1] <= first or last <= m.span[0]]
    apart = replace(sentence, moments=days)  # the scope is no day
    claim = draft(apart, kind, symbols, at, direction=sign, measure=measure)
    return [replace(claim, sentence=sentence)]


QUANTITIES = (
    (EXTREMES.of_close_only, Field.CLOSE),
    (EXTREMES.of_return, Field.RETURN),
    (EXTREMES.of_close, Field.CLOSE),
)
"""What is the greatest, by the words for it, the surest first."""


def _spoiled(sentence: ClaimSentence, match: re.Match[str], value: bool) -> bool:
    """Whether the words around a superlative make it another's, of another day, or of no price."""
    head = sentence.nameless(0, match.start())
    near = sentence.nameless(max(0, match.start() - 16), match.end() + 24)
    if sentence.match(EXTREMES.of_a_period, match.end()) or sentence.has(
        EXTREMES.spoiled_before, head
    ):
        return True
    if sentence.has(EXTREMES.among, head) and not sentence.search(EXTREMES.ever):
        return True
    of_firm = sentence.has(EXTREMES.business, head) and not sentence.search(EXTREMES.own_price)
    return not value and (of_firm or sentence.has(EXTREMES.business, near))


def of_the_last(sentence: ClaimSentence) -> list[Claim]:
    """The extreme of a sentence that only says of the last one's loss that it was the greatest."""
    last, match = sentence.last, sentence.search(EXTREMES.superlative)
    if match is None or last is None or last.measure.field is not Field.VALUE:
        return []
    ever = sentence.search(EXTREMES.ever) and not sentence.search(EXTREMES.business)
    if not ever or not last.kind.change:
        return []
    among = sentence.search(EXTREMES.single) is not None
    measure = Measure(Field.VALUE, ClaimWindow(WindowSpan.EVER), any_company=among)
    claim = draft(sentence, RECORD_VALUE, last.symbols, match.start(), measure=measure,
                  direction=-1 if last.direction < 0 else 1, moment=last.moment)  # fmt: skip
    return [claim]


def _window(sentence: ClaimSentence, at: int) -> tuple[ClaimWindow, tuple[int, int]]:
    """The sessions among which something is the greatest, and where the words for them stand: those
    of the superlative's own clause before those of any other."""
    border = sentence.search(SUBJECTS.clause_start, at)
    ends = [border.start()] if border else []
    scopes = (_scope(sentence, at, end) for end in (*ends, len(sentence.text)))
    return next(filter(None, scopes), (ClaimWindow(WindowSpan.EVER), (0, 0)))


def _scope(  # noqa: PLR0911 (a case each)
    sentence: ClaimSentence, at: int, stop: int
) -> tuple[ClaimWindow, tuple[int, int]] | None:
    """The same before a place: in a language whose verbs stand first, behind the superlative."""
    begin, ever = 0 if sentence.verb_last else at, sentence.search(EXTREMES.ever, 0, stop)
    weeks = sentence.search(EXTREMES.weeks_52, 0, stop)
    if weeks := weeks or (None if ever else sentence.search(EXTREMES.new_high, 0, stop)):
        return ClaimWindow(WindowSpan.LAST, 52, Unit.WEEK), weeks.span()
    moments = [moment for _, moment in sentence.moments if moment.span[0] < stop]
    for moment in moments:
        start, end = moment.span
        since = sentence.search(EXTREMES.since, max(0, start - NEAR), start + NEAR) is not None
        if start >= begin and (since or begins_span(sentence.text, start, end, sentence.language)):
            day = moment.end.date() if isinstance(moment.end, datetime) else moment.end
            return ClaimWindow(WindowSpan.SINCE, day=day), moment.span
    if ever:
        return ClaimWindow(WindowSpan.EVER), ever.span()
    if span := sentence.search(EXTREMES.span, max(0, begin - NEAR), stop):
        return _span_window(span.groupdict(), sentence.language), span.span()
    for moment in moments:
        if moment.precision == "year" or moment.rule == TimeRule.YEAR_TO_DATE:
            return ClaimWindow(WindowSpan.YEAR, moment.start.year), moment.span
    if year := sentence.search(EXTREMES.this_year, 0, stop):
        return ClaimWindow(WindowSpan.YEAR), year.span()
    return None


def _span_window(span: Mapping[str, str | None], language: str) -> ClaimWindow:
    """The sessions of "in two years", "in nearly a decade", "a two-year low", "in years"."""
    if span["n"] is None and span.get("many"):
        return ClaimWindow(WindowSpan.EVER)
    count = count_of(span["n"], language) if span["n"] else 1
    unit = pack(language).value("period_unit", span["unit"] or "")
    if unit == "decade":
        unit, count = "year", 10 * count
    if span.get("short"):
        return ClaimWindow(WindowSpan.LAST, SHORT[unit] * count, Unit.DAY)
    if span.get("months"):  # "in four years and ten months"
        unit, count = "month", 12 * count + int(span["months"] or 0)
    return ClaimWindow(WindowSpan.LAST, count, Unit(unit))
