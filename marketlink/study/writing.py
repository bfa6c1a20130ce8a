"""The tables of a study: rows as partitions add them, and files, all or none of them."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.errors import InputError
from marketlink.neutral import FORMULA, NUMBER
from marketlink.study.folder import WORDS

if TYPE_CHECKING:
    from types import TracebackType

    import pyarrow as pa
    from duckdb import DuckDBPyConnection

    from marketlink.study.alignment import Windows


Columns = Mapping[str, np.ndarray[Any, Any]]
COUNTS = frozenset((
    "n_est", "n_missing", "overlap", "n", "tau", "tau_from", "tau_to", "dropped", "days", "span",
    "draws",
))  # fmt: skip
DAYS = frozenset({"day0", "session"})
CASTS = {
    "count": "nullif({}, 'nan'::double)::bigint",
    "float": "nullif({}, 'nan'::double)",
    "flag": "{}::boolean",
    "text": "{}::varchar",
}
"""How a column of each kind becomes one of a table."""
PARQUET = "compression lz4, dictionary_size_limit 1000"
"""Returns hardly repeat: looking for those that do costs a quarter of the writing for nothing."""
COPY = {"csv": "(format csv, header)", "parquet": f"(format parquet, {PARQUET})"}
ESCAPED_TEXT = (
    f"case when regexp_matches({{0}}, '^{FORMULA.pattern}') and not regexp_full_match({{0}}, "
    f"'{NUMBER.pattern}') then '''' || {{0}} else {{0}} end as {{0}}"
)
"""A text of a CSV file: what a spreadsheet would compute gets an apostrophe."""


def write_tables(
    con: DuckDBPyConnection,
    tables: Mapping[str, Columns],
    folder: Path,
    fmt: str,
    views: Sequence[str] = (),
) -> list[Path]:
    """Write every table as ``NAME.csv`` or ``NAME.parquet`` into a folder.

    Everything is written beside the folder first and moved into it when it is whole.

    Parameters
    ----------
    tables : columns by table name; a float column's NaN is written as empty
    fmt : ``csv`` or ``parquet``
    views : tables that are views ``study_out_NAME`` of the connection

    Raises
    ------
    InputError
        The folder cannot be written to.
    """
    with writable(folder):
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".study-", dir=folder))
        try:
            for name in views:
                _copy(con, f"from study_out_{name}", staging / f"{name}.{fmt}", fmt)
            for name, columns in tables.items():
                with _related(con, columns) as query:
                    _copy(con, query, staging / f"{name}.{fmt}", fmt)
            files = []
            for name in (*views, *tables):
                target = folder / f"{name}.{fmt}"
                (staging / target.name).replace(target)
                files.append(target)
            return files
        finally:
            shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """A folder that cannot be written to, or is full, as one sentence."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise _refused(folder, why) from error
    except Exception as error:
        if type(error).__name__ != "IOException":
            raise
        reason = re.search(r"No space left|Permission denied|Read-only", str(error))
        if reason is None:
            raise
        raise _refused(folder, reason[0]) from error


def _refused(folder: Path, why: str) -> InputError:
    return InputError(f"{folder} cannot be written to", why, "--out with another folder")


def as_arrow(con: DuckDBPyConnection, columns: Columns) -> pa.Table:
    """One table as Arrow, with the types of its file."""
    with _related(con, columns) as query:
        return con.sql(query).to_arrow_table()


@contextmanager
def _related(con: DuckDBPyConnection, columns: Columns) -> Iterator[str]:
    """The query of a table's columns."""
    kinds = {name: _kind(name, column) for name, column in columns.items()}
    con.register("study_part", {name: _plain(kinds[name], one) for name, one in columns.items()})
    casts = [CASTS[kind].format(f'"{name}"') + f' as "{name}"' for name, kind in kinds.items()]
    yield f"from (select {', '.join(casts)} from study_part)"  # noqa: S608 (names of columns)
    con.unregister("study_part")


def _copy(con: DuckDBPyConnection, query: str, path: Path, fmt: str) -> None:
    """What a query of the form ``from TABLES`` finds as one file."""
    target = str(path).replace("'", "''")
    if fmt == "csv":
        rows = con.sql(query)
        kinds = zip(rows.columns, rows.types, strict=True)
        texts = [ESCAPED_TEXT.format(f'"{name}"') for name, kind in kinds if kind == "VARCHAR"]
        query = f"select * replace ({', '.join(texts)}) {query}" if texts else query
    con.execute(f"copy ({query}) to '{target}' {COPY[fmt]}")


def _kind(name: str, column: np.ndarray[Any, Any]) -> str:
    if name in COUNTS:
        return "count"
    if column.dtype.kind == "b":
        return "flag"
    return "float" if column.dtype.kind in "fiu" else "text"


