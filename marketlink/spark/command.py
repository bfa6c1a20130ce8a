"""``marketlink study --engine spark``: a session of the command's own, and its tables as files."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.spark.cluster import rows_of
from marketlink.spark.event_study import Solution, buckets_of, solve
from marketlink.spark.inputs import SparkInputs
from marketlink.spark.session import as_sentence, session
from marketlink.store import scratch
from marketlink.study import writing
from marketlink.study.bucket import dealt, refuse_peers
from marketlink.study.folder import clear_earlier, holds_study
from marketlink.study.run import StudyOutcome, local_files, read_inputs
from marketlink.study.runner import fetched

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec
    from marketlink.study.partition import RunOptions
    from marketlink.study.run import Fill, TableName


def study_files_on(  # noqa: PLR0913 (one specification)
    master: str,
    events: TableName,
    prices: Sequence[TableName] | Fill,
    spec: Spec,
    question: RunOptions,
    *,
    factors: Sequence[TableName] = (),
    out: Path | None = None,
    fmt: str = "csv",
    offline: bool = False,
) -> StudyOutcome:
    """Run :func:`marketlink.study.run.study_files` on a Spark master, to the same bytes.

    The files are read here by the same readers; lines and rows travel as Arrow between this
    process's memory and the executors. What is too large for that is for
    :func:`marketlink.spark.study`, whose tables stay where they are.

    Raises
    ------
    InputError
        A file that cannot be used, or a model that needs all companies together.
    SourceUnavailable
        The master does not answer, or workers went away.
    """
    refuse_peers(spec)
    earlier, target = holds_study(out), (out, fmt)
    with (
        local_files(events, prices, factors, target, offline=offline) as inputs,
        closing(scratch()) as con,
    ):
        notes = read_inputs(con, inputs, spec)
        with session(master) as spark, as_sentence(master):
            buckets = buckets_of(spark)
            job, lines, quotes = dealt(con, spec, question, buckets)
            tables = spark.createDataFrame(lines), spark.createDataFrame(quotes)
            solution = solve(con, SparkInputs(*tables, job, notes, buckets))
            views = [_bring(con, solution, name) for name in solution.columns]
            paths_out: list[Path] = []
            result = dict(solution.summed.tables)
            if out is not None:
                paths_out = writing.write_tables(con, result, out, fmt, views)
                if earlier:
                    clear_earlier(out, paths_out, inputs.paths)
            else:
                result = {name: fetched(con, name) for name in views} | result
    return StudyOutcome(result, solution.facts.outcomes, solution.summed.warnings, tuple(paths_out))


def _bring(con: DuckDBPyConnection, solution: Solution, name: str) -> str:
    """Bring the rows of a table here, in the order of the input."""
    created = False
    for rows in rows_of(solution.pieces, name, solution.columns[name]):
        con.register("spark_rows", rows)
        con.execute(f"insert into spark_{name} from spark_rows" if created
                    else f"create temp table spark_{name} as from spark_rows")  # fmt: skip
        con.unregister("spark_rows")
        created = True
    con.execute(
        f"create or replace temp view study_out_{name} as"  # noqa: S608 (a closed list)
        f" select * exclude (place, step) from spark_{name} order by place, step"
    )
    return name
