"""From a path to a connection on a store of this program's schema, whatever lies there."""

from __future__ import annotations

from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from marketlink.errors import StoreError
from marketlink.store import schema
from marketlink.store.connect import Mode, connect, first_line, is_broken
from marketlink.store.record import Record
from marketlink.store.recovery import fresh_database, rebuild

Opened = tuple[DuckDBPyConnection, tuple[str, ...]]


def current(path: Path, mode: Mode, wait: float) -> Opened:
    """Connect to the store: create, migrate or rebuild it first where it must be.

    Parameters
    ----------
    path : Path
    mode : "read" or "write"
    wait : float
        Seconds to wait for the file's lock.

    Returns
    -------
    connection, notices
    """
    record = Record(path)
    why = ""
    if not path.exists():
        if record.latest() == 0:
            _absent(path, mode)
            return connect(path, mode, wait), ()
        why = "was gone"
    else:
        try:
            opened = _usable(path, mode, wait, record)
        except duckdb.Error as error:
            if not is_broken(error):
                raise
            why = "could not be read"
            _refuse_foreign(path, record, error)
        else:
            if opened is not None:
                return opened, ()
            why = "was behind its record"
    notice = rebuild(path, record, why)
    return connect(path, mode, wait), (notice,)


def _absent(path: Path, mode: Mode) -> None:
    if mode == "read":
        raise StoreError(
            f"there is no store at {path}", "", "marketlink refresh, or marketlink prices import"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with fresh_database(path) as (fresh, con):
        schema.create(con)
        con.close()
        if not path.exists():
            fresh.replace(path)


def _usable(path: Path, mode: Mode, wait: float, record: Record) -> DuckDBPyConnection | None:
    con = connect(path, mode, wait)
    try:
        known = schema.facts(con, str(path))
        schema.refuse_newer(known, str(path))
        if record.latest() > int(known["batch"]):
            con.close()
            return None
        if mode == "write":
            record.settle(int(known["batch"]))
        if schema.is_current(known):
            return con
        if mode == "write":
            schema.upgrade(con, known)
            return con
    except BaseException:
        con.close()
        raise
    con.close()
    upgraded = _usable(path, "write", wait, record)
    if upgraded is not None:
        upgraded.close()
    return connect(path, mode, wait)


def _refuse_foreign(path: Path, record: Record, error: duckdb.Error) -> None:
    if record.latest() == 0:
        raise StoreError(
            f"{path} cannot be read as a store",
            first_line(error),
            "another --db",
        ) from error
