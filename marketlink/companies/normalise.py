"""Normalised text, with the original position of each character."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from marketlink.text.pattern import lowered

_SAME_LENGTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    0x00A0: " ", 0x3000: " ", 0x2009: " ", 0x202F: " ", 0x2018: "'", 0x2019: "'", 0x02BC: "'",
    0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2013: "-", 0x0130: "I", 0x212A: "K",
}  # fmt: skip
_UNSEEN = r"\\" "\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_ODD = re.compile(f"[{_UNSEEN}\u1100-\u11ff]")
_PIECE = re.compile(f"[{_UNSEEN}]+|([\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?)|(.)", re.DOTALL)


class Folded(NamedTuple):
    """A text without invisible characters and width variants.

    ``text`` keeps the letters' case and ``lower`` does not; both have the same length. ``spans``
    gives each character's place in the original, and is None where nothing was taken out.
    """

    text: str
    lower: str
    spans: tuple[tuple[int, int], ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that ``text[start:end]`` stands for."""
        if self.spans is None:
            return start, end
        return self.spans[start][0], self.spans[end - 1][1]


def fold(text: str) -> Folded:
    """Fold a text for matching names: full-width letters, odd spaces, quotes and dashes made plain,
    invisible characters taken out and decomposed Hangul composed."""
    spans: tuple[tuple[int, int], ...] | None = None
    if not text.isascii():
        text = text.translate(_SAME_LENGTH)
        if _ODD.search(text):
            pieces = list(_pieces(text))
            text = "".join(piece for piece, _ in pieces)
            spans = tuple(span for _, span in pieces)
    return Folded(text, lowered(text), spans)


def _pieces(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for match in _PIECE.finditer(text):
        if match[1]:
            yield unicodedata.normalize("NFC", match[1]), match.span()
        elif match[2]:
            yield match[2], match.span()
