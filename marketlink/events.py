"""Mentions, moments and sessions to events: one company at one moment.

Each subject of an article gets one event: at the moment named beside the company, else at the
article's first; where the text dates nothing, publication is the moment, and the rule says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from marketlink.calendars import EXCHANGES, Sessions, exchange_of, sessions
from marketlink.records.article import Mention, Moment, Reading
from marketlink.records.study import Event

RULES = {
    "instant": "the first session that closes after the instant",
    "day": "the first session on or after the day; the hour is not known",
    "day-elsewhere": "the first session that closes after 09:00 of the day in its own zone; "
    "the hour is not known",
    "interval": "the first session inside the interval",
    "interval-shut": "no session inside the interval; the first one after it",
    "publication": "the text dates nothing: the first session that closes after publication",
    "publication-day": "the text dates nothing and the publication is known only to the day",
    "outside": "the calendar does not reach the moment",
}
"""Every rule that can choose day 0, by the name an event carries."""


def events_of(reading: Reading) -> tuple[Event, ...]:
    """One event for each subject of a reading, in the subjects' order.

    Events share no fate: each is mapped to its own exchange's sessions. A subject whose exchange
    the calendars do not know, or whose moment lies outside them, keeps ``day0`` None and the rule
    ``outside``. An article with neither a moment nor a publication time gives no events.
    """
    moments = [(n, m) for n, m in enumerate(reading.moments) if m.kind == "event"]
    found = []
    for symbol in reading.subjects:
        mentions = [m for m in reading.mentions if m.symbol == symbol]
        company = mentions[0].company if mentions else symbol
        chosen = _chosen(moments, mentions)
        if chosen is not None:
            found.append(_dated(symbol, company, *chosen))
        elif reading.article.published.value is not None:
            found.append(_published(symbol, company, reading.article.published.value, reading))
    return tuple(found)


def unused_moments(reading: Reading, events: Sequence[Event]) -> tuple[Moment, ...]:
    """Moments of kind "event" that no event uses, so that a report can name them."""
    used = {event.moment for event in events}
    return tuple(m for n, m in enumerate(reading.moments) if m.kind == "event" and n not in used)


def _chosen(
    moments: Sequence[tuple[int, Moment]], mentions: Sequence[Mention]
) -> tuple[int, Moment] | None:
    """The moment of a company: the nearest one in a line that names it, else the article's lead.

    News says when in its opening; a day that a later line names without the company is that
    line's own affair.
    """
    lines = {mention.line for mention in mentions}
    beside = [entry for entry in moments if entry[1].line in lines]

    def distance(entry: tuple[int, Moment]) -> tuple[int, float]:
        _, moment = entry
        gap = min(abs(m.start - moment.span[0]) for m in mentions if m.line == moment.line)
        return gap, -moment.confidence

    if beside:
        return _refined(min(beside, key=distance), beside)
    return min(moments, key=lambda entry: entry[1].span, default=None)


def _refined(
    chosen: tuple[int, Moment], beside: Sequence[tuple[int, Moment]]
) -> tuple[int, Moment]:
    """The clock time that the same line gives for a bare day, where it gives one."""
    start = chosen[1].start
    if isinstance(start, datetime) or chosen[1].end != start:
        return chosen
    clocks = [
        entry
        for entry in beside
        if isinstance(entry[1].start, datetime)
        and entry[1].line == chosen[1].line
        and entry[1].start.astimezone(ZoneInfo(entry[1].zone)).date() == start
    ]
    return clocks[0] if clocks else chosen


def _dated(symbol: str, company: str, at: int, moment: Moment) -> Event:
    exchange = exchange_of(symbol)
    calendar = sessions(exchange)
    start, end = moment.start, moment.end
    if isinstance(start, datetime):
        day0, rule, inside = calendar.reaction(start), "instant", _inside(calendar, moment)
    else:
        day0, rule, inside = _day_rule(calendar, start, end, moment.zone)
    candidates = tuple(inside) if len(inside) > 1 else ()
    neighbours = _next(calendar, day0) if rule in ("day", "day-elsewhere") else ()
    return Event(
        event_id=f"{symbol}@{day0 or _day(start)}",
        symbol=symbol,
        exchange=exchange,
        instant=start if isinstance(start, datetime) else None,
        day=_day(start),
        zone=moment.zone,
        day0=day0,
        rule=rule if day0 else "outside",
        candidates=candidates,
        neighbours=neighbours,
        company=company,
        moment=at,
    )


def _day_rule(
    calendar: Sessions, start: date, end: date | datetime, zone: str
) -> tuple[date | None, str, list[date]]:
    last = _day(end)
    day0 = calendar.reaction_of_day(start, zone)
    if last > start:
        inside = calendar.between(start, last)
        rule = "interval" if day0 is not None and day0 in inside else "interval-shut"
        return day0, rule, inside
    own = EXCHANGES[calendar.exchange].zone == zone
    return day0, "day" if own else "day-elsewhere", []


def _inside(calendar: Sessions, moment: Moment) -> list[date]:
    """Sessions that close after the start of an interval of instants and open before its end."""
    if not isinstance(moment.start, datetime) or not isinstance(moment.end, datetime):
        return []
    first = calendar.reaction(moment.start)
    last = calendar.reaction(moment.end)
    if first is None or last is None or moment.end == moment.start:
        return []
    return [day for day in calendar.between(first, last) if calendar.hours(day)[0] <= moment.end]


def _published(symbol: str, company: str, value: date | datetime, reading: Reading) -> Event:
    exchange = exchange_of(symbol)
    calendar = sessions(exchange)
    zone = reading.article.published.zone or EXCHANGES[exchange].zone
    if isinstance(value, datetime):
        day0, rule = calendar.reaction(value), "publication"
        neighbours: tuple[date, ...] = ()
    else:
        home = zone if "/" in zone else EXCHANGES[exchange].zone
        day0, rule = calendar.reaction_of_day(value, home), "publication-day"
        neighbours = _next(calendar, day0)
    return Event(
        event_id=f"{symbol}@{day0 or _day(value)}",
        symbol=symbol,
        exchange=exchange,
        instant=value if isinstance(value, datetime) else None,
        day=_day(value),
        zone=zone,
        day0=day0,
        rule=rule if day0 else "outside",
        neighbours=neighbours,
        company=company,
    )


def _next(calendar: Sessions, day0: date | None) -> tuple[date, ...]:
    after = calendar.offset(day0, 1) if day0 else None
    return (after,) if after else ()


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value
