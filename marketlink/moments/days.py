"""Days of the calendar from the words of a chunk: dates, days of a month, weeks of a month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from marketlink.calendars import sessions
from marketlink.moments.calendar import DAY, in_month, make, monday, month_of, shift_months
from marketlink.moments.state import Context, TimeRange, one_day
from marketlink.moments.tokens import Chunk
from marketlink.moments.zones import exchange
from marketlink.records.article import Precision
from marketlink.records.moment import TimeRule

FAR, SOON, LOOKED_BACK, HALF_A_YEAR, FOREVER = 75, 10, 31, 183, 9999
SATURDAY = 5
PARTS = {
    "ymd": ("year", "month", "day", "last day"),
    "md": ("month", "day", "last day"),
    "md2": ("month", "day", "last day"),
    "mdmd": ("month", "day", "last month", "last day", "year"),
}
"""What the values of the slots of a date are."""


def year_of(chunk: Chunk, context: Context) -> int | None:
    """The year a chunk states, absolutely or relative to publication."""
    if "year" in chunk.slots:
        return chunk.number("year")
    if "storyyear" in chunk.slots and context.year:
        return context.year + chunk.number("storyyear")
    if "relyear" in chunk.slots and context.today:
        return context.today.year + chunk.number("relyear")
    return None


def nearest(month: int, day: int, chunk: Chunk, context: Context) -> date | None:
    """The date of a month and day without a year: nearest to publication, on the side of the words
    before it or the tense."""
    today, lean = context.today, chunk.number("prefix")
    if today is None:
        return _near_full_dates(month, day, chunk, context)
    ahead = FOREVER if lean > 0 else {-1: 1, 0: FAR, 1: HALF_A_YEAR - 1}[lean or context.tense]
    if not lean and context.around("until", chunk):  # "extended its offer until March 30"
        ahead = HALF_A_YEAR - 1
    return occurrence((make(today.year + shift, month, day) for shift in (-1, 0, 1)), today, ahead)


def occurrence(days: Iterable[date | None], today: date, ahead: int) -> date | None:
    """Of the days that recurring words fit the first that is publication's or comes within so many
    days of it, else the last before it, else the first."""
    dates = sorted(filter(None, days))
    soon = next((day for day in dates if 0 <= (day - today).days <= ahead), None)
    gone = [day for day in dates if day <= today]
    return soon or (gone[-1] if gone else next(iter(dates), None))


def _near_full_dates(month: int, day: int, chunk: Chunk, context: Context) -> date | None:
    """The only date that such a day of an article without publication may be: of the year of a full
    date that it tells, or nearest to one, of the weekday beside it, and not far from them."""
    full_dates, weekday = context.full_dates, chunk.slots.get("weekday", (None,))[0]
    dates = {
        choice
        for full in full_dates
        for shift in (-1, 0, 1)
        if (choice := make(full.year + shift, month, day))
        and (shift == 0 or abs(choice - full) <= HALF_A_YEAR * DAY)
        and weekday in (None, choice.weekday())
    }
    only = dates.pop() if len(dates) == 1 else None
    near = only and any(abs(only - full) <= FAR * DAY for full in full_dates)
    return only if near else None


def dated(chunk: Chunk, context: Context) -> TimeRange | None:
    """A day by its month and number, with its year or the one nearest to publication, perhaps with
    a last day; its rule says where it is of another weekday than the words beside it name."""
    slot = next(slot for slot in PARTS if slot in chunk.slots)
    parts = {part: chunk.number(slot, at) for at, part in enumerate(PARTS[slot])}
    month, day = parts["month"], parts["day"]
    year = parts.get("year") or year_of(chunk, context)
    first = make(year, month, day) if year else nearest(month, day, chunk, context)
    if first is None:
        return None
    last_month = parts.get("last month", month)
    last = make(first.year + (last_month < month), last_month, parts["last day"] or day)
    if slot == "mdmd":
        return span(first, last, TimeRule.RANGE_OF_DAYS, 0.95)
    rule = TimeRule.ABSOLUTE_DATE if year else TimeRule.MONTH_AND_DAY
    if chunk.value("weekday") not in (None, first.weekday()):
        rule = TimeRule.DATE_OF_ANOTHER_WEEKDAY
    return span(first, last, rule, 0.98 if slot == "ymd" else 0.95)


def day_of_month(chunk: Chunk, context: Context) -> TimeRange | None:
    """A day without a month: of the month named, or the one that publication and tense choose."""
    first = _month_for(chunk, context, chunk.number("day"))
    if first is None:
        return None
    last = in_month(first, 0, chunk.number("day", 1) or first.day)
    a_month_back = context.today is not None and first == shift_months(context.today, -1)
    both = _carried_and_own(chunk, context, first.day)
    either = (a_month_back and chunk.has("prefix")) or first in both  # "the last 26th" on a 26th
    rule = TimeRule.DAY_OF_EITHER_MONTH if either else TimeRule.DAY_OF_MONTH
    others = [day for day in both if first in both and day != first]
    return span(first, last, rule, 0.93, min(others, default=None))


def _carried_and_own(chunk: Chunk, context: Context, day: int) -> tuple[date, ...]:
    """A bare day behind a date, of that date's month and of publication's, where it may be either
    and a weekday beside it tells neither: both lie near, or the date is of another sentence."""
    named_day, today = context.named_day, context.today
    if not named_day or not today or chunk.has("prefix", "month", "relmonth", "weekday"):
        return ()
    carried, own = in_month(named_day, 0, day), _by_tense(today, day, 0, context)
    if carried is None or own is None or carried >= own:
        return ()
    if context.named_in == context.sentence:
        return (carried, own) if own - carried <= FAR * DAY else ()
    return () if _is_vetoed(carried, day, context) else (carried, own)


def _is_vetoed(carried: date, day: int, context: Context) -> bool:
    """Whether a bare day is rather of publication's month than of the date before it: it is the
    day of publication or its last session, or the other is no session or of another weekday."""
    today = context.today
    own = None if today is None else _by_tense(today, day, 0, context)
    if today is None or own is None or own == carried:
        return False
    market = sessions(exchange(context.zone))
    if market.is_session(own) and not market.is_session(carried):
        return True
    return (market.before(today) or today) <= own <= today


def _month_for(chunk: Chunk, context: Context, day: int) -> date | None:
    today, lean = context.today, chunk.number("prefix")
    if "relmonth" in chunk.slots:
        return in_month(today, chunk.number("relmonth"), day) if today else None
    if "month" in chunk.slots:
        month, year = chunk.number("month"), year_of(chunk, context)
        return make(year, month, day) if year else nearest(month, day, chunk, context)
    if (carried := carried_on(chunk, context, day)) is not None:
        return carried
    if today is None:
        return _later_in_month(chunk, context, day)
    if not lean and context.around("until", chunk):
        ahead = in_month(today, 0, day)
        if ahead and 0 < (ahead - today).days <= SOON:
            return ahead
    return _by_tense(today, day, lean, context)


def carried_on(chunk: Chunk, context: Context, day: int) -> date | None:
    """A bare day of the month of the date before it, in its sentence or an article of the past."""
    named_day = context.named_day
    here = context.named_in == context.sentence and named_day and day >= named_day.day
    if named_day is None or "prefix" in chunk.slots or not (here or looks_back(context)):
        return None
    carried = in_month(named_day, 0, day)
    return None if carried is None or _is_vetoed(carried, day, context) else carried


def looks_back(context: Context) -> bool:
    """Whether an article tells of days long before its publication: "On May 12 ... On the 15th"."""
    named_day, today = context.named_day, context.today
    return named_day is not None and today is not None and (today - named_day).days > LOOKED_BACK


def _later_in_month(chunk: Chunk, context: Context, day: int) -> date | None:
    """A bare day of an article without publication: that of the month of the day named last, where
    it comes after that one."""
    last = context.named_day
    if last is None or day < last.day or "prefix" in chunk.slots:
        return None
    return in_month(last, 0, day)


def _by_tense(today: date, day: int, lean: int, context: Context) -> date | None:
    """The latest such day up to publication, or the next one where the words look ahead."""
    months = [in_month(today, shift, day) for shift in (-1, 0, 1)]
    if lean < 0:
        return occurrence(months[:2], today - DAY, 0)
    if lean > 0:
        return occurrence(months, today, FOREVER)
    if context.tense > 0:
        return occurrence(months, today, 20)
    return occurrence(months[:2], today, 0 if context.tense < 0 else 10)


def span(
    first: date | None,
    last: date | None,
    rule: TimeRule,
    confidence: float,
    other: date | None = None,
) -> TimeRange | None:
    """The days from one to another, with the one that may be meant instead; None without any."""
    if first is None or last is None or last < first:
        return None
    precision: Precision = "day" if first == last else "interval"
    return TimeRange(first, last, precision, rule, confidence, other=other)


def nth(chunk: Chunk, context: Context) -> TimeRange | None:
    """The third Friday of March, the second week of January: a day, or the days from Monday to
    Sunday that lie in the month, which is that of the week's Thursday (ISO 8601)."""
    weekday, first = chunk.value("nth", 1), _month_of_nth(chunk, context)
    counted = 3 if weekday is None else int(weekday)
    day = _counted(first, chunk.number("nth"), counted) if first else None
    if first is None or day is None:
        return None
    if weekday is not None:
        return one_day(day, TimeRule.WEEKDAY_OF_A_MONTH, 0.9)
    start, last = monday(day), month_of(first.year, first.month)[1]
    until = min(start + timedelta(days=6), last)
    return TimeRange(max(start, first), until, "interval", TimeRule.WEEK_OF_A_MONTH, 0.75)


def _month_of_nth(chunk: Chunk, context: Context) -> date | None:
    """The first day of the month meant."""
    month, year, shift = (chunk.value("nth", at) for at in (2, 3, 4))
    today = context.today
    if month is None and "month" in chunk.slots:
        month, year = chunk.number("month"), year_of(chunk, context)
    if month is not None:
        return _nearest_month(int(month), int(year) if year else None, context)
    if today is None:
        return None
    if "relmonth" in chunk.slots:
        shift = chunk.number("relmonth")
    return month_of(today.year, today.month + int(shift or 0))[0]


def _nearest_month(month: int, year: int | None, context: Context) -> date | None:
    """The month of the year stated, else the nearest to publication on the tense's side."""
    today = context.today
    if year is not None or today is None:
        return date(year, month, 1) if year is not None else None
    begun = (date(today.year + shift, month, 1) for shift in (-1, 0, 1))
    return occurrence(begun, today, 0 if context.tense < 0 else HALF_A_YEAR - 1)


def _counted(first: date, number: int, weekday: int) -> date | None:
    """The ``number``-th such weekday of the month, -1 for the last; None where there is none."""
    last = month_of(first.year, first.month)[1]
    if number < 0:
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
    return day if day <= last else None
