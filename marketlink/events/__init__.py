"""Mentions, moments and sessions to events: one company at one moment.

Each subject of an article gets one event: at the moment of its stated move or of the news told
beside it, else at the article's first; where the text dates nothing, publication is the moment,
and the rule says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from marketlink.calendars import EXCHANGES, Sessions, exchange_of, first_tradable, sessions
from marketlink.events.choice import Choice, choose, is_outdone
from marketlink.events.event_text import (
    TALLY,
    TRADED_LATE,
    EventText,
    finished,
    holds,
    within_session,
)
from marketlink.moments.publication import local_day
from marketlink.records.claim import Claim
from marketlink.records.moment import Moment, TimeRule
from marketlink.records.reading import Reading
from marketlink.records.study import Event
from marketlink.text import page_settings

BESIDE = 70
"""Characters around the number of a move in which a word says that the session closed."""
OPENING = 300
"""Characters of a text by which it is told what it is about."""
EVENING = timedelta(hours=4)
"""How long stocks trade after the close."""
OF_A_WRAP = 2
"""Other companies whose finished moves make an article one of the session."""
TELLING = timedelta(minutes=2)
"""How long after its opening a session can have a finished move that is told: one told before is
of the session that had closed."""

RULES = {
    "instant": "the first session that closes after the instant",
    "day": "the first session on or after the day; the hour is not known",
    "day-elsewhere": "the first session that closes after 09:00 of the day in its own zone; "
    "the hour is not known",
    "interval": "the first session inside the interval",
    "interval-close": "the last session inside the interval, whose close the text tells",
    "interval-shut": "no session inside the interval; the first one after it",
    "moved": "the session of the day on which the text says the stock moved",
    "evening": "results told in the hours after the day's close, which its session did not answer: "
    "the first session that closes after publication",
    "told": "the text dates nothing but tells a finished move: the last session that had closed "
    "at publication",
    "publication": "the text dates nothing: the first session that closes after publication",
    "publication-day": "the text dates nothing and the publication is known only to the day",
    "outside": "the calendar does not reach the moment",
}
"""Every rule that can choose day 0, by the name an event carries."""
BESIDE_DAY = {"day": (1,), "day-elsewhere": (1,), "evening": (-1,)}
"""By rule the sessions beside day 0 that it may be instead, as the hour is not known."""


def events_of(reading: Reading) -> tuple[Event, ...]:
    """One event for each subject of a reading, in the subjects' order.

    Events share no fate: each is mapped to its own exchange's sessions. A subject whose exchange
    the calendars do not know, or whose moment lies outside them, keeps ``day0`` None and the rule
    ``outside``. An article with neither a moment nor a publication time gives no events.
    """
    if not reading.subjects:
        return ()
    events = []
    source = EventText(reading)
    wraps: dict[str, set[str]] = {}
    for symbol in reading.subjects:
        choice = choose(source, symbol)
        if choice is not None:
            events.append(_dated(source, symbol, choice))
        elif source.published is not None:
            events.append(_published(source, symbol, source.published, wraps))
    return tuple(events)


def unused_moments(reading: Reading, events: Sequence[Event]) -> tuple[Moment, ...]:
    """Moments of kind "event" that no event uses, so that a report can name them."""
    used = {event.moment for event in events}
    return tuple(m for n, m in enumerate(reading.moments) if m.kind == "event" and n not in used)


def _dated(source: EventText, symbol: str, choice: Choice) -> Event:
    """The event of a company at a moment of the article."""
    at, moment, moved = choice
    calendar = sessions(exchange_of(symbol))
    start, end, zone = moment.start, moment.end, moment.zone
    inside: list[date] = []
    if isinstance(start, datetime):
        day0, rule = calendar.reaction(start), "instant"
        if isinstance(end, datetime) and end > start:
            days = calendar.between(day0 or end.date(), calendar.reaction(end) or start.date())
            inside = [day for day in days if calendar.hours(day)[0] <= end]
        day = start.astimezone(calendar.zone).date()
        if moved and end == start and calendar.is_session(day):
            after, shut = start - calendar.hours(day)[1], calendar.exchange != TRADED_LATE
            if not after or (shut and timedelta() < after <= TALLY and at in source.of_a_close):
                day0, rule = day, "moved"  # "closed at 12.4, up 3%, as of 3:40 p.m."
    elif start != end:
        day0, inside = calendar.reaction_of_day(start, zone), calendar.between(start, _day(end))
        rule = "interval" if day0 in inside else "interval-shut"
        over = [day for day in inside if not source.is_to_come(day, symbol)]
        if moved and at in source.closes and over:
            day0, rule = over[-1], "interval-close"
    else:
        own = EXCHANGES[calendar.exchange].zone == zone
        day0, rule = calendar.reaction_of_day(start, zone), "day" if own else "day-elsewhere"
        if moved and not own and _same_day(calendar, zone):
            day0, rule = calendar.on_or_after(start), "moved"
        unread = moment.rule is TimeRule.FROM_LAST_DAY_NAMED and calendar.exchange != TRADED_LATE
        unopened = unread or not calendar.is_session(start)
        if moved and unopened and source.is_to_come(day0, symbol):
            day0, rule = calendar.before(start), "moved"
        if later := _after_the_evening(source, symbol, choice):
            day0, rule = later, "evening"
    near = _near(calendar, day0, *BESIDE_DAY.get(rule, ()))
    more = {"candidates": tuple(inside) if len(inside) > 1 else (), "neighbours": near}
    return _event(source, symbol, (start, zone), day0, rule, moment=at, **more)


def _event(
    source: EventText,
    symbol: str,
    at: tuple[date | datetime, str],
    day0: date | None,
    rule: str,
    **more: Any,  # noqa: ANN401 (further fields of an event)
) -> Event:
    start, zone = at
    instant = start if isinstance(start, datetime) else None
    mentions = source.mentions.get(symbol)
    return Event(
        event_id=f"{symbol}@{day0 or _day(start)}",
        symbol=symbol,
        exchange=exchange_of(symbol),
        instant=instant,
        day=_day(start),
        zone=zone,
        day0=day0,
        rule=rule if day0 else "outside",
        company=mentions[0].company if mentions else symbol,
        first_tradable=first_tradable(instant, symbol) if instant else None,
        **more,
    )


def _same_day(calendar: Sessions, zone: str) -> bool:
    """Whether a day of a move named in a zone is that of the exchange: one of Seoul may mean the
    session of New York that ended on it."""
    return not zone.startswith("Asia/") or calendar.zone.key.startswith("Asia/")


def _published(
    source: EventText, symbol: str, value: date | datetime, wraps: dict[str, set[str]]
) -> Event:
    """The event of a company at publication, or on the session that a move is told of then."""
    calendar = sessions(exchange_of(symbol))
    home = EXCHANGES[calendar.exchange].zone
    zone = source.reading.article.published.zone or home
    if last := _last_closed(source, symbol) or _of_a_wrap(source, symbol, wraps):
        near, at = _near(calendar, last, -1, 1), (last, calendar.zone.key)
        return _event(source, symbol, at, last, "told", neighbours=near)
    if isinstance(value, datetime):
        return _event(source, symbol, (value, zone), calendar.reaction(value), "publication")
    day0 = calendar.reaction_of_day(value, zone if "/" in zone else home)
    near = _near(calendar, day0, 1)
    return _event(source, symbol, (value, zone), day0, "publication-day", neighbours=near)


def _of_a_wrap(source: EventText, symbol: str, wraps: dict[str, set[str]]) -> date | None:
    """The session that had closed on the day of publication, where an article without a day tells
    finished moves of several other companies in it: a market's wrap tells of that session.
    ``wraps`` keeps those companies by exchange."""
    subjects, day = source.reading.subjects, source.session_of_stamp(symbol)
    if day is None or len(subjects) <= OF_A_WRAP or source.late(symbol):
        return None
    exchange = exchange_of(symbol)
    if exchange not in wraps:
        here = (one for one in subjects if exchange_of(one) == exchange)
        wraps[exchange] = {one for one in here if _last_closed(source, one) == day}
    return day if len(wraps[exchange] - {symbol}) >= OF_A_WRAP else None


def _last_closed(source: EventText, symbol: str) -> date | None:
    """The last session that had closed when a finished move was told without a day; None where
    none is told, where the close was ahead of the news, or while a session runs and the words do
    not say that it closed. A move within a session, told ahead of the day's opening, is of an
    article told anew after its stamp."""
    calendar, value = sessions(exchange_of(symbol)), source.published
    claim = finished(source, symbol, over=source.is_over(symbol))
    if claim is None or value is None:
        return None
    if is_outdone(source, symbol, (claim,), None) or _is_of_the_evening(claim, symbol, source):
        return None
    if source.first("closed_ahead", claim.span):
        return None
    (start, end), at = claim.span, claim.at[1]
    closed = source.first("closing", (max(start, at - BESIDE), min(end, at + BESIDE)))
    running = isinstance(value, datetime) and not closed
    opened = value if source.first("running", claim.span) else value - TELLING
    hourly = running and within_session(source, symbol)
    if not isinstance(value, datetime):
        home = page_settings(source.language).get("home") or calendar.zone.key
        value = datetime.combine(value + timedelta(days=1), time(0), ZoneInfo(home))
    ahead = calendar.reaction(value)
    if ahead is None:
        return None
    today = value.astimezone(calendar.zone).date()
    early = running and source.first("opens_early", (at, min(end, at + BESIDE)))
    if running and (calendar.hours(ahead)[0] <= opened or ((hourly or early) and ahead == today)):
        return None
    return calendar.before(ahead)


def _is_of_the_evening(claim: Claim, symbol: str, source: EventText) -> bool:
    """Whether a move told without a day is one of the hours after the close: its size is told of
    them elsewhere, or it is that of results which an article of the evening begins with."""
    if claim.stated is None:
        return False
    if claim.stated in {one.stated for one in source.late(symbol)}:
        return True
    timed = any(holds(claim, moment) for moment in source.reading.moments)
    return not timed and _opens_on_the_evening(source, claim.span, symbol)


def _after_the_evening(source: EventText, symbol: str, choice: Choice) -> date | None:
    """The session after publication, where an article of the day's evening begins with results of a
    company that its session did not answer: trading after hours is told, or a move without a day
    and none of the day. None where it does not."""
    moment, published = choice.moment, source.published
    if not isinstance(published, datetime) or moment.start != local_day(published, moment.zone):
        return None
    own, place = source.claims.get(symbol, ()), source.place(moment.span[0])
    undated = any(c.moment is None and c.kind.change and c.stated is not None for c in own)
    if place < 0 or not (source.late(symbol) or (undated and not choice.moved)):
        return None
    opens = _opens_on_the_evening(source, source.spans[place], symbol)
    return sessions(exchange_of(symbol)).reaction(published) if opens else None


def _opens_on_the_evening(source: EventText, span: tuple[int, int], symbol: str) -> bool:
    """Whether an article of the hours after a close begins with results, and no close."""
    day, published = source.session_of_stamp(symbol), source.published
    if exchange_of(symbol) != TRADED_LATE or day is None or span[0] >= OPENING:
        return False
    closing = sessions(TRADED_LATE).hours(day)[1]
    if not isinstance(published, datetime) or published - closing > EVENING:
        return False
    return source.first("told_late", span) and not source.first("closing", span)


def _near(calendar: Sessions, day: date | None, *offsets: int) -> tuple[date, ...]:
    """The sessions so many sessions before or behind one."""
    near = (calendar.offset(day, by) for by in offsets) if day else ()
    return tuple(other for other in near if other)


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value
