"""The last run of the scheduling process, in a small file beside the store."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from marketlink import disk


@dataclass(frozen=True, slots=True)
class Last:
    """The last scheduled run: instants in UTC, exit code, its line.

    ``failures`` counts runs in a row that failed (a finding is none), ``tries`` the runs since the
    close that this one came after, ``success`` is when the last run without a failure ended.
    """

    started: datetime
    ended: datetime
    exit_code: int
    line: str
    failures: int = 0
    tries: int = 1
    success: datetime | None = None


def state_path(db: Path) -> Path:
    """Where the state of a store's scheduling process lies."""
    return db.with_name(f"{db.name}.schedule.json")


def lock_path(db: Path) -> Path:
    """The lock file that the scheduling process of a store holds."""
    return db.with_name(f"{db.name}.schedule.lock")


def read(db: Path) -> Last | None:
    """The last scheduled run; None where there was none or the file is unreadable."""
    try:
        facts = json.loads(state_path(db).read_text("utf-8"))
        success = facts.get("success")
        return Last(
            datetime.fromisoformat(facts["started"]).astimezone(UTC),
            datetime.fromisoformat(facts["ended"]).astimezone(UTC),
            int(facts["exit_code"]),
            str(facts["line"]),
            int(facts["failures"]),
            int(facts.get("tries", 1)),
            datetime.fromisoformat(success).astimezone(UTC) if success else None,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def write(db: Path, last: Last) -> None:
    """Replace the state file, whole or not at all."""
    text = json.dumps(asdict(last), ensure_ascii=False, default=datetime.isoformat)
    disk.replace(state_path(db), text.encode("utf-8", "replace"))
