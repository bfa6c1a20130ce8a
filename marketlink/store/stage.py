"""Staging: fetched histories into temporary tables that one merge statement reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from marketlink.errors import InputError
from marketlink.records.price import History
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STAGED = ("staged_symbol", "staged_bar", "staged_action", "staged_flag")
PRICES = ("open", "high", "low", "close", "volume", "adj_close")


def stage(con: DuckDBPyConnection, histories: Sequence[History]) -> None:
    """Fill the temporary tables :data:`STAGED` with these histories.

    Parameters
    ----------
    con : DuckDBPyConnection
        May be read-only: temporary tables live beside the file.
    histories : sequence of History
        At most one a symbol.

    Raises
    ------
    InputError
        A symbol comes twice, or a session comes twice in one history.
    """
    con.execute(statement("merge.tables"))
    _insert(con, "staged_symbol", _symbols(histories))
    bars = list(chain.from_iterable(history.bars for history in histories))
    if bars:
        _bars(con, histories)
    _insert(con, "staged_action", _actions(histories))
    _insert(con, "staged_flag", _flags(histories))
    refuse_duplicates(con)


def refuse_duplicates(con: DuckDBPyConnection) -> None:
    """Check that the staged keys are unique.

    Raises
    ------
    InputError
        Naming the first symbol or bar that comes twice.
    """
    twice = con.execute(
        "select symbol from staged_symbol group by symbol having count(*) > 1 order by 1 limit 1"
    ).fetchall()
    if twice:
        raise InputError(f"{twice[0][0]} comes twice in one merge")
    if con.execute(
        "select count(*) > count(distinct (position, session)) from staged_bar"
    ).fetchall()[0][0]:
        symbol, session = con.execute(
            "select symbol, session from staged_bar join staged_symbol using (position)"
            " group by all having count(*) > 1 order by all limit 1"
        ).fetchall()[0]
        raise InputError(f"{symbol} has two bars on {session}", "One bar a session is allowed")


def _bars(con: DuckDBPyConnection, histories: Sequence[History]) -> None:
    import numpy as np  # noqa: PLC0415 (loads numpy)

    counts = [len(history.bars) for history in histories]
    columns: dict[str, Any] = {
        "position": np.repeat(np.arange(len(histories), dtype="int32"), counts),
        "session": np.array(
            [bar.session for history in histories for bar in history.bars], dtype="datetime64[us]"
        ),
    }
    for name in PRICES:
        values = (getattr(bar, name) for history in histories for bar in history.bars)
        columns[name] = np.array(list(values), dtype="float64")
    con.register("staged_columns", columns)
    try:
        con.execute(statement("merge.bar"))
    finally:
        con.unregister("staged_columns")


def _symbols(histories: Sequence[History]) -> Iterable[tuple[Any, ...]]:
    for position, history in enumerate(histories):
        if history.vintage.tzinfo is None:
            raise InputError(f"The vintage of {history.symbol} has no time zone")
        item, days = history.listing, [bar.session for bar in history.bars]
        yield (
            position, item.symbol, item.exchange, item.currency, item.kind, item.name, item.basis,
            item.total_from, item.valid_from, item.valid_to, history.source, history.vintage,
            history.whole, min(days, default=None), max(days, default=None),
        )  # fmt: skip


def _actions(histories: Sequence[History]) -> Iterable[tuple[Any, ...]]:
    for history in histories:
        for action in history.actions:
            yield history.symbol, action.session, action.kind, action.value


def _flags(histories: Sequence[History]) -> Iterable[tuple[Any, ...]]:
    for history in histories:
        for flag in history.flags:
            yield flag.symbol, flag.session, flag.fault, flag.policy, flag.detail


def _insert(con: DuckDBPyConnection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    import numpy as np  # noqa: PLC0415 (loads numpy)

    row_list = list(rows)
    if not row_list:
        return
    columns = {
        f"c{n}": np.array([None if v is None else str(v) for v in column], dtype=object)
        for n, column in enumerate(zip(*row_list, strict=True))
    }
    con.register("staged_rows", columns)
    try:
        con.execute(f"insert into {_condition(table)} select * from staged_rows")  # noqa: S608 (names of our own)
    finally:
        con.unregister("staged_rows")


def _condition(table: str) -> str:
    if table not in STAGED:
        raise ValueError(table)
    return table
