"""The companies, indices and moves named in a span of text."""

from __future__ import annotations

from collections.abc import Sequence

from marketlink.claims import indices
from marketlink.claims.claim_sentence import MoveWord, Subject
from marketlink.claims.cues import MOVES
from marketlink.records.article import Language
from marketlink.records.mention import Mention
from marketlink.text.cues import Cue

UNLINKED_ROLES = frozenset({"relation", "furniture", "source", "employer", "agency", "credit"})


def subjects(
    text: str, span: tuple[int, int], mentions: Sequence[Mention], language: Language
) -> list[Subject]:
    """The companies and indices named in a span, in order, none inside another."""
    start, end = span
    names = [
        Subject(mention.start, mention.end, mention.symbol)
        for mention in mentions
        if mention.symbol and start <= mention.start < end and mention.role not in UNLINKED_ROLES
    ]
    spans = [(subject.start, subject.end) for subject in names]
    names += [
        Subject(*index)
        for index in indices.find(text, start, end, language)
        if all(index[1] <= a or index[0] >= b for a, b in spans)
    ]
    return sorted(names)


def moves(text: str, start: int, end: int, language: Language) -> list[MoveWord]:
    """The words for rises and falls in a span."""
    return _directed(MOVES.move, text, start, end, language)


def drifts(text: str, start: int, end: int, language: Language) -> list[MoveWord]:
    """The words for a change of anything, "shrank", "a boost", which may be of a price."""
    return _directed(MOVES.drift, text, start, end, language)


def _directed(cue: Cue, text: str, start: int, end: int, language: Language) -> list[MoveWord]:
    return [
        MoveWord(*match.span(), -1 if match.lastgroup == "fall" else 1)
        for match in cue[language].finditer(text, start, end)
    ]
