"""Fail the n-th call to the database engine, the file system, the network or the clock.

One process per failure would cost a second each; commands are therefore called in this process,
in a folder that is copied anew for each, with one call of one kind failing with one exception.
What must hold: one sentence on standard error, a documented exit code, an end in time, no file
left over, and a store that opens and holds what it held or what the command would have made of it.
"""

from __future__ import annotations

import builtins
import gc
import io
import os
import random
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import duckdb

from marketlink.cli.main import run
from marketlink.errors import ExitCode
from marketlink.prices.load import ensure_excerpt
from marketlink.records.price import History, Listing, RawBar
from marketlink.store import Store
from marketlink.store.record import TABLES

ENGINE = [getattr(duckdb, name) for name in (
    "IOException", "BinderException", "CatalogException", "ConversionException",
    "OutOfMemoryException", "InvalidInputException", "InternalException", "TransactionException",
    "ConstraintException", "SerializationException", "FatalException", "PermissionException",
    "HTTPException", "TypeMismatchException", "SyntaxException", "Error",
)]  # fmt: skip
FILES = [OSError(28, "No space left on device"), OSError(13, "Permission denied"),
         OSError(5, "Input/output error"), OSError(24, "Too many open files"),
         OSError(30, "Read-only file system"), OSError(2, "No such file or directory"),
         OSError(122, "Disk quota exceeded"), OSError(116, "Stale file handle"),
         MemoryError()]  # fmt: skip
NET = [TimeoutError("timed out"), ConnectionResetError(104, "Connection reset by peer"),
       ConnectionRefusedError(111, "refused"), socket.gaierror(-2, "Name or service not known"),
       BrokenPipeError(32, "Broken pipe"), OSError(101, "Network is unreachable")]  # fmt: skip
CLOCK = [OverflowError("timestamp out of range"), OSError(75, "Value too large"),
         ValueError("year")]  # fmt: skip
CALLS = ((os, "open"), (os, "fsync"), (os, "replace"), (os, "rename"), (os, "mkdir"),
         (os, "unlink"), (os, "rmdir"), (io, "open"), (builtins, "open"), (os, "stat"),
         (os, "scandir"), (os, "listdir"))  # fmt: skip

COMMANDS: dict[str, list[str]] = {
    "prices list": ["prices", "list", "NVDA"],
    "prices show": ["prices", "show", "NVDA", "--from", "2025-01-20", "--to", "2025-02-03"],
    "prices check": ["prices", "check"],
    "prices import": ["prices", "import", "p.csv"],
    "prices valid": ["prices", "valid", "NVDA", "--to", "2025-03-14"],
    "refresh": ["refresh", "--offline"],
    "doctor": ["doctor", "--offline", "--deep"],
    "schedule status": ["schedule", "status"],
    "schedule print": ["schedule", "print", "systemd", "--out", "units"],
    "articles list": ["articles", "list"],
    "articles add": ["articles", "add", "a.txt", "--offline"],
    "feeds list": ["feeds", "list"],
    "sessions": ["sessions", "XNYS", "--from", "2025-01-20", "--to", "2025-01-31"],
    "config show": ["config", "show"],
    "config trust": ["config", "trust", "marketlink.toml"],
    "explain": ["explain", "NVDA", "--from", "2025-01-20", "--to", "2025-02-03", "--offline"],
    "link": ["link", "a.txt", "--published", "2025-01-28"],
    "report": ["report", "a.txt", "--published", "2025-01-28", "--offline", "--lang", "en",
               "--out", "reports"],
    "sql": ["sql", "select count(*) from returns"],
    "correlate": ["correlate", "NVDA", "--from", "2024-11-01", "--to", "2025-03-14"],
    "companies list": ["companies", "list", "NVDA"],
    "companies find": ["companies", "find", "Nvidia"],
    "companies import": ["companies", "import", "krx.csv"],
    "articles import": ["articles", "import", "articles.jsonl"],
    "articles stories": ["articles", "stories"],
    "study": ["study", "--events", "e.csv", "--prices", "long.csv", "--benchmark", "IDX",
              "--out", "study"],
    "export": ["export", "kept", "cars"],
    "demo": ["demo", "--out", "demo"],
    "fetch": ["link", "http://news.example.com/a", "--published", "2025-01-28"],
}  # fmt: skip
SLOW = frozenset({"report", "explain", "doctor", "correlate", "study", "demo"})
KINDS = ("engine", "files", "net", "clock")


