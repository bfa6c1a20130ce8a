"""``marketlink schedule``: refresh after each exchange's close."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marketlink.cli.options import common
from marketlink.cli.output import emit, format_option, say
from marketlink.config import Settings
from marketlink.errors import Alert

if TYPE_CHECKING:
    from marketlink.schedule import Status

COLUMNS = ("what", "exchange", "session", "at", "outcome", "text")
KINDS = ("systemd", "cron", "github", "docker")


@click.group()
def command() -> None:
    """Run the refresh after each exchange's close.

    \b
    Example:
      marketlink schedule run
      marketlink schedule print systemd --out ~/.config/systemd/user
    """


@command.command("run")
@click.option(
    "--log", type=click.Path(path_type=Path, dir_okay=False), help="Write the lines to a file, too."
)
@common
def run(settings: Settings, log: Path | None) -> None:
    """Keep one process that refreshes after the real close of each exchange in use.

    Missed runs are made up for once; SIGTERM and Ctrl-C end it cleanly. One line a run goes to
    standard error, with --log also to a file that is renewed at 1 MB, five of which are kept.
    `on_failure` in marketlink.toml is run after a failed refresh, `on_finding` after one that
    found something, without a shell, with the facts in REFRESH_* environment variables. Where a
    watchlist is set its digest is written after each run; stocks that moved are a finding, and the
    digest stands as JSON on the command's standard input.

    \b
    Example:
      marketlink schedule run
    """
    from marketlink.schedule import Loop, exchanges_in_use, upcoming

    settings = replace(settings, db=settings.db.absolute())
    loop = Loop(settings, arguments(settings), _teller(log))
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: loop.stop())
    ahead = upcoming(exchanges_in_use(settings), datetime.now(UTC), settings.refresh_delay_minutes)
    if ahead:
        say(f"next close: {ahead[0].exchange}, run at {ahead[0].at.isoformat()}", err=True)
    loop.run()
    with suppress(OSError):
        say("schedule ended", err=True)


class _Log(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        """Say that a line could not be written, in a sentence; the schedule goes on."""
        del record
        with suppress(OSError):
            say(f"{self.baseFilename} cannot be written: {sys.exc_info()[1]}", err=True)


def _teller(log: Path | None) -> Callable[[str], None]:
    """A function that writes one line a run to standard error, and to a file of bounded size."""

    def show_line(line: str) -> None:
        # a terminal or pipe that is gone ends no schedule
        with suppress(OSError):
            say(line, err=True)

    if log is None:
        return show_line
    log.parent.mkdir(parents=True, exist_ok=True)
    handler = _Log(log, maxBytes=1_000_000, backupCount=5, encoding="utf-8")
    handler.close()  # it can be written; from here it is open for a line at a time
    handler.setFormatter(logging.Formatter("%(message)s"))

    def tell(line: str) -> None:
        show_line(line)
        try:
            handler.emit(logging.LogRecord("schedule", logging.INFO, "", 0, "%s", (line,), None))
        finally:
            handler.close()

    return tell


@command.command("status")
@format_option()
@common
def show(settings: Settings, fmt: str) -> None:
    """Show the last runs and the next one after each exchange's close (UTC).

    Ends with exit code 1 where the last runs failed or a close was not served: at once where no
    schedule is running, after three hours where one is.

    \b
    Example:
      marketlink schedule status
    """
    from marketlink.schedule import status

    state = status(settings)
    emit(rows(state), COLUMNS, fmt)
    if state.findings:
        raise Alert(". ".join(state.findings), "", "marketlink schedule run, marketlink doctor")


def rows(state: Status) -> Iterator[dict[str, Any]]:
    """The status as rows of :data:`COLUMNS`."""
    running = state.process or "not running (marketlink schedule run)"
    yield {"what": "process", "text": running}
    if state.last is not None:
        last = state.last
        outcome = f"exit {last.exit_code}"
        yield {"what": "scheduled", "at": last.started, "outcome": outcome, "text": last.line}
    for item in state.runs:
        text = f"{item.symbols} symbols, {item.inserted} bars added, {len(item.errors)} errors"
        yield {"what": "run", "at": item.started, "outcome": item.outcome, "text": text}
    for fire in state.next:
        yield {"what": "next", "exchange": fire.exchange, "session": fire.session, "at": fire.at}


@command.command("print")
@click.argument("kind", type=click.Choice(KINDS))
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Write files to a folder."
)
@common
def show_units(settings: Settings, kind: str, out: Path | None) -> None:
    """Print what the system's own scheduler needs, or write it into a folder.

    \b
    Example:
      marketlink schedule print cron
    """
    import shlex

    from marketlink.installation import requirement
    from marketlink.schedule import units
    from marketlink.schedule.units import WHEEL

    settings = replace(settings, db=settings.db.absolute())
    files = units(kind, settings, arguments(settings), environment=environment(settings))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        if out is None:
            head = f"# {name}\n" if len(files) > 1 else ""
            say(f"{head}{text}", nl=False)
        else:
            (out / name).write_text(text, "utf-8")
            say(out / name)
    if any(WHEEL in text for text in files.values()):
        words = ["pip", "wheel", requirement(), "--no-deps", "--wheel-dir", str(out or ".")]
        say(f"The wheel that they install: {shlex.join(words)}", err=True)


def arguments(settings: Settings) -> list[str]:
    """The options that make a later ``marketlink refresh`` use the same store and file."""
    options = ["--db", str(settings.db)]
    origins = set(settings.origins.values()) - {"default", "environment", "flag"}
    for file in sorted(origins):
        options += ["--config", str(Path(file).absolute())]
    return options + (["--offline"] if settings.offline else [])


def environment(settings: Settings) -> dict[str, str]:
    """The settings that came from environment variables, which another process would not have."""
    import os

    names = [key for key, origin in settings.origins.items() if origin == "environment"]
    variables = {f"MARKETLINK_{name.upper()}" for name in names if name not in ("db", "offline")}
    return {name: text for name, text in sorted(os.environ.items()) if name in variables}
