"""The store: one DuckDB file, opened late and closed early."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import duckdb
from duckdb import DuckDBPyConnection

from marketlink.errors import StoreError
from marketlink.store import schema
from marketlink.store.connect import Mode, connect, explain, memory

if TYPE_CHECKING:
    from marketlink.calendars import Sessions

log = logging.getLogger("marketlink.store")


class Store:
    """An open store. Use :meth:`open`; :attr:`con` is its DuckDB connection (time zone UTC)."""

    def __init__(self, path: Path, mode: Mode, con: DuckDBPyConnection) -> None:
        self.path, self.mode, self.con = path, mode, con
        self.notices: list[str] = []

    @classmethod
    def open(cls, path: str | Path, mode: Mode = "read", wait: float = 10.0) -> Self:
        """Open the store, creating it where ``mode`` is "write" and there is none.

        Parameters
        ----------
        path : str or Path
            The DuckDB file.
        mode : "read" or "write"
            Many processes may read at once; a writer is alone. Open late, close early: fetch
            first, then open for writing, merge, close.
        wait : float
            Seconds to wait for another process to let go of the file.

        Returns
        -------
        Store
            A context manager that closes on leaving.

        Raises
        ------
        DatabaseBusy
            The file is still held by another process, which the message names.
        StoreError
            No store there, a newer schema, no store of ours, no permission, a full disk.
        """
        path = Path(path)
        try:
            return cls(path, mode, _current(path, mode, wait))
        except (duckdb.Error, OSError) as error:
            said = explain(error, path)
            raise (said or error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        if isinstance(error, duckdb.Error):
            said = explain(error, self.path)
            if said is not None:
                raise said from error

    def close(self) -> None:
        """Let go of the file."""
        self.con.close()

    @contextmanager
    def transaction(self) -> Iterator[DuckDBPyConnection]:
        """One transaction: committed on leaving, rolled back where anything was raised."""
        self.con.begin()
        try:
            yield self.con
        except BaseException:
            self.con.rollback()
            raise
        self.con.commit()

    def write_sessions(self, sessions: Sessions) -> None:
        """Replace the stored sessions of one exchange."""
        from marketlink.store.sessions import write

        write(self.con, sessions)


def scratch() -> DuckDBPyConnection:
    """An in-memory database with the same tables, views and macros, empty (time zone UTC)."""
    con = memory()
    schema.create(con)
    return con


def _current(path: Path, mode: Mode, wait: float) -> DuckDBPyConnection:
    if not path.exists():
        if mode == "read":
            raise StoreError(
                f"there is no store at {path}",
                "",
                "marketlink refresh, or marketlink prices import",
            )
        path.parent.mkdir(parents=True, exist_ok=True)
    con = connect(path, mode, wait)
    try:
        known = schema.facts(con)
        if not known:
            return _created(con, path, mode)
        schema.refuse_newer(known, str(path))
        if schema.is_current(known):
            return con
        if mode == "write":
            schema.upgrade(con, known)
            return con
    except BaseException:
        con.close()
        raise
    con.close()
    _current(path, "write", wait).close()
    return connect(path, mode, wait)


def _created(con: DuckDBPyConnection, path: Path, mode: Mode) -> DuckDBPyConnection:
    if mode == "read" or not schema.is_empty(con):
        raise StoreError(
            f"{path} is not a marketlink store", "it holds other tables", "another --db"
        )
    schema.create(con)
    return con
