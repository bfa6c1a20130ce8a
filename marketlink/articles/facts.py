"""Who wrote an article, under which title, for whom, and at which address."""

from __future__ import annotations

import re
from textwrap import shorten
from typing import Any

from marketlink.articles.boilerplate import plain
from marketlink.articles.boilerplate_cues import author_in
from marketlink.articles.candidates import address_line
from marketlink.articles.content import Content, head_title
from marketlink.articles.page import ParsedPage
from marketlink.articles.page_words import marked

LONGEST_TITLE = 100


def title_of(content: Content) -> str | None:
    """The headline; of a text that has none, the beginning of its first line."""
    page = content.page
    if page is not None:
        shown = head_title(page) or next(iter(content.of_kind("title")), None)
        return shown or page.named("og:title", "twitter:title") or page.title
    number = next((line.number for line in content.lines if line.kind == "title"), None)
    parts = [line for line in content.lines if line.number == number]
    if parts:
        return plain(content.text[parts[0].start : parts[-1].end])
    first = next(iter(content.of_kind("body")), "")
    said = plain(first)
    short = len(said) <= LONGEST_TITLE
    return (said if short else shorten(said, LONGEST_TITLE, placeholder="…")) or None


def author_of(content: Content) -> str | None:
    """The author's name from the page's head, a byline, a signature or a column's heading."""
    page = content.page
    if page is not None:
        named = _linked_name(page, "author") or page.named("author", "dable:author", "byl")
        if named and not named.startswith("http"):
            return named
    names = (author_in(text) for text in content.of_kind("author"))
    return next((name for name in names if name), None)


def publisher_of(content: Content) -> str | None:
    """The newspaper, agency or site."""
    page = content.page
    if page is not None:
        named = _linked_name(page, "publisher") or page.named("og:site_name", "application-name")
        if named:
            return named
    for text in reversed(content.of_kind("publisher")):
        said = marked("page_views", "").sub("", text).strip("[](){}<>【】 =-–—")
        if said:
            return said
    return None


def address_of(content: Content) -> str | None:
    """The address the article gives for itself."""
    page = content.page
    if page is not None:
        told = (page.canonical, page.named("og:url"))
        return next((a for a in told if a and re.match(r"https?://", a)), None)
    return address_line(content.text, content.lines) if "http" in content.text else None


def _linked_name(page: ParsedPage, role: str) -> str | None:
    for item in page.linked:
        value: Any = item.get(role)
        value = value[0] if isinstance(value, list) and value else value
        name = value.get("name") if isinstance(value, dict) else value
        if isinstance(name, str) and name.strip():
            return name.strip()
    return None
