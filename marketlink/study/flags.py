"""What there is to say of an event besides its outcome, and of a study's events together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from marketlink.findings import FindingText
from marketlink.store.sql import statement
from marketlink.study.event_dates import CODE, OUTCOMES
from marketlink.study.kernel import Ints, Whole
from marketlink.study.relations import SHOWN, few

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FLAGS = (
    "overlapping", "incomplete", "no_spread", "unmatched", "peerless", "stale", "price_fault",
    "boundary", "venue_change", "unjudged",
)  # fmt: skip
"""The flags of an event in the order of their bits; ``remark.<flag>`` is what a study says of the
events that have it."""
FLAG = {name: 1 << place for place, name in enumerate(FLAGS)}

OWN = {"naive_instant": "naive_instant", "bad_date": "bad_date", "no_symbol": "no_symbol",
       "duplicate_id": "duplicate_id", "price_fault": "price_fault_out"}  # fmt: skip
"""Outcomes that nothing but the inputs' own faults bring, and the remark on each."""

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
    told: list[str] = []
    for name, key in OWN.items():
        rows = np.flatnonzero(codes == CODE[name])
        if len(rows):
            told.append(FindingText(f"remark.{key}", n=len(rows), named=_named(con, rows)))
    lost = np.flatnonzero(codes == CODE["unknown_symbol"])
    if len(lost):
        told.append(_unknown(con, lost))
    for name in FLAGS:
        rows = np.flatnonzero(flags & FLAG[name])
        if len(rows):
            more = words if name == "peerless" else {}
            told.append(FindingText(f"remark.{name}", n=len(rows), named=_named(con, rows), **more))
    return told


def _named(con: DuckDBPyConnection, rows: Ints) -> str:
    """The ids of the first of some events, and how many more there are."""
    return few(list(dict.fromkeys(first_ids(con, rows))), len(rows))


def first_ids(con: DuckDBPyConnection, rows: Ints) -> list[str]:
    """The ids of the first of some events, in the order of their places in the input."""
    wanted = rows[:SHOWN].tolist()
    con.execute("set variable study_first = ?", [wanted])
    found = dict(con.execute(statement("study_first")).fetchall())
    return [str(found[row]) for row in wanted]


def _unknown(con: DuckDBPyConnection, lost: Ints) -> str:
    """The symbols that the prices have no usable line of, and what they may have been meant for."""
    con.register("study_lost", {"n": lost})
    names = [str(row[0]) for row in con.execute(statement("study_unknown")).fetchall()]
    con.unregister("study_lost")
    con.execute("set variable study_unknown = ?", [names[:SHOWN]])
    near = dict(con.execute(statement("study_near")).fetchall())
    told = [FindingText("remark.near", name=name, near=near[name]) if near.get(name) else name
            for name in names]  # fmt: skip
    return FindingText("remark.unknown_symbol", n=len(lost), named=few(told))


def counted(codes: Whole) -> dict[str, int]:
    """Events by outcome code."""
    numbers = np.bincount(codes, minlength=len(OUTCOMES)).tolist()
    return {name: n for name, n in sorted(zip(OUTCOMES, numbers, strict=True)) if n}


def names_of(bits: int) -> Sequence[str]:
    """The flags of one event."""
    return [name for name, bit in FLAG.items() if bits & bit]
