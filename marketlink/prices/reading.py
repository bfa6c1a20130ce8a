"""Reading price files into temporary tables, at DuckDB's speed where it can be."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.errors import InputError
from marketlink.prices.codes import symbol_of
from marketlink.prices.keys import number_rows
from marketlink.prices.layout import FileLayout, columns_of, layout_of, two_header_lines
from marketlink.prices.names import VALUES, ColumnRole
from marketlink.prices.text import SERIES, TEXTS, mark_of_text, rows_of_text
from marketlink.store import EngineError
from marketlink.store.sql import statement
from marketlink.tabular.days import Form, form_of
from marketlink.tabular.head import Head, read_head, text_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PLAIN_NUMBER = re.compile(r"([+-]?\d+\.?\d*([eE][+-]?\d+)?)?")
EITHER = re.compile(r"[1-9]\d{0,2}\.\d{3}")
"""A point, between semicolons, that may separate thousands: the whole file decides."""
CSV = (
    "read_csv(?, auto_detect = false, header = false, skip = ?, delim = ?, quote = '\"',"
    " escape = '\"', columns = {{{columns}}}{more})"
)


@dataclass(frozen=True, slots=True)
class FileTable:
    """The content of a file beside the series, symbol and session of every row.

    ``unread`` names columns that were left out, ``scaled`` those whose name declares a unit;
    ``shifted`` is a stamp that is not midnight, where days were taken from instants.
    """

    path: Path
    values: tuple[ColumnRole, ...]
    texts: tuple[ColumnRole, ...]
    unread: tuple[str, ...]
    scaled: tuple[str, ...]
    days: Form
    one_series: bool = True
    shifted: str = ""
    unsigned: tuple[str, ...] = ()
    doubled: int = 0


def read_file(  # noqa: PLR0913 (one specification)
    con: DuckDBPyConnection,
    path: Path,
    symbol: str | None = None,
    days: Form | None = None,
    *,
    suffix: str = "",
    korean: bool = False,
    source: str | None = None,
    exchange: str | None = None,
) -> FileTable:
    """Read a CSV or Parquet file of prices into ``file_row`` and ``file_key``.

    Parameters
    ----------
    con : DuckDBPyConnection
        In memory or on a store; the temporary tables ``file_row`` (key, session, then the columns
        of the result) and ``file_key`` (key, symbol, series) are replaced.
    path : Path
        ``.parquet``, or text (``.csv``, ``.tsv``, ``.txt``, any of them ``.gz``).
    symbol : str, optional
        Of a file without a column of symbols; otherwise the file's name stands for it.
    days : Form, optional
        How days are written, where the file leaves it open.
    suffix : str
        Put behind bare codes of the Korean exchange.
    korean : bool
        The symbols are such codes, whatever zeros they lost.
    source : str, optional
        The one series to take, of a file with several.
    exchange : str, optional
        The one that the user names, of whose zone days are.

    Raises
    ------
    InputError
        One sentence: what cannot be read.
    """
    default = symbol or symbol_of(path)
    con.execute(
        "drop view if exists file_cell; drop table if exists file_value;"
        " drop type if exists file_pair"
    )
    try:
        stated_exchange = exchange or ("XKRX" if korean else None)
        layout, shifted = _cells(con, path, default, days, stated_exchange, plain=True)
        number_rows(con, layout, default, suffix=suffix, korean=korean, source=source)
        if not _is_sound(con, layout):
            layout, shifted = _cells(con, path, default, days, stated_exchange, plain=False)
            number_rows(con, layout, default, suffix=suffix, korean=korean, source=source)
    except (EngineError, UnicodeError) as error:
        raise InputError(
            f"{path} cannot be read", _message(error), "a CSV or Parquet file"
        ) from error
    con.execute("drop view file_cell; drop table if exists file_value")
    return replace(_table(layout), shifted=shifted)


CellView = tuple[FileLayout, str]
"""How a file was read into ``file_cell``, and the stamp of :attr:`FileTable.shifted`."""


def _cells(  # noqa: PLR0913 (one specification)
    con: DuckDBPyConnection,
    path: Path,
    symbol: str,
    days: Form | None,
    exchange: str | None,
    *,
    plain: bool,
) -> CellView:
    """Make ``file_cell``: pair and session of every row, then its values and words.

    ``plain`` leaves reading the cells to DuckDB where their first rows allow it; what is not sound
    then is read again, cell by cell, which also names the line.
    """
    if path.suffix.lower() in (".parquet", ".pq"):
        return _read_parquet(con, path, symbol, exchange, plain=plain)
    head = read_head(path)
    layout = replace(layout_of(head, days), exchange=exchange)
    if head.encoding == "utf-8-sig":
        return layout, _read_text(con, head, layout, path, symbol, plain=plain)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.csv"
        copy.write_text(text_of(head), "utf-8")
        return layout, _read_text(con, head, layout, copy, symbol, plain=plain)


def _message(error: Exception) -> str:
    """The message of the engine or a codec as one line, with the file's line number if known."""
    lines = [line.strip().rstrip(".") for line in str(error).splitlines()[:3]]
    message_lines = [
        line
        for line in lines
        if line and not line.startswith(("Original Line", "Possible", "LINE "))
    ]
    return re.sub(r"^Invalid Input Error: (CSV Error on )?", "", "; ".join(message_lines))


