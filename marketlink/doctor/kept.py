"""Feeds that fail, and reports that wait for prices."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from marketlink.doctor.check import Check, enumerate_some
from marketlink.errors import MarketlinkError

if TYPE_CHECKING:
    from marketlink.config import Settings


def articles(settings: Settings) -> Iterator[Check]:
    """Whether the kept articles can be read, and how many are not read yet."""
    from marketlink.news.archive import Archive  # noqa: PLC0415 (loads 5 shelves)

    archive = Archive.beside(settings.db)
    if not archive.exists():
        return
    try:
        with archive.opened() as store:
            count, read = store.con.execute(
                "select (select count(*) from article), (select count(*) from reading)"
            ).fetchall()[0]
    except MarketlinkError as error:
        yield Check("articles", "list", "finding", error.what, error.hint)
        return
    if count:
        yield Check("articles", "kept", "ok", _count(count, "article", "articles"))
    if count > read:
        yield Check("articles", "unread", "note", _count(count - read, "article is", "articles are")
                    + " not read yet", "marketlink refresh")  # fmt: skip


UNTRIED = frozenset({"edgar", "dart"})
"""Sources of articles that never met the real service."""


def feeds(settings: Settings) -> Iterator[Check]:
    """Feeds that are followed and did not answer when they were last looked at."""
    from marketlink.news.archive import Archive  # noqa: PLC0415 (loads 5 shelves)
    from marketlink.news.feeds import Feeds  # noqa: PLC0415 (loads 5 shelves)

    try:
        followed = Feeds(Archive.beside(settings.db)).list()
    except MarketlinkError as error:
        yield Check("feeds", "list", "finding", error.what, error.hint)
        return
    for feed in followed:
        if feed.error:
            yield Check("feeds", feed.address, "finding", feed.error,
                        f"marketlink feeds remove {shlex.quote(feed.address)}")  # fmt: skip
    for name in sorted({feed.address.split(":")[0] for feed in followed} & UNTRIED):
        yield Check("feeds", f"{name} untried", "note", "written to its documentation and tested "
                    "with a server of our own, not with the real service",
                    f"compare one hour of marketlink articles list with {name}'s page")  # fmt: skip
    if followed:
        yield Check("feeds", "followed", "ok", _count(len(followed), "feed", "feeds"))


def reports(settings: Settings) -> Iterator[Check]:
    """Reports whose event windows are not over yet."""
    waiting = []
    for path in sorted(settings.reports.glob("*/case.json")):
        try:
            summary = json.loads(path.read_text("utf-8"))["summary"]
            complete_on, through = summary["complete_on"], summary["prices_through"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        is_complete = bool(complete_on and through and through >= complete_on)
        if not summary.get("complete", is_complete) and not summary.get("frozen"):
            waiting.append(f"{path.parent.name} (complete on {complete_on or 'a later day'})")
    if waiting:
        yield Check(
            "reports",
            "open",
            "note",
            f"{_count(len(waiting), 'matures', 'mature')} with later prices: "
            f"{enumerate_some(waiting)}",
            "marketlink refresh renders them again",
        )


def _count(number: int, one: str, many: str) -> str:
    """A number with the form that fits it: "1 feed", "2 feeds"."""
    return f"{number} {one if number == 1 else many}"
