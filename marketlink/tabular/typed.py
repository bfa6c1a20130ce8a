"""Price files whose cells are what their columns hold: read as days and numbers at once.

Reading texts cell by cell takes ten times as long. A file with a single cell that is not a plain
day or number is left to :mod:`marketlink.tabular.staging`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from marketlink.errors import InputError
from marketlink.store.sql import load, statement
from marketlink.tabular.header import Names, chosen_columns
from marketlink.tabular.staging import PARQUET, QUOTES, head_of, reader_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

KINDS = {"symbol": "VARCHAR", "exchange": "VARCHAR", "date": "DATE"}
"""What a column of prices holds; all others hold numbers."""
NUMBERS = ("DOUBLE", "FLOAT", "BIGINT", "INTEGER", "SMALLINT", "HUGEINT", "DECIMAL", "UBIGINT")
TYPED = f"read_csv(?, header = true, delim = ?, {QUOTES}, types = ?, dateformat = '%Y-%m-%d')"


class Typed(NamedTuple):
    """What the step ``inputs.faults`` counts in a file, and the names of its columns."""

    faults: tuple[Any, ...]
    header: list[str]


def read_typed(con: DuckDBPyConnection, path: Path, names: Names) -> Typed | None:
    """Read a price file into ``study_typed``.

    Parameters
    ----------
    names : what a column may be called, in lower case, and what it is

    Returns
    -------
    None where the file has to be read as texts.
    """
    reader = reader_of(path, "prices")
    load(con, "tabular.macros", "tabular.typed")
    try:
        if reader == PARQUET:
            header = _parquet(con, path, names)
        elif path.name.lower().endswith((".csv", ".tsv", ".txt")):
            header = _csv(con, path, names)
        else:
            header = None
    except Exception as error:
        if not isinstance(error, InputError) and not type(error).__module__.startswith("_duckdb"):
            raise
        header = None
    if header is None:
        return None
    faults = con.execute(statement("tabular.typed_faults")).fetchall()[0]
    return Typed(faults, header) if faults[0] else None


def _complete(columns: Sequence[str]) -> bool:
    return {"symbol", "date"} < set(columns) and bool({"close", "adj_close", "ret"} & set(columns))


def _parquet(con: DuckDBPyConnection, path: Path, names: Names) -> list[str] | None:
    cursor = con.execute(f"select * from {PARQUET} limit 0", [str(path)])  # noqa: S608 (constant)
    header = [(str(name), str(kind)) for name, kind, *_ in cursor.description or []]
    cursor.fetchall()
    targets = chosen_columns([name for name, _ in header], names)
    for place, name in targets.items():
        kind = header[place][1]
        if kind != KINDS[name] if name in KINDS else not kind.startswith(NUMBERS):
            return None
    if not _complete(list(targets.values())):
        return None
    _insert(con, PARQUET, [str(path)], targets, len(header))
    return [name for name, _ in header]


def _csv(con: DuckDBPyConnection, path: Path, names: Names) -> list[str] | None:
    head = head_of(path)
    targets = chosen_columns(head.rows[0], names)
    if head.encoding != "utf-8-sig" or not _complete(list(targets.values())):
        return None
    kinds = ["VARCHAR"] * len(head.rows[0])
    for place, name in targets.items():
        kinds[place] = KINDS.get(name, "DOUBLE")
    _insert(con, TYPED, [str(path), head.delimiter, kinds], targets, len(kinds))
    return list(head.rows[0])


def _insert(
    con: DuckDBPyConnection, reader: str, source: list[Any], targets: dict[int, str], width: int
) -> None:
    aliases = ", ".join(
        f'"{targets[place]}"' if place in targets else f"other_{place}" for place in range(width)
    )
    columns = ", ".join(f'"{name}"' for name in targets.values())
    con.execute(
        f"insert into study_typed by name select {columns} from {reader} as t({aliases})",  # noqa: S608 (closed lists)
        source,
    )
