"""Bring-your-own prices: from a file through the checks into the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.calendars import sessions
from marketlink.errors import InputError
from marketlink.prices.days import Form
from marketlink.prices.listing import basis_of, listing_of, total_from_of
from marketlink.prices.load import ensure_sessions, load_excerpt
from marketlink.prices.quality import run
from marketlink.prices.reading import FileTable, read_file
from marketlink.records.price import Basis, Flag, Listing, Merged
from marketlink.store import Store, scratch
from marketlink.store.copies import load
from marketlink.store.sessions import write
from marketlink.store.sql import statement
from marketlink.store.stage import PRICES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HELD = "the store"
"""Name of the series of held bars that a file is compared with."""

HINTS = {
    "dates-one-day-early": "--shift-days 1",
    "dates-one-day-late": "--shift-days -1",
    "mixed-vintages": "--source NAME, to take one of them",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What the user says of a file, where the file does not; empty fields are found out.

    ``source`` picks one of several series in the file, ``suffix`` is put behind bare KRX codes.
    """

    symbol: str | None = None
    exchange: str | None = None
    currency: str | None = None
    basis: Basis | None = None
    source: str | None = None
    suffix: str = ""
    days: Form | None = None
    shift: int = 0


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
class Imported:
    """A file that was imported, and what its merge did."""

    checked: Checked
    merged: Merged


def check_file(path: Path, told: Told = Told(), held: Store | None = None) -> Checked:
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
    return (*flags, *(Flag(*row) for row in gone))


def import_file(store: Store, path: Path, told: Told = Told()) -> Imported:
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
    vintage = datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else None
    read = prepared(store.con, path, told)
    with store.writing() as con:
        ensure_sessions(store, {item.exchange for item in read[1]})
        checked = _checked(con, path, read, beside=False)
        _refuse(checked)
        unfinished = con.execute(statement("check_unfinished"), [vintage]).fetchall() != [(0,)]
        con.execute(statement("stage_tables"))
        con.execute(statement("stage_file"), ["files", vintage])
        con.execute("drop table staged_bar")
        dropped = any(flag.policy == "drop" for flag in checked.flags) or unfinished
        con.execute(statement("stage_file_bar" if dropped else "stage_file_bar_all"))
        if dropped:
            _refuse_nothing(con, path)
        done = store.merge_staged()
    con.execute("drop view staged_bar")
    return Imported(checked, done)


Read = tuple[FileTable, tuple[Listing, ...], tuple[str, ...]]
"""A file as read: its table, its listings, and its series where a symbol has several."""


def prepared(
    con: DuckDBPyConnection,
    path: Path,
    told: Told,
    hold: Callable[[DuckDBPyConnection], None] | None = None,
) -> Read:
    """Read a file into ``check_bar``, ``check_listing`` and ``check_action``.

    Parameters
    ----------
    con : DuckDBPyConnection
        In memory, or a store's.
    path : Path
    told : Told
    hold : callable, optional
        Makes the database hold bars of the symbols in ``file_key``; they are put beside the
        file's, as the series :data:`HELD`.

    Returns
    -------
    table, listings, series
        ``series`` names the sources of a symbol that has several, else it is empty.
    """
    table = read_file(con, path, told.symbol, told.days, suffix=told.suffix, source=told.source)
    if told.symbol is not None:
        _refuse_other(con, path, told.symbol)
    if told.shift:
        con.execute("update file_row set session = session + ?::integer", [told.shift])
    series: tuple[str, ...] = ()
    if not table.one_series:
        series = tuple(row[0] for row in con.execute(statement("file_series")).fetchall())
    _complete(con, table, widen=hold is not None)
    if hold is not None:
        hold(con)
    if hold is not None and not series:
        con.execute(statement("check_held"))
    table = replace(table, doubled=_order(con, path))
    listings = _listings(con, table, told)
    _actions(con, table, listings)
    return table, listings, series


def _checked(con: DuckDBPyConnection, path: Path, read: Read, beside: bool) -> Checked:
    table, listings, series = read
    found = run(con, beside=beside or len(series) > 1)
    con.execute(statement("distrust_adjusted"))
    flags = [flag for key in sorted(found) for flag in found[key] if key[1] != HELD]
    flags += _of_layout(table, listings)
    bars = con.execute(
        "select coalesce(sum(bars), 0)::bigint from check_series where series <> ?", [HELD]
    ).fetchall()[0][0]
    return Checked(path, listings, series, bars, tuple(flags), table.unread)


