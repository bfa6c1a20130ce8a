"""Whether a sentence looks back or ahead, and whether a time is only its background."""

from __future__ import annotations

from functools import cache

from marketlink.moments.cues import around, every, first
from marketlink.text import pack

TAIL, CLOSE = 28, 36
"""Characters of a sentence's end, where the verb of some languages stands; and of "close by"."""


@cache
def _verb_last(language: str) -> bool:
    return bool(pack(language).settings("clauses").get("verb") == "last")


def tense(text: str, start: int, end: int, language: str) -> int:  # noqa: PLR0911 (a case each)
    """-1 for a sentence that looks back, 1 for one that looks ahead, 0 where verbs tell neither."""
    if _verb_last(language):
        tail = max(start, end - TAIL)
        if first("ahead", language, text, tail, end):
            return 1
        if first("past", language, text, tail, end):
            return -1
        if first("ahead", language, text, start, end):
            return 1
        if first("nearing", language, text, start, end):
            return 1
        return -1 if first("past", language, text, start, end) else 0
    ahead = first("ahead", language, text, start, end)
    if ahead and not first("past", language, text, start, ahead.start()):
        return 1
    return -1 if first("past", language, text, start, end) else 1 if ahead else 0


def just_told(text: str, start: int, position: int, language: str) -> bool:
    """Whether a finished verb, with none that looks ahead after it, stands close before a day.

    In a language whose verb stands last none does.
    """
    if _verb_last(language):
        return False
    at = max(start, position - CLOSE)
    ends = [
        match.end()
        for match in every("past", language, text, at, position)
        if not first("planned", language, match.group(), 0, len(match.group()))
    ]
    return bool(ends) and first("ahead", language, text, ends[-1], position) is None


def is_background(text: str, start: int, end: int, language: str) -> bool:
    """Whether the words around use a time only to compare with or to count from."""
    return around("background", language, text, start, end) is not None


def begins_span(text: str, start: int, end: int, language: str) -> bool:
    """Whether a day is that from which something is the greatest: "27일 이후 가장 큰"."""
    return around("span_since", language, text, start, end) is not None


def is_deadline(text: str, start: int, end: int, language: str) -> bool:
    """Whether a time is one until which something is to be done."""
    return around("until", language, text, start, end) is not None


def is_trading_hours(text: str, start: int, end: int, language: str) -> bool:
    """Whether a clock time only says when a market opens or closes."""
    return around("trading_hours", language, text, start, end) is not None


def is_stamp(text: str, start: int, language: str) -> bool:
    """Whether the words before a time make it the page's own publication stamp."""
    return around("stamp", language, text, start, start) is not None
