"""A file of a study as texts in ``study_file``: encoding, delimiter, the columns by their names."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.errors import InputError
from marketlink.findings import FindingText
from marketlink.store.sql import load
from marketlink.tabular.head import Head, read_head, text_of
from marketlink.tabular.header import Names, chosen_columns, passed_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

QUOTES = """quote = '"', escape = '"'"""
"""Said and not found out: the first quoted cell may lie behind any sample."""
CSV = f"read_csv(?, all_varchar = true, header = true, null_padding = false, {QUOTES})"
SKIPPED = CSV.removesuffix(")") + ", skip = ?)"
JSONL = "read_json_objects(?, format = 'auto')"
PARQUET = "read_parquet(?)"
READERS = {
    ".csv": CSV, ".tsv": CSV, ".txt": CSV, ".jsonl": JSONL, ".ndjson": JSONL, ".json": JSONL,
    ".parquet": PARQUET, ".pq": PARQUET,
}  # fmt: skip
TITLE_LINES = 50
"""Most lines above a header that are taken for a title."""


@dataclass(frozen=True, slots=True)
class StagedTable:
    """The columns of a file, the mark between its cells, and warnings about it.

    ``typed`` says that the days are days of the file's own type, not texts; ``header`` are the
    names of all columns.
    """

    columns: frozenset[str]
    delimiter: str = ","
    typed: bool = False
    notes: tuple[str, ...] = ()
    header: tuple[str, ...] = ()


def stage(con: DuckDBPyConnection, path: Path, names: Names, what: str) -> StagedTable:
    """The wanted columns of a file as texts in ``study_file``.

    Parameters
    ----------
    names : what a column may be called, in lower case, and what it is
    what : what the file was given for, for messages

    Raises
    ------
    InputError
        No such file, or no table.
    """
    load(con, "tabular.macros", "tabular.file")
    reader = reader_of(path, what)
    with sentence(path):
        if reader == JSONL:
            return _json(con, path, names)
        if reader == PARQUET:
            return _parquet(con, path, names)
        return _text(con, path, names)


def reader_of(path: Path, what: str) -> str:
    """The reader of a file by its ending."""
    if not path.exists():
        raise InputError(f"There is no file {path}", f"It was given for the {what}")
    if path.is_dir():
        raise InputError(f"{path} is a folder", f"It was given for the {what}")
    if path.stat().st_size == 0:
        raise InputError(f"{path} is empty", f"It was given for the {what}")
    name = path.name.lower().removesuffix(".gz")
    ending = name[name.rfind(".") :] if "." in name else ""
    if ending not in READERS:
        raise InputError(
            f"What kind of file {path} is cannot be told from its name",
            "",
            "a name that ends in .csv, .jsonl or .parquet",
        )
    return READERS[ending]


def head_of(path: Path) -> Head:
    """Encoding, delimiter and first rows of a text file."""
    return read_head(path)


@contextmanager
def in_utf8(path: Path, head: Head) -> Iterator[Path]:
    """The file itself, or a copy of it in UTF-8."""
    if head.encoding == "utf-8-sig":
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy.csv")
        try:
            copy.write_text(text_of(head), "utf-8")
        except UnicodeError as error:
            raise InputError(
                f"{path} is not in one encoding", f"It begins as {head.encoding}", "UTF-8"
            ) from error
        yield copy


def _text(con: DuckDBPyConnection, path: Path, names: Names) -> StagedTable:
    head = head_of(path)
    with in_utf8(path, head) as readable:
        title = title_lines(head, names)
        source: list[str | int] = [str(readable), *([title] if title else [])]
        reader = SKIPPED if title else CSV
        ragged = _ragged(head, title)
        columns = _columns(con, reader, source, names, path, ragged=ragged)[0]
    header = head.rows[title] if title < len(head.rows) else ()
    targets = chosen_columns(header, names)
    lines = sum(1 for row in head.rows[title:] if any(row)) - 1
    if targets and (not columns or (lines and _is_empty(con))):
        raise InputError(f"{path} cannot be read as a table", ragged)
    notes: list[str] = (
        []
        if head.encoding == "utf-8-sig"
        else [FindingText("input.encoding", path=str(path), encoding=head.encoding)]
    )
    if title:
        notes.append(FindingText("input.title_lines", n=title, path=str(path)))
    notes += passed_over(path, header, names)
    return StagedTable(frozenset(columns), head.delimiter, notes=tuple(notes), header=tuple(header))


def _is_empty(con: DuckDBPyConnection) -> bool:
    return not con.execute("select count(*) from study_file").fetchall()[0][0]


def _ragged(head: Head, title: int) -> str:
    """The first line that has more or fewer cells than the header."""
    rows = head.rows[title:]
    for number, row in enumerate(rows, title + 1):
        if any(row) and len(row) != len(rows[0]):
            cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
            return f"Line {number} has {cells}, the header has {len(rows[0])}"
    return "Its lines do not have as many cells as its header"


def title_lines(head: Head, names: Names) -> int:
    """Lines above the header, where a later line is the one that names the columns."""
    counts = [len(chosen_columns(row, names)) for row in head.rows[:TITLE_LINES]]
    if not counts or counts[0] or max(counts) < 2:  # noqa: PLR2004 (fewest that say anything)
        return 0
    return counts.index(max(counts))


def _parquet(con: DuckDBPyConnection, path: Path, names: Names) -> StagedTable:
    columns, kinds, header = _columns(con, PARQUET, [str(path)], names, path)
    days = [kinds[name] for name in columns if name in ("date", "instant")]
    typed = all(kind.startswith(("DATE", "TIMESTAMP")) for kind in days)
    notes = tuple(passed_over(path, header, names))
    return StagedTable(frozenset(columns), typed=typed, notes=notes, header=tuple(header))


def _columns(  # noqa: PLR0913 (one specification)
    con: DuckDBPyConnection,
    reader: str,
    source: list[str | int],
    names: Names,
    path: Path,
    *,
    ragged: str = "",
) -> tuple[list[str], dict[str, str], list[str]]:
    cursor = con.execute(f"select * from {reader} limit 0", source)  # noqa: S608 (closed list)
    header = list(cursor.description or [])
    cursor.fetchall()
    if len(header) == 1 and set(str(header[0][0])) & set(",;\t|"):
        raise InputError(f"{path} cannot be read as a table", ragged)
    targets = chosen_columns([str(entry[0]) for entry in header], names)
    columns = list(targets.values())
    kinds = {name: str(header[place][1]) for place, name in targets.items()}
    if columns:
        aliases = ", ".join(
            f'"{targets[n]}"' if n in targets else f"other_{n}" for n in range(len(header))
        )
        parts = ", ".join(_as_text(name, kinds[name]) for name in columns)
        con.execute(
            f"insert into study_file by name select {parts} from {reader} as t({aliases})",  # noqa: S608 (closed lists)
            source,
        )
    return columns, kinds, [str(entry[0]) for entry in header]


def _as_text(name: str, kind: str) -> str:
    """A column as a text; a code that a table stores as a float is a whole number."""
    if kind in ("DOUBLE", "FLOAT") and name in ("symbol", "event_id", "benchmark", "group"):
        whole = f'"{name}"::bigint::varchar'
        return f'if("{name}" = trunc("{name}"), {whole}, "{name}"::varchar) as "{name}"'
    return f'"{name}"::varchar as "{name}"'


def _json(con: DuckDBPyConnection, path: Path, names: Names) -> StagedTable:
    keys = con.execute(
        f"select distinct unnest(json_keys(json)) as key from {JSONL} where json is not null"  # noqa: S608 (names of our own)
        " order by key",
        [str(path)],
    ).fetchall()
    header = [str(key) for (key,) in keys]
    sources = {name: header[n] for n, name in chosen_columns(header, names).items()}
    if sources:
        parts = ", ".join(f'json ->> ? as "{name}"' for name in sources)
        places = ['$."' + key.replace('"', '\\"') + '"' for key in sources.values()]
        con.execute(
            f"insert into study_file by name select {parts} from {JSONL}",  # noqa: S608 (names of our own)
            [*places, str(path)],
        )
    notes = tuple(passed_over(path, header, names))
    return StagedTable(frozenset(sources), notes=notes, header=tuple(header))


@contextmanager
def sentence(path: Path) -> Iterator[None]:
    """The database's complaint about a file as one sentence."""
    try:
        yield
    except Exception as error:
        if not type(error).__module__.startswith(("duckdb", "_duckdb")):
            raise
        raise InputError(f"{path} cannot be read as a table", _reason(str(error))) from error


def _reason(text: str) -> str:
    """What the database says is wrong, and in which line, without its advice."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["no reason given"]
    first = lines[0].split(": ", 1)[-1]
    details = [line for line in lines if line.startswith(("Invalid unicode", "Expected Number"))]
    return ", ".join([first.rstrip("."), *details])[:200]
