"""Price files whose cells are what their columns hold: read as days and numbers at once.

Reading texts cell by cell takes ten times as long. A file with a single cell that is not a plain
day or number is left to :mod:`marketlink.tabular.staging`. Parquet is read where it lies, whenever
its lines are asked for: its names stand once in it, and are told apart by their numbers.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from marketlink.errors import InputError
from marketlink.store.sql import load, statement
from marketlink.tabular.header import Names, chosen_columns
from marketlink.tabular.staging import PARQUET, QUOTES, head_of, reader_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

KINDS = {
    "symbol": "VARCHAR", "date": "DATE", "close": "DOUBLE", "adj_close": "DOUBLE", "ret": "DOUBLE",
    "volume": "DOUBLE", "exchange": "VARCHAR",
}  # fmt: skip
"""The columns of ``study_typed`` and what they hold."""
NUMBERS = ("DOUBLE", "FLOAT", "BIGINT", "INTEGER", "SMALLINT", "HUGEINT", "DECIMAL", "UBIGINT")
TYPED = f"read_csv(?, header = true, delim = ?, {QUOTES}, types = ?, dateformat = '%Y-%m-%d')"


class Typed(NamedTuple):
    """What the step ``inputs.faults`` counts in a file, the names of its columns, and the query
    that reads its lines."""

    faults: tuple[Any, ...]
    header: list[str]
    query: str


def read_typed(con: DuckDBPyConnection, path: Path, names: Names, number: int = 0) -> Typed | None:
    """Read a price file into ``study_typed``.

    Parameters
    ----------
    names : what a column may be called, in lower case, and what it is
    number : of the file, where there are several

    Returns
    -------
    None where the file has to be read as texts.
    """
    reader = reader_of(path, "prices")
    load(con, "tabular.macros")
    try:
        if reader == PARQUET:
            table = _parquet(con, path, names, number)
        elif path.name.lower().endswith((".csv", ".tsv", ".txt")):
            table = _csv(con, path, names, number)
        else:
            table = None
        if table is None:
            return None
        faults = count_lines(con, table.query, number)
    except Exception as error:
        if not isinstance(error, InputError) and not type(error).__module__.startswith("_duckdb"):
            raise
        return None
    return Typed(faults, *table) if faults[0] else None


def count_lines(con: DuckDBPyConnection, query: str, number: int = 0) -> tuple[Any, ...]:
    """Make ``study_typed`` a view of what reads a file, and count its lines by symbol.

    Parameters
    ----------
    number : of the file; the counts of those after it are forgotten

    Returns
    -------
    The step ``tabular.typed_faults``.
    """
    view_lines(con, query)
    con.execute("set variable study_file = ?", [number])
    con.execute(statement("tabular.typed_count"))
    return con.execute(statement("tabular.typed_faults")).fetchall()[0]


def view_lines(con: DuckDBPyConnection, query: str) -> None:
    """Make ``study_typed`` a view of what reads a file, or several."""
    con.execute(f"create or replace temp view study_typed as {query}")


class _Table(NamedTuple):
    header: list[str]
    query: str


def _parquet(con: DuckDBPyConnection, path: Path, names: Names, number: int) -> _Table | None:
    cursor = con.execute(f"select * from {PARQUET} limit 0", [str(path)])  # noqa: S608 (constant)
    header = [(str(name), str(kind)) for name, kind, *_ in cursor.description or []]
    cursor.fetchall()
    targets = chosen_columns([name for name, _ in header], names)
    for place, name in targets.items():
        kind = header[place][1]
        if not kind.startswith(NUMBERS) if KINDS[name] == "DOUBLE" else kind != KINDS[name]:
            return None
    if not _complete(targets.values()):
        return None
    con.execute(f"set variable study_path_{number} = ?", [str(path)])
    reader = f"read_parquet(getvariable('study_path_{number}'))"
    return _Table([name for name, _ in header], _query(reader, targets, len(header)))


def _csv(con: DuckDBPyConnection, path: Path, names: Names, number: int) -> _Table | None:
    head = head_of(path)
    targets = chosen_columns(head.rows[0], names)
    if head.encoding != "utf-8-sig" or not _complete(targets.values()):
        return None
    kinds = ["VARCHAR"] * len(head.rows[0])
    for place, name in targets.items():
        kinds[place] = KINDS[name]
    query = _query(TYPED, targets, len(kinds))
    con.execute(
        f"create or replace temp table study_read_{number} as {query}",
        [str(path), head.delimiter, kinds],
    )
    return _Table(list(head.rows[0]), f"from study_read_{number}")


def _complete(columns: Iterable[str]) -> bool:
    return {"symbol", "date"} < set(columns) and bool({"close", "adj_close", "ret"} & set(columns))


def _query(reader: str, targets: dict[int, str], width: int) -> str:
    """The columns of prices out of those of a file; null where it has none."""
    aliases = ", ".join(
        f'"{targets[place]}"' if place in targets else f"other_{place}" for place in range(width)
    )
    columns = ", ".join(
        f"{name if name in targets.values() else 'null'}::{kind} as {name}"
        for name, kind in KINDS.items()
    )
    return f"select {columns} from {reader} as t({aliases})"  # noqa: S608 (closed lists)
