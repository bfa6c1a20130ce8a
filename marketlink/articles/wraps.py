"""Texts whose lines were wrapped at a column, as mails and agencies' files are."""

from __future__ import annotations

import re
from itertools import pairwise

from marketlink.articles.lines import BULLET

ENDED = re.compile(r"[.!?:。][\"'”’)\]*]*\s*$")
"""How a line ends behind which nothing of it follows."""
SHORT = 20
"""Characters of the shortest line that goes on in the next."""
COLUMN = 100
"""The widest column that texts are wrapped at."""
FEWEST, LEAST, MOST = 3, 0.3, 0.9
"""How many breaks must stand within a sentence, and what share of the breaks they must be; else, at
what share of them the next word must have found no place on the line."""


def unwrapped(text: str) -> str:
    """The text with a blank for each break of a line that goes on in the next, where its lines were
    wrapped at a column; every other character stays in its place."""
    lines = text.split("\n")
    breaks = [
        (line, following)
        for line, following in pairwise([line.strip() for line in lines])
        if line and following and not ENDED.search(line)
    ]
    inner = sum(_is_inner(line, following) for line, following in breaks)
    width = max(map(len, lines))
    full = sum(_is_full(line, following, width) for line, following in breaks)
    cased = inner >= FEWEST and inner >= LEAST * len(breaks)
    if not cased and (len(breaks) < FEWEST or full < MOST * len(breaks)):
        return text
    parts = [lines[0]]
    for n, (line, following) in enumerate(pairwise(lines)):
        ends = n == 0 and not _is_full(line, following, width)
        parts += [" " if _goes_on(line, following, ends=ends) else "\n", following]
    return "".join(parts)


def _is_inner(line: str, following: str) -> bool:
    """Whether a break stands within a sentence of a script that has small letters."""
    return len(line) >= SHORT and following[0].islower()


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the next word found no place on a line of a column so wide."""
    return width <= COLUMN and len(line) + 1 + len(following.partition(" ")[0]) > width


def _goes_on(line: str, following: str, *, ends: bool) -> bool:
    """Whether a line of a wrapped text goes on in the next; one that ``ends``, as a title does,
    only where the next begins in small letters."""
    line, then = line.strip(), following.strip()
    if len(line) < SHORT or not then or BULLET.match(following):
        return False
    return _is_inner(line, then) or not (ends or ENDED.search(line))
