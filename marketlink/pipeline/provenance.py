"""Where a case's numbers came from, what makes them again, and when they are complete."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from marketlink.calendars import sessions
from marketlink.records.case import Provenance
from marketlink.records.study import Event, Spec, Study

if TYPE_CHECKING:
    from marketlink.pipeline.snapshot import Snapshot
    from marketlink.records.article import Reading


def slug(reading: Reading, events: Sequence[Event]) -> str:
    """Readable and stable: first day 0, the symbols, the article's digest."""
    days = [event.day0 for event in events if event.day0]
    named = "-".join(re.sub(r"[^0-9a-z]+", "", e.symbol.lower()) for e in events[:4])
    more = f"-and-{len(events) - 4}" if len(events) > 4 else ""
    day = min(days).isoformat() if days else "undated"
    return f"{day}-{named}{more}-{reading.article.digest[:8]}"


def provenance(
    reading: Reading, events: Sequence[Event], snapshot: Snapshot, spec: Spec, study: Study
) -> Provenance:
    listings = snapshot.listings.values()
    sources = tuple(
        (item.symbol, item.source, item.first.isoformat(), item.last.isoformat())
        for item in listings
        if item.first and item.last
    )
    ends = {item.symbol: item.last for item in listings}
    reached = [ends.get(event.symbol) for event in events]
    known = [last for last in reached if last is not None]
    return Provenance(
        snapshot=snapshot.digest,
        spec_hash=hashlib.sha256(repr(spec).encode()).hexdigest(),
        article_digest=reading.article.digest,
        versions=study.versions,
        sources=sources,
        command=_command(reading, spec),
        complete_on=_complete_on(events, spec, ends),
        prices_through=min(known) if known else None,
    )


def _command(reading: Reading, spec: Spec) -> str:
    """The command that makes this report again, without anybody's paths."""
    published = reading.article.published
    words = ["marketlink report ARTICLE"]
    if published.value is not None:
        words.append(f"--published {published.value.isoformat()}")
    default = Spec()
    if spec.model != default.model:
        words.append(f"--model {spec.model}")
    if spec.benchmark:
        words.append(f"--benchmark {spec.benchmark}")
    for name in ("estimation", "window"):
        first, last = getattr(spec, name)
        if (first, last) != getattr(default, name):
            words.append(f"--{name} {first}:{last}")
    if spec.as_of:
        words.append(f"--as-of {spec.as_of}")
    return " ".join(words)


def _complete_on(events: Sequence[Event], spec: Spec, ends: dict[str, date | None]) -> date | None:
    """The session on which the last event window ended; None while one still runs."""
    closing = []
    for event in events:
        if event.day0 is None:
            continue
        last = sessions(event.exchange).offset(event.day0, spec.window[1])
        have = ends.get(event.symbol)
        if have is None:
            continue
        if last is None or have < last:
            return None
        closing.append(last)
    return max(closing, default=None)
