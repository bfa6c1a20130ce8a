"""Event, price and factor files of one's own, read into the relations of a study."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.errors import InputError
from marketlink.store.sql import load, statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

EVENT_COLUMNS = ("event_id", "symbol", "date", "instant", "group", "exchange", "benchmark")
PRICE_COLUMNS = ("symbol", "date", "close", "adj_close", "ret", "volume", "exchange")
ALSO = {
    "ticker": "symbol", "id": "event_id", "eventid": "event_id", "adjclose": "adj_close",
    "adj close": "adj_close", "adjusted": "adj_close", "return": "ret", "session": "date",
    "event_date": "date",
}  # fmt: skip
"""Other names that files give a column."""

CSV = "read_csv(?, all_varchar = true, header = true, null_padding = false)"
JSONL = "read_json_objects(?, format = 'auto')"
PARQUET = "read_parquet(?)"
READERS = {
    ".csv": CSV, ".tsv": CSV, ".txt": CSV, ".jsonl": JSONL, ".ndjson": JSONL, ".json": JSONL,
    ".parquet": PARQUET, ".pq": PARQUET,
}  # fmt: skip
SUSPICIOUS = 0.2
"""A median return above this is more likely percent than decimal."""


def read_events(con: DuckDBPyConnection, path: Path) -> list[str]:
    """Read events (CSV, JSONL or Parquet) into ``input_event``; return what to warn of.

    Raises
    ------
    InputError
        No such file, not a table, or no column for the symbol or the time.
    """
    found = _stage(con, path, EVENT_COLUMNS, "events")
    _need(path, found, (("symbol",), ("date", "instant")))
    con.execute(statement("study_read_events"))
    rows = con.execute("select count(*) from input_event").fetchall()
    if not rows[0][0]:
        raise InputError(f"{path} has no events", "it holds a header and nothing else")
    return [] if "event_id" in found else ["the events have no event_id: their line numbers serve"]


def read_prices(con: DuckDBPyConnection, path: Path) -> list[str]:
    """Read prices or returns (CSV or Parquet) into ``input_price``; return what to warn of.

    Raises
    ------
    InputError
        No such file, not a table, or no column for symbol, date and price.
    """
    found = _stage(con, path, PRICE_COLUMNS, "prices")
    _need(path, found, (("symbol",), ("date",), ("close", "adj_close", "ret")))
    row = con.execute(statement("study_read_faults")).fetchall()[0]
    con.execute(statement("study_read_prices"))
    con.execute("drop table study_file")
    lines, no_symbol, no_day, no_number, returns, numbers, middle = row
    if not lines:
        raise InputError(f"{path} has no prices", "it holds a header and nothing else")
    if lines == no_day:
        raise InputError(f"No day in {path} can be read", "", "days written like 2025-01-27")
    if not numbers:
        raise InputError(f"No price in {path} is a number", "", "numbers written like 1234.5")
    notes = []
    for count, what in ((no_symbol, "no symbol"), (no_day, "no readable day")):
        if count:
            notes.append(f"{count} price lines have {what} and are not used")
    if no_number:
        notes.append(f"{no_number} price lines have a value that is no number and are not used")
    if returns and middle is not None and middle > SUSPICIOUS:
        notes.append("half of the returns are larger than 20 %: are they in percent, not decimal?")
    return notes


def read_factors(con: DuckDBPyConnection, path: Path) -> list[str]:
    """Read a factor file (``date`` and one column a factor, decimal) into ``input_factor``.

    Raises
    ------
    InputError
        No such file, no ``date`` column, or no factor beside it.
    """
    import numpy as np

    load(con, "study_macros", "study_factor_file")
    reader = _reader(path, "factors")
    with _sentence(path):
        cursor = con.execute(f"select * from {reader}", [str(path)])  # noqa: S608 (closed list)
        names = [str(entry[0]) for entry in cursor.description or []]
        lines = cursor.fetchall()
    plain = [n.strip().lstrip("\ufeff") for n in names]
    day = next((i for i, n in enumerate(plain) if n.lower() in ("date", "day", "session")), None)
    if day is None or len(names) < 2:
        raise InputError(
            f"{path} is no factor file",
            f"it has the columns {', '.join(plain[:12])}",
            "a column date and one column a factor",
        )
    cells = [
        (str(line[day]), name, None if line[i] is None else str(line[i]))
        for i, name in enumerate(plain)
        if i != day
        for line in lines
    ]
    if cells:
        staged = {
            key: np.array([cell[i] for cell in cells], dtype=object)
            for i, key in enumerate(("date", "name", "value"))
        }
        con.register("study_staged", staged)
        con.table("study_staged").insert_into("study_factor_file")
        con.unregister("study_staged")
    con.execute(statement("study_read_factors"))
    row = con.execute("select count(*), median(abs(value)) from input_factor").fetchall()[0]
    if not row[0]:
        raise InputError(f"No value in {path} can be read", "", "days written like 2025-01-27")
    if row[1] is not None and row[1] > SUSPICIOUS / 4:
        return ["half of the factor values are larger than 5 %: are they in percent, not decimal?"]
    return []


def _stage(con: DuckDBPyConnection, path: Path, wanted: Sequence[str], what: str) -> set[str]:
    """The file's wanted columns as texts in ``study_file``; which of them it has."""
    load(con, "study_macros", "study_file")
    reader = _reader(path, what)
    with _sentence(path):
        if reader == JSONL:
            found = _stage_json(con, path, wanted)
        else:
            found = _stage_columns(con, path, wanted, reader)
    return found


