"""Days on which the places where a stock trades changed: its volume breaks there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from marketlink.calendars.exchanges import exchange_of, is_covered
from marketlink.calendars.phases import phases
from marketlink.calendars.sessions import Sessions, sessions
from marketlink.calendars.venues import Venue, admission, admissions, phase_rows, venues
from marketlink.records.phase import PhaseKind, Sure, VenueChange

_TRADING = frozenset(PhaseKind) - {PhaseKind.OPENING_AUCTION, PhaseKind.CLOSING_AUCTION}


def venue_changes(symbol: str, first: date, last: date) -> tuple[VenueChange, ...]:
    """The changes of a stock's venues between two days, both ends in, in order.

    Abnormal volume or turnover whose estimation window and event lie on two sides of one compares
    unlike things: Korean large stocks at Nextrade since March 2025.

    Parameters
    ----------
    symbol : str
        The line of stock, in Yahoo's form.
    first, last : date

    Returns
    -------
    tuple of VenueChange
        Only what the tables know: a venue whose stocks are not known gives none, nor does a symbol
        of an exchange without a calendar here.
    """
    changes: set[VenueChange] = set()
    if not is_covered(symbol):
        return ()
    for venue in venues(exchange_of(symbol)):
        changes.update(_admitted(venue, symbol, first, last))
        changes.update(_phases(venue, symbol, first, last))
    return tuple(sorted(changes, key=lambda change: (change.day, change.venue, change.phase or "")))


def _admitted(venue: Venue, symbol: str, first: date, last: date) -> Iterator[VenueChange]:
    """Where a venue took a stock up or gave it up."""
    if venue.every:
        return
    calendar = sessions(venue.exchange)
    for row in admissions(venue.code, symbol):
        for day in (row.first, row.last + timedelta(1) if row.last < date.max else None):
            if (
                day is None
                or not first <= day <= last
                or not calendar.first <= day <= calendar.last
            ):
                continue
            now, sure = admission(venue, symbol, day)
            before, _ = admission(venue, symbol, day - timedelta(1))
            if now is not None and now is not before and (now or before):
                yield VenueChange(day, venue.code, None, now, sure)


def _phases(venue: Venue, symbol: str, first: date, last: date) -> Iterator[VenueChange]:
    """Where a venue that trades a stock got other hours than its day before, or other phases.

    The first day of a venue's table is where knowledge of it begins, and no change.
    """
    calendar = sessions(venue.exchange)
    starts = {row.first for row in phase_rows(venue.code)}
    begin = max(venue.first, min(starts, default=date.max))
    for day in starts & {*calendar.between(first, last)}:
        before = _usual(calendar, calendar.before(day), -1)
        after = _usual(calendar, day, 1)
        if day <= begin or not before or not after or not admission(venue, symbol, day)[0]:
            continue
        now, then = (_hours(venue, at) for at in (after, before))
        for kind in _TRADING:
            if now.get(kind, 0) > then.get(kind, 0):
                yield VenueChange(day, venue.code, kind, True, Sure.REPORTED)


def _usual(calendar: Sessions, day: date | None, step: int) -> date | None:
    """The session from a day on, or back, that has the hours of most days."""
    while day and calendar.hours(day) != calendar.regular_hours(day):
        day = calendar.offset(day, step)
    return day


def _hours(venue: Venue, day: date) -> dict[PhaseKind, float]:
    hours: dict[PhaseKind, float] = {}
    for phase in phases(venue.exchange, day):
        if phase.venue == venue.code and phase.opens and phase.closes:
            length = (phase.closes - phase.opens).total_seconds()
            hours[phase.kind] = hours.get(phase.kind, 0) + length
    return hours
