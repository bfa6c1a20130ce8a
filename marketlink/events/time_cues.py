"""Words around a moment that qualify it: that it was over, or the hour of the news."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from marketlink.calendars import exchange_of, sessions
from marketlink.moments.cues import around, first
from marketlink.moments.resolve import local_day
from marketlink.records.claim import Claim, Field
from marketlink.records.mention import Mention
from marketlink.records.moment import Moment, TimeRule
from marketlink.records.reading import Reading
from marketlink.text import pack
from marketlink.text.clauses import ClauseKind, clauses
from marketlink.text.sentences import sentences

MomentEntry = tuple[int, Moment]
TO_DATE = frozenset({TimeRule.YEAR_TO_DATE, TimeRule.MONTH_TO_DATE})
"""Spans that a move is only counted over, on which nothing happened."""
HOLIDAYS = (
    TimeRule.HOLIDAY_BLOCK,
    TimeRule.DAY_OF_A_HOLIDAY,
    TimeRule.DAY_BEFORE_HOLIDAY,
    TimeRule.DAY_AFTER_HOLIDAY,
    TimeRule.WEEKDAY_BESIDE_A_HOLIDAY,
)


@dataclass(frozen=True, slots=True)
class EventText:
    """A reading, with the sentences of its title and body, and the moments at which its events
    may have been."""

    reading: Reading
    spans: tuple[tuple[int, int], ...]
    entries: Sequence[MomentEntry]

    @classmethod
    def of(cls, reading: Reading) -> EventText:
        """Cut a reading into sentences, and look through its moments."""
        article, language = reading.article, pack(reading.article.language)
        entries = [(n, m) for n, m in enumerate(reading.moments) if m.kind == "event"]
        entries = [one for one in entries if one[1].rule not in TO_DATE]
        open_ = [one for one in entries if not is_over(article.text, one[1], article.language)]
        spans = (
            (span.start, span.end)
            for line in article.lines
            if line.kind in ("title", "body")
            for span in sentences(article.text, language, line.start, line.end)
        )
        return cls(reading, tuple(spans), open_ or entries)

    def naming(self, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
        """The sentences that mentions stand in, in order."""
        sentences: dict[int, tuple[int, int]] = {}
        for mention in mentions:
            at = bisect_right(self.spans, mention.start, key=_begin) - 1
            if at >= 0 and mention.start < self.spans[at][1]:
                sentences[at] = self.spans[at]
        return [sentences[at] for at in sorted(sentences)]


def is_over(text: str, moment: Moment, language: str) -> bool:
    """Whether a holiday is only named because it was over: "추석 연휴를 마치고"."""
    if moment.rule not in HOLIDAYS:
        return False
    return around("holiday_over", language, text, *moment.span) is not None


def recalled_in(
    text: str, span: tuple[int, int], entries: Sequence[MomentEntry], code: str
) -> list[MomentEntry]:
    """The days that a sentence only recalls: "Nvidia, which had risen 6% on Tuesday, fell"."""
    sentence_clauses = clauses(text[slice(*span)], pack(code))
    return [
        (number, moment)
        for number, moment in entries
        if not isinstance(moment.start, datetime)
        and ClauseKind.RECALLED in sentence_clauses.at(moment.span[0] - span[0]).kinds
    ]


def _begin(span: tuple[int, int]) -> int:
    return span[0]


def after_close(source: EventText, symbol: str, day_entry: MomentEntry) -> MomentEntry:
    """A bare day narrowed to the hours after its close, where a sentence says that the stock had
    closed before the news."""
    reading, start = source.reading, day_entry[1].start
    calendar = sessions(exchange_of(symbol))
    if isinstance(start, datetime) or day_entry[1].end != start or not calendar.is_session(start):
        return day_entry
    mentions = [mention for mention in reading.mentions if mention.symbol == symbol]
    text = reading.article.text
    language = reading.article.language
    late = any(
        symbol in claim.symbols
        and claim.measure.field is Field.OFF_HOURS
        and not _of_a_night_before(reading, claim, start)
        and first("late_trading", language, claim.text, 0, len(claim.text))
        for claim in reading.claims
    )
    moved = any(claim.moment == day_entry[0] for claim in reading.claims if symbol in claim.symbols)
    closed = (first("closed_ahead", language, text, *span) for span in source.naming(mentions))
    told_late = late and not moved
    if not told_late and not any(
        match and _whose(reading, match) in (symbol, None) for match in closed
    ):
        return day_entry
    closing = calendar.hours(start)[1]
    moment = replace(day_entry[1], start=closing, end=closing + timedelta(hours=4))
    return day_entry[0], moment


def _of_a_night_before(reading: Reading, claim: Claim, day: date) -> bool:
    """Whether a claim's own hours are those of an evening before a day."""
    moment = None if claim.moment is None else reading.moments[claim.moment]
    hours = moment is not None and isinstance(moment.start, datetime)
    return hours and moment is not None and local_day(moment.start, moment.zone) < day


def _whose(reading: Reading, match: re.Match[str]) -> str | None:
    """The company named last before words in their line."""
    line = reading.article.text.rfind("\n", 0, match.start())
    companies = [m for m in reading.mentions if m.symbol and line < m.start < match.start()]
    return companies[-1].symbol if companies else None


def announced(
    reading: Reading,
    entries: Sequence[MomentEntry],
    mentions: Sequence[Mention],
    day_entry: MomentEntry,
) -> MomentEntry:
    """The clock time that a later sentence gives for the news of a bare day."""
    start = day_entry[1].start
    if isinstance(start, datetime) or day_entry[1].end != start or not mentions:
        return day_entry
    for entry in entries:
        clock, at = entry[1].start, entry[1].span[0]
        if not isinstance(clock, datetime) or at < mentions[0].start:
            continue
        if clock.astimezone(ZoneInfo(entry[1].zone)).date() != start:
            continue
        if around("announced", reading.article.language, reading.article.text, at, at):
            return entry
    return day_entry
