"""Dates and clock times written in figures, the same in both languages."""

from __future__ import annotations

import re
from re import Match

from marketlink.moments.calendar import make
from marketlink.moments.tokens import Reading

YMD = re.compile(
    r"((?:19|20)\d{2})(?:(\s?[-./]\s?)(1[0-2]|0?[1-9])\2(3[01]|[12]\d|0?[1-9])"
    r"|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?![\d%])(?!\.\d)\.?"
)
SHORT_YMD = re.compile(r"['’‘](\d{2})[./](1[0-2]|0?[1-9])[./](3[01]|[12]\d|0?[1-9])(?!\d)")
SLASHED = re.compile(
    r"(1[0-2]|0?[1-9])/(3[01]|[12]\d|0?[1-9])(?:/((?:19|20)\d{2}|\d{2}))?(?![\d/%])(?!\.\d)"
)
DAY_FIRST = re.compile(r"(3[01]|[12]\d|0?[1-9])/(1[0-2]|0?[1-9])/((?:19|20)\d{2})(?![\d/%])")
CLOCK = re.compile(
    r"T?([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?(?!\d)"
)
BEFORE_SLASHED = re.compile(
    r"(?:\b(?:on|since|by|from|until|till|dated?|through|of|before|after|and|to|mon|tues?|wed|thu(?:rs)?"
    r"|fri|sat|sun|[a-z]+day),?\s|[(\[]|^|\n)$",
    re.IGNORECASE,
)


def free(match: Match[str]) -> bool:
    """Whether no digit, sign of currency or decimal point stands right before."""
    at = match.start()
    return at == 0 or not (match.string[at - 1].isdigit() or match.string[at - 1] in ".,$₩€£/-+:")


def ymd(match: Match[str]) -> Reading:
    """2025-01-27, 2025.1.27, 2025/01/27."""
    if not free(match):
        return None
    year, sign, month, day, packed_month, packed_day = match.groups()
    if sign is None and not _stamped(match):
        return None
    values = int(year), int(month or packed_month), int(day or packed_day)
    return ("ymd", values) if make(*values) else None


def _stamped(match: Match[str]) -> bool:
    """Eight digits in a row are a date only where nothing but brackets or blanks surround them."""
    text, at, end = match.string, match.start(), match.end()
    around = text[max(at - 1, 0) : at] + text[end : end + 1]
    return all(sign in "()[] \n" for sign in around) and "원" not in text[end : end + 3]


def short_ymd(match: Match[str]) -> Reading:
    """'25.1.27."""
    year, month, day = (int(group) for group in match.groups())
    return ("ymd", (2000 + year, month, day)) if make(2000 + year, month, day) else None


def slashed(match: Match[str]) -> Reading:
    """1/27 and 1/27/2025, month first, where the words before ask for a date."""
    if not free(match):
        return None
    month, day, year = match.groups()
    before = match.string[max(match.start() - 14, 0) : match.start()]
    if year:
        full = int(year) + (2000 if len(year) == 2 else 0)
        return ("ymd", (full, int(month), int(day))) if make(full, int(month), int(day)) else None
    if not BEFORE_SLASHED.search(before) or not make(2024, int(month), int(day)):
        return None
    if match.start() == 0 and match.string[match.end() : match.end() + 1] not in "):,":
        return None
    return "md", (int(month), int(day), None)


def day_first(match: Match[str]) -> Reading:
    """27/01/2025, where month first is impossible."""
    day, month, year = (int(group) for group in match.groups())
    return ("ymd", (year, month, day)) if free(match) and make(year, month, day) else None


def clock(match: Match[str]) -> Reading:
    """10:30, T10:30:00+09:00."""
    if not free(match):
        return None
    hour, minute, offset = match.groups()
    return "clock", (int(hour), int(minute), "", offset)
