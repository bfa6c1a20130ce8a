"""A file of prices in the form of the checks: each bar once, in order, with its listings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.errors import InputError
from marketlink.prices.listing import basis_of, exchange_named, listing_of, total_from_of
from marketlink.prices.names import ColumnRole
from marketlink.prices.reading import FileTable, read_file
from marketlink.records.price import Listing, PriceBasis
from marketlink.store.sql import statement
from marketlink.store.stage import PRICES
from marketlink.tabular.days import Form

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NAMES = "select count(distinct key) = 1 and count(distinct name) > 1 from file_row"
SUSPICIOUS = 0.2
"""Median size of daily returns above which they are percent, not decimal."""
WHOLE = 0.95
"""Share of a symbol's closes that have an adjusted close, from which on total returns use it."""
MANY = 10
"""At least so many returns decide by their median."""
STORE_SERIES = "the store"
"""Name of the series of held bars that a file is compared with."""


@dataclass(frozen=True, slots=True)
class FileOptions:
    """What the user states about a file; empty fields are read from the file itself.

    ``source`` picks one of several series in the file, ``suffix`` is put behind bare KRX codes.
    """

    symbol: str | None = None
    exchange: str | None = None
    currency: str | None = None
    basis: PriceBasis | None = None
    source: str | None = None
    suffix: str = ""
    days: Form | None = None
    shift: int = 0

    @property
    def korean(self) -> bool:
        """Whether the symbols of the file are said to be codes of the Korean exchange."""
        is_seoul = self.exchange is not None and exchange_named(self.exchange) == "XKRX"
        return is_seoul or self.suffix in (".KS", ".KQ")


NOTHING = FileOptions()
"""The user states nothing about a file."""

ReadFile = tuple[FileTable, tuple[Listing, ...], tuple[str, ...]]
"""A file as read: its table, its listings, and its series where a symbol has several."""


def prepared(
    con: DuckDBPyConnection,
    path: Path,
    options: FileOptions,
    hold: Callable[[DuckDBPyConnection], None] | None = None,
) -> ReadFile:
    """Read a file into ``check_bar``, ``check_listing`` and ``check_action``.

    Parameters
    ----------
    con : DuckDBPyConnection
        In memory, or a store's.
    path : Path
    options : FileOptions
    hold : callable, optional
        Makes the database hold bars of the symbols in ``file_key``; they are put beside the
        file's, as the series :data:`STORE_SERIES`.

    Returns
    -------
    table, listings, series
        ``series`` names the sources of a symbol that has several, else it is empty.
    """
    table = read_file(
        con, path, options.symbol, options.days,
        suffix=options.suffix, korean=options.korean, source=options.source,
        exchange=options.exchange,
    )  # fmt: skip
    if options.symbol is not None:
        _refuse_other(con, path, options.symbol)
    if options.shift:
        con.execute("update file_row set session = session + ?::integer", [options.shift])
    series: tuple[str, ...] = ()
    if not table.one_series:
        series = tuple(row[0] for row in con.execute(statement("file.series")).fetchall())
    _complete(con, table, widen=hold is not None)
    if hold is not None:
        hold(con)
    if hold is not None and not series:
        con.execute(statement("file.held"))
    table = replace(table, doubled=_order(con, table))
    listings = _listings(con, table, options)
    _actions(con, table, listings)
    return table, listings, series


def _refuse_other(con: DuckDBPyConnection, path: Path, symbol: str) -> None:
    exchanges = con.execute(
        "select symbol from file_key where symbol <> ? limit 1", [symbol]
    ).fetchall()
    if exchanges:
        raise InputError(f"{path} names its symbols itself", f"{exchanges[0][0]}, not {symbol}",
                         "the command without --symbol")  # fmt: skip


def _complete(con: DuckDBPyConnection, table: FileTable, *, widen: bool) -> None:
    """``file_bar``: the rows of ``file_row`` with every column of a bar.

    Columns that the file lacks are added to the table only where it is to ``widen`` for other rows,
    or for levels made of returns: millions of empty cells take longer than those that are full.
    """
    names = [row[0] for row in con.execute("describe file_row").fetchall()]
    missing = [name for name in (*PRICES, "dividend", "split") if name not in names]
    levels = "ret" in table.values and "close" not in table.values
    for name in missing if widen or levels else ():
        con.execute(f"alter table file_row add column {name} double")
    if levels:
        _refuse_percent(con, table.path)
        con.execute(statement("file.levels"))
    empty = "" if widen or levels else "".join(f", null::double as {name}" for name in missing)
    con.execute(f"create or replace temp view file_bar as select *{empty} from file_row")  # noqa: S608 (columns by their place)


