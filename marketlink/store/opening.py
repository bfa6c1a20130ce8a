"""From a path to a connection on a store of this program's schema, whatever lies there."""

from __future__ import annotations

from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from marketlink import disk
from marketlink.errors import StoreError
from marketlink.resources import data_path
from marketlink.store import schema
from marketlink.store.connect import Mode, connect, first_line, is_broken
from marketlink.store.news_record import News
from marketlink.store.record import Record
from marketlink.store.recovery import fresh_database, rebuild, recorded

OpenConnection = tuple[DuckDBPyConnection, tuple[str, ...]]


def current(path: Path, mode: Mode, wait: float, reach: tuple[Path, ...] = ()) -> OpenConnection:
    """Connect to the store: create, migrate or rebuild it first where it must be.

    Parameters
    ----------
    path : Path
    mode : "read" or "write"
    wait : float
        Seconds to wait for the file's lock.
    reach : tuple of Path
        Files of the user's that statements may read, beside the record.

    Returns
    -------
    connection, notices
    """
    record = Record(path)
    reach = (record.folder, data_path("excerpt"), *reach)
    why = ""
    if not path.exists():
        if not recorded(path):
            _absent(path, mode)
            return connect(path, mode, wait, reach), ()
        why = "was gone"
    else:
        try:
            usable = _usable(path, mode, wait, record, reach)
        except duckdb.Error as error:
            if not is_broken(error):
                raise
            why = "could not be read"
            _refuse_foreign(path, error)
        else:
            if usable is not None:
                return usable, ()
            why = "was behind its record"
    notice = rebuild(path, record, why)
    return connect(path, mode, wait, reach), (notice,)


def _absent(path: Path, mode: Mode) -> None:
    if mode == "read":
        raise StoreError(
            f"There is no store at {path}", "", "marketlink refresh, or marketlink prices import"
        )
    with fresh_database(path) as (fresh, con):
        schema.create(con)
        con.close()
        if not path.exists():
            disk.move(fresh, path)


def _usable(
    path: Path, mode: Mode, wait: float, record: Record, reach: tuple[Path, ...]
) -> DuckDBPyConnection | None:
    con = connect(path, mode, wait, reach)
    try:
        facts = schema.facts(con, str(path))
        schema.refuse_newer(facts, str(path))
        schema.refuse_views(con, str(path))
        news = News(path)
        if record.latest() > int(facts["batch"]) or news.latest() > int(facts["news"]):
            con.close()
            return None
        if mode == "write":
            record.settle(int(facts["batch"]))
            news.settle(int(facts["news"]))
        current = schema.is_current(facts)
        if mode == "write" and not current:
            schema.upgrade(con, facts)
        if mode == "write" or current:
            return con
    except BaseException:
        con.close()
        raise
    con.close()
    upgraded = _usable(path, "write", wait, record, reach)
    if upgraded is not None:
        upgraded.close()
    return connect(path, mode, wait, reach)


def _refuse_foreign(path: Path, error: duckdb.Error) -> None:
    if not recorded(path):
        raise StoreError(
            f"{path} cannot be read as a store",
            first_line(error),
            "another --db",
        ) from error
