"""A study of one partition, as a report, a reaction or the library's arrays need it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from marketlink.study import tables, writing
from marketlink.study.engine import solve
from marketlink.study.facts import Facts, summed_up
from marketlink.study.groups import OnThreads
from marketlink.study.kernel import Column
from marketlink.study.partition import RunOptions, Scope
from marketlink.study.price_faults import checked, mark
from marketlink.study.runner import Passed, define, fetched, lay_out
from marketlink.study.solved import Partitions, Solved
from marketlink.study.writing import TableRows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec, Study


def study(con: DuckDBPyConnection, spec: Spec, *, threads: int = 1) -> Study:
    """Run an event study on the relations that :func:`marketlink.study.inputs.prepare` reads: all
    tables, with every input event in ``events`` and its outcome code.

    Raises
    ------
    InputError
        An unknown model, a factor nobody provides, or windows that cannot be.
    """
    return study_of(con, solve(con, spec, threads))


def study_of(con: DuckDBPyConnection, solved: Solved, calibrate: int = 0) -> Study:
    """Lay a study that is one partition out as rows, with its group statistics, tried on so many
    placebo firm-days.

    Every input event has a row in ``events`` with its outcome code.
    """
    from marketlink.records.study import Study  # noqa: PLC0415 (loads records)

    events = solved.windows.events
    symbols = {solved.windows.symbols[series] for series in np.unique(solved.series).tolist()}
    faults = checked(con, sorted(symbols))
    solved = mark(solved, faults)
    passed = Passed.joined([Passed.of(solved)], len(solved.code), len(events.groups))
    with TableRows(con, 0, None) as rows:
        lay_out(rows, 0, solved)
        facts = Facts.of(con, passed, faults)
        names = define(con, rows, passed.flags)
        columns_of: dict[str, Mapping[str, Column]] = {name: fetched(con, name) for name in names}
    parts = OnThreads(Partitions.of([solved]), solved.spec, events.groups)
    inputs = solved.windows.warnings, Scope(events.groups, (), early=False)
    summed, tried = summed_up(con, RunOptions(), facts, parts, inputs), {}
    if calibrate:
        from marketlink.study.placebo_groups import calibration  # noqa: PLC0415 (loads 3 modules more)

        tried["calibration"] = tuple(calibration([solved], RunOptions(), summed.tests, calibrate))
    return Study(
        spec=solved.spec,
        tables={
            **{name: tables.rows_of(columns) for name, columns in columns_of.items()},
            "tests": tuple(summed.tests),
            "average": tables.rows_of(summed.tables["average"]),
            **tried,
        },
        outcomes=facts.outcomes,
        warnings=summed.warnings,
        versions=tables.versions(con),
        snapshot=writing.digest(solved.windows),
    )
