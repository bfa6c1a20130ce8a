"""Factor files, a table or Kenneth French's own, and what the models need of them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from marketlink.errors import InputError
from marketlink.findings import FindingText
from marketlink.store.sql import load, statement
from marketlink.study.inputs import factor_names
from marketlink.study.models import find, regressors
from marketlink.study.models.linear import free_name
from marketlink.study.notes import few
from marketlink.tabular.cells import Cells, cells_of
from marketlink.tabular.dialect import rewrite_days, rewrite_numbers

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec

DAYS = ("date", "day", "session", "caldt", "날짜", "일자")
SUSPICIOUS = 0.05
"""A median factor return above this is more likely percent than decimal."""

SUSPICIOUS_RATE = 0.001
"""A median risk-free rate above this, 28 % a year, is more likely percent, or a year's."""

FRENCH = re.compile(r"kenneth r\.? french|eugene f\.? fama|\bcrsp database\b", re.IGNORECASE)
DAILY, MONTHLY = re.compile(r"(19|20)\d{6}"), re.compile(r"(19|20)\d{4}")
MISSING = frozenset({-99.99, -999.0})
"""The codes for a missing return in Kenneth French's files."""

FactorCell = tuple[str, str, str]


class FactorTable(NamedTuple):
    """The cells (day, factor, value) of a file as texts, and what to tell of it."""

    cells: list[FactorCell]
    delimiter: str = ","
    notes: tuple[str, ...] = ()


def read_factors(con: DuckDBPyConnection, paths: Path | Sequence[Path]) -> list[str]:
    """Read factor files into ``input_factor``; return what to warn of.

    Parameters
    ----------
    paths : files with ``date`` and one decimal column a factor, or the daily files of Kenneth
        French's data library as they are downloaded (``.csv`` or ``.zip``, percent)

    Raises
    ------
    InputError
        No such file, no ``date`` column, no factor beside it, monthly factors, or a factor in two
        of the files.
    """
    import numpy as np  # noqa: PLC0415 (loads numpy)

    notes: list[str] = []
    path_of: dict[str, Path] = {}
    for path in [paths] if isinstance(paths, Path) else paths:
        load(con, "tabular.macros", "tabular.file", "inputs.factor")
        table = _table(con, path)
        notes += table.notes
        for name in dict.fromkeys(cell[1] for cell in table.cells):
            if name in path_of:
                raise InputError(f"The factor {name} is in {path_of[name]} and in {path}")
            path_of[name] = path
        columns = list(zip(*table.cells, strict=True)) or [(), (), ()]
        staged = {
            key: np.array(column, dtype=object)
            for key, column in zip(("date", "symbol", "ret"), columns, strict=True)
        }
        if table.cells:
            con.register("study_staged", staged)
            con.execute("insert into study_file by name select * from study_staged")
            con.unregister("study_staged")
        notes += rewrite_days(con, path) + rewrite_numbers(con, path, table.delimiter)
        con.execute(statement("inputs.factors"))
        notes += _remarks(path, con.execute(statement("inputs.factor_facts")).fetchall()[0])
    return notes


def _remarks(path: Path, facts: tuple[Any, ...]) -> list[str]:
    """Warnings about a factor file."""
    read, middle, rate, unreadable, impossible, disputed = facts
    if not read:
        raise InputError(f"No value in {path} can be read", "", "days written like 2025-01-27")
    notes: list[str] = []
    if middle > SUSPICIOUS:
        notes.append(FindingText("input.factor_percent", path=str(path)))
    elif rate > SUSPICIOUS_RATE:
        notes.append(FindingText("input.riskfree", path=str(path), rate=SUSPICIOUS_RATE))
    for count, what in (
        (unreadable, "no_number"),
        (impossible, "no_return"),
        (disputed, "disputed"),
    ):
        if count:
            notes.append(FindingText(f"input.factor_{what}", n=count, path=str(path)))
    return notes


