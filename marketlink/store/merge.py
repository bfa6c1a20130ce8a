"""Merging staged histories: one short transaction, one source and one vintage a symbol."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from marketlink.records.price import Drift, Merged
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HELD_WHOLE = "select exists (from staged_symbol semi join symbol using (symbol) where whole)"
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
    if not _any_held_or_mixed(con):
        con.execute(statement("no_drift"))
        con.execute(statement("merge_fresh"))
        con.execute(statement("merge_rest"))
        rows = con.execute("select count(*) from recorded_bar").fetchall()[0][0]
        return Merged(inserted=rows)
    compare(con)
    inserted, changed = con.execute(statement("merge_counts")).fetchall()[0]
    con.execute(statement("merge_apply"))
    if _exists(
        con, "select exists (from staged_symbol semi join symbol using (symbol) where whole)"
    ):
        con.execute(statement("merge_replace"))
    if changed:
        con.execute(statement("merge_update"), span(con))
    con.execute(statement("merge_insert"))
    con.execute(statement("merge_rest"))
    return Merged(inserted, changed, _drifts(con, whole=True), _drifts(con, whole=False))


def drift(con: DuckDBPyConnection) -> tuple[Drift, ...]:
    """Staged symbols, tails and whole histories, that differ from what is held."""
    compare(con)
    return _drifts(con, whole=True) + _drifts(con, whole=False)


def span(con: DuckDBPyConnection) -> list[date | None]:
    """First and last staged session."""
    return list(con.execute("select min(session), max(session) from staged_bar").fetchall()[0])


def compare(con: DuckDBPyConnection) -> None:
    """Put staged beside stored bars, and name the symbols that drifted."""
    con.execute(statement("merge_match"), span(con))
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
