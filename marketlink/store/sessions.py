"""Sessions of an exchange, written to the store so that a report need not build calendars."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from marketlink.store.schema import facts, remember
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.calendars import Sessions


FACT = "sessions "
"""Before the code of an exchange: the fact in ``meta`` that is the digest of its calendar."""


def marks(con: DuckDBPyConnection) -> dict[str, str]:
    """The :func:`mark` of the stored sessions of each exchange."""
    rows = con.execute("select exchange, count(*) from session group by exchange").fetchall()
    table = facts(con)
    return {exchange: f"{count} {table.get(FACT + exchange)}" for exchange, count in rows}


def mark(sessions: Sessions) -> str:
    """How many sessions a calendar has, and its digest."""
    return f"{len(sessions.days)} {sessions.digest}"


def stale(con: DuckDBPyConnection, calendars: Sequence[Sessions]) -> list[Sessions]:
    """The calendars whose stored sessions are missing, or have other days or hours."""
    by_exchange = marks(con)
    return [
        calendar for calendar in calendars if by_exchange.get(calendar.exchange) != mark(calendar)
    ]


def replace(con: DuckDBPyConnection, sessions: Sessions) -> None:
    """Replace the stored sessions of one exchange, and the days that its sources dispute.

    Parameters
    ----------
    con : DuckDBPyConnection
        Writable, on a store.
    sessions : Sessions
    """
    write(con, sessions)
    remember(con, {FACT + sessions.exchange: sessions.digest})
    con.execute("delete from disputed_day where exchange = ? and symbols = 0", [sessions.exchange])
    doubtful = sessions.doubtful()
    if not doubtful:
        return
    import numpy as np  # noqa: PLC0415 (loads numpy)

    staged = {
        "day": np.array([row.day for row in doubtful], dtype="datetime64[us]"),
        "what": np.array([row.what for row in doubtful], dtype=object),
        "rule": np.array([row.rule for row in doubtful], dtype=object),
    }
    con.register("staged_day", staged)
    try:
        con.execute(statement("load.disputed_day"), [sessions.exchange])
    finally:
        con.unregister("staged_day")


def judge(con: DuckDBPyConnection) -> bool:
    """Store the days that real bars dispute, with the rule that won; whether any changed.

    Parameters
    ----------
    con : DuckDBPyConnection
        Writable, on a store whose flags are up to date.
    """
    con.execute(statement("calendars.judged"))
    if con.execute(statement("calendars.changed")).fetchall() == [(False,)]:
        return False
    con.execute(statement("calendars.store"))
    return True


def write(con: DuckDBPyConnection, sessions: Sessions, since: date | None = None) -> None:
    """Replace the stored sessions of one exchange by these.

    Parameters
    ----------
    con : DuckDBPyConnection
        Writable.
    sessions : Sessions
        All of them, so that ``idx`` counts without a gap.
    since : date
        Those before are not needed; by default all are.
    """
    first = bisect_left(sessions.days, since) if since is not None else 0
    import numpy as np  # noqa: PLC0415 (loads numpy)

    seconds = np.array(sessions.seconds(first), dtype="int64").reshape(-1, 2)
    staged = {
        "session": np.array(sessions.days[first:], dtype="datetime64[us]"),
        "idx": np.arange(first, first + len(seconds), dtype="int32"),
        "open": seconds[:, 0],
        "close": seconds[:, 1],
        "rule": np.array([sessions.rule(day) for day in sessions.days[first:]], dtype=object),
    }
    con.register("staged_session", staged)
    try:
        con.execute("delete from session where exchange = ?", [sessions.exchange])
        con.execute(statement("load.session"), [sessions.exchange])
    finally:
        con.unregister("staged_session")
