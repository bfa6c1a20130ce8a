"""The stories of the store: of a period, or of one stock in a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.news.archive import Archive

if TYPE_CHECKING:
    from marketlink.store import Store


@dataclass(frozen=True, slots=True)
class StoredStory:
    """One story. Instants are aware UTC; ``session`` is the one that its first report is about,
    ``novelty_days`` the days since the last report of an earlier story on the same symbol and
    topic (None: there is none), ``direction`` the sign of the movement its first report tells."""

    story_id: int
    symbols: tuple[str, ...]
    topic: str | None
    title: str | None
    first_at: datetime
    last_at: datetime
    reports: int
    distinct_reports: int
    sources: int
    direction: int
    novelty_days: float | None
    session: date | None


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """One story as an event of one stock: a row of the view ``event`` with its story.

    ``session`` could first react to it; ``how`` says how that is known: "moment" (the text dates
    it), "published" (the publication does), "tentative" (the session before it may be meant).
    ``subject``: a report is about the stock, and does not only name it; ``relevance`` 0 to 100.
    ``hindsight``: every report of it came after the close of the session. ``first_at``, ``title``
    and ``reports`` are of the reports that meet this session, ``publishers`` and ``urls`` theirs.
    """

    event_id: str
    symbol: str
    exchange: str
    session: date
    how: str
    tentative: bool
    subject: bool
    hindsight: bool
    relevance: int
    reports: int
    first_at: datetime
    title: str | None
    direction: int
    publishers: tuple[str, ...]
    urls: tuple[str, ...]
    digests: tuple[str, ...]
    story: StoredStory


@dataclass(frozen=True, slots=True)
class SearchedSource:
    """One source: when it was last read, and the spans (UTC) of which it was read whole."""

    kind: str
    address: str
    name: str | None
    last_read: datetime | None
    items: int
    spans: tuple[tuple[datetime, datetime], ...]


STORY = (
    "story_id", "symbols", "topic", "title", "first_at", "last_at", "reports", "distinct_reports",
    "sources", "direction", "novelty_days", "session",
)  # fmt: skip
EVENT = (
    "event_id", "symbol", "exchange", "session", "how", "tentative", "subject", "hindsight",
    "relevance", "reports", "first_at", "title", "direction", "story_id",
)  # fmt: skip


def stories(
    db: Path, first: date | None = None, last: date | None = None
) -> tuple[list[StoredStory], int]:
    """The stories first told in a span of days (UTC, both ends in), in order, and how many kept
    articles are in none as no publication time of theirs is known."""
    archive = Archive.beside(db)
    if not archive.exists():
        return [], 0
    with archive.opened() as store:
        rows = _rows(
            store,
            f"select {', '.join(STORY)} from story"  # noqa: S608 (names of our own)
            " where first_at::date between coalesce(?::date, first_at::date)"
            " and coalesce(?::date, first_at::date) order by first_at, story_id",
            first, last,
        )  # fmt: skip
        undated = store.con.execute(
            "select count(*) from reading where outcome = 'undated'"
        ).fetchall()
    return [_story(row) for row in rows], int(undated[0][0])


def of_symbol(store: Store, symbol: str, first: date, last: date) -> list[StoryEvent]:
    """The stories that meet a session of a stock between two, both ends in, by session.

    What was kept and not read yet is missing: :func:`marketlink.flow.readings.bring_up` first.

    Parameters
    ----------
    store : Store
        Open; one look-up, whatever is kept.
    symbol : str
    first, last : date
        Sessions of the stock's exchange.
    """
    rows = _rows(
        store,
        f"select {', '.join(EVENT)} from event where symbol = ? and session between ? and ?"  # noqa: S608 (names of our own)
        " order by session, first_at, story_id",
        symbol, first, last,
    )  # fmt: skip
    by_id = {
        row["story_id"]: _story(row)
        for row in _rows(
            store,
            f"select {', '.join(STORY)} from story"  # noqa: S608 (names of our own)
            " where story_id in (select unnest(?::bigint[]))",
            sorted({row["story_id"] for row in rows}),
        )
    }
    places = {
        (row["story_id"], row["session"]): row
        for row in _rows(
            store,
            "select story_id, reaction.session, list_sort(list(distinct publisher)) as publishers,"
            " list_sort(list(distinct url)) as urls, list_sort(list(distinct digest)) as digests"
            " from reaction join reading using (article_id) join article using (article_id)"
            " where symbol = ? and reaction.session between ? and ? group by all",
            symbol, first, last,
        )
    }  # fmt: skip
    return [_stock_story(row, places[row["story_id"], row["session"]], by_id) for row in rows]


def searched(store: Store) -> list[SearchedSource]:
    """Every source that was ever read, and the periods that were read whole."""
    spans: dict[int, list[tuple[datetime, datetime]]] = {}
    for row in _rows(store, "select source_id, since, until from coverage order by since"):
        spans.setdefault(row["source_id"], []).append((row["since"], row["until"]))
    rows = _rows(
        store,
        "select source_id, kind, address, name, last_read, items from source order by source_id",
    )
    return [
        SearchedSource(**{k: v for k, v in row.items() if k != "source_id"},
                 spans=tuple(spans.get(row["source_id"], ())))
        for row in rows
    ]  # fmt: skip


def _stock_story(
    row: dict[str, Any], place: dict[str, Any], by_id: dict[int, StoredStory]
) -> StoryEvent:
    values = {name: row[name] for name in EVENT if name != "story_id"}
    for name in ("publishers", "urls", "digests"):
        values[name] = tuple(value for value in place[name] if value)
    return StoryEvent(**values, story=by_id[row["story_id"]])


def _story(row: dict[str, Any]) -> StoredStory:
    return StoredStory(**{**row, "symbols": tuple(row["symbols"])})


def _rows(store: Store, query: str, *values: Any) -> list[dict[str, Any]]:  # noqa: ANN401 (passed on)
    from marketlink.store.news import selected  # noqa: PLC0415 (loads duckdb)

    return selected(store.con, query, values)
