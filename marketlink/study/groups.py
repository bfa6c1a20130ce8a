"""The group statistics and averages of a study, from all of its partitions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.study.average import average_of, joined
from marketlink.study.engine import Solved, panel_of
from marketlink.study.inference.battery import adjust_rows, group_rows
from marketlink.study.inference.pooled import LARGE, pooled_rows
from marketlink.study.inference.resampling import DRAWS, SEED
from marketlink.study.inference.sums import Frame, Members
from marketlink.study.kernel import Ints
from marketlink.study.panel import Panel

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.study.asked import Asked
    from marketlink.study.relations import Column

BATCH = 4_096
"""Events of small groups that are laid out at a time."""

Rows = list[dict[str, Any]]
Found = tuple[str, Rows, dict[str, Any]]
"""A group with its rows of the tables ``tests`` and ``average``."""


def group_tables(parts: Sequence[Solved], asked: Asked) -> tuple[Rows, dict[str, Column]]:
    """Rows of the ``tests`` table, and the ``average`` table.

    The events of a group are taken in an order of their own, or added up as whole numbers: the
    partitions change no bit.
    """
    if not parts:
        return [], joined([])
    names = parts[0].windows.events.groups
    sizes = np.zeros(len(names), dtype=np.int64)
    for part in parts:
        member = part.windows.events.rows.member[part.picked]
        sizes += np.bincount(member, minlength=len(names))
    random, bound = (DRAWS, SEED), asked.bound
    frame = _frame(parts)
    large = np.flatnonzero(sizes > LARGE)
    members = _members(parts, large)

    def of_large(group: int) -> list[Found]:
        return [(names[group], *pooled_rows(names[group], frame, members[group], bound, random))]

    def of_small(groups: Ints) -> list[Found]:
        panel = _panel(parts, groups)
        return [
            (
                names[g],
                list(group_rows(panel.take(rows), names[g], panel.windows, bound, random)),
                average_of(panel, rows, names[g]),
            )
            for g in groups.tolist()
            if len(rows := panel.members(names[g]))
        ]

    with ThreadPoolExecutor(max(asked.threads, 1)) as pool:
        jobs = [pool.submit(of_large, group) for group in large.tolist()]
        jobs += [pool.submit(of_small, groups) for groups in _batches(sizes)]
        found = sorted((one for job in jobs for one in job.result()), key=lambda one: one[0])
    rows = [row for _, some, _ in found for row in some]
    adjust_rows(rows, asked.adjust)
    return rows, joined([average for _, _, average in found])


def _frame(parts: Sequence[Solved]) -> Frame:
    dates = [part.windows.layout.dates for part in parts]
    known = [days[days > 0] for days in dates]
    first = min((int(days.min()) for days in known if len(days)), default=1)
    last = max((int(days.max()) for days in known if len(days)), default=1)
    return Frame(parts[0].request.plan, parts[0].spec.window, first, last - first + 1)


def _members(parts: Sequence[Solved], groups: Ints) -> dict[int, Members]:
    """The fits of every large group by partition, and how many events each has."""
    found: dict[int, Members] = {int(group): [] for group in groups}
    for part in parts:
        member = part.windows.events.rows.member[part.picked].astype(np.int64)
        fits = max(len(part.fits), 1)
        keys, counts = np.unique(member * fits + part.valid, return_counts=True)
        owner, row = np.divmod(keys, fits)
        for group in groups.tolist():
            mine = slice(*np.searchsorted(owner, (group, group + 1)).tolist())
            if mine.start < mine.stop:
                found[group].append((part, row[mine], counts[mine].astype(np.float64)))
    return found


def _batches(sizes: Ints) -> Iterator[Ints]:
    """The small groups, a few thousand events at a time."""
    small = np.flatnonzero((sizes > 0) & (sizes <= LARGE))
    batch = np.cumsum(sizes[small]) // BATCH
    for number in np.unique(batch).tolist():
        yield small[batch == number]


def _panel(parts: Sequence[Solved], groups: Ints) -> Panel:
    panels = []
    for part in parts:
        member = part.windows.events.rows.member[part.picked]
        mine = part.picked[np.isin(member, groups)]
        if len(mine):
            panels.append(panel_of(part, mine))
    return Panel.joined(panels)


def all_answers(con: DuckDBPyConnection, parts: Sequence[Solved]) -> Panel:
    """All events with an answer in input order, with their ids."""
    ids = np.array(
        [row[0] for row in con.execute("select event_id from input_event").fetchall()], dtype=object
    )
    panel = Panel.joined([panel_of(part) for part in parts if len(part.picked)] or [])
    row = np.concatenate([part.windows.events.rows.row[part.picked] for part in parts])
    return replace(panel, event_ids=tuple(map(str, ids[row]))).take(np.argsort(row))