def _table(con: DuckDBPyConnection, path: Path) -> FactorTable:
    if path.suffix.lower() == ".zip":
        return _french(path, _unzipped(path))
    cells = cells_of(con, path, "factors")
    if FRENCH.search("\n".join((*cells.lines[:TITLE], *cells.lines[-5:]))):
        return _french(path, cells.lines)
    return FactorTable(_cells(path, cells), cells.delimiter)


TITLE = 40
"""Most lines above the header of a factor file."""


def _unzipped(path: Path) -> list[str]:
    """The lines of the one text file in an archive."""
    if not path.exists():
        raise InputError(f"There is no file {path}", "It was given for the factors")
    try:
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if n.lower().endswith((".csv", ".txt"))]
            if len(names) != 1:
                raise InputError(f"{path} does not hold one text file", f"It holds {len(names)}")
            return archive.read(names[0]).decode("cp1252", "replace").splitlines()
    except zipfile.BadZipFile as error:
        raise InputError(f"{path} is no zip archive", str(error)) from error


def _cells(path: Path, table: Cells) -> list[FactorCell]:
    """Cells of a plain table: a header with a column of days, one column a factor."""
    names = [name.strip() for name in table.header]
    day = next((i for i, name in enumerate(names) if name.lower() in DAYS), None)
    if day is None and names[:1] == [""]:
        day = 0
    if day is None or len(names) < 2:  # noqa: PLR2004 (a pair, or three)
        raise InputError(
            f"{path} is no factor file",
            f"It has the columns {', '.join(names[:12])}" if names else "It is empty",
            "a column date and one column a factor",
        )
    return [
        (row[day], name, row[i])
        for i, name in enumerate(names)
        if i != day and name
        for row in table.rows
    ]


def _french(path: Path, lines: Sequence[str]) -> FactorTable:
    """Cells of a daily file of Kenneth French's library: percent, a title above, a line below."""
    rows = [[cell.strip() for cell in line.split(",")] for line in lines]
    start = next((n for n, row in enumerate(rows) if DAILY.fullmatch(row[0])), None)
    if start is None:
        monthly = any(MONTHLY.fullmatch(row[0]) for row in rows)
        raise InputError(
            f"{path} holds {'monthly' if monthly else 'no daily'} factors",
            "An event study needs daily ones",
            "the file of the same name with daily in it",
        )
    header = next((row for row in reversed(rows[:start]) if len(row) > 1 and any(row[1:])), None)
    if header is None:
        raise InputError(f"{path} has no header line above its first day")
    return FactorTable(
        list(_percent(header[1:], rows[start:])),
        notes=(f"{path} is read as a daily file of Kenneth French: percent, divided by 100",),
    )


def _percent(names: Sequence[str], rows: list[list[str]]) -> Iterator[FactorCell]:
    for row in rows:
        if not DAILY.fullmatch(row[0]):
            break
        for name, cell in zip(names, row[1:], strict=False):
            try:
                value = float(cell)
            except ValueError:
                continue
            if name and value not in MISSING:
                yield row[0], name, repr(value / 100.0)


def provided(con: DuckDBPyConnection, spec: Spec) -> list[str]:
    """Warnings about a model's factors.

    Raises
    ------
    InputError
        The model needs volumes, or a factor, that neither factor files nor prices have.
    """
    model = find(spec.model)
    if model.unit == "log volume" and not _any(con, "volume is not null"):
        raise InputError(
            f"The model {model.name} needs volumes",
            "The prices have none",
            "a column volume beside the prices",
        )
    columns = sorted(factor_names(con))
    names = regressors(model, spec.factors, columns)
    for name in names:
        if name not in columns and not _any(con, "symbol = ?", name):
            raise InputError(
                f"There is no factor and no symbol {name}",
                f"The factors are {few(columns)}" if columns else "There is no factor file",
                "--factor with a column of --factors or a symbol of the prices",
            )
    if isinstance(model.factors, tuple) and free_name(names) is None:
        return [FindingText("input.no_riskfree", model=model.name)]
    return []


def _any(con: DuckDBPyConnection, condition: str, *values: str) -> bool:
    query = f"select 1 from input_price where {condition} limit 1"  # noqa: S608 (closed list)
    return bool(con.execute(query, list(values)).fetchall())