def _read_text(  # noqa: PLR0913 (one specification)
    con: DuckDBPyConnection, head: Head, layout: FileLayout, path: Path, symbol: str, *, plain: bool
) -> str:
    source = [str(path), layout.skip, head.delimiter]
    if plain and _is_plain(head, layout):
        try:
            con.execute("set variable default_symbol = ?", [symbol])
            con.execute(_plain_rows(layout), source)
            con.execute("create or replace temp view file_cell as from file_value")
            return ""
        except EngineError:
            pass
    columns = ", ".join(f"c{n}: 'varchar'" for n in range(layout.width))
    con.execute(
        "create or replace temp table file_text as select row_number() over () as line, *"  # noqa: S608 (columns by their place)
        f" from {CSV.format(columns=columns, more=', null_padding = true, parallel = false')}",
        source,
    )
    return _from_text(con, layout, symbol, mark_of_text(con, layout, head.delimiter))


def _is_sound(con: DuckDBPyConnection, layout: FileLayout) -> bool:
    """Whether every row of ``file_row`` has a day, and its numbers are finite or empty."""
    faults = [f"not isfinite({role})" for role in VALUES if layout.has(role)]
    query = f"select exists (from file_row where {' or '.join(['session is null', *faults])})"
    return con.execute(query).fetchall() == [(False,)]


def _is_plain(head: Head, layout: FileLayout) -> bool:
    if layout.wide or layout.days != "iso":
        return False
    places = [c.place for c in layout.columns if c.role in VALUES]
    rows = head.rows[layout.skip :]
    cells = [row[n] for row in rows if row for n in places if n < len(row)]
    if head.delimiter == ";" and any(EITHER.fullmatch(cell) for cell in cells):
        return False
    return all(PLAIN_NUMBER.fullmatch(cell) for cell in cells)


def _plain_rows(layout: FileLayout) -> str:
    roles = {column.place: column.role for column in layout.columns}
    kinds: dict[ColumnRole | None, str] = {"date": "date", **dict.fromkeys(VALUES, "double")}
    columns = ", ".join(
        f"c{n}: '{kinds.get(roles.get(n), 'varchar')}'" for n in range(layout.width)
    )
    expressions = ", ".join(
        f"c{c.place}::varchar" for c in layout.columns if c.role in ("date", *VALUES)
    )
    return (
        f"create or replace temp table file_value as select {_selected(layout)}"  # noqa: S608 (columns by their place)
        f" from {CSV.format(columns=columns, more='')} where coalesce({expressions}) is not null"
    )


