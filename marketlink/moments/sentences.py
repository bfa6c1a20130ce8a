"""Where sentences begin and end, in Korean and English."""

from __future__ import annotations

import re

LONGEST = 1200
BREAK = re.compile(r"(?:[.!?。]+[\"'”’」)\]]*(?=\s)|[.!?。]+[\"”’」)\]]*(?=[가-힣])|\n)\s*")
SHORT = re.compile(
    r"(?:\b(?:[A-Za-z]|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat"
    r"|Sun|Inc|Corp|Co|Ltd|Mr|Mrs|Ms|Dr|Jr|Sr|St|No|vs|approx|est|U\.S|U\.K|[ap]\.m|e\.g|i\.e))$"
)


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Spans of the sentences of ``text[start:end]``; abbreviations and decimals do not end one."""
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    begin = start
    for found in BREAK.finditer(text, start, end):
        at = found.start()
        if text[at] == "." and not _closes(text, begin, at, found.end(), end):
            continue
        _add(spans, text, begin, at + len(found.group().rstrip()))
        begin = found.end()
    _add(spans, text, begin, begin + len(text[begin:end].rstrip()))
    return spans


def _add(spans: list[tuple[int, int]], text: str, begin: int, stop: int) -> None:
    """Append a sentence; one that never seems to end is cut at a blank."""
    while stop - begin > LONGEST:
        cut = text.rfind(" ", begin + LONGEST // 2, begin + LONGEST)
        cut = cut if cut > 0 else begin + LONGEST
        spans.append((begin, cut))
        begin = cut
    if stop > begin:
        spans.append((begin, stop))


def _closes(text: str, begin: int, dot: int, after: int, end: int) -> bool:
    """Whether the full stop at ``dot`` ends the sentence begun at ``begin``."""
    if after < end and text[after].islower() and text[after].isascii():
        return False
    if dot > begin and text[dot - 1].isdigit() and after == dot + 1:
        return False
    short = SHORT.search(text, max(begin, dot - 8), dot)
    if short is None:
        return True
    if short.group() in ("p.m", "a.m", "U.S", "U.K", "Inc", "Corp", "Co", "Ltd"):
        follows = re.match(r"[A-Z][a-z]+|[가-힣]", text[after : after + 12])
        return follows is not None and follows.group() in OPENERS
    return False


_OPENERS = (
    "The A An It In On At He She They We But And However That This These Those Its"
    " Shares Analysts Investors Meanwhile For With After Before As Earlier Later"
)
OPENERS = frozenset(_OPENERS.split())
