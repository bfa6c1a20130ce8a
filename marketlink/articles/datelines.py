"""The dateline of a story: a place, a day, and the mark of whoever sent it."""

from __future__ import annotations

import re

from marketlink.articles.stamps import Stamp

_SENDER = r"(?:\([A-Z][^()\n]{1,40}\)|/\s?[A-Z][\w ]{1,30}/)"
_MARKS = r"\s*[,|/·:–—-]*\s*"
_STATE = r"(?:,\s(?:[A-Z][\w.’']+\s?){1,3}){0,2}"
NO_PLACE = r"(?:On|In|By|Since|As|From|Until|After|Before|Last|Late)\b"
CAPITALS = re.compile(
    rf"[\s(]*[A-Z][A-Z.’'-]{{2,}}(?:[ /-][A-Z][A-Z.’'-]+){{0,4}}{_STATE}"
    rf"{_MARKS}{_SENDER}?{_MARKS}$"
)
"""A place in capitals, which opens nothing else: "SAN JOSE--(BUSINESS WIRE)--"."""
PLACE = re.compile(
    rf"\s*(?!{NO_PLACE})[A-Z][a-z’']+(?: [A-Z][a-z’']+){{0,2}}{_STATE}"
    rf"(?:,|\s?[–—-]+)\s*{_SENDER}?\s*$"
)
PARTED = re.compile(rf"\s*[).]\s|\s*:|\s*{_SENDER}?\s*(?:[–—]|--|-\s|\||$)|\s*{_SENDER}\s")
"""What follows the day, and parts the dateline from the story."""
SIGNATURE = re.compile(
    r"\W*By (?:[A-Z][\w.’'-]+ ?){1,4}(?: (?:and|,) (?:[A-Z][\w.’'-]+ ?){1,4})?\W*$"
)


_CITIES = {
    "Asia/Seoul": "seoul",
    "Asia/Tokyo": "tokyo",
    "Asia/Hong_Kong": "hong kong",
    "Asia/Taipei": "taipei",
    "Asia/Shanghai": "shanghai|beijing|shenzhen",
    "Asia/Singapore": "singapore",
    "Asia/Kolkata": "mumbai|bengaluru|new delhi",
    "Australia/Sydney": "sydney|melbourne",
    "Europe/London": "london",
    "Europe/Berlin": "frankfurt|berlin|munich",
    "Europe/Paris": "paris",
    "Europe/Zurich": "zurich",
    "Europe/Amsterdam": "amsterdam",
    "America/New_York": "new york|washington|boston",
    "America/Los_Angeles": "san francisco|los angeles|san jose|seattle",
}
CITY = {zone: re.compile(rf"\W*(?:{names})\b", re.IGNORECASE) for zone, names in _CITIES.items()}


def zone_of(line: str, stamp: Stamp) -> str | None:
    """The zone of the city that a dateline begins with: its day is that city's."""
    before = line[: stamp.start]
    return next((zone for zone, city in CITY.items() if city.match(before)), None)


def is_dateline(line: str, stamp: Stamp) -> bool:
    """Whether a day of a line is that of its dateline: "OSLO, May 12, 2025 (Example) -- "."""
    before, after = line[: stamp.start], line[stamp.end :]
    bracketed = before.lstrip().startswith("(") and line[: stamp.end].endswith(")")
    if stamp.start > 80 or not (bracketed or PARTED.match(after)):
        return False
    if CAPITALS.match(before):
        return True
    return bool(PLACE.match(before)) and bool(after.strip())


BESIDE = re.compile(r"\s*(?:[A-Z][\w.&’'-]*(?:\s(?:in|of|the|and|[A-Z][\w.&’'-]*)){0,5})?\s*")
"""A name or a rubric beside the day: "Ledger Markets", "Week in Review"."""
BAR = r"\s*(?:[|/·•–—]|--)"


def is_parted(line: str, stamp: Stamp) -> bool:
    """Whether bars part the day from nothing but a name or a rubric."""
    before, after = line[: stamp.start].rstrip(), line[stamp.end :].lstrip()
    if before and not re.search(rf"{BAR}$", before):
        return False
    if after and not re.match(BAR, after):
        return False
    return all(
        BESIDE.fullmatch(part.strip(" |/·•–—-")) is not None for part in (before, after)
    ) and bool(before or after)


def is_alone(line: str, stamp: Stamp) -> bool:
    """Whether a line holds nothing but a place, or a writer's name, and the day."""
    if is_parted(line, stamp):
        return True
    before, after = line[: stamp.start], line[stamp.end :]
    if after.strip(" *_.|)"):
        return False
    place = stamp.precision != "day" and PLACE.match(before)
    return bool(place or CAPITALS.match(before) or SIGNATURE.match(before))
