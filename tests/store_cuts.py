"""A store that is written, its power cut, and what must be there after: see ``power_cuts``."""

from __future__ import annotations

import itertools
import shutil
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from power_cuts import LogDoor, lay, logged

from marketlink.errors import StoreError
from marketlink.records.price import History, Listing, RawBar, RefreshRun
from marketlink.store import Store, news
from marketlink.store.record import TABLES
from marketlink.store.schema import NEWS

DAY = date(2025, 3, 3)
FETCHED = datetime(2025, 3, 20, tzinfo=UTC)
NAME = "x.duckdb"


def contents(path: Path, mode="read") -> dict[str, list]:
    with Store.open(path, mode) as store:
        return {
            table: sorted(map(str, store.con.execute(f"from {table}").fetchall()))
            for table in (*TABLES, *NEWS)
        }


def step(store: Store, number: int) -> None:
    """Step ``number``: a tail, every fourth time a whole history on another level; every third
    step adds news instead."""
    if number % 3 == 0:
        with store.adding() as (con, batch):
            news.add(con, "body", [body(number)], batch)
            news.forget(con, "coverage", "source_id", [1])
            span = {"source_id": 1, "since": FETCHED.isoformat(), "until": FETCHED.isoformat()}
            news.add(con, "coverage", [span], batch)
        return
    whole = number % 4 == 0
    first = 0 if whole else max(number - 2, 0)
    level = 10 + number // 4
    bars = tuple(RawBar(DAY + timedelta(n), close=level + n / 8) for n in range(first, number + 1))
    history = History(Listing("ABC", "XNYS", "USD"), "test", FETCHED, bars, whole=whole)
    store.merge([history], RefreshRun(f"run{number}", FETCHED, FETCHED, "ok"))


def body(number: int) -> dict:
    return {"digest": f"{number:064x}", "digest_key": number, "content": "bmV3cw=="}


@contextmanager
def committing(store: Store, door: LogDoor, number: int):
    """Log the moment of the commit with the database file and log as they then lie on disk."""
    con = store.con

    class Watched:
        def __getattr__(self, name):
            return getattr(con, name)

        def commit(self):
            con.commit()
            files = {file.name: file.read_bytes() for file in store.path.parent.glob(f"{NAME}*")}
            door.note("commit", number, files)

    store.con = Watched()
    yield
    store.con = con


def scenario(root: Path, steps: int, kind: type[LogDoor] = LogDoor):
    """Write a store step by step; the log of its disk, and what it holds after each batch."""
    root.mkdir(parents=True)
    path = root / NAME
    models: dict[int, dict] = {}
    with (
        patch("marketlink.store.record.KEEP", 3),
        patch("marketlink.store.news_record.RUN", 2),
        logged(root, kind) as door,
    ):
        for number in range(1, steps + 1):
            with Store.open(path, "write") as store:
                if number == 1:
                    files = {NAME: path.read_bytes()}
                    door.note("commit", 0, files)
                    models[0] = {table: [] for table in (*TABLES, *NEWS)}
                door.note("begin", number)
                with committing(store, door, number):
                    step(store, number)
                door.note("told", number)
            if number == 2:
                rolled_back(path)
            models[number] = contents(path)
    return door.log, models


def rolled_back(path: Path) -> None:
    """A transaction that fails after its batch was written."""

    def fail(*_):
        raise OSError(28, "No space left on device")

    with Store.open(path, "write") as store, patch("marketlink.store.schema.remember", fail):
        try:
            step(store, 4)
        except OSError:
            return
    raise AssertionError


def judge(models: dict[int, dict], place: Path, every: int = 1):
    """Open a disk with the database as committed, as of before where that may be, and without.

    Of every so many disks it is also told what a rebuild gives after another write.
    """
    counter = itertools.count()

    def databases(past) -> list[dict[str, bytes]]:
        at = [n for n, entry in enumerate(past) if entry[0] == "commit"]
        states = [past[at[-1]][2]] if at else []
        if len(at) > 1 and ("sync_folder", ".") not in past[at[-1] :]:
            states.append(past[at[-2]][2])
        return [*states, {}]

    def judged(past, found) -> str:
        told = max((entry[1] for entry in past if entry[0] == "told"), default=0)
        begun = max((entry[1] for entry in past if entry[0] == "begin"), default=0)
        allowed = [models[number] for number in range(told, begun + 1) if number in models]
        others = {name: content for name, content in found.items() if not name.startswith(NAME)}
        for files in databases(past):
            number = next(counter)
            folder = place / str(number)
            folder.mkdir(parents=True)
            lay({**others, **files}, folder)
            try:
                seen = contents(folder / NAME)
                again = lasting(folder) if number % every == 0 else seen
            except StoreError as error:
                if told == 0:
                    continue
                return f"refused: {error}"
            finally:
                shutil.rmtree(folder)
            if seen not in allowed:
                return f"lost after {told} of {begun}"
            if again != seen:
                return "lost by the next write"
        return "whole"

    def lasting(folder: Path) -> dict:
        """What a rebuild gives after the next write: nothing that was seen may be missing."""
        with Store.open(folder / NAME, "write") as store:
            store.renew_record()
        (folder / NAME).unlink()
        return contents(folder / NAME)

    return judged
