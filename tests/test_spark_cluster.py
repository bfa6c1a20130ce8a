"""Spark on two machines that see no file of the driver's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pytest

from marketlink.records.study import Spec


def _may_unshare():
    """Whether this process may give another one file systems of its own."""
    asked = ["unshare", "-m", "true"]
    return (
        shutil.which("unshare") is not None and subprocess.run(asked, check=False).returncode == 0
    )


@pytest.fixture
def cluster(tmp_path):
    """A standalone master and two workers on hosts of their own that see no file of the driver."""
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
    yield f"spark://127.0.0.1:{port}", driver
    for process in started:
        process.terminate()
        process.wait(30)


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_cluster_whose_machines_see_no_file_of_the_driver_gives_the_same_bits(
    cluster, monkeypatch
):
    from test_engine import _con

    from marketlink.study.asked import Asked
    from marketlink.study.run import study_relations
    from marketlink.study.spark import fit_with

    master, driver = cluster
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("SPARK_LOCAL_DIRS", str(driver))
    from pyspark.sql import SparkSession

    settings = {
        "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
        "spark.executor.memory": "600m", "spark.cores.max": "2", "spark.ui.enabled": "false",
        "spark.scheduler.minRegisteredResourcesRatio": "1.0", "spark.sql.shuffle.partitions": "4",
        "spark.hadoop.fs.defaultFS": "viewfs://cl/",
        "spark.hadoop.fs.viewfs.mounttable.cl.link./data": f"file://{driver.parent}/shared",
        "spark.sql.warehouse.dir": f"file://{driver}/wh",
    }  # fmt: skip
    builder = SparkSession.builder.master(master)
    for name, value in settings.items():
        builder = builder.config(name, value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        spark = builder.getOrCreate()
        try:
            secret = str(driver / "secret")
            seen = spark.sparkContext.parallelize(range(4), 4).map(lambda _: Path(secret).exists())
            assert seen.collect() == [False] * 4
            con, spec = _con(), Spec()
            far = study_relations(con, spec, Asked(elsewhere=fit_with(spark)))
        finally:
            spark.stop()
    near = study_relations(_con(), spec, Asked())
    for name, table in near.tables.items():
        for column, values in table.items():
            theirs = far.tables[name][column]
            same = np.array_equal(values, theirs, equal_nan=values.dtype.kind in "fM")
            assert same or name == "study", (name, column)
