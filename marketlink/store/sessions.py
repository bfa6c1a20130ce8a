"""Sessions of an exchange, written to the store so that a report need not build calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.calendars import Sessions


def write(con: DuckDBPyConnection, sessions: Sessions) -> None:
    """Replace the stored sessions of one exchange by these.

    Parameters
    ----------
    con : DuckDBPyConnection
        Writable.
    sessions : Sessions
        All of them, so that ``idx`` counts without a gap.
    """
    import numpy as np

    hours = [sessions.hours(day) for day in sessions.days]
    staged = {
        "session": np.array(sessions.days, dtype="datetime64[us]"),
        "idx": np.arange(len(hours), dtype="int32"),
        "open": np.array([int(start.timestamp()) for start, _ in hours], dtype="int64"),
        "close": np.array([int(end.timestamp()) for _, end in hours], dtype="int64"),
        "rule": np.array([sessions.rule(day) for day in sessions.days], dtype=object),
    }
    con.register("staged_session", staged)
    try:
        con.execute("delete from session where exchange = ?", [sessions.exchange])
        con.execute(statement("load_session"), [sessions.exchange])
    finally:
        con.unregister("staged_session")
