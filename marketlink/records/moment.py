"""A time that an article speaks of, and how it was resolved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from marketlink.records.article import Precision


class TimeRule(StrEnum):
    """How a moment was resolved: a code. Its sentence stands in the messages of each language."""

    ABSOLUTE_DATE = "absolute date"
    MONTH_AND_DAY = "month and day"
    RANGE_OF_DAYS = "range of days"
    DATE_OF_ANOTHER_WEEKDAY = "date of another weekday"
    DAY_OF_MONTH = "day of the month"
    DAY_OF_EITHER_MONTH = "day of either month"
    DAY_OF_WEEK = "day of the week"
    DAY_OF_EITHER_SIDE = "day on either side of publication"
    DAY_AFTER_PUBLICATION = "day after publication"
    WEEKDAY_OF_A_MONTH = "weekday of a month"
    WEEK_OF_A_MONTH = "week of a month"
    HOLIDAY_BLOCK = "holiday block"
    DAY_BEFORE_HOLIDAY = "day before the holiday"
    DAY_AFTER_HOLIDAY = "day after the holiday"
    FROM_PUBLICATION = "from publication"
    FROM_LAST_DAY_NAMED = "from the last day named"
    DAYS_AGO = "days ago"
    WEEKS_AGO = "weeks ago"
    HOURS_AGO = "hours ago"
    MONTHS_AGO = "months ago"
    YEARS_AGO = "years ago"
    SESSIONS_AGO = "sessions ago"
    SESSION_BEFORE = "session before"
    NEXT_SESSION = "next session"
    FIRST_SESSION = "first session"
    LAST_SESSION = "last session"
    CLOSED_OVERNIGHT = "the session that closed overnight"
    CLOSE_TO_OPENING = "overnight, close to opening"
    AFTER_CLOSE = "after the close"
    BEFORE_OPENING = "before the opening"
    PART_OF_SESSION = "part of the session"
    CLOCK_TIME = "clock time"
    CLOCK_TIME_WITH_OFFSET = "clock time with offset"
    PART_OF_A_DAY = "part of a day"
    WEEK = "week"
    WEEKEND = "weekend"
    MONTH = "month"
    MONTHS = "months"
    MONTH_TO_DATE = "month to date"
    PART_OF_A_MONTH = "part of a month"
    CALENDAR_QUARTER = "calendar quarter"
    QUARTER = "quarter"
    QUARTER_BY_ITS_LAST_DAY = "quarter by its last day"
    HALF_YEAR = "half-year"
    YEAR = "year"
    NEW_YEAR = "new year"
    YEAR_TO_DATE = "year to date"
    PART_OF_A_YEAR = "part of a year"
    SEASON = "season"


TO_DATE = frozenset({TimeRule.YEAR_TO_DATE, TimeRule.MONTH_TO_DATE})
"""Spans that a move is only counted over, on which nothing happened."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened, according to the words at ``text[span[0]:span[1]]``.

    ``start`` and ``end`` bound it: both dates (both ends in) where it is known to the day or
    worse, both aware UTC instants where a clock time is known. ``zone`` is the IANA zone the words
    are about. ``kind`` is "event", "publication", "background" or "future". ``repaired`` is the
    phrase as it should read where a syllable was wrong, else None. ``reactions`` maps an exchange
    (ISO 10383) to its reaction session; None where the calendar does not reach; empty for what is
    only background, which nothing reacts to. ``other`` is another day that the words may mean: a
    bare day of another month, the same weekday on the other side of publication.
    """

    text: str
    span: tuple[int, int]
    line: int
    start: date | datetime
    end: date | datetime
    zone: str
    precision: Precision
    kind: str
    rule: TimeRule
    confidence: float
    repaired: str | None = None
    reactions: tuple[tuple[str, date | None], ...] = ()
    note: str = ""
    other: date | None = None

    @property
    def days(self) -> tuple[date, date]:
        """Its first and its last day, in its zone."""
        zone = ZoneInfo(self.zone)
        first, last = (
            time.astimezone(zone).date() if isinstance(time, datetime) else time
            for time in (self.start, self.end)
        )
        return first, last
