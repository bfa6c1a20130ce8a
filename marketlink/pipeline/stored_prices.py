"""The store's own prices as those of a study of files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from marketlink.calendars import EXCHANGES, exchange_of
from marketlink.errors import InputError
from marketlink.pipeline.snapshot import take
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec
    from marketlink.store import StoreAccess

TABLES = ("input_price", "input_ended")


def stored_prices(access: StoreAccess, spec: Spec) -> Callable[[DuckDBPyConnection], list[str]]:
    """A function that reads the store's prices for the events of a study.

    Parameters
    ----------
    access : the store
    spec : names a benchmark and factors, where they are symbols, and the last day that counts

    Returns
    -------
    A function that reads ``input_event`` on a connection, makes ``input_price`` and ``input_ended``
    there, of the events' symbols and benchmarks, and says what there is to tell.
    """

    def fill(con: DuckDBPyConnection) -> list[str]:
        rows = con.execute(
            "select distinct symbol, benchmark from input_event where symbol is not null"
        ).fetchall()
        symbols = {name for row in rows for name in row if name}
        homes = {exchange_of(symbol) for symbol in symbols} & EXCHANGES.keys()
        defaults = {EXCHANGES[code].benchmark for code in homes}
        symbols_needed = symbols | defaults | {*spec.factors} | ({spec.benchmark} - {None})
        snapshot = take(access, filter(None, symbols_needed), homes, as_of=spec.as_of)
        try:
            for name in TABLES:
                snapshot.con.execute(statement(f"case.{name}"))
                columns_found: Any = snapshot.con.execute(f"from {name}").fetchnumpy()
                con.register("copied", columns_found)
                con.execute(statement(f"case.copied_{name}"))
                con.unregister("copied")
        finally:
            snapshot.con.close()
        if not con.execute("select count(*) from input_price").fetchall()[0][0]:
            raise InputError(
                "The store has no prices of the events' symbols",
                str(access.db),
                "--prices with a file",
            )
        return ["the prices are those of the store"]

    return fill
