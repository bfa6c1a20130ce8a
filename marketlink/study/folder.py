"""The folder of a study: protects inputs in it, clears earlier tables, reads one back."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from marketlink.errors import InputError

TABLES = ("events", "abnormal", "cars", "tests", "average", "calibration", "regression", "study")
FORMATS = ("csv", "parquet")


def spare_inputs(folder: Path, fmt: str, inputs: Sequence[Path]) -> None:
    """Refuse a folder where a table would take the place of a file that the study reads.

    Raises
    ------
    InputError
        An input is a file of that folder with the name of a table.
    """
    for path in inputs:
        for table in TABLES:
            target = folder / f"{table}.{fmt}"
            if target.exists() and path.exists() and target.samefile(path):
                raise InputError(
                    f"The table {target.name} would be written over {path}",
                    "The study reads that file",
                    "--out with another folder",
                )


def holds_study(folder: Path | None) -> bool:
    """Whether an earlier study wrote its tables to a folder."""
    return folder is not None and any((folder / f"study.{fmt}").is_file() for fmt in FORMATS)


def clear_earlier(folder: Path, tables: Sequence[Path], inputs: Sequence[Path]) -> None:
    """Remove the tables that an earlier study left beside those just written.

    They would be read as tables of this one.
    """
    keep = {path.resolve() for path in (*tables, *inputs)}
    for table in TABLES:
        for fmt in FORMATS:
            path = folder / f"{table}.{fmt}"
            if path.is_file() and path.resolve() not in keep:
                path.unlink()


PARQUET = "select * from read_parquet(?)"
CSV = "select * from read_csv(?, types = ?)"
NUMBERS = "select * from read_csv(?)"
WORDS = frozenset({
    "event_id", "symbol", "group", "exchange", "rule", "outcome", "statistic", "note", "name",
    "errors", "weights",
})  # fmt: skip
"""Columns that hold words, whatever they look like."""


def read_table(folder: Path, table: str) -> tuple[list[str], list[dict[str, Any]]]:
    """The columns and rows of a table of a study or report, ``FOLDER/TABLE.parquet`` or ``.csv``.

    Raises
    ------
    InputError
        The folder has no such table.
    """
    from marketlink.store import scratch  # noqa: PLC0415 (loads duckdb)

    for where in (folder, folder / "tables"):
        for ending in (".parquet", ".csv"):
            path = where / f"{table}{ending}"
            if path.is_file():
                con = scratch()
                try:
                    cursor = con.execute(*_query(path))
                    names = [str(entry[0]) for entry in cursor.description or []]
                    return names, [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
                finally:
                    con.close()
    raise InputError(
        f"There is no table {table} in {folder}",
        f"Neither {table}.parquet nor {table}.csv is there",
        "the folder given to marketlink study --out",
    )


def _query(path: Path) -> tuple[str, list[Any]]:
    """How a table is read: words as they stand (a symbol TRUE is no truth value)."""
    if path.suffix == ".parquet":
        return PARQUET, [str(path)]
    with path.open(encoding="utf-8", newline="") as lines:
        header = next(csv.reader(lines), [])
    words = {name: "VARCHAR" for name in header if name in WORDS}
    return (CSV, [str(path), words]) if words else (NUMBERS, [str(path)])
