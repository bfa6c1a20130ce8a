"""Calendar days from the words of a chunk."""

from __future__ import annotations

from datetime import UTC, date, timedelta

from marketlink.calendars import sessions
from marketlink.moments.calendar import DAY, make, monday, month_of, months_of, shift_months
from marketlink.moments.hours import last_close
from marketlink.moments.state import Context, TimeRange, one_day
from marketlink.moments.tokens import Chunk
from marketlink.moments.zones import exchange
from marketlink.records.article import Precision
from marketlink.records.moment import TimeRule

FAR, SOON, LOOKED_BACK, HALF_A_YEAR = 75, 10, 31, 183
SATURDAY = 5
LAST_OF_WEEK = 6
"""Days back of a weekday that is tomorrow's, which without a verb of the past is the one meant."""
LONG_BACK = 4
"""Days after which a bare weekday that something is due on is the next one."""
PARTS = {
    "ymd": ("year", "month", "day", "last day"),
    "md": ("month", "day", "last day"),
    "md2": ("month", "day", "last day"),
    "mdmd": ("month", "day", "last month", "last day", "year"),
}
"""What the values of the slots of a date are."""
AGO = {"day": (1, TimeRule.DAYS_AGO, 0.9), "week": (7, TimeRule.WEEKS_AGO, 0.75)}
WEEKS = {"this": 0, "next": 1}
COUNTED_ON = {"that": 0, "following": 7}
"""Words of a weekday that counts on from the day named last, and the days from one of its own."""


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
    choices = [make(today.year + shift, month, day) for shift in (-1, 0, 1)]
    dates = [choice for choice in choices if choice]
    side = lean or context.tense
    if side < 0:
        dates = [choice for choice in dates if choice <= today + DAY] or dates
    elif side > 0:
        ahead = [choice for choice in dates if choice >= today]
        if lean > 0 or any((choice - today).days <= FAR * 2 for choice in ahead):
            dates = ahead or dates
    else:
        dates = [choice for choice in dates if (choice - today).days <= FAR] or dates
    return min(dates, key=lambda choice: (abs((choice - today).days), choice)) if dates else None


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
        return _span(first, last, TimeRule.RANGE_OF_DAYS, 0.95)
    rule = TimeRule.ABSOLUTE_DATE if year else TimeRule.MONTH_AND_DAY
    if chunk.value("weekday") not in (None, first.weekday()):
        rule = TimeRule.DATE_OF_ANOTHER_WEEKDAY
    return _span(first, last, rule, 0.98 if slot == "ymd" else 0.95)


def day_of_month(chunk: Chunk, context: Context) -> TimeRange | None:
    """A day without a month: of the month named, or the one that publication and tense choose."""
    first = _month_for(chunk, context, chunk.number("day"))
    if first is None:
        return None
    last = make(first.year, first.month, chunk.number("day", 1) or first.day)
    a_month_back = context.today is not None and first == shift_months(context.today, -1)
    both = _carried_and_own(chunk, context, first.day)
    either = (a_month_back and chunk.has("prefix")) or first in both  # "the last 26th" on a 26th
    rule = TimeRule.DAY_OF_EITHER_MONTH if either else TimeRule.DAY_OF_MONTH
    others = [day for day in both if first in both and day != first]
    return _span(first, last, rule, 0.93, min(others, default=None))


def _carried_and_own(chunk: Chunk, context: Context, day: int) -> tuple[date, ...]:
    """A bare day behind a date, of that date's month and of publication's, where it may be either
    and a weekday beside it tells neither: both lie near, or the date is of another sentence."""
    named_day, today = context.named_day, context.today
    if named_day is None or today is None:
        return ()
    if chunk.has("prefix", "month", "relmonth", "weekday"):
        return ()
    carried, own = make(named_day.year, named_day.month, day), _by_tense(today, day, 0, context)
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


def _month_for(chunk: Chunk, context: Context, day: int) -> date | None:  # noqa: PLR0911 (a case each)
    today, lean, named_day = context.today, chunk.number("prefix"), context.named_day
    if "relmonth" in chunk.slots:
        if today is None:
            return None
        first, _ = month_of(today.year, today.month + chunk.number("relmonth"))
        return make(first.year, first.month, day)
    if "month" in chunk.slots:
        month, year = chunk.number("month"), year_of(chunk, context)
        return make(year, month, day) if year else nearest(month, day, chunk, context)
    here = context.named_in == context.sentence and named_day and day >= named_day.day
    if named_day and "prefix" not in chunk.slots and (here or _looks_back(context)):
        carried = make(named_day.year, named_day.month, day)
        if carried is not None and not _is_vetoed(carried, day, context):
            return carried
    if today is None:
        return _later_in_month(chunk, context, day)
    beside = context.before("month_bracket", chunk, 16)
    if beside and not lean:
        return nearest(int(beside.group(1)), day, chunk, context)
    if not lean and context.around("until", chunk):
        ahead = make(today.year, today.month, day)
        if ahead and 0 < (ahead - today).days <= SOON:
            return ahead
    return _by_tense(today, day, lean, context)


