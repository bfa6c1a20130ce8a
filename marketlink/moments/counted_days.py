"""Days counted from others: a weekday, the day before, three weeks ago."""

from __future__ import annotations

from datetime import UTC, date, timedelta

from marketlink.calendars import sessions
from marketlink.moments.calendar import monday, months_of, shift_months
from marketlink.moments.days import SATURDAY, SOON, looks_back, span
from marketlink.moments.hours import last_close
from marketlink.moments.state import Context, TimeRange, one_day
from marketlink.moments.tokens import Chunk
from marketlink.moments.zones import exchange
from marketlink.records.article import Precision
from marketlink.records.moment import TimeRule

LAST_OF_WEEK = 6
"""Days back of a weekday that is tomorrow's, which without a verb of the past is the one meant."""
LONG_BACK = 4
"""Days after which a bare weekday that something is due on is the next one."""
AGO = {"day": (1, TimeRule.DAYS_AGO, 0.9), "week": (7, TimeRule.WEEKS_AGO, 0.75)}
WEEKS = {"this": 0, "next": 1}
COUNTED_ON = {"that": 0, "following": 7}
"""Words of a weekday that counts on from the day named last, and the days from one of its own."""


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
        return None
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
    if due or (context.tense > 0 and back) or (context.tense == 0 and back == LAST_OF_WEEK):
        return today + timedelta(days=7 - back)
    return today - timedelta(days=back)


def offset(chunk: Chunk, context: Context) -> TimeRange | None:
    """Yesterday, today, tomorrow and the days beyond, from publication."""
    today = context.anchor.begun_in(context.zone)
    if today is None:
        return None
    day = today + timedelta(days=chunk.number("offset"))
    return one_day(day, TimeRule.FROM_PUBLICATION, 0.92)


def anaphoric_day(chunk: Chunk, context: Context) -> TimeRange | None:
    """That day, the day before, the next day: from the last day named, else publication."""
    if context.told_day and is_same_day(chunk, context):
        return one_day(context.told_day, TimeRule.FROM_LAST_DAY_NAMED, 0.88)
    base, shift = _base(chunk, context), chunk.number("named")
    unnamed = context.named_day is None and chunk.word("named", 1) == "event"
    if base is None or unnamed or (context.within and shift == 0):
        return None
    abroad = context.named_day is None and context.zone != context.anchor.zone
    if shift == 0 and abroad and context.first("traded_then", *context.sentence):
        base = last_close(context) or base
    if shift > 0 and context.named_day is None and context.tense < 0:
        return None
    if shift == -1 and context.around("held_to", chunk):  # "down 5% from the day before"
        return session_before(base, context)
    day = base + timedelta(days=shift)
    return one_day(day, TimeRule.FROM_LAST_DAY_NAMED, 0.88)


def is_same_day(chunk: Chunk, context: Context) -> bool:
    """Whether "the same day" stands right behind a day: in its sentence or in the next one."""
    if chunk.word("named", 1) != "same" or context.told_in is None:
        return False
    return not context.text[context.told_in[1] : context.sentence[0]].strip()


def session_before(base: date | None, context: Context) -> TimeRange | None:
    """The session before a day; where another sentence told that day long before publication, it
    may be the one before publication, too."""
    market, today = sessions(exchange(context.zone)), context.today
    day = market.before(base) if base else None
    far = base is not None and today is not None and (today - base).days > SOON
    other = market.before(today) if far and today and context.named_in != context.sentence else None
    return span(day, day, TimeRule.SESSION_BEFORE, 0.85, other)


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
    told_back = unit in ("day", "session") and context.points_home and looks_back(context)
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
        return span(day, day, rule, confidence, other)
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
