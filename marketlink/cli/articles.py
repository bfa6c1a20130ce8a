"""``marketlink articles``: keep and list articles."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from marketlink.cli.options import common
from marketlink.cli.output import emit, format_option, say
from marketlink.config import Settings

if TYPE_CHECKING:
    from marketlink.articles.archive import Entry

COLUMNS = ("digest", "published", "grade", "language", "title", "source")
STORY_COLUMNS = (
    "story_id", "first_at", "session", "symbols", "topic", "reports", "distinct_reports", "sources",
    "last_at", "novelty_days", "title",
)  # fmt: skip
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def command() -> None:
    """Keep articles, so that a reading can be repeated; list them, group them into stories.

    \b
    Example:
      marketlink articles add column.html --published 2025-02-06
      marketlink articles list --from 2025-01-24 --to 2025-02-07
    """


@command.command()
@click.argument("sources", nargs=-1, required=True)
@click.option("--published", help="When they were published: a day, or a time with its zone.")
@click.option("--allow-private", is_flag=True, help="Fetch from private machines as well.")
@format_option()
@common
def add(
    settings: Settings,
    sources: tuple[str, ...],
    published: str | None,
    allow_private: bool,
    fmt: str,
) -> None:
    """Keep articles from files, web addresses or standard input (-); each once.

    \b
    Example:
      marketlink articles add column.html https://news.example.com/2025/02/06/a
    """
    from marketlink.articles.archive import Archive
    from marketlink.articles.sources import open_source
    from marketlink.articles.web import Limits

    private = allow_private or settings.web_allow_private
    size = int(settings.web_limit_megabytes * 1_000_000)
    limits = Limits(seconds=settings.web_timeout_seconds, size=size)
    raws = [
        raw
        for source in sources
        for raw in open_source(source, offline=settings.offline, private=private, limits=limits)
    ]
    kept = Archive.beside(settings.db).add(raws, published=published)
    rows = [{**_row(one.entry), "new": one.new} for one in kept]
    emit(rows, (*COLUMNS, "new"), fmt)


@command.command("list")
@click.option("--from", "first", type=_DAY, help="First day of publication (UTC).")
@click.option("--to", "last", type=_DAY, help="Last day of publication (UTC), in.")
@format_option()
@common
def list_(settings: Settings, first: datetime | None, last: datetime | None, fmt: str) -> None:
    """List the kept articles with their publication time as read.

    \b
    Example:
      marketlink articles list --format jsonl
    """
    from marketlink.articles.archive import Archive

    found = Archive.beside(settings.db).between(
        first.date() if first else None, last.date() if last else None
    )
    emit([_row(entry) for entry in found], COLUMNS, fmt)


@command.command()
@click.option("--from", "first", type=_DAY, help="First day of publication (UTC).")
@click.option("--to", "last", type=_DAY, help="Last day of publication (UTC), in.")
@format_option()
@common
def stories(settings: Settings, first: datetime | None, last: datetime | None, fmt: str) -> None:
    """Group the kept articles: reports of one happening are one story.

    \b
    Example:
      marketlink articles stories --from 2025-01-24 --to 2025-02-07
    """
    from marketlink.flow.readings import bring_up
    from marketlink.flow.stories import stories as told

    bring_up(settings.db, settings.lock_wait_seconds)
    found, undated = told(settings.db, first.date() if first else None,
                          last.date() if last else None)  # fmt: skip
    if undated:
        say(f"left out, without a publication time: {undated}", err=True)
    emit([asdict(one) for one in found], STORY_COLUMNS, fmt)


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "digest": entry.digest[:12],
        "published": entry.value,
        "grade": entry.grade,
        "language": entry.language,
        "title": entry.headline,
        "source": entry.url or entry.source,
    }
