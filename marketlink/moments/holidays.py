"""Public holidays by key and country, and the block of non-working days around one.

Read from ``data/holidays.csv`` (built by ``scripts/build_holidays.py``).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from marketlink.moments.calendar import DAY
from marketlink.resources import data_path


class HolidayTable(NamedTuple):
    """One country's holidays: days off, weekend days worked, and days by key."""

    off: frozenset[date]
    worked: frozenset[date]
    keyed: dict[str, tuple[date, ...]]


@cache
def tables() -> dict[str, HolidayTable]:
    """The holidays of every country in the shipped file."""
    off: defaultdict[str, set[date]] = defaultdict(set)
    worked: defaultdict[str, set[date]] = defaultdict(set)
    keyed: defaultdict[str, defaultdict[str, list[date]]] = defaultdict(lambda: defaultdict(list))
    with data_path("holidays.csv").open(encoding="utf-8", newline="") as file:
        for country, day_text, keys, kind, _ in csv.reader(file):
            if country == "country":
                continue
            day = date.fromisoformat(day_text)
            (worked if kind == "workday" else off)[country].add(day)
            for key in keys.split():
                keyed[country][key].append(day)
    return {
        country: HolidayTable(
            frozenset(days),
            frozenset(worked[country]),
            {key: tuple(sorted(dates)) for key, dates in keyed[country].items()},
        )
        for country, days in off.items()
    }


def working(country: str, day: date) -> bool:
    """Whether people work on this day in this country."""
    table = tables()[country]
    return day in table.worked or (day.weekday() < 5 and day not in table.off)  # noqa: PLR2004 (Saturday)


@cache
def block(country: str, day: date) -> tuple[date, date]:
    """First and last of the non-working days in a row that hold ``day``."""
    first = last = day
    while not working(country, first - DAY):
        first -= DAY
    while not working(country, last + DAY):
        last += DAY
    return first, last


@cache
def blocks(country: str, key: str) -> tuple[tuple[date, date, date], ...]:
    """(first day, last day, the holiday itself) of every year's block of one holiday."""
    if key == "golden" and country == "JP":
        ends = (day for day in tables()["JP"].keyed["children"] if day.month == 5)  # noqa: PLR2004 (a calendar)
        return tuple((date(day.year, 4, 29), block(country, day)[1], day) for day in ends)
    if key == "golden":
        key = "national" if country == "CN" else "chuseok"
    if key == "easter":
        fridays = tables()[country].keyed.get("goodfriday", ())
        sundays = ((friday, friday + 2 * DAY) for friday in fridays)
        return tuple((day, max(block(country, day)[1], feast), feast) for day, feast in sundays)
    if key == "blackfriday":
        days = (day + DAY for day in tables()["US"].keyed["thanksgiving"])
        return tuple((day, day, day) for day in days)
    if key == "long":
        runs = _unique(country, sorted(tables()[country].off))
        return tuple(run for run in runs if run[1] - run[0] >= 2 * DAY)
    if key == "festival":
        both = (*blocks(country, "lunar"), *blocks(country, "chuseok"))
        return tuple(sorted(both))
    return _unique(country, tables()[country].keyed.get(key, ()))


def _unique(country: str, days: Iterable[date]) -> tuple[tuple[date, date, date], ...]:
    stretches: dict[date, tuple[date, date, date]] = {}
    for day in days:
        first, last = block(country, day)
        stretches.setdefault(first, (first, last, day))
    return tuple(stretches.values())
