"""The user's command after a failed run: no shell, the facts in environment variables."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.errors import InputError

if TYPE_CHECKING:
    from marketlink.schedule.state import Last

SECONDS = 60.0
"""The command is ended after this long."""


def facts(last: Last, db: Path) -> dict[str, str]:
    """What the command finds in its environment, all names beginning with ``REFRESH_``."""
    return {
        "REFRESH_EXIT_CODE": str(last.exit_code),
        "REFRESH_MESSAGE": last.line.replace("\0", ""),
        "REFRESH_STARTED": last.started.isoformat(),
        "REFRESH_ENDED": last.ended.isoformat(),
        "REFRESH_FAILURES": str(last.failures),
        "REFRESH_DB": str(db),
    }


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
        raise InputError(f"on_failure cannot be read: {command}", str(error)) from error


def call(command: str, given: Mapping[str, str], seconds: float = SECONDS) -> str:
    """Run the command and say in a few words how it went; never raises for its sake.

    Parameters
    ----------
    command : str
        A program and its arguments. No shell reads it, so what happened in the run (symbols, a
        server's words) can only arrive as data, in ``given``.
    given : mapping
        Added to this process's environment.
    seconds : float
        The command is ended after this long.
    """
    try:
        words = split(command)
        ended = subprocess.run(  # noqa: S603
            words,
            env={**os.environ, **given},
            stdin=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except (OSError, ValueError, IndexError, InputError) as error:
        return f"on_failure could not be run: {error}"
    except subprocess.TimeoutExpired:
        return f"on_failure was ended after {seconds:g} s"
    return f"on_failure exit={ended.returncode}"
