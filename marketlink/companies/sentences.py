"""Sentences of a line, each with what its words say about the market, sport and groups."""

from __future__ import annotations

import re
from functools import cached_property

from marketlink.companies import words
from marketlink.companies.particles import has_hangul

_BREAK = re.compile(r"[.!?。…]+[\"'”’)\]」]*\s+|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Inc|Corp|Co|Ltd|Mr|Mrs|Ms|Dr|Sen|Gov|Rep|Gen|St|vs|No|Jr|Sr|Bros|U\.S|U\.K|Cos|Mt"
    r"|Prof|Nos|approx"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|a\.m|p\.m|[A-Z]))\.$"
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_SMALL_TEXT = (
    "a an and as at but by for from in into of off on onto or over per than the to up via "
    "vs with after its amid be is are it "
)
_SMALL = frozenset(_SMALL_TEXT.split())


class Sentence:
    """A sentence of a line: ``text[start:end]``, with cues that are looked up when asked for."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.source, self.start, self.end = text, start, end
        self.text = text[start:end]

    @cached_property
    def korean(self) -> bool:
        """It has Hangul in it."""
        return has_hangul(self.text)

    @cached_property
    def market(self) -> bool:
        """It speaks of prices, results or deals."""
        if self.korean and words.MARKET_KO.search(self.text):
            return True
        return words.MARKET_EN.search(self.text) is not None

    @cached_property
    def business(self) -> bool:
        """It speaks of what companies do."""
        if self.korean:
            return words.BUSINESS_KO.search(self.text) is not None
        return words.BUSINESS_EN.search(self.text) is not None

    @cached_property
    def sport(self) -> bool:
        """It reports on a match."""
        pattern = words.SPORT_KO if self.korean else words.SPORT_EN
        return pattern.search(self.text) is not None

    @cached_property
    def group(self) -> bool:
        """It speaks of business groups rather than one firm."""
        pattern = words.GROUP_KO if self.korean else words.GROUP_EN
        return pattern.search(self.text) is not None

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Its words in lower case."""
        return frozenset(re.findall(r"[a-z0-9&'-]+|[가-힣]+", self.text.lower()))

    @cached_property
    def headline(self) -> bool:
        """Capitals say nothing: most words have one, or all letters are capitals."""
        found = [word for word in _WORD.findall(self.text) if word.lower() not in _SMALL]
        capitals = sum(word[0].isupper() for word in found)
        return len(found) >= 3 and capitals >= 0.7 * len(found)

    @cached_property
    def shouting(self) -> bool:
        """All its words are capitals."""
        found = [word for word in _WORD.findall(self.text) if len(word) > 1]
        return len(found) >= 3 and sum(word.isupper() for word in found) >= 0.8 * len(found)


LONGEST = 800
"""Characters after which a sentence is cut, so that no text takes more than linear time."""


def sentences(text: str) -> list[Sentence]:
    """The sentences of a line, in order, without gaps."""
    found: list[Sentence] = []
    start = 0
    for match in _BREAK.finditer(text):
        stop = match.start() + 1
        if match[0][0] == "." and _ABBREVIATION.search(text, max(start, stop - 9), stop):
            continue
        _cut(text, start, match.end(), found)
        start = match.end()
    _cut(text, start, len(text), found)
    return found


def _cut(text: str, start: int, end: int, found: list[Sentence]) -> None:
    while end - start > LONGEST:
        space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        stop = space + 1 if space > 0 else start + LONGEST
        found.append(Sentence(text, start, stop))
        start = stop
    if start < end:
        found.append(Sentence(text, start, end))
