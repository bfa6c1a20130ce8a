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
import json
import os
import random
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import duckdb
from injection_peers import PEERS, attended
from test_articles_migration import folder_of_articles

import marketlink
from marketlink.cli.main import run
from marketlink.errors import ExitCode
from marketlink.news.archive import Archive
from marketlink.news.source import Source, cover, put
from marketlink.prices.load import ensure_excerpt
from marketlink.records.price import History, Listing, RawBar
from marketlink.sources.registry import open_source
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

PACKAGE = f"{Path(marketlink.__file__).parent}{os.sep}"
CODE = (".py", ".sql")

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
    "articles import of a table": [
        "articles", "import", "read_csv('n.csv', all_varchar = true)", "--zone", "Asia/Seoul",
        "--map", "title=headline,published=when", "--workers", "1",
    ],
    "articles import and study": [
        "articles", "import", "articles.jsonl", "--study", "studied", "--workers", "1",
    ],
    "articles of a former version": ["articles", "list", "--db", "former/x.duckdb"],
    "articles stories": ["articles", "stories"],
    "feeds lists": ["feeds", "lists"],
    "feeds remove": ["feeds", "remove", "http://news.example.com/rss.xml"],
    "digest": ["digest", "--watchlist", "mine.txt", "--out", "digests"],
    "study": ["study", "--events", "e.csv", "--prices", "long.csv", "--benchmark", "IDX",
              "--out", "study"],
    "study of articles": ["study", "--articles", "company=NVDA", "--benchmark", "^GSPC",
                          "--out", "study"],
    "export": ["export", "kept", "cars"],
    "demo": ["demo", "--out", "demo"],
    "feeds add": ["feeds", "add", "http://news.example.com/rss.xml"],
    "serve": ["serve", "reports", "--port", "0", "--offline"],
    "mcp": ["mcp", "--transport", "http", "--port", "PORT", "--offline"],
    "schedule run": ["schedule", "run", "--offline", "--config", "own.toml", "--log", "run.log"],
    "fetch": ["link", "http://news.example.com/a", "--published", "2025-01-28"],
}  # fmt: skip
OWN = frozenset({"config trust", "articles of a former version"})
"""Commands that are not given the store of the others."""
SLOW = frozenset({
    "report", "explain", "doctor", "correlate", "study", "demo", "digest", "study of articles",
    "articles import and study", *PEERS,
})  # fmt: skip
FETCHING = frozenset({"fetch", "feeds add"})
UNDISTURBED = dict.fromkeys(FETCHING, (3,)) | {"mcp": (130,)}
"""Exit codes of commands that nobody disturbs, where not 0 or 1: no network; an agent's Ctrl-C."""
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
    (folder / "n.csv").write_text(
        "headline,when,symbol\nNvidia falls (NVDA),2025-01-28 09:00,NVDA\nNo time,,NVDA\n"
    )
    (folder / "mine.txt").write_text("NVDA\nABC\n")
    (folder / "own.toml").write_text(
        'refresh_symbols = ["NVDA"]\nwatchlist = "mine.txt"\non_finding = "true"\n'
        'on_failure = "true"\nmetrics_file = "m.prom"\n'
    )
    folder_of_articles(folder / "former")
    page = folder / "reports" / "one"
    page.mkdir(parents=True)
    (page / "report.en.html").write_text("<!doctype html><title>one</title>")
    (page / "case.json").write_text("{}")
    with (
        Archive.beside(folder / "x.duckdb").opened("write") as store,
        store.adding() as (con, batch),
    ):
        put(con, Source(9, "feed", "http://news.example.com/rss.xml", followed=True), batch)
        cover(con, 9, datetime(2024, 9, 1, tzinfo=UTC), datetime(2025, 3, 14, tzinfo=UTC), batch)
    add = Archive.beside(folder / "x.duckdb").add
    add(list(open_source(str(folder / "a.txt"))), published="2025-01-28")
    (folder / "e.csv").write_text("event_id,symbol,date\n1,ABC,2024-10-01\n2,ABC,2024-10-05\n")
    (folder / "kept").mkdir()
    (folder / "kept" / "cars.csv").write_text("event_id,car\n1,0.5\n")
    (folder / "marketlink.toml").write_text('refresh_symbols = ["NVDA"]\n')


def as_bytes(folder: Path) -> dict[str, bytes]:
    """The files of a store as they are; where none changed nothing can be lost."""
    files = [folder / "x.duckdb", folder / "x.duckdb.wal", *(folder / "x.parquet").rglob("*")]
    return {str(file): sha256(file.read_bytes()).digest() for file in files if file.is_file()}


@cache
def prepared(made: Path) -> dict[str, list]:
    """What the prepared store holds."""
    return contents(made / "x.duckdb")


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
    return frame is not None and frame.f_code.co_filename.startswith(PACKAGE)


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
    said: str = ""


def try_once(made: Path, place: Path, command: str, kind: str, error, at: int) -> Outcome:
    """One command with one failure, in a fresh copy of a prepared folder."""
    name = error.__name__ if isinstance(error, type) else repr(error)
    outcome, spot = Outcome(command, kind, name, at), Failing(at, error)
    return _tried(made, place, outcome, {kind: spot})