def _selected(layout: FileLayout) -> str:
    symbol_column = layout.at("symbol")
    parts = [
        f"trim(coalesce(c{symbol_column.place}::varchar, ''))"
        if symbol_column
        else "getvariable('default_symbol')"
    ]
    columns = [column for role in SERIES if (column := layout.at(role)) is not None]
    if columns:
        parts += [
            "chr(31)",
            " || ' ' || ".join(f"coalesce(c{c.place}::varchar, '')" for c in columns),
        ]
    parts = [
        f"{' || '.join(parts)} as pair",
        f"c{layout.date.place} as session",
    ]
    for column in layout.columns:
        if column.role in VALUES:
            number = (
                f"c{column.place} * {column.scale!r}" if column.scale != 1 else f"c{column.place}"
            )
            parts.append(f"{number} as {column.role}")
        elif column.role in TEXTS:
            parts.append(f"c{column.place}::varchar as {column.role}")
    return ", ".join(parts)


def _table(layout: FileLayout) -> FileTable:
    roles = {column.role for column in layout.columns}
    return FileTable(
        layout.path,
        tuple(role for role in VALUES if role in roles),
        tuple(role for role in TEXTS if role in roles),
        layout.unread,
        tuple(column.name for column in layout.columns if column.scale != 1),
        layout.days,
        one_series=not any(c.series or c.role in ("source", "vintage") for c in layout.columns),
        unsigned=layout.unsigned,
    )


def _from_text(con: DuckDBPyConnection, layout: FileLayout, symbol: str, mark: str) -> str:
    shifted = rows_of_text(con, layout, symbol, mark)
    con.execute(statement("file.cell"))
    return shifted


def _read_parquet(
    con: DuckDBPyConnection, path: Path, symbol: str, exchange: str | None, *, plain: bool
) -> CellView:
    if not path.exists():
        raise InputError(f"There is no file {path}")
    if path.is_dir():
        raise InputError(f"{path} is a folder", "", "naming its files")
    described = con.execute("describe select * from read_parquet(?)", [str(path)]).fetchall()
    names, kinds = [row[0] for row in described], [row[1] for row in described]
    sample = con.execute("select * from read_parquet(?) limit 200", [str(path)]).fetchall()
    if not sample:
        raise InputError(f"{path} is empty")
    body = [["" if cell is None else str(cell) for cell in row] for row in sample]
    columns, unread = columns_of(two_header_lines(names), body, path)
    place = next(column.place for column in columns if column.role == "date")
    plain_day = kinds[place] in ("DATE", "TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S")
    form: Form = "iso" if plain_day else form_of([row[place] for row in body], str(path))
    layout = FileLayout(path, 0, len(names), columns, form, unread, exchange=exchange)
    names_sql = ", ".join(f"c{n}" for n in range(len(names)))
    numbers = all(kinds[c.place] in NUMBERS for c in columns if c.role in VALUES)
    readable = plain_day or (kinds[place] == "VARCHAR" and form == "iso")
    if plain and not layout.wide and numbers and readable:
        con.execute("set variable default_symbol = ?", [symbol])
        con.execute("set variable price_file = ?", [str(path)])
        con.execute(
            f"create or replace temp view file_cell as select {_selected(layout)} from"  # noqa: S608 (columns by their place)
            f" (select * replace (c{place}::date as c{place})"
            f" from read_parquet(getvariable('price_file')) as t({names_sql}))"
        )
        return layout, ""
    texts = ", ".join(
        f"c{n}::date::varchar as c{n}" if n == place and plain_day else f"c{n}::varchar as c{n}"
        for n in range(len(names))
    )
    con.execute(
        "create or replace temp table file_text as select row_number() over () as line,"  # noqa: S608 (columns by their place)
        f" {texts} from read_parquet(?) as t({names_sql})",
        [str(path)],
    )
    return layout, _from_text(con, layout, symbol, mark_of_text(con, layout, ","))


NUMBERS = frozenset(
    {
        "DOUBLE",
        "FLOAT",
        "BIGINT",
        "INTEGER",
        "SMALLINT",
        "UBIGINT",
        "UINTEGER",
        "TINYINT",
        "HUGEINT",
    }
)
