"""What the words around a moment say of it: that it was over, or when in its day the news came."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from marketlink.calendars import exchange_of, sessions
from marketlink.moments.cues import around, first
from marketlink.records.article import Mention, Moment, Reading, TimeRule
from marketlink.text import pack, sentences
from marketlink.text.clauses import Kind, clauses

Entry = tuple[int, Moment]
HOLIDAYS = (
    TimeRule.HOLIDAY_BLOCK,
    TimeRule.DAY_OF_A_HOLIDAY,
    TimeRule.DAY_BEFORE_HOLIDAY,
    TimeRule.DAY_AFTER_HOLIDAY,
    TimeRule.WEEKDAY_BESIDE_A_HOLIDAY,
)


def is_over(text: str, moment: Moment, language: str) -> bool:
    """Whether a holiday is only named because it was over: "추석 연휴를 마치고"."""
    over = around("holiday_over", language, text, *moment.span)
    return moment.rule in HOLIDAYS and over is not None


def recalled_in(
    text: str, span: tuple[int, int], entries: Sequence[Entry], code: str
) -> list[Entry]:
    """The days that a sentence only recalls: "Nvidia, which had risen 6% on Tuesday, fell"."""
    found = clauses(text[slice(*span)], pack(code))
    return [
        (number, moment)
        for number, moment in entries
        if not isinstance(moment.start, datetime)
        and Kind.RECALLED in found.at(moment.span[0] - span[0]).kinds
    ]


def named_in(reading: Reading, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """The sentences that name a company, in order."""
    numbers = {mention.line for mention in mentions}
    language = pack(reading.article.language)
    spans = [
        (span.start, span.end)
        for line in reading.article.lines
        if line.number in numbers and line.kind in ("title", "body")
        for span in sentences(reading.article.text, language, line.start, line.end)
    ]
    return [(s, e) for s, e in spans if any(s <= mention.start < e for mention in mentions)]


def after_close(reading: Reading, symbol: str, chosen: Entry) -> Entry:
    """A bare day narrowed to the hours after its close, where a sentence says that the stock had
    closed before the news."""
    start = chosen[1].start
    calendar = sessions(exchange_of(symbol))
    if isinstance(start, datetime) or chosen[1].end != start or not calendar.is_session(start):
        return chosen
    mentions = [mention for mention in reading.mentions if mention.symbol == symbol]
    text = reading.article.text
    language = reading.article.language
    spans = named_in(reading, mentions)
    told = [first("closed_ahead", language, text, *span) for span in spans]
    if not any(match and _whose(reading, match) in (symbol, None) for match in told):
        return chosen
    closing = calendar.hours(start)[1]
    moment = replace(chosen[1], start=closing, end=closing + timedelta(hours=4))
    return chosen[0], moment


def _whose(reading: Reading, match: re.Match[str]) -> str | None:
    """The company named last before words in their line."""
    line = reading.article.text.rfind("\n", 0, match.start())
    named = [m for m in reading.mentions if m.symbol and line < m.start < match.start()]
    return named[-1].symbol if named else None


def announced(
    reading: Reading, entries: Sequence[Entry], mentions: Sequence[Mention], chosen: Entry
) -> Entry:
    """The clock time that a later sentence gives for the news of a bare day."""
    start = chosen[1].start
    if isinstance(start, datetime) or chosen[1].end != start or not mentions:
        return chosen
    for entry in entries:
        clock, at = entry[1].start, entry[1].span[0]
        if not isinstance(clock, datetime) or at < mentions[0].start:
            continue
        if clock.astimezone(ZoneInfo(entry[1].zone)).date() != start:
            continue
        if around("announced", reading.article.language, reading.article.text, at, at):
            return entry
    return chosen
