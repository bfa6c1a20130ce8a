"""What was analysed: written beside the store at once, brought into it by the next refresh.

A report only reads the store, so that it never waits for one that is held and works on one that
cannot be written to. What it read and found lies in the folder ``articles`` beside the store.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.articles.archive import Archive
from marketlink.articles.journal import locked, read_rows, write_rows

if TYPE_CHECKING:
    from marketlink.records.study import Event
    from marketlink.store import Store

EVENTS = "events.jsonl"
"""In the folder of articles: the events of every article of which a report was written."""


def write_events(db: Path, article: str, events: Iterable[Event]) -> None:
    """Write down the events of an article, in place of those written before.

    Parameters
    ----------
    db : Path
        The store, which is not touched.
    article : str
        Digest of the article's raw bytes.
    events : iterable of Event

    Raises
    ------
    StoreError
        The folder beside the store cannot be written to.
    """
    folder = Archive.beside(db).folder
    fresh = [_row(article, event) for event in events]
    with locked(folder):
        rows = read_rows(folder / EVENTS)
        if [row for row in rows if row.get("article") == article] != fresh:
            others = [row for row in rows if row.get("article") != article]
            write_rows(folder / EVENTS, others + fresh)


def state(db: Path) -> str:
    """SHA-256 over what lies beside a store; empty where there is nothing."""
    archive = Archive.beside(db)
    files = [path for path in (archive.index, archive.folder / EVENTS) if path.exists()]
    return sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest() if files else ""


def collect(store: Store, seen: str) -> None:
    """Bring the articles and events that lie beside a store into it, in one transaction.

    Parameters
    ----------
    store : Store
        Open for writing.
    seen : str
        What :func:`state` said before; kept, so that the same is not collected again.
    """
    archive = Archive.beside(store.path)
    articles = [
        {
            **{name: getattr(entry, name) for name in ARTICLE},
            "title": entry.headline or entry.title,
            "published": entry.value,
            "path": f"raw/{entry.digest[:2]}/{entry.digest}",
        }
        for entry in archive.entries()
    ]
    store.write_analysed(articles, read_rows(archive.folder / EVENTS), seen)


def legible(db: Path) -> None:
    """Refuse lists beside a store that cannot be read.

    Raises
    ------
    StoreError
        A line of the kept articles or of their events is no record.
    """
    archive = Archive.beside(db)
    read_rows(archive.index)
    read_rows(archive.folder / EVENTS)


ARTICLE = (
    "digest", "source", "url", "publisher", "language", "grade", "media_type", "feed", "added",
)  # fmt: skip
"""Fields of a kept article that the store has under the same name."""


def _row(article: str, event: Event) -> dict[str, Any]:
    return {
        "article": article,
        "event_id": event.event_id,
        "symbol": event.symbol,
        "exchange": event.exchange,
        "instant": event.instant.isoformat() if event.instant else None,
        "day": event.day.isoformat() if event.day else None,
        "zone": event.zone,
        "day0": event.day0.isoformat() if event.day0 else None,
        "rule": event.rule,
        "benchmark": event.benchmark,
    }
