"""Bring-your-own prices: from a file through the checks into the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.calendars import sessions
from marketlink.errors import InputError
from marketlink.prices.load import ensure_sessions, load_excerpt
from marketlink.prices.normalise import HELD, NOTHING, FileOptions, ReadFile, prepared
from marketlink.prices.quality import run
from marketlink.prices.reading import FileTable
from marketlink.prices.standing import accused_held
from marketlink.records.price import Flag, Listing, Merged
from marketlink.store import Store, scratch
from marketlink.store.copies import load
from marketlink.store.sessions import write
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HINTS = {
    "dates-one-day-early": "--shift-days 1",
    "dates-one-day-late": "--shift-days -1",
    "mixed-vintages": "--source NAME, to take one of them",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as read and checked: its listings, the number of its bars, what is wrong."""

    path: Path
    listings: tuple[Listing, ...]
    series: tuple[str, ...]
    bars: int
    flags: tuple[Flag, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportedPrices:
    """A file that was imported, and what its merge did."""

    checked: Checked
    merged: Merged


def check_file(path: Path, told: FileOptions = NOTHING, held: Store | None = None) -> Checked:
    """Read a file and check it, without importing it.

    Parameters
    ----------
    path : Path
    told : Told
        What the file does not say.
    held : Store, optional
        Its dividends and bars of the same symbols are looked at beside the file.

    Raises
    ------
    InputError
        One sentence: what cannot be read.
    """
    con = scratch()
    try:
        read = prepared(con, path, told, partial(_copy_held, held=held))
        for exchange in {item.exchange for item in read[1]}:
            write(con, sessions(exchange))
        checked = _checked(con, path, read, beside=True)
    finally:
        con.close()
    return checked


def check_store(store: Store) -> tuple[Flag, ...]:
    """Check everything that the store holds, writing nothing.

    Parameters
    ----------
    store : Store

    Returns
    -------
    tuple of Flag
        What is found now, with what was dropped when the bars came (which they no longer show).
    """
    store.con.execute(statement("check_of_store"))
    found = run(store.con, beside=False)
    flags = [flag for key in sorted(found) for flag in found[key]]
    gone = store.con.execute(
        "select symbol, session, fault, policy, detail from flag where policy = 'drop' order by all"
    ).fetchall()
    return (*flags, *accused_held(store), *(Flag(*row) for row in gone))


def import_file(store: Store, path: Path, told: FileOptions = NOTHING) -> ImportedPrices:
    """Read, check and merge a file: each of its symbols is replaced whole.

    Parameters
    ----------
    store : Store
        Open for writing.
    path : Path
    told : Told
        What the file does not say.

    Raises
    ------
    InputError
        The file cannot be read, mixes sources or fetches of one symbol, or its days are wrong.
    """
    read = prepared(store.con, path, told)
    vintage = written(path)
    with store.writing() as con:
        ensure_sessions(store, {item.exchange for item in read[1]})
        checked = _checked(con, path, read, beside=False)
        _refuse(checked)
        con.execute(statement("stage_tables"))
        con.execute(statement("stage_file"), ["files", vintage])
        con.execute("drop table staged_bar")
        dropped = any(flag.policy == "drop" for flag in checked.flags)
        con.execute(statement("stage_file_bar" if dropped else "stage_file_bar_all"))
        if dropped:
            _refuse_nothing(con, path)
        done = store.merge_staged()
    con.execute("drop view staged_bar")
    return ImportedPrices(checked, done)


def written(path: Path) -> datetime:
    """When a file was last written (UTC): the vintage of what it holds."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _checked(con: DuckDBPyConnection, path: Path, read: ReadFile, beside: bool) -> Checked:
    table, listings, series = read
    found = run(con, beside=beside or len(series) > 1, written=written(path))
    con.execute(statement("distrust_adjusted"))
    flags = [flag for key in sorted(found) for flag in found[key] if key[1] != HELD]
    flags += _of_layout(table, listings)
    bars = con.execute(
        "select coalesce(sum(bars), 0)::bigint from check_series where series <> ?", [HELD]
    ).fetchall()[0][0]
    return Checked(path, listings, series, bars, tuple(flags), table.unread)


def _of_layout(table: FileTable, listings: Sequence[Listing]) -> list[Flag]:
    symbol = listings[0].symbol if listings else ""
    flags = []
    if table.shifted:
        text = f"stamps such as {table.shifted} became days of the exchange"
        flags.append(Flag(symbol, None, "utc-stamps", "keep", text))
    for name in table.scaled:
        text = f"the column {name} has a unit of its own and was multiplied"
        flags.append(Flag(symbol, None, "scaled-units", "keep", text))
    if table.doubled:
        text = f"rows that repeat a bar with the same prices: {table.doubled}"
        flags.append(Flag(symbol, None, "duplicate-bar", "drop", text))
    for name in table.unsigned:
        text = f"the column {name} has no signs; changes are taken from the closes"
        flags.append(Flag(symbol, None, "unsigned-change", "keep", text))
    return flags


def _refuse(checked: Checked) -> None:
    if len(checked.series) > 1:
        raise InputError(
            f"{checked.path} holds several sources of one symbol",
            ", ".join(checked.series),
            f"--source {next(name for name in checked.series if name)!r}",
        )
    for flag in checked.flags:
        if flag.policy == "refuse":
            raise InputError(
                f"{checked.path}: {flag.symbol} is refused for {flag.fault.replace('-', ' ')}",
                flag.detail, HINTS.get(flag.fault, ""),
            )  # fmt: skip


def _refuse_nothing(con: DuckDBPyConnection, path: Path) -> None:
    gone = con.execute(
        "select symbol from staged_symbol anti join staged_bar using (position) order by 1 limit 1"
    ).fetchall()
    if gone:
        why = con.execute(
            "select fault, detail from found_flag where symbol = ? and policy = 'drop' limit 1",
            [gone[0][0]],
        ).fetchall()
        said = f"{why[0][0].replace('-', ' ')}: {why[0][1]}" if why else ""
        raise InputError(f"no bar of {gone[0][0]} in {path} can be stored", said)


def _copy_held(con: DuckDBPyConnection, held: Store | None) -> None:
    """Bars and dividends to compare with: the store's, and the excerpt's of other symbols."""
    load_excerpt(con)
    if held is None:
        return
    wanted = [row[0] for row in con.execute("select distinct symbol from file_key").fetchall()]
    for table in ("action", "bar"):
        columns = held.con.execute(statement(f"snapshot_{table}"), [wanted, date.max]).fetchnumpy()
        symbols = sorted(set(columns["symbol"]))
        for lent in ("action",) if table == "action" else ("raw_bar", "history"):
            con.execute(statement(f"delete_{lent}"), [symbols])
        load(con, table, columns)
