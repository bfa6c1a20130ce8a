"""The bars of one symbol for people to read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from marketlink.errors import InputError, UnknownSymbol
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from marketlink.store import Store


def bars_as_rows(
    store: Store, symbol: str, first: date | None = None, last: date | None = None
) -> list[dict[str, Any]]:
    """Bars of a symbol: raw, split-adjusted, total-return level, and their faults.

    Parameters
    ----------
    store : Store
    symbol : str
    first, last : date, optional
        Sessions, both ends in.

    Returns
    -------
    list of dict
        symbol, session, open, high, low, raw_close, volume, adj_close, close, total, fault.

    Raises
    ------
    UnknownSymbol
        The store holds no bar of it.
    InputError
        The first session lies after the last.
    """
    if first is not None and last is not None and first > last:
        raise InputError(f"{first} lies after {last}", "", "--from and --to the other way round")
    symbol = store.spelt(symbol)
    if not store.holdings([symbol]):
        raise UnknownSymbol(f"The store has no prices of {symbol}", "", "marketlink prices list")
    rows = store.con.execute(statement("holdings.bar"), [symbol, first, last])
    names = [column[0] for column in rows.description]
    return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
