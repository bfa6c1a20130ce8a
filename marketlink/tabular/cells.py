"""A small table file as rows of texts, whatever columns it has."""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.errors import InputError
from marketlink.tabular.header import Names
from marketlink.tabular.staging import JSONL, PARQUET, head_of, reader_of, sentence, title_lines

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Cells:
    """A header and the rows below it; ``lines`` are those of a text file, as they stand."""

    header: list[str]
    rows: list[list[str]]
    delimiter: str = ","
    lines: tuple[str, ...] = ()


def cells_of(con: DuckDBPyConnection, path: Path, what: str, names: Names | None = None) -> Cells:
    """Read a CSV, JSONL or Parquet file whole.

    Parameters
    ----------
    what : what the file was given for, for messages
    names : what its columns may be called, where lines above a header that names them are skipped

    Raises
    ------
    InputError
        No such file, or no table.
    """
    reader = reader_of(path, what)
    with sentence(path):
        if reader == PARQUET:
            cursor = con.execute(f"select * from {PARQUET}", [str(path)])  # noqa: S608 (constant)
            header = [str(entry[0]) for entry in cursor.description or []]
            records = [["" if v is None else str(v) for v in row] for row in cursor.fetchall()]
            return Cells(header, records)
        if reader == JSONL:
            read = con.execute(f"select json from {JSONL}", [str(path)]).fetchall()  # noqa: S608 (names of our own)
            return _objects([json.loads(row[0]) for row in read if row[0]])
    return _text(path, names or {})


def _objects(objects: list[dict[str, object]]) -> Cells:
    header = list(dict.fromkeys(key for one in objects for key in one))
    rows = [["" if one.get(key) is None else str(one[key]) for key in header] for one in objects]
    return Cells(header, rows)


def _text(path: Path, names: Names) -> Cells:
    head = head_of(path)
    raw = gzip.decompress(path.read_bytes()) if path.name.endswith(".gz") else path.read_bytes()
    lines = raw.decode(head.encoding, "replace").splitlines()
    try:
        read = csv.reader(lines, delimiter=head.delimiter)
        rows = [[cell.strip() for cell in row] for row in read]
    except csv.Error as error:
        raise InputError(f"{path} cannot be read as a table", str(error)) from error
    rows = [row for row in rows[title_lines(head, names) :] if any(row)]
    header = [name.lstrip("\ufeff") for name in rows[0]] if rows else []
    records = [row for row in rows[1:] if len(row) == len(header)]
    return Cells(header, records, head.delimiter, tuple(lines))
