"""The phases of a session at every venue, and where news could first be traded on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from marketlink.calendars.exchanges import exchange_of, is_covered
from marketlink.calendars.sessions import Sessions, own_folders, sessions
from marketlink.calendars.venues import (
    PhaseRow,
    Venue,
    admission,
    halts,
    phase_rows,
    venues,
)
from marketlink.errors import InputError
from marketlink.records.phase import AUCTIONS, Gap, Phase, PhaseKind, Sure, Tradable

_HOUR = re.compile(
    r"(?:(?P<anchor>open|close)(?:(?P<sign>[+-])(?P<hours>\d+):(?P<minutes>\d\d)(?::(?P<seconds>\d\d))?)?"
    r"|(?P<clock>\d\d:\d\d(?::\d\d)?)(?P<day>[+-]\d)?d?)"
)
_ORDER = (Sure.KNOWN, Sure.REPORTED, Sure.INFERRED, Sure.UNKNOWN)


def phases(exchange: str, day: date) -> tuple[Phase, ...]:
    """The phases of a session of an exchange at every venue of its stocks, in order of time.

    Parameters
    ----------
    exchange : str
        A code or common name.
    day : date
        A session of the exchange; other days have no phases.

    Returns
    -------
    tuple of Phase
        Phases at hours that are not known come last.
    """
    return _phases(sessions(exchange), day, own_folders())


@lru_cache(maxsize=4096)
def _phases(calendar: Sessions, day: date, folders: tuple[Path, ...]) -> tuple[Phase, ...]:
    """The phases of a session as the calendar and the tables beside the store have them."""
    if not calendar.is_session(day):
        return ()
    phases_of_day = [
        phase for venue in venues(calendar.exchange) for phase in _at(venue, calendar, day)
    ]
    if not any(phase.venue == calendar.exchange for phase in phases_of_day):
        opens, closes = calendar.hours(day)
        kind = PhaseKind.REGULAR
        whole = Phase(
            calendar.exchange, kind, day, opens, closes, Sure.INFERRED, Gap.NO_TABLE, "calendar"
        )
        phases_of_day.append(whole)
    late = datetime.max.replace(tzinfo=UTC)
    return tuple(
        sorted(phases_of_day, key=lambda phase: (phase.opens or late, phase.closes or late))
    )


def first_tradable(instant: datetime, symbol: str) -> Tradable | None:
    """Where a stock could first be traded on news of an instant, and when.

    In a continuous phase that is the instant itself or the phase's opening, in an auction its end.
    Phases at the closing price, and halts of a venue, are passed over. A phase whose hours on a
    day with other hours are not known stands at its usual hours, as ``perhaps``.

    Parameters
    ----------
    instant : datetime
        With a time zone.
    symbol : str
        The line of stock, in Yahoo's form.

    Returns
    -------
    Tradable or None
        None outside the exchange's calendar, and for an exchange without one.

    Raises
    ------
    InputError
        The instant has no time zone.
    """
    if instant.tzinfo is None:
        raise InputError("An instant without a time zone", f"{instant.isoformat()} is ambiguous")
    if not is_covered(symbol):
        return None
    calendar = sessions(exchange_of(symbol))
    places = sorted(_places(instant.astimezone(UTC), symbol, calendar), key=_instant)
    sure = next((place for place in places if place.sure is not Sure.UNKNOWN), None)
    if sure is None or not places or places[0] is sure or places[0].instant >= sure.instant:
        return sure
    perhaps = places[0]
    return Tradable(symbol, sure.venue, sure.phase, sure.instant, sure.session, sure.sure, perhaps)


def _less(one: Sure, other: Sure) -> Sure:
    """Whichever of two grades is the less sure."""
    return max(one, other, key=_ORDER.index)


def _instant(place: Tradable) -> datetime:
    return place.instant


def _places(instant: datetime, symbol: str, calendar: Sessions) -> Iterator[Tradable]:
    """The first price after an instant in each phase of the sessions around it that goes on after
    it, and opens before the first price found so far."""
    first: datetime | None = None
    folders = own_folders()
    by_code = _by_code(calendar.exchange, folders)
    for day in _around(instant, calendar):
        for phase in _priced(calendar, day, folders):
            opens, closes = phase.opens, phase.closes
            if opens is None or closes is None or closes <= instant or (first and opens > first):
                continue
            venue = by_code.get(phase.venue)
            trades, sure = admission(venue, symbol, day) if venue else (True, phase.sure)
            price = None if trades is False else _price(phase, instant, symbol)
            if price is not None:
                sure = _less(sure, phase.sure)
                if sure is not Sure.UNKNOWN:
                    first = min(first, price) if first else price
                yield Tradable(symbol, phase.venue, phase.kind, price, day, sure)


@lru_cache(maxsize=64)
def _by_code(exchange: str, folders: tuple[Path, ...]) -> dict[str, Venue]:
    return {venue.code: venue for venue in venues(exchange)}


@lru_cache(maxsize=4096)
def _priced(calendar: Sessions, day: date, folders: tuple[Path, ...]) -> tuple[Phase, ...]:
    """The phases of a session that make prices of their own, those of unknown hours last."""
    every = (*_phases(calendar, day, folders), *_unknown(calendar, day, folders))
    return tuple(phase for phase in every if phase.kind is not PhaseKind.CLOSING_PRICE)


def _around(instant: datetime, calendar: Sessions) -> list[date]:
    """The session before the local day of an instant, and the two from it on."""
    local = instant.astimezone(calendar.zone).date()
    if not calendar.first <= local <= calendar.last:
        return []
    ahead = calendar.on_or_after(local)
    days = [calendar.before(local), ahead, calendar.offset(ahead, 1) if ahead else None]
    return [day for day in days if day is not None]


def _price(phase: Phase, instant: datetime, symbol: str) -> datetime | None:
    """When a phase could first make a price on news of an instant, None where it cannot."""
    if phase.opens is None or phase.closes is None:
        return None
    whole = phase.kind in AUCTIONS or phase.every is not None
    price = _auction(phase, phase.opens, instant)
    for halt in halts(phase.venue, symbol):
        if halt.start <= price < halt.end:
            price = _auction(phase, phase.opens, halt.end.astimezone(UTC))
    over = price > phase.closes if whole else price >= phase.closes
    return None if over else price


def _auction(phase: Phase, opens: datetime, instant: datetime) -> datetime:
    """The first price of a phase after an instant, were the phase to go on for ever."""
    if phase.every is not None:
        return opens + phase.every * (max((instant - opens) // phase.every, 0) + 1)
    if phase.kind in AUCTIONS and phase.closes is not None:
        return max(phase.closes, instant)
    return max(opens, instant)


def _at(venue: Venue, calendar: Sessions, day: date) -> Iterator[Phase]:
    if not venue.first <= day <= venue.last:
        return
    other = calendar.hours(day) != calendar.regular_hours(day)
    for row in phase_rows(venue.code, day):
        if other and row.other == "off":
            continue
        if other and row.other == "unknown":
            unknown = Sure.UNKNOWN
            yield Phase(venue.code, row.kind, day, None, None, unknown, Gap.OTHER_HOURS, row.source)
        elif phase := _phase(venue, row, calendar, day):
            yield phase


def _phase(venue: Venue, row: PhaseRow, calendar: Sessions, day: date) -> Phase | None:
    """The phase of a row at its hours of a day, None where that day leaves it no time."""
    gap = Gap.NOT_CHECKED if day > venue.as_of else Gap.NONE
    opens, closes = _hours(row, calendar, day)
    sure = _less(row.sure, Sure.INFERRED) if gap else row.sure
    if opens >= closes:
        return None
    return Phase(venue.code, row.kind, day, opens, closes, sure, gap, row.source, row.every)


@lru_cache(maxsize=4096)
def _unknown(calendar: Sessions, day: date, folders: tuple[Path, ...]) -> tuple[Phase, ...]:
    """The phases whose hours on a day with other hours are not known, as if they moved with it."""
    if calendar.hours(day) == calendar.regular_hours(day):
        return ()
    return tuple(
        replace(phase, sure=Sure.UNKNOWN, gap=Gap.OTHER_HOURS)
        for venue in venues(calendar.exchange)
        if venue.first <= day <= venue.last
        for row in phase_rows(venue.code, day)
        if row.other == "unknown" and (phase := _phase(venue, row, calendar, day))
    )


def _hours(row: PhaseRow, calendar: Sessions, day: date) -> tuple[datetime, datetime]:
    bounds = dict(zip(("open", "close"), calendar.hours(day), strict=True))
    zone = calendar.zone
    return _hour(row.opens, bounds, day, zone), _hour(row.closes, bounds, day, zone)


def _hour(words: str, bounds: dict[str, datetime], day: date, zone: ZoneInfo) -> datetime:
    """The instant of an hour as a table writes it: "08:00", "close+0:10", "20:00-1d"."""
    match = _HOUR.fullmatch(words)
    if match is None:
        raise InputError(f"{words!r} is no hour of a phase", "", "08:00, close+0:10 or 20:00-1d")
    if match["anchor"]:
        offset = timedelta(
            hours=int(match["hours"] or 0),
            minutes=int(match["minutes"] or 0),
            seconds=int(match["seconds"] or 0),
        )
        return bounds[match["anchor"]] + (-offset if match["sign"] == "-" else offset)
    clock = time.fromisoformat(match["clock"])
    local = datetime.combine(day + timedelta(int(match["day"] or 0)), clock, zone)
    return local.astimezone(UTC)
