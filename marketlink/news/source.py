"""The sources of articles: which were read, and when; feeds with their servers' cache marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COLUMNS = (
    "source_id", "kind", "address", "name", "zone", "first_read", "last_read", "items", "followed",
    "pages", "etag", "modified", "error",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One source: ``kind`` is "feed" (or a plug-in's ``name:rest``), "web" (a host), "file" (what
    the user handed over) or "import"; ``followed`` is whether a refresh reads it again, ``pages``
    whether the page behind each entry is fetched, too. ``etag`` and ``modified`` are a feed
    server's own marks, sent back to it. Instants are ISO 8601 in UTC."""

    source_id: int
    kind: str
    address: str
    name: str | None = None
    zone: str | None = None
    first_read: str | None = None
    last_read: str | None = None
    items: int = 0
    followed: bool = False
    pages: bool = False
    etag: str | None = None
    modified: str | None = None
    error: str | None = None


def sources(con: DuckDBPyConnection) -> list[Source]:
    """Every source, in the order in which they were first read."""
    from marketlink.store.news import selected  # noqa: PLC0415 (loads duckdb)

    rows = selected(con, f"select {', '.join(COLUMNS)} from source order by source_id")  # noqa: S608 (names of our own)
    return [Source(**{name: _plain(value) for name, value in row.items()}) for row in rows]


def put(con: DuckDBPyConnection, source: Source, batch: int, **changed: Any) -> Source:  # noqa: ANN401 (passed on)
    """Write a source in place of the one of its number."""
    from marketlink.store import news  # noqa: PLC0415 (loads duckdb)

    source = replace(source, **changed)
    news.forget(con, "source", "source_id", [source.source_id])
    news.add(con, "source", [asdict(source)], batch)
    return source


def count_up(
    con: DuckDBPyConnection, place: tuple[str, str], items: int, at: str, batch: int
) -> int:
    """Count what a source, by kind and address, brought at an instant; its number.

    It is made where it is new.
    """
    from marketlink.store import news  # noqa: PLC0415 (loads duckdb)

    rows = con.execute(
        "update source set last_read = ?, items = items + ?, batch = ?"
        " where kind = ? and address = ? returning source_id",
        [at, items, batch, *place],
    ).fetchall()
    if rows:
        return int(rows[0][0])
    number = news.last(con, "source", "source_id") + 1
    put(con, Source(number, *place, first_read=at, last_read=at, items=items), batch)
    return number


def cover(
    con: DuckDBPyConnection, source: int, since: datetime, until: datetime, batch: int
) -> None:
    """Note that a reading of a source listed everything that it brought in this span.

    Spans that touch become one: between two spans the source may have brought what was not seen.
    """
    from marketlink.store import news  # noqa: PLC0415 (loads duckdb)

    spans = con.execute(
        "select since, until from coverage where source_id = ? order by since", [source]
    ).fetchall()
    joined = list(_joined(sorted([*spans, (since, until)])))
    if joined == spans:
        return
    news.forget(con, "coverage", "source_id", [source])
    rows = [{"source_id": source, "since": a.isoformat(), "until": b.isoformat()}
            for a, b in joined]  # fmt: skip
    news.add(con, "coverage", rows, batch)


def _joined(spans: Iterable[tuple[datetime, datetime]]) -> Iterable[tuple[datetime, datetime]]:
    joined: list[tuple[datetime, datetime]] = []
    for since, until in spans:
        if joined and since <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(until, joined[-1][1])
        else:
            joined.append((since, until))
    return joined


def _plain(value: Any) -> Any:  # noqa: ANN401 (any value of a row)
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
