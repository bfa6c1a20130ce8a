"""Plain rows as Parquet files."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.store.connect import memory

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Rows = Iterable[Mapping[str, Any]]


def rows_to_parquet(rows: Rows, path: Path) -> None:
    """Write rows of plain values, dates and instants to a Parquet file, typed by what they hold.

    Numbers keep their last bit; a column of nested values is stored as text.
    """
    tables_to_parquet({path: rows})


def tables_to_parquet(tables: Mapping[Path, Rows]) -> None:
    """Write several tables, each to its path, as :func:`rows_to_parquet` does."""
    con = memory()
    try:
        with tempfile.TemporaryDirectory() as folder:
            for path, rows in tables.items():
                _write(con, rows, path, Path(folder) / "rows.jsonl")
    finally:
        con.close()


def _write(con: DuckDBPyConnection, rows: Rows, path: Path, lines: Path) -> None:
    with lines.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
    relation = con.read_json(str(lines), format="newline_delimited", sample_size=-1)
    columns = [
        f'"{name}"::varchar as "{name}"' if str(kind) == "JSON" else f'"{name}"'
        for name, kind in zip(relation.columns, relation.types, strict=True)
        if '"' not in name
    ]
    relation.project(", ".join(columns)).write_parquet(str(path), compression="zstd")