def reach(made: Path, place: Path, command: str) -> dict[str, int]:
    """How many calls of each kind a command makes where none fails."""
    spots = {kind: Failing(0, RuntimeError) for kind in KINDS
             if kind != "net" or command in FETCHING}  # fmt: skip
    whole = _tried(made, place, Outcome(command, "", "", 0), spots)
    if whole.wrong or whole.code not in UNDISTURBED.get(command, (0, 1)):
        raise AssertionError(
            f"{command} without a failure: exit {whole.code}, {whole.wrong} {whole.said}"
        )
    return {kind: spot.calls for kind, spot in spots.items()}


def _tried(made: Path, place: Path, outcome: Outcome, spots: dict[str, Failing]) -> Outcome:
    folder, command = place / "work", outcome.command
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made, folder)
    before = as_bytes(folder)
    out, err = io.StringIO(), io.StringIO()
    words = COMMANDS[command]
    if command not in OWN:
        words = [*words, "--db", str(folder / "x.duckdb")]
    os.chdir(folder)
    names = {str(path) for path in folder.rglob("*")}

    def late(*_):
        raise TimeoutError("the command did not end")

    signal.signal(signal.SIGALRM, late)
    signal.alarm(120 if command in SLOW else 60)
    began = time.process_time()
    try:
        with ExitStack() as stack:
            stack.enter_context(redirect_stdout(out))
            stack.enter_context(redirect_stderr(err))
            for kind, spot in spots.items():
                stack.enter_context(failing(kind, spot))
            if command in PEERS:
                outcome.code, wrong = attended(command, words, out, err)
                outcome.wrong += wrong
            else:
                outcome.code = run(words)
    except BaseException as raised:
        outcome.wrong.append(f"raised {type(raised).__name__}: {raised}")
    finally:
        signal.alarm(0)
        os.chdir(place)
    outcome.raised = any(spot.raised for spot in spots.values())
    gc.collect()
    if not outcome.raised:
        outcome.said = err.getvalue()[-300:]
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
    left = [path for path in folder.rglob("*") if str(path) not in names and _is_temporary(path)]
    if any(path.name.endswith(".pending") for path in left):
        # a committed batch whose record is not in its place yet: the next writer puts it there
        own = folder / "former" if command in OWN else folder
        with Store.open(own / "x.duckdb", "write"):
            pass
    outcome.wrong += [f"left over {path}" for path in left if path.exists()]
    if as_bytes(folder) == before:
        return outcome
    held = prepared(made)
    try:
        after = contents(folder / "x.duckdb")
    except Exception as broken:
        outcome.wrong.append(f"the store does not open: {broken}")
        return outcome
    lost = [t for t in TABLES if outcome.code not in (0, 1) and set(held[t]) - set(after[t])]
    if lost and command != "prices valid":
        outcome.wrong.append(f"rows lost in {', '.join(lost)}")
    return outcome


def _is_temporary(path: Path) -> bool:
    name = path.name
    return (
        name.endswith((".pending", ".tmp", ".part", ".wal"))
        or ".report-" in name
        or (name.startswith(".") and name not in (".lock", ".refreshed.json"))
    )


def samples(count: int, seed: int) -> Iterator[tuple[str, str, object, float]]:
    """Which failures are tried: every command and kind in turn, those that take seconds every
    other time, the rest by chance; last which of the command's calls fails, as a part of all."""
    draw = random.Random(seed)
    errors = {"engine": ENGINE, "files": FILES, "net": NET, "clock": CLOCK}
    commands = draw.sample(list(COMMANDS), len(COMMANDS))
    pairs = [(c, k) for c in commands for k in KINDS if k != "net" or c in FETCHING]
    for number in range(count):
        command, kind = pairs[number % len(pairs)]
        if command in SLOW and number // len(pairs) % 2:
            continue
        yield command, kind, draw.choice(errors[kind]), draw.random()


def inject(
    place: Path, count: int, seed: int = 1, skip=frozenset(), journal: Path | None = None
) -> list[Outcome]:
    """Try failures until ``count`` of them were met by a command; what came of each.

    With a ``journal`` (a file, a line a failure) a run that was ended goes on where it was. What a
    command or its peer gets wrong without a failure is an outcome, too: a fault of its own.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    made = place / "made"
    prepare(made)
    done = _read(journal, seed)
    found = [outcome for outcome in done.values() if outcome.raised or outcome.wrong]
    calls: dict[str, dict[str, int]] = {}
    for number, (command, kind, error, part) in enumerate(samples(40 * count, seed)):
        if len(found) >= count:
            break
        if number in done or command in skip:
            continue
        if command not in calls:
            calls[command] = reach(made, place, command)
        if not calls[command][kind]:
            continue
        outcome = try_once(made, place, command, kind, error, 1 + int(calls[command][kind] * part))
        if journal:
            with journal.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"number": number, **asdict(outcome)}) + "\n")
        if outcome.raised or outcome.wrong:
            found.append(outcome)
    return found


def _read(journal: Path | None, seed: int) -> dict[int, Outcome]:
    """What an earlier run with this seed tried, by number; a journal of other code is refused."""
    if journal is None:
        return {}
    files = sorted(path for path in Path(PACKAGE).rglob("*.*") if path.suffix in CODE)
    code = sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    head = json.dumps({"code": code, "seed": seed})
    if not journal.exists():
        journal.write_text(head + "\n", encoding="utf-8")
    first, *lines = journal.read_text(encoding="utf-8").splitlines()
    if first != head:
        raise ValueError(f"{journal} is of other code or another seed: name another file")
    rows = [json.loads(line) for line in lines if line.endswith("}")]
    return {row.pop("number"): Outcome(**row) for row in rows}
