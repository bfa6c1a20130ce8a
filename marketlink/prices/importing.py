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
from marketlink.prices.normalise import NOTHING, STORE_SERIES, FileOptions, ReadFile, prepared
from marketlink.prices.quality import BESIDE, CHECKS, run
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
class CheckedFile:
    """A file as read and checked: its listings, the number of its bars, its flags."""

    path: Path
    listings: tuple[Listing, ...]
    series: tuple[str, ...]
    bars: int
    flags: tuple[Flag, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportedPrices:
    """A file that was imported, and what its merge did."""

    report: CheckedFile
    merged: Merged


def check_file(
    path: Path, options: FileOptions = NOTHING, other_store: Store | None = None
) -> CheckedFile:
    """Read a file and check it, without importing it.

    Parameters
    ----------
    path : Path
    options : FileOptions
        What the file does not say.
    other_store : Store, optional
        Its dividends and bars of the same symbols are looked at beside the file.

    Raises
    ------
    InputError
        One sentence: what cannot be read.
    """
    con = scratch()
    try:
        read = prepared(con, path, options, partial(_copy_held, store=other_store))
        for exchange in {item.exchange for item in read[1]}:
            write(con, sessions(exchange))
        report = _check(con, path, read, beside=True)
    finally:
        con.close()
    return report


def check_store(store: Store) -> tuple[Flag, ...]:
    """Check everything that the store holds, writing nothing.

    Parameters
    ----------
    store : Store

    Returns
    -------
    tuple of Flag
        Faults of the bars held, and those of bars that were dropped when they came.
    """
    store.con.execute(statement("checks.of_store"))
    all_flags = run(store.con, CHECKS)
    flags = [flag for key in sorted(all_flags) for flag in all_flags[key]]
    dropped = store.con.execute(
        "select symbol, session, fault, policy, detail from flag where policy = 'drop' order by all"
    ).fetchall()
    return (*flags, *accused_held(store), *(Flag(*row) for row in dropped))


def import_file(store: Store, path: Path, options: FileOptions = NOTHING) -> ImportedPrices:
    """Read, check and merge a file: each of its symbols is replaced whole.

    Parameters
    ----------
    store : Store
        Open for writing.
    path : Path
    options : FileOptions
        What the file does not say.

    Raises
    ------
    InputError
        The file cannot be read, mixes sources or fetches of one symbol, or its days are wrong.
    """
    read = prepared(store.con, path, options)
    vintage = write_time(path)
    with store.writing() as con:
        ensure_sessions(store, {item.exchange for item in read[1]})
        report = _check(con, path, read, beside=False)
        _refuse(report)
        con.execute(statement("merge.tables"))
        con.execute(statement("file.stage"), ["files", vintage])
        con.execute("drop table staged_bar")
        dropped = any(flag.policy == "drop" for flag in report.flags)
        con.execute(statement("file.bar" if dropped else "file.bar_all"))
        if dropped:
            _refuse_nothing(con, path)
        merged = store.merge_staged()
    con.execute("drop view staged_bar")
    return ImportedPrices(report, merged)


def write_time(path: Path) -> datetime:
    """When a file was last written (UTC): the vintage of what it holds."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _check(con: DuckDBPyConnection, path: Path, file_read: ReadFile, beside: bool) -> CheckedFile:
    table, listings, series = file_read
    several = beside or len(series) > 1
    checks = (*CHECKS, *BESIDE) if several else CHECKS
    all_flags = run(con, checks, vintage=write_time(path))
    con.execute(statement("checks.distrust"))
    flags = [flag for key in sorted(all_flags) for flag in all_flags[key] if key[1] != STORE_SERIES]
    flags += _of_layout(table, listings)
    bars = con.execute(
        "select coalesce(sum(bars), 0)::bigint from check_series where series <> ?", [STORE_SERIES]
    ).fetchall()[0][0]
    return CheckedFile(path, listings, series, bars, tuple(flags), table.unread)


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


def _refuse(report: CheckedFile) -> None:
    if len(report.series) > 1:
        raise InputError(
            f"{report.path} holds several sources of one symbol",
            ", ".join(report.series),
            f"--source {next(name for name in report.series if name)!r}",
        )
    for flag in report.flags:
        if flag.policy == "refuse":
            raise InputError(
                f"{report.path}: {flag.symbol} is refused for {flag.fault.replace('-', ' ')}",
                flag.detail, HINTS.get(flag.fault, ""),
            )  # fmt: skip


def _refuse_nothing(con: DuckDBPyConnection, path: Path) -> None:
    dropped = con.execute(
        "select symbol from staged_symbol anti join staged_bar using (position) order by 1 limit 1"
    ).fetchall()
    if dropped:
        why = con.execute(
            "select fault, detail from found_flag where symbol = ? and policy = 'drop' limit 1",
            [dropped[0][0]],
        ).fetchall()
        reason = f"{why[0][0].replace('-', ' ')}: {why[0][1]}" if why else ""
        raise InputError(f"No bar of {dropped[0][0]} in {path} can be stored", reason)


def _copy_held(con: DuckDBPyConnection, store: Store | None) -> None:
    """Bars and dividends to compare with: the store's, and the excerpt's of other symbols."""
    load_excerpt(con)
    if store is None:
        return
    symbol_list = [row[0] for row in con.execute("select distinct symbol from file_key").fetchall()]
    for table in ("action", "bar"):
        columns = store.con.execute(
            statement(f"snapshot.{table}"), [symbol_list, date.max]
        ).fetchnumpy()
        symbols = sorted(set(columns["symbol"]))
        for lent in ("action",) if table == "action" else ("raw_bar", "history"):
            con.execute(statement(f"holdings.delete_{lent}"), [symbols])
        load(con, table, columns)
