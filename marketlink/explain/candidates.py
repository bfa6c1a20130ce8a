"""The kept articles that could explain a session's move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from marketlink.articles.archive import Archive
from marketlink.calendars import sessions
from marketlink.errors import MarketlinkError
from marketlink.events import events_of
from marketlink.reading import understand
from marketlink.text import unread

if TYPE_CHECKING:
    from marketlink.articles.archive import Entry
    from marketlink.config import Settings
    from marketlink.records.article import Reading

BEFORE, AFTER = timedelta(days=7), timedelta(days=30)
"""Days around the moves in which an article must have been published to be read."""

HOW = ("moment", "neighbour", "published")
"""How an article meets a session, strongest first: what it tells of reacts there; it may, as the
day is known but not the hour; or it was only published between the closes before and of it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One article that could explain a move; ``how`` is one of :data:`HOW`, ``rule`` what chose
    the session, ``relevance`` 0 to 100 how far the article is about the stock. ``hindsight``: it
    was published on a later day, so that it may know the move it tells of."""

    digest: str
    title: str
    publisher: str
    published: str
    grade: str
    url: str
    how: str
    rule: str
    relevance: int
    hindsight: bool


@dataclass(frozen=True, slots=True)
class Searched:
    """Where was looked: articles published from ``first`` to ``last`` (days, UTC): so many were
    kept, read, and name the stock. ``undated`` ones cannot be placed; ``unreadable`` failed."""

    first: date
    last: date
    kept: int
    read: int
    naming: int
    undated: int
    unreadable: int


def search(
    settings: Settings, symbol: str, exchange: str, days: Sequence[date]
) -> tuple[dict[date, tuple[Candidate, ...]], Searched]:
    """For each session the kept articles that could explain it, likeliest first.

    Parameters
    ----------
    settings : Settings
        The articles lie beside its store.
    symbol, exchange : str
    days : sequence of date
        Sessions, in order, at least one.
    """
    archive = Archive.beside(settings.db)
    entries = archive.entries()
    first, last = days[0] - BEFORE, days[-1] + AFTER
    chosen = archive.between(first, last)
    found: dict[date, list[Candidate]] = {day: [] for day in days}
    naming = unreadable = 0
    for entry in chosen:
        try:
            reading = understand(
                archive.article(entry),
                folder=settings.db.parent / "companies",
                exchanges=(exchange,),
            )
        except MarketlinkError:
            unreadable += 1
            continue
        if unread(reading.article.language):
            unreadable += 1
            continue
        mentions = [m for m in reading.mentions if m.symbol == symbol]
        naming += bool(mentions)
        if mentions:
            _place(found, entry, reading, symbol, exchange)
    searched = Searched(
        first, last, len(entries), len(chosen) - unreadable, naming,
        sum(entry.value is None for entry in entries), unreadable,
    )  # fmt: skip
    ordered = {
        day: tuple(
            sorted(some, key=lambda c: (HOW.index(c.how), c.hindsight, -c.relevance, c.published))
        )
        for day, some in found.items()
    }
    return ordered, searched


def _place(
    found: dict[date, list[Candidate]], entry: Entry, reading: Reading, symbol: str, exchange: str
) -> None:
    relevance = max(m.relevance for m in reading.mentions if m.symbol == symbol)
    told = [event for event in events_of(reading) if event.symbol == symbol]
    met: dict[date, tuple[str, str]] = {}
    published = reading.article.published.value
    if published is not None:
        day = _reaction(published, exchange)
        if day is not None:
            met[day] = ("published", "published between the closes before and of the session")
    for event in told:
        met.update(dict.fromkeys(event.neighbours, ("neighbour", event.rule)))
    met.update({event.day0: ("moment", event.rule) for event in told if event.day0})
    for day, (how, rule) in met.items():
        if day in found:
            found[day].append(_candidate(entry, how, rule, relevance, day))


def _reaction(published: date | datetime, exchange: str) -> date | None:
    calendar = sessions(exchange)
    if isinstance(published, datetime):
        return calendar.reaction(published)
    return calendar.on_or_after(published)


def _candidate(entry: Entry, how: str, rule: str, relevance: int, day: date) -> Candidate:
    return Candidate(
        digest=entry.digest,
        title=entry.headline or entry.title or entry.source,
        publisher=entry.publisher or "",
        published=entry.value or "",
        grade=entry.grade,
        url=entry.url or "",
        how=how,
        rule=rule,
        relevance=relevance,
        hindsight=bool(entry.value) and str(entry.value)[:10] > day.isoformat(),
    )
