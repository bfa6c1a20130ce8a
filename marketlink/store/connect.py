"""Opening the database file: bounded waiting for its lock, and errors as sentences."""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Literal

import duckdb
from duckdb import DuckDBPyConnection

from marketlink.errors import DatabaseBusy, StoreError
from marketlink.locks import alone, is_held

Mode = Literal["read", "write"]

LIGHT = "set disabled_compression_methods = 'rle,alp,alprd'"
"""Prices are written as they are: finding how to pack them takes as long as writing them, and packs
real ones to two thirds only. Empty columns and numbers of days still take next to nothing."""

CONFIGURING = Lock()
SHARED = "set global TimeZone = 'UTC'"
QUIET: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
"""No name in a query makes the engine download or load an extension."""

HOLDER = re.compile(r"lock is held in (?P<program>.*?) \(PID (?P<pid>\d+)\)")
BROKEN_FILE = re.compile(
    r"corrupt|checksum|not a valid DuckDB|unsupported version|deserializ|serialization error|"
    r"failed to load|replaying WAL|WAL file|been invalidated|could not read enough bytes|"
    r"INTERNAL Error",
    re.IGNORECASE,
)
FULL = re.compile(r"no space left|disk (is )?full|not enough space|file too large", re.IGNORECASE)
DENIED = re.compile(r"permission denied|read-only file system|access is denied", re.IGNORECASE)
BUSY = re.compile(r"could not set lock|different configuration|being used by another", re.I)


def connect(path: Path, mode: Mode, wait: float, reach: Iterable[Path] = ()) -> DuckDBPyConnection:
    """Open the file, retrying with a growing pause while another process holds it.

    What is in the file may be somebody else's, so that the connection reaches no other file (and
    no address, no variable of this program) than those named, and its settings are locked.

    Parameters
    ----------
    path : Path
    mode : "read" or "write"
        Many processes may read at once; a writer is alone.
    wait : float
        Seconds to go on trying.
    reach : iterable of Path
        Files and folders that statements may read and write beside the database.

    Raises
    ------
    DatabaseBusy
        Still held after ``wait`` seconds; the message names the holder's process.
    duckdb.Error
        Anything else: see :func:`explain`.
    """
    if not _may_be_database(path):
        raise duckdb.IOException(f"{path} is not a valid DuckDB database file")
    gate, deadline = path.with_name(f"{path.name}.gate"), time.monotonic() + wait
    if not wait or mode == "read":
        return _connected(path, mode, wait, reach, deadline)
    with alone(gate, "a change", wait):
        return _connected(path, mode, wait, reach, deadline)


def _connected(
    path: Path, mode: Mode, wait: float, reach: Iterable[Path], deadline: float
) -> DuckDBPyConnection:
    gate, patient = path.with_name(f"{path.name}.gate"), deadline - wait / 2
    pause = 0.01
    while True:
        # a writer stands at the gate: readers let it through, or they would starve it; and go on
        # after half of their own wait, or writers would starve them
        while mode == "read" and time.monotonic() < patient and _stands(gate):
            time.sleep(random.uniform(0.01, 0.03))  # noqa: S311 (a pause between tries)
        try:
            return _configured(path, mode, reach)
        except duckdb.Error as error:
            if not BUSY.search(str(error)):
                raise
            seconds = deadline - time.monotonic()
            if seconds <= 0:
                raise busy(path, wait, str(error)) from error
        time.sleep(min(pause * random.uniform(0.5, 1.5), seconds))  # noqa: S311 (a pause between tries)
        pause = min(pause * 1.6, 0.5)


def _stands(gate: Path) -> bool:
    """Whether a writer holds the gate. An empty file is not tested: the test takes the lock for an
    instant, and twenty readers would block the writer.
    """
    try:
        return gate.stat().st_size > 0 and is_held(gate)
    except OSError:
        return False


def _configured(path: Path, mode: Mode, reach: Iterable[Path]) -> DuckDBPyConnection:
    # absolute, as md:x or s3://x would be an address
    name = str(path.absolute())
    with CONFIGURING:
        con = duckdb.connect(name, read_only=mode == "read", config=QUIET)
        try:
            # a second connection of this process finds the settings of the first, locked
            locked = con.execute("select current_setting('lock_configuration')").fetchall()
            if locked == [(False,)]:
                quiet(con)
                con.execute(f"{SHARED}; {LIGHT}; {confined(reach)}")
        except BaseException:
            con.close()
            raise
    return con


