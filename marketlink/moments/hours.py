"""Clock times, parts of the day and of the trading day, and nights."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from marketlink.calendars import sessions
from marketlink.moments.calendar import DAY
from marketlink.moments.publication import UPDATED, local_day, zone_info
from marketlink.moments.state import Context, TimeRange, one_day
from marketlink.moments.tokens import Chunk
from marketlink.moments.zones import LOCAL, exchange
from marketlink.records.moment import TimeRule
from marketlink.text import page_settings

PARTS = {
    "dawn": (0, 6), "morning": (6, 12), "forenoon": (0, 12), "afternoon": (12, 18),
    "evening": (18, 24), "night": (18, 24),
}  # fmt: skip
EARLY = timedelta(hours=5, minutes=30)
"""How long before the opening trading may begin."""
SHIFTING = frozenset({"dawn", "night", "evening"})


def refine(chunk: Chunk, span: TimeRange | None, context: Context, zone: str) -> TimeRange | None:
    """A day narrowed by the clock, the part of the day or the part of the session beside it."""
    if span is not None and (span.start != span.end or isinstance(span.start, datetime)):
        return span
    day = span.start if span else None
    if "clock" in chunk.slots:
        return _clock(chunk, day, context, zone)
    if span is None:
        return None
    if "market" in chunk.slots:
        return _market(chunk.word("market"), span, zone)
    part = chunk.word("daypart") or chunk.word("weekday", 2)
    late = chunk.word("weekday", 1) in ("late", "late on")
    part = part or ("evening" if late else "")
    return _part(part, span, zone) if part in SHIFTING else span


def _at(day: date, hour: int, minute: int, zone: str) -> datetime:
    """The UTC instant of a local clock time; 24 is the next midnight."""
    extra = timedelta(days=hour // 24)
    local = datetime.combine(day, time(hour % 24, minute), zone_info(zone)) + extra
    return local.astimezone(UTC)


def _clock(chunk: Chunk, day: date | None, context: Context, zone: str) -> TimeRange | None:
    fixed, minute = chunk.word("clock", 3), chunk.number("clock", 1)
    hour = hour_of(chunk.number("clock"), chunk.word("clock", 2))
    if hour is None:
        return None
    day = day if day or fixed else _day_for(hour, minute, context, zone)
    if day is None:
        return None
    if fixed:
        text = f"{day}T{hour:02d}:{minute:02d}:00{fixed.upper().replace('Z', '+00:00')}"
        instant = datetime.fromisoformat(text).astimezone(UTC)
        return TimeRange(instant, instant, "minute", TimeRule.CLOCK_TIME_WITH_OFFSET, 0.97)
    instant = _at(day, hour, minute, zone)
    return TimeRange(instant, instant, "minute", TimeRule.CLOCK_TIME, 0.92, zone)


def hour_of(hour: int, part: str) -> int | None:
    """0 to 24 of an hour with its part of the day; None where they contradict each other.

    Parts are "am", "pm", and for languages that have them "noon" and "night".
    """
    if hour > 24:  # noqa: PLR2004 (a clock)
        return None
    if not part or hour > 12:  # noqa: PLR2004 (a clock)
        return hour
    if part == "pm":
        return hour % 12 + 12
    if part == "noon":
        return 12 if hour == 12 else hour + 12 if hour < 6 else hour  # noqa: PLR2004 (a clock)
    if part == "night":
        return 24 if hour == 12 else hour + 12 if hour > 5 else hour  # noqa: PLR2004 (a clock)
    return hour % 12


def _day_for(hour: int, minute: int, context: Context, zone: str) -> date | None:
    """The day of a clock time without one: the last day named, else the last such time, or one
    shortly after the article's stamp; where that is a day, the last one that began in it."""
    if context.named_day and context.named_in == context.sentence:
        return context.named_day
    if context.anchor.instant is None:
        day, over = context.anchor.day, context.anchor.by(24)
        ahead = day and over and context.tense <= 0 and _at(day, hour, minute, zone) >= over
        return day - DAY if day and ahead else day
    today = local_day(context.anchor.instant, zone)
    latest = context.anchor.instant + UPDATED
    return today - DAY if context.tense <= 0 and _at(today, hour, minute, zone) > latest else today


def _market(part: str, span: TimeRange, zone: str) -> TimeRange:
    """After the close or before the opening of the day's session."""
    if not isinstance(span.start, date) or part == "during":
        return span
    market = sessions(exchange(zone))
    if not market.is_session(span.start):
        return span
    opening, closing = market.hours(span.start)
    if part == "after":
        rule, start, end = TimeRule.AFTER_CLOSE, closing, closing + timedelta(hours=4)
    else:
        rule, end = TimeRule.BEFORE_OPENING, opening
        start = opening - EARLY
    return TimeRange(start, end, "interval", rule, span.confidence, zone)


def _part(part: str, span: TimeRange, zone: str) -> TimeRange:
    """An instant range for parts of the day outside trading hours."""
    if not isinstance(span.start, date):
        return span
    first, last = PARTS[part]
    start, end = _at(span.start, first, 0, zone), _at(span.start, last, 0, zone)
    return TimeRange(start, end, "interval", TimeRule.PART_OF_A_DAY, span.confidence, zone)


