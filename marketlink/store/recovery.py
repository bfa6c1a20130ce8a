"""Rebuilding a database file from its Parquet record."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink import disk
from marketlink.errors import StoreError
from marketlink.locks import alone
from marketlink.store import schema
from marketlink.store.connect import connect
from marketlink.store.news_record import News
from marketlink.store.record import Record, Sound, set_aside

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger("marketlink.store")
PATIENCE = 600.0
"""Seconds to wait for another process that rebuilds the same store."""
MOST_SHOWN = 3


def rebuild(path: Path, record: Record, why: str) -> str:
    """Build the database file anew from its record, setting aside what is there.

    Parameters
    ----------
    path : Path
    record : Record
    why : str
        What was wrong, as a predicate: "could not be read".

    Returns
    -------
    str
        What was done, in one sentence (also logged as a warning).
    """
    with alone(record.folder / "lock", "a rebuild", PATIENCE):
        news = News(path)
        record.adopt()
        news.adopt()
        sound = record.sound() if record.latest() else Sound(())
        news_state = news.sound()
        notes = [f"the store {path} {why} and was rebuilt from {record.folder.name}"]
        with fresh_database(path) as (fresh, con):
            fill(con, record, sound, news, news_state)
            con.close()
            if path.exists():
                stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
                aside = set_aside(path, f"broken-{stamp}")
                notes.append(f"the old file is kept as {aside.name}")
            else:
                # the log of the file that is gone fits no other; the record holds what it tells
                disk.remove(Path(f"{path}.wal"))
            disk.move(fresh, path)
        record.set_aside(sound.lost)
        news.set_aside(news_state.lost)
    notes += missing(sound)
    if news_state.faults:
        notes.append(
            f"the record of news is damaged ({'; '.join(news_state.faults[:MOST_SHOWN])}), "
            "and the articles of those batches are missing"
        )
    notice = "; ".join(notes)
    log.warning(notice)
    return notice


def missing(sound: Sound) -> list[str]:
    """The data that a rebuild from the record lacks, in sentences."""
    if not sound.faults:
        return []
    last = sound.batches[-1]
    since = f", written {last.written}" if last.written else ""
    damaged = f"the record is damaged ({'; '.join(sound.faults[:MOST_SHOWN])})"
    if sound.reached <= last.number:
        return [f"{damaged} in batches that later ones replace: nothing is missing"]
    return [
        damaged,
        f"what was committed after batch {last.number}{since} is missing, "
        "and a refresh brings back what its source still has",
    ]


def rebuild_broken(path: Path, record: Record) -> StoreError:
    """Rebuild a store that turned out to be unreadable in the middle of a command."""
    if not recorded(path):
        return StoreError(f"The store {path} is damaged and has no Parquet record", "",
                          "removing it, then marketlink refresh")  # fmt: skip
    notice = rebuild(path, record, "could not be read")
    return StoreError(notice[0].upper() + notice[1:], "", "the same command again")


def recorded(path: Path) -> bool:
    """Whether there is a record of prices or of news to rebuild from."""
    return Record(path).latest() > 0 or News(path).latest() > 0


def fill(
    con: DuckDBPyConnection, record: Record, sound: Sound, news: News, news_state: Sound
) -> None:
    """Fill an empty database with the sound batches of its records."""
    schema.create(con)
    con.begin()
    if sound.batches:
        last = sound.batches[-1]
        record.fill(con, sound.batches)
        schema.remember(con, {"batch": str(last.number), schema.RECORD: last.digest})
    news.fill(con, news_state.batches)
    con.commit()


@contextmanager
def fresh_database(path: Path) -> Iterator[tuple[Path, DuckDBPyConnection]]:
    """A new, empty database beside a path, to be renamed to it; nothing of it is left otherwise."""
    with disk.beside(path) as fresh:
        con = connect(fresh, "write", 0, [Record(path).folder])
        try:
            yield fresh, con
        finally:
            con.close()
            disk.remove(fresh.with_name(f"{fresh.name}.wal"))
