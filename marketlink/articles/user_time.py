"""The publication time a user gives."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from marketlink.articles.stamps import fixed, parse_stamp, residue
from marketlink.errors import InputError
from marketlink.records.article import Evidence, Precision, Published

HINT = "--published 2025-02-06 or --published 2025-02-06T11:18+09:00"
_ISO = re.compile(
    r"(?:19|20)\d\d-\d\d-\d\d(?:T\d\d:\d\d(?P<second>:\d\d)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d))?"
)


def user_time(value: str | date | datetime) -> Published:
    """The publication time as the user gave it: a day, or a clock time with its zone.

    Raises
    ------
    InputError
        It is not a date, or a clock time without a zone.
    """
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return _day(value, value.isoformat())
    if read := _plain(value):
        return read
    stamp = parse_stamp(value)
    if stamp is None or residue(value, [stamp]):
        raise InputError(
            f"{value!r} is not a publication time", "A day or a clock time is meant", HINT
        )
    if stamp.precision == "day":
        return _day(stamp.day, value.strip())
    if stamp.instant is None:
        raise InputError(
            f"The publication time {value!r} names no time zone",
            "The same clock time is a different instant in Seoul and in New York",
            f"--published {stamp.day} or --published {stamp.clock:%Y-%m-%dT%H:%M}+09:00",
        )
    return _publication(stamp.instant, value.strip(), stamp.precision, stamp.zone)


def _plain(value: str) -> Published | None:
    """A time in the plain form of ISO 8601, None where it is written otherwise or impossible."""
    match = _ISO.fullmatch(value)
    try:
        at = datetime.fromisoformat(value) if match else None
    except ValueError:
        return None
    if match is None or at is None:
        return None
    shift = at.utcoffset()
    if shift is None:
        return _day(at.date(), value)
    return _publication(at, value, "second" if match["second"] else "minute", fixed(shift)[1])


def _day(value: date, text: str) -> Published:
    return Published(value, "given", "day", None, (Evidence("given", text, value.isoformat()),))


def _instant(value: datetime) -> Published:
    shift = value.utcoffset()
    if shift is None:
        raise InputError(
            f"The publication time {value.isoformat()} names no time zone",
            "A naive clock time is not an instant",
            "pass an aware datetime, or a date",
        )
    zone = getattr(value.tzinfo, "key", None) or fixed(shift)[1]
    return _publication(value, value.isoformat(), "second" if value.second else "minute", zone)


def _publication(at: datetime, text: str, precision: Precision, zone: str | None) -> Published:
    instant = at.astimezone(UTC)
    says = instant.isoformat(timespec="seconds").replace("+00:00", "Z")
    return Published(instant, "given", precision, zone, (Evidence("given", text, says),))
