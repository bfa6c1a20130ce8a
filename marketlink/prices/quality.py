"""Checks of prices before they are merged: each fault by name, nothing rewritten in silence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from marketlink.calendars import sessions
from marketlink.records.price import Flag, History
from marketlink.store import scratch
from marketlink.store.sessions import write
from marketlink.store.sql import statement
from marketlink.store.stage import stage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.store import Store

CHECKS = (
    "start", "span", "point", "series", "shifted_dates", "calendar", "missing", "values", "volume",
    "splits", "dividends", "copies",
)  # fmt: skip
"""Checks of one series by itself, steps of :file:`checks.sql` in order: a bar that one flags is
left out of the next."""

SPLITS = ("start", "span", "point", "series", "shifted_dates", "splits")
"""Those that tell of splits alone."""

BESIDE = ("sources", "relations")
"""Checks of several series of one symbol beside each other."""


def check(histories: Sequence[History]) -> tuple[History, ...]:
    """Check fetched histories: flag what is wrong, leave out the bars that are to be dropped.

    Parameters
    ----------
    histories : sequence of History
        As fetched.

    Returns
    -------
    tuple of History
        In the same order; ``flags`` are set, and bars with a flag of policy "drop" are gone.
    """
    if not histories:
        return ()
    con = scratch()
    try:
        for exchange in {history.listing.exchange for history in histories}:
            write(con, sessions(exchange))
        stage(con, histories)
        con.execute(statement("checks.of_staged"))
        flags = run(con, CHECKS)
    finally:
        con.close()
    return tuple(_flagged(history, flags.get((history.symbol, ""), ())) for history in histories)


def run(
    con: DuckDBPyConnection, checks: Sequence[str], *, vintage: datetime | None = None
) -> dict[tuple[str, str], tuple[Flag, ...]]:
    """Run the checks on ``check_bar``, ``check_listing``, ``check_action`` and ``session``.

    Parameters
    ----------
    con : DuckDBPyConnection
    checks : sequence of str
        Steps in order.
    vintage : datetime, optional
        When the file was: bars of sessions that had not ended by then are unfinished.

    Returns
    -------
    dict
        Flags by symbol and series; they also stay in ``found_flag``.
    """
    for name in checks:
        con.execute(statement(f"checks.{name}"))
    if vintage is not None:
        con.execute(statement("checks.unfinished"), [vintage])
    rows = con.execute(
        "select symbol, series, session, fault, policy, detail from found_flag"
        " order by symbol, series, session nulls first, fault"
    ).fetchall()
    by_series: dict[tuple[str, str], list[Flag]] = {}
    for symbol, series, *rest in rows:
        by_series.setdefault((symbol, series), []).append(Flag(symbol, *rest))
    return {key: tuple(flags) for key, flags in by_series.items()}


def flags_in(store: Store, symbol: str, first: date, last: date) -> tuple[Flag, ...]:
    """Flagged bars of a symbol between two sessions, both ends in: warnings of a study.

    Parameters
    ----------
    store : Store
    symbol : str
    first, last : date
        Sessions: the ends of the study's windows.

    Returns
    -------
    tuple of Flag
        Those that matter to a return; what was kept as sound is left out.
    """
    return tuple(flag for flag in store.flags(symbol, first, last) if flag.policy != "keep")


def sentence(flag: Flag) -> str:
    """A flag as a warning in words."""
    where = f" on {flag.session}" if flag.session else ""
    return f"{flag.symbol}{where}: {flag.fault.replace('-', ' ')} ({flag.detail})"


def _flagged(history: History, flags: Iterable[Flag]) -> History:
    all_flags = (*history.flags, *flags)
    dropped = {flag.session for flag in all_flags if flag.policy == "drop"}
    bars = tuple(bar for bar in history.bars if bar.session not in dropped)
    return replace(history, bars=bars, flags=all_flags)
