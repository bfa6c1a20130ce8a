"""The result of a study on Spark: tables of the session, outcomes and warnings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from marketlink.records.study import Spec


@dataclass(frozen=True)
class SparkStudy:
    """A finished study: tables as docs/study.md has them, each a table of the session.

    Returns are decimal. ``events``, ``abnormal`` and ``cars`` lie on the executors in the order of
    no file (sort by ``event_id``); ``tests``, ``average`` and ``study`` are small. ``outcomes``
    counts what became of the events and adds up to their number; ``warnings`` are sentences.
    ``abnormal`` is None where the study is too large for it and it was not asked for.
    """

    spec: Spec
    tables: Mapping[str, DataFrame]
    outcomes: Mapping[str, int]
    warnings: tuple[str, ...]
    pieces: DataFrame = field(repr=False)

    @property
    def events(self) -> DataFrame:
        """One row an event: day 0, outcome, the fitted model."""
        return self.tables["events"]

    @property
    def abnormal(self) -> DataFrame | None:
        """One row an event and session: return, normal and abnormal return with its error."""
        return self.tables.get("abnormal")

    @property
    def cars(self) -> DataFrame:
        """One row an event and window: the cumulated abnormal return, its error and p-values."""
        return self.tables["cars"]

    @property
    def tests(self) -> DataFrame:
        """One row a group, window and statistic."""
        return self.tables["tests"]

    @property
    def average(self) -> DataFrame:
        """One row a group and session: average and cumulated average abnormal return."""
        return self.tables["average"]

    @property
    def study(self) -> DataFrame:
        """One row: specification, outcomes, warnings, versions, snapshot."""
        return self.tables["study"]

    def release(self) -> None:
        """Let the executors forget what the tables are made of."""
        self.pieces.unpersist()
