"""The line rule: which lines are the body, by their endings, their marks and their neighbours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

from marketlink.articles.boilerplate_cues import OPENING, is_bar, is_heading, kind_of
from marketlink.articles.lines import (
    BULLET,
    LineSpan,
    is_figures,
    is_long,
    is_point,
    is_prose,
    is_quote,
)
from marketlink.articles.page_words import marked
from marketlink.records.article import LineKind

PAIRED = 40


def plain(text: str) -> str:
    """The text without blanks and marks around it, to compare headlines by."""
    return " ".join(text.strip().lstrip("#").split())


def kinds(lines: Sequence[LineSpan], title: str | None = None) -> list[LineKind]:
    """The kind of each line.

    Lines without a statement among them (headlines, rows of figures) are all body. Else the body
    runs from the first statement to the last one outside a list of other stories; what stands
    before it is the title, or the points of a wire where each line of it has a list's mark; what
    hangs after it is furniture.
    """
    if not lines:
        return []
    if len(lines) == 1 and title is None:
        return _all_body(lines, [kind_of(lines[0].text)])
    cues = [
        "body" if _heads_table(line, after) else kind_of(line.text)
        for line, after in zip_longest(lines, lines[1:])
    ]
    listed = _sections(lines, plain(title or ""))
    marks: list[LineKind | None] = [
        kind or ("list" if within else None) for kind, within in zip(cues, listed, strict=True)
    ]
    prose = [
        marks[i] is None and (is_prose(line.text) or is_long(line.text))
        for i, line in enumerate(lines)
    ]
    if title is not None:
        _mark_title(lines, marks, plain(title))
    if not any(prose):
        return _all_body(lines, marks)
    first = prose.index(True)
    last = len(prose) - 1 - prose[::-1].index(True)
    for index in range(first):
        if marks[index] is None and marked("page_board").match(lines[index].text):
            marks[index] = "furniture"
    if title is None:
        _mark_title(lines, marks, _headline(lines, marks, first))
    titled = marks.index("title") if "title" in marks[:first] else -1
    if all(BULLET.match(line.text) for line in lines[:first]):
        first = 0
    hanging = _hanging(lines, last)
    for index, line in enumerate(lines):
        if marks[index] is None:
            marks[index] = _outside(lines, index, first, titled) or "body"
        if marks[index] == "body" and index >= hanging:
            marks[index] = "list" if BULLET.match(line.text) else "furniture"
    return [kind or "body" for kind in marks]


def _heads_table(line: LineSpan, after: LineSpan | None) -> bool:
    """Whether the line holds the heads of columns: as many as the row of figures behind it has."""
    columns = line.text.count("|")
    return (
        columns > 1
        and after is not None
        and is_quote(after.text)
        and after.text.count("|") == columns
    )


def _sections(lines: Sequence[LineSpan], title: str) -> list[bool]:
    """Which lines stand under the heading of a list of other stories.

    A list before the body ends at the first statement, one after it where the body goes on: at a
    paragraph, or at two statements in a row. The title ends either.
    """
    listed: list[bool] = []
    within, items, begun = False, 0, False
    for line, after in zip_longest(lines, lines[1:]):
        prose = is_prose(line.text)
        if is_heading(line.text) or (begun and is_bar(line.text)):
            within, items = True, 0
        elif within and (
            (prose and (not begun or (items and _goes_on(line, after))))
            or plain(line.text) == title
        ):
            within = False
        else:
            items += within
        begun = begun or (prose and not within)
        listed.append(within)
    return listed


def _goes_on(line: LineSpan, after: LineSpan | None) -> bool:
    """Whether the body goes on after a list: at a paragraph, or two statements in a row."""
    if is_long(line.text) or after is None:
        return is_long(line.text)
    return is_prose(after.text) and min(len(line.text), len(after.text)) >= PAIRED


def _headline(
    lines: Sequence[LineSpan], marks: Sequence[LineKind | None], first: int
) -> str | None:
    """The headline above the body: the line that is repeated, else the first long enough."""
    texts = [plain(line.text) for i, line in enumerate(lines[:first]) if marks[i] is None]
    counts = Counter(plain(line.text) for line in lines)
    repeated = [text for text in texts if counts[text] > 1 and len(text) >= 8]  # noqa: PLR2004 (letters)
    long_enough = [text for text in texts if len(text) >= 8 and not BULLET.match(text)]  # noqa: PLR2004 (letters)
    return next(iter(repeated or long_enough), None)


def _mark_title(lines: Sequence[LineSpan], marks: list[LineKind | None], title: str | None) -> None:
    for index, line in enumerate(lines):
        if marks[index] is None and plain(line.text) == title:
            marks[index] = "title"


def _all_body(lines: Sequence[LineSpan], marks: Sequence[LineKind | None]) -> list[LineKind]:
    """A text of headlines: all body, but for a list of others that hangs apart below it."""
    if len(lines) == 1:
        return [marks[0] if marks[0] in ("caption", "author") else "body"]
    apart = _apart_list(lines)
    return [kind or ("list" if index >= apart else "body") for index, kind in enumerate(marks)]


def _apart_list(lines: Sequence[LineSpan]) -> int:
    """The first line of a list without figures, below a gap under the headline; the end without."""
    marked = [bool(BULLET.match(line.text)) for line in lines]
    begin = marked.index(True) if True in marked else 0
    figured = any("%" in line.text or is_point(line.text) for line in lines[begin:])
    return begin if begin and lines[begin].gap and not figured else len(lines)


def _outside(lines: Sequence[LineSpan], index: int, first: int, titled: int) -> LineKind | None:
    """The kind of a line without a statement before the body: a subtitle if below the title, body
    if it tells a move."""
    if index >= first:
        return None
    text = lines[index].text
    if index > titled >= 0 and (is_point(text) or is_quote(text)):
        return "body"
    return "title" if index > titled and len(text) >= 15 and not BULLET.match(text) else "furniture"  # noqa: PLR2004 (letters)


def _hanging(lines: Sequence[LineSpan], last: int) -> int:
    """The end of the lines that belong to the last statement: no gap, no list mark between, but
    items that state something or quote a stock, a table of figures or the head of any, "Leaders of
    the day:", "■ 오른 종목"."""
    for index, (line, after) in enumerate(
        zip_longest(lines[last + 1 :], lines[last + 2 :]), last + 1
    ):
        follows = "" if after is None else after.text
        head = line.text.endswith(":") and (is_figures(follows) or is_point(follows))
        opens = line.text[0] in OPENING or line.text.endswith(":")
        head = head or (opens and is_quote(follows)) or _heads_table(line, after)
        if is_point(line.text) or is_quote(line.text) or head:
            continue
        if BULLET.match(line.text) or (line.gap and not is_figures(line.text)):
            return index
    return len(lines)
