"""Merging staged histories: one short transaction, one source and one vintage a symbol."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from marketlink.records.price import Drift, Merged
from marketlink.store.sql import statement
from marketlink.store.stage import PRICES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RECENT = timedelta(25)
"""Bars of a long history that are as young as this are stored behind all others: see docs."""

LONG = 250_000
"""Bars in one merge from which on the recent ones are stored apart."""


def merge(con: DuckDBPyConnection, changing: set[str]) -> Merged:
    """Merge what is staged, inside the caller's transaction.

    Whole histories replace what is held and leave a row in ``price_revision`` where that changed
    a price. Tails are joined on where they agree with what is held; those that do not are left
    out and returned in ``drifted``, to be fetched again whole.

    Parameters
    ----------
    con : DuckDBPyConnection
        Writable, in a transaction, after :func:`marketlink.store.stage.stage`.
    changing : set of str
        The tables that are written to are added to it.

    Returns
    -------
    Merged
    """
    staged = StagedBars(*con.execute(statement("merge.staged")).fetchall()[0])
    if not staged.compared:
        con.execute(statement("merge.no_drift"))
        con.execute(statement("merge.fresh"))
        _choose(con, staged)
        rows = _insert(con, staged)
        changing |= {"raw_bar", *_rest(con, adds=True)}
        return Merged(inserted=rows)
    compare(con, staged)
    con.execute(statement("merge.accept"))
    con.execute(statement("merge.apply"))
    _choose(con, staged)
    changed, replaced, corrects, replaces, adds = con.execute(statement("merge.counts")).fetchall()[
        0
    ]
    if replaces:
        con.execute(statement("merge.replace"))
    if corrects:
        con.execute(statement("merge.update"))
    bars_written = _insert(con, staged)
    changing |= {"raw_bar", *_rest(con, adds=replaces or adds)}
    return Merged(
        bars_written - replaced, changed, _drifts(con, whole=True), _drifts(con, whole=False)
    )


@dataclass(frozen=True, slots=True)
class StagedBars:
    """What is staged: its first and last session, how many bars, how many cells of each of
    :data:`PRICES`, whether any symbol is held."""

    first: date | None
    last: date | None
    bars: int
    cells: list[int]
    compared: bool


def _choose(con: DuckDBPyConnection, staged: StagedBars) -> None:
    """``recorded_bar``: few bars written out, as they are read twice; of many, no empty column."""
    if staged.bars < LONG:
        con.execute(statement("merge.few"))
        return
    present = [name for name, cells in zip(PRICES, staged.cells, strict=True) if cells]
    columns = ", ".join(("history", "session", *present))
    con.execute(f"create or replace temp view recorded_bar as select {columns} from arriving_bar")  # noqa: S608 (names of our own)


def _insert(con: DuckDBPyConnection, staged: StagedBars) -> int:
    """Insert ``recorded_bar``, of long histories the recent sessions last.

    A later tail then compares and replaces within a few row groups, whose sessions the zone maps
    tell, and the long part stays in the order of symbol and session.
    """
    first, last = staged.first, staged.last
    if first is None or last is None:
        return 0
    spans = [(first, last)]
    if staged.bars >= LONG and last - RECENT > first:
        spans = [(first, last - RECENT), (last - RECENT + timedelta(1), last)]
    insert = statement("merge.insert")
    return sum(con.execute(insert, list(ends)).fetchall()[0][0] for ends in spans)


def _rest(con: DuckDBPyConnection, *, adds: bool) -> Iterator[str]:
    """Write actions, flags, and rows of new or replaced symbols; yields each table written."""
    if adds or _exists(con, "select exists (from staged_action)"):
        con.execute(statement("merge.action"))
        yield "action"
    if _exists(con, "select exists (from staged_flag) or exists (from flag)"):
        con.execute(statement("merge.flag"))
        yield "flag"
    if adds:
        con.execute(statement("merge.history"))
        con.execute(statement("merge.listing"))
        yield from ("history", "symbol", "price_revision")


def drift(con: DuckDBPyConnection) -> tuple[Drift, ...]:
    """Staged symbols, tails and whole histories, that differ from what is held."""
    compare(con, StagedBars(*con.execute(statement("merge.staged")).fetchall()[0]))
    return _drifts(con, whole=True) + _drifts(con, whole=False)


def compare(con: DuckDBPyConnection, staged: StagedBars) -> None:
    """Put staged beside stored bars, and name the symbols that drifted."""
    con.execute(statement("merge.held"))
    con.execute(statement("merge.match"), [staged.first, staged.last])
    con.execute(statement("merge.compare"))
    agreed = _exists(con, statement("merge.agreed"))
    con.execute(statement("merge.no_drift" if agreed else "merge.drift"))


def _exists(con: DuckDBPyConnection, query: str) -> bool:
    return bool(con.execute(query).fetchall()[0][0])


def _drifts(con: DuckDBPyConnection, *, whole: bool) -> tuple[Drift, ...]:
    rows = con.execute(
        "select symbol, why, session, ratio, changed from staged_drift where whole = ? order by 1",
        [whole],
    ).fetchall()
    return tuple(Drift(*row) for row in rows)
