"""What there is to say of an event besides its outcome, and of a study's events together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from marketlink.store.sql import statement
from marketlink.study.event_dates import CODE, OUTCOMES
from marketlink.study.kernel import Ints, Whole
from marketlink.study.relations import few

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FLAGS: Mapping[str, str] = {
    "overlapping": "have another event of the same company inside their event window",
    "incomplete": "have sessions without a return in their event window, which their CARs leave"
    " out and the group tests of those windows leave out with them",
    "no_spread": "have estimation days that the model explains but for rounding, and so no t",
    "unmatched": "have days with a return of the stock, but none of its benchmark or a factor",
    "peerless": "lack other companies{free} with the same sessions, which the model {model}"
    " compares with",
    "stale": "have closes that stand still on most days of their estimation window",
    "price_fault": "have a price in their windows that looks like a split or a unit left in",
    "boundary": "have a variance process fitted at its edge, where no shock counts or none fades",
    "venue_change": "have volumes of before and after a change of the venues or hours of their"
    " stock in their windows, and so compare unlike volumes",
    "unjudged": "have fewer estimation returns than are asked for: CARs, but no t",
}
"""The flags of an event in the order of their bits, and what a study says of the events."""
FLAG = {name: 1 << place for place, name in enumerate(FLAGS)}

REMEDIES: Mapping[str, tuple[str, str]] = {
    "naive_instant": (
        "have a clock time without an offset from UTC",
        "write it like 2025-01-27T16:30:00-05:00",
    ),
    "bad_date": ("have no day that can be read", "write it like 2025-01-27"),
    "no_symbol": ("have no symbol", ""),
    "duplicate_id": ("have the event_id of an earlier line and are left out", ""),
    "price_fault": (
        "have a split or a unit left in the prices of their windows, as volumes or a return by the"
        " same ratio prove, and are left out",
        "prices adjusted for it",
    ),
}
"""What is said of outcomes that nothing but the inputs' own faults bring, and what would help."""

SHOWN = 5
"""Events, or symbols, that are named."""


def remarks(
    con: DuckDBPyConnection, codes: Whole, flags: Whole, words: Mapping[str, str]
) -> list[str]:
    """One sentence for each outcome that a line has by itself, and for each flag.

    Parameters
    ----------
    codes, flags : of every event, in input order
    words : what the sentences leave open
    """
    told = []
    for name, (what, remedy) in REMEDIES.items():
        rows = np.flatnonzero(codes == CODE[name])
        if len(rows):
            said = f"{len(rows)} events {what}: {_named(con, rows)}"
            told.append(f"{said}; {remedy}" if remedy else said)
    lost = np.flatnonzero(codes == CODE["unknown_symbol"])
    if len(lost):
        told += _unknown(con, lost)
    for name, what in FLAGS.items():
        rows = np.flatnonzero(flags & FLAG[name])
        if len(rows):
            told.append(f"{len(rows)} events {what.format_map(words)}: {_named(con, rows)}")
    return told


def _named(con: DuckDBPyConnection, rows: Ints) -> str:
    """The ids of the first of some events, and how many more there are."""
    return few(list(dict.fromkeys(first_ids(con, rows))), of=len(rows))


def first_ids(con: DuckDBPyConnection, rows: Ints) -> list[str]:
    """The ids of the first of some events, in the order of their places in the input."""
    wanted = rows[:SHOWN].tolist()
    con.execute("set variable study_first = ?", [wanted])
    found = dict(con.execute(statement("study_first")).fetchall())
    return [str(found[row]) for row in wanted]


def _unknown(con: DuckDBPyConnection, lost: Ints) -> list[str]:
    """The symbols that the prices have no usable line of, and what they may have been meant for."""
    con.register("study_lost", {"n": lost})
    names = [str(row[0]) for row in con.execute(statement("study_unknown")).fetchall()]
    con.unregister("study_lost")
    con.execute("set variable study_unknown = ?", [names[:SHOWN]])
    near = dict(con.execute(statement("study_near")).fetchall())
    told = [f"{name} (they have {near[name]})" if near.get(name) else name for name in names]
    what = "events have a symbol that the prices have no usable line of"
    return [f"{len(lost)} {what}: {few(told, SHOWN)}"]


def counted(codes: Whole) -> dict[str, int]:
    """Events by outcome code."""
    numbers = np.bincount(codes, minlength=len(OUTCOMES)).tolist()
    return {name: n for name, n in sorted(zip(OUTCOMES, numbers, strict=True)) if n}


def names_of(bits: int) -> Sequence[str]:
    """The flags of one event."""
    return [name for name, bit in FLAG.items() if bits & bit]