def _may_be_database(path: Path) -> bool:
    """Whether the file begins like a database; DuckDB would read a text file as a table.

    Where this process has it open, it is read through that: closing a file anew would let go of the
    lock that DuckDB holds on it for another thread.
    """
    with CONFIGURING:
        try:
            file = _open_here(path.stat())
            if file is None:
                with path.open("rb") as anew:
                    head = anew.read(12)
            else:
                head = os.pread(file, 12, 0)
        except OSError:
            return True
    return head[8:] in (b"DUCK", b"")


def _open_here(status: os.stat_result) -> int | None:
    """The descriptor by which this process has a file open."""
    with suppress(OSError):
        for name in os.listdir("/dev/fd"):  # noqa: PTH208 (iterdir leaves it to the collector)
            with suppress(OSError):
                if os.path.samestat(os.fstat(int(name)), status):
                    return int(name)
    return None


def memory() -> DuckDBPyConnection:
    """A database in memory, which may read any file: what it runs is this program's."""
    con = duckdb.connect(config=QUIET)
    quiet(con)
    con.execute(SHARED)
    return con


def quiet(con: DuckDBPyConnection) -> None:
    """Let a connection draw no progress bar. In a notebook without the package that draws it, even
    switching off a bar that is off is an error.
    """
    if con.execute("select current_setting('enable_progress_bar')").fetchall() == [(True,)]:
        con.execute("set enable_progress_bar = false")


def confined(reach: Iterable[Path]) -> str:
    """Statements that let a database reach these files and folders only, and lock its settings.

    A path that is not there is a folder to be, but for the log of a database ("x.duckdb.wal").
    """
    places = [path.absolute() for path in reach]
    alone = [path.is_file() or path.suffix == ".wal" for path in places]
    folders = ", ".join(literal(str(p)) for p, one in zip(places, alone, strict=True) if not one)
    files = ", ".join(literal(str(p)) for p, one in zip(places, alone, strict=True) if one)
    return (
        f"set allowed_directories = [{folders}]; set allowed_paths = [{files}];"
        " set python_enable_replacements = false; set enable_external_access = false;"
        " set lock_configuration = true"
    )


def literal(text: str) -> str:
    """A text as SQL writes it, where no parameter is taken."""
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def attached(con: DuckDBPyConnection, path: Path, name: str) -> Iterator[None]:
    """Attach another database file, read-only, under a name of ours."""
    con.execute(f"attach {literal(str(path.absolute()))} as {name} (read_only)")
    try:
        yield
    finally:
        con.execute(f"detach {name}")


def busy(path: Path, wait: float, text: str) -> DatabaseBusy:
    """The error for a locked store: which process holds it, and what to do."""
    holder = HOLDER.search(text)
    who = f"process {holder['pid']} ({holder['program']})" if holder else f"process {os.getpid()}"
    return DatabaseBusy(
        f"The store {path} is in use",
        f"{who} holds it; waited {wait:g} s",
        "again when that process has ended, or another --db",
    )


def is_broken(error: BaseException) -> bool:
    """Whether the error says that the database file itself cannot be read."""
    if not isinstance(error, duckdb.Error):
        return False
    if isinstance(error, (duckdb.ProgrammingError, duckdb.DataError, duckdb.IntegrityError)):
        return False
    text = str(error)
    if FULL.search(text) or DENIED.search(text) or BUSY.search(text):
        return False
    return bool(BROKEN_FILE.search(text))


def explain(error: duckdb.Error | OSError, path: Path) -> StoreError:
    """The failure in one sentence.

    Parameters
    ----------
    error : duckdb.Error or OSError
    path : Path
        The database file.
    """
    text = str(error)
    if FULL.search(text):
        return StoreError(
            f"The store {path} cannot grow",
            "The disk is full",
            "freeing space; what was committed before is intact",
        )
    if DENIED.search(text):
        return StoreError(
            f"The store {path} cannot be opened",
            "Permission denied",
            "--db with a file in a folder of yours",
        )
    return StoreError(f"The store {path} cannot be used", first_line(error), "another --db")


def first_line(error: BaseException) -> str:
    """The first line of an error, without the engine's heading."""
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0].removeprefix("IO Error: ").rstrip("!.")
