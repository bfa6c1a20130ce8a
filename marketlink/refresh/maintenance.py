"""The other tasks of a refresh: sessions ahead, feeds, imported listings, readings, moves."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from marketlink.calendars import EXCHANGES, sessions
from marketlink.errors import MarketlinkError
from marketlink.refresh.with_store import using

if TYPE_CHECKING:
    from marketlink.calendars import Sessions
    from marketlink.config import Settings
    from marketlink.sources.raw import Limits
    from marketlink.store import Store


DAY = 20 * 3600.0
"""Seconds after which a listing is fetched again: less than a day, so that a daily run does."""


@dataclass(frozen=True, slots=True)
class UpkeepNotes:
    """The addresses that the upkeep could not read, with the reason, and lines to print."""

    errors: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def sessions_ahead(settings: Settings, exchanges: Iterable[str], marks: Mapping[str, str]) -> None:
    """Write the sessions of the exchanges in use where the store holds others than the calendar.

    Parameters
    ----------
    settings : Settings
    exchanges : iterable of str
        ISO 10383 codes; those without a calendar are passed over.
    marks : mapping
        What :func:`marketlink.store.sessions.marks` said of the store.
    """
    calendars = [sessions(exchange) for exchange in exchanges if exchange in EXCHANGES]
    if not settings.db.exists() or not calendars:
        return
    from marketlink.store.sessions import mark  # noqa: PLC0415 (loads duckdb)

    lacking = [item for item in calendars if marks.get(item.exchange) != mark(item)]
    if lacking:
        using(settings, "write", lambda store: _write(store, lacking))


def _write(store: Store, lacking: Sequence[Sessions]) -> None:
    with store.writing("session", "disputed_day"):
        for calendar in lacking:
            store.write_sessions(calendar)
        store.judge()


def articles(settings: Settings, notify: Callable[[str], None]) -> UpkeepNotes:
    """Take over articles that reports left beside the store, and read those not read yet."""
    from marketlink.flow.readings import STALE, bring_up  # noqa: PLC0415 (loads 6 shelves)
    from marketlink.news.archive import Archive  # noqa: PLC0415 (loads 5 shelves)
    from marketlink.store import StoreAccess  # noqa: PLC0415 (loads duckdb)

    if not Archive.beside(settings.db).exists():
        return UpkeepNotes()
    try:
        bring_up(StoreAccess.of(settings), stale=STALE,
                 progress=lambda count, of: notify(f"read {count} of {of} articles"))  # fmt: skip
    except (MarketlinkError, OSError) as error:
        return UpkeepNotes((("articles", str(error)),))
    return UpkeepNotes()


def moves(settings: Settings, notify: Callable[[str], None]) -> UpkeepNotes:
    """Compute the moves of new sessions and of replaced histories."""
    if not settings.db.exists():
        return UpkeepNotes()
    from marketlink.flow.moves import extend, owed  # noqa: PLC0415 (loads duckdb and numpy)

    if not using(settings, "read", owed)[0]:
        return UpkeepNotes()
    using(
        settings,
        "write",
        lambda store: extend(
            store, settings, lambda count, of: notify(f"moves of {count} of {of}")
        ),
    )
    return UpkeepNotes()


def upkeep(settings: Settings, notify: Callable[[str], None]) -> UpkeepNotes:
    """Look at the feeds and the listings that have an address; nothing where offline.

    Parameters
    ----------
    settings : Settings
        ``db`` says where articles and listings are kept, ``web_*`` limits what is fetched.
    notify : callable
        Called with one line before the feeds or a listing are looked at.
    """
    if settings.offline:
        return UpkeepNotes()
    parts = (feeds(settings, notify), listings(settings, notify))
    return UpkeepNotes(
        tuple(error for part in parts for error in part.errors),
        tuple(note for part in parts for note in part.notes),
    )


def has_addresses(settings: Settings) -> bool:
    """Whether a feed is followed or an imported listing has an address."""
    from marketlink.news.archive import Archive  # noqa: PLC0415 (loads 5 shelves)
    from marketlink.news.feeds import Feeds  # noqa: PLC0415 (loads 5 shelves)

    if any((settings.db.parent / "companies").glob("*.url")):
        return True
    archive = Archive.beside(settings.db)
    return archive.exists() and bool(Feeds(archive).list())


def feeds(settings: Settings, notify: Callable[[str], None]) -> UpkeepNotes:
    """Look at every feed that is followed; one that fails stops no other."""
    from marketlink.news.archive import Archive  # noqa: PLC0415 (loads 5 shelves)
    from marketlink.news.feeds import Feeds  # noqa: PLC0415 (loads 5 shelves)

    archive = Archive.beside(settings.db)
    followed = Feeds(archive, private=settings.web_allow_private, limits=_limits(settings))
    try:
        if not followed.list():
            return UpkeepNotes()
        notify("looking at the feeds")
        updates = followed.update()
    except (MarketlinkError, OSError) as error:
        return UpkeepNotes((("feeds", str(error)),))
    errors = tuple(
        (update.feed.address, update.feed.error or "failed")
        for update in updates
        if update.status == "failed"
    )
    new = sum(len(update.new) for update in updates)
    return UpkeepNotes(errors, (f"{new} new articles from {len(updates)} feeds",) if new else ())


def listings(settings: Settings, notify: Callable[[str], None]) -> UpkeepNotes:
    """Fetch again the imported listings that have an address, at most once a day each.

    The address of ``companies/krx.csv`` is the one line of ``companies/krx.url`` beside it. A
    listing that cannot be fetched or read stays as it is.
    """
    folder = settings.db.parent / "companies"
    errors: list[tuple[str, str]] = []
    notes: list[str] = []
    for path in sorted(folder.glob("*.url")):
        table = path.with_suffix(".csv")
        if table.exists() and time.time() - table.stat().st_mtime < DAY:
            continue
        notify(f"looking at the listing {table.stem}")
        try:
            notes.append(_listing(path.read_text("utf-8").strip(), table, settings))
        except (MarketlinkError, OSError, UnicodeDecodeError) as error:
            errors.append((table.stem, str(error)))
    return UpkeepNotes(tuple(errors), tuple(notes))


def _listing(url: str, table: Path, settings: Settings) -> str:
    from marketlink.companies import names  # noqa: PLC0415 (loads 6 shelves)
    from marketlink.companies.listings import import_listing  # noqa: PLC0415 (loads 6 shelves)
    from marketlink.sources.fetch import fetch  # noqa: PLC0415 (loads articles)

    answer = fetch(url, private=settings.web_allow_private, limits=_limits(settings))
    with TemporaryDirectory() as place:
        download = Path(place) / table.name
        download.write_bytes(answer.content)
        listing = import_listing(download, table.parent, names.aliases())
    return f"{listing.rows} listings in {table.name}"


def _limits(settings: Settings) -> Limits:
    from marketlink.sources.raw import Limits  # noqa: PLC0415 (loads articles)

    return Limits(
        seconds=settings.web_timeout_seconds, size=int(settings.web_limit_megabytes * 1_000_000)
    )
