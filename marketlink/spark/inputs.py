"""Spark tables of events, prices and factors as the buckets of a study.

What a line means is decided by the reader of the local study: event lines go through it on the
executors. What must be known of the whole (symbols, groups, the benchmarks, the first day) is
counted by Spark, and put on a connection here with one line a symbol, so that codes are matched and
calendars chosen by the same statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from marketlink.errors import InputError
from marketlink.store import scratch
from marketlink.store.sql import load, statement
from marketlink.study.bucket import BucketJob, deal, refuse_peers, standing, whole_scope
from marketlink.study.factors import provided
from marketlink.study.files import line_remarks, match_codes
from marketlink.study.inputs import factor_names
from marketlink.study.models import find, idle_factors, regressors

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection
    from pyspark.sql import Column, DataFrame

    from marketlink.records.study import Spec
    from marketlink.study.partition import RunOptions, Scope

EVENT_COLUMNS = ("event_id", "symbol", "date", "instant", "group", "exchange", "benchmark")
PRICE_NUMBERS = ("close", "adj_close", "ret", "volume")
READ = (
    "place long, event_id string, symbol string, date date, instant timestamp, `group` string,"
    " exchange string, benchmark string, problem string"
)
"""Event lines as the study's reader leaves them."""
ISO = "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX"


class SparkInputs(NamedTuple):
    """Events and prices with their buckets, what every bucket needs besides, and what there is to
    tell so far."""

    events: DataFrame
    prices: DataFrame
    job: BucketJob
    notes: Sequence[str]
    buckets: int


def read_events(events: DataFrame) -> DataFrame:
    """Read the lines of a table of events, each with its place.

    Raises
    ------
    InputError
        The table has no column for the symbol or the time.
    """
    import pyspark.sql.functions as F  # noqa: N812 (as every user of it writes)

    _need("events", events, (("event_id",), ("symbol",), ("date", "instant")))
    kinds = dict(events.dtypes)
    texts = [_text(F.col(f"`{name}`"), kinds[name]).alias(name) if name in kinds
             else F.lit(None).cast("string").alias(name) for name in EVENT_COLUMNS]  # fmt: skip
    lines = events.select(F.monotonically_increasing_id().alias("place"), *texts)
    own = F.coalesce("event_id", (F.col("place") + 1).cast("string"))
    lines = lines.withColumn("event_id", own)
    return lines.mapInArrow(_read_lines, READ)


def _text(column: Column, kind: str) -> Column:
    """A cell as a file would hold it: an instant with its offset from UTC, a day as a day."""
    import pyspark.sql.functions as F  # noqa: N812 (as every user of it writes)

    return F.date_format(column, ISO) if kind == "timestamp" else column.cast("string")


