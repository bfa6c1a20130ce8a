"""What else a refresh keeps up to date: sessions ahead, feeds, imported listings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketlink.calendars import EXCHANGES, sessions
from marketlink.refresh.opening import using

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.store import Store


@dataclass(frozen=True, slots=True)
class Kept:
    """What the upkeep could not do (address, reason), and what is worth a line."""

    errors: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def sessions_ahead(settings: Settings, exchanges: Iterable[str]) -> None:
    """Write the sessions of the exchanges in use where the store holds others than the calendar.

    Parameters
    ----------
    settings : Settings
    exchanges : iterable of str
        ISO 10383 codes; those without a calendar are passed over.
    """
    wanted = [exchange for exchange in exchanges if exchange in EXCHANGES]
    if not settings.db.exists() or not wanted:
        return
    rows, _ = using(
        settings,
        "read",
        lambda store: store.con.execute(
            "select exchange, count(*), max(session) from session group by exchange"
        ).fetchall(),
    )
    stored = {exchange: (count, last) for exchange, count, last in rows}
    lacking = [
        exchange
        for exchange in wanted
        if stored.get(exchange) != (len(sessions(exchange).days), sessions(exchange).days[-1])
    ]
    if lacking:
        using(settings, "write", lambda store: _write(store, lacking))


def _write(store: Store, exchanges: list[str]) -> None:
    from marketlink.prices.load import ensure_sessions

    with store.writing("session"):
        ensure_sessions(store, exchanges)


def upkeep(settings: Settings, told: Callable[[str], None]) -> Kept:
    """Look at every feed that is followed; one that fails stops no other. Nothing where offline.

    Parameters
    ----------
    settings : Settings
        ``db`` says where the articles are kept, ``web_*`` limits what is fetched.
    told : callable
        Called with one line before the feeds are looked at.
    """
    if settings.offline or not (settings.db.parent / "articles" / "feeds.jsonl").exists():
        return Kept()
    from marketlink.articles.archive import Archive
    from marketlink.articles.feeds import Feeds
    from marketlink.articles.web import Limits

    limits = Limits(
        seconds=settings.web_timeout_seconds, size=int(settings.web_limit_megabytes * 1_000_000)
    )
    told("looking at the feeds")
    feeds = Feeds(Archive.beside(settings.db), private=settings.web_allow_private, limits=limits)
    updates = feeds.update()
    errors = tuple(
        (update.feed.url, update.feed.error or "failed")
        for update in updates
        if update.status == "failed"
    )
    new = sum(len(update.new) for update in updates)
    return Kept(errors, (f"{new} new articles from {len(updates)} feeds",) if new else ())
