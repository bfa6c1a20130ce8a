"""Chooses the calendar of each symbol of a study: an exchange's, or its own dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from marketlink.calendars import ALIASES, EXCHANGES, exchange_of, sessions
from marketlink.store.sql import statement
from marketlink.study.event_dates import SessionDays
from marketlink.study.layout import EPOCH
from marketlink.study.notes import About, Note, from_day
from marketlink.study.returns import PriceArrays, by_owner

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec

OWN = "own:"
"""Prefix of the calendar of a symbol that follows its own dates."""

BEFORE = 400
"""Days before the first price or event whose sessions are written."""
ENOUGH = 200
"""Fewest days by which the exchange of a symbol can be told from its holidays."""
STRAY = 200
"""Of this many days, one on which New York was shut is taken for an error: exchanges elsewhere open
on four or more of its holidays a year."""


def name_symbols(con: DuckDBPyConnection, as_of: date | None) -> None:
    """Fill ``study_input`` and ``study_priced``, what the events name and what has prices, and,
    where a connection has none, the sessions of the exchanges that these may be on."""
    con.execute("set variable study_as_of = ?::date", [as_of])
    con.execute(statement("study.named"))
    con.execute(statement("study.priced"))
    if not con.execute("from session limit 1").fetchall():
        _add_sessions(con)


def _add_sessions(con: DuckDBPyConnection) -> None:
    """Write the sessions of exchanges from a year before the first price or event."""
    from marketlink.store.sessions import write  # noqa: PLC0415 (loads store)

    rows = con.execute(
        "select symbol, exchange from study_priced union"
        " select symbol, exchange from study_input where exchange is not null"
    ).fetchall()
    codes = {_exchange(symbol, exchange) for symbol, exchange in rows}
    first_day = con.execute(statement("study.first_day")).fetchall()[0][0]
    since = None if first_day is None else date.fromordinal(max(first_day.toordinal() - BEFORE, 1))
    for code in sorted(codes & set(EXCHANGES)):
        write(con, sessions(code), since)


def priced_symbols(
    con: DuckDBPyConnection, spec: Spec, factors: Sequence[str] = (), everyone: bool = False
) -> dict[str, str | None]:
    """Every symbol with prices that the study may touch, and the exchange stated for it, if any;
    ``factors`` may be symbols, ``everyone`` counts those without an event as well."""
    rows = con.execute(
        "select symbol, max(exchange) from study_input where symbol is not null group by symbol"
    ).fetchall()
    stated: dict[str, str | None] = dict(rows)
    others = {*factors, spec.benchmark, *(e.benchmark for e in EXCHANGES.values())}
    for (name,) in con.execute("select distinct benchmark from study_input").fetchall():
        others.add(name)
    priced: dict[str, str | None] = {}
    for symbol, exchange in con.execute("select symbol, exchange from study_priced").fetchall():
        if everyone or symbol in stated or symbol in others:
            exchanges = [one for one in (priced.get(symbol), exchange) if one is not None]
            priced[symbol] = max(exchanges, default=None)
    return {symbol: priced[symbol] or stated.get(symbol) for symbol in sorted(priced)}


def choose_calendars(
    con: DuckDBPyConnection,
    needed: Mapping[str, str | None],
    prices: PriceArrays,
    calendars: Mapping[str, SessionDays],
    early: bool,
) -> tuple[list[str], list[Note]]:
    """The calendar of every symbol of a study, and what to warn of. Fills ``study_symbol``.

    It is the exchange that is stated in ``needed``, else the one the symbol's ending tells, else,
    where prices contradict that or it is not among ``calendars``, the symbol's own dates. ``early``
    says whether the study has events before the calendar of New York begins.
    """
    codes: list[str] = []
    notes: list[Note] = []

    def tell(kind: str, symbol: str, about: About, of: str = "") -> None:
        notes.append(Note(kind, {symbol: about}, of))

    guesses = [_exchange(symbol, stated) for symbol, stated in needed.items()]
    off_days = _off_calendars(prices, [calendars.get(code) for code in guesses])
    for (symbol, stated), code, off in zip(needed.items(), guesses, off_days, strict=True):
        before, shut, first, days = off
        guessed = stated is None and code == "XNYS" and (early or not symbol.startswith("^"))
        if code not in calendars:
            tell("no_calendar", symbol, About(1, symbol), stated or code)
        elif guessed and (early if before else shut and (days < ENOUGH or STRAY * shut > days)):
            tell("early_symbols" if early else "shut_symbols", symbol, About(1, symbol))
        else:
            if shut:
                day = date.fromordinal(first + EPOCH)
                tell("shut_days", symbol, from_day(symbol, shut, day), code)
            if before:
                tell("before_calendar", symbol, About(before, f"{symbol} ({before})"))
            codes.append(code)
            continue
        codes.append(OWN + symbol)
    notes += _disputed(con, dict(zip(needed, codes, strict=True)))
    con.execute(statement("study.study_symbol"))
    if codes:
        con.register("study_staged", {
            "symbol": np.array(list(needed), dtype=object), "code": np.array(codes, dtype=object),
            "own": np.array([code.startswith(OWN) for code in codes], dtype=bool),
        })  # fmt: skip
        con.table("study_staged").insert_into("study_symbol")
        con.unregister("study_staged")
    return codes, notes


def _exchange(symbol: str, stated: str | None) -> str:
    """The code of the exchange that is stated of a symbol, or that its ending tells."""
    return exchange_of(symbol) if stated is None else ALIASES.get(stated.upper(), stated.upper())


def _off_calendars(
    prices: PriceArrays, homes: Sequence[SessionDays | None]
) -> Iterator[tuple[int, ...]]:
    """Of each symbol the days with a price before its calendar begins, on which that was shut, the
    first of these (from 1970), and all; days with several lines once."""
    day, symbols = prices.day, len(homes)
    off = np.zeros(len(day), dtype=np.int8)
    for rows, home in by_owner(homes, prices.edges):
        if home is not None:
            off[rows] = home.idx_of(day[rows]) < 0
            off[rows] += day[rows] < home.days[0]
    again = prices.again()
    off[again] = 0
    places = np.flatnonzero(off == 1)
    repeated, before, shut = (
        np.bincount(prices.owners(rows), minlength=symbols)
        for rows in (again, np.flatnonzero(off == 2), places)  # noqa: PLR2004 (off, and early)
    )
    days = np.diff(prices.edges) - repeated
    first = np.append(day[places], 0)[np.cumsum(shut) - shut]
    return zip(*(one.tolist() for one in (before, shut, first, days)), strict=True)


def _disputed(con: DuckDBPyConnection, calendar_of: dict[str, str]) -> list[Note]:
    """Notes on symbols whose lines name exchanges with different sessions."""
    disputes = {
        symbol: About(1, f"{symbol} ({', '.join(names)}: {calendar_of[symbol]})")
        for symbol, names in con.execute(statement("study.exchanges")).fetchall()
        if symbol in calendar_of and len({ALIASES.get(name, name) for name in names}) > 1
    }
    return [Note("several_exchanges", disputes)] if disputes else []