def prepare(folder: Path) -> None:
    """A store with the excerpt and one stock of its own, an article, a price file, a toml."""
    folder.mkdir(parents=True)
    with Store.open(folder / "x.duckdb", "write") as store:
        ensure_excerpt(store)
        days = [date(2025, 1, 6) + timedelta(n) for n in range(5)]
        bars = tuple(RawBar(day, close=10.0 + n) for n, day in enumerate(days))
        history = History(Listing("ABC", "XNYS", "USD"), "made", datetime.now(UTC), bars)
        store.merge([history])
    (folder / "a.txt").write_text(
        "Nvidia shares slump\n\nNvidia Corp. (NASDAQ: NVDA) shares fell 17% on January 27, 2025.\n"
    )
    (folder / "p.csv").write_text("symbol,date,close\nXYZ,2025-01-02,1\nXYZ,2025-01-03,2\n")
    (folder / "krx.csv").write_text("code,name,market\n005930,Samsung Electronics,KOSPI\n")
    (folder / "articles.jsonl").write_text(
        '{"title": "Nvidia falls", "text": "Nvidia (NASDAQ: NVDA) fell.", "published": '
        '"2025-01-28T09:00:00Z", "url": "http://news.example.com/a"}\n'
    )
    draw = random.Random(2)
    prices = [f"{name},{date(2024, 1, 1) + timedelta(n)},{100 + draw.random():.4f}"
              for name in ("ABC", "IDX") for n in range(300)]  # fmt: skip
    (folder / "long.csv").write_text("\n".join(["symbol,date,close", *prices, ""]))
    (folder / "e.csv").write_text("event_id,symbol,date\n1,ABC,2024-10-01\n2,ABC,2024-10-05\n")
    (folder / "kept").mkdir()
    (folder / "kept" / "cars.csv").write_text("event_id,car\n1,0.5\n")
    (folder / "marketlink.toml").write_text('refresh_symbols = ["NVDA"]\n')


def contents(path: Path) -> dict[str, list]:
    with Store.open(path) as store:
        return {
            table: sorted(map(str, store.con.execute(f"from {table}").fetchall()))
            for table in TABLES
        }


class Failing:
    """Counts calls of one kind made by marketlink, and makes the n-th one fail."""

    def __init__(self, at: int, error: BaseException | type[BaseException]) -> None:
        self.at, self.error, self.calls, self.raised = at, error, 0, False

    def step(self) -> None:
        self.calls += 1
        if self.calls == self.at:
            self.raised = True
            raise self.error("injected") if isinstance(self.error, type) else self.error


def _ours(depth: int = 2) -> bool:
    """Whether a call comes from marketlink itself, and not from what it is built on."""
    frame = sys._getframe(depth)
    while frame is not None and frame.f_code.co_filename.endswith(("pathlib.py", "injection.py")):
        frame = frame.f_back
    return frame is not None and "/marketlink/" in frame.f_code.co_filename


class _Connection:
    def __init__(self, real, failing: Failing) -> None:
        self._real, self._failing = real, failing

    def __getattr__(self, name):
        found = getattr(self._real, name)
        if name not in ("execute", "begin", "commit", "close", "register", "read_json"):
            return found

        def called(*given, **more):
            if name != "close":
                self._failing.step()
            done = found(*given, **more)
            return self if done is self._real else done

        return called


@contextmanager
def failing(kind: str, spot: Failing) -> Iterator[None]:
    """Put the failing calls in place of the real ones."""
    if kind == "engine":
        real = duckdb.connect

        def connect(*given, **more):
            spot.step()
            return _Connection(real(*given, **more), spot)

        patches = [patch.object(duckdb, "connect", connect)]
    elif kind == "files":
        patches = [patch.object(place, name, _wrapped(getattr(place, name), spot))
                   for place, name in CALLS]  # fmt: skip
    elif kind == "net":
        patches = [patch.object(socket, name, _always(spot))
                   for name in ("getaddrinfo", "create_connection")]  # fmt: skip
    else:
        patches = [patch.object(time, name, _wrapped(getattr(time, name), spot))
                   for name in ("monotonic", "time")]  # fmt: skip
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()


