"""Rewrites days and numbers that are not ISO 8601 and plain decimals."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.calendars import EXCHANGES, exchange_of
from marketlink.errors import InputError
from marketlink.findings import FindingText
from marketlink.store.sql import load, statement
from marketlink.tabular.decimal_mark import decimal_mark

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


EARLIEST_SERIAL = 29_221
"""1980 as spreadsheets count days; where they are counted from 1960 (SAS, Stata) or 1970 (R), as
many lie after 2040, where there are no prices. Smaller counts can be read in two ways."""


def rewrite_days(con: DuckDBPyConnection, path: Path) -> list[str]:
    """Rewrite the days of ``study_file`` as ISO 8601; return what to tell of it.

    27/01/2025 is day first and 01/27/2025 month first where any line of the file shows it;
    27.01.2025 is day first unless a line shows otherwise.

    Days counted from 1900, as 45684, are a spreadsheet's.

    Raises
    ------
    InputError
        Day and month are numbers that no line tells apart, or days are counted from who knows when.
    """
    load(con, "tabular.dialect")
    row = con.execute(statement("tabular.day_forms")).fetchall()[0]
    count, first, second, dotted, example, prevails, least, serial, counted = row
    if counted:
        return _count_days(con, path, least, serial)
    order = ""
    if count and (first > 12 >= second or (dotted and max(first, second) <= 12)):  # noqa: PLR2004 (a calendar)
        order = "dmy"
    elif count and second > 12 >= first:  # noqa: PLR2004 (a calendar)
        order = "mdy"
    elif prevails:
        raise InputError(
            f"Day and month cannot be told apart in {path}",
            f"It has days such as {example}",
            "days written like 2025-01-27",
        )
    con.execute("set variable study_first = ?", [order])
    con.execute(statement("tabular.rewrite_days"))
    return [FindingText(f"input.days_{order}", example=str(example))] if order else []


def _count_days(con: DuckDBPyConnection, path: Path, least: float, example: str) -> list[str]:
    """Days that a spreadsheet counts from 1900 as ISO 8601."""
    if least < EARLIEST_SERIAL:
        raise InputError(
            f"From when the days of {path} are counted cannot be told",
            f"It has days such as {example}",
            "days written like 2025-01-27",
        )
    con.execute("set variable study_first = 'excel'")
    con.execute(statement("tabular.rewrite_days"))
    day = date(1899, 12, 30) + timedelta(int(float(example)))
    return [FindingText("input.days_counted", example=str(example), day=day.isoformat())]


def rewrite_numbers(con: DuckDBPyConnection, path: Path, delimiter: str) -> list[str]:
    """Rewrite the numbers of ``study_file`` as plain decimals; return what to tell of it.

    Raises
    ------
    InputError
        Whether 12,345 has a decimal comma or one between thousands cannot be told.
    """
    load(con, "tabular.dialect", "tabular.number_cell")
    mark = decimal_mark(con, path, delimiter)
    con.execute("set variable study_mark = ?", [mark])
    con.execute(statement("tabular.rewrite_numbers"))
    return [FindingText("input.decimal_comma")] if mark == "," else []


def rewrite_stamps(con: DuckDBPyConnection) -> None:
    """Stamps in UTC that are not midnight as days of each symbol's exchange."""
    rows = con.execute("select distinct symbol, exchange from study_file").fetchall()
    codes = {(s, e): e if e in EXCHANGES else exchange_of(s or "") for s, e in rows}
    zones = [EXCHANGES[code].zone for code in codes.values()]
    con.execute("create or replace temp table study_zone (symbol text, exchange text, zone text)")
    con.execute("insert into study_zone select unnest(?), unnest(?), unnest(?)",
                [[s for s, _ in codes], [e for _, e in codes], zones])  # fmt: skip
    con.execute(statement("tabular.rewrite_stamps"))
