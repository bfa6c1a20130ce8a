"""The third Friday of March, the second week of January: days counted by weeks of a month."""

# ruff: noqa: E501 (one pattern a line reads better than a folded one)
from __future__ import annotations

import re
from datetime import date, timedelta
from re import Match

from marketlink.moments.calendar import monday, month_of
from marketlink.moments.context import Context, Span
from marketlink.moments.days import day_of_month, year_of
from marketlink.moments.tokens import Chunk, Reading
from marketlink.records.article import TimeRule

KOREAN_ORDINALS = {
    "첫째": 1, "첫": 1, "첫번째": 1, "둘째": 2, "두번째": 2, "셋째": 3, "세번째": 3, "넷째": 4,
    "네번째": 4, "다섯째": 5, "다섯번째": 5, "마지막": -1,
}  # fmt: skip
ENGLISH_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1, "final": -1,
}  # fmt: skip
KOREAN = re.compile(
    r"(첫째|첫\s?번째|첫|둘째|두\s?번째|셋째|세\s?번째|넷째|네\s?번째|다섯째|다섯\s?번째|마지막)\s?"
    r"(?:(주)(?:차)?(?=$|[^가-힣]|[에의인까부])(?:\s?([월화수목금토일])요일)?|([월화수목금토일])요일)"
)
KOREAN_HEADS = "첫|둘째|두|셋째|세|넷째|네|다섯|다섯째|마지막"
ENGLISH_HEADS = "on|the|in|first|second|third|fourth|fifth|last|final"
ENGLISH = re.compile(
    r"(?:(?:on|in) )?(?:the )?(first|second|third|fourth|fifth|last|final) "
    r"(?:(week)|(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)) (?:of|in) "
    r"(?:(last|this|next) month|(the month)|(January|February|March|April|May|June|July|August|September|October|November|December)(?:,? ((?:19|20)\d{2}))?)(?![\w-])",
    re.IGNORECASE,
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHIFT = {"last": -1, "this": 0, "next": 1}


def korean(match: Match[str]) -> Reading:
    """셋째 주, 셋째 주 금요일, 세 번째 금요일; the month stands before, in a word of its own."""
    text, at = match.string, match.start()
    if at and (text[at - 1].isalnum() or text[at - 1] == "·"):
        return None
    ordinal, _, of_week, alone = match.groups()
    day = of_week or alone
    number = KOREAN_ORDINALS[ordinal.replace(" ", "")]
    return "nth", (number, "월화수목금토일".index(day) if day else None, None, None, None)


def english(match: Match[str]) -> Reading:
    """The third Friday of March 2025, the last week of this month."""
    at = match.start()
    if at and match.string[at - 1].isalnum():
        return None
    ordinal, _, weekday, way, _, month, year = match.groups()
    return "nth", (
        ENGLISH_ORDINALS[ordinal.lower()],
        WEEKDAYS.index(weekday[:3].lower()) if weekday else None,
        MONTHS.index(month[:3].lower()) + 1 if month else None,
        int(year) if year else None,
        SHIFT[way.lower()] if way else None,
    )


def nth(chunk: Chunk, context: Context) -> Span | None:
    """The day, or the week from Monday to Sunday.

    A week belongs to the month that its Thursday lies in (ISO 8601); only its days in that month count.
    """
    number, weekday, *_ = chunk.slots["nth"]
    first = _month(chunk, context)
    if first is None:
        return None
    if weekday is not None and chunk.has("day"):
        return _told_twice(chunk, first, context)
    found = _counted(first, int(number or 0), 3 if weekday is None else int(weekday))
    if found is None:
        return None
    if weekday is not None:
        return Span(found, found, "day", TimeRule.WEEKDAY_OF_A_MONTH, 0.9)
    start, last = monday(found), month_of(first.year, first.month)[1]
    until = min(start + timedelta(days=6), last)
    return Span(max(start, first), until, "interval", TimeRule.WEEK_OF_A_MONTH, 0.75)


def _told_twice(chunk: Chunk, first: date, context: Context) -> Span | None:
    """The weekday and its day of the month together: "셋째 주 금요일인 21일"."""
    number, weekday, *_ = chunk.slots["nth"]
    for shift in (0, 1, -1):
        begun = month_of(first.year, first.month + shift)[0]
        found = _counted(begun, int(number or 0), int(weekday or 0))
        if found and found.day == chunk.number("day"):
            return Span(found, found, "day", TimeRule.WEEKDAY_OF_A_MONTH, 0.95)
    return day_of_month(chunk, context)


def _month(chunk: Chunk, context: Context) -> date | None:
    """The first day of the month meant."""
    _, _, month, year, shift = chunk.slots["nth"]
    today = context.today
    if month is None and "month" in chunk.slots:
        month, year = chunk.number("month"), year_of(chunk, context)
    if month is not None:
        return _nearest(int(month), int(year) if year else None, context)
    if today is None:
        return None
    if "relmonth" in chunk.slots:
        shift = chunk.number("relmonth")
    return month_of(today.year, today.month + int(shift or 0))[0]


def _nearest(month: int, year: int | None, context: Context) -> date | None:
    """The month of the year stated, else the nearest to publication on the tense's side."""
    today = context.today
    if year is not None or today is None:
        return date(year, month, 1) if year is not None else None
    begun = [date(today.year + shift, month, 1) for shift in (-1, 0, 1)]
    if context.tense < 0:
        begun = [day for day in begun if day <= today]
    return min(begun, key=lambda day: abs((day - today).days))


def _counted(first: date, number: int, weekday: int) -> date | None:
    """The ``number``-th such weekday of the month, -1 for the last; None where there is none."""
    last = month_of(first.year, first.month)[1]
    if number < 0:
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
    return day if day <= last else None
