"""The Spark session of the command, and Spark's errors as sentences."""

from __future__ import annotations

import os
import re
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from marketlink.errors import InputError, MarketlinkError, SourceUnavailable
from marketlink.installation import install_command

JAVA = (
    "/usr/lib/jvm/java-17-openjdk-amd64", "/usr/lib/jvm/java-17-openjdk-arm64",
    "/usr/lib/jvm/default-java",
)  # fmt: skip
LOST = re.compile(
    r"ExecutorLost|executor lost|Lost task|FetchFailed|Connection refused|All masters are unresp|"
    r"SparkContext was shut down|has been shut down|Python worker exited",
    re.IGNORECASE,
)
"""Texts in Spark's errors that mean lost machines, not wrong data."""
REFUSED = re.compile(r"InputError: (?P<sentence>[^\n]+)")
"""The pattern for a sentence of ours in the error of a worker."""


@contextmanager
def session(master: str) -> Iterator[Any]:
    """A Spark session in UTC whose workers run this very interpreter.

    Raises
    ------
    MarketlinkError
        pyspark or Java is not there; the hint says how to get it.
    SourceUnavailable
        The master does not answer.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MarketlinkError(
            "The spark engine needs pyspark", "", install_command("spark")
        ) from error
    _find_java()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    builder = (
        SparkSession.builder.master(master)
        .appName("marketlink study")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.executorEnv.OPENBLAS_NUM_THREADS", "1")
    )
    if master.startswith("local"):
        builder = builder.config("spark.driver.host", "127.0.0.1")
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
    with quiet(), as_sentence(master):
        spark = builder.getOrCreate()
        spark.sparkContext.setLogLevel("OFF")
    try:
        yield spark
    finally:
        spark.stop()


@contextmanager
def quiet() -> Iterator[None]:
    """Silence pyspark's warnings about pandas, as columns travel as Arrow."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="pyspark")
        warnings.filterwarnings("ignore", message="PySpark")
        warnings.filterwarnings("ignore", message="The copy keyword", category=Warning)
        yield


@contextmanager
def as_sentence(where: str) -> Iterator[None]:
    """A failure of Spark as one sentence.

    Raises
    ------
    InputError
        A table that is not there or cannot be read, or what a worker refused.
    SourceUnavailable
        Machines that do not answer or went away.
    """
    try:
        yield
    except Exception as error:
        kind = type(error)
        if not kind.__module__.startswith(("pyspark", "py4j", "grpc")):
            raise
        text = str(error)
        refused = REFUSED.search(text)
        if refused is not None:
            raise InputError(refused["sentence"]) from error
        why = _first_line(text)
        if LOST.search(text):
            raise SourceUnavailable(f"Workers of {where} went away", why) from error
        if "FAILED_READ_FILE" in text or kind.__name__ == "AnalysisException":
            raise InputError("A table cannot be read by Spark", why) from error
        raise SourceUnavailable(f"Spark on {where} gave up", why) from error


def _first_line(text: str) -> str:
    """The first line that says something, without a trace."""
    lines = [line.strip() for line in text.splitlines()]
    content = [line for line in lines if line and not line.startswith(("at ", ":", "Traceback"))]
    return content[0][:300] if content else ""


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
