"""The kind of a line by its own words alone."""

from __future__ import annotations

import re
from functools import lru_cache

from marketlink.articles.datelines import is_alone
from marketlink.articles.page_words import marked, pattern
from marketlink.articles.stamps import QUICK, find_stamps, residue
from marketlink.records.article import LineKind
from marketlink.text import word_set

HEADING = r"\s*(?:\(\d+\))?\s*[\]>】:：▼▶»]*\s*$"
BAR = (r"^[\[<【\-\s]*", r"\s*(?:\(?\d+\)?)?\s*[\]>】:：▼▶]*\s*$")
"""Signs that may follow a heading of a list, or surround a bar."""
OPENING = "[<【■◆▶☞●○*#- "
"""Signs that may stand before a heading."""
BEFORE_HEADING = r"^[\[<【■◆▶☞●○*#\-\s]*(?:\[?\s*{page_rubric}\s*\]\s*)?"
WIRE = r"\({agency}\)\s*(?:[-–—]{1,2})?\s"
SIGNED = "{role, paper, agency, page_signed}|@"
"""A signature: a writer, a paper, an agency."""
BYLINE = r"({person_name})\s?{role}"
OPENS_CHROME = r"\s*(?:{page_opening}|\W*$)"
"""The beginnings, in small letters, of a line of boilerplate without signs."""
SIGNS = re.compile(r"[#\[(【<@©ⓒ◀◁←«▲△▼!☞▶►➤👉/=:：|>]")
SHORT = 12


@lru_cache(maxsize=256)
def _has_marks(line: str) -> bool:
    """Whether a line may be something else than text, or hold it; asked twice of each."""
    if len(line) <= SHORT or SIGNS.search(line) or line.rstrip()[-1:].isdecimal():
        return True
    small = line.lower()
    return bool(pattern(OPENS_CHROME).match(small) or pattern("{page_trigger}").search(small))


def kind_of(line: str) -> LineKind | None:  # noqa: PLR0911 (a case each)
    """The kind by the line's words, "list" for a heading of a list; None without one."""
    if len(line) > 400:  # noqa: PLR2004 (letters)
        return None
    line = line.strip("*_") if line[0] in "*_" else line
    if len(line) <= 160 and QUICK.search(line) and is_stamp(line):  # noqa: PLR2004 (letters)
        return "furniture"
    if not _has_marks(line):
        return None
    if is_heading(line) or is_bar(line) or marked("page_listed").match(line):
        return "list"
    if marked("page_caption").match(line) or (
        marked("page_credited").match(line) and not marked("page_statement", "").search(line)
    ):
        return "caption"
    if marked("page_byline").match(line):
        return "author"
    if marked("page_publisher").match(line):
        return "publisher"
    return "furniture" if marked("page_chrome").match(line) else None


def is_stamp(line: str) -> bool:
    """Whether the line is a stamp: a labelled time, or one alone or with a byline."""
    stamps = find_stamps(line)
    if not stamps:
        return False
    if len(stamps) == 1 and is_alone(line, stamps[0]):
        return True
    rest = residue(line, stamps)
    clocked = any(stamp.precision != "day" for stamp in stamps)
    if len(rest) <= (8 if clocked and rest.isascii() else 3):
        return True
    by = bool(pattern(SIGNED).search(rest))
    labelled = stamps[0].label and (clocked or by or len(rest) <= 12)  # noqa: PLR2004 (letters)
    notice = len(stamps) == 1 and marked("page_notice", "").match(line)
    return bool(notice) or (len(rest) <= 40 and bool(labelled or (clocked and by)))  # noqa: PLR2004 (letters)


def is_heading(line: str) -> bool:
    """Whether the line opens a list of other stories."""
    if len(line) > 60 or not _has_marks(line.lstrip(OPENING)):  # noqa: PLR2004 (letters)
        return False
    return marked("page_heading", BEFORE_HEADING, HEADING).match(line) is not None


def is_bar(line: str) -> bool:
    """Whether the line is a share bar, an advertisement's mark, or opens the readers' comments."""
    return len(line) <= 60 and bool(marked("page_bar", *BAR).match(line))  # noqa: PLR2004 (letters)


def asides(line: str) -> list[tuple[int, int, LineKind]]:
    """Spans inside a line that are not its text: an agency's mark, a credit, a signature."""
    if not _has_marks(line):
        return []
    spans: list[tuple[int, int, LineKind]] = []
    lead = marked("page_lead", after=r"\s*").match(line)
    if lead and lead.end() < len(line):
        spans.append((0, lead.end(), "publisher"))
    wire = pattern(WIRE).search(line[:120])
    if wire:
        spans.append((*wire.span(), "publisher"))
    spans += [(*credit.span(), "caption") for credit in marked("page_credit", "").finditer(line)]
    trail = marked("page_trail", r"\s*", r"\s*\.?\s*$").search(line[-320:])
    if trail and trail[0].strip(" ."):
        shift = max(len(line) - 320, 0)
        spans.append((trail.start() + shift, trail.end() + shift, "author"))
    column = marked("page_column", "").search(line)
    if column and is_person(column["name"]):
        spans.append((*column.span(), "author"))
    return _apart(sorted(spans))


def _apart(spans: list[tuple[int, int, LineKind]]) -> list[tuple[int, int, LineKind]]:
    disjoint: list[tuple[int, int, LineKind]] = []
    for start, end, kind in spans:
        if end > start and (not disjoint or start >= disjoint[-1][1]):
            disjoint.append((start, end, kind))
    return disjoint


def is_person(name: str) -> bool:
    """Whether three syllables can be a person's name (현대차, which could, is a company)."""
    return name[0] in word_set("surname") and not name.endswith(tuple(word_set("no_person_end")))


def author_in(line: str) -> str | None:
    """The author's name in a byline, a signature or a column's heading."""
    column = marked("page_column", "").search(line)
    if column and is_person(column["name"]):
        return column["name"]
    korean = pattern(BYLINE).search(line)
    if korean:
        return korean[1]
    english = pattern("{page_author}").match(line.strip("*_"))
    return english[1].strip() if english else None
