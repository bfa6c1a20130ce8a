"""Reads kept articles once, keeps their readings, and reads them again where the reader changed.

Keeping an article does not read it. Whoever needs readings calls :func:`bring_up` first: it reads
new articles. Those that an earlier version of the reader read are read again, a limited number at
a time, by whoever has time for it (a refresh, an import), and not by a question.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.flow.outcome import Outcome
from marketlink.news.archive import Archive
from marketlink.news.entry import COLUMNS, entry_of
from marketlink.resources import data_path

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.flow.kept_reading import Read
    from marketlink.store import StoreAccess

CHUNK = 2_000
"""Articles read and written in one transaction."""
STALE = 5_000
"""Articles of an earlier reader that are read again at a time."""
ALONE = 400
"""Up to so many articles are read in this process, more in several."""


def bring_up(
    access: StoreAccess,
    *,
    stale: int = 0,
    workers: int = 0,
    progress: Callable[[int, int], None] = lambda n, of: None,
) -> Counter[Outcome]:
    """Read the kept articles that are new, and some that an earlier reader has read.

    Parameters
    ----------
    access : StoreAccess
    stale : int
        So many articles read by another version of the reader are read again, newest first.
    workers : int
        Processes; by default one a processor where there is enough to read.
    progress : callable
        Called after each chunk with how many are read, and of how many.

    Returns
    -------
    Counter
        How many articles ended how. Killed at any moment, whole chunks are done or not done.
    """
    archive = Archive(access)
    counts: Counter[Outcome] = Counter()
    if not archive.exists():
        return counts
    with archive.opened() as store:
        owed = _owed(store.tables, stale)
    if not owed:
        return counts
    from marketlink.flow.kept_reading import read_kept  # noqa: PLC0415 (loads 9 shelves)
    from marketlink.flow.reading_rows import last_story, write  # noqa: PLC0415 (loads articles)
    from marketlink.news.stories import Grouper  # noqa: PLC0415 (loads articles)

    grouper: Grouper | None = None
    many = len(owed) > ALONE
    with _pool(workers or (os.cpu_count() or 1) if many else 1) as pool:

        def begun(numbers: Sequence[int]) -> Iterator[Read]:
            with archive.opened() as store:
                tasks = _tasks(store.tables, numbers)
            return pool(partial(read_kept, folder=access.db.parent / "companies"), tasks)

        ahead = begun(owed[:CHUNK])
        for at in range(CHUNK, len(owed) + CHUNK, CHUNK):
            reading, ahead = ahead, begun(owed[at : at + CHUNK])  # read while this one is written
            batch = list(reading)
            with archive.opened("write") as store:
                grouper = grouper or Grouper(last_story(store.tables) + 1)
                write(store, batch, grouper, reader())
            counts.update(one.outcome for one in batch)
            progress(sum(counts.values()), len(owed))
    return counts


def outdated(access: StoreAccess) -> int:
    """How many kept articles another version of the reader has read."""
    archive = Archive(access)
    if not archive.exists():
        return 0
    with archive.opened() as store:
        count = "select count(*) from reading where reader <> ?"
        return int(store.tables.execute(count, [reader()]).fetchall()[0][0])


@cache
def reader() -> str:
    """A digest of the reader: its code and its tables of language, names and calendars."""
    package = Path(__file__).parents[1]
    parts = ("articles", "calendars", "companies", "events", "moments", "sources", "text")
    files = [path for part in parts for path in sorted((package / part).rglob("*.py"))]
    for folder in ("lang", "companies", "calendars"):
        files += sorted(path for path in data_path(folder).rglob("*") if path.is_file())
    digest = sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _owed(con: DuckDBPyConnection, stale: int) -> list[int]:
    """Numbers of the articles to read: those never read in order of publication, and others."""
    new = con.execute(
        "select article_id from article anti join reading using (article_id)"
        " order by published_lo nulls last, article_id"
    ).fetchall()
    old = con.execute(
        "select article_id from reading where reader <> ? order by told_at desc nulls last,"
        " article_id limit ?",
        [reader(), stale],
    ).fetchall()
    return [row[0] for row in (*new, *old)]


def _tasks(con: DuckDBPyConnection, numbers: Sequence[int]) -> list[tuple[int, Any, bytes]]:
    from marketlink.store.news import bodies, selected  # noqa: PLC0415 (loads duckdb)

    rows = selected(
        con,
        f"select article_id, {', '.join(COLUMNS)} from article"  # noqa: S608 (names of our own)
        " where article_id in (select unnest(?::bigint[])) order by published_lo nulls last,"
        " article_id",
        [list(numbers)],
    )
    contents = bodies(con, {row["digest"] for row in rows})
    return [(row["article_id"], entry_of(row), contents.get(row["digest"], b"")) for row in rows]


@contextmanager
def _pool(
    workers: int,
) -> Iterator[Callable[[Callable[[Any], Read], Sequence[Any]], Iterator[Read]]]:
    """A lazy ``map`` in this process, or over several processes, in the order given."""
    if workers < 2:  # noqa: PLR2004 (fewest that say anything)
        yield map
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        yield partial(pool.map, chunksize=50)
