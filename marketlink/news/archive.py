"""The articles that are kept in the store, each once, with their bytes: a reading can be repeated.

Keeping an article costs the same however many are kept: it is not read for companies then (see
:mod:`marketlink.flow.readings`), its row and its bytes are added, and nothing is rewritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.errors import DatabaseBusy, InputError, MarketlinkError, StoreError
from marketlink.news import inbox, migration
from marketlink.news.entry import Entry, entries, prepare, raw_of
from marketlink.news.keeping import Addition, keep
from marketlink.records.article import Article
from marketlink.sources.raw import RawArticle

if TYPE_CHECKING:
    from marketlink.store import Store, StoreAccess
    from marketlink.store.connect import Mode

MIN_DIGEST = 6


class Archive:
    """The kept articles of a store.

    Parameters
    ----------
    access
        The store; it is made when something is first kept.
    """

    def __init__(self, access: StoreAccess) -> None:
        self.access, self.db = access, access.db

    @classmethod
    def beside(cls, db: Path, wait: float = 10.0) -> Archive:
        """The archive of a store, and the seconds to wait where another process holds it."""
        from marketlink.store import StoreAccess  # noqa: PLC0415 (loads duckdb)

        return cls(StoreAccess(db, wait))

    def entries(self) -> list[Entry]:
        """Every kept article, in the order of keeping."""
        return self._entries("true")

    def add(
        self,
        raws: Iterable[RawArticle],
        *,
        published: str | None = None,
        feed: str | None = None,
        now: datetime | None = None,
        refused: list[str] | None = None,
    ) -> list[Addition]:
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
        ready = []
        for raw in raws:
            try:
                ready.append(prepare(raw, published, feed, now))
            except MarketlinkError as error:
                if refused is None:
                    raise
                refused.append(str(error))
        if not ready:
            return []
        with self.opened("write") as store:
            return keep(store, ready, now)

    def raw(self, entry: Entry) -> RawArticle:
        """The raw input of a kept article."""
        from marketlink.store.news import bodies  # noqa: PLC0415 (loads duckdb)

        with self.opened() as store:
            contents = bodies(store.tables, [entry.digest])
        if entry.digest not in contents:
            raise InputError(f"The kept article {entry.digest[:12]} is gone", "", "add it again")
        return raw_of(entry, contents[entry.digest])

    def article(self, entry: Entry) -> Article:
        """The kept article, read again as on the day it was kept."""
        from marketlink.articles.article import read_article  # noqa: PLC0415 (costs a start)

        return read_article(self.raw(entry), entry.given, now=datetime.fromisoformat(entry.added))

    def find(self, digest: str) -> Entry:
        """The entry whose digest begins so.

        Raises
        ------
        InputError
            None does, or several do.
        """
        long = len(digest) >= MIN_DIGEST
        matches = self._entries("starts_with(digest, ?)", digest.lower()) if long else []
        if len({entry.digest for entry in matches}) != 1:
            why = "Several articles begin so" if matches else "No kept article begins so"
            raise InputError(f"No article is called {digest!r}", why, "marketlink articles list")
        return matches[0]

    def between(self, first: date | None, last: date | None) -> Sequence[Entry]:
        """The entries published in a span of days (UTC), both ends in; undated ones without one."""
        if first is None and last is None:
            return self.entries()
        day = "coalesce(day, published_lo::date)"
        return self._entries(
            f"{day} between coalesce(?::date, {day}) and coalesce(?::date, {day})", first, last
        )

    def exists(self) -> bool:
        """Whether there is a store, its record, or an inbox beside it."""
        from marketlink.store.recovery import recorded  # noqa: PLC0415 (loads duckdb)

        there = self.db.exists() or recorded(self.db)
        return bool(there or inbox.waiting(self.db) or migration.owed(self.db))

    @contextmanager
    def opened(self, mode: Mode = "read") -> Iterator[Store]:
        """The store, after articles in the inbox beside it were added. The inbox is left alone
        where the store is locked or cannot be written: reading never waits.
        """
        if migration.owed(self.db):
            migration.migrate(self.access)
        try:
            if inbox.waiting(self.db):
                with self.access.writing(None if mode == "write" else 0) as store:
                    inbox.collect(store)
        except (DatabaseBusy, StoreError):
            if mode == "write":
                raise
        with self.access.writing() if mode == "write" else self.access.reading() as store:
            yield store

    def _entries(self, where: str, *values: Any) -> list[Entry]:  # noqa: ANN401 (passed on)
        if not self.exists():
            return []
        with self.opened() as store:
            return entries(store.tables, where, values)