def _refuse_other(con: DuckDBPyConnection, path: Path, symbol: str) -> None:
    named = con.execute(
        "select symbol from file_key where symbol <> ? limit 1", [symbol]
    ).fetchall()
    if named:
        raise InputError(f"{path} names its symbols itself", f"{named[0][0]}, not {symbol}",
                         "the command without --symbol")  # fmt: skip


def _complete(con: DuckDBPyConnection, table: FileTable, *, widen: bool) -> None:
    """``file_bar``: the rows of ``file_row`` with every column of a bar.

    Columns that the file lacks are added to the table only where it is to ``widen`` for other rows,
    or for levels made of returns: millions of empty cells take longer than those that are full.
    """
    names = [row[0] for row in con.execute("describe file_row").fetchall()]
    missing = [name for name in (*PRICES, "dividend", "split") if name not in names]
    levels = "ret" in table.values and "close" not in table.values
    for name in missing if widen or levels else ():
        con.execute(f"alter table file_row add column {name} double")
    if levels:
        con.execute(statement("file_levels"))
    empty = "" if widen or levels else "".join(f", null::double as {name}" for name in missing)
    con.execute(f"create or replace temp view file_bar as select *{empty} from file_row")  # noqa: S608


def _order(con: DuckDBPyConnection, path: Path) -> int:
    """``check_bar``: bars in order, each once; returns how many came more than once."""
    back, twice, pieces = con.execute(statement("file_order")).fetchall()[0]
    if back or twice or pieces:
        con.execute(statement("file_sorted"))
        _, twice, _ = con.execute(statement("file_order")).fetchall()[0]
    if twice:
        _refuse_conflicts(con, path)
        con.execute(statement("file_single"))
    con.execute(statement("check_of_file"))
    return int(twice)


def _refuse_conflicts(con: DuckDBPyConnection, path: Path) -> None:
    twice = con.execute(statement("file_conflict")).fetchall()
    if twice:
        symbol, session = twice[0]
        raise InputError(f"{path} has two different bars of {symbol} on {session}", "",
                         "leaving one of them out")  # fmt: skip


def _listings(con: DuckDBPyConnection, table: FileTable, told: Told) -> tuple[Listing, ...]:
    said = [f"any_value({role})" if role in table.texts else "null"
            for role in ("exchange", "currency", "name")]  # fmt: skip
    told_of = "file_row join file_key using (key)" if set(said) != {"null"} else "file_key"
    rows = con.execute(
        f"select symbol, {', '.join(said)} from {told_of} group by symbol order by symbol"  # noqa: S608
    ).fetchall()
    basis = told.basis or basis_of(con, table.values)
    total_from = total_from_of(table.values, basis)
    listings = tuple(
        Listing(item.symbol, item.exchange, item.currency, item.kind, item.name, basis, total_from)
        for symbol, exchange, currency, name in rows
        for item in [listing_of(symbol, told.exchange or exchange, told.currency or currency, name)]
    )
    fill_listings(con, listings)
    return listings


def fill_listings(con: DuckDBPyConnection, listings: Sequence[Listing]) -> None:
    """Write ``check_listing``."""
    import numpy as np

    columns = {
        name: np.array([getattr(item, name) for item in listings], dtype=object)
        for name in ("symbol", "exchange", "currency", "kind", "name", "basis", "total_from")
    }
    con.register("listing_columns", columns)
    con.execute("create or replace temp table check_listing as select * from listing_columns")
    con.unregister("listing_columns")


def _actions(con: DuckDBPyConnection, table: FileTable, listings: Sequence[Listing]) -> None:
    divided = bool(listings) and listings[0].basis != "raw"
    con.execute(statement("stage_file_action"), [divided and "split" in table.values])
    con.execute(statement("check_action_of_file"))


def _of_layout(table: FileTable, listings: Sequence[Listing]) -> list[Flag]:
    symbol = listings[0].symbol if listings else ""
    flags = []
    if table.shifted:
        text = f"stamps such as {table.shifted} became days of the exchange"
        flags.append(Flag(symbol, None, "utc-stamps", "keep", text))
    for name in table.scaled:
        text = f"the column {name} is not in shares and was multiplied"
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
            f"--source {checked.series[0]!r}",
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
    for table, named in (("action", "action"), ("bar", "history")):
        columns = held.con.execute(statement(f"snapshot_{table}"), [wanted, date.max]).fetchnumpy()
        symbols = sorted(set(columns["symbol"]))
        con.execute(f"delete from {named} where list_contains(?, symbol)", [symbols])  # noqa: S608
        load(con, table, columns)
