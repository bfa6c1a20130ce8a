"""The lines of a text, with their spans."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from marketlink.articles.page_words import pattern

BULLET = re.compile(r"^\s*(?:[•·∙▪■□◦●○▶►☞➤*\-–—+]\s+|[•▪▶►☞]|\d{1,2}[.)]\s|\d{1,2}\s{2,})")
FINAL = re.compile(r"(?<!\.)\.[”’\"')\]]*\s*$")
SIGNED = re.compile(r"(?<=[.!?”\"]) ?\((?:\w+(?: \w+)?)\)\s*$")
"""The agency in brackets behind the last sentence of a text: "... rose 2%. (Yonhap)"."""


class LineSpan(NamedTuple):
    """A line that is not blank: its number from 1, its span without outer blanks, its gap.

    ``gap`` is whether a blank line (or the start) stands before it.
    """

    number: int
    start: int
    end: int
    text: str
    gap: bool


CLOSERS = r"[”’\"')\]]*"
DENSE = "{page_dense}"
"""Letters of a script in which a paragraph has few, none of them ASCII."""
FINAL_OF_DENSE = rf"{{page_final}}[.!?]?{CLOSERS}\s*$"
"""How a statement ends in such a script, with a stop or without."""
DECLARED = rf"{{page_declared}}|[A-Za-z0-9%)\]”’\"'](?<!\.)\.(?!\.){CLOSERS}(?:\s|$)"
"""A stop that ends a statement."""
FIGURES = r"(?:[-+−▲▼△▽±]?\d[\d,.]*\s?(?:%|p|pt|{page_unit})?\)?\s*\|?)$"
"""A number at a line's end, with its unit."""
QUOTED = (
    r"[-+−▲▼△▽]\s?\d[\d,]*\.\d+\s?[%％]|"
    r"(?:\d,\d{3}\s?{page_price}.*){2}|[$£€]\d[\d,]*\.\d\d\s?[(,]\s?[-+−]\d|"
    r"[$£€]\d[\d,]*\.\d\d,? [^\W\d]+ \d[\d.]*\s?(?:%|{page_percent})|"
    r"^\W*+(?:(?![a-z])[\w.&'’-]++ ?+){1,8}+[,:] {page_moved} \d[\d.]*\s?(?:%|{page_percent})"
)
"""What an item of a list of movers holds and no headline does: a change to the tenth with its sign,
two prices in full, a price to the cent with its percentage, a name and the change of it: "Delta Air
Lines Inc: up 7.0 pct"."""
MEASURED = r"\d(?:%|{page_percent})|[$£€]\d"
"""A number that a short sentence may consist of: "Micron added 3.8%."."""


def spans(text: str) -> list[LineSpan]:
    """Every line of the text that is not blank."""
    lines: list[LineSpan] = []
    position, gap = 0, True
    for number, raw in enumerate(text.splitlines(keepends=True), 1):
        line = raw.strip()
        if line:
            start = position + len(raw) - len(raw.lstrip())
            lines.append(LineSpan(number, start, start + len(line), line, gap))
        gap = not line
        position += len(raw)
    return lines


@lru_cache(maxsize=256)
def is_prose(line: str) -> bool:
    """Whether the line is running text: it ends as a statement does, and is no list item."""
    if BULLET.match(line):
        return False
    tail = SIGNED.sub("", line[-400:])
    dense = not tail.isascii() and pattern(DENSE).search(tail[-40:])
    if dense and pattern(FINAL_OF_DENSE).search(tail):
        return len(line) >= (8 if FINAL.search(tail) else 30)
    least = 18 if pattern(MEASURED).search(line) else 30
    return len(line) >= least and bool(FINAL.search(tail)) and bool(pattern(DECLARED).search(tail))


def is_point(line: str) -> bool:
    """Whether the line is an item of a list that states something, as a key point does, or tells a
    percentage at more length than a headline."""
    mark = BULLET.match(line)
    item = line[mark.end() :] if mark else ""
    if is_long(item, 100) and pattern(MEASURED).search(item):
        return True
    return len(item) >= 15 and bool(FINAL.search(item)) and bool(pattern(DECLARED).search(item))  # noqa: PLR2004 (letters)


def is_quote(line: str) -> bool:
    """Whether the line tells prices or changes of stocks as a list of movers does, in any form."""
    return pattern(QUOTED).search(line) is not None


def is_long(line: str, least: int = 180) -> bool:
    """Whether the line is as long as a paragraph, which no headline is; ``least`` counts Latin
    letters, of which a dense script needs half as many."""
    dense = not line.isascii() and pattern(DENSE).search(line)
    return len(line) >= (least // 2 if dense else least)


def is_figures(line: str) -> bool:
    """Whether the line is a row of figures, such as a closing price with its change."""
    figured = pattern(FIGURES).search(line) and any(map(str.isdigit, line))
    return bool(figured) and not BULLET.match(line)
