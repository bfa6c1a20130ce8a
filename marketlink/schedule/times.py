"""When a refresh is due: a set time after each used exchange's real close."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from marketlink.calendars import EXCHANGES, exchange_of, sessions
from marketlink.errors import InputError
from marketlink.refresh import closing, completed
from marketlink.refresh.plan import follows, require_symbols, spelt

if TYPE_CHECKING:
    from marketlink.config import Settings


@dataclass(frozen=True, slots=True)
class Fire:
    """One run that is due at ``at`` (UTC), after the close of ``session`` of ``exchange``."""

    at: datetime
    exchange: str
    session: date


def exchanges_in_use(settings: Settings) -> tuple[str, ...]:
    """The exchanges of the symbols that are held or configured, those with a calendar.

    Raises
    ------
    InputError
        There are none, or a symbol that cannot be one.
    """
    from marketlink.store import Store  # noqa: PLC0415 (loads duckdb)

    require_symbols(settings.refresh_symbols)
    exchanges = {exchange_of(symbol) for symbol in spelt(settings.refresh_symbols, ())}
    if settings.db.exists():
        with Store.open(settings.db, "read", settings.lock_wait_seconds) as store:
            exchanges |= {holding.listing.exchange for holding in store.holdings()}
    with_calendar = tuple(sorted(exchange for exchange in exchanges if exchange in EXCHANGES))
    if not with_calendar:
        raise InputError(
            "There is nothing to schedule",
            "No symbol is held or configured, so no exchange's close is known",
            "marketlink refresh NVDA, or refresh_symbols in marketlink.toml",
        )
    return with_calendar


def symbols_in_use(settings: Settings) -> tuple[str, ...]:
    """The symbols that a refresh follows: those configured, and those held and not one's own."""
    from marketlink.store import Store  # noqa: PLC0415 (loads duckdb)

    followed: list[str] = []
    if settings.db.exists():
        with Store.open(settings.db, "read", settings.lock_wait_seconds) as store:
            followed = [h.symbol for h in store.holdings() if follows(settings, h)]
    return tuple(dict.fromkeys([*settings.refresh_symbols, *followed]))


def latest(exchanges: Iterable[str], now: datetime, delay_minutes: int) -> Fire | None:
    """The last run that was due at or before an instant."""
    instants = [
        Fire(closing(exchange, session, delay_minutes), exchange, session)
        for exchange in exchanges
        if (session := completed(exchange, now, delay_minutes)) is not None
    ]
    return max(instants, key=lambda fire: (fire.at, fire.exchange), default=None)


def upcoming(exchanges: Iterable[str], now: datetime, delay_minutes: int) -> tuple[Fire, ...]:
    """The next run after each exchange's close, soonest first.

    Parameters
    ----------
    exchanges : iterable of str
        ISO 10383 codes with a calendar.
    now : datetime
        Aware.
    delay_minutes : int
        Minutes from the real close (half days and daylight saving included) to the run.
    """
    return tuple(
        sorted(
            (fire for e in exchanges if (fire := _next(e, now, delay_minutes)) is not None),
            key=lambda fire: (fire.at, fire.exchange),
        )
    )


def _next(exchange: str, now: datetime, delay_minutes: int) -> Fire | None:
    calendar = sessions(exchange)
    today = now.astimezone(calendar.zone).date()
    for session in calendar.between(today - timedelta(7), today + timedelta(40)):
        at = closing(exchange, session, delay_minutes)
        if at > now:
            return Fire(at, exchange, session)
    return None


def clock_times(
    exchanges: Sequence[str], now: datetime, delay_minutes: int, zone: tzinfo | None
) -> dict[tuple[int, int], frozenset[int]]:
    """Every clock time at which a run is due in the coming year, with its weekdays.

    Schedulers that know no holidays run at all of them; a run with nothing due costs nothing.

    Parameters
    ----------
    exchanges, now, delay_minutes
        As in :func:`upcoming`.
    zone : tzinfo or None
        Zone of the clock; None = the machine's.

    Returns
    -------
    dict
        (hour, minute) to ISO weekdays (1 = Monday).
    """
    by_clock: dict[tuple[int, int], set[int]] = {}
    for exchange in exchanges:
        calendar = sessions(exchange)
        today = now.astimezone(calendar.zone).date()
        for session in calendar.between(today, today + timedelta(366)):
            local = closing(exchange, session, delay_minutes).astimezone(zone)
            by_clock.setdefault((local.hour, local.minute), set()).add(local.isoweekday())
    return {clock: frozenset(days) for clock, days in sorted(by_clock.items())}
