"""Days as a language writes them: ``Monday 27 January 2025``, ``2025년 1월 27일(월)``."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
KOREAN_WEEKDAYS = "월화수목금토일"
NONE = "\u2014"
_MONTH_AND_YEAR = re.compile(rf"(?:(\d{{1,2}}) )?({'|'.join(MONTHS)}) (\d{{4}})")


def _date(value: date | datetime | str) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(value[:10])


def day(value: date | datetime | str | None, lang: str) -> str:
    """A day with weekday and year: ``Monday 27 January 2025``."""
    if value is None:
        return NONE
    at = _date(value)
    if lang == "ko":
        return f"{at.year}년 {at.month}월 {at.day}일({KOREAN_WEEKDAYS[at.weekday()]})"
    return f"{WEEKDAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]} {at.year}"


def weekday(value: date | datetime | str | None, lang: str) -> str:
    """A day with its weekday, the year known from before: ``Friday 31 January``."""
    if value is None:
        return NONE
    at = _date(value)
    if lang == "ko":
        return f"{at.month}월 {at.day}일({KOREAN_WEEKDAYS[at.weekday()]})"
    return f"{WEEKDAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]}"


def date_of(value: date | datetime | str | None, lang: str) -> str:
    """A day without its weekday: ``27 January 2025``."""
    if value is None:
        return NONE
    at = _date(value)
    if lang == "ko":
        return f"{at.year}년 {at.month}월 {at.day}일"
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def short(value: date | datetime | str | None, lang: str) -> str:
    """A day for tables, with its weekday: ``Mon 27 Jan 2025``, ``25.1.27(월)``."""
    if value is None:
        return NONE
    at = _date(value)
    if lang == "ko":
        return f"{at:%y}.{at.month}.{at.day}({KOREAN_WEEKDAYS[at.weekday()]})"
    return f"{WEEKDAYS[at.weekday()][:3]} {at.day} {MONTHS[at.month - 1][:3]} {at.year}"


def clock(value: date | datetime, lang: str) -> str:
    """A day with its clock time where one is known: ``Mon 27 Jan 2025 08:30``."""
    return short(value, lang) + (f" {value:%H:%M}" if isinstance(value, datetime) else "")


def utc_clock(stamp: str | None, lang: str) -> str:
    """An instant (ISO 8601) as a day and a clock time in UTC; an em dash where there is none."""
    if not stamp:
        return "\u2014"
    return clock(datetime.fromisoformat(stamp).astimezone(UTC), lang) + " UTC"


def tick(value: date | datetime | str, lang: str) -> str:
    """A day under an axis: ``Mon 27 Jan``, ``1.27(월)``."""
    at = _date(value)
    if lang == "ko":
        return f"{at.month}.{at.day}({KOREAN_WEEKDAYS[at.weekday()]})"
    return f"{WEEKDAYS[at.weekday()][:3]} {at.day} {MONTHS[at.month - 1][:3]}"


def month_name(month: int, lang: str) -> str:
    """A month by itself, 1 to 12: ``Jan``, ``1월``."""
    return f"{month}월" if lang == "ko" else MONTHS[month - 1][:3]


def month(value: date | datetime | str, lang: str) -> str:
    """A month under an axis: ``Jan 2025``, ``25.1``."""
    at = _date(value)
    if lang == "ko":
        return f"{at:%y}.{at.month}"
    return f"{MONTHS[at.month - 1][:3]} {at.year}"


def sourced(text: str, lang: str) -> str:
    """A source as tables name it, its date set in a language: ``Reuters, 27 January 2025``."""
    if lang != "ko":
        return text

    def spelt(match: re.Match[str]) -> str:
        days = f" {match[1]}일" if match[1] else ""
        return f"{match[3]}년 {MONTHS.index(match[2]) + 1}월{days}"

    return _MONTH_AND_YEAR.sub(spelt, text)


def span(first: date | datetime, last: date | datetime, lang: str) -> str:
    """Two days as one span: ``25 to 30 January 2025``, ``2025년 1월 25~30일``."""
    a, b = _date(first), _date(last)
    if a == b:
        return date_of(a, lang)
    if lang == "ko":
        rest = f"{b.day}일" if (a.year, a.month) == (b.year, b.month) else f"{b.month}월 {b.day}일"
        rest = rest if a.year == b.year else f"{b.year}년 {rest}"
        return f"{a.year}년 {a.month}월 {a.day}" + ("~" if rest == f"{b.day}일" else "일~") + rest
    same = (a.year, a.month) == (b.year, b.month)
    start = f"{a.day}" if same else f"{a.day} {MONTHS[a.month - 1]}"
    start = start if a.year == b.year else f"{start} {a.year}"
    return f"{start} to {date_of(b, lang)}"
