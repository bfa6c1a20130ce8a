"""One refresh at a time: a lock beside the store that dies with its process."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from marketlink.errors import DatabaseBusy, StoreError


@contextmanager
def alone(path: Path, what: str, wait: float) -> Iterator[None]:
    """Hold a lock file while the body runs.

    Parameters
    ----------
    path : Path
        The lock file; it stays, only its lock goes.
    what : str
        Who holds it, in words: "a refresh".
    wait : float
        Seconds to wait for another process to let go.

    Raises
    ------
    DatabaseBusy
        Still held after ``wait`` seconds; the message names the process and since when.
    StoreError
        The folder cannot be written.
    """
    handle = _open(path)
    with handle:
        deadline, pause = time.monotonic() + wait, 0.02
        while not _take(handle):
            left = deadline - time.monotonic()
            if left <= 0:
                raise DatabaseBusy(
                    f"{what} of {path.parent} is already running",
                    f"{holder(path) or 'another process'} holds it; waited {wait:g} s",
                    "again when it has ended",
                )
            time.sleep(min(pause, left))
            pause = min(pause * 1.5, 0.5)
        facts = {"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
        # a full disk leaves the holder unnamed; the lock itself holds, and the store says the rest
        with suppress(OSError):
            os.ftruncate(handle.fileno(), 0)
            os.write(handle.fileno(), json.dumps(facts).encode())
        try:
            yield
        finally:
            with suppress(OSError):
                os.ftruncate(handle.fileno(), 0)


def holder(path: Path) -> str | None:
    """The process that holds a lock file, in words; None where nobody does."""
    try:
        facts = json.loads(path.read_text("utf-8"))
        return f"process {int(facts['pid'])} since {facts['since']}" if held(path) else None
    except (OSError, ValueError, KeyError, TypeError):
        return "another process" if held(path) else None


def held(path: Path) -> bool:
    """Whether some process holds a lock file now."""
    try:
        with path.open("r+", encoding="utf-8") as handle:
            return not _take(handle)
    except OSError:
        return False


def _open(path: Path) -> IO[str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a+", encoding="utf-8")
    except OSError as error:
        raise StoreError(
            f"the folder {path.parent} cannot be written",
            error.strerror or str(error),
            "--db with a file in a folder of yours",
        ) from error


def _take(handle: IO[str]) -> bool:
    try:
        import fcntl
    except ImportError:
        return _take_windows(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _take_windows(handle: IO[str]) -> bool:
    import importlib

    msvcrt = importlib.import_module("msvcrt")
    handle.seek(1 << 20)
    try:
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
