"""Locks between processes: files that stay, with a hold on them that dies with its process."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from marketlink import disk
from marketlink.errors import DatabaseBusy, StoreError

NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
"""A link in the place of a lock would have what it points to emptied."""


@contextmanager
def alone(path: Path, what: str, wait: float) -> Iterator[None]:
    """Hold a lock file while the body runs.

    Parameters
    ----------
    path : Path
        The lock file; it stays, only its lock goes.
    what : str
        Who holds it, in words: "a refresh"; its folder is named behind it.
    wait : float
        Seconds to wait for another process to let go.

    Raises
    ------
    DatabaseBusy
        Still held after ``wait`` seconds; the message names the process and since when.
    StoreError
        The folder cannot be written.
    """
    with os.fdopen(_open(path), "r+b", buffering=0) as handle:
        deadline, pause = time.monotonic() + wait, 0.02
        while not _take(handle):
            seconds = deadline - time.monotonic()
            if seconds <= 0:
                raise DatabaseBusy(
                    f"{what} of {path.parent} is already running",
                    f"{holder(path) or 'another process'} holds it; waited {wait:g} s",
                    "again when it has ended",
                )
            time.sleep(min(pause, seconds))
            pause = min(pause * 1.5, 0.5)
        facts = {"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
        # a full disk leaves the holder unnamed; the lock itself holds, and the store says the rest
        with suppress(OSError):
            handle.truncate(0)
            handle.seek(0)
            handle.write(json.dumps(facts).encode())
        try:
            yield
        finally:
            with suppress(OSError):
                handle.truncate(0)


def holder(path: Path) -> str | None:
    """The process that holds a lock file, in words; None where nobody does."""
    try:
        facts = json.loads(path.read_text("utf-8"))
        return f"process {int(facts['pid'])} since {facts['since']}" if is_held(path) else None
    except (OSError, ValueError, KeyError, TypeError):
        return "another process" if is_held(path) else None


def is_held(path: Path) -> bool:
    """Whether some process holds a lock file now."""
    try:
        with os.fdopen(os.open(path, os.O_RDWR | NOFOLLOW), "r+b", buffering=0) as handle:
            return not _take(handle)
    except OSError:
        return False


def _open(path: Path) -> int:
    try:
        disk.make(path.parent)
        return os.open(path, os.O_RDWR | os.O_CREAT | NOFOLLOW, 0o666)
    except OSError as error:
        what, why = f"The folder {path.parent} cannot be written", error.strerror or str(error)
        if path.is_symlink():
            what, why = f"The lock {path} cannot be used", "It is a link"
        raise StoreError(what, why, "--db with a file in a folder of yours") from error


def _take(handle: IO[bytes]) -> bool:
    try:
        import fcntl  # noqa: PLC0415 (not on every system)
    except ImportError:
        return _take_windows(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _take_windows(handle: IO[bytes]) -> bool:
    import importlib  # noqa: PLC0415 (not on every system)

    msvcrt = importlib.import_module("msvcrt")
    handle.seek(1 << 20)
    try:
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
