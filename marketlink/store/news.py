"""News in the store: adds rows, and looks them up by key.

Every function works on the connection of an open store; those that add run inside
:meth:`marketlink.store.Store.adding` and give each row the number of its batch.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = Mapping[str, Any]
LONE = re.compile(r"[\ud800-\udfff]")
"""Halves of characters, which UTF-8 has none of; they are written as U+FFFD."""
FEW = 20
"""Numbers that are sought by the index; rows that are added by their values."""


@cache
def _kinds(table: str) -> Mapping[str, str]:
    """The columns of a table, each with its type."""
    ddl = statement("tables.news").split(f"table if not exists {table} (")[1].split(");")[0]
    return {name: kind for name, kind, *_ in (part.split() for part in ddl.split(","))}


@cache
def _form(table: str) -> tuple[str, str]:
    """The columns of a table as JSON holds them, and how each comes into the table."""
    columns = _kinds(table)
    plain = {"bigint": "BIGINT", "integer": "INTEGER", "tinyint": "TINYINT", "boolean": "BOOLEAN",
             "double": "DOUBLE"}  # fmt: skip
    form = {name: [plain.get(kind[:-2], "VARCHAR")] if kind.endswith("[]")
            else plain.get(kind, "VARCHAR") for name, kind in columns.items()}  # fmt: skip
    blobs = [name for name, kind in columns.items() if kind == "blob"]
    replaced = ", ".join(f"from_base64(row.{name}) as {name}" for name in blobs)
    return json.dumps([form]), f"row.* replace ({replaced})" if blobs else "row.*"


def add(con: DuckDBPyConnection, table: str, rows: Sequence[Row], batch: int) -> None:
    """Add rows to a table of news.

    Parameters
    ----------
    con : DuckDBPyConnection
        Inside :meth:`Store.adding`.
    table : str
        One of :data:`marketlink.store.schema.NEWS`.
    rows : sequence of mapping
        Plain values by column; instants and days as ISO 8601, bytes in base 64. A column that is
        left out is null.
    batch : int
    """
    if len(rows) <= FEW:
        _add_few(con, table, [{**row, "batch": batch} for row in rows])
        return
    form, columns = _form(table)
    text = json.dumps([{**row, "batch": batch} for row in rows], ensure_ascii=False)
    con.execute(
        f"insert into {table} by name select {columns}"  # noqa: S608 (names of our own)
        " from (select unnest(from_json(?::json, ?)) as row)",
        [LONE.sub("�", text), form],
    )


def _add_few(con: DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Add rows by their values, which takes half as long to plan as a text of JSON."""
    if not rows:
        return
    names = list(dict.fromkeys(name for row in rows for name in row))
    kinds = _kinds(table)
    places = ", ".join("from_base64(?)" if kinds[name] == "blob" else "?" for name in names)
    cells = [_encodable(row.get(name)) for row in rows for name in names]
    values = ", ".join([f"({places})"] * len(rows))
    con.execute(
        f"insert into {table} ({', '.join(names)}) values {values}",  # noqa: S608 (names of our own)
        cells,
    )


def _encodable(value: Any) -> Any:  # noqa: ANN401 (any value of a row)
    """A value without halves of characters."""
    if isinstance(value, list | tuple):
        return [_encodable(one) for one in value]
    return LONE.sub("�", value) if isinstance(value, str) else value


def forget(con: DuckDBPyConnection, table: str, column: str, values: Iterable[int]) -> None:
    """Delete rows of a table by their number, before those that replace them are added."""
    _rows_of(con, f"delete from {table} where {column}", list(values))  # noqa: S608 (names of our own)


def numbers_of(con: DuckDBPyConnection, keys: Iterable[int]) -> dict[int, int]:
    """The articles of these keys that are kept: number by key."""
    return dict(_rows_of(con, "select key, article_id from article where key", list(keys)))


def digest_key(digest: str) -> int:
    """The first 60 bits of a digest, by which its body is found without comparing texts."""
    return int(digest[:15], 16)


def digests(con: DuckDBPyConnection, names: Iterable[str]) -> frozenset[str]:
    """Those of these digests whose bodies are kept."""
    rows = _rows_of(
        con, "select digest from body where digest_key", [digest_key(one) for one in names]
    )
    return frozenset(row[0] for row in rows)


def bodies(con: DuckDBPyConnection, names: Iterable[str]) -> dict[str, bytes]:
    """The bytes of these digests that are kept."""
    numbers = [digest_key(digest) for digest in names]
    return dict(_rows_of(con, "select digest, content from body where digest_key", numbers))


def _rows_of(con: DuckDBPyConnection, query: str, numbers: list[int]) -> list[Any]:
    """The rows of a statement that ends with a number's column, for these numbers.

    A few are named one by one, as only then the column's index is used, which costs the same
    however many rows there are; for many, one scan costs less.
    """
    if not numbers:
        return []
    if len(numbers) > FEW:
        return con.execute(f"{query} in (select unnest(?::bigint[]))", [numbers]).fetchall()
    places = ", ".join("?" * len(numbers))
    return con.execute(f"{query} in ({places})", numbers).fetchall()


def last(con: DuckDBPyConnection, table: str, column: str) -> int:
    """The highest number of a column; 0 in an empty table."""
    rows = con.execute(f"select coalesce(max({column}), 0) from {table}").fetchall()  # noqa: S608 (names of our own)
    return int(rows[0][0])


def selected(
    con: DuckDBPyConnection, query: str, parameters: Sequence[Any] = ()
) -> list[dict[str, Any]]:
    """The rows of a query, by column."""
    cursor = con.execute(query, list(parameters))
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
