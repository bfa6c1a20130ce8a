"""Names broken over two lines, as in hard-wrapped text: "Super" at one's end, "Micro Computer"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from marketlink.companies.cues import has_script
from marketlink.companies.directory import Directory, Hit
from marketlink.companies.normalise import Folded, fold
from marketlink.records.article import Line

WINDOW = 60
"""Characters on either side of a break that a name may take."""
_GAP = re.compile(r"[ \t]*\r?\n[ \t]*")
_END_OF_SENTENCE = re.compile(r"[.!?。:;…][\"'”’)\]]*\s*$")


def pairs_of_lines(
    text: str, lines: Sequence[Line], names: Directory
) -> Iterator[tuple[Line, Folded, list[Hit]]]:
    """Pairs of lines taken as one line, each with its folded text, the break taken out, and the
    names that stand across it."""
    for first, second in pairwise(lines):
        first = replace(first, end=first.start + len(text[first.start : first.end].rstrip()))  # noqa: PLW2901 (without its end)
        if not _continues(text, first, second):
            continue
        # between two letters of a script the break may also stand for nothing
        scripted = has_script(text[first.end - 1]) and has_script(text[second.start])
        for joint in (" ", "") if scripted else (" ",):
            reach = max(first.start, first.end - WINDOW), min(second.end, second.start + WINDOW)
            if not _across(text, reach, (first, second), joint, names)[1]:
                continue
            folded, hits = _across(text, (first.start, second.end), (first, second), joint, names)
            if hits:
                yield Line(first.number, first.start, second.end, first.kind), folded, hits
                break


def _across(
    text: str, span: tuple[int, int], lines: tuple[Line, Line], joint: str, names: Directory
) -> tuple[Folded, list[Hit]]:
    """A stretch around a line's end, folded with the break taken out, and the names across it."""
    start, end = span
    before, after = lines[0].end, lines[1].start
    unseen = "\u200b" * (after - before - len(joint))
    folded = fold(text[start:before] + joint + unseen + text[after:end])
    spans = [(hit, *folded.span(hit.start, hit.end)) for hit in names.find(folded)]
    return folded, [
        hit for hit, left, right in spans if start + left < before and start + right > after
    ]


def _continues(text: str, first: Line, second: Line) -> bool:
    """Whether the second line goes on where the first one ends, in a sentence still open."""
    if first.end <= first.start or second.end <= second.start:
        return False
    gap = text[first.end : second.start]
    if not _GAP.fullmatch(gap) or not text[second.start].isalnum():
        return False
    return _END_OF_SENTENCE.search(text, max(first.start, first.end - 4), first.end) is None
