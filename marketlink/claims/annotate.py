"""The companies, indices and moves named in a span of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marketlink.claims.claim_sentence import MoveWord, Subject
from marketlink.claims.cues import INDICES, MOVES
from marketlink.records.article import Language
from marketlink.records.mention import Mention
from marketlink.text.cues import Cue

BEHIND, BEFORE = 40, 40
"""Characters behind and before an index in which it may be said to be a place of trading."""
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
        index
        for index in _indices(text, start, end, language)
        if all(index.end <= a or index.start >= b for a, b in spans)
    ]
    return sorted(names)


def _indices(text: str, start: int, end: int, language: Language) -> Iterator[Subject]:
    """The indices named in a span, places of trading left out."""
    for rule, match in INDICES.index[language].matches(text, start, end):
        joined = text[match.start() - 1 : match.start()]
        if joined.isascii() and joined.isalnum():
            continue
        if INDICES.venue[language].match(text, match.end(), min(len(text), match.end() + BEHIND)):
            continue
        before = max(start, match.start() - BEFORE)
        of_it = INDICES.listed_on[language].search(text, before, match.start())
        if of_it and not INDICES.itself[language].match(text, match.end()):
            continue
        yield Subject(*match.span(), str(rule.fields["symbol"]))


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
