"""The dateline of a story: a place, a day, and the mark of whoever sent it."""

from __future__ import annotations

import re
from functools import cache

from marketlink.articles.page_words import alternatives, meaning, rows
from marketlink.articles.stamps import Stamp

_SENDER = r"(?:\([A-Z][^()\n]{1,40}\)|/\s?[A-Z][\w ]{1,30}/)"
_MARKS = r"\s*[,|/·:–—-]*\s*"
_STATE = r"(?:,\s(?:[A-Z][\w.’']+\s?){1,3}){0,2}"


@cache
def _capitals() -> re.Pattern[str]:
    """A place in capitals, which opens nothing else: "SAN JOSE--(BUSINESS WIRE)--"."""
    return re.compile(
        rf"[\s(]*[A-Z][A-Z.’'-]{{2,}}(?:[ /-][A-Z][A-Z.’'-]+){{0,4}}{_STATE}"
        rf"{_MARKS}{_SENDER}?{_MARKS}$"
    )


@cache
def _mark_behind() -> re.Pattern[str]:
    """The mark after the day, which separates the dateline from the story."""
    return re.compile(rf"\s*[).]\s|\s*:|\s*{_SENDER}?\s*(?:[–—]|--|-\s|\||$)|\s*{_SENDER}\s")


@cache
def no_place() -> str:
    """Words that open a line with a day and are no place, as a piece of a pattern."""
    return rf"{alternatives('dateline_never')}\b"


@cache
def _place() -> re.Pattern[str]:
    return re.compile(
        rf"\s*(?!{no_place()})[A-Z][a-z’']+(?: [A-Z][a-z’']+){{0,2}}{_STATE}"
        rf"(?:,|\s?[–—-]+)\s*{_SENDER}?\s*$"
    )


@cache
def _city() -> re.Pattern[str]:
    return re.compile(rf"\W*({alternatives('dateline_city')})\b", re.IGNORECASE)


def _is_signature(text: str) -> bool:
    return any(rule.match(text) for rule in rows("stamps", "signature").rules)


def zone_of(line: str, stamp: Stamp) -> str | None:
    """The zone of the city that a dateline begins with: its day is that city's."""
    city = _city().match(line[: stamp.start])
    zone: str | None = meaning("dateline_city", city[1]) if city else None
    return zone


def is_dateline(line: str, stamp: Stamp) -> bool:
    """Whether a day of a line is that of its dateline: "OSLO, May 12, 2025 (Example) -- "."""
    before, after = line[: stamp.start], line[stamp.end :]
    bracketed = before.lstrip().startswith("(") and line[: stamp.end].endswith(")")
    if stamp.start > 80 or not (bracketed or _mark_behind().match(after)):  # noqa: PLR2004 (letters apart)
        return False
    if _capitals().match(before):
        return True
    return bool(_place().match(before)) and bool(after.strip())


@cache
def _parted() -> re.Pattern[str]:
    """A name or a rubric ("Ledger Markets", "Week in Review") and bars around a NUL."""
    name, bar = r"[A-Z][\w.&’'-]*", r"(?:[|/·•–—]|--)"
    names = rf"(?:{name}(?:\s(?:in|of|the|and|{name})){{0,5}})?"
    return re.compile(rf"(?:{names}\s*{bar}\s*)?\0(?:\s*{bar}\s*{names})?")


def is_parted(line: str, stamp: Stamp) -> bool:
    """Whether bars part the day from nothing but a name or a rubric."""
    around = f"{line[: stamp.start].strip()}\0{line[stamp.end :].strip()}"
    return around != "\0" and _parted().fullmatch(around) is not None


def is_alone(line: str, stamp: Stamp) -> bool:
    """Whether a line holds nothing but a place, or a writer's name, and the day."""
    if is_parted(line, stamp):
        return True
    before, after = line[: stamp.start], line[stamp.end :]
    if after.strip(" *_.|)"):
        return False
    place = stamp.precision != "day" and _place().match(before)
    return bool(place or _capitals().match(before) or _is_signature(before))
