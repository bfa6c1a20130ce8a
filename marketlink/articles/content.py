"""The text of an article and its lines, out of a page or out of plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from marketlink.articles.body import Body, body_of_page, body_of_text, rule_of_page
from marketlink.articles.boilerplate import kinds, plain
from marketlink.articles.boilerplate_cues import asides
from marketlink.articles.lines import LineSpan, spans
from marketlink.articles.wraps import unwrapped
from marketlink.records.article import Language, Line, LineKind
from marketlink.text import language_of

if TYPE_CHECKING:
    from marketlink.articles.page import ParsedPage


class Content(NamedTuple):
    """The content of an article from any medium: text, lines and their kinds."""

    text: str
    lines: tuple[Line, ...]
    language: Language
    body: Body
    page: ParsedPage | None = None

    def of_kind(self, *kinds: LineKind) -> list[str]:
        """The texts of the lines of the given kinds."""
        return [self.text[li.start : li.end] for li in self.lines if li.kind in kinds]


def from_text(text: str, title: str | None = None) -> Content:
    """A plain text; a title that came apart from it is put above it."""
    if title and plain(title) not in plain(text[: len(title) + 200]):
        text = f"{title.strip()}\n{text}"
    text = unwrapped(text)
    front = front_matter(text)
    lines = [line for line in spans(text) if line.start >= front]
    ruled = kinds(lines, title)
    language = _language(lines, ruled)
    body = body_of_text(lines, ruled, language)
    return Content(text, tuple(_split(lines, body.kinds)), language, body)


def front_matter(text: str) -> int:
    """Where a Markdown file's front matter ends; 0 where there is none."""
    if not text.startswith("---\n"):
        return 0
    end = text.find("\n---", 3)
    return end + 4 if 0 < end < 4000 else 0  # noqa: PLR2004 (letters apart)


def from_page(text: str, title: str | None = None) -> Content:
    """A page: its blocks, one a line, the furniture among them marked as such."""
    from marketlink.articles.page import parse_page  # noqa: PLC0415 (a text is no page)

    page = parse_page(text)
    lines = _blocks(page)
    ruled = rule_of_page(page.blocks, lines, title or head_title(page))
    body = body_of_page(text, page.blocks, ruled, _language(lines, ruled))
    language = _language(lines, body.kinds)
    page_text = "\n".join(block.text for block in page.blocks)
    return Content(page_text, tuple(_split(lines, body.kinds)), language, body, page)


def _language(lines: Sequence[LineSpan], ruled: Sequence[LineKind]) -> Language:
    """The language of the body, or of the whole where nothing is body."""
    bodied = [line.text for line, kind in zip(lines, ruled, strict=True) if kind == "body"]
    return language_of("\n".join((bodied or [line.text for line in lines])[:100]))


def _blocks(page: ParsedPage) -> list[LineSpan]:
    lines, position = [], 0
    for number, block in enumerate(page.blocks, 1):
        end = position + len(block.text)
        lines.append(LineSpan(number, position, end, block.text, True))
        position = end + 1
    return lines


def head_title(page: ParsedPage) -> str | None:
    """The page's title as one of its blocks shows it, without the publisher's name behind it."""
    texts = {plain(block.text) for block in page.blocks}
    headlines = [str(o["headline"]) for o in page.linked if isinstance(o.get("headline"), str)]
    titles = [page.meta_value("og:title", "twitter:title", "title"), *headlines[:1], page.title]
    for title in titles:
        if title:
            cut = re.split(r"\s+[|\-–—:<]\s+", title)
            for option in (title, cut[0], " - ".join(cut[:-1])):
                if plain(option) in texts:
                    return plain(option)
    heads = [block.text for block in page.blocks if "h1" in block.place]
    return plain(heads[0]) if len(heads) == 1 else None


def _split(spans: Sequence[LineSpan], kinds: Sequence[LineKind]) -> list[Line]:
    """The lines, those that carry an aside cut into parts of the same number."""
    lines: list[Line] = []
    for span, kind in zip(spans, kinds, strict=True):
        cuts = asides(span.text) if kind in ("body", "title") else ()
        if not cuts:
            lines.append(Line(span.number, span.start, span.end, kind))
            continue
        marks = [0, *(edge for start, end, _ in cuts for edge in (start, end)), len(span.text)]
        inner: list[LineKind] = [kind]
        for _, _, aside in cuts:
            inner += [aside, kind]
        for (start, end), part in zip(pairwise(marks), inner, strict=True):
            piece = span.text[start:end]
            if piece.strip():
                left = span.start + start + len(piece) - len(piece.lstrip())
                lines.append(Line(span.number, left, left + len(piece.strip()), part))
    return lines
