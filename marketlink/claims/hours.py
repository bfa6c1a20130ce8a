"""The hours of trading of a number."""

from __future__ import annotations

from enum import StrEnum

from marketlink.claims.claim_sentence import ClaimSentence, gap
from marketlink.claims.cues import MEASURES, SUBJECTS


class Hours(StrEnum):
    """The trading hours of a number."""

    ANY = "any"
    REGULAR = "regular"
    OFF = "off"


def off_hours(sentence: ClaimSentence, start: int, end: int) -> Hours:
    """Which hours a number of a sentence is about; ANY where none are named.

    Where the verb stands last, the words before the number decide, else the nearest.
    """
    kinds = ((MEASURES.off_hours, Hours.OFF), (MEASURES.regular, Hours.REGULAR))
    cues = [(*m.span(), hours) for cue, hours in kinds for m in sentence.finditer(cue)]
    cues = [one for one in cues if not _of_another_clause(sentence, (start, end), one[:2])]
    if not cues:
        return Hours.OFF if sentence.off_hours else Hours.ANY
    before = [one for one in cues if one[1] <= start]
    if sentence.verb_last and before:
        return max(before)[2]
    if sentence.verb_last and sentence.search(SUBJECTS.clause_end, end, min(cues)[0]):
        return Hours.ANY
    return min(cues, key=lambda one: gap(one[:2], (start, end)))[2]


def _of_another_clause(
    sentence: ClaimSentence, number: tuple[int, int], hours: tuple[int, int]
) -> bool:
    """Whether hours are told in another clause than a number whose own clause names its day,
    "fell 0.9% on Friday and were little changed after hours", or with a number of one that looks
    back: "rose 5.9%, after being up 30% before the bell"; or than that of a close told behind
    them: "fell 4.9% before the bell and closed down 0.8%"."""
    border = SUBJECTS.clause_end if sentence.verb_last else SUBJECTS.border

    def parted(a: tuple[int, int], b: tuple[int, int]) -> bool:
        first, last = sorted((a, b))
        return sentence.search(border, first[1], last[0]) is not None

    if not parted(number, hours):
        return False
    days = [m.span for _, m in sentence.moments if m.precision == "day" and m.kind == "event"]
    if any(not parted(number, day) for day in days):
        return True
    joins = sentence.finditer(border, hours[1], number[0]) if hours[1] <= number[0] else ()
    if sentence.verb_last or all(join.group() == ", " for join in joins):
        return False
    closes = (m.span() for m in sentence.finditer(MEASURES.by_day, hours[1], number[0]))
    return any(not parted(number, close) for close in closes)
