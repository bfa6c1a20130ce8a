"""Rows of one store copied into another, such as one in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def load(con: DuckDBPyConnection, table: str, columns: dict[str, Any]) -> None:
    """Insert rows that ``snapshot_TABLE`` fetched from a store.

    Parameters
    ----------
    con : DuckDBPyConnection
        Holds nothing of the same symbols or exchanges yet.
    table : {"symbol", "bar", "action", "flag", "session"}
    columns : dict of str to numpy.ndarray
    """
    if not len(next(iter(columns.values()))):
        return
    con.register("copied", columns)
    try:
        con.execute(statement(f"load.copied_{table}"))
        if table == "bar":
            con.execute(statement("load.bar"))
            con.execute("drop view loaded_bar")
    finally:
        con.unregister("copied")
