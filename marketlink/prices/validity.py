"""The span of sessions in which a held symbol names its security."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from marketlink.errors import InputError
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from marketlink.records.price import Holding
    from marketlink.store import Store


def bound(store: Store, symbol: str, first: date | None, last: date | None) -> Holding:
    """Give a held symbol a first or a last session, or none; bars outside give no prices.

    A symbol that ended is asked of no source any more, and is not stale.

    Parameters
    ----------
    store : Store
        Open for writing.
    symbol : str
    first, last : date, optional
        Sessions of its exchange, both in; None leaves that end open.

    Raises
    ------
    InputError
        The symbol is not held, or no bar of it would be left.
    """
    symbol = store.spelt(symbol)
    if not store.holdings([symbol]):
        raise InputError(f"The store holds no {symbol}", "", "marketlink prices list")
    if not store.bars(symbol, first, last):
        (holding,) = store.holdings([symbol])
        raise InputError(
            f"{symbol} has no bar from {first or 'its first'} to {last or 'its last'}",
            f"Its bars go from {holding.first} to {holding.last}",
            "other days",
        )
    with store.writing("symbol") as con:
        con.execute(statement("holdings.valid"), [first, last, symbol])
    (holding,) = store.holdings([symbol])
    return holding
