"""Selects events for a study from the kept articles."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from marketlink.calendars import exchange_of
from marketlink.companies.issuer import issuers
from marketlink.errors import InputError
from marketlink.news.archive import Archive
from marketlink.news.topics import TOPICS
from marketlink.store import StoreAccess
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.store import Store


class EventGroup(StrEnum):
    """The key that groups the events of a study."""

    TOPIC = "topic"
    DIRECTION = "direction"
    SYMBOL = "symbol"
    YEAR = "year"
    NONE = "none"


class Fold(StrEnum):
    """The unit of an event: a story of a company on a session, or the company's session."""

    STORY = "story"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Query:
    """A selection of events. ``company`` and ``kind`` empty: all; ``first`` and ``last`` are
    sessions, both ends in; ``text`` must stand in the title, in whatever capitals. ``source`` is
    the name of an import.
    """

    company: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    kind: tuple[str, ...] = ()
    text: str = ""
    source: str = ""
    group: EventGroup = EventGroup.NONE
    fold: Fold = Fold.STORY
    hindsight: bool = False


@dataclass(frozen=True, slots=True)
class EventSelection:
    """The number of events selected (``size``), and of those left out for each reason."""

    size: int
    hindsight: int
    tentative: int
    folded: int

    def omissions(self) -> str:
        """The counts of what was left out, in one clause."""
        return (f"left out: {self.hindsight} reported after the session, {self.tentative} of which "
                f"only the day is known, {self.folded} folded")  # fmt: skip


KEYS = ("company", "period", "kind", "text", "source", "group", "fold", "hindsight")
HINT = '--articles "company=NVDA,AMD period=2024-01-01:2024-12-31 kind=earnings group=direction"'


def parse(text: str) -> Query:
    """A query as it is typed: ``company=NVDA period=2024-01-01: kind=earnings text="record high"``.

    Raises
    ------
    InputError
        A part of it is none of the keys, or its value none that the key takes.
    """
    options: dict[str, str] = {}
    try:
        parts = shlex.split(text)
    except ValueError as error:
        raise InputError(f"The query {text!r} cannot be read", str(error), HINT) from None
    for part in parts:
        key, equal, value = part.partition("=")
        if key not in KEYS or not equal:
            why = f"A key is one of {', '.join(KEYS)}"
            raise InputError(f"{part!r} is no part of a query", why, HINT)
        options[key] = value
    first, _, last = options.get("period", ":").partition(":")
    kinds = tuple(filter(None, options.get("kind", "").split(",")))
    if unknown := [kind for kind in kinds if kind not in TOPICS]:
        raise InputError(f"No kind of story is called {unknown[0]!r}", "", ", ".join(TOPICS))
    for key, values in (("group", EventGroup), ("fold", Fold)):
        if key in options and options[key] not in set(values):
            raise InputError(f"{options[key]!r} is no {key}", "", ", ".join(values))
    try:
        return Query(
            company=tuple(filter(None, options.get("company", "").split(","))),
            first=date.fromisoformat(first) if first else None,
            last=date.fromisoformat(last) if last else None,
            kind=kinds,
            text=options.get("text", ""),
            source=options.get("source", ""),
            group=EventGroup(options.get("group", EventGroup.NONE)),
            fold=Fold(options.get("fold", Fold.STORY)),
            hindsight=options.get("hindsight", "no") == "yes",
        )
    except ValueError as error:
        raise InputError(f"The query {text!r} cannot be read", str(error), HINT) from None


@contextmanager
def events_file(settings: Settings, query: Query) -> Iterator[tuple[Path, EventSelection]]:
    """A study's file of the events that a query selects; it exists until the ``with`` block ends.

    Raises
    ------
    InputError
        No event of the store is what the query asks for.
    """
    from marketlink.flow.readings import bring_up  # noqa: PLC0415 (loads 2 modules more)

    bring_up(StoreAccess.of(settings))
    with TemporaryDirectory(prefix="marketlink-study-") as name:
        events = Path(name) / "events.parquet"
        archive = Archive(StoreAccess.of(settings, reach=[Path(name)]))
        if not archive.exists():
            raise InputError(
                "No article is kept", "", "marketlink articles import, or articles add"
            )
        with archive.opened() as store:
            selection = _write_events(store, query, events, settings.db.parent / "companies")
        if not selection.size:
            why = f"{selection.hindsight} that were reported after the session, " if (
                selection.hindsight) else ""  # fmt: skip
            raise InputError("No event of the kept articles is asked for",
                             f"{why}{selection.tentative} of which only the day is known",
                             HINT)  # fmt: skip
        yield events, selection


def _write_events(store: Store, query: Query, path: Path, folder: Path) -> EventSelection:
    """Write one event a company (whatever line of its stock is told of) and unit of the fold."""
    con = store.con
    firms = issuers(folder)
    stocks = {(firms.get(one, one), exchange_of(one)): one for one in reversed(query.company)}
    con.execute(
        statement("flow.events"),
        {"first": query.first, "last": query.last, "topics": list(query.kind),
         "text": query.text, "source": query.source, "grouping": query.group.value,
         "stocks": list(stocks.values()), "exchanges": [home for _, home in stocks],
         "firms": [firm for firm, _ in stocks],
         "line_symbols": list(firms), "line_firms": list(firms.values())},
    )  # fmt: skip
    counts = con.execute(
        "select count(*) filter (not tentative and (not hindsight or ?)),"
        " count(*) filter (not tentative and hindsight and not ?), count(*) filter (tentative)"
        " from asked_event",
        [query.hindsight, query.hindsight],
    ).fetchall()[0]
    con.execute("delete from asked_event where tentative or (hindsight and not ?)",
                [query.hindsight])  # fmt: skip
    story = ", story_id" if query.fold is Fold.STORY else ""
    con.execute(
        "delete from asked_event where rowid not in (select arg_min(rowid,"  # noqa: S608 (ours)
        " row(symbol <> firm, first_at, event_id)) from asked_event"
        f" group by firm, exchange, date{story})"
    )
    (size,) = con.execute("select count(*) from asked_event").fetchall()[0]
    if size:
        con.execute(
            'copy (select event_id, symbol, date, exchange, "group" from asked_event'
            " order by date, symbol, event_id) to ? (format parquet)",
            [str(path)],
        )
    return EventSelection(size, counts[1], counts[2], counts[0] - size)
