# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""Days that an English sentence only counts from, or holds another move against."""

from __future__ import annotations

import re

_POINT = r"(?:close|finish|high|low|peak|level|record|trough|bottom)s?\b"
_OWN = r"(?:its|their|the|an?|that|[\w&.]+['’]s)\s"
PEAKED = re.compile(r"\b(?:high|low|peak|record|trough|bottom)\b(?! clos)", re.IGNORECASE)
SINCE = re.compile(r"\bsince\s(?:(?:the|its|their|an?)\s(?:[\w.’'-]+\s){1,5})?(?:on\s)?$", re.IGNORECASE)  # fmt: skip
"""What a span begins with, right before its first day: "since Nov. 14", "since the rout on Jan. 27"."""
OWNING = re.compile(
    rf"\b(?:from|above|below|under|off|since|over|of|than)\s(?:{_OWN})?(?:[\w-]+\s)?$",
    re.IGNORECASE,
)
OWNED = re.compile(rf"(?:['’]s)?,?\s(?:[\w-]+\s){{0,2}}{_POINT}", re.IGNORECASE)
"""A point that a day owns: "from its Nov. 14 close", "below its July 10 closing high"."""
POINT_OF = re.compile(
    rf"\b(?:from|above|below|under|off|since|of)\s(?:(?:hitting|reaching|setting|touching|peaking|bottoming)\s)?(?:{_OWN})?(?:[\w-]+\s){{0,3}}(?:{_POINT}\s)?(?:(?:of|at)\s[$₩]?\d[\d,.]*(?:\swon)?\s)?(?P<told>(?:set|reached|hit|touched|struck|recorded)\s)?(?:back\s)?(?:on\s|in\s)?$",
    re.IGNORECASE,
)
"""A point told of a day: "from its peak on June 18", "since hitting a record on July 10"."""
STANDS = re.compile(
    r"\b(?:has|have|had|is|are|was|were|remains?|leav(?:es|ing)|left|still|now|puts?|putting)\b",
    re.IGNORECASE,
)
"""How a price stands, which a day of its peak does not date: "is down 37% from its peak on June 18"."""
HELD_AGAINST = re.compile(
    r"\b(?:against|compared (?:with|to)|versus|following|after|adding to|on top of|than|from|erasing|reversing|trimming|extending)\s(?:an?|the|its|their)\s(?:[\w-]+\s)?\d[\d.]*\s?(?:%|per ?cent)\s(?:[\w-]+\s){1,3}(?:on\s)?$"
)
"""A move told as a noun beside another, up to its day: "after a 4% rally on Monday"."""


def counted(text: str, start: int, end: int) -> str:
    """How an English sentence counts from a day at ``text[start:end]``: "close" where a close is
    meant, "point" where it may be a price within the session, "" where it does not."""
    first = max(0, start - 110)
    first = max([first, *(m.end() for m in STOP.finditer(text, first, start + 1))])
    since = SINCE.search(text, first, start)
    if since or text[start : start + 6].lower() == "since ":
        return "point" if since and PEAKED.search(since.group()) else "close"
    owned = OWNED.match(text, end)
    if owned and OWNING.search(text, first, start):
        return "close" if re.search(r"clos|finish", owned.group(), re.IGNORECASE) else "point"
    point = POINT_OF.search(text, first, start)
    if point is None or POINTED.search(point.group()) is None:
        return ""
    return "point" if point.group("told") or STANDS.search(text, first, point.start()) else ""


def held_against(text: str, start: int) -> int | None:
    """Where the words begin that hold a move of the day at ``start`` against another; None where
    there are none."""
    found = HELD_AGAINST.search(text, max(0, start - 90), start)
    return found.start() if found else None


STOP = re.compile(r"[.;!?]\s(?=[A-Z])|\n")
POINTED = re.compile(rf"{_POINT}|ing\b", re.IGNORECASE)
