"""What grouping costs an article: headlines of a panel, placed in stories one by one.

    python bench/stories.py --panel FOLDER

Prints processor milliseconds an article at 10,000 and at 100,000 articles. The headlines come with
the symbols of their provider's tags; above their number they come again ten years later, each with
a word of its own.
"""

from __future__ import annotations

import argparse
import resource
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from marketlink.news.similarity import StoryItem, facts_of
from marketlink.news.stories import Grouper, keys_of


def items(panel: Path, count: int) -> list[StoryItem]:
    """So many headlines as items to group, in order of publication."""
    rows = duckdb.sql(
        "select title, coalesce(published_utc, '2022-01-01')::timestamp, tickers"
        f" from '{panel / 'headlines.parquet'}' where title is not null"
    ).fetchall()
    made = []
    for n in range(count):
        lap, place = divmod(n, len(rows))
        title, at, tickers = rows[place]
        at = at.replace(tzinfo=UTC) - timedelta(days=3650 * lap)
        text = f"{title} {lap}x" if lap else title
        made.append(StoryItem(str(n), text, at, tuple((tickers or "").split(";"))[:3]))
    floor = datetime(1, 1, 1, tzinfo=UTC)
    return sorted(made, key=lambda item: (max(item.published, floor), item.id))


def cost(listed: list[StoryItem]) -> tuple[float, int]:
    """Processor milliseconds an article, and how many stories there are."""
    began = resource.getrusage(resource.RUSAGE_SELF)
    grouper = Grouper()
    for item in listed:
        fact = facts_of(item)
        grouper.place(fact, keys_of(fact))
    ended = resource.getrusage(resource.RUSAGE_SELF)
    spent = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
    return 1000 * spent / len(listed), grouper.next - 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--panel", type=Path, required=True)
    given = parser.parse_args()
    for count in (10_000, 100_000):
        milliseconds, stories = cost(items(given.panel, count))
        print(f"{count:,} articles: {milliseconds:.2f} ms an article, {stories:,} stories")


if __name__ == "__main__":
    main()
