"""One process that refreshes after each close, one run at a time."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.errors import ExitCode, MarketlinkError
from marketlink.locks import alone
from marketlink.schedule import failure, metrics, state
from marketlink.schedule.retries import again_at
from marketlink.schedule.state import Last
from marketlink.schedule.times import Fire, exchanges_in_use, latest, upcoming

if TYPE_CHECKING:
    from marketlink.config import Settings

LOOK = 30.0
"""Seconds between looks at the clock, which a sleeping machine sets forward."""
REREAD = timedelta(hours=1)
"""How often the exchanges in use are read again while nothing runs."""
LONGEST = timedelta(hours=2)
"""A run that takes longer is ended."""
FAREWELL = 30.0
"""Seconds that a run has to end by itself after the process got a signal to stop."""


class Loop:
    """The scheduling process of one store.

    Each run is a process of its own, so that it starts from a clean slate, and this one stays
    small. A run that was missed (the machine slept, or was off) is made up for once.

    Parameters
    ----------
    settings : Settings
    arguments : sequence of str
        Options that every ``marketlink refresh`` is given (``--db``, ``--config``).
    say : callable
        Called with one line a run.
    clock : callable
        The present, aware.
    """

    def __init__(
        self,
        settings: Settings,
        arguments: Sequence[str] = (),
        say: Callable[[str], None] = lambda _: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.settings, self.say, self.clock = settings, say, clock
        program = [sys.executable, "-m", "marketlink"]
        self.command = [*program, "refresh", "--format", "json", *arguments]
        self.morning = [
            *program, "digest", "--watchlist", settings.watchlist, "--format", "json", "--strict",
            "--out", str(settings.reports), *arguments,
        ]  # fmt: skip
        self.stopping = threading.Event()
        self._last: Last | None = None
        self._exchanges: tuple[str, ...] = ()
        self._read_at: datetime | None = None

    def stop(self) -> None:
        """End :meth:`run` soon; a refresh that is running keeps what came and ends first."""
        self.stopping.set()

    def run(self) -> None:
        """Refresh after each close until :meth:`stop`.

        Raises
        ------
        DatabaseBusy
            Another scheduling process of this store is running.
        InputError
            No symbol is held or configured; a command to run cannot be read, or is set by a file
            that is not trusted.
        """
        failure.require(self.settings)
        with alone(state.lock_path(self.settings.db), "the schedule", 1.0):
            self._last = state.read(self.settings.db)
            while not self.stopping.is_set():
                fire = self.due()
                if fire is not None:
                    self.once(fire)
                else:
                    self.stopping.wait(self._pause())

    def due(self) -> Fire | None:
        """The run that is due now: the last close that no run came after, or a retry."""
        now = self.clock()
        fire = latest(self._in_use(now), now, self.settings.refresh_delay_minutes)
        last = self._last
        # a last run in the future is a clock that was wrong: it would stop all runs until then
        if fire is None or last is None or fire.at > last.started or last.started > now:
            return fire
        again = self._retry_at()
        return fire if again is not None and again <= now else None

    def once(self, fire: Fire) -> Last:
        """Refresh now, write the state and the line, and call the user's command if one is set."""
        started, before = self.clock(), self._last
        code, text = self._refresh()
        end = max(self.clock(), started)
        self._last = _following(before, fire, Last(started, end, code, text))
        digest_sent = self._remember(self._last)
        if not self.stopping.is_set():
            digest_sent += failure.tell(self.settings, self._last)
        if self.settings.watchlist and code in (ExitCode.OK, ExitCode.FINDING):
            digest_sent += self._digest(self._last)
        self.say(
            f"{started.isoformat(timespec='seconds')} {fire.exchange} {fire.session} exit={code} "
            f"{(end - started).total_seconds():.1f}s {text}{digest_sent}"
        )
        self._read_at = None
        return self._last

    def _remember(self, last: Last) -> str:
        try:
            state.write(self.settings.db, last)
            if self.settings.metrics_file:
                path = Path(self.settings.metrics_file).expanduser()
                metrics.write(
                    path, self.settings.db, last, min(self._ahead(last.ended), default=None)
                )
        except OSError as error:
            return f"; not remembered: {error.strerror or error}"
        return ""

    def _refresh(self) -> tuple[int, str]:
        try:
            code, out, err = self._run(self.command)
        except OSError as error:
            return int(ExitCode.USAGE), f"the refresh could not be started: {error}"
        return code, one_line(out, err)

    def _digest(self, last: Last) -> str:
        """Write the digest of the watchlist; what moved goes to ``on_finding``, as JSON."""
        try:
            code, out, err = self._run(self.morning)
        except OSError as error:
            return f"; the digest could not be started: {error}"
        if code not in (ExitCode.OK, ExitCode.FINDING):
            return f"; digest exit={code} {' '.join(err.split())[:200]}"
        if code == ExitCode.OK or not self.settings.on_finding or self.stopping.is_set():
            return "; digest written"
        variables = failure.facts(last, self.settings.db)
        success = failure.call(
            self.settings.on_finding, variables, "on_finding", standard_input=out
        )
        return f"; digest written; {success}"

    def _run(self, command: Sequence[str]) -> tuple[int, str, str]:
        """The exit code, standard output and standard error of a child process."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen(command, stdout=out, stderr=err)  # noqa: S603 (a list of words, no shell)
            code = self._watch(process)
            out.seek(0)
            err.seek(0)
            return (code, out.read().decode("utf-8", "replace"),
                    err.read().decode("utf-8", "replace"))  # fmt: skip

    def _watch(self, process: subprocess.Popen[bytes]) -> int:
        end = self.clock() + LONGEST
        while process.poll() is None and not self.stopping.wait(0.1) and self.clock() < end:
            pass
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(FAREWELL)
            except subprocess.TimeoutExpired:
                process.kill()
        return process.wait()

    def _in_use(self, now: datetime) -> tuple[str, ...]:
        if self._read_at is None or now - self._read_at > REREAD:
            self._read_at = now
            try:
                self._exchanges = exchanges_in_use(self.settings)
            except (MarketlinkError, OSError) as error:
                # a store that somebody holds for a while, or that is gone, must not end the process
                if not self._exchanges:
                    raise
                self.say(f"{now.isoformat(timespec='seconds')} exchanges as before: {error}")
        return self._exchanges

    def _retry_at(self) -> datetime | None:
        return again_at(self._last) if self._last is not None else None

    def _ahead(self, now: datetime) -> list[datetime]:
        """When runs are due after an instant."""
        delay = self.settings.refresh_delay_minutes
        ahead = [fire.at for fire in upcoming(self._in_use(now), now, delay)]
        return [*ahead, *(at for at in [self._retry_at()] if at is not None)]

    def _pause(self) -> float:
        now = self.clock()
        seconds = min(((at - now).total_seconds() for at in self._ahead(now)), default=LOOK)
        return min(max(seconds, 0.05), LOOK)


def _following(before: Last | None, fire: Fire, last: Last) -> Last:
    """The last run after another: how many failed in a row, how often this close was tried."""
    is_failure = last.exit_code not in (ExitCode.OK, ExitCode.FINDING)
    failures = (before.failures if before else 0) + 1 if is_failure else 0
    success = (before.success if before else None) if is_failure else last.ended
    again = before is not None and fire.at <= before.started <= last.started
    tries = before.tries + 1 if before is not None and again else 1
    return replace(last, failures=failures, tries=tries, success=success)


def one_line(out: str, err: str) -> str:
    """The output of a refresh (a JSON row, and lines on stderr) as one line."""
    parts: list[str] = []
    try:
        row = json.loads(out)[0]
        parts.append(f"{row['outcome']}: {row['came']} of {row['asked']} symbols, "
                     f"{row['inserted']} bars added, {len(row['reports'])} reports")  # fmt: skip
        parts += [f"{symbol}: {why}" for symbol, why in row["errors"].items()]
    except (ValueError, KeyError, IndexError, TypeError):
        parts += err.strip().splitlines()[-1:]
    return " | ".join(" ".join(part.split()) for part in parts) or "said nothing"
