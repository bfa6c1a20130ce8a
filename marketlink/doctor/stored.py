"""Checks of the store: place, lock, size, schema, repairs."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.doctor.check import Check, enumerate_some
from marketlink.locks import holder
from marketlink.refresh import lock_path
from marketlink.refresh.plan import spelt
from marketlink.store.record import Record
from marketlink.store.schema import VERSION, facts

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.store import Store


def readable(db: Path) -> bool:
    """Whether the folder of a store can be looked into."""
    return os.access(_existing(db.parent), os.R_OK | os.X_OK)


def exists(db: Path) -> bool:
    """Whether there is a store, or a record to build it from."""
    return db.exists() or Record(db).latest() > 0


def before_opening(settings: Settings) -> Iterator[Check]:
    """The checks of the store that do not open it."""
    db = settings.db
    if not readable(db):
        yield Check("store", "folder", "finding", f"{_existing(db.parent)} cannot be read",
                    "--db with a file in a folder of yours")  # fmt: skip
        return
    if not exists(db):
        yield Check("store", "file", "note", f"there is none at {db} yet",
                    "marketlink refresh SYMBOL, or marketlink prices import FILE")  # fmt: skip
    running = holder(lock_path(db))
    if running:
        yield Check("store", "refresh", "note", f"a refresh is running: {running}")
    folder = _existing(db.parent)
    if not os.access(folder, os.W_OK):
        yield Check("store", "folder", "finding", f"{folder} cannot be written",
                    "--db with a file in a folder of yours")  # fmt: skip
    size, free = _size(db), shutil.disk_usage(folder).free
    if free < max(2 * size, 200_000_000):
        yield Check("store", "disk", "finding", f"{free / 1e6:.0f} MB free, the store takes "
                    f"{size / 1e6:.0f} MB", "free some space")  # fmt: skip


def opening(store: Store) -> Iterator[Check]:
    """The opened store: size, schema, and the repairs on opening."""
    record, size = store.record, _size(store.path)
    store_facts = facts(store.con)
    symbols, bars = store.con.execute(
        "select (select count(*) from history), (select count(*) from raw_bar)"
    ).fetchall()[0]
    yield Check("store", "file", "ok",
                f"{store.path}, {size / 1e6:.1f} MB with its record; "
                f"{symbols} symbols, {bars} bars")  # fmt: skip
    yield Check("store", "schema", "ok", f"version {store_facts['schema']} of {VERSION}")
    text = (
        f"record {record.folder.name} at batch {record.latest()}, database at "
        f"{store_facts['batch']}"
    )
    if store.in_step():
        yield Check("store", "record", "ok", text)
    else:
        yield Check(
            "store",
            "record",
            "finding",
            f"{text}: it is not of this database as it is",
            "marketlink refresh, which writes it again whole",
        )
    damaged = record.damaged()
    if damaged:
        yield Check("store", "record damaged", "finding",
                    f"batches set aside, whose changes are missing: "
                    f"{enumerate_some([path.name for path in damaged])}",
                    f"marketlink refresh, then rm -r {shlex.join(map(str, damaged))}")  # fmt: skip
    for notice in store.notices:
        yield Check(
            "store", "rebuilt", "finding", notice, "nothing now; see that the disk is sound"
        )
    aside = sorted(store.path.parent.glob(f"{store.path.name}.broken-*"))
    if aside:
        yield Check("store", "set aside", "note", f"unreadable files kept: "
                    f"{enumerate_some([path.name for path in aside])}",
                    f"rm {shlex.join(map(str, aside))}")  # fmt: skip


def last_run(settings: Settings, store: Store) -> Iterator[Check]:
    """How the last refresh went; one that finds nothing due settles what failed before."""
    runs = store.runs(1)
    if not runs:
        return
    run = runs[0]
    text = (f"{run.started:%Y-%m-%d %H:%M} UTC: {run.outcome}, {run.symbols} symbols, "
            f"{run.inserted} bars added")  # fmt: skip
    if run.outcome == "ok":
        yield Check("refresh", "last run", "ok", text)
        return
    failures = "; ".join(f"{symbol}: {why}" for symbol, why in run.errors[:3])
    holdings = store.holdings()
    absent = {*spelt(settings.refresh_symbols, holdings)} - {h.symbol for h in holdings}
    unknown = sorted(absent & {symbol for symbol, _ in run.errors})
    other = f", or take {enumerate_some(unknown)} out of refresh_symbols" if unknown else ""
    yield Check(
        "refresh", "last run", "finding", f"{text}. {failures}", f"marketlink refresh{other}"
    )


def _size(db: Path) -> int:
    files = [db, db.with_name(f"{db.name}.wal")]
    folder = Record(db).folder
    if folder.is_dir():
        files += [path for path in folder.rglob("*") if path.is_file()]
    return sum(path.stat().st_size for path in files if path.exists())


def _existing(folder: Path) -> Path:
    folder = folder.absolute()
    while not folder.exists():
        folder = folder.parent
    return folder
