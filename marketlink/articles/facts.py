"""Who wrote an article, under which title, for whom, and at which address."""

from __future__ import annotations

import re
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from marketlink.articles.boilerplate import plain
from marketlink.articles.boilerplate_cues import author_in
from marketlink.articles.candidates import address_line
from marketlink.articles.content import Content, head_title
from marketlink.articles.page_words import marked

if TYPE_CHECKING:
    from marketlink.articles.page import ParsedPage

LONGEST_TITLE = 100


def title_of(content: Content) -> str | None:
    """The headline; of a text that has none, the beginning of its first line."""
    page = content.page
    if page is not None:
        title = head_title(page) or next(iter(content.of_kind("title")), None)
        return title or page.meta_value("og:title", "twitter:title") or page.title
    number = next((line.number for line in content.lines if line.kind == "title"), None)
    parts = [line for line in content.lines if line.number == number]
    if parts:
        return plain(content.text[parts[0].start : parts[-1].end])
    opening = plain(next(iter(content.of_kind("body")), ""))
    if len(opening) > LONGEST_TITLE:
        opening = shorten(opening[: 2 * LONGEST_TITLE], LONGEST_TITLE, placeholder="…")
    return opening or None


def author_of(content: Content) -> str | None:
    """The author's name from the page's head, a byline, a signature or a column's heading."""
    page = content.page
    if page is not None:
        author = _linked_name(page, "author") or page.meta_value("author", "dable:author", "byl")
        if author and not author.startswith("http"):
            return author
    names = (author_in(text) for text in content.of_kind("author"))
    return next((name for name in names if name), None)


def publisher_of(content: Content) -> str | None:
    """The newspaper, agency or site."""
    page = content.page
    if page is not None:
        site = page.meta_value("og:site_name", "application-name")
        if publisher := _linked_name(page, "publisher") or site:
            return publisher
    for text in reversed(content.of_kind("publisher")):
        label = marked("page_views", "").sub("", text).strip("[](){}<>【】 =-–—")
        if label:
            return label
    return None


def address_of(content: Content) -> str | None:
    """The address the article gives for itself."""
    page = content.page
    if page is not None:
        addresses = (page.canonical, page.meta_value("og:url"))
        return next((a for a in addresses if a and re.match(r"https?://", a)), None)
    return address_line(content.text, content.lines) if "http" in content.text else None


def _linked_name(page: ParsedPage, role: str) -> str | None:
    for item in page.linked:
        value: Any = item.get(role)
        value = value[0] if isinstance(value, list) and value else value
        name = value.get("name") if isinstance(value, dict) else value
        if isinstance(name, str) and name.strip():
            return name.strip()
    return None
