"""Articles at http and https addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from marketlink.errors import InputError
from marketlink.sources.fetch import Fetched, fetch
from marketlink.sources.load import from_bytes
from marketlink.sources.raw import Limits, RawArticle

ARTICLE_TYPES = {
    "text/html": "text/html", "application/xhtml+xml": "text/html", "text/plain": "text/plain",
    "text/markdown": "text/markdown", "application/json": "application/json",
}  # fmt: skip


class WebArticles:
    """Articles at http(s) addresses; ``private`` machines (loopback, link-local) only if asked."""

    def __init__(self, *, private: bool = False, limits: Limits | None = None) -> None:
        self.private = private
        self.limits = limits or Limits()

    def articles(self, source: str) -> Iterable[RawArticle]:
        """The article at the address."""
        answer = fetch(source, private=self.private, limits=self.limits)
        media_type = article_type(answer)
        for raw in from_bytes(answer.content, answer.url, media_type, answer.charset):
            yield replace(raw, url=raw.url or answer.url, retrieved=answer.retrieved)


def article_type(answer: Fetched) -> str | None:
    """The media type of an answer that can hold an article; None where it must be looked for.

    Raises
    ------
    InputError
        The answer is something else: an image, a feed, a PDF ...
    """
    declared = answer.media_type
    if declared in ("", "application/octet-stream"):
        return None
    if declared in ARTICLE_TYPES:
        return ARTICLE_TYPES[declared]
    hint = "marketlink feeds add" if "xml" in declared else "give the page of the article"
    raise InputError(
        f"{answer.url} is {declared}, not an article", "A page, a text or JSON is meant", hint
    )
