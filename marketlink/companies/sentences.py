"""Sentences of a line, each with what its words say about the market, sport and groups."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from marketlink.companies.cues import Cues, cues, language_of, of_every, plain
from marketlink.text import pack, word_set
from marketlink.text.cues import possible
from marketlink.text.pack import COMMON
from marketlink.text.sentences import sentences as cut

_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_TOKEN = re.compile(r"[a-z0-9&'-]+")


class CuedSentence:
    """A sentence of a line: ``text[start:end]``, with cues that are looked up when asked for."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.source, self.start, self.end = text, start, end
        self.text = text[start:end]

    @cached_property
    def possible(self) -> int:
        """The rules of any language that may match in it or around a name of it, a bit for each."""
        return possible(self.cues.language, self.text)

    def says(self, kind: str, language: Cues | None = None) -> bool:
        """Whether it has the words of a kind of rule, of its own language where none is given."""
        language = language or self.cues
        return language.search(kind, self.text, self.possible) is not None

    @cached_property
    def cues(self) -> Cues:
        """The rules of the language it is in."""
        return cues(language_of(self.text))

    @cached_property
    def cased(self) -> bool:
        """Its language tells names by capitals."""
        return self.cues.script is None

    @cached_property
    def market(self) -> bool:
        """It speaks of prices, results or deals, in its own language or in Latin letters."""
        return self.says("market") or (not self.cased and self.says("market", plain()))

    @cached_property
    def line_told(self) -> bool:
        """It has a word that may say which line of stock is meant."""
        return any(cue.search(self.text) for cue in of_every("line_hint", self.possible))

    business = cached_property(lambda self: self.says("business"))
    """It speaks of what companies do."""
    sport = cached_property(lambda self: self.says("sport"))
    """It reports on a match."""
    group = cached_property(lambda self: self.says("group"))
    """It speaks of business groups rather than one firm."""

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Its words of Latin letters in lower case."""
        return frozenset(_TOKEN.findall(self.text.lower()))

    @cached_property
    def headline(self) -> bool:
        """Capitals say nothing: most words have one, or all letters are capitals."""
        small = word_set("small_in_titles")
        words = [word for word in _WORD.findall(self.text) if word.lower() not in small]
        capitals = sum(word[0].isupper() for word in words)
        return len(words) >= 3 and capitals >= 0.7 * len(words)  # noqa: PLR2004 (a pair, or three)

    @cached_property
    def shouting(self) -> bool:
        """All its words are capitals."""
        words = [word for word in _WORD.findall(self.text) if len(word) > 1]
        return len(words) >= 3 and sum(map(str.isupper, words)) >= 0.8 * len(words)  # noqa: PLR2004 (a pair, or three)


def sentences(text: str) -> list[CuedSentence]:
    """The sentences of a line, in order, without gaps."""
    starts = [span.start for span in cut(text, pack(COMMON))]
    starts[:1] = [0] if text else []
    return [CuedSentence(text, *span) for span in pairwise([*starts, len(text)])]


def sentence_at(parts: Sequence[CuedSentence], position: int) -> CuedSentence:
    """The one of a line's sentences at a position."""
    at = bisect_right(parts, position, key=lambda sentence: sentence.end)
    return parts[min(at, len(parts) - 1)]
