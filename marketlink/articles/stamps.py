"""Clock times and days as pages print them: ``stamps.toml`` of every language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from marketlink.articles.page_words import alternatives, marked, meaning, pattern, rows
from marketlink.findings import FindingText
from marketlink.records.article import Grade, Precision

WORD = r"[^\W\d_]"
COMPACT = r"(?P<hc>[0-2]\d)(?P<mc>[0-5]\d)(?P<sc>[0-5]\d)?"
QUICK = re.compile(r"\d(?:(?<=1)9\d\d|(?<=2)0\d\d|\d\.\d\d\.\d\d)")
"""What every date with its year has: "2025", "25.01.27". It begins with a digit and nothing else,
so that a text is passed over as fast as digits are looked for."""
SUMMER_LIKE = ZoneInfo("America/New_York")
"""Whose summer the names of winter time are checked by."""
ZONE_OFFSET = re.compile(r"(?:(?:gmt|utc)\s*)?([+\-−])(\d{1,2}):?(\d{2})?$", re.IGNORECASE)

StampRole = Literal["first", "updated", "plain"]


class Stamp(NamedTuple):
    """A day or a clock time at ``text[start:end]``, as it is written.

    ``clock`` is naive: what the page's clock shows; ``zone`` is the zone it names (an IANA name
    or a fixed offset), None where it names none. ``role`` is what its label calls it. ``instant``
    is None where only the day is known, or no zone yet. ``source`` is where it was found.
    """

    start: int
    end: int
    text: str
    clock: datetime
    precision: Precision
    zone: str | None = None
    role: StampRole = "plain"
    label: str = ""
    instant: datetime | None = None
    note: str = ""
    source: str = ""
    grade: Grade = "stated"

    @property
    def day(self) -> date:
        """The day the page's own calendar shows."""
        return self.clock.date()


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
    match = ZONE_OFFSET.match(word)
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


@cache
def _clock_pattern() -> str:
    """A clock time, as a piece of a pattern: "오후 4시 20분", "4:20:31 pm"."""
    half = alternatives("stamp_half")
    clock = rows("stamps", "clock").source
    return rf"(?:(?P<half>{half})?\s?(?P<h>\d{{1,2}}){clock}(?:\s?(?P<half2>{half}))?)"


@cache
def _stamp_pattern() -> re.Pattern[str]:
    """A day, with the weekday, the clock time and the zone that may follow it."""
    before = rf"(?:T|\s?[,|·\-–—]?\s?(?:{alternatives('stamp_before_clock')}|/\s?|[\[(])?)"
    compact = rf"[T\s]?(?<=\d)(?:T|(?<=\d{{8}})){COMPACT}"
    zone = rf"(?<=[\d.]|{alternatives('stamp_end')})\s?\(?(?P<zone>{zone_pattern()})\)?"
    return re.compile(
        rf"{rows('stamps', 'day').source}\s?{alternatives('stamp_weekday_after')}?"
        rf"(?:{before}{_clock_pattern()}|{compact})?(?:{zone})?",
        re.IGNORECASE,
    )


@cache
def _clock_first() -> re.Pattern[str]:
    """A clock time right before a day: "4:15 PM EST, Mon January 27, 2025"."""
    zone = rf"\s?\(?(?P<zone>{zone_pattern()})?\)?"
    joint = rf"\s?(?:,|{alternatives('stamp_joint')}|\||·|-|–)?\s+"
    day = rows("stamps", "day").source
    return re.compile(rf"{_clock_pattern()}{zone}{joint}(?={day})", re.IGNORECASE)


LABEL = (
    rf"(?<!{WORD})(?:(?P<later>{{stamp_later}})|(?P<first>{{stamp_first}}))"
    r"\s?{stamp_label_unit, stamp_label_joint}?\s?[:：|]?\s?(?:{stamp_joint}\s+)?[\[(]?\s?$"
)
"""The label of a publication time or of a later change: "입력 : ", "Updated: "."""
BESIDE = rf"(?<!{WORD}){{stamp_later, stamp_first}}{{stamp_label_unit}}?(?!{WORD})|{{stamp_aside}}"
"""Words beside a stamp without a meaning of their own: its label, "5 min read"."""


def find_stamps(text: str) -> list[Stamp]:
    """Every full date (with its year) in a text, with the clock time, zone and label at it."""
    return list(_stamps(text)) if QUICK.search(text) else []


def parse_stamp(text: str) -> Stamp | None:
    """The one date that a short text holds; None where it holds none, or an impossible one."""
    return next(iter(find_stamps(text[:200])), None)


