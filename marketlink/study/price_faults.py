"""Prices that cannot be right in the windows of events: what ``prices check`` says of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from marketlink.store.sql import statement
from marketlink.study.engine import Solved
from marketlink.study.flags import FLAG
from marketlink.study.kernel import Ints, Whole
from marketlink.study.layout import mark_windows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.price import Flag

STEP = 0.29, 0.4
"""A fall, or a rise, of more is looked at: what the checks of prices ask of a point."""
FAULTS = frozenset({"unapplied-split", "unit-change"})
"""Faults of a price that change the return on it; a large move by itself may be news."""


def suspects(parts: Sequence[Solved]) -> list[str]:
    """Symbols with a step inside the windows of an event that is worth a look."""
    found: set[str] = set()
    for part in parts:
        layout, (first, last) = part.windows.layout, _reach(part)
        if not len(part.request.at):
            continue
        inside = mark_windows(layout, part.request.at, (first, last)) > 0
        with np.errstate(invalid="ignore"):
            steps = np.flatnonzero(inside & ((layout.y < -STEP[0]) | (layout.y > STEP[1])))
        series = np.searchsorted(layout.begin, steps, side="right") - 1
        found |= {part.windows.symbols[number] for number in np.unique(series).tolist()}
    return sorted(found)


def _reach(part: Solved) -> tuple[int, int]:
    plan = part.request.plan
    return min(plan.estimation[0], plan.path[0]), max(plan.estimation[1], plan.path[1])


def price_faults(
    con: DuckDBPyConnection, parts: Sequence[Solved], flags: Whole
) -> list[tuple[int, Flag]]:
    """Run the checks of prices on the suspects and flag the events that a fault is told of.

    Parameters
    ----------
    parts : the partitions of a study
    flags : of every event, in input order; changed in place

    Returns
    -------
    Each fault with the first event (by its place in the input) whose windows hold it.
    """
    from marketlink.prices import quality

    names = suspects(parts)
    if not names:
        return []
    con.execute("set variable study_suspects = ?::varchar[]", [names])
    con.execute(statement("check_of_study"))
    told: dict[str, list[Flag]] = defaultdict(list)
    for found in quality.run(con, beside=False).values():
        for flag in found:
            if flag.fault in FAULTS and flag.session is not None:
                told[flag.symbol].append(flag)
    return [one for part in parts for one in _flagged(part, told, flags)]


def _flagged(part: Solved, told: dict[str, list[Flag]], flags: Whole) -> list[tuple[int, Flag]]:
    windows, found = part.windows, []
    first, last = _reach(part)
    at, row = windows.events.at, windows.events.rows.row
    for number, symbol in enumerate(windows.symbols):
        if symbol not in told:
            continue
        mine: Ints = np.flatnonzero(windows.events.series == number)
        for flag in told[symbol]:
            place = _place(part, number, flag)
            held = mine[(at[mine] + first <= place) & (place <= at[mine] + last)]
            if len(held):
                flags[row[held]] |= FLAG["price_fault"]
                found.append((int(row[held].min()), flag))
    return found


def _place(part: Solved, series: int, flag: Flag) -> int:
    """The position of a flagged session in the layout, -1 where it has none."""
    cut = part.windows.layout.stretch(series)
    assert flag.session is not None
    places = np.flatnonzero(part.windows.layout.dates[cut] == flag.session.toordinal())
    return cut.start + int(places[0]) if len(places) else -1
