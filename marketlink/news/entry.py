"""One kept article as a record: its row in the store, and its raw input made again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from marketlink.articles.interval import interval
from marketlink.sources.raw import RawArticle

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COLUMNS = (
    "digest", "place", "media_type", "kept_at", "url", "publisher", "language", "title", "day",
    "published_lo", "grade", "ref", "said",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One kept article: what its source said (as in :class:`RawArticle`), and how it was read.

    ``given`` is the publication time the user gave, ``added`` the instant it was kept, ``value``
    and ``grade`` its publication time as read then, ``headline`` its title as read then,
    ``imported`` the name of the import it came in. Instants are ISO 8601 in UTC.
    """

    digest: str
    source: str
    media_type: str
    added: str
    charset: str | None = None
    url: str | None = None
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    updated: str | None = None
    retrieved: str | None = None
    id: str | None = None
    decoded: bool = False
    given: str | None = None
    feed: str | None = None
    imported: str | None = None
    language: str = "en"
    headline: str | None = None
    value: str | None = None
    grade: str = "unknown"
    warnings: tuple[str, ...] = ()

    @property
    def key(self) -> int:
        """The identity of an entry: its bytes and their address or, without an address, the bytes,
        the publication time as written and the publisher. 63 bits of a SHA-256.
        """
        publisher = f" {self.publisher}" if self.publisher else ""
        place = self.url or f"{self.value or ''} {self.published or ''}{publisher}"
        identity = sha256(f"{self.digest}\0{place}".encode("utf-8", "surrogatepass"))
        return int.from_bytes(identity.digest()[:8]) >> 1


ALIKE = tuple(
    name
    for name in (field.name for field in fields(RawArticle))
    if name in {field.name for field in fields(Entry)} - {"retrieved", "warnings"}
)
"""Fields that an entry holds as its raw article does."""
DETAILS = (
    "charset", "title", "author", "published", "updated", "retrieved", "decoded", "given", "feed",
    "imported", "warnings",
)  # fmt: skip
"""Fields of an entry that are needed only to read the article again: one JSON object."""


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article that is ready to be kept: its row without numbers, and its bytes."""

    entry: Entry
    content: bytes
    lo: str | None
    hi: str | None
    labels: tuple[Mapping[str, object], ...] = ()


def prepare(raw: RawArticle, published: str | None, feed: str | None, now: datetime) -> NewArticle:
    """An article read for its title and publication time, to be kept."""
    from marketlink.articles.article import read_article  # noqa: PLC0415 (costs a start)

    article = read_article(raw, published, now=now)
    value = article.published.value
    entry = Entry(
        digest=raw.digest,
        added=now.isoformat(timespec="seconds"),
        retrieved=raw.retrieved.isoformat(timespec="seconds") if raw.retrieved else None,
        given=published,
        feed=feed,
        language=article.language,
        headline=article.title or article.line_text(article.lines[0])[:120],
        value=value.isoformat() if value else None,
        grade=article.published.grade,
        warnings=tuple(str(warning) for warning in raw.warnings),
        **{name: getattr(raw, name) for name in ALIKE},
    )
    return NewArticle(entry, raw.content, *interval(article.published))


def raw_of(entry: Entry, content: bytes) -> RawArticle:
    """The raw input of an entry with these bytes."""
    values = {name: getattr(entry, name) for name in ALIKE}
    retrieved = datetime.fromisoformat(entry.retrieved) if entry.retrieved else None
    return RawArticle(content=content, retrieved=retrieved, warnings=entry.warnings, **values)


def entry_of(row: dict[str, Any]) -> Entry:
    """The entry of a row of :data:`COLUMNS`."""
    details = json.loads(row["said"])
    at = row["day"] or row["published_lo"]
    return Entry(
        digest=row["digest"],
        source=row["place"],
        media_type=row["media_type"],
        added=row["kept_at"].isoformat(timespec="seconds"),
        url=row["url"],
        publisher=row["publisher"],
        id=row["ref"],
        language=row["language"],
        headline=row["title"],
        value=at.isoformat() if at else None,
        grade=row["grade"],
        **{**details, "warnings": tuple(details.get("warnings", ()))},
    )


def entries(con: DuckDBPyConnection, where: str, values: Sequence[Any] = ()) -> list[Entry]:
    """The kept articles of which a condition of ours holds, in the order of keeping."""
    from marketlink.store.news import selected  # noqa: PLC0415 (loads duckdb)

    query = f"select {', '.join(COLUMNS)} from article where {where} order by article_id"  # noqa: S608 (names of our own)
    return [entry_of(row) for row in selected(con, query, values)]
