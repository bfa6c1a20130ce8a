# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""What the words around a moment say of it: that it was over, or when in its day the news came."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from marketlink.calendars import exchange_of, sessions
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


OVER = re.compile(
    r"(?:(?:과|와|·|,)\s?[가-힣]{2,8}?)?\s?(?:기간|등)?[을를이가은는로]?\s?(?:으로\s)?(?:(?:길었던|이어진|이어졌던|긴)\s)?(?:휴장|휴식|휴일)?[을를이가]?\s?(?:끝나|끝난|지나|마치|마친|마무리)"
)


def is_over(text: str, moment: Moment) -> bool:
    """Whether a holiday is only named because it was over: "추석 연휴를 마치고"."""
    return moment.rule in HOLIDAYS and OVER.match(text, moment.span[1]) is not None


def told_now(text: str, span: tuple[int, int], entries: Sequence[Entry], code: str) -> list[Entry]:
    """The times of a sentence without the days that it only recalls, where it tells of another:
    "Nvidia, which had risen 6% on Tuesday, fell 3% on Wednesday"."""
    found = clauses(text[slice(*span)], pack(code))

    def recalled(moment: Moment) -> bool:
        kinds = found.at(moment.span[0] - span[0]).kinds
        return Kind.RECALLED in kinds and not isinstance(moment.start, datetime)

    return [one for one in entries if not recalled(one[1])] or list(entries)


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


ANNOUNCED = re.compile(
    r"\b(?:[Rr]esults|[Aa]nnouncement|[Rr]eport|[Ss]tatement|[Ff]igures|[Nn]umbers|[Ff]iling|[Nn]ews|[Dd]isclosure) "
    r"(?:came|was|were|arrived|landed|followed)(?: out| released| published| made| announced)? $"
    r"|(?:발표|공시|실적|자료)(?:은|는|가|이)\s(?:모두\s)?$"
)
"""What says when in its day the news came out: "Results came after the market shut"."""


CLOSED_AHEAD = re.compile(
    r"\b(?:closed|ended|finished|settled)\b(?:[^.\n]|\.\d){0,50}\b(?:before|ahead of) (?:the|its|their) "
    r"(?:announcement|results|report|news|statement|release|earnings)\b"
    r"|(?:장\s?마감|증시\s?마감|장이 끝난)\s?(?:후|뒤|이후)에?\s(?:발표|공시|공개)",
)
"""Words that place the news of a bare day behind that day's close."""


def after_close(reading: Reading, symbol: str, chosen: Entry) -> Entry:
    """A bare day narrowed to the hours after its close, where a sentence says that the stock had
    closed before the news."""
    start = chosen[1].start
    calendar = sessions(exchange_of(symbol))
    if isinstance(start, datetime) or chosen[1].end != start or not calendar.is_session(start):
        return chosen
    mentions = [mention for mention in reading.mentions if mention.symbol == symbol]
    text = reading.article.text
    told = [CLOSED_AHEAD.search(text, *span) for span in named_in(reading, mentions)]
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
        if ANNOUNCED.search(reading.article.text, max(0, at - 48), at):
            return entry
    return chosen
