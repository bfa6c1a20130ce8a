"""A digest as a page to mail and as an Atom feed: no script, no request, no address but links."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from marketlink.calendars import exchange_of
from marketlink.companies.names import names_by_language
from marketlink.findings import format as fmt
from marketlink.findings.words import words as words_of
from marketlink.report.figure import Figure, figure
from marketlink.report.figures import ForestRow, direction, forest
from marketlink.report.shell import shell
from marketlink.report.stock_page import clock

if TYPE_CHECKING:
    from marketlink.findings.words import Words
    from marketlink.flow.digest import Digest, DigestLine

MOST = 40
"""The figure shows at most so many stocks; the sentences name all."""
FEED = (
    '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
    'xml:lang="{lang}"><title>{title}</title><id>urn:marketlink:digest</id>'
    "<updated>{updated}T00:00:00Z</updated><author><name>marketlink</name></author>"
    "{entries}</feed>\n"
)
ENTRY = (
    "<entry><title>{title}</title><id>urn:marketlink:digest:{symbol}:{day}</id>"
    '<updated>{day}T00:00:00Z</updated><content type="html">{content}</content></entry>'
)


def speaking(digest: Digest, lang: str) -> Words:
    """The words of a language, with the stocks by their names in it, or else in English."""
    names_of = {line.symbol: names_by_language(line.symbol) for line in digest.lines}
    names = {symbol: own.get(lang) or own.get("en") for symbol, own in names_of.items()}
    return words_of(lang).naming({symbol: name for symbol, name in names.items() if name})


def mail(digest: Digest, lang: str) -> str:
    """The digest as a page without a script; what others wrote is text, never markup."""
    words = speaking(digest, lang)
    return shell(
        "digest.html.j2",
        words,
        heading=digest.headline().say(words).removesuffix("."),
        about=words("digest.caution") if any(line.stories for line in digest.lines) else "",
        kicker=words("digest.title"),
        figures=[one] if (one := _figure(digest, words)) else [],
        drawn=False,
        told=[_line_row(line, words) for line in digest.lines if not _quiet(line)],
        quiet=[line.findings()[0].say(words) for line in digest.lines if _quiet(line)],
    )


def _quiet(line: DigestLine) -> bool:
    return line.state.value == "quiet"


def _figure(digest: Digest, words: Words) -> Figure | None:
    """Every stock's part beyond its market; grey where it is no more than chance."""
    with_move = [line for line in digest.lines if line.move is not None]
    rows = [
        ForestRow(words.who(line.symbol), line.move.ar, None, line.move.ret,
            (line.move.ret - line.move.ar,), (),
            "spare" if _quiet(line) else direction(line.move.ar))
        for line in with_move[:MOST] if line.move is not None
    ]  # fmt: skip
    if not rows:
        return None
    title = words("digest.figure")
    moves_text = words.join(
        [f"{row.name} {fmt.number(row.ar * 100, 1, sign=True)}" for row in rows]
    )
    return figure(
        "moves",
        title,
        f"{title}: {moves_text}",
        lambda width: forest(rows, words, width),
        note=words("digest.figure_note"),
    )


def _line_row(line: DigestLine, words: Words) -> dict[str, Any]:
    """A stock that moved, or of which nothing can be told, with its stories."""
    first, *others = (one.say(words) for one in line.findings())
    exchange = exchange_of(line.symbol)
    stories = [
        (fmt.excerpt(one.title, 140), fmt.link(one.url) or "",
         " \u00b7 ".join(filter(None, (one.publisher, clock(one.published, exchange, words)))))
        for one in line.stories
    ]  # fmt: skip
    return {"text": first, "stories": stories or [(text, "", "") for text in others]}


def atom(digest: Digest, lang: str) -> str:
    """The stocks that moved as entries of an Atom feed (RFC 4287)."""
    words = speaking(digest, lang)
    entries = "".join(
        ENTRY.format(
            title=escape(_plain(line.findings()[0].say(words))), symbol=escape(line.symbol),
            day=line.session, content=escape(_lines(line, words)),
        )
        for line in digest.moved
    )  # fmt: skip
    day = digest.day.isoformat() if digest.day else "1970-01-01"
    return FEED.format(lang=lang, title=escape(words("digest.title")), updated=day,
                       entries=entries)  # fmt: skip


def _lines(line: DigestLine, words: Words) -> str:
    first, *others = (one.say(words) for one in line.findings())
    links = [one.url for one in line.stories]
    items = "".join(
        f"<li>{_linked(text, links[n] if n < len(links) else '')}</li>"
        for n, text in enumerate(others)
    )
    return f"<p>{escape(first)}</p>" + (f"<ul>{items}</ul>" if items else "")


def _linked(text: str, address: str) -> str:
    if urlsplit(address).scheme not in ("http", "https"):
        return escape(text)
    return f'<a href="{escape(address, quote=True)}">{escape(text)}</a>'


def _plain(text: str) -> str:
    return " ".join(text.split())
