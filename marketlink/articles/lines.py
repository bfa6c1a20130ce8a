"""The lines of a text, with their spans."""

from __future__ import annotations

import re
from dataclasses import dataclass

BULLET = re.compile(r"^\s*(?:[•·∙▪■□◦●○▶►☞➤*\-–—+]\s+|[•▪▶►☞]|\d{1,2}[.)]\s|\d{1,2}\s{2,})")
FINAL_KO = re.compile(r"[가-힣](?:다|요|죠|까|음|함)[.!?]?[”’\"')\]]*\s*$")
DECLARED = re.compile(
    r"다\.|[요죠음함됨임]\.[\s”’\"')\]]*$|[A-Za-z0-9%)\]”’\"'](?<!\.)\.(?!\.)[”’\"')\]]*(?:\s|$)"
)
FINAL = re.compile(r"(?<!\.)\.[”’\"')\]]*\s*$")
FIGURES = re.compile(r"(?:[-+−▲▼△▽±]?\d[\d,.]*\s?(?:%|원|달러|포인트|억|조|p|pt)?\)?\s*\|?)$")
HANGUL = re.compile(r"[가-힣]")


@dataclass(frozen=True, slots=True)
class Span:
    """A line that is not blank: its number from 1, its span without outer blanks, its gap.

    ``gap`` is whether a blank line (or the start) stands before it.
    """

    number: int
    start: int
    end: int
    text: str
    gap: bool


MEASURED = re.compile(r"\d(?:%| percent\b)|[$£€]\d")
"""A number that a short sentence may consist of: "Micron added 3.8%."."""


def spans(text: str) -> list[Span]:
    """Every line of the text that is not blank."""
    found: list[Span] = []
    position, gap = 0, True
    for number, raw in enumerate(text.splitlines(keepends=True), 1):
        line = raw.strip()
        if line:
            start = position + len(raw) - len(raw.lstrip())
            found.append(Span(number, start, start + len(line), line, gap))
        gap = not line
        position += len(raw)
    return found


def is_prose(line: str) -> bool:
    """Whether the line is running text: it ends as a statement does, and is no list item."""
    if BULLET.match(line):
        return False
    tail = line[-400:]
    if HANGUL.search(tail[-40:]) and FINAL_KO.search(tail):
        return len(line) >= (8 if FINAL.search(tail) else 30)
    least = 18 if MEASURED.search(line) else 30
    return len(line) >= least and bool(FINAL.search(tail)) and bool(DECLARED.search(tail))


def is_point(line: str) -> bool:
    """Whether the line is an item of a list that states something, as a key point does."""
    mark = BULLET.match(line)
    said = line[mark.end() :] if mark else ""
    return len(said) >= 15 and bool(FINAL.search(said)) and bool(DECLARED.search(said))


def is_long(line: str) -> bool:
    """Whether the line is as long as a paragraph, which no headline is."""
    return len(line) >= (90 if HANGUL.search(line) else 180)


def is_figures(line: str) -> bool:
    """Whether the line is a row of figures, such as a closing price with its change."""
    return bool(FIGURES.search(line)) and any(c.isdigit() for c in line) and not BULLET.match(line)
