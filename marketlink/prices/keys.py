"""The key of each row of a file: one number for each pair of symbol and series.

A pair is named once, in ``file_key``, and its millions of rows carry the number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketlink.errors import InputError
from marketlink.prices.codes import settle_symbols
from marketlink.prices.layout import FileLayout
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def number_rows(  # noqa: PLR0913 (one specification)
    con: DuckDBPyConnection,
    layout: FileLayout,
    symbol: str,
    *,
    suffix: str,
    korean: bool,
    source: str | None,
) -> None:
    """Make ``file_key`` and ``file_row`` of ``file_cell``.

    Parameters
    ----------
    con : DuckDBPyConnection
    layout : FileLayout
    symbol : str
        Of a file that names none.
    suffix : str
        Put behind bare codes of the Korean exchange.
    korean : bool
        The user says that the symbols are such codes.
    source : str, optional
        The one series to take; the rows of all others are left out.

    Raises
    ------
    InputError
        Some rows name a symbol and others do not; no such source.
    """
    con.execute(statement("file.name"))
    settle_symbols(con, layout, symbol, suffix, korean)
    if source is not None:
        con.execute("delete from file_name where series <> ?", [source])
        if con.execute("select count(*) from file_name").fetchall() == [(0,)]:
            raise InputError(f"The file has no source {source!r}")
        con.execute("update file_name set series = ''")
    con.execute(statement("file.row"))
    if source is not None:
        con.execute("delete from file_row where key not in (select code from file_name)")
    con.execute(statement("file.joined"))
