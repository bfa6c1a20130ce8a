"""An article as received, before it is read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

SIZE_LIMIT = 20_000_000


@dataclass(frozen=True, slots=True)
class RawArticle:
    """The bytes of one article, and what its source says about them.

    ``source`` is a path, an address or "-"; ``published`` and ``updated`` are the source's own
    words, not yet understood; ``retrieved`` is the aware instant of the fetch. ``decoded`` is
    whether the bytes are the UTF-8 of what came as text already, every character of it meant.
    """

    source: str
    content: bytes
    media_type: str = "text/plain"
    charset: str | None = None
    url: str | None = None
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    updated: str | None = None
    retrieved: datetime | None = None
    id: str | None = None
    decoded: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.content, usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Limits:
    """Of a fetch, how long, how much and how far: seconds in all, bytes of the body, redirects."""

    seconds: float = 20.0
    size: int = SIZE_LIMIT
    redirects: int = 5


class Articles(Protocol):
    """Where articles come from: one method, registered as ``marketlink.articles``."""

    def articles(self, source: str) -> Iterable[RawArticle]:
        """Every article that the source holds, in its order."""
        ...
