"""Days that verbs of the past tell of while the next such day comes just after publication."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from marketlink.moments.calendar import DAY, in_month
from marketlink.moments.days import SOON, carried_on
from marketlink.moments.publication import local_day
from marketlink.moments.state import Context, TimeRange
from marketlink.moments.tokens import Chunk
from marketlink.records.moment import TimeRule

WEEK = timedelta(days=7)
AT_ONCE = timedelta(days=1)
"""How soon after publication a weekday may come that the one before is not surely meant."""
SidesOfADay = tuple[date, date]
"""The last such day before publication and the first one after it."""


def side_of_publication(span: TimeRange, chunk: Chunk, context: Context) -> TimeRange:
    """A day whose words fit one on each side of publication. Up to the page's own update the
    nearer one, and the other may be meant; else a date that comes soon is that, not one of a year
    ago, and a weekday that comes at once or a bare day that comes soon may be either."""
    sides = _sides(span, chunk, context)
    lean = chunk.number("prefix")
    if sides is None or context.background or max(lean, context.tense) > 0 or context.today is None:
        return span
    (before, after), today, updated = sides, context.today, context.anchor.updated
    back, ahead = today - before, after - today
    if updated is not None and after <= updated and context.tense < 0:
        near, far = (after, before) if ahead < back else (before, after)
        return span._replace(start=near, end=near, other=far)
    if lean or span.start != before or not _slid(span, after, today):
        return span
    weekday, dated = (span.rule is rule for rule in (TimeRule.DAY_OF_WEEK, TimeRule.MONTH_AND_DAY))
    soon = _has_begun(after, context) if weekday else dated and ahead <= SOON * DAY
    if soon and context.tense < 0:
        return span._replace(start=after, end=after, rule=TimeRule.DAY_AFTER_PUBLICATION)
    if not dated and ahead <= (AT_ONCE if weekday else SOON * DAY):
        return span._replace(rule=TimeRule.DAY_OF_EITHER_SIDE, other=after)
    return span


def _slid(span: TimeRange, after: date, today: date) -> bool:
    """Whether a bare day is one of the month before since that of publication's comes behind it."""
    return span.rule is not TimeRule.DAY_OF_MONTH or after.month == today.month


def _has_begun(day: date, context: Context) -> bool:
    """Whether a day had begun at publication where its market is: Friday in Seoul."""
    instant = context.anchor.instant
    return instant is not None and local_day(instant, context.zone) == day


def _sides(span: TimeRange, chunk: Chunk, context: Context) -> SidesOfADay | None:
    """The days before and after publication that the words of one day fit; None where they fit but
    one, or are of publication."""
    day, today = span.start, context.today
    if today is None or day != span.end or day == today or isinstance(day, datetime):
        return None
    fits: Iterable[date | None] = ()
    if span.rule is TimeRule.DAY_OF_WEEK and not _of_a_week(chunk):
        fits = (day - WEEK, day, day + WEEK)
    elif span.rule is TimeRule.DAY_OF_MONTH and not _of_a_month(day, chunk, context):
        fits = (in_month(today, shift, day.day) for shift in (-1, 0, 1))
    elif span.rule is TimeRule.MONTH_AND_DAY:
        fits = (day, in_month(day, 12 if day < today else -12, day.day))
    days = sorted(filter(None, fits))
    before = [one for one in days if one < today]
    after = [one for one in days if one > today]
    if (
        not before
        or not after
        or (span.rule is TimeRule.MONTH_AND_DAY and before[-1].year == today.year)
    ):
        return None
    return before[-1], after[0]


def _of_a_week(chunk: Chunk) -> bool:
    """Whether words tell which week a weekday is of."""
    week = chunk.value("weekday", 3) is not None or chunk.word("weekday", 1)
    return bool(week) or chunk.has("prefix", "week")


def _of_a_month(day: date, chunk: Chunk, context: Context) -> bool:
    """Whether another date or a weekday beside a bare number tells which month it is of."""
    if chunk.has("month", "relmonth") or chunk.value("weekday") == day.weekday():
        return True
    return carried_on(chunk, context, day.day) is not None
