"""The user's commands after a run: no shell, the facts in environment variables."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.errors import ExitCode, InputError
from marketlink.neutral import json_text

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.schedule.state import Last

CAUSES: Mapping[int, str] = {
    ExitCode.OK: "ok", ExitCode.FINDING: "finding", ExitCode.USAGE: "input",
    ExitCode.UNAVAILABLE: "unavailable", ExitCode.RATE_LIMITED: "rate-limited",
    ExitCode.BUSY: "busy", ExitCode.INTERRUPTED: "interrupted",
}  # fmt: skip
"""The cause of a failed run as one word, by exit code."""
SECONDS = 60.0
"""The command is ended after this long."""


def facts(last: Last, db: Path) -> dict[str, str]:
    """The environment variables of the command, all beginning with ``REFRESH_``."""
    return {
        "REFRESH_CAUSE": CAUSES.get(last.exit_code, "failure"),
        "REFRESH_EXIT_CODE": str(last.exit_code),
        "REFRESH_MESSAGE": last.line.replace("\0", ""),
        "REFRESH_STARTED": last.started.isoformat(),
        "REFRESH_ENDED": last.ended.isoformat(),
        "REFRESH_FAILURES": str(last.failures),
        "REFRESH_DB": str(db),
    }


def require(settings: Settings) -> None:
    """Refuse commands that cannot be read, or that a file of the working folder sets untrusted.

    Raises
    ------
    InputError
    """
    if settings.untrusted:
        raise InputError(
            f"marketlink.toml of this folder sets {' and '.join(settings.untrusted)}",
            "A file that merely lies here may not set commands to run",
            "look at it, then marketlink config trust",
        )
    for command in (settings.on_failure, settings.on_finding):
        split(command)


def tell(settings: Settings, last: Last) -> str:
    """Call ``on_failure`` after a run that failed, ``on_finding`` after one that found something
    a person must know of (exit code 1); what came of it, in a few words."""
    if last.exit_code == ExitCode.OK:
        return ""
    name = "on_finding" if last.exit_code == ExitCode.FINDING else "on_failure"
    command = settings.on_finding if last.exit_code == ExitCode.FINDING else settings.on_failure
    variables = facts(last, settings.db)
    return (
        f"; {call(command, variables, name, standard_input=json_text(variables))}"
        if command
        else ""
    )


def split(command: str) -> list[str]:
    """The words of a command line, as a POSIX shell would split them, with nothing expanded.

    Raises
    ------
    InputError
        A quotation mark is left open.
    """
    try:
        return shlex.split(command)
    except ValueError as error:
        raise InputError(f"The command cannot be read: {command}", str(error)) from error


def call(
    command: str, variables: Mapping[str, str], name: str = "on_failure", seconds: float = SECONDS,
    standard_input: str = "",
) -> str:  # fmt: skip
    """Run the command and say in a few words how it went; never raises for its sake.

    Parameters
    ----------
    command : str
        A program and its arguments. No shell reads it, so what happened in the run (symbols, a
        server's words) can only arrive as data, in ``variables``.
    variables : mapping
        Added to this process's environment.
    name : str
        The setting, for what is said.
    seconds : float
        The command is ended after this long.
    standard_input : str
        What it is given on its standard input: a finding as JSON, never a part of a command.
    """
    try:
        words = split(command)
        process = subprocess.run(  # noqa: S603 (a list of words, no shell)
            words,
            env={**os.environ, **variables},
            input=standard_input.encode("utf-8", "replace"),
            timeout=seconds,
            check=False,
        )
    except (OSError, ValueError, IndexError, InputError) as error:
        return f"{name} could not be run: {error}"
    except subprocess.TimeoutExpired:
        return f"{name} was ended after {seconds:g} s"
    return f"{name} exit={process.returncode}"
