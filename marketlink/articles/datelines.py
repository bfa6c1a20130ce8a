"""The dateline of a story: a place, a day, and the mark of whoever sent it."""

from __future__ import annotations

import re

from marketlink.articles.page_words import meaning, pattern, rows
from marketlink.articles.stamps import Stamp

_SENDER = r"(?:\([A-Z][^()\n]{1,40}\)|/\s?[A-Z][\w ]{1,30}/)"
_MARKS = r"\s*[,|/·:–—-]*\s*"
_STATE = r"(?:,\s(?:[A-Z][\w.’']++\s?){1,3}){0,2}"
CAPITALS = re.compile(
    rf"[\s(]*[A-Z][A-Z.’'-]{{2,}}(?:[ /-][A-Z][A-Z.’'-]+){{0,4}}{_STATE}{_MARKS}{_SENDER}?{_MARKS}$"
)
"""A place in capitals, which opens nothing else: "SAN JOSE--(BUSINESS WIRE)--"."""
MARK_BEHIND = re.compile(rf"\s*[).]\s|\s*:|\s*{_SENDER}?\s*(?:[–—]|--|-\s|\||$)|\s*{_SENDER}\s")
"""The mark after the day, which separates the dateline from the story."""
PLACE = (
    rf"\s*(?!{{dateline_never}}\b)[A-Z][a-z’']+(?: [A-Z][a-z’']+){{0,2}}{_STATE}"
    rf"(?:,|\s?[–—-]+)\s*{_SENDER}?\s*$"
)
"""A place in small letters; words that open a line with a day are none."""
CITY = r"\W*({dateline_city})\b"


def zone_of(line: str, stamp: Stamp) -> str | None:
    """The zone of the city that a dateline begins with: its day is that city's."""
    city = pattern(CITY, re.IGNORECASE).match(line[: stamp.start])
    zone: str | None = meaning("dateline_city", city[1]) if city else None
    return zone


def is_dateline(line: str, stamp: Stamp) -> bool:
    """Whether a day of a line is that of its dateline: "OSLO, May 12, 2025 (Example) -- "."""
    before, after = line[: stamp.start], line[stamp.end :]
    bracketed = before.lstrip().startswith("(") and line[: stamp.end].endswith(")")
    if stamp.start > 80 or not (bracketed or MARK_BEHIND.match(after)):  # noqa: PLR2004 (letters apart)
        return False
    if CAPITALS.match(before):
        return True
    return bool(pattern(PLACE).match(before)) and bool(after.strip())


_NAME = r"[A-Z][\w.&’'-]*"
_NAMES = rf"(?:{_NAME}(?:\s(?:in|of|the|and|{_NAME})){{0,5}})?"
_BAR = r"(?:[|/·•–—]|--)"
PARTED = re.compile(rf"(?:{_NAMES}\s*{_BAR}\s*)?\0(?:\s*{_BAR}\s*{_NAMES})?")
"""A name or a rubric ("Ledger Markets", "Week in Review") and bars around a NUL."""


def is_parted(line: str, stamp: Stamp) -> bool:
    """Whether bars part the day from nothing but a name or a rubric."""
    around = f"{line[: stamp.start].strip()}\0{line[stamp.end :].strip()}"
    return around != "\0" and PARTED.fullmatch(around) is not None


def is_alone(line: str, stamp: Stamp) -> bool:
    """Whether a line holds nothing but a place, or a writer's name, and the day."""
    if is_parted(line, stamp):
        return True
    before, after = line[: stamp.start], line[stamp.end :]
    if after.strip(" *_.|)"):
        return False
    place = stamp.precision != "day" and pattern(PLACE).match(before)
    signed = any(rule.match(before) for rule in rows("stamps", "signature").rules)
    return bool(place or CAPITALS.match(before)) or signed
