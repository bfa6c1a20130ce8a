"""The third Friday of March, the second week of January: days counted by weeks of a month."""

from __future__ import annotations

from datetime import date, timedelta

from marketlink.moments.calendar import monday, month_of
from marketlink.moments.days import year_of
from marketlink.moments.state import Context, TimeRange, one_day
from marketlink.moments.tokens import Chunk
from marketlink.records.moment import TimeRule


def nth(chunk: Chunk, context: Context) -> TimeRange | None:
    """The day, or the week from Monday to Sunday.

    A week belongs to the month that its Thursday lies in (ISO 8601), and only its days in that
    month count.
    """
    number, weekday, *_ = chunk.slots["nth"]
    first = _month(chunk, context)
    if first is None:
        return None
    day = _counted(first, int(number or 0), 3 if weekday is None else int(weekday))
    if day is None:
        return None
    if weekday is not None:
        return one_day(day, TimeRule.WEEKDAY_OF_A_MONTH, 0.9)
    start, last = monday(day), month_of(first.year, first.month)[1]
    until = min(start + timedelta(days=6), last)
    return TimeRange(max(start, first), until, "interval", TimeRule.WEEK_OF_A_MONTH, 0.75)


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
