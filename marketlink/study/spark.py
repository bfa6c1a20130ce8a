"""The same kernel on a Spark cluster, bucket by bucket; needs the spark extra and Java 17."""

from __future__ import annotations

import math
import os
import shutil
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.errors import MarketlinkError
from marketlink.installation import install_command
from marketlink.study.columns import RegressionLine, fit_pairs, regressors_of
from marketlink.study.kernel import Fits, Ints, Plan, room, rows_of

if TYPE_CHECKING:
    from marketlink.study.engine import FitElsewhere
    from marketlink.study.models.design import Design, Request

BUCKETS = 64
"""Buckets of series: enough for a few hundred cores to share."""
JAVA = (
    "/usr/lib/jvm/java-17-openjdk-amd64", "/usr/lib/jvm/java-17-openjdk-arm64",
    "/usr/lib/jvm/default-java",
)  # fmt: skip


@contextmanager
def session(master: str) -> Iterator[Any]:
    """A Spark session in UTC whose workers run this very interpreter.

    Raises
    ------
    MarketlinkError
        pyspark or Java is not there; the hint says how to get it.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MarketlinkError(
            "The spark engine needs pyspark", "", install_command("spark")
        ) from error
    _find_java()
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    builder = (
        SparkSession.builder.master(master)
        .appName("marketlink study")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", str(BUCKETS))
        .config("spark.executorEnv.OPENBLAS_NUM_THREADS", "1")
    )
    if master.startswith("local"):
        builder = builder.config("spark.driver.host", "127.0.0.1")
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
    with warnings.catch_warnings():
        # Columns travel as Arrow: what pyspark says about pandas does not concern them.
        warnings.filterwarnings("ignore", module="pyspark")
        warnings.filterwarnings("ignore", message="PySpark")
        spark = builder.getOrCreate()
        spark.sparkContext.setLogLevel("ERROR")
        try:
            yield spark
        finally:
            spark.stop()


def _find_java() -> None:
    """Set ``JAVA_HOME`` where it is not set and no java is on the path but one is known."""
    if os.environ.get("JAVA_HOME") or shutil.which("java"):
        return
    for place in JAVA:
        if Path(place).is_dir():
            os.environ["JAVA_HOME"] = place
            return
    raise MarketlinkError(
        "The spark engine needs Java 17",
        "Neither JAVA_HOME nor a java on the PATH was found",
        "apt-get install openjdk-17-jre-headless, or set JAVA_HOME",
    )


def estimate_spark(
    spark: Any,  # noqa: ANN401 (a library without types)
    events: Any,  # noqa: ANN401 (any value of a row)
    returns: Any,  # noqa: ANN401 (any value of a row)
    plan: Plan,
    line: RegressionLine | None = None,
) -> Any:  # noqa: ANN401 (any value of a row)
    """:func:`marketlink.study.columns.estimate` on two Spark tables, one bucket a task.

    Parameters
    ----------
    spark : SparkSession
    events : DataFrame with ``bucket, series, idx``
    returns : DataFrame with ``bucket`` and the columns that ``estimate`` reads; every row of a
        series is in the bucket of its events
    plan : windows in sessions
    line : by default y = alpha + beta x

    Returns
    -------
    DataFrame
        One row a distinct (series, idx): ``series, idx`` and every column of a fit, the bits of
        the local result.
    """
    del spark
    names = [name for name in returns.columns if name != "bucket"]
    line = line or RegressionLine()
    k, q = line.size(len(regressors_of(names)))

    def one(left: Any, right: Any) -> Any:  # noqa: ANN401 (a library without types)
        import pyarrow as pa

        numbers = {name: left.column(name).to_numpy() for name in ("series", "idx")}
        values = {name: right.column(name).to_numpy() for name in names}
        if not len(numbers["series"]) or not len(values["series"]):
            return pa.table(flatten(*_nothing(plan, k, q)))
        return pa.table(flatten(*fit_pairs(numbers, values, plan, 1, line)))

    grouped = events.groupBy("bucket").cogroup(returns.groupBy("bucket"))
    return grouped.applyInArrow(one, schema(plan, k, q))


def _nothing(plan: Plan, k: int, q: int) -> tuple[Ints, Ints, Fits]:
    return np.zeros(0, np.int64), np.zeros(0, np.int64), room(0, plan, k, q)


def flatten(series: Ints, idx: Ints, fits: Fits) -> dict[str, np.ndarray[Any, Any]]:
    """Fits as flat columns, one a number, so that Parquet and Arrow can carry them."""
    columns: dict[str, np.ndarray[Any, Any]] = {"series": series, "idx": idx}
    for field in fields(Fits):
        values = _flat(getattr(fits, field.name))
        for place in range(values.shape[1]):
            columns[f"{field.name}_{place}"] = np.ascontiguousarray(values[:, place])
    return columns


def _flat(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """A view with one column a number."""
    return values.reshape(len(values), math.prod(values.shape[1:]))


def unflatten(columns: Mapping[str, np.ndarray[Any, Any]], plan: Plan, k: int, q: int) -> Fits:
    """The fits with k coefficients and q regressors that :func:`flatten` made columns of."""
    fits = room(len(columns["series"]), plan, k, q)
    for field in fields(Fits):
        flat = _flat(getattr(fits, field.name))
        for place in range(flat.shape[1]):
            flat[:, place] = columns[f"{field.name}_{place}"]
    return fits


def schema(plan: Plan, k: int, q: int) -> str:
    """The columns of :func:`flatten` in Spark's words."""
    found = flatten(*_nothing(plan, k, q))
    kinds = {"i": "long", "f": "double"}
    return ", ".join(f"`{name}` {kinds[column.dtype.kind]}" for name, column in found.items())


