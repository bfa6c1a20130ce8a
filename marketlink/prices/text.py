"""From ``file_text``, where every cell is as written, to ``file_value``, where they are values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketlink.calendars import EXCHANGES
from marketlink.errors import InputError
from marketlink.prices.layout import FileColumn, FileLayout
from marketlink.prices.listing import exchange_named, exchange_told
from marketlink.prices.names import KRX_COLUMNS, SHORT_CODE, VALUES, ColumnRole, plain
from marketlink.tabular.decimal_mark import decimal_mark

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TEXTS: tuple[ColumnRole, ...] = ("exchange", "currency", "source", "vintage", "name")
"""Roles that hold words."""
SERIES: tuple[ColumnRole, ...] = ("source", "vintage")
"""Those that tell several series of one symbol apart."""


def rows_of_text(con: DuckDBPyConnection, layout: FileLayout, symbol: str, mark: str) -> str:
    """Make ``file_value`` of ``file_text``, each day read once, and each number once.

    Parameters
    ----------
    con : DuckDBPyConnection
    layout : FileLayout
    symbol : str
        Of rows that name none.
    mark : {".", ","}
        The file's decimal mark.

    Returns
    -------
    str
        A stamp that is not midnight, where days are taken from instants; else empty.

    Raises
    ------
    InputError
        A cell is no number or no day; the message names its line.
    """
    con.execute("set variable day_form = ?", [layout.days])
    con.execute("set variable decimal_mark = ?", [mark])
    cells = ", ".join(f"c{c.place}" for c in _numbers(layout))
    date = f"c{layout.date.place}"
    con.execute(f"delete from file_text where {date} is null and coalesce({cells}) is null")  # noqa: S608 (columns by their place)
    con.execute("set variable default_symbol = ?", [symbol])
    symbol_column = layout.at("symbol")
    symbol_expression = "getvariable('default_symbol')"
    if symbol_column:
        symbol_expression = f"trim(coalesce(c{symbol_column.place}, ''))"
    con.execute(
        f"create or replace temp view file_line as select *, {symbol_expression} as symbol,"  # noqa: S608 (columns by their place)
        f" {date} as written from file_text"
    )
    _days(con, layout)
    (_wide if layout.wide else _long)(con, layout)
    _refuse_junk(con, layout)
    if layout.wide:
        roles = ", ".join(role for role in VALUES if layout.has(role))
        con.execute(f"delete from file_value where coalesce({roles}) is null")  # noqa: S608 (columns by their place)
    return _stamp(con) if layout.days == "instant" else ""


def mark_of_text(con: DuckDBPyConnection, layout: FileLayout, delimiter: str) -> str:
    """The decimal mark of the numbers in ``file_text``: see :func:`decimal_mark`."""
    cells = ", ".join(f"c{c.place}" for c in _numbers(layout))
    con.execute(
        f"create or replace temp view number_cell as select unnest([{cells}]) as cell"  # noqa: S608 (columns by their place)
        " from file_text"
    )
    return decimal_mark(con, layout.path, delimiter)


def _numbers(layout: FileLayout) -> list[FileColumn]:
    return [column for column in layout.columns if column.role in VALUES]


def _texts(layout: FileLayout) -> list[FileColumn]:
    return [column for column in layout.columns if column.role in TEXTS]


def _days(con: DuckDBPyConnection, layout: FileLayout) -> None:
    """``file_day``: the day that each text of a date is, in the zone of each symbol's exchange."""
    exchange_column = layout.at("exchange")
    column = f"any_value(c{exchange_column.place})" if exchange_column else "null"
    exchanges = con.execute(f"select symbol, {column} from file_line group by symbol").fetchall()  # noqa: S608 (columns by their place)
    beside = [(c.symbol, None) for c in layout.columns if c.symbol]
    zones = {name: _zone(layout, name, exchange) for name, exchange in (*beside, *exchanges)}
    con.execute("create or replace temp table file_zone (symbol varchar, zone varchar)")
    con.execute("insert into file_zone select unnest(?), unnest(?)", [[*zones], [*zones.values()]])
    con.execute(
        "create or replace temp table file_day as select written, zone,"
        " as_day(written, getvariable('day_form'), zone) as day"
        " from (select distinct written from file_line), (select distinct zone from file_zone)"
    )


def _zone(layout: FileLayout, symbol: str, exchange_column: str | None) -> str:
    symbol_column = layout.at("symbol")
    codes = symbol_column is not None and plain(symbol_column.name) in KRX_COLUMNS
    korean = "XKRX" if codes and SHORT_CODE.fullmatch(symbol) else None
    source_of_zone = layout.exchange or exchange_column or korean
    return EXCHANGES[
        exchange_named(source_of_zone) if source_of_zone else exchange_told(symbol)
    ].zone


