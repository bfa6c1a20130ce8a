"""Adding articles to a store, each once; nothing that is there is rewritten."""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from marketlink.news.entry import DETAILS, Entry, NewArticle
from marketlink.news.publication import twins
from marketlink.news.source import count_up

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.store import Store


class Addition(NamedTuple):
    """One article after adding it: ``new`` is False where it was kept already, ``key`` is that of
    the publication as it is kept."""

    entry: Entry
    new: bool
    key: int


def keep(store: Store, ready: Sequence[NewArticle], now: datetime) -> list[Addition]:
    """Add articles that are not kept yet, in one transaction; writes nothing where all are.

    Of one that is kept already what a provider says of it is still added where it is new.
    """
    from marketlink.store import news  # noqa: PLC0415 (loads duckdb)

    existing = news.numbers_of(store.tables, (one.entry.key for one in ready))
    unknown = [one for one in ready if one.entry.key not in existing]
    digests = news.digests(store.tables, {one.entry.digest for one in unknown})
    homes, numbers = twins(store.tables, unknown, digests)
    existing |= numbers
    fresh: dict[int, NewArticle] = {}
    additions = []
    for one in ready:
        key = one.entry.key
        new = key not in existing and key not in fresh and key not in homes
        if new:
            fresh[key] = one
        additions.append(Addition(one.entry, new, homes.get(key, key)))
    labels = _labels(store.tables, ready, additions, existing)
    if not fresh and not labels:
        return additions
    with store.adding() as (con, batch):
        bodies = {one.entry.digest: one.content for one in fresh.values()}
        stamp = now.isoformat(timespec="seconds")
        counts = Counter(_source(one.entry) for one in fresh.values())
        places = {
            place: count_up(con, place, count, stamp, batch) for place, count in counts.items()
        }
        first = news.last(con, "article", "article_id") + 1
        rows = [_row(one, first + n, places) for n, one in enumerate(fresh.values())]
        news.add(con, "article", rows, batch)
        numbers = existing | {key: first + n for n, key in enumerate(fresh)}
        news.add(
            con, "label", [{"article_id": numbers[key], **label} for key, label in labels], batch
        )
        texts = [
            {"digest": digest, "digest_key": news.digest_key(digest),
             "content": b64encode(content).decode()}
            for digest, content in bodies.items() if digest not in digests
        ]  # fmt: skip
        news.add(con, "body", texts, batch)
    return additions


def _labels(
    con: DuckDBPyConnection,
    ready: Sequence[NewArticle],
    additions: Sequence[Addition],
    existing: Mapping[int, int],
) -> list[tuple[int, Mapping[str, object]]]:
    """What providers say of these articles and is not in the store, by the article's key."""
    labels: dict[tuple[object, ...], tuple[int, Mapping[str, object]]] = {}
    for one, addition in zip(ready, additions, strict=True):
        for label in one.labels:
            identity = addition.key, label["given_by"], label.get("symbol")
            labels.setdefault(identity, (addition.key, label))
    if not labels:
        return []
    keys = {number: key for key, number in existing.items()}
    rows = con.execute(
        "select article_id, given_by, symbol from label"
        " where article_id in (select unnest(?::bigint[]))",
        [list(keys)],
    ).fetchall()
    present = {(keys[number], by, symbol) for number, by, symbol in rows}
    return [label for identity, label in labels.items() if identity not in present]


def _row(one: NewArticle, number: int, sources: dict[tuple[str, str], int]) -> dict[str, Any]:
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
            {name: value for name in DETAILS if (value := getattr(entry, name))}, ensure_ascii=False
        ),
    }


def _source(entry: Entry) -> tuple[str, str]:
    """The kind and address of where an article came from."""
    if entry.feed:
        return "feed", entry.feed
    if entry.imported:
        return "import", entry.imported
    if entry.url and entry.source == entry.url:
        return "web", urlsplit(entry.url).netloc
    return "file", ""