def _stage_columns(
    con: DuckDBPyConnection, path: Path, wanted: Sequence[str], reader: str
) -> set[str]:
    cursor = con.execute(f"select * from {reader} limit 0", [str(path)])  # noqa: S608 (closed list)
    header = list(cursor.description or [])
    cursor.fetchall()
    if len(header) == 1 and set(str(header[0][0])) & set(",;\t|"):
        raise InputError(
            f"{path} cannot be read as a table", "its lines do not have as many cells as its header"
        )
    names: list[str] = []
    for place, entry in enumerate(header):
        plain = str(entry[0]).strip().lstrip("\ufeff").lower()
        known = ALSO.get(plain, plain)
        names.append(known if known in wanted and known not in names else f"other_{place}")
    found = [name for name in names if name in wanted]
    if found:
        aliases = ", ".join(f'"{name}"' for name in names)
        chosen = ", ".join(f'"{name}"::varchar as "{name}"' for name in found)
        con.execute(
            f"insert into study_file by name select {chosen} from {reader} as t({aliases})",  # noqa: S608 (closed lists)
            [str(path)],
        )
    return set(found)


def _stage_json(con: DuckDBPyConnection, path: Path, wanted: Sequence[str]) -> set[str]:
    keys = {
        row[0]
        for row in con.execute(
            f"select distinct unnest(json_keys(json)) from {JSONL} where json is not null",  # noqa: S608
            [str(path)],
        ).fetchall()
    }
    names = {key: ALSO.get(key.strip().lower(), key.strip().lower()) for key in sorted(keys)}
    known = {name: key for key, name in names.items() if name in wanted and _safe(key)}
    if known:
        chosen = ", ".join(f"json ->> '$.{key}' as \"{name}\"" for name, key in known.items())
        con.execute(f"insert into study_file by name select {chosen} from {JSONL}", [str(path)])  # noqa: S608
    return set(known)


def _safe(key: str) -> bool:
    """Whether a key is one of the closed list of column names, in any case."""
    plain = key.lower()
    return plain.replace("_", "").isalpha() and (
        plain in ALSO or plain in EVENT_COLUMNS or plain in PRICE_COLUMNS
    )


def _reader(path: Path, what: str) -> str:
    """The reader of a file by its ending."""
    if not path.exists():
        raise InputError(f"There is no file {path}", f"it was given for the {what}")
    if path.is_dir():
        raise InputError(f"{path} is a folder", f"it was given for the {what}")
    if path.stat().st_size == 0:
        raise InputError(f"{path} is empty", f"it was given for the {what}")
    name = path.name.lower().removesuffix(".gz")
    ending = name[name.rfind(".") :] if "." in name else ""
    if ending not in READERS:
        raise InputError(
            f"What kind of file {path} is cannot be told from its name",
            "",
            "a name that ends in .csv, .jsonl or .parquet",
        )
    return READERS[ending]


@contextmanager
def _sentence(path: Path) -> Iterator[None]:
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
    told = [line for line in lines if line.startswith(("Invalid unicode", "Expected Number"))]
    return ", ".join([first.rstrip("."), *told])[:200]


def _need(path: Path, found: set[str], wanted: Sequence[Sequence[str]]) -> None:
    for names in wanted:
        if not found & set(names):
            there = f"of the known columns it has {', '.join(sorted(found))}" if found else ""
            raise InputError(
                f"{path} has no column {' or '.join(names)}",
                there,
                "a header line that names the columns",
            )
