"""Articles and events that were analysed, as rows of the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from marketlink.store.schema import remember
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Rows = Sequence[Mapping[str, Any]]

ARTICLE = (
    "digest", "source", "url", "title", "publisher", "language", "published", "grade",
    "media_type", "feed", "path", "added",
)  # fmt: skip
EVENT = (
    "article", "event_id", "symbol", "exchange", "instant", "day", "zone", "day0", "rule",
    "benchmark",
)  # fmt: skip
SEEN = "analysed"


def seen(known: Mapping[str, str]) -> str:
    """What was collected last, of the store's facts about itself."""
    return known.get(SEEN, "")


def write(con: DuckDBPyConnection, articles: Rows, events: Rows, state: str) -> None:
    """Replace the rows of these articles, and the events of the articles that these are of.

    Parameters
    ----------
    con : DuckDBPyConnection
        Writable, in a transaction.
    articles, events : sequence of mapping
        Values as text or None, by column name.
    state : str
        What they were read from, to be found again by :func:`seen`.
    """
    for table, columns, rows in (("article", ARTICLE, articles), ("event", EVENT, events)):
        if rows:
            _replace(con, table, columns, rows)
    remember(con, SEEN, state)


def _replace(con: DuckDBPyConnection, table: str, columns: Sequence[str], rows: Rows) -> None:
    import numpy as np

    con.register(
        "staged_rows", {name: np.array([_text(row, name) for row in rows], object)
                        for name in columns}
    )  # fmt: skip
    try:
        con.execute(statement(f"merge_{table}"))
    finally:
        con.unregister("staged_rows")


def _text(row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name)
    return None if value is None else str(value)
