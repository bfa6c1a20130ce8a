"""An article that a caller hands over: a path, a text, bytes or an address."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from marketlink.config import Settings
from marketlink.errors import InputError
from marketlink.sources.raw import RawArticle

ArticleSource = str | bytes | PathLike[str]
"""A path, an http(s) address, or the article's own text or bytes."""

ENDINGS = frozenset(
    {".html", ".htm", ".xhtml", ".md", ".txt", ".mhtml", ".mht", ".webarchive", ".json", ".jsonl"}
)
NAMES_TO = 1_000
"""Characters that a path may have; a longer text is a text."""


def raw_article(source: ArticleSource, settings: Settings) -> RawArticle:
    """The article as loaded; a text that names a file is that file, never an article about it.

    Raises
    ------
    InputError
        It looks like a file's name and there is none, or it holds several articles.
    """
    from marketlink.sources.registry import open_source

    if isinstance(source, bytes):
        return RawArticle("bytes", source)
    if isinstance(source, str) and not names_a_file(source) and "://" not in source[:8]:
        return RawArticle("text", source.encode("utf-8", "surrogatepass"), decoded=True)
    name = str(source)
    raws = list(open_source(name, offline=settings.offline, private=settings.web_allow_private))
    if len(raws) != 1:
        raise InputError(f"{name} holds {len(raws)} articles", "One is read at a time")
    return raws[0]


def names_a_file(text: str) -> bool:
    """Whether a text is a file's name: there is such a file, or it is one line that ends as the
    names of article files do."""
    line = text.strip()
    if not line or len(line) > NAMES_TO or "\n" in line:
        return False
    if Path(line).suffix.lower() in ENDINGS and not line.endswith("."):
        return True
    try:
        return Path(line).is_file()
    except (OSError, ValueError):
        return False
