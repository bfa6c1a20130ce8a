"""What the kept articles say: read once, kept beside them, read again where the reader changed.

Keeping an article does not read it. What needs readings calls :func:`bring_up` first, which reads
what is new and then, at most so many at a time, what an earlier version of the reader has read.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.articles.archive import Archive
from marketlink.articles.article import read_article
from marketlink.articles.entry import COLUMNS, entry_of, raw_of
from marketlink.articles.similarity import HEAD, Facts, StoryItem, facts_of, story_item
from marketlink.articles.stories import Grouper, keys_of
from marketlink.articles.topics import TOPICS
from marketlink.calendars import EXCHANGES, exchange_of, sessions
from marketlink.errors import MarketlinkError
from marketlink.events import events_of
from marketlink.reading import understand
from marketlink.records.article import Article, Mention, Published, Reading
from marketlink.resources import data_path
from marketlink.text import unread

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.store import Store

CHUNK = 2_000
"""Articles read and written in one transaction."""
STALE = 5_000
"""Articles of an earlier reader that are read again at a time."""
ALONE = 400
"""So many articles are read in this process; more in several."""
AROUND = "interval 8 days"
"""Further apart no two reports are one story."""


class Outcome(StrEnum):
    """What became of a kept article: its reading has exactly one."""

    LINKED = "linked"
    NAMES_NOBODY = "names_nobody"
    UNDATED = "undated"
    UNREAD_LANGUAGE = "unread_language"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Read:
    """One article as read: rows of the store, and what its story is found by."""

    article: int
    outcome: Outcome
    mentions: tuple[Mapping[str, Any], ...] = ()
    moments: tuple[Mapping[str, Any], ...] = ()
    reactions: tuple[Mapping[str, Any], ...] = ()
    subjects: tuple[str, ...] = ()
    facts: Facts | None = None
    keys: tuple[int, ...] = ()


def bring_up(
    db: Path,
    wait: float = 10.0,
    *,
    stale: int = STALE,
    workers: int = 0,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> Counter[Outcome]:
    """Read what is kept and not read yet, and some of what another reader has read.

    Parameters
    ----------
    db, wait
        The store, and seconds to wait for it.
    stale : int
        Articles read by another version of the reader that are read again, newest first.
    workers : int
        Processes; by default one a processor where there is enough to read.
    told : callable
        Called after each chunk with how many are read, and of how many.

    Returns
    -------
    Counter
        How many articles ended how. Killed at any moment, whole chunks are done or not done.
    """
    archive = Archive.beside(db)
    counts: Counter[Outcome] = Counter()
    if not archive.exists():
        return counts
    with archive.opened() as store:
        owed = _owed(store.con, stale)
    if not owed:
        return counts
    grouper: Grouper | None = None
    many = len(owed) > ALONE
    with _pool(workers or (os.cpu_count() or 1) if many else 1) as pool:
        for at in range(0, len(owed), CHUNK):
            numbers = owed[at : at + CHUNK]
            with archive.opened() as store:
                tasks = _tasks(store.con, numbers)
            found = pool(partial(_read, folder=db.parent / "companies"), tasks)
            with archive.opened("write") as store:
                grouper = grouper or Grouper(_last_story(store.con) + 1)
                _write(store, found, grouper)
            counts.update(one.outcome for one in found)
            told(sum(counts.values()), len(owed))
    return counts


@cache
def reader() -> str:
    """A digest of what reads: the code and the tables of language, names and calendars."""
    package = Path(__file__).parents[1]
    parts = ("articles", "calendars", "companies", "events", "moments", "text")
    files = [path for part in parts for path in sorted((package / part).rglob("*.py"))]
    for folder in ("lang", "companies", "calendars"):
        files += sorted(path for path in data_path(folder).rglob("*") if path.is_file())
    known = sha256()
    for path in files:
        known.update(path.name.encode() + b"\0" + path.read_bytes())
    return known.hexdigest()[:16]


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
    from marketlink.store.news import bodies, selected

    rows = selected(
        con,
        f"select article_id, {', '.join(COLUMNS)} from article"  # noqa: S608
        " where article_id in (select unnest(?::bigint[])) order by published_lo nulls last,"
        " article_id",
        [list(numbers)],
    )
    held = bodies(con, {row["digest"] for row in rows})
    return [(row["article_id"], entry_of(row), held.get(row["digest"], b"")) for row in rows]


def _read(task: tuple[int, Any, bytes], folder: Path) -> Read:
    number, entry, content = task
    try:
        added = datetime.fromisoformat(entry.added)
        article = read_article(raw_of(entry, content), entry.given, now=added)
        if unread(article.language):
            return Read(number, Outcome.UNREAD_LANGUAGE)
        reading = understand(
            _as_kept(article, entry.value, entry.grade),
            folder=folder if folder.is_dir() else None,
            claims=False,
        )
    except MarketlinkError:
        return Read(number, Outcome.FAILED)
    return _rows(number, reading)


def _as_kept(article: Article, value: str | None, grade: Any) -> Article:
    """The article with the publication time that was kept, where a newer reader finds another."""
    at: date | datetime | None = None
    if value:
        at = datetime.fromisoformat(value)
        at = at if at.tzinfo else at.date()
    if at == article.published.value:
        return article
    return replace(article, published=Published(at, grade if at else "unknown"))


def _rows(number: int, reading: Reading) -> Read:
    item = story_item(str(number), reading)
    facts = facts_of(item) if item else None
    best: dict[str, Mention] = {}
    for one in reading.mentions:
        if one.symbol and (
            one.symbol not in best
            or (one.relevance, one.confidence)
            > (best[one.symbol].relevance, best[one.symbol].confidence)
        ):
            best[one.symbol] = one
    outcome = Outcome.LINKED if best else Outcome.NAMES_NOBODY
    return Read(
        number,
        outcome if item else Outcome.UNDATED,
        tuple(_mention(number, one, reading.subjects) for one in best.values()),
        tuple(
            {"article_id": number, "n": n, "lo": one.start.isoformat(),
             "hi": one.end.isoformat(), "zone": one.zone, "precision": one.precision,
             "kind": one.kind, "rule": str(one.rule), "confidence": one.confidence}
            for n, one in enumerate(reading.moments)
        ),
        tuple(_reactions(number, reading, list(best))),
        reading.subjects,
        facts,
        tuple(keys_of(facts)) if facts else (),
    )  # fmt: skip


def _mention(number: int, one: Mention, subjects: Sequence[str]) -> Mapping[str, Any]:
    return {
        "article_id": number, "symbol": one.symbol, "company": one.company, "role": one.role,
        "rule": one.rule, "subject": one.symbol in subjects, "relevance": one.relevance,
        "confidence": one.confidence, "span_start": one.start, "span_end": one.end,
    }  # fmt: skip


def _reactions(
    number: int, reading: Reading, symbols: Sequence[str]
) -> Iterator[Mapping[str, Any]]:
    """The sessions that an article meets: where what it tells of could first react ("moment"),
    the next one where only the day is known ("neighbour"), and where its publication could."""

    def row(symbol: str, exchange: str, session: date, how: str, rule: str) -> Mapping[str, Any]:
        return {"article_id": number, "symbol": symbol, "exchange": exchange,
                "session": session.isoformat(), "how": how, "rule": rule}  # fmt: skip

    for event in events_of(reading):
        if event.day0:
            yield row(event.symbol, event.exchange, event.day0, "moment", event.rule)
        for session in event.neighbours:
            yield row(event.symbol, event.exchange, session, "neighbour", event.rule)
    published = reading.article.published.value
    for symbol in symbols:
        exchange = exchange_of(symbol)
        if published is None or exchange not in EXCHANGES:
            continue
        calendar = sessions(exchange)
        if isinstance(published, datetime):
            day = calendar.reaction(published)
        else:
            day = calendar.on_or_after(published)
        if day:
            yield row(symbol, exchange, day, "published", "publication")


def _write(store: Store, found: Sequence[Read], grouper: Grouper) -> None:
    from marketlink.store import news

    with store.adding() as (con, batch):
        held = _held(con, [one.article for one in found])
        _learn(con, grouper, [one for one in found if one.facts])
        rows = []
        for one in found:
            fact = one.facts
            former = held.get(one.article)
            if fact is None:
                number = None
            elif former and former[1:] == (list(one.subjects), fact.item.reaction):
                number = former[0]
            else:
                number = grouper.place(fact, one.keys)
            rows.append(_reading(one, number))
        for table in ("reading", "mention", "moment", "reaction"):
            if held:
                news.forget(con, table, "article_id", held)
        news.add(con, "reading", rows, batch)
        news.add(con, "mention", [row for one in found for row in one.mentions], batch)
        news.add(con, "moment", [row for one in found for row in one.moments], batch)
        news.add(con, "reaction", [row for one in found for row in one.reactions], batch)


def _reading(one: Read, story: int | None) -> dict[str, Any]:
    fact = one.facts
    row: dict[str, Any] = {
        "article_id": one.article, "reader": reader(), "outcome": one.outcome.value,
        "story_id": story, "subjects": list(one.subjects), "keys": list(one.keys),
    }  # fmt: skip
    if fact:
        reaction, session = fact.item.reaction, min(fact.sessions, default=None)
        row |= {
            "told_at": fact.at.isoformat(),
            "topic": next((name for name in TOPICS if name in fact.topics), None),
            "direction": fact.sign,
            "told": fact.item.text[:HEAD],
            "reaction": reaction.isoformat() if reaction else None,
            "session": session.isoformat() if session else None,
        }
    return row


def _held(
    con: DuckDBPyConnection, numbers: Sequence[int]
) -> dict[int, tuple[int | None, list[str], date | None]]:
    """The story, subjects and reaction session of those of these articles that were read."""
    rows = con.execute(
        "select article_id, story_id, subjects, reaction from reading"
        " where article_id in (select unnest(?::bigint[]))",
        [list(numbers)],
    ).fetchall()
    return {number: (story, subjects, day) for number, story, subjects, day in rows}


def _learn(con: DuckDBPyConnection, grouper: Grouper, found: Sequence[Read]) -> None:
    """Tell the grouper the stories in the store that share a key with these articles."""
    if not found:
        return
    moments = [one.facts.at for one in found if one.facts]
    rows = con.execute(
        f"""
        with near as (
            select story_id, keys from reading
            where story_id is not null
                and told_at between ?::timestamptz - {AROUND} and ?::timestamptz + {AROUND}
        ),
        likely as (
            select distinct story_id from (select story_id, unnest(keys) as key from near)
            where key in (select unnest(?::bigint[]))
        )
        select story_id, article_id, told, day, told_at,
            subjects, reaction, keys
        from reading join article using (article_id)
        where story_id in (from likely) and not list_contains(?::bigint[], story_id)
        order by told_at, article_id
        """,  # noqa: S608
        [min(moments), max(moments), list({key for one in found for key in one.keys}),
         list(grouper.groups)],
    ).fetchall()  # fmt: skip
    for story, article, told, day, at, subjects, reaction, keys in rows:
        item = StoryItem(str(article), told, day or at, tuple(subjects), reaction)
        grouper.learn(story, facts_of(item), keys)


def _last_story(con: DuckDBPyConnection) -> int:
    from marketlink.store.news import last

    return last(con, "reading", "story_id")


@contextmanager
def _pool(workers: int) -> Iterator[Callable[[Callable[[Any], Read], Sequence[Any]], list[Read]]]:
    """A map in this process, or in several, in the order of what is given."""
    if workers < 2:
        yield lambda work, tasks: [work(task) for task in tasks]
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        yield lambda work, tasks: list(pool.map(work, tasks, chunksize=50))
