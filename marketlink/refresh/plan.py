"""The plan of a refresh: each symbol from an overlap with its last bars to the last finished
session.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from marketlink.calendars import EXCHANGES, exchange_of, sessions
from marketlink.errors import InputError

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.records.price import Holding

OVERLAP = 10
"""Sessions fetched again before the last bar, so that a changed history shows."""

OWN = ("excerpt", "files")
"""Sources of symbols that stay as they are until another source is asked for them."""

Why = Literal["new", "tail", "source", "month"]
MONTH = timedelta(days=30)
"""A history is compared whole with its source's once in so long: a tail shows ten sessions."""


@dataclass(frozen=True, slots=True)
class Due:
    """One symbol to fetch: its sessions from ``first`` (None: all there are) to ``last``, both in.

    ``why`` is "new" (nothing held), "tail" (sessions since the last bar), "month" (as a tail, with
    the whole history to compare) or "source" (held from another source than the one asked for
    now, so that the whole history is replaced). ``source``
    is the one held, which a tail must come from; None where any configured one will do.
    """

    symbol: str
    exchange: str
    source: str | None
    first: date | None
    last: date
    why: Why


@dataclass(frozen=True, slots=True)
class RefreshPlan:
    """The symbols that a refresh fetches, and those that it leaves as they are.

    ``exchanges`` are those in use; ``unfollowed`` the symbols that stay as imported or shipped
    because no source is configured for them; ``current`` those that need nothing.
    """

    due: tuple[Due, ...]
    exchanges: tuple[str, ...]
    unfollowed: tuple[str, ...]
    current: tuple[str, ...]


def plan(settings: Settings, holdings: Sequence[Holding], now: datetime) -> RefreshPlan:
    """What is due at an instant: held symbols, ``refresh_symbols`` and their benchmarks.

    Parameters
    ----------
    settings : Settings
        ``sources``, ``source_of``, ``refresh_symbols``, ``benchmark(s)``,
        ``refresh_delay_minutes``.
    holdings : sequence of Holding
        What the store holds.
    now : datetime
        Aware.

    Returns
    -------
    RefreshPlan
        Due symbols in the order they are fetched: benchmarks after the stocks that need them.
    """
    by_symbol = {holding.symbol: holding for holding in holdings}
    followed = [s for s in by_symbol if follows(settings, by_symbol[s])]
    symbols = list(dict.fromkeys([*settings.refresh_symbols, *followed]))
    symbols += benchmarks(settings, symbols, by_symbol)
    exchanges = {_exchange(symbol, by_symbol) for symbol in [*symbols, *by_symbol]}
    lasts = {e: completed(e, now, settings.refresh_delay_minutes) for e in exchanges}
    due, current = [], []
    whole = _compared(by_symbol.values(), now)
    for symbol in dict.fromkeys(symbols):
        item = due_of(settings, symbol, by_symbol.get(symbol), lasts)
        if item is None:
            current.append(symbol)
        elif item.why == "tail" and symbol in whole:
            due.append(replace(item, first=None, why="month"))
        else:
            due.append(item)
    unfollowed = sorted(set(by_symbol) - set(symbols))
    return RefreshPlan(tuple(due), tuple(sorted(exchanges)), tuple(unfollowed), tuple(current))


