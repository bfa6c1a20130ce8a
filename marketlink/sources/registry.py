"""Chooses the article source by the form of an address, a path or ``name:rest``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import entry_points

from marketlink.errors import InputError
from marketlink.sources.raw import Articles, Limits, RawArticle

GROUP = "marketlink.articles"
PREFIX = re.compile(r"([a-z][a-z0-9_\-]+):(?!//)(.+)", re.DOTALL)
ADDRESS = re.compile(r"[a-z][a-z0-9+.\-]*://", re.IGNORECASE)


def source_called(name: str) -> Articles:
    """The article source registered under a name.

    Raises
    ------
    InputError
        None is.
    """
    points = {point.name: point for point in entry_points(group=GROUP)}
    if name not in points:
        names = ", ".join(sorted(points)) or "none"
        raise InputError(f"No article source is called {name!r}", f"Installed: {names}")
    source: Articles = points[name].load()()
    return source


def plug_in(source: str) -> bool:
    """Whether a source is ``name:rest`` of a registered source, as in ``edgar:NVDA``."""
    match = PREFIX.match(source)
    return match is not None and match[1] in {point.name for point in entry_points(group=GROUP)}


def open_source(
    source: str, *, offline: bool = False, private: bool = False, limits: Limits | None = None
) -> Iterable[RawArticle]:
    """The articles at an http(s) address, in a file, or on standard input ("-").

    ``name:rest`` asks the source registered under that name, as in ``feed:https://...``.
    ``offline`` refuses what needs a socket; ``private`` lets an address lead to a private, loopback
    or link-local machine; ``limits`` are those of a fetch.
    """
    match = PREFIX.match(source)
    if match and plug_in(source):
        if offline and match[1] != "file":
            raise _offline(source)
        return source_called(match[1]).articles(match[2])
    if not ADDRESS.match(source):
        from marketlink.sources.load import FileArticles  # noqa: PLC0415 (loads 5 shelves)

        return FileArticles().articles(source)
    if offline:
        raise _offline(source)
    from marketlink.sources.web import WebArticles  # noqa: PLC0415 (loads 6 shelves)

    return WebArticles(private=private, limits=limits).articles(source)


def _offline(source: str) -> InputError:
    hint = "save the page to a file" if ADDRESS.match(source) else "the same without --offline"
    return InputError(f"{source} cannot be fetched", "--offline opens no socket", hint)
