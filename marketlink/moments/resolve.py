"""Resolves a time expression to a moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from marketlink.calendars import sessions
from marketlink.moments import counted_days, days, hours, occasions, periods
from marketlink.moments.beside_publication import side_of_publication
from marketlink.moments.cues import every
from marketlink.moments.grammar import SECTION
from marketlink.moments.state import Context, TimeRange, one_day
from marketlink.moments.tokens import Chunk
from marketlink.moments.zones import (
    COUNTRY,
    LOCAL,
    MENTION_COST,
    NEW_YORK,
    PLACE_COST,
    SEOUL,
    exchange,
    nearest,
)
from marketlink.records.moment import TimeRule
from marketlink.text import pack

Resolver = Callable[[Chunk, Context], TimeRange | None]
FAR_CLAUSE = 60
ONE_DAY = timedelta(days=1)


def resolve(chunk: Chunk, context: Context) -> tuple[TimeRange, str] | None:
    """The time a chunk means, with its zone; None where publication would be needed, or no time."""
    context.zone = zone = zone_of(chunk, context)
    if chunk.till is not None:
        return _range(chunk, chunk.till, context)
    span = _day(chunk, context)
    if span is not None or "clock" in chunk.slots:
        used = hours.clock_zone(chunk, context) if chunk.has("clock", "daypart") else zone
        span = hours.refine(chunk, span, context, used)
        if span is not None and isinstance(span.start, datetime):
            span = span._replace(zone=span.zone or used)
    elif "market" in chunk.slots:
        span = hours.standing_market(chunk, context)
    else:
        span = _period(chunk, context)
    return (span, span.zone or _begun(span, zone, chunk, context)) if span else None


def _begun(span: TimeRange, zone: str, chunk: Chunk, context: Context) -> str:
    """The zone of a day that is told as gone: the home one where the session of the market that
    its sentence names had not opened on it: "간밤 뉴욕증시가 오르자 23일 반도체주가 올랐다"."""
    anchor, day = context.anchor, span.start
    if zone == anchor.zone or not anchor.placed or anchor.instant is None or context.tense > 0:
        return zone
    if chunk.word("zone") or not chunk.has("day") or day != anchor.day or day != span.end:
        return zone
    market = sessions(exchange(zone))
    shut = market.is_session(day) and market.hours(day)[0] > anchor.instant
    return anchor.zone if shut else zone


def _days(span: TimeRange | None) -> tuple[date, date] | None:
    """The first and the last day of a time that is no time of day."""
    if span is None or isinstance(span.start, datetime) or isinstance(span.end, datetime):
        return None
    return span.start, span.end


def _day(chunk: Chunk, context: Context) -> TimeRange | None:
    rule = next((rule for slot, rule in DAY_RULES if slot in chunk.slots), None)
    span = rule(chunk, context) if rule else None
    span = side_of_publication(span, chunk, context) if span else None
    return _beside(span, chunk, context.zone) if span and "beside" in chunk.slots else span


def _period(chunk: Chunk, context: Context) -> TimeRange | None:
    """The week, month, quarter or year that a chunk means."""
    rule = next((rule for slot, rule in PERIOD_RULES if slot in chunk.slots), None)
    return rule(chunk, context) if rule else None


def _beside(span: TimeRange, chunk: Chunk, zone: str) -> TimeRange | None:
    """The day that words ahead of a date count from it: "two days after its Nov. 20 report"; one
    day is one session."""
    count, unit, way = chunk.number("beside"), chunk.word("beside", 1), chunk.number("beside", 2)
    if isinstance(span.start, datetime):
        return None
    day: date | None = span.start + way * count * (7 if unit == "week" else 1) * ONE_DAY
    if unit == "session" or (unit == "day" and count == 1):
        market = sessions(exchange(zone))
        base = market.on_or_after(span.start) if way < 0 else market.before(span.start + ONE_DAY)
        day = market.offset(base, way * count) if base else None
    return one_day(day, TimeRule.SESSIONS_AGO, span.confidence)


def _session(chunk: Chunk, context: Context) -> TimeRange | None:
    base = context.base
    if base is None or chunk.number("session") < 0:
        return counted_days.session_before(base, context)
    day = sessions(exchange(context.zone)).on_or_after(base + ONE_DAY)
    return one_day(day, TimeRule.NEXT_SESSION, 0.85)


def _first_session(chunk: Chunk, context: Context) -> TimeRange | None:
    """The first or last session of a week, month or year."""
    beside = any(slot in chunk.slots for slot, _ in PERIOD_RULES)
    period = _days(_period(chunk if beside else _period_of(chunk, context), context))
    inside = sessions(exchange(context.zone)).between(*period) if period else []
    if not inside:
        return None
    if chunk.number("first") > 0:
        return one_day(inside[0], TimeRule.FIRST_SESSION, 0.85)
    return one_day(inside[-1], TimeRule.LAST_SESSION, 0.85)


def _period_of(chunk: Chunk, context: Context) -> Chunk:
    """The period of "the first trading day of March", told within the words themselves."""
    unit, shift, month, year = (chunk.value("first", at) for at in range(1, 5))
    slots: dict[str, tuple[str | int | None, ...]] = {}
    if month is not None:
        slots = {"yearmonth": (year, month)} if year else {"leadmonth": (month, "of")}
    elif year is not None:
        slots = {"leadyear": (year, "of")}
    elif unit:
        if shift is None and context.today:
            shift = -1 if context.today.month < 7 else 0  # noqa: PLR2004 (a calendar)
        slots = {"week" if unit == "week" else f"rel{unit}": (shift, "")}
    return Chunk(chunk.start, chunk.end, slots)


def _range(chunk: Chunk, till: Chunk, context: Context) -> tuple[TimeRange, str] | None:
    first, second = _day(chunk, context), None
    if first is None:
        return None
    if "weekday" in chunk.slots and till.value("weekday", 3) is not None:
        chunk.slots["weekday"] = (*chunk.slots["weekday"][:3], till.value("weekday", 3))
        first = _day(chunk, context) or first
    if not isinstance(first.start, datetime):
        previous = context.named_day, context.named_in
        context.named_day, context.named_in = first.start, context.sentence
        second = _day(till, context)
        context.named_day, context.named_in = previous
    if second is None or isinstance(second.end, datetime) or second.end < first.start:
        return first, context.zone
    span = TimeRange(
        first.start, second.end, "interval", TimeRule.RANGE_OF_DAYS, first.confidence, context.zone
    )
    return span, context.zone


def zone_of(chunk: Chunk, context: Context) -> str:
    """The zone meant: the one stated, that of the nearest market, else the home one; a close
    behind a company's name is that of its own exchange."""
    stated = chunk.word("zone") or (chunk.till.word("zone") if chunk.till else "")
    home = context.anchor.zone
    if stated and stated != LOCAL:
        return stated
    if stated == LOCAL:
        foreign = (cue for cue in context.cues if cue[1] != home)
        return nearest(chunk.start, foreign) or (NEW_YORK if home == SEOUL else home)
    again = counted_days.is_same_day(chunk, context)
    pointed = context.told_zone if again else context.named_day and context.named_zone
    if "named" in chunk.slots and pointed:
        return home if _of_home(chunk, context, home) else pointed
    if "night" in chunk.slots:
        west = [cue for cue in context.cues if not cue[1].startswith("Asia/")]
        return (nearest(chunk.start, west) or NEW_YORK) if home.startswith("Asia/") else home
    if "holiday" in chunk.slots and chunk.has("md", "md2", "mdmd", "day", "ymd"):
        country = chunk.word("holiday").split()[1]
        return next((zone for zone, code in COUNTRY.items() if code == country), home)
    hours = chunk.has("market")
    markets = []
    for at, zone, cost in context.cues:
        if cost != PLACE_COST:
            between = (chunk.end, at) if at >= chunk.end else (at, chunk.start)
            borders = every("clause", context.language, context.text, *between)
            far = FAR_CLAUSE * len(borders)
            is_named: bool = hours and at < chunk.start and cost == MENTION_COST
            markets.append((at, zone, far if is_named else cost + far))
    market = pack(context.language).settings(SECTION).get("market_zone")
    story = home if context.anchor.placed else context.market or home
    by_hours = str(market or context.market or home)
    return nearest(chunk.start, markets) or (by_hours if hours else story)


