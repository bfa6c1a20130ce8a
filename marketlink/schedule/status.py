"""Last and next runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from marketlink.locks import holder
from marketlink.schedule import state
from marketlink.schedule.state import Last
from marketlink.schedule.times import Fire, exchanges_in_use, upcoming

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.records.price import Run


@dataclass(frozen=True, slots=True)
class Status:
    """``process`` holds the schedule (None: no ``schedule run`` is running); ``last`` is its last
    run, ``runs`` the latest refreshes of the store by whomever, ``next`` one run an exchange."""

    process: str | None
    last: Last | None
    runs: tuple[Run, ...]
    next: tuple[Fire, ...]


def status(settings: Settings, now: datetime | None = None) -> Status:
    """Last and next runs of a store's schedule."""
    from marketlink.store import Store

    runs: tuple[Run, ...] = ()
    if settings.db.exists():
        with Store.open(settings.db, "read", settings.lock_wait_seconds) as store:
            runs = store.runs(5)
    ahead = upcoming(
        exchanges_in_use(settings), now or datetime.now(UTC), settings.refresh_delay_minutes
    )
    return Status(holder(state.lock_path(settings.db)), state.read(settings.db), runs, ahead)
