"""A study from its inputs to its tables: partition by partition, then group by group.

A partition is solved by :func:`marketlink.study.engine.solve_windows` and laid out by
:mod:`marketlink.study.tables`; the groups are put together from all of them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
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
    event_subset,
)
from marketlink.study.placebo_dates import has_placebos
from marketlink.study.price_faults import NOTHING, Faults, checked, mark, suspects
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


@dataclass(slots=True)
class Collected:
    """What the partitions of a study say, one after another.

    ``code`` and ``flags`` are of every event in input order; ``first_events`` gives, by the number
    of a fault of prices, the first event whose windows hold it; ``lone`` events lack the
    benchmarks that ``missing`` names.
    """

    code: Whole
    flags: Whole
    counted: Census
    parts: Partitions = field(default_factory=lambda: Partitions.of([]))
    faults: Faults = NOTHING
    first_events: dict[int, int] = field(default_factory=dict)
    lone: int = 0
    missing: set[str] = field(default_factory=set)
    coefficients: tuple[str, ...] = ("alpha", "beta")

    @classmethod
    def of(cls, events: int, groups: int) -> Collected:
        """Nothing yet."""
        code = np.full(events, CODE["unknown_symbol"], np.int8)
        return cls(code, np.zeros(events, np.int16), Census.of(groups))

    def take(self, one: Passed) -> None:
        """Take in what a partition said."""
        self.code[one.row], self.flags[one.row] = one.code, one.flags
        self.counted.add(Census(one.sizes, *one.dates.tolist()))
        for event, fault in one.fault_events.tolist():
            self.first_events[fault] = min(event, self.first_events.get(fault, event))
        self.lone += int(one.lone)
        self.missing.update(one.missing.tolist())
        self.coefficients = tuple(one.coefficients.tolist())


class Passed(NamedTuple):
    """What a partition says once its rows are laid out: of its events (``row`` is their place in
    the input) and, as :class:`Collected` has them, of all of them."""

    row: Whole
    code: Whole
    flags: Whole
    sizes: Ints
    dates: Ints
    fault_events: Ints
    lone: Ints
    missing: np.ndarray[Any, Any]
    coefficients: np.ndarray[Any, Any]

    @classmethod
    def of(cls, solved: Solved, fault_events: Sequence[tuple[int, int]]) -> Passed:
        """What a partition says, with the faults that its events' windows hold."""
        windows = solved.windows
        counted = Census.of(len(windows.events.groups)).count(solved)
        return cls(
            windows.events.rows.row, solved.code, solved.flags, counted.sizes,
            np.array([counted.first, counted.last]),
            np.array(fault_events, dtype=np.int64).reshape(-1, 2), np.array(windows.lone),
            np.array(windows.missing, dtype=str),
            np.array(tables.coefficient_names(solved.estimate.coefficients)),
        )  # fmt: skip


def check_prices(con: DuckDBPyConnection, spec: Spec, work: StudyInput) -> Faults:
    """What the checks of prices say of the stocks whose events may meet a fault."""
    return checked(con, suspects(work, plan_of(spec).ends))


def run(
    spec: Spec, options: RunOptions, rows: TableRows, work: StudyInput, faults: Faults
) -> Collected:
    """Solve a study partition by partition, ``asked.threads`` at a time, and lay out its rows."""
    solution, progress = Collected.of(len(work), len(work.frame.groups)), Progress(work.partitions)
    placebo = options.full or places_dates(spec, work.scope.prices)
    paths = options.full or work.scope.events <= PATHS_TO
    daily = options.full or work.scope.events <= DAILY_TO
    solution.faults = faults
    cut = work.cutter()

    def solve_part(number: int) -> Solved:
        inner = options.threads if work.partitions == 1 else 1
        return solve_partition(spec, work.frame, cut(number), faults, inner)

    def lay(number: int, solved: Solved) -> Passed:
        lay_out(rows, number, solved, placebo=placebo, paths=paths, daily=daily)
        passed = Passed.of(solved, solved.fault_events)
        rows.finish(number, passed._asdict())
        return passed

    solution.parts = Partitions(work.partitions, solve_part, options.threads)
    finished = {number: rows.finished(number) for number in range(work.partitions)}
    left = [number for number, answer in finished.items() if answer is None]
    laid = solution.parts.some(left, lay)
    for number, answer in finished.items():
        solution.take(Passed(**answer) if answer is not None else next(laid))
        progress.step(number + 1)
    _take_lost(solution, rows, work)
    return solution


def solve_partition(
    spec: Spec, frame: StudyFrame, part: Partition, faults: Faults, threads: int = 1
) -> Solved:
    """Date a partition's events, match its returns, fit its model and mark faults of prices."""
    windows = match(frame, part, np.zeros(0, dtype=object))
    solved = solve_windows(spec, frame.regressors, windows, threads)
    return replace(solved, fault_events=tuple(mark(solved, faults)))


def _take_lost(solution: Collected, rows: TableRows, work: StudyInput) -> None:
    """The events whose symbol has no price."""
    lost = event_subset(work.rows, np.flatnonzero(work.rows.symbol < 0), 0)
    if lost.fault is not None:
        solution.code[lost.row] = np.where(lost.fault > 0, lost.fault, solution.code[lost.row])
    bad = lost.row[lost.dateless]
    solution.code[bad] = np.where(
        solution.code[bad] == CODE["unknown_symbol"], CODE["bad_date"], solution.code[bad]
    )
    lines = tables.lost_rows(lost, solution.coefficients, solution.code[lost.row])
    rows.add("event", (work.partitions, 0), lines)


def places_dates(spec: Spec, prices: int) -> bool:
    """Whether all dates of the companies are tried as placebos without being asked for."""
    plain = find(spec.model).name == "market" and not spec.mask_events and spec.thin == "none"
    return plain or prices <= DATES_TO


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
    remarks: list[str] = []
    if options.full:
        return remarks
    if scope.events > PATHS_TO:
        remarks.append(FindingText("input.no_abnormal", most=PATHS_TO))
    if scope.events > DAILY_TO:
        remarks.append(FindingText("input.no_daily", most=DAILY_TO))
    if has_placebos(find(spec.model)) and not places_dates(spec, scope.prices):
        remarks.append(FindingText("input.no_placebo", model=spec.model, most=DATES_TO))
    return remarks


def assumed(spec: Spec, scope: Scope, options: RunOptions) -> list[str]:
    """What a study of many events takes for granted, unless it is tried on placebo dates."""
    if scope.events < MASS or options.calibrate or not has_placebos(find(spec.model)):
        return []
    return [FindingText("remark.assumed", n=scope.events)]


def define(con: DuckDBPyConnection, relations: Sequence[str], flags: Whole) -> list[str]:
    """Create the views of the tables that partitions have made rows of; ``flags`` are of every
    event, in input order."""
    tables.set_words(con)
    con.register("study_flag_rows", {"bits": flags.astype(np.int32)})
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
