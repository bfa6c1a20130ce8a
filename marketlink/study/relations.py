"""Columns in and out of a study's relations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.findings import Said
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Column = np.ndarray[Any, Any]
TableColumns = dict[str, Column]


def stage(con: DuckDBPyConnection, name: str, columns: TableColumns) -> None:
    """A temporary table from columns."""
    con.execute(statement(name))
    if len(next(iter(columns.values()))):
        con.register("study_staged", columns)
        con.table("study_staged").insert_into(name)
        con.unregister("study_staged")


def few(names: Sequence[str], n: int = 5, *, of: int | None = None) -> str:
    """The first names of a list, and how many more there are (of that many, where it is cut)."""
    left = (len(names) if of is None else of) - n
    return ", ".join(names[:n]) + (f" and {left} more" if left > 0 else "")


def nothing_after(day: date) -> str:
    """What to tell of a study as of a day."""
    return Said("remark.as_of", day=day.isoformat())
