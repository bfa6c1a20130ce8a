"""The same kernel on a Spark cluster, bucket by bucket; needs the spark extra and Java 17."""

from __future__ import annotations

import math
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.errors import InputError, MarketlinkError
from marketlink.study.kernel import Fits, Ints, Plan
from marketlink.study.scale import fit_pairs

if TYPE_CHECKING:
    from marketlink.records.study import Spec
    from marketlink.study.layout import Layout
    from marketlink.study.run import Outcome

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
            "The spark engine needs pyspark", "", "pip install 'marketlink[spark]'"
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
        "neither JAVA_HOME nor a java on the PATH was found",
        "apt-get install openjdk-17-jre-headless, or set JAVA_HOME",
    )


def estimate_spark(spark: Any, events: Any, returns: Any, plan: Plan) -> Any:
    """:func:`marketlink.study.scale.estimate` on two Spark tables, one bucket a task.

    Parameters
    ----------
    spark : SparkSession
    events : DataFrame with ``bucket, series, idx``
    returns : DataFrame with ``bucket, series, idx, y, x``; every row of a series is in the bucket
        of its events
    plan : windows in sessions

    Returns
    -------
    DataFrame
        One row a distinct (series, idx): ``series, idx`` and every column of a fit, the bits of
        the local result.
    """
    del spark

    def one(left: Any, right: Any) -> Any:
        import pyarrow as pa

        numbers = {name: left.column(name).to_numpy() for name in ("series", "idx")}
        values = {name: right.column(name).to_numpy() for name in ("series", "idx", "y", "x")}
        if not len(numbers["series"]) or not len(values["series"]):
            empty = flatten(np.zeros(0, np.int64), np.zeros(0, np.int64), _none(plan))
            return pa.table(empty)
        return pa.table(flatten(*fit_pairs(numbers, values, plan)))

    grouped = events.groupBy("bucket").cogroup(returns.groupBy("bucket"))
    return grouped.applyInArrow(one, schema(plan))


def _none(plan: Plan) -> Fits:
    from marketlink.study.kernel import empty

    return empty(0, plan, 2, 1)


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


def unflatten(columns: Mapping[str, np.ndarray[Any, Any]], plan: Plan) -> Fits:
    """The fits that :func:`flatten` made columns of."""
    from marketlink.study.kernel import empty

    fits = empty(len(columns["series"]), plan, 2, 1)
    for field in fields(Fits):
        flat = _flat(getattr(fits, field.name))
        for place in range(flat.shape[1]):
            flat[:, place] = columns[f"{field.name}_{place}"]
    return fits


def schema(plan: Plan) -> str:
    """The columns of :func:`flatten` in Spark's words."""
    found = flatten(np.zeros(0, np.int64), np.zeros(0, np.int64), _none(plan))
    kinds = {"i": "long", "f": "double"}
    return ", ".join(f"`{name}` {kinds[column.dtype.kind]}" for name, column in found.items())


def fit_on_spark(layout: Layout, series: Ints, at: Ints, plan: Plan, master: str) -> Fits:
    """Fit positions of a layout on Spark, over Parquet partitioned by bucket; in their order."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    owner = np.repeat(np.arange(len(layout.start)), layout.size)
    idx = np.arange(len(layout.y)) - layout.start[owner]
    some = np.isfinite(layout.y) & np.isfinite(layout.X[0])
    returns = {
        "bucket": owner[some] % BUCKETS, "series": owner[some], "idx": idx[some],
        "y": layout.y[some], "x": layout.X[0][some],
    }  # fmt: skip
    place = at - layout.start[series]
    events = {"bucket": series % BUCKETS, "series": series, "idx": place}
    with (
        tempfile.TemporaryDirectory(prefix="marketlink-spark-") as folder,
        session(master) as spark,
    ):
        for name, columns in (("returns", returns), ("events", events)):
            pq.write_to_dataset(pa.table(columns), f"{folder}/{name}", partition_cols=["bucket"])
        got = estimate_spark(
            spark,
            spark.read.parquet(f"{folder}/events"),
            spark.read.parquet(f"{folder}/returns"),
            plan,
        )
        got.write.parquet(f"{folder}/fits")
        table = pq.read_table(f"{folder}/fits")
        columns = {name: table.column(name).to_numpy() for name in table.column_names}
    order = np.lexsort((columns["idx"], columns["series"]))
    columns = {name: column[order] for name, column in columns.items()}
    width = int(max(columns["idx"].max(initial=0), place.max(initial=0))) + 1
    keys = columns["series"] * width + columns["idx"]
    from marketlink.study.kernel import rows_of

    return rows_of(unflatten(columns, plan), np.searchsorted(keys, series * width + place))


def study_spark(
    events: Path,
    prices: Path | Sequence[Path],
    spec: Spec,
    *,
    master: str = "local[*]",
    out: Path | None = None,
    fmt: str = "csv",
    **more: Any,
) -> Outcome:
    """:func:`marketlink.study.run.study_files` with the fits made on a Spark cluster.

    ``more`` is what else that function takes.

    Raises
    ------
    InputError
        A model other than the market model, masks or weights: those run locally.
    """
    from marketlink.study.models import find
    from marketlink.study.run import study_files

    if find(spec.model).name != "market" or spec.mask_events or spec.thin != "none":
        raise InputError(
            "The spark engine fits the market model only",
            f"the model is {spec.model}" + (", with masks or weights" if spec.mask_events else ""),
            "--engine local",
        )
    return study_files(events, prices, spec, out=out, fmt=fmt, master=master, **more)
