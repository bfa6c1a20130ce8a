"""The stories of the store."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path

from marketlink.news.archive import Archive


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


STORY = tuple(one.name for one in fields(StoredStory))


def stories(
    db: Path, first: date | None = None, last: date | None = None
) -> tuple[list[StoredStory], int]:
    """The stories first told in a span of days (UTC, both ends in), in order, and how many kept
    articles are in none as no publication time of theirs is known."""
    from marketlink.store.news import selected  # noqa: PLC0415 (loads duckdb)

    archive = Archive.beside(db)
    if not archive.exists():
        return [], 0
    with archive.opened() as store:
        rows = selected(
            store.con,
            f"select {', '.join(STORY)} from story"  # noqa: S608 (names of our own)
            " where first_at::date between coalesce(?::date, first_at::date)"
            " and coalesce(?::date, first_at::date) order by first_at, story_id",
            [first, last],
        )
        undated = store.con.execute(
            "select count(*) from reading where outcome = 'undated'"
        ).fetchall()
    every_story = [StoredStory(**{**row, "symbols": tuple(row["symbols"])}) for row in rows]
    return every_story, int(undated[0][0])
