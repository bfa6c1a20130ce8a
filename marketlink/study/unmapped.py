"""What to tell of events without a day 0 or without a return: which, and what would help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from marketlink.store.sql import statement
from marketlink.study.relations import few

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.study.mapping import Mapped

REMEDIES = {
    "naive_instant": (
        "have a clock time without an offset from UTC",
        "write it like 2025-01-27T16:30:00-05:00",
    ),
    "bad_date": ("have no day that can be read", "write it like 2025-01-27"),
    "no_symbol": ("have no symbol", ""),
    "duplicate_id": ("have the event_id of an earlier line and are left out", ""),
}

SHOWN = 5
"""Symbols that are named and looked for among the prices."""


def unmapped(con: DuckDBPyConnection, events: Mapped) -> list[str]:
    """One sentence for each reason."""
    notes = []
    for code, (what, remedy) in REMEDIES.items():
        ids = [str(one) for one in events.event_id[events.outcome == code]]
        if ids:
            told = f"{len(ids)} events {what}: {few(list(dict.fromkeys(ids)))}"
            notes.append(f"{told}; {remedy}" if remedy else told)
    lost = [str(symbol) for symbol in events.symbol[events.outcome == "unknown_symbol"]]
    return notes + (unknown_symbols(con, len(lost), sorted(set(lost))) if lost else [])


def partial_windows(ids: Sequence[str], count: int) -> list[str]:
    """What to tell of events that lack returns; ``ids`` are at least the first few of them."""
    if not count:
        return []
    return [
        f"{count} events have days without a return in their event window, which their CARs leave"
        f" out: {few(ids, of=count)}"
    ]


def unknown_symbols(con: DuckDBPyConnection, count: int, names: Sequence[str]) -> list[str]:
    """The symbols that the prices have no usable line of, and what they may have been meant for.

    Parameters
    ----------
    count : events that have one
    names : the symbols, sorted
    """
    con.execute("set variable study_unknown = ?", [list(names[:SHOWN])])
    near = dict(con.execute(statement("study_near")).fetchall())
    told = [f"{name} (they have {near[name]})" if near.get(name) else name for name in names]
    return [
        f"{count} events have a symbol that the prices have no usable line of: {few(told, SHOWN)}"
    ]