def _wrapped(real, spot: Failing):
    def called(*given, **more):
        if _ours():
            spot.step()
        return real(*given, **more)

    return called


def _always(spot: Failing):
    def called(*given, **more):
        spot.step()
        raise OSError(101, "Network is unreachable")

    return called


@dataclass
class Outcome:
    """What came of one failure: the exit code, and what is wrong with it, in words."""

    command: str
    kind: str
    error: str
    at: int
    code: int = 0
    raised: bool = False
    wrong: list[str] = field(default_factory=list)


def try_once(made: Path, place: Path, command: str, kind: str, error, at: int) -> Outcome:
    """One command with one failure, in a fresh copy of a prepared folder."""
    folder = place / "work"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made, folder)
    name = error.__name__ if isinstance(error, type) else repr(error)
    outcome, spot = Outcome(command, kind, name, at), Failing(at, error)
    before = contents(folder / "x.duckdb")
    out, err = io.StringIO(), io.StringIO()
    words = [*COMMANDS[command], "--db", str(folder / "x.duckdb")]
    if command in ("config trust",):
        words = COMMANDS[command]
    os.chdir(folder)
    names = {str(path) for path in folder.rglob("*")}

    def late(*_):
        raise TimeoutError("the command did not end")

    signal.signal(signal.SIGALRM, late)
    signal.alarm(120 if command in SLOW else 60)
    began = time.process_time()
    try:
        with redirect_stdout(out), redirect_stderr(err), failing(kind, spot):
            outcome.code = run(words)
    except BaseException as raised:
        outcome.wrong.append(f"raised {type(raised).__name__}: {raised}")
    finally:
        signal.alarm(0)
        os.chdir(place)
    outcome.raised = spot.raised
    gc.collect()
    if not spot.raised:
        return outcome
    spent = time.process_time() - began
    if spent > (15 if command in SLOW else 5):
        outcome.wrong.append(f"took {spent:.1f} s of processor time")
    if outcome.code not in set(ExitCode):
        outcome.wrong.append(f"exit {outcome.code}")
    said = [line for line in err.getvalue().splitlines() if line.startswith("marketlink: error:")]
    if outcome.code not in (0, 1) and len(said) != 1:
        outcome.wrong.append(f"{len(said)} sentences")
    if "Traceback" in err.getvalue() + out.getvalue():
        outcome.wrong.append("a traceback")
    left = {str(p) for p in folder.rglob("*")} - names
    outcome.wrong += [f"left over {path}" for path in left if _is_temporary(path)]
    try:
        after = contents(folder / "x.duckdb")
    except Exception as broken:
        outcome.wrong.append(f"the store does not open: {broken}")
        return outcome
    lost = [t for t in TABLES if outcome.code not in (0, 1) and set(before[t]) - set(after[t])]
    if lost and command != "prices valid":
        outcome.wrong.append(f"rows lost in {', '.join(lost)}")
    return outcome


def _is_temporary(path: str) -> bool:
    name = Path(path).name
    return (
        name.endswith((".pending", ".tmp", ".part", ".wal"))
        or ".report-" in name
        or (name.startswith(".") and name not in (".lock", ".refreshed.json"))
    )


def samples(count: int, seed: int) -> Iterator[tuple[str, str, object, int]]:
    """Which failures are tried: every command and kind in turn, the rest by chance."""
    draw = random.Random(seed)
    errors = {"engine": ENGINE, "files": FILES, "net": NET, "clock": CLOCK}
    pairs = [(c, k) for c in COMMANDS for k in KINDS if (k == "net") == (c == "fetch")]
    for number in range(count):
        command, kind = pairs[number % len(pairs)]
        span = {"engine": 60, "files": 40, "net": 2, "clock": 6}[kind]
        yield command, kind, draw.choice(errors[kind]), 1 + int(span * draw.random() ** 2)


def inject(place: Path, count: int, seed: int = 1, skip=frozenset()) -> list[Outcome]:
    """Try failures until ``count`` of them were met by a command; what came of each."""
    made = place / "made"
    prepare(made)
    found: list[Outcome] = []
    for command, kind, error, at in samples(40 * count, seed):
        if command in skip:
            continue
        outcome = try_once(made, place, command, kind, error, at)
        if outcome.raised:
            found.append(outcome)
        if len(found) == count:
            break
    return found
