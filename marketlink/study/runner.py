"""A study from its inputs to its tables: partition by partition, then group by group.

A partition is solved by :func:`marketlink.study.engine.solve_windows` and laid out by
:mod:`marketlink.study.tables`; the groups are put together from all of them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from marketlink.findings import FindingText
from marketlink.store.sql import statement
from marketlink.study import tables, writing
from marketlink.study.alignment import match
from marketlink.study.empirical import empirical
from marketlink.study.engine import plan_of, solve_windows
from marketlink.study.event_dates import CODE
from marketlink.study.groups import Census
from marketlink.study.kernel import Column, Ints, Whole
from marketlink.study.models import find
from marketlink.study.partition import (
    Partition,
    RunOptions,
    Scope,
    StudyFrame,
    StudyInput,
)
from marketlink.study.placebo_dates import has_placebos
from marketlink.study.price_faults import Faults, checked, mark, suspects
from marketlink.study.solved import Partitions, Solved
from marketlink.study.tables import VIEWS, Columns
from marketlink.study.writing import TableRows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec

MASS = 1_000
"""Events from which a drift of what the fits predict is as large as what is looked for."""
PATHS_TO = 200_000
"""Events above which the table of their paths is left out unless everything is asked for."""
DAILY_TO = 1_000_000
"""Events above which no day's volatility is forecast unless everything is asked for."""
DATES_TO = 1_000_000
"""Prices above which a model that does not roll has no placebo dates unless all is asked for."""
LAID = 100_000
"""Events of a partition whose rows are laid out at a time."""


class Passed(NamedTuple):
    """What partitions say once their rows are laid out.

    Of each event its place in the input (``row``), outcome and flags by number. ``sizes`` are
    events with an answer by group, ``dates`` the first and last of the returns; ``fault_events``
    pairs of an event and the number of a fault of prices that its windows hold; ``lone`` events
    lack the benchmarks that ``missing`` names.
    """

    row: Whole
    code: Whole
    flags: Whole
    sizes: Ints
    dates: Ints
    fault_events: Ints
    lone: Ints
    missing: Column
    coefficients: Column

    @classmethod
    def of(cls, solved: Solved) -> Passed:
        """What a partition says."""
        windows, counted = solved.windows, Census.of(solved)
        return cls(
            windows.events.rows.row, solved.code, solved.flags, counted.sizes,
            np.array([counted.first, counted.last]),
            np.array(solved.fault_events, dtype=np.int64).reshape(-1, 2), np.array(windows.lone),
            np.array(windows.missing, dtype=str),
            np.array(tables.coefficient_names(solved.estimate.coefficients)),
        )  # fmt: skip

    @classmethod
    def joined(cls, parts: Sequence[Passed], events: int, groups: int) -> Passed:
        """What all partitions of a study say, its events in input order."""
        code = np.full(events, CODE["unknown_symbol"], np.int8)
        nothing = Passed(
            np.arange(events), code, np.zeros(events, np.int16), np.zeros(groups, np.int64),
            np.array([2**31, 0]), np.zeros((0, 2), np.int64), np.array(0), np.zeros(0, str),
            np.array(("alpha", "beta")),
        )  # fmt: skip
        for one in parts:
            code[one.row], nothing.flags[one.row] = one.code, one.flags
        every = (nothing, *parts)
        first, last = np.array([one.dates for one in every]).T
        return nothing._replace(
            sizes=np.sum([one.sizes for one in every], axis=0),
            dates=np.array([first.min(), last.max()]),
            fault_events=np.concatenate([one.fault_events for one in every]),
            lone=np.sum([one.lone for one in every]),
            missing=np.unique(np.concatenate([one.missing for one in every])),
            coefficients=every[-1].coefficients,
        )


def check_prices(con: DuckDBPyConnection, spec: Spec, work: StudyInput) -> Faults:
    """What the checks of prices say of the stocks whose events may meet a fault."""
    return checked(con, suspects(work, plan_of(spec).ends))


def run(
    spec: Spec, options: RunOptions, rows: TableRows, work: StudyInput, faults: Faults
) -> tuple[Passed, Partitions]:
    """Solve a study partition by partition, ``options.threads`` at a time, and lay out its rows."""
    cut, progress = work.cutter(), Progress(work.partitions)
    dearer = shows(spec, work.scope, options)

    def solve_part(number: int) -> Solved:
        inner = options.threads if work.partitions == 1 else 1
        return solve_partition(spec, work.frame, cut(number), faults, inner)

    def lay(number: int, solved: Solved) -> Passed:
        lay_out(rows, number, solved, **dearer)
        passed = Passed.of(solved)
        rows.finish(number, passed._asdict())
        return passed

    parts = Partitions(work.partitions, solve_part, options.threads)
    finished = {number: rows.finished(number) for number in range(work.partitions)}
    left = [number for number, answer in finished.items() if answer is None]
    laid, each = parts.some(left, lay), list[Passed]()
    for number, answer in finished.items():
        each.append(Passed(**answer) if answer is not None else next(laid))
        progress.step(number + 1)
    passed = Passed.joined(each, len(work), len(work.frame.groups))
    _take_lost(passed, rows, work)
    return passed, parts