def _looks_back(context: Context) -> bool:
    """Whether an article tells of days long before its publication: "On May 12 ... On the 15th"."""
    named_day, today = context.named_day, context.today
    return named_day is not None and today is not None and (today - named_day).days > LOOKED_BACK


def _later_in_month(chunk: Chunk, context: Context, day: int) -> date | None:
    """A bare day of an article without publication: that of the month of the day named last, where
    it comes after that one."""
    last = context.named_day
    if last is None or day < last.day or "prefix" in chunk.slots:
        return None
    return make(last.year, last.month, day)


def _by_tense(today: date, day: int, lean: int, context: Context) -> date | None:
    """The latest such day up to publication, or the next one where the words look ahead."""
    past, this, future = (
        make(first.year, first.month, day)
        for first, _ in (month_of(today.year, today.month + shift) for shift in (-1, 0, 1))
    )
    if lean < 0:
        return this if this and this < today else past
    ahead = this if this and this >= today else future
    if lean > 0 or (context.tense > 0 and ahead and (ahead - today).days <= 20):  # noqa: PLR2004 (days)
        return ahead
    if this and (this <= today or (this <= today + DAY and past is None)):
        return this
    if this and context.tense == 0 and (this - today).days <= 10:  # noqa: PLR2004 (days)
        return this
    return past or this


def weekday(chunk: Chunk, context: Context) -> TimeRange | None:
    """A day of the week: of the week named, the last one, the next one, or the nearest by tense."""
    return one_day(_weekday(chunk, context), TimeRule.DAY_OF_WEEK, 0.9)


def _weekday(chunk: Chunk, context: Context) -> date | None:  # noqa: PLR0911 (a case each)
    number, lead, today = chunk.number("weekday"), chunk.word("weekday", 1), context.today
    prefix, named_day = chunk.value("prefix"), context.named_day
    if lead in COUNTED_ON and named_day is not None:
        gap = (number - named_day.weekday()) % 7
        return named_day + timedelta(days=gap or COUNTED_ON[lead])
    weeks = (chunk.value("weekday", 3), chunk.value("week"), WEEKS.get(lead))
    week = next((week for week in weeks if week is not None), 0 if prefix == 0 else None)
    if today is None:
        bare = not lead and prefix is None and week is None
        return _later_in_week(number, named_day) if bare else None
    if week is not None:
        return monday(today) + timedelta(days=7 * int(week) + number)
    back = (today.weekday() - number) % 7
    if lead in ("last", "previous") or prefix == -1:
        day = today - timedelta(days=back or 7)
        again = lead == "last" and monday(today) <= day and today.weekday() < SATURDAY
        return day - timedelta(days=7) if again else day
    if prefix == 1:
        return today + timedelta(days=(number - today.weekday()) % 7 or 7)
    due = back >= LONG_BACK and context.around("due", chunk)
    anew = context.anchor.told_anew()
    if anew is not None and anew > today and anew.weekday() == number and context.tense < 0:
        return anew
    if due or (context.tense > 0 and back) or (context.tense == 0 and back == LAST_OF_WEEK):
        return today + timedelta(days=7 - back)
    return today - timedelta(days=back)


def _later_in_week(number: int, named_day: date | None) -> date | None:
    """A bare weekday of an article without publication: that of the week of the day named last,
    where it does not come before that one."""
    if named_day is None or number < named_day.weekday():
        return None
    return monday(named_day) + timedelta(days=number)


def offset(chunk: Chunk, context: Context) -> TimeRange | None:
    """Yesterday, today, tomorrow and the days beyond, from publication."""
    today = context.anchor.begun_in(context.zone)
    if today is None:
        return None
    day = today + timedelta(days=chunk.number("offset"))
    return one_day(day, TimeRule.FROM_PUBLICATION, 0.92)


