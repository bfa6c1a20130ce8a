"""Days of the civil calendar: nearest dates, ends of months, weeks and quarters."""

from __future__ import annotations

from datetime import date, timedelta

DAY = timedelta(days=1)


def make(year: int, month: int, day: int) -> date | None:
    """A date, or None where no such day exists."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_of(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month; months below 1 and above 12 run into other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - DAY


def in_month(day: date, months: int, number: int) -> date | None:
    """A day by its number in the month so many after that of another day."""
    first, _ = month_of(day.year, day.month + months)
    return make(first.year, first.month, number)


def months_of(year: int, first: int, last: int) -> tuple[date, date]:
    """First day of one month to the last day of another, both counted as for ``month_of``."""
    return month_of(year, first)[0], month_of(year, last)[1]


def monday(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def part(first: date, last: date, name: str) -> tuple[date, date]:
    """The early, middle or late third of a month or a year."""
    if name == "last":
        return last, last
    if (last - first).days < 40:  # noqa: PLR2004 (days)
        edges = {"early": (1, 10), "middle": (11, 20), "late": (21, last.day)}[name]
        return first.replace(day=edges[0]), first.replace(day=edges[1])
    months = {"early": (1, 3), "middle": (5, 8), "late": (10, 12)}[name]
    return months_of(first.year, *months)


def shift_months(day: date, count: int) -> date:
    """The same day of another month, or that month's last day."""
    first, last = month_of(day.year, day.month + count)
    return first.replace(day=min(day.day, last.day))
