"""The articles that are kept in the store, each once, with their bytes: a reading can be repeated.

Keeping an article costs the same however many are kept: it is not read for companies then (see
:mod:`marketlink.flow.readings`), its row and its bytes are added, and nothing is rewritten.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from marketlink.articles.article import read_article
from marketlink.articles.interval import interval
from marketlink.articles.raw import RawArticle
from marketlink.errors import DatabaseBusy, InputError, MarketlinkError, StoreError
from marketlink.records.article import Article

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.store import Store
    from marketlink.store.connect import Mode

MIN_DIGEST = 6
FEW = 2_000
"""Articles that are brought in, in one transaction, of those that lie beside the store."""

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
        """What makes two entries the same: the bytes and where they stood, or, of what stood at
        no address, the bytes and when they were published. 63 bits of a SHA-256."""
        place = self.url or f"{self.value or ''} {self.published or ''}"
        known = sha256(f"{self.digest}\0{place}".encode("utf-8", "surrogatepass"))
        return int.from_bytes(known.digest()[:8]) >> 1


SAID = (
    "charset", "title", "author", "published", "updated", "retrieved", "decoded", "given", "feed",
    "imported", "warnings",
)  # fmt: skip
"""Fields of an entry that are needed only to read the article again: one JSON object."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One article after adding it: ``new`` is False where it was kept already."""

    entry: Entry
    new: bool


@dataclass(frozen=True, slots=True)
class Made:
    """An article that is ready to be kept: its row without numbers, and its bytes."""

    entry: Entry
    content: bytes
    lo: str | None
    hi: str | None
    labels: tuple[Mapping[str, object], ...] = ()


class Archive:
    """The kept articles of a store.

    Parameters
    ----------
    db
        The DuckDB file; it is made when something is first kept.
    wait
        Seconds to wait for a store that another process holds.
    """

    def __init__(self, db: Path, wait: float = 10.0) -> None:
        self.db, self.wait = db, wait

    @classmethod
    def beside(cls, db: Path) -> Archive:
        """The archive of a store."""
        return cls(db)

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
        ready = []
        for raw in raws:
            try:
                ready.append(made(raw, published, feed, now))
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
        from marketlink.store.news import bodies

        with self.opened() as store:
            found = bodies(store.con, [entry.digest])
        if entry.digest not in found:
            raise InputError(f"the kept article {entry.digest[:12]} is gone", "", "add it again")
        return raw_of(entry, found[entry.digest])

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
        long = len(digest) >= MIN_DIGEST
        found = self._entries("starts_with(digest, ?)", digest.lower()) if long else []
        if len({entry.digest for entry in found}) != 1:
            why = "several articles begin so" if found else "no kept article begins so"
            raise InputError(f"no article is called {digest!r}", why, "marketlink articles list")
        return found[0]

    def between(self, first: date | None, last: date | None) -> Sequence[Entry]:
        """The entries published in a span of days (UTC), both ends in; undated ones without one."""
        if first is None and last is None:
            return self.entries()
        day = "coalesce(day, published_lo::date)"
        return self._entries(
            f"{day} between coalesce(?::date, {day}) and coalesce(?::date, {day})", first, last
        )

    def exists(self) -> bool:
        """Whether there is anything to look at: a store, its record, or what waits beside it."""
        from marketlink.articles import inbox, migration
        from marketlink.store.recovery import recorded

        there = self.db.exists() or recorded(self.db)
        return bool(there or inbox.waiting(self.db) or migration.owed(self.db))

    @contextmanager
    def opened(self, mode: str = "read", reach: Sequence[Path] = ()) -> Iterator[Store]:
        """The store, once what lies beside it was brought in; it reaches ``reach`` as well.

        What a report left is passed over where the store is held or cannot be written: reading
        never waits for it.
        """
        from marketlink.articles import inbox, migration
        from marketlink.store import Store

        if migration.owed(self.db):
            migration.migrate(self)
        try:
            if inbox.waiting(self.db):
                with Store.open(self.db, "write", self.wait if mode == "write" else 0) as store:
                    inbox.collect(store)
        except (DatabaseBusy, StoreError):
            if mode == "write":
                raise
        writing: Mode = "write" if mode == "write" else "read"
        with Store.open(self.db, writing, self.wait, reach) as store:
            yield store

    def _entries(self, where: str, *values: Any) -> list[Entry]:
        if not self.exists():
            return []
        with self.opened() as store:
            return entries(store.con, where, values)


def entries(con: DuckDBPyConnection, where: str, values: Sequence[Any] = ()) -> list[Entry]:
    """The kept articles of which a condition of ours holds, in the order of keeping."""
    from marketlink.store.news import selected

    query = f"select {', '.join(COLUMNS)} from article where {where} order by article_id"  # noqa: S608
    return [entry_of(row) for row in selected(con, query, values)]


