"""The parts of a move, and the stocks that moved with it, from the table ``move``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOVED = 0.05
"""A stock moved with another if its own p is at most this and its direction is the same."""
SHARED, LIKE, MOST = 120, 0.25, 5
"""A peer shares at least ``SHARED`` sessions of the year before with the stock, and is correlated
with it beyond their markets by at least ``LIKE`` (noise of a year reaches 0.2); at most ``MOST``
peers are listed a session."""


@dataclass(frozen=True, slots=True)
class ReturnParts:
    """The parts of a return, decimal: those that its market, New York (elsewhere) and its sector
    explain, and the rest. They add up; None where there is no such factor.
    """

    market: float
    foreign: float | None
    sector: float | None
    own: float


@dataclass(frozen=True, slots=True)
class Peer:
    """A stock that moved with another on a session: its return and what is beyond its market
    (decimal), its own p, and their correlation beyond the market over the year before."""

    symbol: str
    ret: float
    beyond: float
    p: float
    r: float


def parts(con: DuckDBPyConnection, symbol: str, days: Sequence[date]) -> dict[date, ReturnParts]:
    """The parts of a stock's moves on some sessions, where the store keeps the move."""
    rows = con.execute(statement("explain.parts"), [symbol, list(days)]).fetchall()
    return {day: ReturnParts(*values) for day, *values in rows}


def peers(
    con: DuckDBPyConnection, lines: Sequence[str], days: Sequence[date]
) -> dict[date, tuple[Peer, ...]]:
    """The stocks that moved with one on some sessions, the most alike first: a peer is like it in
    the year before, whatever its sector is called. The first of the ``lines`` of its issuer is the
    stock; the others are no peers."""
    values = [lines[0], list(days), MOVED, SHARED, LIKE, list(lines), MOST]
    by_day: dict[date, list[Peer]] = {}
    for day, *row in con.execute(statement("explain.peers"), values).fetchall():
        by_day.setdefault(day, []).append(Peer(*row))
    return {day: tuple(some) for day, some in by_day.items()}
