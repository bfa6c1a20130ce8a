"""The provenance of a case's numbers, the command that makes them again, and their completeness."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from marketlink.calendars import sessions
from marketlink.records.case import Provenance
from marketlink.records.study import Event, Spec, Study

if TYPE_CHECKING:
    from marketlink.pipeline.snapshot import Snapshot
    from marketlink.records.reading import Reading


PATIENCE = 20
"""Sessions that its market goes on after a window before a stock is waited for no more."""


def slug(reading: Reading, events: Sequence[Event]) -> str:
    """Readable and stable: first day 0, the symbols, the article's digest."""
    days = [event.day0 for event in events if event.day0]
    symbols = "-".join(re.sub(r"[^0-9a-z]+", "", e.symbol.lower()) for e in events[:4])
    more = f"-and-{len(events) - 4}" if len(events) > 4 else ""  # noqa: PLR2004 (letters)
    day = min(days).isoformat() if days else "undated"
    return f"{day}-{symbols}{more}-{reading.article.digest[:8]}"


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
    last_days = [ends.get(event.symbol) for event in events]
    lasts = [last for last in last_days if last is not None]
    windows = [(_window_end(e, spec), ends.get(e.symbol)) for e in events if e.day0 is not None]
    delisted = tuple(dict.fromkeys(e.symbol for e in events if _is_delisted(e, snapshot, spec)))
    over = [e.symbol in delisted or _over(_window_end(e, spec), ends.get(e.symbol))
            for e in events if e.day0 is not None]  # fmt: skip
    closing = [last for last, _ in windows if last is not None]
    unknown = len(closing) < len(windows)
    return Provenance(
        snapshot=snapshot.digest,
        spec_hash=hashlib.sha256(repr(spec).encode()).hexdigest(),
        article_digest=reading.article.digest,
        versions=study.versions,
        sources=sources,
        command=_command(reading, spec),
        complete_on=None if unknown else max(closing, default=None),
        prices_through=min(lasts) if lasts else None,
        complete=bool(over) and all(over),
        frozen=_cut_day(events, windows, spec),
        ended=delisted,
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


def _window_end(event: Event, spec: Spec) -> date | None:
    """The session of an event's own exchange on which its longest window ends; None beyond the
    calendar."""
    longest = max(spec.window[1], *(last for _, last in spec.windows))
    return sessions(event.exchange).offset(event.day0, longest) if event.day0 else None


def _cut_day(
    events: Sequence[Event], windows: Sequence[tuple[date | None, date | None]], spec: Spec
) -> date | None:
    """The day of ``--as-of``, where it cuts a window off and prices reach it."""
    cut = spec.as_of
    if cut is None or all(last is not None and last <= cut for last, _ in windows):
        return None
    with_day0 = [event for event in events if event.day0 is not None]
    reach = zip(with_day0, windows, strict=True)
    window_ends = ((sessions(e.exchange).before(cut + timedelta(1)), end) for e, (_, end) in reach)
    return cut if all(_over(last, end) for last, end in window_ends) else None


def _is_delisted(event: Event, snapshot: Snapshot, spec: Spec) -> bool:
    """Whether a stock's prices stop inside its window for good.

    It was given an end, or its market went on for :data:`PATIENCE` sessions after the window. With
    an ``as_of`` nothing can tell.
    """
    listing = snapshot.listings.get(event.symbol)
    last = _window_end(event, spec)
    if listing is None or listing.last is None or last is None or spec.as_of is not None:
        return False
    if listing.last >= last:
        return False
    calendar = sessions(event.exchange)
    if listing.valid_to is not None:
        final = calendar.before(min(listing.valid_to, last) + timedelta(1))
        if final is not None and listing.last >= final:
            return True
    waited = calendar.offset(last, PATIENCE)
    market = (item.last for item in snapshot.listings.values() if item.exchange == event.exchange)
    return waited is not None and any(day is not None and day >= waited for day in market)


def _over(last: date | None, end: date | None) -> bool:
    """Whether a window is over for prices that end on a day; a stock without prices has none."""
    return end is None or (last is not None and end >= last)
