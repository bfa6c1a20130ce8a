"""Whether a sentence looks back or ahead, and whether a time is only its background."""

from __future__ import annotations

from marketlink.moments.cues import around, every, first
from marketlink.text import pack

TAIL = 28
"""Characters of a sentence's end, where the verb of some languages stands."""
Verbs = tuple[tuple[int, int], ...]
"""Where the verbs of a sentence end, and which way each looks: -1 back, 1 ahead."""


def verbs(text: str, start: int, end: int, language: str) -> Verbs:
    """The verbs of a sentence in order."""
    ahead = {match.end() for match in every("ahead", language, text, start, end)}
    back = {match.end() for match in every("past", language, text, start, end)} - ahead
    return tuple(sorted([*((at, 1) for at in ahead), *((at, -1) for at in back)]))


def tense_at(of_sentence: Verbs, position: int, language: str) -> int:
    """The way of the verb that a time stands with, 0 without one: the last before it, else the
    first behind it ("it said on Monday that it would report on Friday"); the other way about in a
    language whose verb stands last."""
    before = [way for at, way in of_sentence if at <= position]
    behind = [way for at, way in of_sentence if at > position]
    near = [*behind[:1], *before[-1:]] if pack(language).verb_last else [*before[-1:], *behind[:1]]
    return near[0] if near else 0


def tense(text: str, start: int, end: int, language: str) -> int:
    """-1 for a sentence that looks back, 1 for one that looks ahead, 0 where verbs tell neither."""
    if pack(language).verb_last:
        tail = max(start, end - TAIL)
        near, far = ("ahead", "past"), ("ahead", "nearing", "past")
        order = [*((kind, tail) for kind in near), *((kind, start) for kind in far)]
        kind = next((kind for kind, at in order if first(kind, language, text, at, end)), None)
        return -1 if kind == "past" else 1 if kind else 0
    ahead = first("ahead", language, text, start, end)
    if ahead and not first("past", language, text, start, ahead.start()):
        return 1
    return -1 if first("past", language, text, start, end) else 1 if ahead else 0


def is_background(text: str, start: int, end: int, language: str) -> bool:
    """Whether the words around use a time only to compare with or to count from."""
    return around("background", language, text, start, end) is not None


def begins_span(text: str, start: int, end: int, language: str) -> bool:
    """Whether a day is that from which something is the greatest: "27일 이후 가장 큰"."""
    return around("span_since", language, text, start, end) is not None
