"""SIGKILL during an import, the reading and grouping after it, and a migration of a folder.

A child process does the work and is killed at a random moment; whoever comes next goes on. In the
end the store must hold what an undisturbed run gives: nothing lost, nothing twice.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from marketlink.flow import readings
from marketlink.flow.readings import bring_up
from marketlink.news import importing, migration
from marketlink.news.archive import Archive
from marketlink.news.importing import Tables, import_tables
from marketlink.news.row_stamp import StampClock
from marketlink.store import Store, StoreAccess, schema

NOW = datetime(2025, 12, 31, tzinfo=UTC)
NAMES = ("Nvidia", "AMD", "Intel", "Micron", "Apple", "Boeing")
FEW = 12
"""Rows in one transaction, so that a kill meets many of them."""


def headlines(count: int) -> list[tuple[str, str]]:
    """Headlines of which some are one story, some repeat, some are of nobody."""
    draw = random.Random(3)
    rows = []
    for n in range(count):
        name, day = draw.choice(NAMES), 1 + n % 27
        told = draw.choice(["falls 7% after results", "wins a contract", f"opens plant {n}"])
        rows.append((f"{name} {told}", f"2025-03-{day:02d}T{n % 24:02d}:00:00Z"))
    return rows


def write_table(place: Path, count: int) -> None:
    lines = [json.dumps({"title": title, "published": at}) for title, at in headlines(count)]
    (place / "n.jsonl").write_text("\n".join(lines))


def write_folder(place: Path, count: int) -> None:
    """A folder of articles as version 5 kept it."""
    lines = []
    for n, (title, at) in enumerate(headlines(count)):
        content = f"{title} ({n})".encode()
        digest = sha256(content).hexdigest()
        path = place / "articles" / "raw" / digest[:2] / digest
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        lines.append(json.dumps({
            "digest": digest, "source": "x", "media_type": "text/plain", "headline": title,
            "added": "2025-04-01T00:00:00+00:00", "value": at.replace("Z", "+00:00"),
            "published": at, "grade": "metadata", "language": "en", "decoded": True,
        }))  # fmt: skip
    (place / "articles" / "index.jsonl").write_text("\n".join(lines))


def importing_and_reading(place: Path) -> None:
    importing.CHUNK = readings.CHUNK = FEW
    tables = Tables((str(place / "n.jsonl"),), StampClock(None, None, NOW))
    import_tables(place / "m.duckdb", tables, place / "refused.csv")
    bring_up(StoreAccess(place / "m.duckdb"), workers=1)


def migrating_and_reading(place: Path) -> None:
    migration.FEW = readings.CHUNK = FEW
    Archive.beside(place / "m.duckdb").entries()
    bring_up(StoreAccess(place / "m.duckdb"), workers=1)


WORKS: dict[str, tuple[Callable[[Path, int], None], Callable[[Path], None]]] = {
    "import": (write_table, importing_and_reading),
    "migration": (write_folder, migrating_and_reading),
}


def contents(place: Path) -> dict[str, list[str]]:
    """Rows of every table of news but for what tells of the run."""
    with Store.open(place / "m.duckdb") as store:
        return {
            table: sorted(
                str(row) for row in store.con.execute(
                    f"select columns(lambda c: not list_contains(?, c)) from {table}",
                    [["batch", "kept_at", "first_read", "last_read"]],
                ).fetchall()
            )
            for table in schema.NEWS
        }  # fmt: skip


def whole(place: Path, before: int) -> tuple[int, str]:
    """How many articles the store holds, and what is wrong with them; "" where nothing is."""
    with Store.open(place / "m.duckdb") as store:
        count, keys, bodies, read, articles = store.con.execute(
            "select (select count(*) from article), (select count(distinct key) from article),"
            " (select count(*) from article semi join body using (digest)),"
            " (select count(*) from reading), (select count(distinct article_id) from reading)"
        ).fetchall()[0]
    if count < before:
        return count, f"{before - count} articles lost"
    if keys != count or read != articles:
        return count, "an article is there twice"
    return count, "" if bodies == count else "an article has no body"


def rounds(kills: int, place: Path, *, seed: int = 1, rows: int = 120) -> dict[str, int]:
    """Kill each of :data:`WORKS` so often, and count what went wrong."""
    found = {"kills": 0, "lost or twice": 0, "not as undisturbed": 0, "rebuilt otherwise": 0}
    for name, (write, work) in WORKS.items():
        calm = place / f"{name}-calm"
        calm.mkdir(parents=True)
        write(calm, rows)
        began = time.monotonic()
        _child(work, calm, None)
        length = time.monotonic() - began
        wanted, draw = contents(calm), random.Random(seed)
        killed = lap = 0
        most = (kills + 1) // 2
        while killed < most:
            lap += 1
            there = place / f"{name}-{lap}"
            there.mkdir()
            write(there, rows)
            count = 0
            while not _child(work, there, draw.uniform(0, length / 2) if killed < most else None):
                killed += 1
                count, wrong = whole(there, count) if (there / "m.duckdb").exists() else (0, "")
                found["lost or twice"] += bool(wrong)
            found["not as undisturbed"] += contents(there) != wanted
            (there / "m.duckdb").unlink()
            found["rebuilt otherwise"] += contents(there) != wanted
        found["kills"] += killed
    return found


def _child(work: Callable[[Path], None], place: Path, kill_after: float | None) -> bool:
    """Do the work in a child; whether it was done before it was killed."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work(place)
            code = 0
        finally:
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise AssertionError(f"the work failed in {place}")
    return os.WIFEXITED(status)
