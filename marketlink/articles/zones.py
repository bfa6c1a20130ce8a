"""Time zones as pages write them: the values ``stamp_zone`` of every language."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from marketlink.articles.page_words import alternatives, meaning

SUMMER_LIKE = ZoneInfo("America/New_York")
"""Whose summer the names of winter time are checked by."""


OFFSET = re.compile(r"(?:(?:gmt|utc)\s*)?([+\-−])(\d{1,2}):?(\d{2})?$", re.IGNORECASE)


@cache
def zone_pattern() -> str:
    """A zone as a page writes it, as a piece of a pattern: "KST", "GMT+9", "+09:00"."""
    offsets = r"(?:GMT|UTC)?\s?[+\-−](?:0?\d|1[0-4]):?[0-5]\d(?!\d)|(?:GMT|UTC)[+\-−]\d{1,2}(?!\d)"
    return rf"(?:{offsets}|{alternatives('stamp_zone')}(?![A-Za-z]))"


def zone_called(name: str) -> tuple[tzinfo, str] | None:
    """The zone a page means by a word, and its name: an IANA name or a fixed offset."""
    word = " ".join(name.strip(" ()").split())
    value = meaning("stamp_zone", word)
    if isinstance(value, str):
        return ZoneInfo(value), value
    if value is not None:
        return fixed(timedelta(hours=value))
    match = OFFSET.match(word)
    if not match:
        return None
    shift = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return fixed(-shift if match[1] != "+" else shift) if shift < timedelta(hours=15) else None


@cache
def fixed(shift: timedelta) -> tuple[tzinfo, str]:
    """A fixed offset and its name, such as "+09:00" ("UTC" for none)."""
    zone = timezone(shift)
    return zone, str(zone).removeprefix("UTC") or "UTC"


def mistaken(name: str, clock: datetime) -> str | None:
    """The summer-time name a page should have written in place of a winter one, if any."""
    summer: str | None = meaning("stamp_summer", name.strip(" ()"))
    return summer if summer and clock.replace(tzinfo=SUMMER_LIKE).dst() else None
