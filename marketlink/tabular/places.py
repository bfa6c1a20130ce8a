"""Turns a table's name into local files that the readers can open."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path

from marketlink.errors import InputError, MarketlinkError
from marketlink.findings import FindingText
from marketlink.tabular.engine import copied, is_ducklake, is_expression, of_ducklake
from marketlink.tabular.lakes import lake_of
from marketlink.tabular.remote import fetched, is_remote

TABLES = frozenset({".csv", ".parquet", ".pq", ".tsv", ".txt", ".jsonl", ".ndjson", ".gz"})
"""Endings of the files of a folder that are read."""
PARTITION = re.compile(r"[^=/\\]+=[^/\\]*")
"""A folder of Hive's kind: ``symbol=NVDA``."""


@dataclass(frozen=True, slots=True)
class Files:
    """Local files that stand for the tables that were named.

    ``sources`` maps a file of ours to the name it stands for.
    """

    paths: tuple[Path, ...]
    sources: tuple[tuple[Path, str], ...] = ()

    def translate(self, text: str) -> str:
        """A sentence about local files as one about the tables that were named."""
        if isinstance(text, FindingText):
            fields = {
                key: self.translate(value) if isinstance(value, str) else value
                for key, value in text.fields.items()
            }
            return FindingText(text.code, **fields)
        for path, source in self.sources:
            text = text.replace(str(path), source)
        return text


@contextmanager
def as_files(names: Sequence[str | Path], *, offline: bool = False) -> Iterator[Files]:
    """The files that some names of tables stand for, in the order of the names.

    Parameters
    ----------
    names : sequence of str or Path
        A file; a pattern; a folder of tables, of Hive's partitions (``symbol=NVDA/...``), a Delta
        or an Iceberg table; an address (``https://``, ``s3://``, ``gs://``, ``az://``) of any of
        them; a table of a DuckLake (``ducklake:CATALOG#TABLE``); or a table expression of DuckDB,
        such as ``read_csv('a/*.csv', sep = ';')``.
    offline : bool
        Refuse what would open a socket.

    Yields
    ------
    Files
        What was brought from elsewhere is gone when the context ends.

    Raises
    ------
    InputError
        Nothing is there, or it needs a library that is not installed.
    SourceUnavailable
        An address does not answer.
    """
    with tempfile.TemporaryDirectory(prefix="marketlink-") as folder:
        paths: list[Path] = []
        sources: list[tuple[Path, str]] = []
        for number, one in enumerate(names):
            name = str(one)
            room = Path(folder) / str(number)
            room.mkdir()
            tables = _tables(name, room, offline=offline)
            paths += tables
            sources += [
                (path, _called(name, path, tables)) for path in tables if room in path.parents
            ]
        files = Files(tuple(paths), tuple(sources))
        try:
            yield files
        except MarketlinkError as error:
            if files.translate(str(error)) == str(error):
                raise
            parts = [files.translate(part) for part in (error.what, error.why, error.hint)]
            raise type(error)(*parts) from error


def _called(name: str, path: Path, tables: Sequence[Path]) -> str:
    return name if len(tables) == 1 else f"{path.name} of {name}"


def _tables(name: str, room: Path, *, offline: bool) -> list[Path]:
    if is_expression(name):
        return [copied(name, room / "table.parquet", offline=offline)]
    if is_ducklake(name):
        return [of_ducklake(name, room / "table.parquet", offline=offline)]
    if is_remote(name):
        return _local(fetched(name, room, offline=offline), room / "read")
    return _local(Path(name), room)


def _local(path: Path, room: Path) -> list[Path]:
    """The files behind a local path: itself, a lake's table, a pattern's or a folder's."""
    try:
        folder = path.is_dir()
    except (OSError, ValueError) as error:
        raise InputError(f"{str(path)[:200]} is no path", str(error)[:200]) from error
    if folder:
        lake = lake_of(path, room)
        if lake is not None:
            return [lake]
        inside = sorted(one for one in path.rglob("*") if one.suffix in TABLES and one.is_file())
        if not inside:
            raise InputError(f"{path} holds no table", "", "a folder of CSV or Parquet files")
        if any(PARTITION.fullmatch(part) for part in inside[0].relative_to(path).parts[:-1]):
            return [_partitions(path, inside, room)]
        return inside
    if path.exists() or not has_magic(str(path)):
        return [path]
    matched = [Path(name) for name in sorted(glob(str(path), recursive=True))]  # noqa: PTH207 (the pattern may be absolute)
    if not matched:
        raise InputError(f"No file is {path}", "", "a pattern or folder of CSV or Parquet files")
    return matched


def _partitions(path: Path, inside: Sequence[Path], room: Path) -> Path:
    """One table of the files of Hive's folders, whose names are columns."""
    reader = "read_csv" if inside[0].suffix != ".parquet" else "read_parquet"
    listed = ", ".join("'" + str(one).replace("'", "''") + "'" for one in inside)
    expression = f"{reader}([{listed}], hive_partitioning = true, union_by_name = true)"
    return copied(expression, room / f"{path.name}.parquet", offline=True)
