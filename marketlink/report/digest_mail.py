"""A digest as a page to mail and as an Atom feed: no script, no picture, no address but links."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from marketlink.findings import words as words_of

if TYPE_CHECKING:
    from marketlink.findings import Words
    from marketlink.flow.digest import Digest, Line

PAGE = (
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head>'
    '<body style="font-family:sans-serif;max-width:40em"><h1>{title}</h1><p>{headline}</p>'
    "{lines}<p><small>{caution}</small></p></body></html>\n"
)
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


def mail(digest: Digest, lang: str) -> str:
    """The digest as an HTML page; what others wrote is text, never markup."""
    words = words_of(lang)
    return PAGE.format(
        lang=lang, title=escape(words("digest.title")),
        headline=escape(digest.headline().say(words)),
        lines="".join(_lines(line, words) for line in digest.lines),
        caution=escape(words("digest.caution")),
    )  # fmt: skip


def atom(digest: Digest, lang: str) -> str:
    """The stocks that moved as entries of an Atom feed (RFC 4287)."""
    words = words_of(lang)
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


def _lines(line: Line, words: Words) -> str:
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
