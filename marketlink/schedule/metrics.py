"""The state of the schedule as a text file that Prometheus' node exporter collects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink import disk

if TYPE_CHECKING:
    from marketlink.schedule.state import Last

PREFIX = "marketlink_refresh"


def write(path: Path, db: Path, last: Last, due: datetime | None) -> None:
    """Replace the text file; its name must end in ``.prom`` for the exporter to read it.

    Parameters
    ----------
    path : Path
    db : Path
        The store, which is the label of every number.
    last : Last
    due : datetime or None
        When the next run is due.
    """
    disk.replace(path, "".join(_lines(str(db), last, due)).encode())


def _lines(db: str, last: Last, due: datetime | None) -> Iterator[str]:
    label = db.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    for name, help_text, value in (
        ("last_run_timestamp_seconds", "When the last run began.", last.started.timestamp()),
        ("last_success_timestamp_seconds", "When the last run that was well ended.",
         last.success.timestamp() if last.success else 0),
        ("duration_seconds", "How long the last run took.",
         (last.ended - last.started).total_seconds()),
        ("exit_code", "What the last run ended with.", last.exit_code),
        ("failures", "Runs that failed, in a row.", last.failures),
        ("next_run_timestamp_seconds", "When the next run is due.",
         due.timestamp() if due else 0),
    ):  # fmt: skip
        yield f"# HELP {PREFIX}_{name} {help_text}\n# TYPE {PREFIX}_{name} gauge\n"
        yield f'{PREFIX}_{name}{{db="{label}"}} {value:.15g}\n'
