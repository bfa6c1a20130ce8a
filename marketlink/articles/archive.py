"""The articles that are kept: each raw input once, by its digest, so a reading can be repeated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from marketlink.articles.article import read_article
from marketlink.articles.journal import locked, read_rows, write_bytes, write_rows
from marketlink.articles.raw import RawArticle
from marketlink.errors import InputError, MarketlinkError
from marketlink.records.article import Article

MIN_DIGEST = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One kept article: what its source said (as in :class:`RawArticle`), and how it was read.

    ``given`` is the publication time the user gave, ``added`` the instant it was kept, ``value``
    and ``grade`` its publication time as read then, ``headline`` its title as read then. Instants
    are ISO 8601 in UTC.
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
    language: str = "en"
    headline: str | None = None
    value: str | None = None
    grade: str = "unknown"
    warnings: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What makes two entries the same: the bytes, and where they stood."""
        return self.digest, self.url or ""


@dataclass(frozen=True, slots=True)
class Kept:
    """One article after adding it: ``new`` is False where it was kept already."""

    entry: Entry
    new: bool


class Archive:
    """The folder ``articles`` beside a store: ``raw/<digest>``, ``index.jsonl``, ``feeds.jsonl``.

    Parameters
    ----------
    folder
        It is made when something is first kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index = folder / "index.jsonl"

    @classmethod
    def beside(cls, db: Path) -> Archive:
        """The archive of a store."""
        return cls(db.parent / "articles")

    def entries(self) -> list[Entry]:
        """Every kept article, in the order of keeping."""
        return [_entry(row) for row in read_rows(self.index)]

    def add(
        self,
        raws: Iterable[RawArticle],
        *,
        published: str | None = None,
        feed: str | None = None,
        now: datetime | None = None,
        refused: list[str] | None = None,
    ) -> list[Kept]:
        """Keep articles; one that is kept already is not kept again.

        Parameters
        ----------
        published
            The publication time of each, where the user knows it.
        feed
            The address of the feed they came from.
        now
            Aware instant of keeping; the present by default.
        refused
            Takes one sentence for each article that cannot be read; the others are kept.

        Raises
        ------
        InputError
            One of them cannot be read and ``refused`` is None; then none is kept.
        """
        now = now or datetime.now(UTC)
        made = []
        for raw in raws:
            try:
                made.append((_made(raw, published, feed, now), raw))
            except MarketlinkError as error:
                if refused is None:
                    raise
                refused.append(str(error))
        with locked(self.folder):
            entries = self.entries()
            known = {entry.key: entry for entry in entries}
            kept = []
            for entry, raw in made:
                held = known.get(entry.key)
                if held is None:
                    write_bytes(self._path(entry.digest), raw.content)
                    entries.append(entry)
                    known[entry.key] = entry
                kept.append(Kept(held or entry, held is None))
            if any(one.new for one in kept):
                write_rows(self.index, (asdict(entry) for entry in entries))
        return kept

    def raw(self, entry: Entry) -> RawArticle:
        """The raw input of a kept article."""
        try:
            content = self._path(entry.digest).read_bytes()
        except OSError as error:
            raise InputError(
                f"the kept article {entry.digest[:12]} is gone", str(error.strerror), "add it again"
            ) from None
        shared = {f.name for f in fields(RawArticle)} & {f.name for f in fields(Entry)}
        values = {name: getattr(entry, name) for name in shared - {"retrieved", "warnings"}}
        retrieved = datetime.fromisoformat(entry.retrieved) if entry.retrieved else None
        return RawArticle(content=content, retrieved=retrieved, warnings=entry.warnings, **values)

    def article(self, entry: Entry) -> Article:
        """The kept article, read again as on the day it was kept."""
        return read_article(self.raw(entry), entry.given, now=datetime.fromisoformat(entry.added))

    def find(self, digest: str) -> Entry:
        """The entry whose digest begins so.

        Raises
        ------
        InputError
            None does, or several do.
        """
        found = [
            e
            for e in self.entries()
            if len(digest) >= MIN_DIGEST and e.digest.startswith(digest.lower())
        ]
        if len({entry.digest for entry in found}) != 1:
            why = "several articles begin so" if found else "no kept article begins so"
            raise InputError(f"no article is called {digest!r}", why, "marketlink articles list")
        return found[0]

    def between(self, first: date | None, last: date | None) -> Sequence[Entry]:
        """The entries published in a span of days (UTC), both ends in; undated ones without one."""
        if first is None and last is None:
            return self.entries()
        dated = [entry for entry in self.entries() if entry.value]
        days = [date.fromisoformat(str(entry.value)[:10]) for entry in dated]
        return [
            entry
            for entry, day in zip(dated, days, strict=True)
            if (first is None or day >= first) and (last is None or day <= last)
        ]

    def _path(self, digest: str) -> Path:
        return self.folder / "raw" / digest[:2] / digest


def _entry(row: dict[str, Any]) -> Entry:
    names = {f.name for f in fields(Entry)}
    values = {name: value for name, value in row.items() if name in names}
    return Entry(**{**values, "warnings": tuple(values.get("warnings") or ())})


def _made(raw: RawArticle, published: str | None, feed: str | None, now: datetime) -> Entry:
    article = read_article(raw, published, now=now)
    value = article.published.value
    return Entry(
        digest=raw.digest,
        source=raw.source,
        media_type=raw.media_type,
        added=now.isoformat(timespec="seconds"),
        charset=raw.charset,
        url=raw.url,
        title=raw.title,
        author=raw.author,
        publisher=raw.publisher,
        published=raw.published,
        updated=raw.updated,
        retrieved=raw.retrieved.isoformat(timespec="seconds") if raw.retrieved else None,
        id=raw.id,
        decoded=raw.decoded,
        given=published,
        feed=feed,
        language=article.language,
        headline=article.title or article.line_text(article.lines[0])[:120],
        value=value.isoformat() if value else None,
        grade=article.published.grade,
        warnings=raw.warnings,
    )
