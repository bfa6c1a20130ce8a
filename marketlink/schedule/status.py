"""Last and next runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from marketlink.locks import holder
from marketlink.schedule import state
from marketlink.schedule.state import Last
from marketlink.schedule.times import Fire, exchanges_in_use, latest, upcoming

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.records.price import RefreshRun


LATE = timedelta(hours=3)
"""A close without a run this long after it is a finding: the longest run, and its start."""


@dataclass(frozen=True, slots=True)
class Status:
    """``process`` holds the schedule (None: no ``schedule run`` is running); ``last`` is its last
    run, ``runs`` the latest refreshes of the store by whomever, ``next`` one run an exchange;
    ``findings`` are what an operator has to act on, in sentences.
    """

    process: str | None
    last: Last | None
    runs: tuple[RefreshRun, ...]
    next: tuple[Fire, ...]
    findings: tuple[str, ...] = ()


def status(settings: Settings, now: datetime | None = None) -> Status:
    """Last and next runs of a store's schedule."""
    from marketlink.store import Store  # noqa: PLC0415 (loads duckdb)

    runs: tuple[RefreshRun, ...] = ()
    if settings.db.exists():
        with Store.open(settings.db, "read", settings.lock_wait_seconds) as store:
            runs = store.runs(5)
    now = now or datetime.now(UTC)
    ahead = upcoming(exchanges_in_use(settings), now, settings.refresh_delay_minutes)
    process, last = holder(state.lock_path(settings.db)), state.read(settings.db)
    due = latest(exchanges_in_use(settings), now, settings.refresh_delay_minutes)
    findings = tuple(_findings(process, last, runs, due, now))
    return Status(process, last, runs, ahead, findings)


def _findings(
    process: str | None,
    last: Last | None,
    runs: Sequence[RefreshRun],
    due: Fire | None,
    now: datetime,
) -> Iterator[str]:
    """What an operator must know: nothing runs, the last runs failed, a close was not served."""
    began = [run.started for run in runs] + ([last.started] if last else [])
    was_served = due is None or any(at >= due.at for at in began)
    if process is None and not was_served:
        yield "No schedule is running, and no refresh came after the last close"
    elif not was_served and due is not None and now > due.at + LATE:
        yield f"The close of {due.exchange} on {due.session} was not served within {LATE}"
    if last is not None and last.failures:
        failed = "run" if last.failures == 1 else f"{last.failures} runs"
        yield f"The last scheduled {failed} failed (exit {last.exit_code})"
    elif runs and runs[0].outcome == "failed":
        yield "The last refresh brought nothing"
