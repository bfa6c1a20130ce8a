"""The group statistics and averages of a study, from all of its partitions.

An :class:`Executor` goes through the partitions: threads here (:class:`OnThreads`), or other
machines. It knows nothing of statistics.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from marketlink.study.engine import plan_of
from marketlink.study.inference.adding import add, add_earlier
from marketlink.study.inference.band import averages, joined
from marketlink.study.inference.block import Members
from marketlink.study.inference.pooled import LARGE, filtered_results, pooled_rows
from marketlink.study.inference.resampling import DRAWS, SEED
from marketlink.study.inference.results import adjust_rows
from marketlink.study.inference.sample import panel_rows, stacks_of
from marketlink.study.inference.sums import GroupSums, SumsFrame, settle
from marketlink.study.kernel import Ints
from marketlink.study.panel import Panel
from marketlink.study.solved import Solved, panel_of

if TYPE_CHECKING:
    from marketlink.records.study import Spec
    from marketlink.study.kernel import Column
    from marketlink.study.partition import RunOptions
    from marketlink.study.solved import Partitions

BATCH = 2_048
"""Events of small groups that are laid out at a time."""
ROOM = 2**28
"""Bytes of the sums by date of large groups that are added up at a time."""

Rows = list[dict[str, Any]]
GroupFound = tuple[str, Rows, dict[str, Any]]
"""A group with its rows of the tables ``tests`` and ``average``."""


class Census(NamedTuple):
    """Events with an answer by group, and the first and last date of the returns."""

    sizes: Ints
    first: int
    last: int

    @classmethod
    def of(cls, part: Solved) -> Census:
        """Those of a partition."""
        dates = part.windows.layout.dates
        sizes = np.bincount(part.member, minlength=len(part.windows.events.groups))
        sessions = dates[dates > 0]
        return cls(sizes, int(sessions.min(initial=2**31)), int(sessions.max(initial=0)))

    @classmethod
    def joined(cls, parts: Iterable[Census]) -> Census:
        """Those of several partitions."""
        sizes, first, last = zip(*parts, strict=True)
        return cls(sum(sizes), min(first), max(last))


class Executor(Protocol):
    """Where the partitions of a study are solved. ``groups`` names the groups by their numbers."""

    @property
    def spec(self) -> Spec:
        """The specification of every partition."""

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, in the order of their numbers."""

    def fold(self, sums: Mapping[int, GroupSums], adding: Adding) -> None:
        """Add the events of every partition to the sums of their groups."""

    def small(self, batches: Sequence[Ints], options: RunOptions) -> Iterator[GroupFound]:
        """The answers of small groups, a batch of groups at a time, with :func:`of_panels`."""


def group_tables(
    parts: Executor, options: RunOptions, counted: Census
) -> tuple[Rows, dict[str, Column]]:
    """Rows of the ``tests`` table, and the ``average`` table, of the events that were counted.

    The events of a group are taken in an order of their own, or added up as whole numbers: the
    partitions change no bit. Large groups take two passes over the partitions, small ones are held
    with their fits.
    """
    answers = list(_of_large(parts, counted, options))
    answers += parts.small(list(_batches(counted.sizes)), options)
    answers.sort(key=lambda one: one[0])
    rows = [row for _, some, _ in answers for row in some]
    adjust_rows(rows, options.adjust)
    return rows, joined([columns for _, _, columns in answers])


def _of_large(parts: Executor, counted: Census, options: RunOptions) -> Iterator[GroupFound]:
    """The large groups, as many at a time as there is room for."""
    large = np.flatnonzero(counted.sizes > LARGE)
    if not len(large):
        return
    plan, dates = plan_of(parts.spec), counted.last - counted.first + 1
    frame = SumsFrame(plan, parts.spec.window, counted.first, dates)
    step = max(ROOM // (8 * frame.dates * (3 + 6 * len(frame.windows))), 1)
    names = parts.groups
    for low in range(0, len(large), step):
        sums = {group: GroupSums(frame) for group in large[low : low + step].tolist()}
        parts.fold(sums, add)
        for each in sums.values():
            settle(each)
        parts.fold(sums, add_earlier)
        filtered = filtered_results(list(sums.values()))
        with ThreadPoolExecutor(max(options.threads, 1)) as pool:
            jobs = [
                pool.submit(pooled_rows, names[group], each, own, (options.bound, (DRAWS, SEED)))
                for (group, each), own in zip(sums.items(), filtered, strict=True)
            ]
            for group, job in zip(sums, jobs, strict=True):
                yield names[group], *job.result()


Adding = Callable[[Mapping[int, GroupSums], Solved, Members], None]


def add_part(sums: Mapping[int, GroupSums], adding: Adding, part: Solved) -> None:
    """Add a partition's events to the sums of their groups."""
    fits = max(len(part.fits), 1)
    keys, counts = np.unique(part.member * fits + part.valid, return_counts=True)
    group, row = np.divmod(keys, fits)
    mine = np.isin(group, list(sums))
    if mine.any():
        adding(sums, part, Members(group[mine], row[mine], counts[mine].astype(np.float64)))


@dataclass(frozen=True, slots=True)
class OnThreads:
    """The partitions of a study on the threads of this process."""

    parts: Partitions
    spec: Spec
    groups: tuple[str, ...]

    def fold(self, sums: Mapping[int, GroupSums], adding: Adding) -> None:
        """Add the events of every partition to the sums of their groups."""
        deque(self.parts.each(partial(add_part, sums, adding)), 0)

    def small(self, batches: Sequence[Ints], options: RunOptions) -> Iterator[GroupFound]:
        """The answers of small groups, which are held with their fits."""
        solutions = self._small_parts(batches) if batches else []
        with ThreadPoolExecutor(max(options.threads, 1)) as pool:
            jobs = [pool.submit(_of_small, solutions, some, options) for some in batches]
            for job in jobs:
                yield from job.result()

    def _small_parts(self, batches: Sequence[Ints]) -> Sequence[Solved]:
        """The partitions with the fits of small groups alone, where not all are at hand."""
        if self.parts.at_hand:
            return list(self.parts)
        small = np.zeros(len(self.groups), dtype=bool)
        small[np.concatenate(batches)] = True

        def only(part: Solved) -> Solved | None:
            mine = part.picked[small[part.member]]
            return part.only(mine) if len(mine) else None

        return [part for part in self.parts.each(only) if part is not None]


def _batches(sizes: Ints) -> Iterator[Ints]:
    """The small groups, a few thousand events at a time, those of as many events together."""
    small = np.flatnonzero((sizes > 0) & (sizes <= LARGE))
    small = small[np.argsort(sizes[small], kind="stable")]
    batch = np.cumsum(sizes[small]) // BATCH
    for number in np.unique(batch).tolist():
        yield small[batch == number]


def _of_small(parts: Sequence[Solved], groups: Ints, options: RunOptions) -> list[GroupFound]:
    return of_panels([one for part in parts if (one := panel_of_groups(part, groups))], options)


def panel_of_groups(part: Solved, groups: Ints) -> Panel | None:
    """A partition's events of some groups as the statistics read them; None where it has none."""
    mine = part.picked[np.isin(part.member, groups)]
    return panel_of(part, mine) if len(mine) else None


def of_panels(panels: Sequence[Panel], options: RunOptions) -> list[GroupFound]:
    """The answers of the groups that some partitions' panels hold."""
    stacks = stacks_of(Panel.joined(panels))
    names = [name for stack in stacks for name in stack.names]
    rows = panel_rows(stacks, (options.bound, (DRAWS, SEED)))
    return list(zip(names, rows, averages(stacks), strict=True))
