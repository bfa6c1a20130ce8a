"""What the rows of a file belong to: a number for each pair of symbol and series.

A pair is named once, in ``file_key``, and its millions of rows carry the number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketlink.errors import InputError
from marketlink.prices.layout import Layout
from marketlink.prices.listing import KRX_CODE
from marketlink.prices.names import plain
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KRX_COLUMNS = ("종목코드", "단축코드")
"""Names of columns that hold codes of the Korean exchange, six places each."""


def number_rows(
    con: DuckDBPyConnection, layout: Layout, symbol: str, suffix: str, source: str | None
) -> None:
    """Make ``file_key`` and ``file_row`` of ``file_cell``.

    Parameters
    ----------
    con : DuckDBPyConnection
    layout : Layout
    symbol : str
        Of a file that names none.
    suffix : str
        Put behind bare codes of the Korean exchange.
    source : str, optional
        The one series to take; the rows of all others are left out.

    Raises
    ------
    InputError
        Some rows name a symbol and others do not; no such source.
    """
    con.execute(statement("file_name"))
    given = layout.at("symbol")
    if given is not None:
        _complete(con, layout, given.name, symbol)
    if suffix:
        con.execute(
            "update file_name set symbol = symbol || ? where regexp_full_match(symbol, ?)",
            [suffix, KRX_CODE.pattern],
        )
    if source is not None:
        _choose(con, source)
    con.execute(statement("file_row"))
    if source is not None:
        con.execute("delete from file_row where key not in (select code from file_name)")
    con.execute(statement("file_joined"))


def _complete(con: DuckDBPyConnection, layout: Layout, column: str, symbol: str) -> None:
    """A symbol for every pair; Korean codes with the zeros that a spreadsheet took."""
    some, every = con.execute(
        "select coalesce(bool_or(symbol = ''), false), coalesce(bool_and(symbol = ''), false)"
        " from file_name"
    ).fetchall()[0]
    if some and not every:
        raise InputError(f"{layout.path} has rows without a symbol",
                         f"in its column {column}", "completing that column")  # fmt: skip
    if every:
        con.execute("update file_name set symbol = ?", [symbol])
    if plain(column) in KRX_COLUMNS:
        con.execute(
            "update file_name set symbol = lpad(ltrim(symbol, 'A'), 6, '0')"
            " where regexp_full_match(symbol, 'A?\\d{1,6}')"
        )


def _choose(con: DuckDBPyConnection, source: str) -> None:
    con.execute("delete from file_name where series <> ?", [source])
    if con.execute("select count(*) from file_name").fetchall() == [(0,)]:
        raise InputError(f"the file has no source {source!r}")
    con.execute("update file_name set series = ''")
