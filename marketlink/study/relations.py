"""Columns in and out of a study's relations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.findings import FindingText
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Column = np.ndarray[Any, Any]
TableColumns = dict[str, Column]


def stage(con: DuckDBPyConnection, name: str, columns: TableColumns) -> None:
    """A temporary table of a study from columns, made by the step of its name."""
    con.execute(statement(f"study.{name}"))
    if len(next(iter(columns.values()))):
        con.register("study_staged", columns)
        con.table("study_staged").insert_into(name)
        con.unregister("study_staged")


NAMES_SHOWN = 5


def few(names: Sequence[str], of: int | None = None) -> str:
    """The first names of a list, and how many more there are (of ``of``, where it is cut)."""
    first, left = tuple(names[:NAMES_SHOWN]), (len(names) if of is None else of) - NAMES_SHOWN
    return (
        FindingText("remark.few", names=first, left=left)
        if left > 0
        else FindingText("remark.names", names=first)
    )


def nothing_after(day: date) -> str:
    """What to tell of a study as of a day."""
    return FindingText("remark.as_of", day=day.isoformat())
