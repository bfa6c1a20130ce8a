"""The base of a move: a day, a close, a peak, or the start of a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketlink.claims.amounts import Amount
from marketlink.claims.cues import MEASURES, SUBJECTS
from marketlink.moments.reference_point import counted
from marketlink.moments.resolve import local_day
from marketlink.moments.tense import begins_span
from marketlink.records.claim import ClaimWindow, Unit, WindowSpan
from marketlink.records.moment import Moment, TimeRule

if TYPE_CHECKING:
    from marketlink.claims.claim_sentence import ClaimSentence


def base_of(sentence: ClaimSentence, amount: Amount) -> ClaimWindow | None:
    """The window of a number that its words count from somewhere: FROM a day, SINCE a day where
    the words leave no other base, or OTHER; None where they count from nowhere."""
    for _, moment in sentence.moments:
        if moment.rule == TimeRule.SESSION_BEFORE:
            continue
        how = counted(sentence.text, *moment.span, sentence.language)
        if not how or not _belongs(sentence, amount, moment.span):
            continue
        begin = max(sentence.start, moment.span[0] - 90)
        if sentence.search(MEASURES.ranked, begin, moment.span[0]):
            continue
        first, last = (local_day(day, moment.zone) for day in (moment.start, moment.end))
        if first != last:
            if sentence.search(MEASURES.start, moment.span[0] - 6):
                return None
            if part := _from_part(moment):
                return part
            span = WindowSpan.FROM if moment.precision == "month" else WindowSpan.OTHER
            return ClaimWindow(span, day=first)
        plain = how == "close" and moment.precision == "day"
        return ClaimWindow(WindowSpan.SINCE if plain else WindowSpan.FROM, day=first)
    return None


def to_date_of(sentence: ClaimSentence, amount: Amount) -> Unit | None:
    """The unit of the period up to now that a number stands beside: "up 5% this month"."""
    for match in sentence.finditer(MEASURES.start):
        if not _belongs(sentence, amount, match.span()):
            continue
        low, high = sorted([match.span(), (amount.start, amount.end)])
        between = sentence.text[low[1] : high[0]]
        beside = (MEASURES.beside if match.start() > amount.start else MEASURES.leads)[
            sentence.language
        ]
        if beside.fullmatch(between) and not MEASURES.ranked[sentence.language].search(between):
            return Unit(next(word for word in match.groups() if word).lower())
    return None


def _belongs(sentence: ClaimSentence, amount: Amount, span: tuple[int, int]) -> bool:
    """Whether a number is the nearest of its sentence to some words."""
    gaps = [
        (a.start - span[1] if a.start >= span[1] else span[0] - a.end, a.start)
        for a in sentence.returns
    ]
    return bool(gaps) and min(gaps)[1] == amount.start


def counted_from(sentence: ClaimSentence, position: int) -> Moment | None:
    """The time that a move is counted from, "지난달 24일 이후 13% 내렸다"; None where there is
    none but the session before, or the words are the scope of a superlative."""
    for _, moment in reversed(sentence.moments):
        end = moment.span[1]
        if end > position or moment.rule == TimeRule.SESSION_BEFORE:
            continue
        if sentence.percents(end, position):
            return None
        if sentence.match(SUBJECTS.from_on, end):
            return None if begins_span(sentence.text, end, end, sentence.language) else moment
    return None


def window_from(sentence: ClaimSentence, position: int) -> ClaimWindow | None:
    """The window of a number that is counted from a time: FROM a day, OTHER for a period's;
    None where none is named."""
    since = counted_from(sentence, position)
    if since is None:
        return None
    day = local_day(since.start, since.zone)
    single = day == local_day(since.end, since.zone)
    window = ClaimWindow(WindowSpan.FROM, day=day) if single else ClaimWindow(WindowSpan.OTHER)
    return _from_part(since) or window


def _from_part(moment: Moment) -> ClaimWindow | None:
    """The window from the first day of a year or month whose beginning is told, else from the last
    day of the part: "since the beginning of 2013", "작년 말에 견줘"."""
    if moment.rule not in (TimeRule.PART_OF_A_YEAR, TimeRule.PART_OF_A_MONTH):
        return None
    first, last = (local_day(day, moment.zone) for day in (moment.start, moment.end))
    begins = first.day == 1 and (first.month == 1 or moment.rule is TimeRule.PART_OF_A_MONTH)
    return ClaimWindow(WindowSpan.FROM, day=first if begins else last)
