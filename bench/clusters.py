"""A study on Ray and on Dask, the two calls that a cluster is asked for, and on Spark Connect.

    python bench/clusters.py ray
    python bench/clusters.py dask
    python bench/clusters.py connect

Prints a line of JSON: how many columns of all tables are the bits of the local study, and how many
are not. ``python bench/proof.py --parts clusters`` runs them in an environment of their own.
"""

from __future__ import annotations

import json
import os
import sys
from numbers import Number
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from marketlink.study import run
from marketlink.study.bucket import OnCluster, cut, solve_bucket
from marketlink.study.facts import summed_up
from marketlink.study.partition import RunOptions
from marketlink.study.writing import as_arrow

BUCKETS = 5


def recipe_of(solved):
    return solved.recipe


def facts_of(solved):
    return solved.facts


def table_of(solved, name):
    return solved.tables[name]


def joined(facts):
    first, *more = facts
    for one in more:
        first.join(one)
    return first


class OnRay:
    """Buckets as objects of Ray: pieces stay where they are made until their numbers meet."""

    def __init__(self, solved):
        self.held = [remote(recipe_of, one) for one in solved]

    def gather(self, work, put):
        import ray

        numbered = ray.get([remote(_kept, work, one) for one in self.held])
        numbers = sorted({number for one in numbered for number, _ in one})
        answers = [
            remote(_put, put, number, *(piece for one in numbered for at, piece in one
                                        if at == number))
            for number in numbers
        ]  # fmt: skip
        yield from ray.get(answers)


def remote(function, *arguments):
    import ray

    return ray.remote(function).remote(*arguments)


def _kept(work, held):
    import ray

    return [(number, ray.put(piece)) for number, piece in work(held)]


def _put(put, number, *pieces):
    return put(number, pieces)


class OnDask:
    """Buckets as futures of Dask."""

    def __init__(self, client, solved):
        self.client = client
        self.held = client.map(recipe_of, solved, pure=False)

    def gather(self, work, put):
        made = self.client.map(_listed, [work] * len(self.held), self.held, pure=False)
        numbers = self.client.gather(self.client.map(_numbers, made, pure=False))
        answers = [
            self.client.submit(_answer, put, number, made, pure=False)
            for number in sorted(set().union(*numbers))
        ]
        yield from self.client.gather(answers)


def _listed(work, held):
    return list(work(held))


def _numbers(made):
    return {number for number, _ in made}


def _answer(put, number, made):
    return put(number, [piece for one in made for at, piece in one if at == number])


def on_ray(con, spec, asked):
    import ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        job, buckets = cut(con, spec, asked, BUCKETS)
        solved = [remote(solve_bucket, job, *one) for one in buckets]
        facts = joined(ray.get([remote(facts_of, one) for one in solved]))
        done = summed_up(
            con,
            job.options,
            facts,
            OnCluster(spec, job.scope.groups, OnRay(solved)),
            ((), job.scope),
        )
        tables = [
            ray.get([remote(table_of, one, name) for one in solved])
            for name in ("events", "abnormal", "cars")
        ]
    finally:
        ray.shutdown()
    return tables, done


def on_dask(con, spec, asked):
    from dask.distributed import Client

    with Client(n_workers=2, threads_per_worker=1, dashboard_address=None) as client:
        job, buckets = cut(con, spec, asked, BUCKETS)
        events, prices = zip(*buckets, strict=True)
        solved = client.map(solve_bucket, [job] * BUCKETS, events, prices, pure=False)
        facts = joined(client.gather(client.map(facts_of, solved, pure=False)))
        cluster = OnDask(client, solved)
        done = summed_up(
            con, job.options, facts, OnCluster(spec, job.scope.groups, cluster), ((), job.scope)
        )
        tables = [
            client.gather(client.map(table_of, solved, [name] * BUCKETS, pure=False))
            for name in ("events", "abnormal", "cars")
        ]
    return tables, done


def compared(con, tables, done, here):
    """How many columns are the bits of the local study, and how many are not."""
    import pyarrow as pa

    found = {
        name: pa.concat_tables(parts, promote_options="default").sort_by(
            [("place", "ascending"), ("step", "ascending")]
        )
        for name, parts in zip(("events", "abnormal", "cars"), tables, strict=True)
    }
    found |= {name: as_arrow(con, columns) for name, columns in done.tables.items()}
    same = [
        found[name].column(column).to_pylist() == values
        for name, columns in here.tables.items()
        for column, values in as_arrow(con, columns).to_pydict().items()
    ]
    return {"same columns": sum(same), "different": len(same) - sum(same)}


KEYS = ("event_id", "group", "tau", "tau_from", "tau_to", "statistic")


def on_connect(rows):
    """A study of a client of Spark Connect, with a server of its own, beside the local one."""
    import pandas as pd
    from pyspark.sql import SparkSession

    import marketlink.spark
    from marketlink.resources import data_path

    os.environ.update(PYSPARK_PYTHON=sys.executable, PYSPARK_DRIVER_PYTHON=sys.executable)
    events = pd.DataFrame(
        [(one, symbol, pd.Timestamp(day).date(), group) for one, symbol, day, _, group, *_ in rows
         if day is not None], columns=["event_id", "symbol", "date", "group"],
    )  # fmt: skip
    prices = pd.read_csv(data_path("excerpt", "prices.csv"), parse_dates=["date"])
    prices = prices[["symbol", "date", "close"]].assign(date=prices["date"].dt.date)
    session = SparkSession.builder.remote("local[2]").config("spark.sql.session.timeZone", "UTC")
    spark = session.config("spark.sql.shuffle.partitions", "4").getOrCreate()
    try:
        given = spark.createDataFrame(events), spark.createDataFrame(prices)
        there = marketlink.spark.study(spark, *given, buckets=3)
        found = {name: table.toArrow().to_pandas() for name, table in there.tables.items()}
    finally:
        spark.stop()
    here = marketlink.study(events, prices)
    same = {}
    for name in ("events", "abnormal", "cars", "tests", "average"):
        keys = [one for one in KEYS if one in found[name].columns]
        ours, theirs = (table.sort_values(keys, kind="stable").reset_index(drop=True)
                        for table in (getattr(here, name), found[name]))  # fmt: skip
        for column in ours:
            same[name, column] = ours[column].map(_text).equals(theirs[column].map(_text))
    different = [".".join(column) for column, alike in same.items() if not alike]
    return {"same columns": sum(same.values()), "different": len(different), "which": different}


def _text(value):
    """A value as text: what is empty alike, a number to its bits, a day without a clock."""
    import pandas as pd

    if pd.isna(value):
        return ""
    return float(value).hex() if isinstance(value, Number) else str(value)[:10]


def main(which):
    from embedded_study import SPEC, connection, random_events

    if which == "connect":
        found = on_connect(random_events(700))
        print(json.dumps({"cluster": which} | found))
        return 1 if found["different"] else 0
    asked = RunOptions(bound=0.02)
    here = run.study_relations(connection(random_events(700)), SPEC, asked)
    con = connection(random_events(700))
    found = compared(con, *{"ray": on_ray, "dask": on_dask}[which](con, SPEC, asked), here)
    print(json.dumps({"cluster": which} | found))
    return 1 if found["different"] else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