def anaphoric_day(chunk: Chunk, context: Context) -> TimeRange | None:
    """That day, the day before, the next day: from the last day named, else publication."""
    base, shift = _base(chunk, context), chunk.number("named")
    unnamed = context.named_day is None and len(chunk.slots["named"]) > 1
    if base is None or unnamed or (context.within and shift == 0):
        return None
    if shift == 0 and context.named_day is None and context.zone != context.anchor.zone:
        base = last_close(context) or base
    if shift > 0 and context.named_day is None and context.tense < 0:
        return None
    if shift == -1 and context.around("held_to", chunk):  # "down 5% from the day before"
        return session_before(base, context)
    day = base + timedelta(days=shift)
    return one_day(day, TimeRule.FROM_LAST_DAY_NAMED, 0.88)


def session_before(base: date | None, context: Context) -> TimeRange | None:
    """The session before a day; where another sentence told that day long before publication, it
    may be the one before publication, too."""
    market, today = sessions(exchange(context.zone)), context.today
    day = market.before(base) if base else None
    far = base is not None and today is not None and (today - base).days > SOON
    other = market.before(today) if far and today and context.named_in != context.sentence else None
    return _span(day, day, TimeRule.SESSION_BEFORE, 0.85, other)


def _base(chunk: Chunk, context: Context) -> date | None:
    """The day pointed back to: where the sentence is of another market than the day named, the
    last day named of that market, else publication, as where the other market's day is a later
    one; 전날 after 그제 counts from publication too."""
    if context.named_day and context.named_zone and context.zone != context.named_zone:
        home = context.named_home
        gone_by = home is not None and home < context.named_day and context.points_home
        return context.today if gone_by or home is None else home
    counted = chunk.number("named") < 0 and context.deictic and context.points_home
    if counted and context.named_in != context.sentence:
        return context.today
    return context.base


def ago(chunk: Chunk, context: Context) -> TimeRange | None:  # noqa: PLR0911 (a case each)
    """So many hours, days, sessions, weeks, months or years before or after publication."""
    slot = "ago" if "ago" in chunk.slots else "named_ago"
    count, unit = chunk.number(slot), chunk.word(slot, 1)
    if unit in ("day", "session") and count == -1 and context.around("held_to", chunk):
        return session_before(context.base, context)
    base = context.today if slot == "ago" and not _counted_on(count, context) else context.base
    told_back = unit in ("day", "session") and context.points_home and _looks_back(context)
    if told_back:
        base = context.named_day
    if _day_before_named(slot, count, context):
        base = context.named_day
    if base is None or _uncounted(slot, count, context):
        return None
    if unit in ("hour", "minute"):
        return _hours(count, unit, context)
    if unit == "session":
        market = sessions(exchange(context.zone))
        start = market.on_or_after(base)
        session = market.offset(start, count) if start else None
        return one_day(session, TimeRule.SESSIONS_AGO, 0.85)
    if unit in AGO:
        length, rule, confidence = AGO[unit]
        day = base + count * timedelta(days=length)
        other = context.today + timedelta(days=count) if told_back and context.today else None
        return _span(day, day, rule, confidence, other)
    if unit == "month":
        return one_day(shift_months(base, count), TimeRule.MONTHS_AGO, 0.65)
    day = shift_months(base, 12 * count)
    if slot == "named_ago" or abs(count) > 1:
        return TimeRange(*months_of(day.year, 1, 12), "year", TimeRule.YEARS_AGO, 0.6)
    return one_day(day, TimeRule.YEARS_AGO, 0.6)


def _day_before_named(slot: str, count: int, context: Context) -> bool:
    """Whether a Korean "하루 전" of another market counts from that market's day named before."""
    if not context.points_home or slot != "ago" or count != -1 or context.named_day is None:
        return False
    return context.zone != context.anchor.zone and context.named_zone == context.zone


def _counted_on(count: int, context: Context) -> bool:
    """Whether "three days after" counts from the day just named: a finished event's."""
    return context.points_home and count > 0 and context.tense < 0


def _uncounted(slot: str, count: int, context: Context) -> bool:
    """Whether a distance counts from an event whose day no words fix."""
    anaphoric = slot == "named_ago" or _counted_on(count, context)
    return anaphoric and context.named_day is None and (count > 0 or context.within)


def _hours(count: int, unit: str, context: Context) -> TimeRange | None:
    if context.anchor.instant is None:
        return None
    precision: Precision = "hour" if unit == "hour" else "minute"
    step = timedelta(hours=count) if unit == "hour" else timedelta(minutes=count)
    instant = (context.anchor.instant + step).astimezone(UTC)
    return TimeRange(instant, instant, precision, TimeRule.HOURS_AGO, 0.8)


def _span(
    first: date | None,
    last: date | None,
    rule: TimeRule,
    confidence: float,
    other: date | None = None,
) -> TimeRange | None:
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
