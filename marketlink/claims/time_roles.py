"""The role of a time in its sentence: its day, a period, or a base that is only counted from."""

from __future__ import annotations

from datetime import datetime

from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import SUBJECTS, verb_last
from marketlink.claims.describing import described_apart
from marketlink.moments.reference_point import counted, held_against, stands_at
from marketlink.moments.tense import is_background
from marketlink.records.moment import Moment, TimeRule
from marketlink.text import pack
from marketlink.text.clauses import ClauseKind, clauses


def lies_ahead(sentence: ClaimSentence, moment: Moment) -> bool:
    """Whether an hour is that of news which a move of the sentence came before."""
    return sentence.search(SUBJECTS.news_ahead, sentence.start, moment.span[0]) is not None


def looks_elsewhere(sentence: ClaimSentence, moment: Moment) -> bool:
    """Whether a time leaves nothing to the next sentence: that of news to come, of another
    number, or one only counted from."""
    if lies_ahead(sentence, moment):
        return True
    if verb_last(sentence.language):
        return False
    aside = described_apart(sentence, moment.span[0], sentence.end) or _up_to_now(sentence, moment)
    against = held_against(sentence.text, moment.span[0], sentence.language) is not None
    before = (
        SUBJECTS.day_before[sentence.language].search(moment.text) is not None
        and sentence.inherited_moment is not None
    )
    recalled = is_recalled(sentence, moment)
    return aside or against or before or recalled or only_counted_from(sentence, moment)


def is_recalled(sentence: ClaimSentence, moment: Moment, position: int | None = None) -> bool:
    """Whether a clause only looks back on a time of several days, or on a day before the one told
    last: "after closing at 1,862 on Oct. 15, the index has gained 4%"; and lacks ``position``."""
    start, last = moment.start, sentence.told_day
    if isinstance(start, datetime) or (start == moment.end and (last is None or start >= last)):
        return False
    parts = clauses(sentence.words, pack(sentence.language))
    part = parts.at(moment.span[0] - sentence.start)
    own = position is not None and part.start <= position - sentence.start < part.end
    return not own and ClauseKind.RECALLED in part.kinds


def only_counted_from(sentence: ClaimSentence, moment: Moment) -> bool:
    """Whether an English time is only what a move is counted from: "its Nov. 14 close"."""
    if verb_last(sentence.language) or moment.rule == TimeRule.SESSION_BEFORE:
        return False
    return counted(sentence.text, *moment.span, sentence.language) != ""


def _up_to_now(sentence: ClaimSentence, moment: Moment) -> bool:
    """Whether a span goes up to the present: "has gained 5% this week"."""
    if (
        not SUBJECTS.this_period[sentence.language].search(moment.text)
        or moment.start == moment.end
    ):
        return False
    return stands_at(sentence.text, sentence.start, moment.span[0], sentence.language)


def is_old_day(sentence: ClaimSentence, moment: Moment) -> bool:
    """Whether a day of long ago is the one a sentence tells of, not one it compares with."""
    start, end = moment.span
    day = moment.precision in ("day", "minute", "hour") and moment.rule != TimeRule.SESSION_BEFORE
    past = moment.kind == "background" and day
    return past and not is_background(sentence.text, start, end, sentence.language)


def is_period(sentence: ClaimSentence, moment: Moment) -> bool:
    """Whether a month, quarter or year is what a move was measured over, not compared with."""
    start, end = moment.span
    coarse = moment.precision in ("month", "quarter", "year", "interval")
    if moment.precision == "quarter" and reported(sentence.text, start, end, sentence.language):
        return False
    past = moment.kind == "background" and coarse
    return past and not is_background(sentence.text, start, end, sentence.language)


def reported(text: str, start: int, end: int, language: str) -> bool:
    """Whether a quarter is one that results were reported of, not one that a price moved over."""
    results = SUBJECTS.results[language]
    before = results.search(text, max(0, start - 32), start)
    return bool(before or results.search(text, end, end + 14))