def _plain(kind: str, column: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """A column as the engine takes it."""
    if kind in ("count", "float"):
        return np.ascontiguousarray(column, dtype=np.float64)
    if kind == "flag":
        return column
    return np.array([None if v is None else str(v) for v in column.tolist()], dtype=object)


def columns_of(rows: list[dict[str, Any]], names: tuple[str, ...]) -> Columns:
    """Rows as columns, for tables that are small: None becomes NaN where numbers are."""
    columns: dict[str, np.ndarray[Any, Any]] = {}
    for name in names:
        values = [row[name] for row in rows]
        if name in WORDS:
            columns[name] = np.array(values, dtype=object)
        elif name == "valid":
            columns[name] = np.array(values, dtype=bool)
        else:
            columns[name] = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
    return columns


TESTS = (
    "group", "tau_from", "tau_to", "n", "statistic", "value", "df", "p", "p_adjusted", "r_bar",
    "inflation", "valid", "note",
)  # fmt: skip


def study_columns(facts: Mapping[str, Any]) -> Columns:
    """The one row of the ``study`` table; what is not a text is JSON."""
    return {
        name: np.array(
            [value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)],
            dtype=object,
        )
        for name, value in facts.items()
    }


def digest(windows: Windows) -> str:
    """SHA-256 over the returns and sessions that a study used."""
    layout, sha = windows.layout, hashlib.sha256()
    for array in (layout.y, layout.X, layout.span, layout.dates):
        sha.update(np.ascontiguousarray(array).tobytes())
    for text in (*windows.symbols, *map(str, windows.benchmarks)):
        sha.update(text.encode() + b"\0")
    return sha.hexdigest()


HELD_TO = 200_000
"""Events whose rows are held in memory; those of more are kept in files until all are there."""
HIDDEN = ".study-"
"""How the folder of such files begins."""


class TableRows(AbstractContextManager["TableRows"]):
    """The rows of the tables, as partitions add them.

    Those of many events are kept in files under a name of their own inside the folder of the
    tables: a run that is interrupted leaves them there, and the next run of the same study takes
    up the partitions that are finished.

    Parameters
    ----------
    events : of the study
    folder : where the tables will be written; None keeps nothing for another run
    key : gives what the study is, so that no other takes up its files
    """

    def __init__(
        self,
        con: DuckDBPyConnection,
        events: int,
        folder: Path | None,
        key: Callable[[], str] = str,
    ) -> None:
        self.con, self.files = con, None
        self.held: dict[str, list[Columns]] = {}
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        if events > HELD_TO and folder is None:
            self.files = Path(tempfile.mkdtemp(prefix=HIDDEN))
        elif events > HELD_TO and folder is not None:
            self.files = folder / f"{HIDDEN}{key()[:16]}"
            self.files.mkdir(exist_ok=True)

    def add(self, name: str, place: tuple[int, int], columns: Columns) -> None:
        """Some rows of one partition; threads may add at the same time.

        Parameters
        ----------
        place : the number of the partition, and which of its rows these are
        """
        if self.files is None:
            self.held.setdefault(name, []).append(columns)
            return
        cursor = self.con.cursor()
        try:
            cursor.register("study_chunk", columns)
            target = str(self.files / f"{name}-{place[0]:06d}-{place[1]:04d}.parquet").replace(
                "'", "''"
            )
            cursor.execute(f"copy study_chunk to '{target}' (format parquet, compression lz4)")
        finally:
            cursor.close()

    def finish(self, number: int, answer: Mapping[str, Any]) -> None:
        """Say that the rows of a partition are all there, and what else it says."""
        if self.files is not None:
            part = self.files / f"unfinished-{number:06d}.npz"
            np.savez(part, **answer)
            part.replace(self.files / f"finished-{number:06d}.npz")

    def finished(self, number: int) -> dict[str, np.ndarray[Any, Any]] | None:
        """What a partition said whose rows an earlier run has finished."""
        path = None if self.files is None else self.files / f"finished-{number:06d}.npz"
        if path is None or not path.exists():
            return None
        with np.load(path, allow_pickle=False) as arrays:
            return dict(arrays)

    def relate(self) -> None:
        """Put the rows under the names that the views of the tables read."""
        for name in self.names():
            if self.files is None:
                union = []
                for number, columns in enumerate(self.held[name]):
                    self.con.register(f"study_{name}_{number}", columns)
                    union.append(f"from study_{name}_{number}")
                source = " union all ".join(union)
            else:
                pattern = str(self.files / f"{name}-*.parquet").replace("'", "''")
                source = f"from read_parquet('{pattern}')"
            self.con.execute(f"create or replace temp view study_{name}_rows as {source}")

    def names(self) -> list[str]:
        """The relations that there are rows of."""
        if self.files is None:
            return list(self.held)
        return sorted({path.name.split("-", 1)[0] for path in self.files.glob("*.parquet")})

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self.files is not None and kind is not KeyboardInterrupt:
            shutil.rmtree(self.files, ignore_errors=True)
