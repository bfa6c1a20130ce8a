"""A study from its inputs to its tables: partition by partition, then group by group.

A partition is solved by :func:`marketlink.study.engine.solve_windows` and laid out by
:mod:`marketlink.study.tables`; the groups are put together from all of them.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.store.sql import statement
from marketlink.study import tables, writing
from marketlink.study.asked import Asked
from marketlink.study.empirical import empirical, has_placebos
from marketlink.study.engine import Solved, plan_of, solve, solve_windows
from marketlink.study.event_dates import CODE
from marketlink.study.flags import SHOWN, counted, first_ids, remarks
from marketlink.study.groups import group_tables
from marketlink.study.kernel import Whole
from marketlink.study.models import find
from marketlink.study.price_faults import price_faults
from marketlink.study.relations import Column, few, nothing_after
from marketlink.study.tables import VIEWS, Columns
from marketlink.study.windows import Part, Work, match

if TYPE_CHECKING:
    from types import TracebackType

    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec, Study

SMALL_TO = 200_000
"""Events above which what costs most an event is left out unless everything is asked for."""
HELD_TO = 200_000
"""Events whose rows are held in memory; those of more are kept in files until all are there."""
DATES_TO = 1_000_000
"""Prices above which a model that does not roll has no placebo dates unless all is asked for."""


class Rows(AbstractContextManager["Rows"]):
    """The rows of the tables, as partitions add them: in memory, or for many events in files."""

    def __init__(self, con: DuckDBPyConnection, events: int, folder: Path | None) -> None:
        self.con, self.stack = con, ExitStack()
        self.held: dict[str, list[Columns]] = {}
        self.files: Path | None = None
        if events > HELD_TO:
            made = tempfile.TemporaryDirectory(prefix=".study-", dir=folder)
            self.files = Path(self.stack.enter_context(made))

    def add(self, name: str, number: int, columns: Columns) -> None:
        """The rows of one partition; threads may add at the same time."""
        if self.files is None:
            self.held.setdefault(name, []).append(columns)
            return
        cursor = self.con.cursor()
        try:
            cursor.register("study_chunk", columns)
            target = str(self.files / f"{name}-{number:06d}.parquet").replace("'", "''")
            cursor.execute(f"copy study_chunk to '{target}' (format parquet, compression lz4)")
        finally:
            cursor.close()

    def relate(self) -> None:
        """Put the rows under the names that the views of the tables read."""
        if self.files is None:
            for name, parts in self.held.items():
                whole = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
                self.con.register(f"study_{name}_rows", whole)
            return
        for name in self.names():
            source = str(self.files / f"{name}-*.parquet").replace("'", "''")
            self.con.execute(
                f"create or replace temp view study_{name}_rows as from read_parquet('{source}')"
            )

    def names(self) -> list[str]:
        """The relations that there are rows of."""
        if self.files is None:
            return list(self.held)
        return sorted({path.name.rsplit("-", 1)[0] for path in self.files.iterdir()})

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stack.close()


@dataclass(slots=True)
class Made:
    """What the partitions of a study say: its partitions, and outcome and flags of every event."""

    spec: Spec
    code: Whole
    flags: Whole
    parts: list[Solved] = field(default_factory=list)

    @classmethod
    def of(cls, spec: Spec, events: int) -> Made:
        """Nothing yet."""
        return cls(
            spec, np.full(events, CODE["unknown_symbol"], np.int8), np.zeros(events, np.int16)
        )

    def take(self, solved: Solved) -> None:
        """Take in a partition, in order."""
        rows = solved.windows.events.rows.row
        self.code[rows], self.flags[rows] = solved.code, solved.flags
        self.parts.append(solved)


def run(con: DuckDBPyConnection, spec: Spec, asked: Asked, rows: Rows, work: Work) -> Made:
    """Solve a study partition by partition, ``asked.threads`` at a time."""
    made, progress = Made.of(spec, len(work)), Progress(work.partitions)
    placebo = asked.full or places_dates(spec, work)
    small = asked.full or len(work) <= SMALL_TO

    def one(number: int, part: Part) -> Solved:
        got = match(work.frame, part, np.zeros(0, dtype=object))
        inner = asked.threads if work.partitions == 1 else 1
        solved = solve_windows(spec, work.frame.regressors, got, inner, asked.elsewhere)
        lay_out(rows, number, solved, placebo=placebo, small=small)
        return solved

    for done, solved in enumerate(_in_turn(one, work.parts(), asked.threads), 1):
        made.take(solved)
        progress.step(done)
    lost = work.lost()
    if lost.fault is not None:
        made.code[lost.row] = np.where(lost.fault > 0, lost.fault, made.code[lost.row])
    dateless = lost.day == -32768
    if lost.second is not None:
        dateless &= ~np.isfinite(lost.second)
    bad = lost.row[dateless]
    made.code[bad] = np.where(
        made.code[bad] == CODE["unknown_symbol"], CODE["bad_date"], made.code[bad]
    )
    names = tables.coefficient_names(
        made.parts[0].estimate.coefficients if made.parts else ("alpha", "beta")
    )
    rows.add("event", work.partitions, tables.lost_rows(lost, names, made.code[lost.row]))
    return made


def places_dates(spec: Spec, work: Work) -> bool:
    """Whether all dates of the companies are tried as placebos without being asked for."""
    plain = find(spec.model).name == "market" and not spec.mask_events and spec.thin == "none"
    return plain or len(work.prices.day) <= DATES_TO


def _in_turn(
    one: Callable[[int, Part], Solved], parts: Iterator[Part], threads: int
) -> Iterator[Solved]:
    """The answers of the partitions in order, several at a time and no more ahead."""
    waiting: deque[Future[Solved]] = deque()
    with ThreadPoolExecutor(max(threads, 1)) as pool:
        for number, part in enumerate(parts):
            waiting.append(pool.submit(one, number, part))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def lay_out(
    rows: Rows, number: int, solved: Solved, *, placebo: bool = True, small: bool = True
) -> None:
    """Add a partition's rows to the tables."""
    found = empirical(solved, placebo=placebo, daily=small)
    rows.add("event", number, tables.event_rows(solved, found))
    rows.add("car", number, tables.car_rows(solved, found))
    if small:
        rows.add("abnormal", number, tables.abnormal_rows(solved))