def _read_lines(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Lines of events through the reader of the local study."""
    import pyarrow as pa

    con = scratch()
    try:
        load(con, "tabular.macros")
        for batch in batches:
            lines = pa.Table.from_batches([batch])
            con.execute(statement("tabular.file"))
            con.register("spark_lines", lines)
            con.execute("insert into study_file by name select * exclude (place) from spark_lines")
            con.execute(statement("inputs.events"))
            rows = con.sql("from input_event").to_arrow_table()
            columns = {name: rows.column(name) for name in rows.column_names}
            columns["instant"] = columns["instant"].cast(pa.timestamp("us", "UTC"))
            yield from pa.table({"place": lines.column("place")} | columns).to_batches()
            con.unregister("spark_lines")
    finally:
        con.close()


def read_lines(prices: DataFrame) -> DataFrame:
    """The lines of a table of prices, with the columns that the study reads.

    Raises
    ------
    InputError
        A column is not there, or holds something else than days and numbers.
    """
    import pyspark.sql.functions as F  # noqa: N812 (as every user of it writes)

    _need("prices", prices, (("symbol",), ("date",), ("close", "adj_close", "ret")))
    kinds = dict(prices.dtypes)
    if kinds["date"] not in ("date", "string"):
        raise InputError(
            f"The column date of the prices is of type {kinds['date']}",
            "A session is a day of its exchange",
            "cast it to a date where the exchange is",
        )
    for name in PRICE_NUMBERS:
        if kinds.get(name, "double").startswith(("string", "date", "timestamp", "bool", "array")):
            raise InputError(
                f"The column {name} of the prices is of type {kinds[name]}", "", "cast it to double"
            )
    required = {"symbol": "string", "date": "date"} | dict.fromkeys(PRICE_NUMBERS, "double")
    required["exchange"] = "string"
    return prices.select(
        *((F.col(name) if name in kinds else F.lit(None)).cast(kind).alias(name)
          for name, kind in required.items())
    )  # fmt: skip


def _need(what: str, table: DataFrame, required: Iterable[tuple[str, ...]]) -> None:
    for names in required:
        if not set(names) & set(table.columns):
            raise InputError(
                f"The {what} have no column {' or '.join(names)}",
                f"They have {', '.join(table.columns)}",
                "the columns that docs/study.md names",
            )


def factor_lines(factors: DataFrame) -> pa.Table:
    """One line a factor and day of a table of factors, which is small: it comes here.

    Raises
    ------
    InputError
        The table has no column ``date``.
    """
    import pyspark.sql.functions as F  # noqa: N812 (as every user of it writes)

    _need("factors", factors, (("date",),))
    names = [name for name in factors.columns if name != "date"]
    long = factors.select(F.col("date").cast("date").alias("session"),
                          *(F.col(f"`{name}`").cast("double").alias(name) for name in names)
                          ).unpivot("session", names, "name", "value")  # fmt: skip
    return long.where("value is not null and not isnan(value)").toArrow()


def in_buckets(  # noqa: PLR0913 (one specification)
    con: DuckDBPyConnection,
    events: DataFrame,
    prices: DataFrame,
    *,
    spec: Spec,
    question: RunOptions,
    factors: pa.Table | None = None,
    buckets: int,
) -> SparkInputs:
    """Cut read events and prices into buckets of symbols.

    Parameters
    ----------
    con : an empty connection, on which one line a symbol will stand for all
    events, prices : of :func:`read_events` and :func:`read_lines`; the first kept by Spark
    """
    import pyspark.sql.functions as F  # noqa: N812 (as every user of it writes)

    refuse_peers(spec)
    notes = idle_factors(find(spec.model), spec.factors, given=factors is not None)
    notes += _summary(con, events, prices, spec)
    notes += match_codes(con)
    if factors is not None:
        con.register("bucket_factor", factors)
        con.execute(statement("bucket.factor"))
    notes += provided(con, spec)
    scope = _scope(con, events, spec)
    stands = standing(spec, scope, regressors(
        find(spec.model), spec.factors, sorted(factor_names(con))))  # fmt: skip
    names_of_events = con.execute("select distinct symbol from study_input").fetchall()
    deal(con, (row[0] for row in names_of_events), buckets)
    of_events = con.sql(statement("spark.event_codes")).to_arrow_table()
    of_prices = con.sql(statement("spark.price_codes")).to_arrow_table()
    events = _dealt(events, of_events)
    lines = _dealt(prices, of_prices)
    regressor_lines = lines.where(F.col("symbol").isin(sorted(stands)))
    table = regressor_lines.drop("bucket").toArrow()
    lines = lines.where(~F.col("symbol").isin(sorted(stands)) & F.col("bucket").isNotNull())
    job = BucketJob(spec, replace(question, threads=1), scope, table, factors)
    return SparkInputs(_without_copies(events), lines, job, notes, buckets)


def _dealt(lines: DataFrame, codes: pa.Table) -> DataFrame:
    """Lines with the code that their symbol is read as, and its bucket."""
    import pyspark.sql.functions as F  # noqa: N812 (as every user of it writes)

    code_table = F.broadcast(lines.sparkSession.createDataFrame(codes))
    return lines.withColumnRenamed("symbol", "raw").join(code_table, "raw", "left").drop("raw")


def _without_copies(events: DataFrame) -> DataFrame:
    """Events with what is wrong with the later ones of an id; those without a symbol go to the
    first bucket."""
    import pyspark.sql.functions as F  # noqa: N812 (as every user of it writes)
    from pyspark.sql.window import Window

    earlier = F.row_number().over(Window.partitionBy("event_id").orderBy("place")) > 1
    return events.withColumn(
        "problem", F.coalesce("problem", F.when(earlier, F.lit("duplicate_id")))
    ).withColumn("bucket", F.coalesce("bucket", F.lit(0).cast("long")))


def _summary(
    con: DuckDBPyConnection, events: DataFrame, prices: DataFrame, spec: Spec
) -> list[str]:
    """One line a symbol of the events and of the prices, as relations of a study.

    Raises
    ------
    InputError
        The events or the prices are empty, or no day or no number can be read.
    """
    import pyspark.sql.functions as F  # noqa: N812 (as every user of it writes)

    names_of_events = events.groupBy("symbol", "exchange", "benchmark").agg(F.count("*").alias("n"))
    con.register("spark_named", names_of_events.toArrow())
    value = F.coalesce("close", "adj_close", "ret")
    usable = value.isNotNull() & ~F.isnan(value) & F.col("date").isNotNull()
    early = F.lit(True) if spec.as_of is None else F.col("date") <= F.lit(spec.as_of)
    priced = prices.groupBy("symbol", "exchange").agg(
        F.count("*").alias("lines"),
        F.count_if(F.col("date").isNull()).alias("without_day"),
        F.count("ret").alias("returns"),
        F.count_if(value.isNotNull()).alias("numbers"),
        F.count_if(usable & early).alias("n"),
        F.min(F.when(usable, F.col("date"))).alias("first"),
        F.max("volume").alias("volume"),
    )
    con.register("spark_priced", priced.toArrow())
    load(con, "tabular.macros", "tabular.typed")
    load(con, "spark.summary", "tabular.typed_count", "inputs.price")
    if not con.execute("select coalesce(sum(n), 0) from spark_named").fetchall()[0][0]:
        raise InputError("The events are empty")
    counted = con.execute(statement("spark.line_faults")).fetchall()[0]
    middle = None
    if counted[4]:
        row = prices.agg(F.expr("percentile(abs(ret), 0.5)").alias("middle")).collect()[0]
        middle = row["middle"]
    return line_remarks("the table of prices", (*counted, middle))


def _scope(con: DuckDBPyConnection, events: DataFrame, spec: Spec) -> Scope:
    """The facts of the whole study that every bucket needs."""
    import pyspark.sql.functions as F  # noqa: N812 (as every user of it writes)

    scope = whole_scope(con, spec)
    group = F.coalesce(F.when(F.col("group") != "", F.col("group")), F.lit("all"))
    groups = [row["name"] for row in events.select(group.alias("name")).distinct().collect()]
    first, begin = con.execute(statement("spark.first_days")).fetchall()[0]
    early = False
    if first is not None and begin is not None and first < begin:
        day = F.coalesce(F.col("date"), F.to_date("instant"))
        between = (day >= F.lit(first)) & (day < F.lit(begin))
        early = bool(events.where(between).limit(1).count())
    counts: Mapping[str, Any] = dict(
        zip(("events", "prices"), con.execute(statement("spark.counts")).fetchall()[0], strict=True)
    )
    return scope._replace(groups=tuple(sorted(groups)), early=early, **counts)
