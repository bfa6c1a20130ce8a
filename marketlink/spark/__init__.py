"""Studies and readings on a Spark session of one's own: tables in and out (docs/spark.md).

``study``    an event study of Spark tables: :func:`marketlink.study` where the data lie
``read``     articles to what they say, one row an article
"""

from __future__ import annotations

from marketlink.spark.articles import read
from marketlink.spark.event_study import study
from marketlink.spark.result import SparkStudy

__all__ = ["SparkStudy", "read", "study"]