def left_out(spec: Spec, work: Work, asked: Asked) -> list[str]:
    """What a study of this size does not have unless it is asked for, by name."""
    told: list[str] = []
    if asked.full:
        return told
    if len(work) > SMALL_TO:
        told.append(
            f"the table abnormal, volatility and p_filtered are left out above {SMALL_TO} events:"
            " --full writes them"
        )
    if has_placebos(find(spec.model)) and not places_dates(spec, work):
        told.append(
            f"p_placebo of the model {spec.model} is left out above {DATES_TO} prices:"
            " --full computes it"
        )
    return told


def told_faults(con: DuckDBPyConnection, made: Made) -> list[str]:
    """Check the prices inside the events' windows: flag the events, and name the first faults."""
    from marketlink.prices.quality import sentence

    found = sorted(price_faults(con, made.parts, made.flags), key=lambda one: one[0])
    if not found:
        return []
    shown = found[:SHOWN]
    ids = first_ids(con, np.array([row for row, _ in shown]))
    named = [f"{one}: {sentence(flag)}" for one, (_, flag) in zip(ids, shown, strict=True)]
    return [f"prices in the windows of events: {few(named, SHOWN, of=len(found))}"]


def facts_of(
    con: DuckDBPyConnection, made: Made, warnings: Sequence[str], snapshot: str
) -> dict[str, Any]:
    """The one row of the ``study`` table."""
    spec = made.spec
    return asdict(spec) | {
        "as_of": spec.as_of.isoformat() if spec.as_of else None,
        "events": len(made.code),
        "outcomes": counted(made.code),
        "warnings": tuple(warnings),
        "versions": tables.versions(con),
        "snapshot": snapshot,
    }


