"""The trading hours of a number: regular, before or after them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from marketlink.claims.cues import MEASURES, SUBJECTS, verb_last

if TYPE_CHECKING:
    from marketlink.claims.claim_sentence import ClaimSentence


class Hours(StrEnum):
    """The trading hours of a number."""

    ANY = "any"
    REGULAR = "regular"
    OFF = "off"


def off_hours(sentence: ClaimSentence, start: int, end: int) -> Hours:
    """Which hours a number of a sentence is about; ANY where none are named.

    Where the verb stands last, the words before the number decide, else the nearest.
    """
    cues = [(m.start(), m.end(), Hours.OFF) for m in sentence.finditer(MEASURES.off_hours)]
    cues += [(m.start(), m.end(), Hours.REGULAR) for m in sentence.finditer(MEASURES.regular)]
    cues = [entry for entry in cues if not _of_another_clause(sentence, (start, end), entry)]
    if not cues:
        return Hours.OFF if sentence.off_hours else Hours.ANY
    before = [entry for entry in cues if entry[1] <= start]
    if verb_last(sentence.language):
        if before:
            return max(before)[2]
        if sentence.search(SUBJECTS.clause_end, end, min(entry[0] for entry in cues)):
            return Hours.ANY
    return min(cues, key=lambda entry: entry[0] - end if entry[0] >= end else start - entry[1])[2]


def _of_another_clause(
    sentence: ClaimSentence, number: tuple[int, int], entry: tuple[int, int, Hours]
) -> bool:
    """Whether hours are told in another clause than a number whose own clause names its day:
    "fell 0.9% on Friday and were little changed after hours"."""
    border = (SUBJECTS.clause_end if verb_last(sentence.language) else SUBJECTS.border)[
        sentence.language
    ]

    def parted(a: tuple[int, int], b: tuple[int, int]) -> bool:
        first, last = sorted((a, b))
        return border.search(sentence.text, first[1], last[0]) is not None

    days = [m.span for _, m in sentence.moments if m.precision == "day" and m.kind == "event"]
    dated = any(not parted(number, day) for day in days)
    return dated and parted(number, entry[:2])
