"""An event study of Spark tables: the one engine on buckets of symbols, on the executors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from marketlink.records.study import Spec, Window
from marketlink.spark.cluster import SparkCluster, facts_of, solved, table_of
from marketlink.spark.inputs import SparkInputs, factor_lines, in_buckets, read_events, read_lines
from marketlink.spark.result import SparkStudy
from marketlink.spark.session import as_sentence, quiet
from marketlink.store import scratch
from marketlink.study.bucket import OnCluster
from marketlink.study.facts import Facts, Summed, summed_up
from marketlink.study.partition import RunOptions
from marketlink.study.run import default_min_obs, windows_within
from marketlink.study.writing import as_arrow

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection
    from pyspark.sql import DataFrame, SparkSession

PER_CORE = 4
"""Buckets a core: enough that one that takes long does not hold up the rest."""


def study(  # noqa: PLR0913 (one specification)
    spark: SparkSession,
    events: DataFrame,
    prices: DataFrame,
    *,
    benchmark: str | None = None,
    model: str = "market",
    windows: Sequence[Window] | None = None,
    window: Window = (-10, 10),
    estimation: Window = (-250, -11),
    returns: Literal["simple", "log"] = "simple",
    factors: DataFrame | None = None,
    factor_names: Sequence[str] = (),
    min_obs: int | None = None,
    mask_events: bool = False,
    thin: Literal["none", "trade-to-trade"] = "none",
    as_of: date | None = None,
    adjust: Literal["holm", "benjamini-yekutieli"] = "holm",
    bound: float | None = None,
    full: bool = False,
    buckets: int | None = None,
) -> SparkStudy:
    """Run an event study where the data lie: the tables of :func:`marketlink.study`, to the bit.

    Nothing passes through the driver but what is said of symbols and groups: one line a symbol, the
    prices of benchmarks, the sums of large groups and the answers of small ones.

    Parameters
    ----------
    spark : SparkSession
        Of one's own, classic or Connect; its workers need marketlink (docs/spark.md).
    events : DataFrame
        ``event_id, symbol`` and ``date`` (a day of the exchange) or ``instant``; optional
        ``group, exchange, benchmark``. A ``timestamp`` is an instant, a ``timestamp_ntz`` is not.
    prices : DataFrame
        ``symbol, date, close``, optional ``adj_close, volume, exchange``; or ``ret`` (simple,
        decimal). Days and numbers, not texts.
    benchmark, model, windows, window, estimation, returns, min_obs, mask_events, as_of
        As in :func:`marketlink.study`.
    factors : DataFrame, optional
        ``date`` and one decimal column a factor; it is brought to the driver.
    factor_names : sequence of str
        Use only these factors, or symbols.
    thin, adjust, bound, full
        As the options of ``marketlink study``.
    buckets : int, optional
        Buckets that the symbols are dealt to; by default four a core. No figure depends on it.

    Returns
    -------
    SparkStudy

    Raises
    ------
    InputError
        A table or specification that cannot be used, or a model that needs all companies together.
    SourceUnavailable
        Workers went away.
    """
    spec = Spec(
        model=model, benchmark=benchmark, factors=tuple(factor_names), estimation=estimation,
        window=window, returns=returns, min_obs=min_obs or default_min_obs(estimation),
        mask_events=mask_events, thin=thin, as_of=as_of,
    )  # fmt: skip
    spec = replace(spec, windows=tuple(windows or windows_within(spec.windows, window)))
    with quiet(), as_sentence("the session"), closing(scratch()) as con:
        lines = read_events(events).persist()
        try:
            inputs = in_buckets(
                con, lines, read_lines(prices), spec=spec, question=RunOptions(adjust, bound, full),
                factors=None if factors is None else factor_lines(factors),
                buckets=buckets or buckets_of(spark),
            )  # fmt: skip
            solution = solve(con, inputs)
        finally:
            lines.unpersist()
        tables = {
            name: table_of(solution.pieces, name, one) for name, one in solution.columns.items()
        }
        for name, columns in solution.summed.tables.items():
            tables[name] = spark.createDataFrame(as_arrow(con, columns))
    return SparkStudy(
        spec, tables, solution.facts.outcomes, solution.summed.warnings, solution.pieces
    )


def buckets_of(spark: SparkSession) -> int:
    """How many buckets a session is given: some a core; where cores are not told (Connect), as many
    as it shuffles into."""
    try:
        return PER_CORE * int(spark.sparkContext.defaultParallelism)
    except Exception:
        return int(spark.conf.get("spark.sql.shuffle.partitions") or 200)


class Solution(NamedTuple):
    """The pieces of all buckets as Spark keeps them, the columns of their tables, and what all of
    them say together."""

    pieces: DataFrame
    columns: Mapping[str, pa.Schema]
    facts: Facts
    summed: Summed


def solve(con: DuckDBPyConnection, inputs: SparkInputs) -> Solution:
    """Solve a study in buckets and put its groups together.

    Parameters
    ----------
    con : with the symbols that have prices in ``input_price``
    """
    from pyspark import StorageLevel

    job = inputs.job
    pieces = solved(job, inputs.events, inputs.prices, inputs.buckets)
    pieces.persist(StorageLevel.MEMORY_AND_DISK)
    try:
        facts, columns = facts_of(pieces)
        parts = OnCluster(job.spec, job.scope.groups, SparkCluster(pieces, inputs.buckets))
        summed = summed_up(con, job.options, facts, parts, (inputs.notes, job.scope))
    except BaseException:
        pieces.unpersist()
        raise
    return Solution(pieces, columns, facts, summed)