def _series(parts: list[str]) -> str:
    return f"trim({' || chr(32) || '.join(parts)})" if parts else "''"


def _long(con: DuckDBPyConnection, layout: FileLayout) -> None:
    """One line is one row."""
    words = "".join(f", c{c.place} as {c.role}" for c in _texts(layout))
    series = [f"coalesce(c{c.place}, '')" for c in _texts(layout) if c.role in SERIES]
    numbers = "".join(
        f", as_number({_cell(c)}, getvariable('decimal_mark')) * {c.scale!r} as {c.role}"
        for c in _numbers(layout)
    )
    con.execute(
        f"create or replace temp table file_value as select {_series(series)} as series,"  # noqa: S608 (columns by their place)
        f" line.symbol, day as session{words}{numbers} from file_line as line"
        " join file_zone using (symbol) left join file_day"
        " on file_day.written is not distinct from line.written and file_day.zone = file_zone.zone"
    )


def _cell(column: FileColumn) -> str:
    """A cell with a number; the letters that stand for a missing return in CRSP are empty ones."""
    if column.role == "ret":
        return f"regexp_replace(c{column.place}, '^\\s*[A-E]\\s*$', '')"
    return f"c{column.place}"


def _wide(con: DuckDBPyConnection, layout: FileLayout) -> None:
    """One line is a day, of which each symbol or series has columns of its own."""
    con.execute("create or replace temp table file_column (place varchar, role varchar,"
                " symbol varchar, series varchar, scale double)")  # fmt: skip
    columns = [(f"c{c.place}", c.role, c.symbol, c.series, c.scale) for c in _numbers(layout)]
    con.execute(f"insert into file_column select {', '.join(['unnest(?)'] * 5)}",
                [list(column) for column in zip(*columns, strict=True)])  # fmt: skip
    cells = ", ".join(f"c{c.place}" for c in _numbers(layout))
    words = "".join(f", c{c.place} as {c.role}" for c in _texts(layout))
    series = [f"coalesce({c.role}, '')" for c in _texts(layout) if c.role in SERIES]
    roles = [role for role in VALUES if layout.has(role)]
    numbers = "".join(f", max(number * scale) filter (role = '{role}') as {role}" for role in roles)
    con.execute(
        "create or replace temp table file_value as"  # noqa: S608 (columns by their place)
        f" select * exclude (line) from (select line, {_series(['c.series', *series])} as series,"
        " if(c.symbol = '', cell.symbol, c.symbol) as symbol, day as session"
        f"{''.join(f', {c.role}' for c in _texts(layout))}{numbers}"
        f" from (select *, as_number(cell, getvariable('decimal_mark')) as number"
        f" from (select line, symbol, written{words}, {cells} from file_line)"
        f" unpivot include nulls (cell for place in ({cells}))) as cell"
        " join file_column as c using (place)"
        " join file_zone as z on z.symbol = if(c.symbol = '', cell.symbol, c.symbol)"
        " left join file_day on file_day.written is not distinct from cell.written"
        " and file_day.zone = z.zone group by all)"
    )


def _refuse_junk(con: DuckDBPyConnection, layout: FileLayout) -> None:
    roles = [role for role in VALUES if layout.has(role)]
    junk = " or ".join(f"not isfinite({role})" for role in roles)
    numbers, days = con.execute(
        f"select coalesce(bool_or({junk}), false), coalesce(bool_or(session is null), false)"  # noqa: S608 (columns by their place)
        " from file_value"
    ).fetchall()[0]
    if numbers:
        query = " union all ".join(
            f"select line, c{c.place} as cell from file_text"  # noqa: S608 (columns by their place)
            f" where not isfinite(as_number({_cell(c)}, getvariable('decimal_mark')))"
            for c in _numbers(layout)
        )
        _refuse(con, layout, query, "price that is no number")
    if days:
        query = (
            "select line, written from file_line where"
            " as_day(written, getvariable('day_form'), 'UTC') is null"
        )
        _refuse(con, layout, query, "date that cannot be read")


def _refuse(con: DuckDBPyConnection, layout: FileLayout, query: str, what: str) -> None:
    rows = con.execute(f"{query} order by 1 limit 1").fetchall()
    line, cell = rows[0]
    raise InputError(
        f"{layout.path} has a {what}: {cell or ''!r}",
        f"Line {line + layout.skip}",
        "correcting or removing that line",
    )


def _stamp(con: DuckDBPyConnection) -> str:
    rows = con.execute(
        "select written from file_line where not regexp_matches(written, '[ T]00:00') limit 1"
    ).fetchall()
    return str(rows[0][0]) if rows else ""
