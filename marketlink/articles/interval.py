"""When an article was published, as an interval of instants: never a guess."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from marketlink.records.article import Published

EAST, WEST = timedelta(hours=14), timedelta(hours=12)
"""How far clocks are ahead of and behind UTC, at most."""


def interval(published: Published) -> tuple[str | None, str | None]:
    """The first and the last instant at which it can have been published, as ISO 8601 in UTC.

    Both are the instant where that is known, the ends of the day in its zone where only the day
    is, of the day anywhere on earth where no zone is, of the bracket where there is one. None
    where nothing is known, or where a day at the end of the calendar (the year 1, 9999) has none.
    """
    try:
        return _bounds(published)
    except OverflowError:
        return None, None


def _bounds(published: Published) -> tuple[str | None, str | None]:
    value = published.value
    if isinstance(value, datetime):
        return _iso(value), _iso(value)
    first, last = published.earliest or value, published.latest or value
    if first is None or last is None:
        return None, None
    zone, after = zone_of(published.zone), last + timedelta(1)
    if zone is None:
        return _iso(_day(first, UTC) - EAST), _iso(_day(after, UTC) + WEST)
    return _iso(_day(first, zone)), _iso(_day(after, zone))


def widened(clock: datetime) -> tuple[str, str]:
    """The interval of a clock time of which the zone is not known."""
    at = clock.replace(tzinfo=UTC)
    return _iso(at - EAST), _iso(at + WEST)


def zone_of(name: str | None) -> tzinfo | None:
    """A zone by its IANA name or its offset ("+09:00"); None where it is not known."""
    if name and name[0] in "+-":
        return datetime.fromisoformat(f"2000-01-01T00:00{name}").tzinfo
    return ZoneInfo(name) if name else None


def _day(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
