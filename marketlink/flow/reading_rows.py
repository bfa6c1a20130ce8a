"""Writing readings into the store, each dated article into its story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from marketlink.news.similarity import HEAD, StoryItem, facts_of
from marketlink.news.stories import Grouper
from marketlink.news.topics import TOPICS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.flow.kept_reading import Read
    from marketlink.store import Store

AROUND = "interval 8 days"
"""No two reports further apart are one story."""


def write(store: Store, readings: Sequence[Read], grouper: Grouper, reader: str) -> None:
    """Write readings in one transaction; earlier readings of the same articles are deleted."""
    from marketlink.store import news  # noqa: PLC0415 (loads duckdb)

    with store.adding() as (con, batch):
        former_rows = _former_rows(con, [one.article for one in readings])
        _learn(con, grouper, [one for one in readings if one.facts])
        rows = []
        for one in readings:
            fact = one.facts
            former = former_rows.get(one.article)
            if fact is None:
                number = None
            elif former and former[1:] == (list(one.subjects), fact.item.reaction):
                number = former[0]
            else:
                number = grouper.place(fact, one.keys)
            rows.append(_reading(one, number, reader))
        for table in ("reading", "mention", "moment", "reaction"):
            if former_rows:
                news.forget(con, table, "article_id", former_rows)
        news.add(con, "reading", rows, batch)
        news.add(con, "mention", [row for one in readings for row in one.mentions], batch)
        news.add(con, "moment", [row for one in readings for row in one.moments], batch)
        news.add(con, "reaction", [row for one in readings for row in one.reactions], batch)


def _reading(one: Read, story: int | None, reader: str) -> dict[str, Any]:
    fact = one.facts
    row: dict[str, Any] = {
        "article_id": one.article, "reader": reader, "outcome": one.outcome.value,
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


def _former_rows(
    con: DuckDBPyConnection, numbers: Sequence[int]
) -> dict[int, tuple[int | None, list[str], date | None]]:
    """The story, subjects and reaction session of each of these articles that was read before."""
    rows = con.execute(
        "select article_id, story_id, subjects, reaction from reading"
        " where article_id in (select unnest(?::bigint[]))",
        [list(numbers)],
    ).fetchall()
    return {number: (story, subjects, day) for number, story, subjects, day in rows}


def _learn(con: DuckDBPyConnection, grouper: Grouper, readings: Sequence[Read]) -> None:
    """Tell the grouper the stories in the store that share a key with these articles."""
    if not readings:
        return
    moments = [one.facts.at for one in readings if one.facts]
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
        """,  # noqa: S608 (names of our own)
        [min(moments), max(moments), list({key for one in readings for key in one.keys}),
         list(grouper.groups)],
    ).fetchall()  # fmt: skip
    for story, article, text, day, at, subjects, reaction, keys in rows:
        item = StoryItem(str(article), text, day or at, tuple(subjects), reaction)
        grouper.learn(story, facts_of(item), keys)


def last_story(con: DuckDBPyConnection) -> int:
    """The highest number of a story in the store."""
    from marketlink.store.news import last  # noqa: PLC0415 (loads duckdb)

    return last(con, "reading", "story_id")