def solve_partition(
    spec: Spec, frame: StudyFrame, part: Partition, faults: Faults, threads: int = 1
) -> Solved:
    """Date a partition's events, match its returns, fit its model and mark faults of prices."""
    windows = match(frame, part, np.zeros(0, dtype=object))
    return mark(solve_windows(spec, frame.regressors, windows, threads), faults)


def _take_lost(passed: Passed, rows: TableRows, work: StudyInput) -> None:
    """The events whose symbol has no price."""
    lost, code = work.rows.some(np.flatnonzero(work.rows.symbol < 0)), passed.code
    if lost.fault is not None:
        code[lost.row] = np.where(lost.fault > 0, lost.fault, code[lost.row])
    bad = lost.row[lost.dateless]
    code[bad] = np.where(code[bad] == CODE["unknown_symbol"], CODE["bad_date"], code[bad])
    names = tuple(passed.coefficients.tolist())
    rows.add("event", (work.partitions, 0), tables.lost_rows(lost, names, code[lost.row]))


def shows(spec: Spec, scope: Scope, options: RunOptions) -> dict[str, bool]:
    """Which of its dearer parts a study of this size has, those that are asked for among them: all
    dates of the companies as placebos, the paths of the events, the volatility of each day."""
    plain = find(spec.model).name == "market" and not spec.mask_events and spec.thin == "none"
    return {
        "placebo": options.full or plain or scope.prices <= DATES_TO,
        "paths": options.full or scope.events <= PATHS_TO,
        "daily": options.full or scope.events <= DAILY_TO,
    }


def lay_out(  # noqa: PLR0913 (one specification)
    rows: TableRows,
    number: int,
    solved: Solved,
    *,
    placebo: bool = True,
    paths: bool = True,
    daily: bool = True,
) -> None:
    """Add a partition's rows to the tables."""
    judgement = empirical(solved, placebo=placebo, daily=daily)
    events = len(solved.windows.events)
    for place, low in enumerate(range(0, max(events, 1), LAID)):
        part = solved.events(slice(low, low + LAID)) if events > LAID else solved
        rows.add("event", (number, place), tables.event_rows(part, judgement))
        rows.add("car", (number, place), tables.car_rows(part, judgement))
        if paths:
            rows.add("abnormal", (number, place), tables.abnormal_rows(part))


def left_out(spec: Spec, scope: Scope, options: RunOptions) -> list[str]:
    """What a study of this size does not have unless it is asked for, by name."""
    dearer = shows(spec, scope, options)
    remarks = {
        "paths": FindingText("input.no_abnormal", most=PATHS_TO),
        "daily": FindingText("input.no_daily", most=DAILY_TO),
        "placebo": FindingText("input.no_placebo", model=spec.model, most=DATES_TO),
    }
    dearer["placebo"] |= not has_placebos(find(spec.model))
    return [remark for name, remark in remarks.items() if not dearer[name]]


def assumed(spec: Spec, scope: Scope, options: RunOptions) -> list[str]:
    """What a study of many events takes for granted, unless it is tried on placebo dates."""
    if scope.events < MASS or options.calibrate or not has_placebos(find(spec.model)):
        return []
    return [FindingText("remark.assumed", n=scope.events)]


def define(con: DuckDBPyConnection, table_rows: TableRows, flags: Whole) -> list[str]:
    """Create the views of the tables that partitions have made rows of; ``flags`` are of every
    event, in input order."""
    table_rows.relate()
    tables.set_words(con)
    con.register("study_flag_rows", {"bits": flags.astype(np.int32)})
    relations = table_rows.names()
    names = [name for name, rows in VIEWS.items() if rows in relations]
    for name in names:
        con.execute(statement(f"study.out_{name}"))
    return names


def fetched(con: DuckDBPyConnection, name: str) -> Columns:
    """A table as columns: NaN, NaT or None where nothing is known."""
    arrays: Any = con.execute(f"from study_out_{name}").fetchnumpy()
    columns = {key: _plain(column) for key, column in arrays.items()}
    for key in writing.DAYS & columns.keys():
        columns[key] = columns[key].astype("datetime64[D]")
    return columns


def _plain(column: Any) -> Column:  # noqa: ANN401 (an array, a frame or a number)
    if not isinstance(column, np.ma.MaskedArray):
        return np.asarray(column)
    if column.dtype.kind == "M":
        return column.filled(np.datetime64("NaT"))
    if column.dtype.kind == "O":
        values = column.data.copy()
        values[np.ma.getmaskarray(column)] = None
        return values
    return np.ma.filled(column.astype(np.float64), np.nan)


class Progress:
    """One line on a terminal's standard error, and nothing anywhere else."""

    def __init__(self, total: int) -> None:
        self.total, self.start = total, time.monotonic()
        self.on = sys.stderr.isatty()

    def step(self, n: int) -> None:
        """Say how far it is."""
        if self.on:
            spent = time.monotonic() - self.start
            left = spent / max(n, 1) * (self.total - n)
            end = "\n" if n == self.total else ""
            sys.stderr.write(f"\r{n}/{self.total} partitions, {left:.0f} s left   {end}")
            sys.stderr.flush()
