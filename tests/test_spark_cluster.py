"""Spark on two machines that see no file of the driver's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import marketlink as ml


def _may_unshare():
    """Whether this process may give another one file systems of its own."""
    asked = ["unshare", "-m", "true"]
    return (
        shutil.which("unshare") is not None and subprocess.run(asked, check=False).returncode == 0
    )


@pytest.fixture
def cluster(tmp_path):
    """A standalone master and two workers on hosts of their own that see no file of the driver, as
    an address, the driver's folder and the processes."""
    pyspark = pytest.importorskip("pyspark", reason="the spark extra is not installed")
    if shutil.which("java") is None or not _may_unshare():
        pytest.skip("a cluster of two machines needs Java and the right to unshare file systems")
    home = Path(pyspark.__file__).parent
    driver, shared = tmp_path / "driver", tmp_path / "shared"
    for folder in (driver, shared):
        folder.mkdir()
    (driver / "secret").write_text("")
    env = {**os.environ, "SPARK_HOME": str(home), "SPARK_NO_DAEMONIZE": "1",
           "PYSPARK_PYTHON": sys.executable}  # fmt: skip
    spark_class = f"exec {home}/bin/spark-class org.apache.spark.deploy"
    port = 17_077
    commands = [f"SPARK_LOCAL_IP=127.0.0.1 {spark_class}.master.Master --host 127.0.0.1"
                f" --port {port} --webui-port 0"]  # fmt: skip
    for n in (2, 3):
        own = tmp_path / f"w{n}"
        own.mkdir()
        commands.append(
            f"mount -t tmpfs d {driver}; mount -t tmpfs w {own}; TMPDIR={own}"
            f" SPARK_LOCAL_IP=127.0.0.1{n} SPARK_WORKER_DIR={own}/work SPARK_LOCAL_DIRS={own}/local"
            f" {spark_class}.worker.Worker --host 127.0.0.1{n} --cores 1 --memory 1g"
            f" --webui-port 0 spark://127.0.0.1:{port}"
        )
    started = []
    for n, command in enumerate(commands):
        apart = ["unshare", "-m", "--propagation", "private"] if n else []
        with (tmp_path / f"log{n}").open("w") as log:
            asked = [*apart, "sh", "-c", command]
            started.append(subprocess.Popen(asked, env=env, stdout=log, stderr=log))
        time.sleep(2 if n else 5)
    yield f"spark://127.0.0.1:{port}", driver, started
    for process in started:
        process.terminate()
        process.wait(30)


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.filterwarnings("ignore:PySpark")
def test_a_cluster_whose_machines_see_no_file_of_the_driver_gives_the_same_bits(
    cluster, monkeypatch
):
    from test_spark import _events, _frame, _prices, _same

    import marketlink.spark as on_spark
    from marketlink.spark.session import quiet

    master, driver, started = cluster
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("SPARK_LOCAL_DIRS", str(driver))
    from pyspark.sql import SparkSession

    settings = {
        "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
        "spark.executor.memory": "600m", "spark.cores.max": "2", "spark.ui.enabled": "false",
        "spark.scheduler.minRegisteredResourcesRatio": "1.0", "spark.sql.shuffle.partitions": "4",
        "spark.sql.session.timeZone": "UTC", "spark.deploy.maxExecutorRetries": "1",
        "spark.hadoop.fs.defaultFS": "viewfs://cl/",
        "spark.hadoop.fs.viewfs.mounttable.cl.link./data": f"file://{driver.parent}/shared",
        "spark.sql.warehouse.dir": f"file://{driver}/wh",
    }  # fmt: skip
    builder = SparkSession.builder.master(master)
    for name, value in settings.items():
        builder = builder.config(name, value)
    events, prices = _events(), _prices()
    with quiet():
        spark = builder.getOrCreate()
        spark.sparkContext.setLogLevel("OFF")
        try:
            secret = str(driver / "secret")
            seen = spark.sparkContext.parallelize(range(4), 4).map(lambda _: Path(secret).exists())
            assert seen.collect() == [False] * 4
            given = spark.createDataFrame(events), spark.createDataFrame(prices)
            there = on_spark.study(spark, *given, buckets=3)
            found = {name: _frame(table) for name, table in there.tables.items()}
            there.cars.write.parquet("/data/cars")
            assert spark.read.parquet("/data/cars").count() == len(found["cars"])
            there.release()
            started[1].kill()
            again = on_spark.study(spark, *given, buckets=3)
            assert again.outcomes == there.outcomes
            _same(_frame(again.cars), found["cars"])
        finally:
            spark.stop()
    here = ml.study(events, prices)
    assert there.outcomes == here.outcomes
    for name in ("events", "abnormal", "cars", "tests", "average"):
        table = getattr(here, name)
        keys = [one for one in ("event_id", "group", "tau", "tau_from", "tau_to", "statistic")
                if one in table.columns]  # fmt: skip
        _same(found[name], table.sort_values(keys, kind="stable"))
