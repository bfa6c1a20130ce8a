"""One exchange's calendar as a small table: every weekday is a session unless a row says otherwise.

Columns ``day, what, open, close, name, name_local, rule``; times are local. ``what`` is

- ``span``     the first row and the last: the calendar covers the days between them;
- ``hours``    regular hours from this day on;
- ``closed``   a weekday without a session, with the holiday's name;
- ``special``  a session with other hours (half day, late opening);
- ``extra``    a session on a weekend.

``rule`` names who decided a day on which the sources disagree; empty where they agree.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from io import StringIO
from pathlib import Path

from marketlink import disk
from marketlink.errors import InputError

COLUMNS = ("day", "what", "open", "close", "name", "name_local", "rule")


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One row of an exchange's table (see the module)."""

    day: date
    what: str
    open: time | None = None
    close: time | None = None
    name: str = ""
    name_local: str = ""
    rule: str = ""


def read_rows(path: Path, exchange: str | None = None) -> list[CalendarRow]:
    """The rows of a table; of one exchange where that is given.

    Raises
    ------
    InputError
        The file cannot be read, or a line is none.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(line for line in file if not line.startswith("#"))
            return [_row(row) for row in rows if exchange is None or row["exchange"] == exchange]
    except (OSError, UnicodeDecodeError, KeyError, ValueError) as error:
        why = f"No column {error}" if isinstance(error, KeyError) else str(error)
        why = getattr(error, "strerror", None) or why
        hint = f"a CSV file with the columns {', '.join(('exchange', *COLUMNS[:5]))}"
        raise InputError(f"{path} cannot be read as a calendar", why, hint) from error


def exchanges_in(path: Path) -> set[str]:
    """The exchanges that a file of overrides names, after :func:`read_rows` could read it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["exchange"] for row in rows}


def _row(row: dict[str, str]) -> CalendarRow:
    """A line; an override that names no rule is one by itself."""
    opens, closes = (time.fromisoformat(row[n]) if row[n] else None for n in ("open", "close"))
    rule = row.get("rule") or ("override" if "exchange" in row else "")
    day = date.fromisoformat(row["day"])
    if opens and closes and opens >= closes:
        raise ValueError(f"{day} closes at {row['close']}, before it opens at {row['open']}")
    return CalendarRow(
        day, row["what"], opens, closes, row["name"], row.get("name_local") or "", rule
    )


def span_end(rows: Iterable[CalendarRow]) -> date:
    """The last day that a table covers."""
    return max((row.day for row in rows if row.what == "span"), default=date.min)


def write_rows(path: Path, rows: Iterable[CalendarRow]) -> None:
    """Write a table in day order, in place of the one that is there."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        hours = [t.isoformat("minutes") if t else "" for t in (row.open, row.close)]
        writer.writerow([row.day, row.what, *hours, row.name, row.name_local, row.rule])
    disk.replace(path, text.getvalue().encode())
