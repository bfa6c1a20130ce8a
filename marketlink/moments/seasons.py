"""Spring, summer, autumn and winter: three months, no more exact than that."""

# ruff: noqa: E501 (one pattern a line reads better than a folded one)
from __future__ import annotations

import re
from re import Match

from marketlink.moments.calendar import month_of
from marketlink.moments.context import Context, Span
from marketlink.moments.days import year_of
from marketlink.moments.tokens import Chunk, Reading
from marketlink.records.article import TimeRule

FIRST_MONTH = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
KOREAN_NAMES = {"봄": "spring", "여름": "summer", "가을": "autumn", "겨울": "winter"}
KOREAN = re.compile(r"(지난\s?|올\s?)?(봄|여름|가을|겨울)(?:철)?(?=$|[^가-힣]|[에의까부이])")
KOREAN_HEADS = "지난|올|봄|여름|가을|겨울"
ENGLISH_HEADS = "in|during|since|by|until|over|of|the|early|late|mid|spring|summer|autumn|fall|winter|last|this|next"
ENGLISH = re.compile(
    r"(?:(?:in|during|since|by|until|over|of) )?(?:the )?(?:(?:early|late|mid)[ -])?"
    r"(?:(spring|summer|autumn|fall|winter) (?:of )?((?:19|20)\d{2})"
    r"|(last|this|next) (?:(spring|summer|autumn|winter)(?![\w-])|(fall)(?=[,.;)]|$| when| after| and)))",
    re.IGNORECASE,
)
SHIFT = {"last": -1, "this": 0, "next": 1}


def korean(match: Match[str]) -> Reading:
    """지난여름, 올겨울; 봄 after a year (지난해 봄)."""
    text, at = match.string, match.start()
    if at and text[at - 1].isalnum():
        return None
    lead, name = match.groups()
    way = {"지난": -1, "올": 0}.get((lead or "").strip())
    return "season", (KOREAN_NAMES[name], None, way)


def english(match: Match[str]) -> Reading:
    """In the spring of 2024, last summer."""
    at = match.start()
    if at and match.string[at - 1].isalnum():
        return None
    name, year, way, other, fall = match.groups()
    word = (name or other or fall).lower()
    return "season", (
        "autumn" if word == "fall" else word,
        int(year) if year else None,
        SHIFT[way.lower()] if way else None,
    )


def season(chunk: Chunk, context: Context) -> Span | None:
    """Three whole months; winter runs into the next year. None where no words say which year's."""
    name, stated, way = chunk.slots["season"]
    month = FIRST_MONTH[str(name)]
    year = int(stated) if stated else year_of(chunk, context)
    if year is None and "prefix" in chunk.slots:
        way = chunk.number("prefix")
    if year is None and way is not None and context.today:
        today = context.today
        begun = today.year if month_of(today.year, month)[0] <= today else today.year - 1
        year = {-1: begun, 0: today.year, 1: begun + 1}[int(way)]
        if int(way) == 0 and name == "winter" and today.month < 6:
            year -= 1
    if year is None:
        return None
    first, last = month_of(year, month)[0], month_of(year, month + 2)[1]
    return Span(first, last, "interval", TimeRule.SEASON, 0.6)
