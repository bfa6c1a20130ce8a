"""Merging staged histories: one short transaction, one source and one vintage a symbol."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from marketlink.records.price import Drift, Merged
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RECENT = timedelta(60)
"""Bars of a long history that are as young as this are stored behind all others: see docs."""

LONG = 250_000
"""Bars in one merge from which on the recent ones are stored apart."""

TABLES = ("bar", "action", "symbol", "flag", "price_revision")


def merge(con: DuckDBPyConnection) -> Merged:
    """Merge what is staged, inside the caller's transaction.

    Whole histories replace what is held and leave a row in ``price_revision`` where that changed
    a price. Tails are joined on where they agree with what is held; those that do not are left
    out and returned in ``drifted``, to be fetched again whole.

    Parameters
    ----------
    con : DuckDBPyConnection
        Writable, in a transaction, after :func:`marketlink.store.stage.stage`.

    Returns
    -------
    Merged
    """
    first, last = span(con)
    if not _any_held_or_mixed(con):
        con.execute(statement("no_drift"))
        con.execute(statement("merge_fresh"))
        rows = _insert(con, first, last)
        con.execute(statement("merge_rest"))
        con.execute(statement("merge_listing"))
        return Merged(inserted=rows)
    compare(con, first, last)
    con.execute(statement("merge_accept"))
    con.execute(statement("merge_apply"))
    changed, replaced, corrects, replaces, adds = con.execute(statement("merge_counts")).fetchall()[
        0
    ]
    if replaces:
        con.execute(statement("merge_replace"))
    if corrects:
        con.execute(statement("merge_update"))
    written = _insert(con, first, last)
    con.execute(statement("merge_rest"))
    if replaces or adds:
        con.execute(statement("merge_listing"))
    return Merged(written - replaced, changed, _drifts(con, whole=True), _drifts(con, whole=False))


def _insert(con: DuckDBPyConnection, first: date | None, last: date | None) -> int:
    """Insert ``recorded_bar``, of long histories the recent sessions last.

    A later tail then compares and replaces within a few row groups, whose sessions the zone maps
    tell, and the long part stays in the order of symbol and session.
    """
    if first is None or last is None:
        return 0
    spans = [(first, last)]
    staged = con.execute("select count(*) from staged_bar").fetchall()[0][0]
    if staged >= LONG and last - RECENT > first:
        spans = [(first, last - RECENT), (last - RECENT + timedelta(1), last)]
    insert = statement("merge_insert")
    return sum(con.execute(insert, list(ends)).fetchall()[0][0] for ends in spans)


def drift(con: DuckDBPyConnection) -> tuple[Drift, ...]:
    """Staged symbols, tails and whole histories, that differ from what is held."""
    compare(con, *span(con))
    return _drifts(con, whole=True) + _drifts(con, whole=False)


def span(con: DuckDBPyConnection) -> tuple[date | None, date | None]:
    """First and last staged session."""
    first, last = con.execute("select min(session), max(session) from staged_bar").fetchall()[0]
    return first, last


def compare(con: DuckDBPyConnection, first: date | None, last: date | None) -> None:
    """Put staged beside stored bars between two sessions, and name the symbols that drifted."""
    con.execute(statement("merge_match"), [first, last])
    con.execute(statement("merge_compare"))
    con.execute(statement("merge_drift"))


def _any_held_or_mixed(con: DuckDBPyConnection) -> bool:
    return _exists(
        con,
        "select exists (from symbol semi join staged_symbol using (symbol))"
        " or (select count(distinct (source, vintage)) > 1 from staged_symbol)",
    )


def _exists(con: DuckDBPyConnection, query: str) -> bool:
    return bool(con.execute(query).fetchall()[0][0])


def _drifts(con: DuckDBPyConnection, *, whole: bool) -> tuple[Drift, ...]:
    rows = con.execute(
        "select symbol, why, session, ratio, changed from staged_drift where whole = ? order by 1",
        [whole],
    ).fetchall()
    return tuple(Drift(*row) for row in rows)
