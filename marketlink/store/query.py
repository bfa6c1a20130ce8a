"""A user's own query over the store: one statement that only reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import duckdb

from marketlink.errors import InputError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

READING = frozenset({duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN})
TABLES = re.compile(r"\s*show\s+tables\s*;?\s*", re.IGNORECASE)
EACH = "select distinct name from (show tables) order by name"
"""What is asked instead: a view of the file lies behind the program's own of that name."""
AT_ONCE = 10_000
"""Rows that are fetched at a time."""


def query(con: DuckDBPyConnection, text: str) -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
    """Run a query.

    Parameters
    ----------
    con : DuckDBPyConnection
        Of a store opened for reading: it reaches no other file and no address.
    text : str
        One statement of DuckDB's SQL that begins with ``select``, ``from``, ``with`` ...

    Returns
    -------
    columns, rows

    Raises
    ------
    InputError
        Several statements, one that changes something, or one that the engine refuses.
    MemoryError
        Now or with the rows, where the engine gets no more.
    """
    try:
        statements = con.extract_statements(EACH if TABLES.fullmatch(text) else text)
        if len(statements) != 1:
            raise InputError(f"A query is one statement, not {len(statements)}")
        if statements[0].type not in READING:
            kind = statements[0].type.name.lower().replace("_", " ")
            raise InputError(f"A query only reads, and this is a statement of kind {kind}")
        cursor = con.execute(statements[0])
        columns = tuple(column[0] for column in cursor.description or ())
    except duckdb.OutOfMemoryException as error:
        raise MemoryError(str(error)) from error
    except duckdb.Error as error:
        message = str(error).strip().splitlines()[0].rstrip(".!")
        raise InputError(
            "The query cannot be run",
            message,
            "the tables and views of docs/store.md: move, link, flow, event, story, price, returns",
        ) from error
    return columns, _rows(cursor)


def _rows(cursor: DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    try:
        while block := cursor.fetchmany(AT_ONCE):
            yield from block
    except duckdb.OutOfMemoryException as error:
        raise MemoryError(str(error)) from error