def _of_home(chunk: Chunk, context: Context, home: str) -> bool:
    """Whether a Korean sentence that points back speaks of Seoul after a day of another market."""
    if not context.points_home:
        return False
    if chunk.has("clock") and all(zone == home for _, zone, _ in context.cues):
        return True
    markets = [cue for cue in context.cues if cue[2] != PLACE_COST]
    return nearest(chunk.start, markets) == home


_DAYS: tuple[tuple[str, Resolver], ...] = (
    ("ymd md md2 mdmd", days.dated),
    ("nth", days.nth),
    ("day", days.day_of_month),
    ("holiday", occasions.holiday),
    ("weekday", counted_days.weekday),
    ("named", counted_days.anaphoric_day),
    ("offset", counted_days.offset),
    ("ago named_ago", counted_days.ago),
    ("thispart", hours.this_part),
    ("weekend", periods.weekend),
    ("night", hours.night),
    ("lastnight tonight", hours.last_night),
    ("first", _first_session),
    ("session", _session),
)
_PERIODS: tuple[tuple[str, Resolver], ...] = (
    ("season", periods.season),
    ("week", periods.week),
    ("months", periods.months),
    ("yearmonth month leadmonth relmonth", periods.month),
    ("quarterend", periods.quarterend),
    ("quarters quarter", periods.quarter),
    ("relquarter", periods.relquarter),
    ("half", periods.half),
    ("opening", periods.opening),
    ("yearpart", periods.part_of_now),
    ("newyear", periods.newyear),
    ("yeartodate", periods.yeartodate),
    ("year leadyear relyear storyyear", periods.year),
)
DAY_RULES, PERIOD_RULES = (
    tuple((slot, rule) for slots, rule in rules for slot in slots.split())
    for rules in (_DAYS, _PERIODS)
)
"""What a slot means: the first of them that an expression has says its day, or its period."""
