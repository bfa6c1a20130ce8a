"""Which calendar each symbol of a study keeps: an exchange's, or its own dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from marketlink.calendars import ALIASES, EXCHANGES, exchange_of
from marketlink.store.sql import statement
from marketlink.study.relations import few, stage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec

OWN = "own:"
"""Prefix of the calendar of a symbol that follows its own dates."""

ENOUGH = 200
"""Fewest days by which the exchange of a symbol can be told from its holidays."""
STRAY = 200
"""Of this many days, one on which the exchange was shut is taken for an error."""


def choose_calendars(
    con: DuckDBPyConnection, spec: Spec, factors: Sequence[str] = (), everyone: bool = False
) -> list[str]:
    """Decide the calendar of every symbol of a study; return what to warn of.

    It is the exchange that is stated, else the one the symbol's ending tells, else, where prices
    contradict that or it is unknown, the symbol's own dates. Fills ``study_symbol``.

    Parameters
    ----------
    factors : further regressors that may be symbols
    everyone : whether symbols without an event count as well
    """
    notes: list[str] = []
    _decide(con, _symbols(con, spec, factors, everyone), notes)
    return notes


def _symbols(
    con: DuckDBPyConnection, spec: Spec, factors: Sequence[str], everyone: bool
) -> dict[str, str | None]:
    """Every symbol the study may touch, with the exchange that is stated for it, if any."""
    rows = con.execute(
        "select symbol, max(exchange) from study_input where symbol is not null group by symbol"
    ).fetchall()
    stated: dict[str, str | None] = dict(rows)
    others = {*factors, spec.benchmark, *(e.benchmark for e in EXCHANGES.values())}
    for (name,) in con.execute("select distinct benchmark from study_input").fetchall():
        others.add(name)
    if everyone:
        others |= {row[0] for row in con.execute("select symbol from input_price").fetchall()}
    for name in sorted(n for n in others if n is not None):
        stated.setdefault(name, None)
    con.register("study_wanted", {"symbol": np.array(list(stated), dtype=object)})
    priced = con.execute(
        "select p.symbol, max(p.exchange) from input_price p"
        " semi join study_wanted w on w.symbol = p.symbol"
        " where p.total is not null or p.ret is not null group by p.symbol order by p.symbol"
    ).fetchall()
    con.unregister("study_wanted")
    return {symbol: exchange or stated[symbol] for symbol, exchange in priced}


def _decide(con: DuckDBPyConnection, needed: dict[str, str | None], notes: list[str]) -> None:
    """Decide each symbol's calendar: stated, told by its ending, or its own dates."""
    known = {row[0] for row in con.execute("select distinct exchange from session").fetchall()}
    early = bool(con.execute(statement("study_early")).fetchall()[0][0])
    chosen: dict[str, str] = {}
    guessed: set[str] = set()
    unknown: dict[str, int] = {}
    for symbol, stated in needed.items():
        code = exchange_of(symbol)
        if stated is not None:
            code = ALIASES.get(stated.upper(), stated.upper())
        elif code == "XNYS" and (early or not symbol.startswith("^")):
            guessed.add(symbol)
        if code not in known:
            unknown[stated or code] = unknown.get(stated or code, 0) + 1
        chosen[symbol] = code if code in known else OWN + symbol
    _register(con, chosen)
    off = con.execute(statement("study_off_calendar")).fetchall()
    fallen = sorted(
        {
            symbol
            for symbol, before, n, _, days in off
            if symbol in guessed and (early if before else not _is_stray(n, days))
        }
    )
    for symbol in fallen:
        chosen[symbol] = OWN + symbol
    notes += _disputed(con, chosen)
    kept = [row for row in off if row[0] not in fallen]
    _register(con, chosen)
    for name, n in sorted(unknown.items()):
        notes.append(f"no calendar for {name}: {n} symbols follow their own dates")
    if fallen:
        trade = (
            "have events before the calendar of New York begins"
            if early
            else ("trade on days New York is shut")
        )
        notes.append(f"{len(fallen)} symbols {trade} and follow their own dates: {few(fallen)}")
    for symbol, _, n, first, _ in (row for row in kept if not row[1]):
        notes.append(
            f"{symbol}: {n} prices on days that {chosen[symbol]} was shut are not used,"
            f" the first on {first}"
        )
    old = [f"{symbol} ({n})" for symbol, before, n, _, _ in kept if before]
    if old:
        notes.append(
            f"prices from before the calendar of their exchange begins are not used: {few(old)}"
        )


def _disputed(con: DuckDBPyConnection, chosen: dict[str, str]) -> list[str]:
    """What to tell of symbols whose lines name exchanges with different sessions."""
    told = [
        f"{symbol} ({', '.join(names)}: {chosen[symbol]})"
        for symbol, names in con.execute(statement("study_exchanges")).fetchall()
        if symbol in chosen and len({ALIASES.get(name, name) for name in names}) > 1
    ]
    return [f"symbols on several exchanges, and the one taken: {few(told)}"] if told else []


def _is_stray(shut: int, days: int) -> bool:
    """Whether a few bars on days New York was shut are errors, not another exchange's sessions.

    Exchanges elsewhere open on four or more of its holidays a year: more than 1 day in 100.
    """
    return days >= ENOUGH and STRAY * shut <= days


def _register(con: DuckDBPyConnection, chosen: dict[str, str]) -> None:
    symbols = sorted(chosen)
    codes = [chosen[s] for s in symbols]
    staged = {
        "symbol": np.array(symbols, dtype=object),
        "code": np.array(codes, dtype=object),
        "own": np.array([c.startswith(OWN) for c in codes], dtype=bool),
    }
    stage(con, "study_symbol", staged)