def _stamps(text: str) -> Iterator[Stamp]:
    last_end = 0
    for match in _stamp_pattern().finditer(text):
        day, only_labelled = _day(match)
        if day is None:
            continue
        before = None if match["h"] or match["hc"] else _clock_before(text, match.start())
        start = match.start() - (len(before[0]) if before else 0)
        label = pattern(LABEL, re.IGNORECASE).search(text[max(start - 24, last_end) : start])
        registers = label and marked("stamp_masthead", "").search(
            text[max(start - 160, 0) : start + 160]
        )
        if registers or (only_labelled and not label):
            continue
        stamp = _stamp(match, before, start, day, label)
        if stamp is not None:
            last_end = stamp.end
            yield stamp


def _clock_before(text: str, end: int) -> re.Match[str] | None:
    """A clock time that stands right before the day ("4:15 PM EST, Mon January 27, 2025")."""
    start = max(end - 28, 0)
    matches = [m for m in _clock_first().finditer(text[start : end + 30]) if start + m.end() == end]
    return matches[0] if matches else None


def _day(match: re.Match[str]) -> tuple[date | None, bool]:
    """The day of a match, None for an impossible one, and whether it needs a label."""
    reading = rows("stamps", "day").read(match)
    if reading is None:
        return None, False
    rule, groups = reading
    labelled = bool(rule.fields.get("labelled"))
    year = int(groups["y"] or 0)
    year += 2000 if year < 100 else 0  # noqa: PLR2004 (years a calendar holds)
    if groups.get("a"):
        return _slashed(int(groups["a"] or 0), int(groups["b"] or 0), year), labelled
    month = meaning("month", groups["month"]) if groups.get("month") else int(groups["m"] or 0)
    return _valid(year, month, int(groups["d"] or 0)), labelled


def _slashed(first: int, second: int, year: int) -> date | None:
    """Month and day in the American or the European order, where only one of them can be."""
    if first == second or second > 12:  # noqa: PLR2004 (a calendar)
        return _valid(year, first, second)
    return _valid(year, second, first) if first > 12 else None  # noqa: PLR2004 (a calendar)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _stamp(
    match: re.Match[str],
    before: re.Match[str] | None,
    start: int,
    day: date,
    label: re.Match[str] | None,
) -> Stamp | None:
    clock = _clock(before or match)
    if clock is None:
        return None
    hour, minute, second, precision = clock
    local = datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 (as the page writes it)
    abbreviation = (before or match)["zone"]
    instant, zone, note = _placed(local, abbreviation) if precision != "day" else (None, None, "")
    role: StampRole = "plain"
    if label:
        role = "updated" if label["later"] else "first"
    called = (label["later"] or label["first"]) if label else ""
    text = match.string[start : match.end()].strip()
    return Stamp(start, match.end(), text, local, precision, zone, role, called, instant, note)


def _clock(match: re.Match[str]) -> tuple[int, int, int, Precision] | None:
    groups = match.groupdict()
    if groups.get("hc"):
        second = int(groups["sc"] or 0)
        clock = int(groups["hc"]), int(groups["mc"]), second
        return (*clock, "second" if groups["sc"] else "minute") if clock[0] < 24 else None  # noqa: PLR2004 (a clock)
    read = rows("stamps", "clock").read(match)
    if read is None:
        return 0, 0, 0, "day"
    parts, hour = read[1], int(groups["h"])
    half = meaning("stamp_half", groups["half"] or groups["half2"] or "")
    if half == "am" and hour > 12:  # noqa: PLR2004 (a clock)
        return None
    if half and hour <= 12:  # noqa: PLR2004 (a clock)
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23:  # noqa: PLR2004 (a clock)
        return None
    minute, second = parts.get("mi"), int(parts.get("s") or 0)
    precision: Precision = "second" if parts.get("s") else "minute" if minute else "hour"
    return hour, int(minute or 0), second, precision


def _placed(local: datetime, abbreviation: str | None) -> tuple[datetime | None, str | None, str]:
    pair = zone_called(abbreviation) if abbreviation else None
    if pair is None or abbreviation is None:
        return None, None, ""
    zone, name = pair
    summer = mistaken(abbreviation, local)
    note = FindingText("warning.summer", named=abbreviation, summer=summer) if summer else ""
    return local.replace(tzinfo=zone).astimezone(UTC), name, note


def residue(line: str, stamps: list[Stamp]) -> str:
    """The text of a line without its stamps, their labels and the marks between them."""
    pieces, position = [], 0
    for stamp in stamps:
        pieces.append(line[position : stamp.start])
        position = stamp.end
    rest = pattern(BESIDE, re.IGNORECASE).sub(" ", " ".join([*pieces, line[position:]]))
    return re.sub(r"[\W_]+", " ", rest).strip()
