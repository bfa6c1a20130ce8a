"""Reads the store's symbols, bars, flags, revisions and runs as records."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from marketlink.calendars import EXCHANGES
from marketlink.records.price import (
    Action,
    Drift,
    Flag,
    History,
    Holding,
    Listing,
    Merged,
    RawBar,
    RefreshRun,
)
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def holdings(con: DuckDBPyConnection, symbols: Sequence[str] | None = None) -> tuple[Holding, ...]:
    """What is held of every symbol (or of these), by symbol."""
    names = None if symbols is None else list(symbols)
    rows = con.execute(statement("holdings.holding"), [names]).fetchall()
    return tuple(Holding(Listing(*row[:9]), *row[9:]) for row in rows)


def with_currencies(con: DuckDBPyConnection, histories: Sequence[History]) -> list[History]:
    """The histories with a currency each: the one held where the source left it out."""
    unsaid = [history.symbol for history in histories if not history.listing.currency]
    if not unsaid:
        return list(histories)
    currencies = {item.symbol: item.listing.currency for item in holdings(con, unsaid)}

    def listing_of(item: Listing) -> Listing:
        default = EXCHANGES[item.exchange].currency if item.exchange in EXCHANGES else ""
        money = item.currency or currencies.get(item.symbol) or default
        return replace(item, currency=money)

    return [replace(history, listing=listing_of(history.listing)) for history in histories]


def bars(
    con: DuckDBPyConnection, symbol: str, first: date | None = None, last: date | None = None
) -> tuple[RawBar, ...]:
    """Raw bars of a symbol between two sessions, both ends in."""
    rows = con.execute(
        "select session, open, high, low, close, volume, adj_close from bar where symbol = ?"
        " and session between coalesce(?, session) and coalesce(?, session) order by session",
        [symbol, first, last],
    ).fetchall()
    return tuple(RawBar(*row) for row in rows)


def actions(con: DuckDBPyConnection, symbol: str) -> tuple[Action, ...]:
    """Splits and dividends of a symbol, by ex-date."""
    rows = con.execute(
        "select session, kind, value from action where symbol = ? order by session, kind desc",
        [symbol],
    ).fetchall()
    return tuple(Action(*row) for row in rows)


def flags(
    con: DuckDBPyConnection, symbol: str, first: date | None = None, last: date | None = None
) -> tuple[Flag, ...]:
    """Faults of a symbol seen between two sessions, and those of its whole history."""
    rows = con.execute(
        "select symbol, session, fault, policy, detail from flag where symbol = ? and"
        " (session is null or session between coalesce(?, session) and coalesce(?, session))"
        " order by session nulls first, fault",
        [symbol, first, last],
    ).fetchall()
    return tuple(Flag(*row) for row in rows)


def revisions(con: DuckDBPyConnection, symbol: str | None = None) -> tuple[Drift, ...]:
    """Replacements of whole histories, latest last."""
    rows = con.execute(
        "select symbol, why, session, ratio, changed from price_revision"
        " where symbol = coalesce(?, symbol) order by recorded, symbol",
        [symbol],
    ).fetchall()
    return tuple(Drift(*row) for row in rows)


def runs(con: DuckDBPyConnection, count: int = 10) -> tuple[RefreshRun, ...]:
    """The latest refresh runs, latest first."""
    rows = con.execute(
        "select run, started, ended, outcome, symbols, inserted, changed, revisions, errors"
        " from refresh_run order by started desc, run limit ?",
        [count],
    ).fetchall()
    return tuple(_run(*row) for row in rows)


def _run(*row: Any) -> RefreshRun:  # noqa: ANN401 (passed on)
    *fields, errors = row
    errors_listed = tuple((item["symbol"], item["error"]) for item in json.loads(errors))
    return replace(RefreshRun(*fields), errors=errors_listed)


def record_run(con: DuckDBPyConnection, run: RefreshRun, merged: Merged | None = None) -> None:
    """Write the row of a refresh run, with what its merge did where it had one."""
    errors = [{"symbol": symbol, "error": text} for symbol, text in run.errors]
    counts = merged or Merged(run.inserted, run.changed)
    revisions = len(counts.revisions) if merged else run.revisions
    con.execute(
        "insert into refresh_run values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [run.run, run.started, run.ended, run.outcome, run.symbols, counts.inserted, counts.changed,
         revisions, json.dumps(errors, ensure_ascii=False)],
    )  # fmt: skip