def standing_market(chunk: Chunk, context: Context) -> TimeRange | None:
    """After the close or before the opening, without a day: of the last day named; the hours after
    the session before, where those of that day were still to come when a finished move was told:
    "fell in late trading", written before the opening."""
    part, base = chunk.word("market"), _standing_day(chunk, context)
    published, zone = context.anchor.instant, context.zone
    span = one_day(base, TimeRule.PART_OF_SESSION, 0.7)
    hours = span and _market(part, span, zone)
    if base is None or hours is None or not isinstance(hours.start, datetime):
        return None
    if part == "after" and published and context.tense < 0 and hours.start > published + UPDATED:
        before = sessions(exchange(zone)).before(base)
        if before and not context.around("told_today", chunk):
            return _market(part, TimeRange(before, before, "day", hours.rule, 0.7), zone)
    return hours


def _standing_day(chunk: Chunk, context: Context) -> date | None:
    """The day whose close or opening is meant: the one beside it, the last one named in the same
    paragraph, else the later of that and the last day that had closed at publication."""
    named_day, today, instant = context.named_day, context.today, context.anchor.instant
    if named_day and today and named_day > today and context.tense <= 0:
        named_day = context.named_gone  # it lies ahead, and the words do not
    apart = context.named_in and "\n" in context.text[context.named_in[1] - 1 : chunk.start]
    if chunk.word("market") == "before" and (named_day is None or _before_opening(context)):
        return last_opening(context)
    if named_day is None or instant is None or not apart or chunk.word("market") != "after":
        return named_day or last_close(context)
    return max(named_day, _closed_by(instant, context.zone) or named_day)


def _before_opening(context: Context) -> bool:
    """Whether a sentence that names no day was written in the hours before a session."""
    instant = context.anchor.instant
    if instant is None:
        return False
    market = sessions(exchange(context.zone))
    day = instant.astimezone(market.zone).date()
    return market.is_session(day) and timedelta(0) <= market.hours(day)[0] - instant <= EARLY


def last_opening(context: Context) -> date | None:
    """The last session whose hours before the opening had begun at publication."""
    instant = context.anchor.instant
    if instant is None:
        return context.anchor.day
    market = sessions(exchange(context.zone))
    day = market.on_or_after(local_day(instant, context.zone))
    return market.before(day) if day and market.hours(day)[0] - EARLY > instant else day


def last_close(context: Context) -> date | None:
    """The day whose close, in a foreign zone, was the last before publication; else its own day."""
    instant = context.anchor.by(24) if context.anchor.placed else context.anchor.instant
    if instant is None or context.zone == context.anchor.zone:
        return context.anchor.day
    return _closed_by(instant, context.zone)


def _closed_by(instant: datetime, zone: str) -> date | None:
    """The last session of a zone that had closed at an instant."""
    market = sessions(exchange(zone))
    ahead = market.reaction(instant)
    return market.before(ahead) if ahead else None


def night(chunk: Chunk, context: Context) -> TimeRange | None:
    """Overnight: New York's last session for readers in Asia, else from close to opening."""
    bound, today, zone = context.anchor.by(9), context.today, context.zone
    home = context.anchor.zone
    if bound is None or today is None:
        return None
    if zone != home and home.startswith("Asia/"):
        return one_day(_closed_by(bound, zone), TimeRule.CLOSED_OVERNIGHT, 0.88, zone)
    market = sessions(exchange(zone))
    before, opening = market.before(today), market.on_or_after(today)
    if before is None:
        return None
    start = market.hours(before)[1]
    end = market.hours(opening)[0] if opening else start + timedelta(hours=12)
    return TimeRange(start, end, "interval", TimeRule.CLOSE_TO_OPENING, 0.8, zone)


def last_night(chunk: Chunk, context: Context) -> TimeRange | None:
    """The evening of the day before publication, or tonight; of a market that is told to have
    closed last night, and not after the news of it, its session."""
    if context.today is None:
        return None
    last = "lastnight" in chunk.slots
    day = context.today - DAY if last else context.today
    closing = context.first("closing", *context.sentence)
    if last and closing and not context.around("of_a_cause", chunk):
        return one_day(day, TimeRule.CLOSED_OVERNIGHT, 0.85, context.zone)
    evening = TimeRange(day, day, "day", TimeRule.PART_OF_A_DAY, 0.85)
    return _part("evening", evening, context.zone)


def this_part(chunk: Chunk, context: Context) -> TimeRange | None:
    """This morning, afternoon or evening: the day of publication."""
    return one_day(context.today, TimeRule.FROM_PUBLICATION, 0.85)


def clock_zone(chunk: Chunk, context: Context) -> str:
    """The zone of a clock time: the one stated, else that of the story's home or "local time"."""
    if "zone" in chunk.slots:
        return context.zone if chunk.word("zone") == LOCAL else chunk.word("zone")
    home = page_settings(context.language).get("home")
    local = not home or context.first("local_clock", context.sentence[0], chunk.start)
    return context.zone if local else str(home)
