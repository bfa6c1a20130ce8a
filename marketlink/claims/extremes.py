"""Extremes and their scope: the largest since, the worst ever, a 52-week low."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from marketlink.claims.amounts import count_of
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import EXTREMES, MARKET_CAP, verb_last
from marketlink.claims.drafts import draft
from marketlink.claims.extreme_check import EXTREME
from marketlink.claims.market_cap import RECORD_VALUE
from marketlink.claims.subject_of import of_a_stranger, subjects_at
from marketlink.moments.tense import begins_span
from marketlink.records.claim import Claim, ClaimWindow, Field, Measure, Unit, WindowSpan
from marketlink.records.moment import Moment, TimeRule
from marketlink.text import pack

PRICE = re.compile(r"[^\w$€£₩¥]{0,3}[$€£₩¥]?\d")
"""A price right behind a superlative, whatever move is told beside: "since a record $438.45"."""
SHORT = 11
"""Months that "nearly a year" has at least."""


def extremes(sentence: ClaimSentence) -> list[Claim]:
    """The claim of a sentence that calls a move, a close or a loss of value the greatest, be it
    that of the sentence before."""
    return _of_its_own(sentence) or ([] if sentence.subjects else of_the_last(sentence))


def _of_its_own(sentence: ClaimSentence) -> list[Claim]:
    language, words = sentence.language, sentence.words
    match = sentence.search(EXTREMES.superlative)
    if match is None:
        return []
    value = MARKET_CAP.value[language].search(words) is not None
    if _spoiled(sentence, match, value):
        return []
    of = Field.VALUE if value else _quantity(words, language)
    if of is None:
        return []
    if of is Field.RETURN and PRICE.match(sentence.text, match.end()):
        of = Field.CLOSE
    held_against = verb_last(language) and not sentence.match(EXTREMES.asserted, match.end())
    if of is Field.CLOSE and held_against:
        return []
    symbols = subjects_at(sentence, match.start())
    if not symbols and not of_a_stranger(sentence, match.start()):
        symbols = sentence.inherited
    index = symbols and all(symbol.startswith("^") for symbol in symbols)
    if of is Field.RETURN and index and _in_points(words, language):
        of = Field.CHANGE
    if not symbols:
        return []
    low = (EXTREMES.low if of is Field.CLOSE else EXTREMES.fall)[language].search(words) is not None
    among = EXTREMES.single[language].search(words) is not None
    measure = Measure(of, _window(sentence), any_company=among)
    kind, sign = RECORD_VALUE if value else EXTREME, -1 if low else 1
    at = match.start()
    return [draft(sentence, kind, symbols, at, direction=sign, measure=measure)]


def _spoiled(sentence: ClaimSentence, match: re.Match[str], value: bool) -> bool:
    """Whether the words around a superlative make it another's, of another day, or of no price."""
    behind = min(sentence.end, match.end() + 24)
    head = sentence.masked(sentence.start, match.start())
    if sentence.has(EXTREMES.spoiled_before, head):
        return True
    if sentence.has(EXTREMES.among, head) and not sentence.search(EXTREMES.ever):
        return True
    near = sentence.masked(max(sentence.start, match.start() - 16), behind)
    if value:
        return False
    if sentence.has(EXTREMES.business, near):
        return True
    return sentence.has(EXTREMES.business, head) and not sentence.has(
        EXTREMES.own_price, sentence.words
    )


def of_the_last(sentence: ClaimSentence) -> list[Claim]:
    """The extreme of a sentence that only says of the last one's loss that it was the greatest."""
    last = sentence.last
    match = sentence.search(EXTREMES.superlative)
    if (
        match is None
        or last is None
        or last.measure.field is not Field.VALUE
        or not last.kind.change
    ):
        return []
    language, words = sentence.language, sentence.words
    if not EXTREMES.ever[language].search(words) or EXTREMES.business[language].search(words):
        return []
    among = EXTREMES.single[language].search(words) is not None
    measure = Measure(Field.VALUE, ClaimWindow(WindowSpan.EVER), any_company=among)
    sign, at = -1 if last.direction < 0 else 1, match.start()
    return [
        draft(
            sentence,
            RECORD_VALUE,
            last.symbols,
            at,
            direction=sign,
            measure=measure,
            moment=last.moment,
        )
    ]


def _quantity(words: str, language: str) -> Field | None:
    if EXTREMES.of_close_only[language].search(words):
        return Field.CLOSE
    if EXTREMES.of_return[language].search(words):
        return Field.RETURN
    return Field.CLOSE if EXTREMES.of_close[language].search(words) else None


def _in_points(words: str, language: str) -> bool:
    """Whether an index lost most of points, unless the words speak of a rate."""
    in_points = EXTREMES.in_points[language].search(words) is not None
    return in_points and EXTREMES.in_percent[language].search(words) is None


def _is_scope(sentence: ClaimSentence, moment: Moment) -> bool:
    start, end = moment.span
    text, language = sentence.text, sentence.language
    if begins_span(text, start, end, language) or sentence.match(EXTREMES.since, start):
        return True
    return sentence.search(EXTREMES.since_before, max(sentence.start, start - 7), start) is not None


def _window(sentence: ClaimSentence) -> ClaimWindow:
    """The sessions among which something is the greatest."""
    language, words = sentence.language, sentence.words
    ever = EXTREMES.ever[language].search(words) is not None
    if EXTREMES.weeks_52[language].search(words) or (
        EXTREMES.new_high[language].search(words) and not ever
    ):
        return ClaimWindow(WindowSpan.LAST, 52, Unit.WEEK)
    for _, moment in sentence.moments:
        end = moment.end if isinstance(moment.end, date) else None
        if end is not None and _is_scope(sentence, moment):
            day = moment.end.date() if hasattr(moment.end, "date") else moment.end
            return ClaimWindow(WindowSpan.SINCE, day=day)
    span = None if ever else EXTREMES.span[language].search(words)
    if span:
        return _span_window(span.groupdict(), language)
    years = [
        m for _, m in sentence.moments if m.precision == "year" or m.rule == TimeRule.YEAR_TO_DATE
    ]
    if years:
        return ClaimWindow(WindowSpan.YEAR, years[0].start.year)
    if EXTREMES.this_year[language].search(words):
        return ClaimWindow(WindowSpan.YEAR)
    return ClaimWindow(WindowSpan.EVER)


def _span_window(span: Mapping[str, str | None], language: str) -> ClaimWindow:
    """The sessions of "in two years", "in nearly a decade", "a two-year low", "in years"."""
    if span["n"] is None and span.get("many"):
        return ClaimWindow(WindowSpan.EVER)
    count = count_of(span["n"], language) if span["n"] else 1
    unit = pack(language).value("period_unit", span["unit"] or "")
    if unit == "decade":
        unit, count = "year", 10 * count
    if unit == "year" and span.get("short"):
        return ClaimWindow(WindowSpan.LAST, SHORT * count, Unit.MONTH)
    return ClaimWindow(WindowSpan.LAST, count, Unit(unit))
