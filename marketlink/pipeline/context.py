"""The context of an event: the bars of its company and the sessions of its exchange."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from marketlink.calendars import Sessions, sessions
from marketlink.pipeline.snapshot import Snapshot
from marketlink.records.case import Bar, ExchangeTimeline
from marketlink.records.moment import Moment
from marketlink.records.study import Event
from marketlink.store.sql import statement

BEFORE, AFTER = 40, 20
"""Sessions of prices shown on either side of day 0."""
MARGIN = 3
"""Sessions shown on either side of the moment and its reaction."""


def bars(snapshot: Snapshot, event: Event) -> tuple[Bar, ...]:
    """The company's bars around day 0, none invented for sessions without a price."""
    if event.day0 is None:
        return ()
    calendar = sessions(event.exchange)
    at = calendar.index(event.day0)
    first = calendar.days[max(at - BEFORE, 0)]
    last = calendar.days[min(at + AFTER, len(calendar.days) - 1)]
    rows = snapshot.con.execute(
        statement("case.bars"), {"symbol": event.symbol, "first": first, "last": last}
    ).fetchall()
    return tuple(
        Bar(session, _tau(calendar, session, at), close, *rest) for session, close, *rest in rows
    )


def _tau(calendar: Sessions, session: date, at: int) -> int:
    """Sessions from day 0; a bar on a day the calendar calls shut counts with the next one."""
    day = calendar.on_or_after(session)
    return calendar.index(day) - at if day else 0


def timelines(events: Sequence[Event], moments: Sequence[Moment]) -> tuple[ExchangeTimeline, ...]:
    """The sessions and closures of each exchange from a little before the moment to a little
    after the last reaction, over the same days for every exchange; one timeline a day 0 where an
    exchange has several.

    Parameters
    ----------
    events : sequence of Event
        Events without a day 0 are passed over.
    moments : sequence of Moment
        The reading's moments, which events refer to by position.
    """
    with_day0 = [event for event in events if event.day0 is not None]
    if not with_day0:
        return ()
    starts = [_day(moments[e.moment].start) for e in with_day0 if e.moment is not None]
    ends = [_day(moments[e.moment].end) for e in with_day0 if e.moment is not None]
    reactions = [event.day0 for event in with_day0 if event.day0 is not None]
    first, last = min(starts + reactions), max(ends + reactions)
    first_events: dict[tuple[str, date | None], Event] = {}
    for event in with_day0:
        first_events.setdefault((event.exchange, event.day0), event)
    ordered_events = sorted(first_events.values(), key=lambda event: _order(event, with_day0))
    calendars = {event.exchange: sessions(event.exchange) for event in ordered_events}
    begin = min(_back(calendar, first) for calendar in calendars.values())
    end = max(_forth(calendar, last) for calendar in calendars.values())
    return tuple(
        _timeline(calendars[event.exchange], event, begin, end) for event in ordered_events
    )


def _order(event: Event, events: Sequence[Event]) -> tuple[int, date]:
    """Exchanges in the order in which they are named, the days of each in their own."""
    place = next(n for n, other in enumerate(events) if other.exchange == event.exchange)
    return place, event.day0 or date.max


def _timeline(calendar: Sessions, event: Event, begin: date, end: date) -> ExchangeTimeline:
    days = [begin + timedelta(n) for n in range((end - begin).days + 1)]
    shut = [(day, calendar.closure(day)) for day in days if day.weekday() < 5]  # noqa: PLR2004 (Saturday)
    return ExchangeTimeline(
        exchange=calendar.exchange,
        zone=calendar.zone.key,
        sessions=tuple((day, *calendar.hours(day)) for day in calendar.between(begin, end)),
        closures=tuple((day, name) for day, name in shut if name),
        day0=event.day0,
        rule=event.rule,
    )


def _back(calendar: Sessions, day: date) -> date:
    earlier = [d for d in calendar.between(day - timedelta(30), day) if d < day]
    return earlier[-MARGIN] if len(earlier) >= MARGIN else day


def _forth(calendar: Sessions, day: date) -> date:
    later = [d for d in calendar.between(day, day + timedelta(30)) if d > day]
    return later[MARGIN - 1] if len(later) >= MARGIN else day


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value
