"""Studies and readings on a Spark session: the tables of the local study, to the bit."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from study_files import write

import marketlink as ml
from marketlink.cli.main import run
from marketlink.errors import InputError, SourceUnavailable
from marketlink.resources import data_path

pytest.importorskip("pyspark", reason="the spark extra is not installed")
import marketlink.spark as on_spark
from marketlink.spark import cluster
from marketlink.spark.session import as_sentence, quiet, session

pytestmark = [
    pytest.mark.spark,
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.filterwarnings("ignore:PySpark"),
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java on the PATH"),
]
SYMBOLS = ("NVDA", "MU", "AMD", "TSM", "000660.KS", "005930.KS", "NOPE")


def _events(n=140):
    rng = np.random.default_rng(11)
    rows = []
    for i in range(n):
        day = date(2023, 9, 20) + timedelta(int(rng.integers(0, 520)))
        symbol = SYMBOLS[i % len(SYMBOLS)]
        rows.append((f"e{i:03}", None if i == 9 else symbol, day, "large" if i % 7 else "small"))
    rows.append(("e003", "AMD", date(2024, 9, 3), "large"))
    return pd.DataFrame(rows, columns=["event_id", "symbol", "date", "group"])


def _prices():
    prices = pd.read_csv(data_path("excerpt", "prices.csv"))
    prices["date"] = pd.to_datetime(prices["date"]).dt.date
    prices["volume"] = prices["volume"].astype(float)
    return prices[["symbol", "date", "close", "volume"]]


@pytest.fixture(scope="module")
def spark():
    with session("local[2]") as spark, quiet():
        yield spark


def _frame(table):
    rows = table.toArrow().to_pandas()
    keys = [name for name in ("event_id", "group", "tau", "tau_from", "tau_to", "statistic")
            if name in rows.columns]  # fmt: skip
    return rows.sort_values(keys, kind="stable").reset_index(drop=True)


def _same(ours, theirs):
    assert list(ours.columns) == list(theirs.columns)
    for name in ours.columns:
        mine, other = ours[name].tolist(), theirs[name].tolist()
        for a, b in zip(mine, other, strict=True):
            assert (pd.isna(a) and pd.isna(b)) or a == b or str(a)[:10] == str(b)[:10], (name, a, b)


@pytest.mark.parametrize("model", ["market", "constant-mean"])
def test_tables_of_a_session_give_the_local_study(spark, model, monkeypatch):
    events, prices = _events(), _prices()
    there = on_spark.study(
        spark, spark.createDataFrame(events), spark.createDataFrame(prices), model=model, buckets=3
    )
    here = ml.study(events, prices, model=model)
    assert there.outcomes == here.outcomes
    assert there.outcomes["duplicate_id"] == 1
    assert list(there.warnings) == list(here.warnings)
    for name in ("events", "abnormal", "cars", "tests", "average"):
        table = getattr(here, name)
        keys = [one for one in ("event_id", "group", "tau", "tau_from", "tau_to", "statistic")
                if one in table.columns]  # fmt: skip
        _same(_frame(there.tables[name]), table.sort_values(keys, kind="stable"))
    assert there.study.count() == 1
    there.release()


def test_articles_are_read_where_they_lie(spark):
    texts = [("a", "Nvidia (NVDA) fell 17% on 27 January 2025.", "2025-01-28"), ("b", "", None),
             ("c", None, None)]  # fmt: skip
    table = spark.createDataFrame(texts, "article_id string, text string, published string")
    rows = {row["article_id"]: row for row in on_spark.read(table).collect()}
    reading = json.loads(rows["a"]["reading"])
    assert reading["mentions"][0]["symbol"] == "NVDA"
    assert rows["a"]["problem"] is None
    for name in ("b", "c"):
        assert rows[name]["reading"] is None
        assert rows[name]["problem"].endswith(".")


def test_a_table_that_cannot_be_used_is_refused_in_one_sentence(spark):
    events, prices = spark.createDataFrame(_events()), spark.createDataFrame(_prices())
    with pytest.raises(InputError, match="compares each stock with all others"):
        on_spark.study(spark, events, prices, model="leave-one-out")
    with pytest.raises(InputError, match="The prices have no column close or adj_close or ret"):
        on_spark.study(spark, events, prices.drop("close"))
    with pytest.raises(InputError, match="The column close of the prices is of type string"):
        texts = prices.withColumn("close", prices.close.cast("string"))
        on_spark.study(spark, events, texts)


def test_a_partition_that_cannot_be_read_ends_in_one_sentence(spark, tmp_path):
    folder = tmp_path / "prices"
    folder.mkdir()
    _prices().to_parquet(folder / "a.parquet")
    (folder / "b.parquet").write_bytes(b"PAR1 this is no table PAR1")
    schema = "symbol string, date date, close double, volume double"
    prices = spark.read.schema(schema).parquet(str(folder))
    with pytest.raises(InputError, match="A table cannot be read by Spark") as failed:
        on_spark.study(spark, spark.createDataFrame(_events()), prices)
    assert "\n" not in str(failed.value)


def test_a_worker_that_dies_ends_in_one_sentence(spark, monkeypatch):
    monkeypatch.setattr(cluster, "solve_bucket", lambda *_: os._exit(9))
    with pytest.raises(SourceUnavailable, match="Workers of the session went away") as lost:
        on_spark.study(spark, spark.createDataFrame(_events()), spark.createDataFrame(_prices()))
    assert "\n" not in str(lost.value)


def test_the_command_writes_the_bytes_of_the_local_engine(spark, tmp_path, monkeypatch):
    events = write(tmp_path / "e.csv", "event_id,symbol,date,group", _events().to_numpy().tolist())
    days = sorted({str(day) for day in _prices()["date"]})
    noise = np.random.default_rng(3).standard_normal(len(days)) * 0.01
    factors = write(tmp_path / "f.csv", "date,SMB", zip(days, noise, strict=True))
    shared = ["study", "--events", str(events), "--prices", str(data_path("excerpt", "prices.csv"))]
    shared += ["--model", "market-factors", "--factors", str(factors), "--mask-events"]
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    engine = ["--engine", "spark", "--master", "local[2]"]
    assert run([*shared, "--out", str(tmp_path / "local")]) == 0
    assert run([*shared, "--out", str(tmp_path / "spark"), *engine]) == 0
    assert list((tmp_path / "tmp").glob("marketlink-*")) == []
    for name in ("events", "abnormal", "cars", "tests", "average", "study"):
        ours, theirs = (
            (tmp_path / where / f"{name}.csv").read_bytes() for where in ("local", "spark")
        )
        assert ours == theirs, name


@pytest.mark.parametrize("more", [["--calibrate", "100"], ["--regress", "size"]])
def test_what_needs_all_events_in_one_place_is_refused(tmp_path, more, capsys):
    events = write(
        tmp_path / "e.csv", "event_id,symbol,date,size", [("a", "NVDA", "2025-01-27", 1)]
    )
    prices = str(data_path("excerpt", "prices.csv"))
    asked = ["study", "--events", str(events), "--prices", prices, "--engine", "spark", *more]
    assert run(asked) == 2
    assert "is not for the spark engine" in capsys.readouterr().err


def test_a_failure_of_spark_says_what_it_was():
    class Lost(Exception):
        __module__ = "pyspark.errors"

    with (
        pytest.raises(SourceUnavailable, match="Workers of spark://a:7077 went away"),
        as_sentence("spark://a:7077"),
    ):
        raise Lost("Job aborted\nExecutorLostFailure (executor 1 exited)\n\tat org.apache")
