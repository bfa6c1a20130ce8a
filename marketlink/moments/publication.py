"""The anchor of relative times: the publication as a day and an instant of the home zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from marketlink.moments.zones import BERLIN, HONG_KONG, LONDON, NEW_YORK, SEOUL
from marketlink.records.article import Language, Published
from marketlink.text import page_settings

BY_OFFSET = {
    "+00:00": LONDON, "UTC": LONDON, "+01:00": LONDON, "+02:00": BERLIN,
    "+03:00": "Asia/Riyadh", "+04:00": "Asia/Dubai", "+05:00": "Asia/Karachi",
    "+05:30": "Asia/Kolkata", "+06:00": "Asia/Dhaka", "+07:00": "Asia/Bangkok",
    "+08:00": HONG_KONG, "+09:00": SEOUL, "+10:00": "Australia/Sydney",
    "+11:00": "Australia/Sydney",
}  # fmt: skip
UPDATED = timedelta(hours=5)
"""How long after its stamp an article may have been told anew: what it tells of such an hour is of
the same day, not of the day before."""
NOWHERE = frozenset({"UTC", "+00:00", "Etc/UTC", "Etc/GMT"})
"""Zones of a stamp that computers print wherever they stand."""


@cache
def zone_info(name: str) -> ZoneInfo:
    """The zone of an IANA name."""
    return ZoneInfo(name)


def local_day(value: date | datetime, zone: str) -> date:
    """The calendar day of a time in its zone."""
    return value.astimezone(zone_info(zone)).date() if isinstance(value, datetime) else value


@dataclass(frozen=True, slots=True)
class Anchor:
    """Publication day and instant; both None where nobody stated them. ``placed`` is whether the
    zone is known: a bare day, or an hour of UTC, does not tell where it was made. ``updated`` is
    the day on which the page says that its text was last changed."""

    day: date | None
    instant: datetime | None
    zone: str
    placed: bool = True
    updated: date | None = None

    @classmethod
    def of(cls, published: Published, language: Language) -> Anchor:
        """The anchor of an article."""
        zone = home_zone(published, language)
        value = published.value
        if value is not None and not 1900 < value.year < 2200:  # noqa: PLR2004 (years a calendar holds)
            return cls(None, None, zone)
        at_home = bool(page_settings(language).get("home"))
        placed = at_home or (published.zone or "UTC") not in NOWHERE
        updated = None if published.updated is None else local_day(published.updated, zone)
        if isinstance(value, datetime):
            return cls(local_day(value, zone), value, zone, placed, updated)
        return cls(value, None, zone, placed, updated)

    def begun_in(self, zone: str) -> date | None:
        """The day that is "today" in a market's zone: where the stamp does not tell its own zone,
        none that had not begun there."""
        if self.day is None or self.instant is None or self.placed:
            return self.day
        return min(self.day, local_day(self.instant, zone))

    def by(self, hour: int) -> datetime | None:
        """The publication, or an hour of its day at home (24 is its end) where the stamp is but a
        day."""
        if self.instant is not None or self.day is None:
            return self.instant
        return datetime.combine(self.day, time(0), zone_info(self.zone)) + timedelta(hours=hour)


def home_zone(published: Published, language: Language) -> str:
    """Where an article's "today" is: its language's home, else the zone its stamp was made in."""
    home = page_settings(language).get("home")
    if home:
        return str(home)
    zone = published.zone or ""
    if "/" in zone and not zone.startswith("Etc/"):
        return zone
    return BY_OFFSET.get(zone, NEW_YORK)
