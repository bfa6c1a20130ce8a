"""Rebuilding a database file from its Parquet record."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.errors import StoreError
from marketlink.store import schema
from marketlink.store.connect import connect
from marketlink.store.record import Record, set_aside

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger("marketlink.store")


def rebuild(path: Path, record: Record, why: str) -> str:
    """Build the database file anew from its record, setting aside what is there.

    Parameters
    ----------
    path : Path
    record : Record
    why : str
        What was wrong, as a predicate: "could not be read".

    Returns
    -------
    str
        What was done, in one sentence (also logged as a warning).
    """
    with _alone(record.folder):
        record.adopt()
        kept = ""
        with fresh_database(path) as (fresh, con):
            _fill(con, record)
            con.close()
            if path.exists():
                stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
                kept = f"; the old file is kept as {set_aside(path, f'broken-{stamp}').name}"
            fresh.replace(path)
    notice = f"the store {path} {why} and was rebuilt from {record.folder.name}{kept}"
    log.warning(notice)
    return notice


def rebuild_broken(path: Path, record: Record) -> StoreError:
    """Rebuild a store that turned out to be unreadable in the middle of a command."""
    if record.latest() == 0:
        return StoreError(f"the store {path} is damaged and has no Parquet record", "",
                          "removing it, then marketlink refresh")  # fmt: skip
    return StoreError(rebuild(path, record, "could not be read"), "", "the same command again")


def _fill(con: DuckDBPyConnection, record: Record) -> None:
    schema.create(con)
    con.begin()
    batch = record.fill(con)
    con.execute("update meta set value = ? where key = 'batch'", [str(batch)])
    con.commit()


@contextmanager
def fresh_database(path: Path) -> Iterator[tuple[Path, DuckDBPyConnection]]:
    """A new, empty database beside a path, to be renamed to it; nothing of it is left otherwise."""
    fresh = path.with_name(f"{path.name}.new-{secrets.token_hex(8)}")
    try:
        con = connect(fresh, "write", 0)
        try:
            yield fresh, con
        finally:
            con.close()
    finally:
        fresh.unlink(missing_ok=True)
        fresh.with_name(f"{fresh.name}.wal").unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:
        yield
        return
    with (folder / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
