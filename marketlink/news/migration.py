"""From the folder ``articles``, in which former versions kept them, into the store.

The folder is read and not touched until everything is in the store; then it gets the name
``articles.migrated``, which nothing reads. Killed at any point, it is begun again, and what is
kept already is not kept twice; until it is done, whoever asks for articles does it first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink import disk
from marketlink.articles.interval import interval
from marketlink.errors import StoreError
from marketlink.locks import alone
from marketlink.news.entry import Entry, NewArticle
from marketlink.news.keeping import keep
from marketlink.news.source import Source, cover, put, sources
from marketlink.records.article import Published

if TYPE_CHECKING:
    from marketlink.store import Store, StoreAccess

DIGEST = re.compile(r"[0-9a-f]{64}")
FEW = 2_000
"""Articles that are brought in, in one transaction."""
PATIENCE = 600.0
"""Seconds to wait for another process that migrates the same folder."""


def owed(db: Path) -> bool:
    """Whether a former version's folder of articles lies beside a store."""
    folder = db.parent / "articles"
    return (folder / "index.jsonl").exists() or (folder / "feeds.jsonl").exists()


def migrate(access: StoreAccess) -> None:
    """Bring a folder of articles into the store, and put the folder aside.

    Raises
    ------
    StoreError
        A line of its lists is no record, or an article's bytes are not as they were kept.
    DatabaseBusy
        Another process holds the store.
    """
    db = access.db
    folder = db.parent / "articles"
    with alone(db.parent / "articles.lock", "a migration", PATIENCE):
        if not owed(db):
            return
        with access.writing() as store:
            coming = _entries(folder)
            while some := list(islice(coming, FEW)):
                keep(store, some, datetime.now(UTC))
            _feeds(store, read_rows(folder / "feeds.jsonl"))
        aside = folder.with_name("articles.migrated")
        if aside.exists():
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
            aside = folder.with_name(f"articles.migrated-{stamp}")
        disk.move(folder, aside)


def _entries(folder: Path) -> Iterator[NewArticle]:
    names = {f.name for f in fields(Entry)}
    for row in read_rows(folder / "index.jsonl"):
        values = {name: value for name, value in row.items() if name in names}
        try:
            entry = Entry(**{**values, "warnings": tuple(values.get("warnings") or ())})
            lo, hi = interval(_published(entry))
            if not DIGEST.fullmatch(entry.digest):
                raise ValueError("its digest is none")
        except (TypeError, ValueError) as error:
            raise StoreError(f"A line of {folder / 'index.jsonl'} is no article", str(error),
                             "remove the line") from None  # fmt: skip
        path = folder / "raw" / entry.digest[:2] / entry.digest
        try:
            content = path.read_bytes()
        except OSError as error:
            why = error.strerror or str(error)
            raise StoreError(f"{path} cannot be read", why, "remove its line") from None
        if sha256(content).hexdigest() != entry.digest:
            raise StoreError(f"{path} is damaged", "It has another digest", "remove its line")
        yield NewArticle(entry, content, lo, hi)


def _published(entry: Entry) -> Published:
    if not entry.value:
        return Published()
    instant = len(entry.value) > len("2025-01-27")
    at = datetime.fromisoformat(entry.value)
    return Published(at if instant else at.date())


def _feeds(store: Store, rows: list[dict[str, Any]]) -> None:
    """The feeds that were followed, with what their servers said; each covers the time from when
    it was first to when it was last looked at."""
    if not rows:
        return
    with store.adding() as (con, batch):
        existing = {one.address: one for one in sources(con) if one.kind == "feed"}
        free = max((one.source_id for one in sources(con)), default=0) + 1
        for row in rows:
            if not ({"url", "added"} <= row.keys() and all(map(_instant, (row["added"],
                    row.get("checked") or row["added"])))):  # fmt: skip
                raise StoreError("A line of feeds.jsonl is no feed", hint="remove the line")
            one = existing.get(str(row["url"]))
            if one is None:
                one = Source(free, "feed", str(row["url"]))
                free += 1
            put(
                con, one, batch, name=row.get("title"), followed=True,
                pages=bool(row.get("pages")), etag=row.get("etag"), modified=row.get("modified"),
                error=row.get("error"), first_read=row["added"], last_read=row.get("checked"),
            )  # fmt: skip
            if row.get("checked"):
                since, until = (datetime.fromisoformat(row[k]) for k in ("added", "checked"))
                cover(con, one.source_id, since, until, batch)


def _instant(text: object) -> bool:
    try:
        return datetime.fromisoformat(str(text)).tzinfo is not None
    except ValueError:
        return False


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of JSON Lines; none where it does not exist.

    Raises
    ------
    StoreError
        A line is not a JSON object.
    """
    if not path.exists():
        return []
    rows = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if line.strip():
            try:
                row = json.loads(line.decode("utf-8", "surrogatepass"))
            except (ValueError, RecursionError):
                row = None
            if not isinstance(row, dict):
                raise StoreError(f"Line {number} of {path} is not a record", hint="remove the line")
            rows.append(row)
    return rows