def fit_on_spark(master: str) -> FitElsewhere:
    """What fits a design on Spark, in the order of the request.

    Parameters
    ----------
    master : of the session that every fit opens
    """

    def fitted(design: Design, request: Request, series: Ints) -> Fits:
        with session(master) as spark:
            return fit_with(spark)(design, request, series)

    return fitted


def fit_with(spark: Any) -> FitElsewhere:  # noqa: ANN401 (a library without types)
    """What fits a design on a session of one's own, in the order of the request.

    Returns and fits travel as Arrow between the driver's memory and the workers: no file is
    written that a worker on another machine would have to see.

    Parameters
    ----------
    spark : SparkSession
    """

    def fitted(design: Design, request: Request, series: Ints) -> Fits:
        import pyarrow as pa

        layout, plan = request.layout, request.plan
        place = request.at - layout.start[series]
        events = {"bucket": series % BUCKETS, "series": series, "idx": place}
        line = RegressionLine(design.constant, design.demean)
        wanted = spark.createDataFrame(pa.table(events))
        returns = spark.createDataFrame(pa.table(_returns(design, request)))
        table = estimate_spark(spark, wanted, returns, plan, line).toArrow()
        found = {name: table.column(name).to_numpy() for name in table.column_names}
        order = np.lexsort((found["idx"], found["series"]))
        found = {name: column[order] for name, column in found.items()}
        width = int(max(found["idx"].max(initial=0), place.max(initial=0))) + 1
        keys = found["series"] * width + found["idx"]
        rows = np.searchsorted(keys, series * width + place)
        return rows_of(unflatten(found, plan, *line.size(len(design.X))), rows)

    return fitted


def _returns(design: Design, request: Request) -> dict[str, np.ndarray[Any, Any]]:
    """The sessions of every series that have all of a design's numbers, as columns."""
    layout = request.layout
    owner = np.repeat(np.arange(len(layout.start)), layout.size)
    some = np.flatnonzero(np.isfinite(design.y) & np.isfinite(design.X).all(axis=0))
    owner = owner[some]
    columns = {
        "bucket": owner % BUCKETS,
        "series": owner,
        "idx": some - layout.start[owner],
        "y": design.y[some],
        **{f"x{i}": x[some] for i, x in enumerate(design.X)},
    }
    if design.span is not None:
        columns["span"] = design.span[some]
    if design.scale is not None:
        columns["scale"] = design.scale[some]
    if request.masked is not None:
        columns["masked"] = request.masked[some].astype(np.float64)
    return columns