def keep(store: Store, ready: Sequence[Made], now: datetime) -> list[Kept]:
    """Add articles that are not kept yet, in one transaction; writes nothing where all are.

    Of one that is kept already what a provider says of it is still added where it is new.
    """
    from marketlink.store import news

    found = news.known(store.con, (one.entry.key for one in ready))
    fresh: dict[int, Made] = {}
    kept = []
    for one in ready:
        key = one.entry.key
        new = key not in found and key not in fresh
        if new:
            fresh[key] = one
        kept.append(Kept(one.entry, new))
    labels = _labels(store.con, ready, found)
    if not fresh and not labels:
        return kept
    with store.adding() as (con, batch):
        held = news.digests(con, {one.entry.digest for one in fresh.values()})
        bodies = {one.entry.digest: one.content for one in fresh.values()}
        places = _sources(con, [one.entry for one in fresh.values()], now, batch)
        first = news.last(con, "article", "article_id") + 1
        rows = [_row(one, first + n, places) for n, one in enumerate(fresh.values())]
        news.add(con, "article", rows, batch)
        numbers = found | {key: first + n for n, key in enumerate(fresh)}
        news.add(
            con, "label", [{"article_id": numbers[key], **label} for key, label in labels], batch
        )
        texts = [
            {"digest": digest, "digest_key": news.digest_key(digest),
             "content": b64encode(content).decode()}
            for digest, content in bodies.items() if digest not in held
        ]  # fmt: skip
        news.add(con, "body", texts, batch)
    return kept


def _labels(
    con: DuckDBPyConnection, ready: Sequence[Made], found: Mapping[int, int]
) -> list[tuple[int, Mapping[str, object]]]:
    """What providers say of these articles and is not in the store, by the article's key."""
    wanted: dict[tuple[object, ...], tuple[int, Mapping[str, object]]] = {}
    for one in ready:
        for label in one.labels:
            named = one.entry.key, label["given_by"], label.get("symbol")
            wanted.setdefault(named, (one.entry.key, label))
    if not wanted:
        return []
    keys = {number: key for key, number in found.items()}
    held = con.execute(
        "select article_id, given_by, symbol from label"
        " where article_id in (select unnest(?::bigint[]))",
        [list(keys)],
    ).fetchall()
    known = {(keys[number], by, symbol) for number, by, symbol in held}
    return [label for named, label in wanted.items() if named not in known]


def made(raw: RawArticle, published: str | None, feed: str | None, now: datetime) -> Made:
    """An article read for its title and publication time, to be kept."""
    article = read_article(raw, published, now=now)
    value = article.published.value
    entry = Entry(
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
        warnings=tuple(str(warning) for warning in raw.warnings),
    )
    return Made(entry, raw.content, *interval(article.published))


def raw_of(entry: Entry, content: bytes) -> RawArticle:
    """The raw input of an entry with these bytes."""
    shared = {f.name for f in fields(RawArticle)} & {f.name for f in fields(Entry)}
    values = {name: getattr(entry, name) for name in shared - {"retrieved", "warnings"}}
    retrieved = datetime.fromisoformat(entry.retrieved) if entry.retrieved else None
    return RawArticle(content=content, retrieved=retrieved, warnings=entry.warnings, **values)


def _row(one: Made, number: int, sources: dict[tuple[str, str], int]) -> dict[str, Any]:
    entry = one.entry
    return {
        "article_id": number,
        "key": entry.key,
        "source_id": sources[_source(entry)],
        "digest": entry.digest,
        "place": entry.source,
        "url": entry.url,
        "title": entry.headline,
        "publisher": entry.publisher,
        "language": entry.language,
        "published_lo": one.lo,
        "published_hi": one.hi,
        "day": entry.value if entry.value and len(entry.value) == len("2025-01-27") else None,
        "grade": entry.grade,
        "kept_at": entry.added,
        "media_type": entry.media_type,
        "ref": entry.id,
        "said": json.dumps(
            {name: value for name in SAID if (value := getattr(entry, name))}, ensure_ascii=False
        ),
    }


def entry_of(row: dict[str, Any]) -> Entry:
    """The entry of a row of :data:`COLUMNS`."""
    said = json.loads(row["said"])
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
        **{**said, "warnings": tuple(said.get("warnings", ()))},
    )


def _source(entry: Entry) -> tuple[str, str]:
    """The kind and address of where an article came from."""
    if entry.feed:
        return "feed", entry.feed
    if entry.imported:
        return "import", entry.imported
    if entry.url and entry.source == entry.url:
        return "web", urlsplit(entry.url).netloc
    return "file", ""


def _sources(
    con: DuckDBPyConnection, new: Sequence[Entry], now: datetime, batch: int
) -> dict[tuple[str, str], int]:
    """The numbers of the sources of these entries, counted up; made where they are new."""
    from collections import Counter

    from marketlink.articles.source import Source, put, sources

    held = {(one.kind, one.address): one for one in sources(con)}
    counts = Counter(_source(entry) for entry in new)
    free = max((one.source_id for one in held.values()), default=0) + 1
    stamp = now.isoformat(timespec="seconds")
    for place, count in counts.items():
        one = held.get(place)
        if one is None:
            one = Source(free, *place, first_read=stamp)
            free += 1
        held[place] = put(con, one, batch, last_read=stamp, items=one.items + count)
    return {place: one.source_id for place, one in held.items()}
