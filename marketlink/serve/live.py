"""The current list of reports as page, JSON and feed, and a stream of its changes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from html import escape
from pathlib import Path
from typing import Any

from marketlink.report.index import page, read, stocks
from marketlink.serve.files import state

PULSE = 1.0
"""Seconds between two looks at the folder."""
QUIET = 20
"""Looks without news after which a comment keeps the stream open."""
MOST_ENTRIES = 50
"""Entries of the feed."""


def index(folder: Path, lang: str, live: dict[str, Any]) -> str:
    """The list of reports with the parts that only a server adds."""
    return page(read(folder), lang, stocks=stocks(folder, lang), live=live)


def summaries(folder: Path) -> list[dict[str, Any]]:
    """Every report's summary with its folder and pages, newest article first."""
    return list(read(folder))


def feed(folder: Path, address: str, language: str) -> str:
    """The newest reports as an Atom feed; ``address`` is where this server is, ``language`` the
    language to prefer."""
    entries = []
    for one in summaries(folder)[:MOST_ENTRIES]:
        lang = language if language in one["pages"] else next(iter(one["pages"]), language)
        link = f"{address}{one['folder']}/report.{lang}.html"
        day = str(one.get("complete_on") or one.get("prices_through") or "1970-01-01")[:10]
        entries.append(
            f"<entry><id>{escape(link)}</id><title>{escape(str(one['headline'][lang]))}</title>"
            f'<link href="{escape(link)}"/><updated>{escape(day)}T00:00:00Z</updated>'
            f"<summary>{escape(str(one['title'] or ''))}</summary></entry>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{escape(address)}feed.xml</id><title>marketlink</title>"
        f"<updated>{_newest(folder)}T00:00:00Z</updated>{''.join(entries)}</feed>\n"
    )


def _newest(folder: Path) -> str:
    days = [str(one.get("prices_through") or "")[:10] for one in summaries(folder)]
    return max(filter(None, days), default="1970-01-01")


async def changes(folder: Path, since: str = "") -> AsyncIterator[str]:
    """A server-sent event for each change of the folder, and a comment now and then.

    ``since`` is the :func:`state` that the list was made of: what changed before the stream was
    opened is told as well. Without it changes count from now.
    """
    last_state, still = since or await asyncio.to_thread(state, folder), 0
    yield "retry: 2000\n\n"
    while True:
        await asyncio.sleep(PULSE)
        now = await asyncio.to_thread(state, folder)
        still += 1
        if now != last_state:
            last_state, still = now, 0
            count = len(list(folder.glob("*/summary.json")))
            yield f"event: change\ndata: {json.dumps({'reports': count})}\n\n"
        elif still >= QUIET:
            still = 0
            yield ": still here\n\n"
