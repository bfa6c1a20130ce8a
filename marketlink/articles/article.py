"""From raw input to an article: its text, its lines, its publication time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from marketlink.articles.content import from_page, from_text
from marketlink.articles.dating import date_content
from marketlink.articles.facts import address_of, author_of, publisher_of, title_of
from marketlink.articles.user_time import user_time
from marketlink.errors import InputError
from marketlink.findings import FindingText
from marketlink.records.article import Article, Line
from marketlink.records.limits import MOST, Limit
from marketlink.sources.decode import check_text, decode
from marketlink.sources.load import check_size, sniff
from marketlink.sources.raw import RawArticle

SURROGATES = re.compile(r"[\ud800-\udfff]")


def read_article(
    raw: RawArticle | bytes | str,
    published: str | date | datetime | None = None,
    *,
    now: datetime | None = None,
) -> Article:
    """Read one article: as loaded, or its bytes, or its text.

    The user's ``published``, a day or an aware clock time, overrules what the page says, and a
    disagreement is told. ``now`` is the aware instant after which nothing can have been published,
    by default the present. For text and Markdown the article's ``text`` is the decoded input itself
    (below the title where a record carries one apart; the breaks of lines that were wrapped at a
    column are blanks), for HTML the text of the page, one block a
    line. A line may be split into several of the same number where a part of it is no text of the
    article: an agency's mark, a photo credit, a signature.

    Raises
    ------
    InputError
        The input is empty, too large or not text, or ``published`` is not a time.
    """
    if not isinstance(raw, RawArticle):
        raw = _wrapped(raw)
    check_size(len(raw.content), raw.source)
    name = "standard input" if raw.source == "-" else raw.source
    text, warnings = _text(raw, name)
    media = sniff(text) if raw.media_type == "text/plain" else raw.media_type
    build = from_page if media == "text/html" else from_text
    content = build(text, raw.title)
    if not content.lines or not any(map(str.isalnum, content.text)):
        raise InputError(f"{name} has no text in it", hint="give a page or a file with an article")
    url = raw.url or address_of(content)
    own = user_time(published) if published is not None else None
    dating = date_content(content, raw, url, own, now or datetime.now(UTC))
    lines, left_out = _within_budget(content.text, content.lines)
    return Article(
        source=raw.source,
        digest=raw.digest,
        media_type=media,
        text=content.text,
        language=content.language,
        lines=lines,
        published=dating.published,
        title=raw.title or title_of(content),
        author=raw.author or author_of(content),
        publisher=raw.publisher or publisher_of(content),
        url=url,
        body_confidence=content.body.confidence,
        warnings=raw.warnings + warnings + content.body.warnings + dating.warnings + left_out,
    )


def _within_budget(text: str, lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """The lines up to the limit of characters of title and body, and a warning where they go on."""
    left = MOST[Limit.CHARACTERS]
    for at, line in enumerate(lines):
        size = line.end - line.start if line.kind in ("title", "body") else 0
        if size > left:
            cut = len(text[line.start : line.start + left].rstrip())
            last = (replace(line, end=line.start + cut),) if cut else ()
            warning = FindingText("cut_off.characters", most=MOST[Limit.CHARACTERS])
            return (*lines[:at], *last), (warning,)
        left -= size
    return lines, ()


def _wrapped(raw: bytes | str) -> RawArticle:
    if isinstance(raw, str):
        text = SURROGATES.sub("\ufffd", raw)
        return RawArticle("-", text.encode(), sniff(text), charset="utf-8", decoded=True)
    return RawArticle("-", raw)


def _text(raw: RawArticle, name: str) -> tuple[str, tuple[str, ...]]:
    if raw.decoded:
        text = raw.content.decode("utf-8", "surrogatepass")
        check_text(text, name)
        return SURROGATES.sub("\ufffd", text), ()
    decoding = decode(raw.content, raw.charset, name=name)
    return SURROGATES.sub("\ufffd", decoding.text), decoding.warnings


def read_source(source: str | Path, published: str | date | datetime | None = None) -> Article:
    """Read the one article in a file, at an address, or on standard input ("-").

    Raises
    ------
    InputError
        It cannot be read, or holds several articles.
    """
    from marketlink.sources.registry import open_source  # noqa: PLC0415 (loads a module more)

    articles = list(open_source(str(source)))
    if len(articles) != 1:
        raise InputError(
            f"{source} holds {len(articles)} articles, where one is meant",
            hint="read them with --input-format jsonl, or cut one out",
        )
    return read_article(articles[0], published)