def warnings_of(con: DuckDBPyConnection, made: Made, notes: Sequence[str]) -> tuple[str, ...]:
    """Everything that is to be told of a study, once each."""
    spec, model = made.spec, find(made.spec.model)
    told = [*notes, *tables.spec_remarks(spec, plan_of(spec))]
    lost = sum(part.windows.lone for part in made.parts)
    if lost:
        missing = sorted({name for part in made.parts for name in part.windows.missing})
        named = f" (it would be {', '.join(missing)})" if missing else ""
        told.append(
            f"{lost} events have no benchmark among the prices{named}: --benchmark names one"
        )
    free = "" if model.linear else ", without an event of their own in those days"
    told += remarks(con, made.code, made.flags, {"free": free, "model": spec.model})
    if spec.as_of is not None:
        told.append(nothing_after(spec.as_of))
    return tuple(dict.fromkeys(told))


def define(con: DuckDBPyConnection, made: Sequence[str], flags: Whole) -> list[str]:
    """Create the views of the tables that partitions have made rows of.

    Parameters
    ----------
    flags : of every event, in input order
    """
    tables.set_words(con)
    con.register("study_flag_rows", {"bits": flags.astype(np.int32)})
    names = [name for name, rows in VIEWS.items() if rows in made]
    for name in names:
        con.execute(statement(f"study_out_{name}"))
    return names


def fetched(con: DuckDBPyConnection, name: str) -> Columns:
    """A table as columns: NaN, NaT or None where nothing is known."""
    got: Any = con.execute(f"from study_out_{name}").fetchnumpy()
    columns = {key: _plain(column) for key, column in got.items()}
    for key in writing.DAYS & columns.keys():
        columns[key] = columns[key].astype("datetime64[D]")
    return columns


def _plain(column: Any) -> Column:
    if not isinstance(column, np.ma.MaskedArray):
        return np.asarray(column)
    if column.dtype.kind == "M":
        return column.filled(np.datetime64("NaT"))
    if column.dtype.kind == "O":
        values = column.data.copy()
        values[np.ma.getmaskarray(column)] = None
        return values
    return np.ma.filled(column.astype(np.float64), np.nan)


def study(con: DuckDBPyConnection, spec: Spec, *, threads: int = 1) -> Study:
    """Run an event study on the relations of a connection.

    Parameters
    ----------
    con : DuckDBPyConnection
        With the relations that :func:`marketlink.study.windows.prepare` reads.
    spec : Spec
        Windows in tau, both ends in.
    threads : int
        Threads of the estimation.

    Returns
    -------
    Study
        All tables; every input event has a row in ``events`` with its outcome code.

    Raises
    ------
    InputError
        An unknown model, a factor nobody provides, or windows that cannot be.

    Reference
    ---------
    Campbell, Lo, MacKinlay 1997, chapter 4.
    """
    return study_of(con, solve(con, spec, threads))


def study_of(con: DuckDBPyConnection, solved: Solved) -> Study:
    """Lay a study that is one partition out as rows, with its group statistics.

    Every input event has a row in ``events`` with its outcome code.
    """
    from marketlink.records.study import Study

    made = Made.of(solved.spec, len(solved.code))
    made.take(solved)
    with Rows(con, 0, None) as rows:
        lay_out(rows, 0, solved)
        rows.relate()
        told = told_faults(con, made)
        names = define(con, rows.names(), made.flags)
        found: dict[str, Mapping[str, Column]] = {name: fetched(con, name) for name in names}
    tests, average = group_tables([solved], Asked())
    notes = warnings_of(con, made, [*solved.windows.warnings, *told])
    return Study(
        spec=solved.spec,
        tables={
            **{name: tables.rows_of(columns) for name, columns in found.items()},
            "tests": tuple(tests),
            "average": tables.rows_of(average),
        },
        outcomes=counted(made.code),
        warnings=notes,
        versions=tables.versions(con),
        snapshot=writing.digest(solved.windows),
    )


class Progress:
    """One line on a terminal's standard error, and nothing anywhere else."""

    def __init__(self, total: int, shown: Callable[[], bool] | None = None) -> None:
        self.total, self.start = total, time.monotonic()
        self.on = (shown or sys.stderr.isatty)()

    def step(self, done: int) -> None:
        """Say how far it is."""
        if self.on:
            spent = time.monotonic() - self.start
            left = spent / max(done, 1) * (self.total - done)
            end = "\n" if done == self.total else ""
            sys.stderr.write(f"\r{done}/{self.total} partitions, {left:.0f} s left   {end}")
            sys.stderr.flush()
