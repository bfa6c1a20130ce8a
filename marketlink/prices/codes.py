"""Symbols of a file: from its name, and as its column writes them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.errors import InputError
from marketlink.prices.layout import FileLayout
from marketlink.prices.listing import KRX_CODE
from marketlink.prices.names import KRX_COLUMNS, TICKER, VENDORS, plain
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

INDICES = {
    "kospi": "^KS11", "코스피": "^KS11", "kosdaq": "^KQ11", "코스닥": "^KQ11",
    "kospi200": "^KS200", "코스피200": "^KS200",
}  # fmt: skip
"""Indices that files are named for by their names."""
NUMBER = re.compile(r"\d{4,5}")
"""In a longer name of a file a number of the page rather than a code."""
LONGEST = 64
"""Longest symbol; no exchange has one of half that length."""


def symbol_of(path: Path) -> str:
    """The symbol that a file's name stands for: ``NVDA_daily.csv`` is NVDA, ``2330TW`` 2330.TW."""
    stem = re.sub(r"(\.(csv|tsv|txt|parquet|pq|gz))+$", "", path.name, flags=re.IGNORECASE)
    parts = re.split(r"[_\s]+", stem)
    index = next((INDICES[part.lower()] for part in parts if part.lower() in INDICES), None)
    if index is not None:
        return index
    words = [word for word in parts if TICKER.fullmatch(word) and word not in VENDORS]
    words = [word for word in words if stem.startswith(word) or not NUMBER.fullmatch(word)]
    first = words[:1] if words and stem.startswith(words[0]) else words[-1:]
    symbol = first[0] if first else stem
    return re.sub(r"^(\d{4,6})(TW|TWO|T|KS|KQ|HK|SS|SZ)$", r"\1.\2", symbol)


def settle_symbols(
    con: DuckDBPyConnection, layout: FileLayout, symbol: str, suffix: str, korean: bool
) -> None:
    """A symbol for every pair of ``file_name``; Korean codes with the zeros a spreadsheet took.

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

    Raises
    ------
    InputError
        Some rows name a symbol and others do not, or a name that no symbol can be.
    """
    column = layout.at("symbol")
    some, every, with_suffix, strange = con.execute(
        statement("file.symbols"), [LONGEST]
    ).fetchall()[0]
    if strange is not None:
        _refuse_strange(layout.path, strange)
    if column is not None:
        if with_suffix:
            con.execute(statement("file.unmarked"))
        if some and not every:
            raise InputError(f"{layout.path} has rows without a symbol",
                             f"In its column {column.name}", "completing that column")  # fmt: skip
        if every:
            con.execute("update file_name set symbol = ?", [symbol])
        if plain(column.name) in KRX_COLUMNS or korean:
            con.execute(
                "update file_name set symbol = lpad(ltrim(symbol, 'A'), 6, '0')"
                " where regexp_full_match(symbol, 'A?\\d{1,6}')"
            )
    if suffix:
        con.execute(
            "update file_name set symbol = symbol || ? where regexp_full_match(symbol, ?)",
            [suffix, KRX_CODE.pattern],
        )


def _refuse_strange(path: Path, name: str) -> None:
    short = name if len(name) <= 40 else name[:40] + "..."  # noqa: PLR2004 (letters)
    raise InputError(f"{path} has a symbol that is none: {short!r}",
                     f"Longer than {LONGEST} characters, on more than one line, or a formula",
                     "correcting that symbol")  # fmt: skip
