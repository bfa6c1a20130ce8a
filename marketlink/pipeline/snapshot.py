"""The prices and sessions a case uses, copied out of the store so that it is held for a moment."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from marketlink.store import StoreAccess, scratch
from marketlink.store.copies import load
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TABLES = ("symbol", "bar", "action", "flag", "session")


@dataclass(frozen=True, slots=True)
class HeldListing:
    """What the store says of one symbol. Dates bound its usable prices; None where it has none."""

    symbol: str
    exchange: str
    currency: str
    name: str
    source: str
    first: date | None
    last: date | None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An in-memory copy of what one case needs, and its digest.

    ``con`` holds the store's tables and views for the chosen symbols and exchanges only, with
    nothing later than ``as_of``, and the view ``price`` worked out as a table; ``digest`` is the
    SHA-256 over their ordered rows.
    """

    con: DuckDBPyConnection
    digest: str
    listings: Mapping[str, HeldListing]

    def has(self, symbol: str) -> bool:
        """Whether the symbol has usable prices."""
        listing = self.listings.get(symbol)
        return listing is not None and listing.last is not None


def take(
    access: StoreAccess,
    symbols: Iterable[str],
    exchanges: Iterable[str],
    *,
    as_of: date | None = None,
) -> Snapshot:
    """Copy the rows of some symbols and exchanges out of the store.

    Parameters
    ----------
    access : StoreAccess
    symbols, exchanges : iterable of str
        What to copy; symbols the store does not have are simply absent.
    as_of : date, optional
        Bars, actions and flags of later sessions are left behind.
    """
    symbol_list, places = sorted(set(symbols)), sorted(set(exchanges))
    limit = as_of or date.max
    tables: dict[str, dict[str, Any]] = {}
    with access.reading() as store:
        for table in TABLES:
            parameters: list[Any] = [places] if table == "session" else [symbol_list, limit]
            rows_found = store.con.execute(statement(f"snapshot.{table}"), parameters)
            tables[table] = rows_found.fetchnumpy()
    con = scratch()
    for table, columns in tables.items():
        load(con, table, columns)
    con.execute(statement("snapshot.price"))
    rows = con.execute(statement("snapshot.listings")).fetchall()
    return Snapshot(con, _digest(tables), {row[0]: HeldListing(*row) for row in rows})


def _digest(tables: Mapping[str, Mapping[str, Any]]) -> str:
    """SHA-256 over what each column says, row by row; not over when a bar was fetched."""
    import numpy as np  # noqa: PLC0415 (loads numpy)

    digest = hashlib.sha256()
    for table, columns in tables.items():
        for name, values in columns.items():
            if name == "vintage":
                continue
            present = ~np.ma.getmaskarray(values)
            plain = np.ma.getdata(values)[present]
            is_text = plain.dtype == object
            content = "\0".join(plain.tolist()).encode() if is_text else plain.tobytes()
            digest.update(f"{table}.{name} {len(present)} {len(content)};".encode())
            digest.update(present.tobytes() + content)
    return digest.hexdigest()