def _compared(holdings: Collection[Holding], now: datetime) -> frozenset[str]:
    """Symbols whose whole history is fetched in place of a tail, and compared: each once a month,
    a twentieth of them a run, so that no run asks for all."""
    old = [holding for holding in holdings if now - holding.vintage > MONTH]
    old.sort(key=lambda holding: (holding.vintage, holding.symbol))
    return frozenset(holding.symbol for holding in old[: 1 + len(holdings) // 20])


def spelt(symbols: Iterable[str], holdings: Sequence[Holding]) -> tuple[str, ...]:
    """Symbols as they are held, else in capitals, as sources spell them."""
    symbols_held = {holding.symbol for holding in holdings}
    plain = (symbol.strip() for symbol in symbols)
    return tuple(dict.fromkeys(s if s in symbols_held else s.upper() for s in plain))


def require_symbols(symbols: Iterable[str]) -> None:
    """Refuse texts that cannot be symbols.

    Raises
    ------
    InputError
        Naming the first.
    """
    for symbol in symbols:
        if not symbol.strip() or len(symbol.split()) > 1:
            raise InputError(f"{symbol!r} is no symbol", "", "symbols such as NVDA or 000660.KS")


def follows(settings: Settings, holding: Holding) -> bool:
    """Whether a held symbol is refreshed.

    One that came with the embedded excerpt or from the user's files is, only where the
    configuration names a source for it, lists it among ``refresh_symbols``, or sets ``sources``
    at all (for files: to a list that has ``files`` in it).
    """
    if holding.source not in OWN:
        return True
    if holding.symbol in settings.source_of or holding.symbol in settings.refresh_symbols:
        return True
    has_own_sources = settings.origins.get("sources", "default") != "default"
    return has_own_sources and (holding.source == "excerpt" or "files" in settings.sources)


def benchmarks(
    settings: Settings, symbols: Iterable[str], holdings: Mapping[str, Holding]
) -> list[str]:
    """The benchmarks that the studies of these symbols read, each once.

    The user's own stay as imported; the excerpt's are replaced, or they would end before the stock.
    """
    unique: dict[str, None] = {}
    for symbol in symbols:
        exchange = _exchange(symbol, holdings)
        name = (
            settings.benchmark
            or settings.benchmarks.get(exchange)
            or (EXCHANGES[exchange].benchmark if exchange in EXCHANGES else "")
        )
        if name:
            unique[name] = None
    return [n for n in unique if n not in holdings or holdings[n].source != "files"]


def due_of(
    settings: Settings, symbol: str, holding: Holding | None, lasts: Mapping[str, date | None]
) -> Due | None:
    """The request for one symbol; None where it is up to date or no longer listed.

    Parameters
    ----------
    settings : Settings
    symbol : str
    holding : Holding or None
    lasts : mapping
        The last completed session of every exchange.
    """
    exchange = holding.listing.exchange if holding else exchange_of(symbol)
    last = lasts[exchange]
    if last is None:
        return None
    if holding is None:
        return Due(symbol, exchange, None, None, last, "new")
    source_name = settings.source_of.get(symbol)
    if holding.source in OWN and holding.source not in (source_name, *settings.sources):
        return Due(symbol, exchange, None, None, last, "source")
    if source_name and source_name != holding.source:
        return Due(symbol, exchange, None, None, last, "source")
    end = holding.listing.valid_to
    if holding.last >= last or (end is not None and holding.last >= end):
        return None
    first = _overlap(exchange, holding)
    return Due(symbol, exchange, holding.source, first, last, "tail")


def completed(exchange: str, now: datetime, delay_minutes: int) -> date | None:
    """The last session of an exchange that closed at least ``delay_minutes`` before an instant.

    An exchange without a calendar counts every weekday, complete once it is over everywhere.
    """
    if exchange not in EXCHANGES:
        day = (now - timedelta(hours=36)).date()
        while day.weekday() > 4:  # noqa: PLR2004 (Saturday)
            day -= timedelta(1)
        return day
    calendar = sessions(exchange)
    day_of = now.astimezone(calendar.zone).date()
    session = calendar.before(min(day_of, calendar.last) + timedelta(1))
    while session is not None and closing(exchange, session, delay_minutes) > now:
        session = calendar.before(session)
    return session


def closing(exchange: str, session: date, delay_minutes: int) -> datetime:
    """When a session's bar is taken to be final: its real close and the configured delay (UTC)."""
    if exchange not in EXCHANGES:
        midnight = datetime.combine(session, datetime.min.time(), UTC)
        return midnight + timedelta(hours=36)
    return sessions(exchange).hours(session)[1] + timedelta(minutes=delay_minutes)


def _overlap(exchange: str, holding: Holding) -> date:
    if exchange not in EXCHANGES:
        return max(holding.first, holding.last - timedelta(2 * OVERLAP))
    calendar = sessions(exchange)
    earlier = calendar.between(holding.last - timedelta(4 * OVERLAP), holding.last)
    return max(holding.first, earlier[-OVERLAP]) if len(earlier) >= OVERLAP else holding.first


def _exchange(symbol: str, holdings: Mapping[str, Holding]) -> str:
    holding = holdings.get(symbol)
    return holding.listing.exchange if holding else exchange_of(symbol)
