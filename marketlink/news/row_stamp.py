"""The publication time of a row of a user's table: its stamp as an interval, never a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache

from marketlink.articles.interval import interval, widened, zone_of
from marketlink.articles.page_words import meaning, rows
from marketlink.articles.stamps import parse_stamp
from marketlink.records.article import Published


class Style(StrEnum):
    """How a stamp is written."""

    INSTANT = "instant"
    CLOCK = "clock_without_zone"
    DAY = "day"
    EPOCH = "epoch"
    RELATIVE = "relative"


class Refusal(StrEnum):
    """Why a row is not kept; docs/import.md says what to do about each."""

    NO_TEXT = "no_text"
    NO_TIME = "no_time"
    NOT_A_TIME = "not_a_time"
    NEEDS_READ_AT = "needs_read_at"
    IN_THE_FUTURE = "in_the_future"


@dataclass(frozen=True, slots=True)
class Stamped:
    """A stamp as understood: ``value`` the instant or the day, ``lo`` and ``hi`` (ISO 8601, UTC)
    its bounds; ``exact`` where the instant is known."""

    style: Style
    value: str
    lo: str
    hi: str
    exact: bool


@dataclass(frozen=True, slots=True)
class StampClock:
    """The clock that stamps are read with: ``zone`` of those that name none (None: not known),
    ``read_at`` the instant at which relative ones were true, ``now`` after which nothing can be
    published.
    """

    zone: tzinfo | None
    read_at: datetime | None
    now: datetime


ISO = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|[+-]\d\d(?::?\d\d)?)?)?", re.I
)
BEFORE_ZONE = re.compile(r"\s(?=[Z+-])")
HOUR = 60
"""Minutes of the longest unit in which an age tells more than a day."""


@lru_cache(4096)
def read_stamp(text: str, clock: StampClock) -> Stamped | Refusal:
    """One stamp.

    A clock time that names no zone, where none is given, is known to 26 hours only, and counts as
    its day; a day is known to the day of the zone given, or to that day anywhere on earth.

    Parameters
    ----------
    text : str
        "2025-01-27 16:20", "Wed, 05 Nov 2025 14:21:36 -0500", "AUG 17, 2022", "5 DAYS AGO",
        "Aug-13-25 Today 08:49PM", "1738012800", "2025.01.28 오전 6:31".
    clock : StampClock
    """
    text = text.strip()
    if not text:
        return Refusal.NO_TIME
    try:
        stamp = _iso(text, clock) or _relative(text, clock) or _epoch(text)
        stamp = stamp or _screener(text, clock) or _any(text, clock)
    except (OverflowError, ValueError):
        # a day or an offset that no calendar has: the year 1 in the west, "9999 years ago", +99:99
        return Refusal.NOT_A_TIME
    if stamp is None:
        return Refusal.NOT_A_TIME
    if isinstance(stamp, Stamped) and stamp.lo > clock.now.isoformat():
        return Refusal.IN_THE_FUTURE
    return stamp


def _iso(text: str, clock: StampClock) -> Stamped | None:
    if not ISO.fullmatch(text):
        return None
    at = datetime.fromisoformat(BEFORE_ZONE.sub("", text.upper()))
    if len(text) == len("2025-01-27"):
        return _day(at.date(), clock)
    return _clock(at.replace(tzinfo=None), at.tzinfo, clock)


def _clock(at: datetime, own: tzinfo | None, clock: StampClock) -> Stamped:
    if own is None and clock.zone is None and at.time() != datetime.min.time():
        lo, hi = widened(at)
        return Stamped(Style.CLOCK, at.date().isoformat(), lo, hi, exact=False)
    if own is None and at.time() == datetime.min.time():
        return _day(at.date(), clock)
    exact = at.replace(tzinfo=own or clock.zone).astimezone(UTC).isoformat(timespec="seconds")
    return Stamped(Style.INSTANT if own else Style.CLOCK, exact, exact, exact, exact=True)


def _day(day: date, clock: StampClock) -> Stamped:
    zone = getattr(clock.zone, "key", None) or (str(clock.zone)[3:] if clock.zone else None)
    lo, hi = interval(Published(day, zone="+00:00" if zone == "" else zone))
    if lo is None or hi is None:
        raise OverflowError(day)
    return Stamped(Style.DAY, day.isoformat(), lo, hi, exact=False)


def _relative(text: str, clock: StampClock) -> Stamped | Refusal | None:
    match = next(
        (m for rule in rows("stamps", "ago").rules if (m := rule.pattern.fullmatch(text))), None
    )
    if match is None:
        return None
    if clock.read_at is None:
        return Refusal.NEEDS_READ_AT
    groups = match.groupdict()
    if "day" in groups:
        at = clock.read_at - timedelta(days=meaning("ago_day", groups["day"]))
    else:
        minutes = meaning("ago_unit", groups["unit"])
        count = meaning("ago_count", groups["count"]) or int(groups["count"])
        at = clock.read_at - count * timedelta(minutes=minutes)
        if minutes <= HOUR:
            lo = at - timedelta(minutes=minutes)
            return Stamped(Style.RELATIVE, at.date().isoformat(), _utc(lo), _utc(at), exact=False)
    day = _day(at.astimezone(clock.zone or UTC).date(), clock)
    return Stamped(Style.RELATIVE, day.value, day.lo, day.hi, exact=False)


def _epoch(text: str) -> Stamped | None:
    if not re.fullmatch(r"\d{10}(?:\d{3})?(?:\.\d+)?", text):
        return None
    seconds = float(text) / (1000 if len(text.split(".", maxsplit=1)[0]) == 13 else 1)  # noqa: PLR2004 (letters)
    exact = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    return Stamped(Style.EPOCH, exact, exact, exact, exact=True)


def _screener(text: str, clock: StampClock) -> Stamped | None:
    """A screener's "Aug-13-25 Today 08:49PM": the day is written, the word says nothing more."""
    match = next(
        (m for rule in rows("stamps", "screener").rules if (m := rule.pattern.fullmatch(text))),
        None,
    )
    if match is None:
        return None
    try:
        day = date(2000 + int(match["y"]), meaning("month", match["month"]), int(match["d"]))
        if match["h"] is None:
            return _day(day, clock)
        afternoon = meaning("stamp_half", match["half"]) == "pm"
        at = time(int(match["h"]) % 12 + 12 * afternoon, int(match["mi"]))
    except ValueError:
        return None
    return _clock(datetime.combine(day, at), None, clock)


def _any(text: str, clock: StampClock) -> Stamped | None:
    stamp = parse_stamp(text)
    if stamp is None:
        return None
    if stamp.precision == "day":
        return _day(stamp.day, clock)
    if stamp.instant is not None:
        exact = _utc(stamp.instant)
        return Stamped(Style.INSTANT, exact, exact, exact, exact=True)
    return _clock(stamp.clock, zone_of(stamp.zone), clock)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
