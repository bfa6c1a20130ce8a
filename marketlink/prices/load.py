"""Filling a store: the embedded excerpt, and the sessions of the exchanges in use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from marketlink.calendars import exchange_of, sessions
from marketlink.prices import excerpt
from marketlink.store.sessions import stale
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.store import Store

TABLES = ("history", "raw_bar", "action", "symbol")


def ensure_excerpt(store: Store) -> bool:
    """Fill a store that holds no bars with the embedded excerpt and its exchanges' sessions.

    Parameters
    ----------
    store : Store
        Open for writing.

    Returns
    -------
    bool
        Whether it was filled now; False where it held bars before.
    """
    if store.con.execute("select exists (from raw_bar)").fetchall() == [(True,)]:
        return False
    with store.writing(*TABLES) as con:
        load_excerpt(con)
        con.execute("create or replace temp view recorded_bar as from raw_bar")
        for symbol in excerpt.NAMES:
            item = excerpt.listing(symbol)
            con.execute(
                "insert into symbol values (?, ?, ?, ?, ?, ?, null, null, ?)",
                [symbol, item.exchange, item.currency, item.kind, item.name, item.basis,
                 item.total_from],
            )  # fmt: skip
        ensure_sessions(store, {exchange_of(symbol) for symbol in excerpt.NAMES})
    return True


def lend_excerpt(store: Store, symbols: Iterable[str]) -> None:
    """Fill in the histories of the excerpt that a store lacks, each as a symbol of its own source.

    Parameters
    ----------
    store : Store
        Open for writing.
    symbols : iterable of str
        Those wanted; what is held and what the excerpt lacks is passed over.
    """
    symbols_held = {holding.symbol for holding in store.holdings()}
    source = excerpt.ExcerptPrices(None)
    lent = [
        source.bars(s)
        for s in dict.fromkeys(symbols)
        if s in excerpt.NAMES and s not in symbols_held
    ]
    if lent:
        store.merge(lent)


def load_excerpt(con: DuckDBPyConnection) -> None:
    """Insert the excerpt's bars and actions."""
    con.execute(
        statement("load.excerpt_bar"),
        [excerpt.SOURCE, excerpt.VINTAGE, str(excerpt.prices_file())],
    )
    con.execute(statement("load.bar"))
    con.execute("drop table loaded_bar")
    con.execute(statement("load.excerpt_action"), [excerpt.SOURCE, str(excerpt.actions_file())])


def ensure_sessions(store: Store, exchanges: Iterable[str]) -> None:
    """Write the sessions of exchanges where the store lacks them or holds other days or hours.

    Parameters
    ----------
    store : Store
        Open for writing.
    exchanges : iterable of str
        ISO 10383 codes.
    """
    for calendar in stale(store.con, [sessions(code) for code in sorted(set(exchanges))]):
        store.write_sessions(calendar)
