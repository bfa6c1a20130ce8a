"""Stock indices by name, and "the market"."""

from __future__ import annotations

from marketlink.claims.cues import INDICES

BEHIND, BEFORE = 16, 28
"""Characters behind and before a name in which it may be said to be a place of trading."""


def find(text: str, start: int, end: int, language: str) -> list[tuple[int, int, str]]:
    """(start, end, symbol) of the indices named in a span, places of trading left out."""
    indices = []
    for rule, match in INDICES.index[language].matches(text, start, end):
        joined = text[match.start() - 1 : match.start()]
        if joined.isascii() and joined.isalnum():
            continue
        if INDICES.venue[language].match(text, match.end(), min(len(text), match.end() + BEHIND)):
            continue
        if INDICES.listed_on[language].search(
            text, max(start, match.start() - BEFORE), match.start()
        ):
            continue
        indices.append((*match.span(), str(rule.fields["symbol"])))
    return indices