def _refuse_percent(con: DuckDBPyConnection, path: Path) -> None:
    lowest, middle, count = con.execute(
        "select min(ret), median(abs(ret)), count(ret) from file_row"
    ).fetchall()[0]
    if count and (lowest < -1 or (count >= MANY and middle > SUSPICIOUS)):
        why = f"One is {lowest}" if lowest < -1 else "Half of them are larger than 20 %"
        raise InputError(f"{path} has returns that are not decimal", why,
                         "returns such as 0.015 for 1.5 %")  # fmt: skip


def _order(con: DuckDBPyConnection, table: FileTable) -> int:
    """``check_bar``: bars in order, each once; returns how many came more than once."""
    back, twice, pieces = con.execute(statement("file.order")).fetchall()[0]
    if back or twice or pieces:
        con.execute(statement("file.sorted"))
        _, twice, _ = con.execute(statement("file.order")).fetchall()[0]
    if twice:
        _refuse_conflicts(con, table)
        con.execute(statement("file.single"))
    con.execute(statement("file.checked"))
    return int(twice)


def _refuse_conflicts(con: DuckDBPyConnection, table: FileTable) -> None:
    twice = con.execute(statement("file.conflict")).fetchall()
    if twice:
        symbol, session = twice[0]
        if "name" in table.texts and con.execute(NAMES).fetchall() == [(True,)]:
            raise InputError(f"{table.path} has no column of symbols", "Only one of names",
                             "a column symbol with their codes")  # fmt: skip
        raise InputError(f"{table.path} has two different bars of {symbol} on {session}", "",
                         "leaving one of them out")  # fmt: skip


def _listings(
    con: DuckDBPyConnection, table: FileTable, options: FileOptions
) -> tuple[Listing, ...]:
    expressions = [f"any_value({role})" if role in table.texts else "null"
            for role in ("exchange", "currency", "name")]  # fmt: skip
    told_of = "file_row join file_key using (key)" if set(expressions) != {"null"} else "file_key"
    rows = con.execute(
        f"select symbol, {', '.join(expressions)} from {told_of} group by symbol order by symbol"  # noqa: S608 (columns by their place)
    ).fetchall()
    basis = options.basis or basis_of(con, table.values)
    fill_columns = _columns_to_fill(con, table)
    listings = tuple(
        listing_of(
            symbol,
            options.exchange or exchange,
            options.currency or currency,
            name,
            basis=options.basis or own,
            total_from=total_from_of(values, own),
        )
        for symbol, exchange, currency, name in rows
        for values in [fill_columns.get(symbol, table.values)]
        for own in [basis if "close" in values else "total"]
    )
    fill_listings(con, listings)
    return listings


def _columns_to_fill(
    con: DuckDBPyConnection, table: FileTable
) -> dict[str, tuple[ColumnRole, ...]]:
    """Columns by symbol, where both closes are columns and one of them is empty for a symbol.

    An adjusted close counts where nearly every close has one; days without it give no price.
    """
    if not {"close", "adj_close"} <= set(table.values):
        return {}
    columns: dict[str, tuple[ColumnRole, ...]] = {}
    for symbol, closes, adjusted in con.execute(statement("file.columns")).fetchall():
        empty = {"close"} if not closes else set()
        empty |= {"adj_close"} if adjusted < WHOLE * closes else set()
        columns[symbol] = tuple(role for role in table.values if role not in empty)
    return columns


def fill_listings(con: DuckDBPyConnection, listings: Sequence[Listing]) -> None:
    """Write ``check_listing``."""
    import numpy as np  # noqa: PLC0415 (loads numpy)

    columns = {
        name: np.array([getattr(item, name) for item in listings], dtype=object)
        for name in ("symbol", "exchange", "currency", "kind", "name", "basis", "total_from")
    }
    con.register("listing_columns", columns)
    con.execute("create or replace temp table check_listing as select * from listing_columns")
    con.unregister("listing_columns")


def _actions(con: DuckDBPyConnection, table: FileTable, listings: Sequence[Listing]) -> None:
    divided = bool(listings) and listings[0].basis != "raw"
    con.execute(statement("file.action"), [divided and "split" in table.values])
    con.execute(statement("file.known_action"))
