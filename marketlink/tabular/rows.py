"""The rows of a user's table, as text by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.errors import InputError
from marketlink.store import EngineError
from marketlink.store.connect import first_line, literal, memory
from marketlink.tabular.places import as_files

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

READERS: Mapping[str, str] = {
    ".csv": "read_csv({}, all_varchar = true, sample_size = -1)",
    ".tsv": "read_csv({}, all_varchar = true, sample_size = -1, delim = '\\t')",
    ".jsonl": "read_json({}, sample_size = -1, format = 'newline_delimited')",
    ".ndjson": "read_json({}, sample_size = -1, format = 'newline_delimited')",
    ".json": "read_json({}, sample_size = -1)",
    ".parquet": "read_parquet({})",
}
"""How DuckDB reads a file of an ending. All of it says how it is written: the first quoted title,
or the first row with a key, may lie behind any sample."""


@contextmanager
def table(source: str, *, offline: bool = False) -> Iterator[DuckDBPyConnection]:
    """A connection on which the view ``given`` is the table that a source names.

    Parameters
    ----------
    source : str
        What :func:`marketlink.tabular.as_files` takes; files by their ending (CSV, TSV, JSON, JSON
        Lines, Parquet).
    offline : bool
        Refuse what would open a socket.

    Raises
    ------
    InputError
        There is no such file, or the engine cannot read it.
    """
    with as_files([source], offline=offline) as files:
        con = memory()
        try:
            parts = [f"from {_reader(con, path)}" for path in files.paths]
            con.execute(f"create view given as {' union all by name '.join(parts)}")
            yield con
        except EngineError as error:
            raise InputError(
                f"{source} cannot be read as a table", first_line(error),
                "a CSV, JSON Lines or Parquet file, or a table expression of DuckDB",
            ) from error  # fmt: skip
        finally:
            con.close()


def _reader(con: DuckDBPyConnection, path: Path) -> str:
    """A file as DuckDB reads it."""
    if not path.exists():
        raise InputError(f"{path} does not exist", hint="check the path")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        endings = ", ".join(READERS)
        raise InputError(f"{path} is no table", f"Its name ends with none of {endings}")
    expression = reader.format(literal(str(path)))
    return _as_text(con, expression) if "json" in reader else expression


def _as_text(con: DuckDBPyConnection, reader: str) -> str:
    """A reader of JSON that takes every column as text: a stamp that names a zone keeps it."""
    names = [row[0] for row in con.execute(f"describe from {reader}").fetchall()]
    kinds = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    return f"{reader[:-1]}, columns = {{{kinds}}})"


def columns(con: DuckDBPyConnection) -> tuple[str, ...]:
    """The columns of ``given``."""
    return tuple(row[0] for row in con.execute("describe given").fetchall())


def rows(
    con: DuckDBPyConnection, names: Sequence[str], at_once: int
) -> Iterator[list[tuple[str | None, ...]]]:
    """The rows of ``given``, so many at a time, in its order: these columns, as text."""
    listed = ", ".join('"{}"::varchar'.format(name.replace('"', '""')) for name in names)
    cursor = con.execute(f"select {listed} from given")  # noqa: S608 (names of our own)
    while block := cursor.fetchmany(at_once):
        yield block
