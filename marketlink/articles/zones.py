"""Time zones as pages write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

REGIONS = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
    "kst": "Asia/Seoul",
    "jst": "Asia/Tokyo",
    "hkt": "Asia/Hong_Kong",
    "sgt": "Asia/Singapore",
    "eastern time": "America/New_York",
    "eastern": "America/New_York",
    "pacific time": "America/Los_Angeles",
    "central time": "America/Chicago",
    "new york time": "America/New_York",
    "london time": "Europe/London",
    "korea time": "Asia/Seoul",
    "한국시간": "Asia/Seoul",
    "한국시각": "Asia/Seoul",
    "한국 시간": "Asia/Seoul",
    "미 동부시간": "America/New_York",
    "미국 동부시간": "America/New_York",
}
HOURS = {
    "z": 0.0,
    "utc": 0.0,
    "gmt": 0.0,
    "est": -5.0,
    "edt": -4.0,
    "cst": -6.0,
    "cdt": -5.0,
    "mst": -7.0,
    "mdt": -6.0,
    "pst": -8.0,
    "pdt": -7.0,
    "bst": 1.0,
    "cet": 1.0,
    "cest": 2.0,
    "ist": 5.5,
    "aest": 10.0,
    "aedt": 11.0,
}
SUMMER = {"est": "EDT", "cst": "CDT", "mst": "MDT", "pst": "PDT"}
OFFSET = re.compile(r"(?:(?:gmt|utc)\s*)?([+\-−])(\d{1,2}):?(\d{2})?$", re.IGNORECASE)
NAMES = sorted((*REGIONS, *HOURS), key=len, reverse=True)
PATTERN = (
    r"(?:(?:GMT|UTC)?\s?[+\-−](?:0?\d|1[0-4]):?[0-5]\d(?!\d)|(?:GMT|UTC)[+\-−]\d{1,2}(?!\d)|"
    + "|".join(rf"{re.escape(name)}(?![A-Za-z])" for name in NAMES)
    + ")"
)


def zone_called(name: str) -> tuple[tzinfo, str] | None:
    """The zone a page means by a word, and its name: an IANA name or a fixed offset."""
    word = " ".join(name.strip(" ()").lower().split())
    if word in REGIONS:
        return ZoneInfo(REGIONS[word]), REGIONS[word]
    if word in HOURS:
        return fixed(timedelta(hours=HOURS[word]))
    found = OFFSET.match(word)
    if not found:
        return None
    shift = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return fixed(-shift if found[1] != "+" else shift) if shift < timedelta(hours=15) else None


def fixed(shift: timedelta) -> tuple[tzinfo, str]:
    """A fixed offset and its name, such as "+09:00" ("UTC" for none)."""
    if not shift:
        return UTC, "UTC"
    minutes = int(shift.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return timezone(shift), f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def mistaken(name: str, clock: datetime) -> str | None:
    """The summer-time name a page should have written in place of a winter one, if any."""
    summer = SUMMER.get(name.strip(" ()").lower())
    if summer is None:
        return None
    aware = clock.replace(tzinfo=ZoneInfo("America/New_York"))
    return summer if aware.dst() else None
