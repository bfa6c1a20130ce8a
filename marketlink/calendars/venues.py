"""The tables of venues: phases, the stocks a venue trades, and halts.

Shipped in ``data/calendars/venues``; tables of the same names and columns in the folder
``calendars`` beside the store are read after them.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from marketlink.calendars.exchanges import EXCHANGES
from marketlink.calendars.sessions import own_folders
from marketlink.errors import InputError
from marketlink.records.phase import PhaseKind, Sure
from marketlink.resources import data_path

Row = dict[str, str]
RowType = TypeVar("RowType")


@dataclass(frozen=True, slots=True)
class Venue:
    """A place where stocks of an exchange trade, from ``first`` to ``last``.

    ``every`` tells that it trades all of them; else :class:`Admission` says which. Its phases
    were compared with public material up to ``as_of``.
    """

    code: str
    name: str
    exchange: str
    first: date
    last: date
    every: bool
    as_of: date


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """The hours of a phase between two days, as words of ``phases.csv``: "close+0:10".

    ``every`` is the time between two call auctions, None where trading is continuous or the phase
    is one auction.
    """

    venue: str
    kind: PhaseKind
    opens: str
    closes: str
    every: timedelta | None
    first: date
    last: date
    other: str
    sure: Sure
    source: str


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a venue trades a stock between two days."""

    venue: str
    symbol: str
    first: date
    last: date
    trades: bool
    sure: Sure


@dataclass(frozen=True, slots=True)
class Halt:
    """A venue that did not trade a stock between two instants; ``symbol`` may be an ending."""

    venue: str
    symbol: str
    start: datetime
    end: datetime


def venues(exchange: str) -> tuple[Venue, ...]:
    """The venues of an exchange's stocks, the exchange itself first."""
    return tuple(venue for venue in _venues(own_folders()).values() if venue.exchange == exchange)


def phase_rows(venue: str, day: date | None = None) -> tuple[PhaseRow, ...]:
    """The phases of a venue, those in force on a day where one is given, in the table's order."""
    rows = _phase_rows(own_folders()).get(venue, ())
    return tuple(row for row in rows if day is None or row.first <= day <= row.last)


def admissions(venue: str, symbol: str) -> tuple[Admission, ...]:
    """What is known of a stock at a venue, in the order of the table."""
    return tuple(_admissions(own_folders()).get((venue, symbol), ()))


def admission(venue: Venue, symbol: str, day: date) -> tuple[bool | None, Sure]:
    """Whether a venue trades a stock on a day, None where that is not known.

    The last row wins. Before a first row that is known the stock was not traded there.
    """
    if venue.every:
        return True, Sure.KNOWN
    admissions = _admissions(own_folders()).get((venue.code, symbol), ())
    for row in reversed(admissions):
        if row.first <= day <= row.last:
            return row.trades, row.sure
    earliest = min(admissions, key=lambda row: row.first, default=None)
    if earliest and earliest.trades and earliest.sure is Sure.KNOWN and day < earliest.first:
        return False, Sure.KNOWN
    return None, Sure.UNKNOWN


def halts(venue: str, symbol: str) -> tuple[Halt, ...]:
    """The halts of a stock at one venue, and of every stock of its ending, in order of time."""
    ending = symbol[symbol.rfind(".") :] if "." in symbol else ""
    keys = (symbol, ending) if ending else (symbol,)
    return tuple(h for h in _halts(own_folders()).get(venue, ()) if h.symbol in keys)


@cache
def _venues(folders: tuple[Path, ...]) -> dict[str, Venue]:
    def venue(row: Row) -> Venue:
        exchange = row["exchange"]
        if exchange not in EXCHANGES:
            raise ValueError(f"no exchange is called {exchange!r}")
        as_of = date.fromisoformat(row["checked"])
        every = row["stocks"] == "all"
        return Venue(row["venue"], row["name"], exchange, *_span(row), every, as_of)

    return {one.code: one for one in _read("venues.csv", folders, venue)}


@cache
def _phase_rows(folders: tuple[Path, ...]) -> dict[str, list[PhaseRow]]:
    def phase(row: Row) -> PhaseRow:
        return PhaseRow(
            row["venue"],
            PhaseKind(row["phase"]),
            row["opens"],
            row["closes"],
            timedelta(minutes=int(row["every"])) if row.get("every") else None,
            *_span(row),
            row["other"],
            Sure(row["sure"]),
            row["source"],
        )

    rows: dict[str, list[PhaseRow]] = {}
    for one in _read("phases.csv", folders, phase):
        rows.setdefault(one.venue, []).append(one)
    return rows


@cache
def _admissions(folders: tuple[Path, ...]) -> dict[tuple[str, str], list[Admission]]:
    def admitted(row: Row) -> Admission:
        trades = {"yes": True, "no": False}[row["trades"]]
        return Admission(row["venue"], row["symbol"], *_span(row), trades, Sure(row["sure"]))

    admissions: dict[tuple[str, str], list[Admission]] = {}
    for one in _read("eligibility.csv", folders, admitted):
        admissions.setdefault((one.venue, one.symbol), []).append(one)
    return admissions


@cache
def _halts(folders: tuple[Path, ...]) -> dict[str, list[Halt]]:
    venues = _venues(folders)

    def halt(row: Row) -> Halt:
        zone = ZoneInfo(EXCHANGES[venues[row["venue"]].exchange].zone)
        start, end = (datetime.fromisoformat(row[name]) for name in ("from", "to"))
        start, end = (one if one.tzinfo else one.replace(tzinfo=zone) for one in (start, end))
        return Halt(row["venue"], row["symbol"], start, end)

    halts: dict[str, list[Halt]] = {}
    for one in sorted(_read("halts.csv", folders, halt), key=lambda one: one.start):
        halts.setdefault(one.venue, []).append(one)
    return halts


def _span(row: Row) -> tuple[date, date]:
    first, last = row["from"], row["to"]
    return (
        date.fromisoformat(first) if first else date.min,
        date.fromisoformat(last) if last else date.max,
    )


def _read(
    name: str, folders: tuple[Path, ...], record: Callable[[Row], RowType]
) -> Iterator[RowType]:
    """The rows of the shipped table and of the user's own.

    Raises
    ------
    InputError
        A file or a line of it cannot be read.
    """
    shipped = data_path("calendars", "venues", name)
    for path in (shipped, *(folder / name for folder in folders if (folder / name).is_file())):
        row: Row = {}
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(line for line in file if not line.startswith("#")):
                    yield record(row)
        except (OSError, UnicodeDecodeError, csv.Error, KeyError, ValueError, TypeError) as error:
            line = ",".join(str(cell) for cell in row.values())
            with shipped.open(encoding="utf-8") as file:
                columns = next(line for line in file if not line.startswith("#")).strip()
            raise InputError(f"{path} cannot be read", f"{error}, at {line!r}", columns) from error
