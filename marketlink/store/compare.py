"""Compares a store, row by row, with one that is rebuilt from its record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from marketlink.store.connect import attached, connect
from marketlink.store.news_record import News
from marketlink.store.record import TABLES, Record, Sound
from marketlink.store.recovery import fill
from marketlink.store.schema import NEWS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Difference:
    """One table: rows that only the database has, and rows that only its record has."""

    table: str
    database: int
    record: int


def differences(
    path: Path, record: Record, sound: Sound, news: News, news_state: Sound
) -> tuple[Difference, ...]:
    """Rebuild a store aside from its records and compare every row with the database's.

    Parameters
    ----------
    path : Path
        The database file; it is only read.
    record : Record
    sound : Sound
        What :meth:`Record.sound` found.
    news : News
    news_state : Sound
        The record of news, and what its ``sound`` found.

    Returns
    -------
    tuple of Difference
        The tables that differ; none where the record gives the database.
    """
    with TemporaryDirectory(prefix="marketlink-deep-") as folder:
        reach = (record.folder, path, Path(f"{path}.wal"))
        con = connect(Path(folder) / "rebuilt.duckdb", "write", 0, reach)
        try:
            fill(con, record, sound, news, news_state)
            with attached(con, path, "held"):
                return tuple(_compared(con))
        finally:
            con.close()


def _compared(con: DuckDBPyConnection) -> Iterator[Difference]:
    for table in (*TABLES, *NEWS):
        database, rebuilt = f"from held.main.{table}", f"from main.{table}"
        only = [
            con.execute(f"select count(*) from ({here} except all {there})").fetchall()[0][0]  # noqa: S608 (names of our own)
            for here, there in ((database, rebuilt), (rebuilt, database))
        ]
        if any(only):
            yield Difference(table, *only)
