"""The project's SQL: views and steps, under ``marketlink/sql``.

A view that users may query has a file of its own under ``views``. The statements of one job stand
in one file under ``steps``, in order, each under a line ``-- step: NAME``; the head of the file has
a table of the job's relations: name, grain, columns, made by, read by (steps, other jobs, modules).
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = Path(__file__).parents[1] / "sql"
STEP = re.compile(r"^-- step: (\w+)\n", re.MULTILINE)


@cache
def statement(name: str) -> str:
    """The text of a view, or of a step of a job.

    Parameters
    ----------
    name : str
        ``"price"`` is the view in ``views/price.sql``, ``"merge.accept"`` the step ``accept`` in
        ``steps/merge.sql``.

    Raises
    ------
    FileNotFoundError
        There is no such view or job.
    KeyError
        The job has no such step.
    """
    job, _, step = name.partition(".")
    return _statements(job)[step] if step else (FOLDER / "views" / f"{name}.sql").read_text("utf-8")


@cache
def _statements(job: str) -> dict[str, str]:
    """The statements of a job by step, in order."""
    _, *parts = STEP.split((FOLDER / "steps" / f"{job}.sql").read_text("utf-8"))
    return {step: text.strip() + "\n" for step, text in zip(parts[::2], parts[1::2], strict=True)}


def steps(job: str) -> tuple[str, ...]:
    """Names of the steps of a job such as ``"tables"``, in order: ``"tables.action"`` and more."""
    return tuple(f"{job}.{step}" for step in _statements(job))


def views() -> tuple[str, ...]:
    """Names of the views, in load order (alphabetical)."""
    return tuple(sorted(path.stem for path in (FOLDER / "views").glob("*.sql")))


def load(con: DuckDBPyConnection, *names: str) -> None:
    """Run views and steps on a connection, in the order given."""
    for name in names:
        con.execute(statement(name))


def fingerprint(*names: str) -> str:
    """SHA-256 over the text of views and steps."""
    return sha256("\0".join(statement(name) for name in names).encode()).hexdigest()
