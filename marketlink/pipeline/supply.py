"""Prices for a case: a store that exists, and histories that reach far enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from marketlink.calendars import exchange_of, sessions
from marketlink.errors import MarketlinkError, SourceUnavailable, StoreError
from marketlink.findings import FindingText
from marketlink.records.study import Event, Spec
from marketlink.store import Store, StoreAccess
from marketlink.store.holdings import holdings

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.records.price import History, Holding

CALENDAR_DAYS = 1.6
"""Calendar days that hold one session, generously."""


def supply(  # noqa: PLR0913 (one specification)
    access: StoreAccess,
    settings: Settings,
    required: Sequence[str],
    wished: Sequence[str],
    events: Sequence[Event],
    *,
    spec: Spec,
    notify: Callable[[str], None] = lambda _: None,
) -> tuple[str, ...]:
    """Make sure the store exists and, unless offline, holds what a case needs.

    Parameters
    ----------
    access : StoreAccess
    settings : Settings
        The sources, whether sockets may be opened.
    required, wished : sequence of str
        Symbols a case cannot do without, and those that only add to it.
    events : sequence of Event
        Their day 0 and the windows of ``spec`` say how far prices must reach.
    notify : callable
        Called with one line on each step taken.

    Returns
    -------
    tuple of str
        A sentence for each symbol that was wanted and did not come, while the store has an older
        history of it or it was only wished for.

    Raises
    ------
    SourceUnavailable, RateLimited
        A source failed and the store holds nothing at all for any company.
    """
    in_store = _prepare(access, [*required, *wished])
    days = [event.day0 for event in events if event.day0 is not None]
    if settings.offline:
        _lend(access, [symbol for symbol in required if symbol not in in_store], days)
        return ()
    if not days:
        return ()
    first = min(days) - timedelta(days=int(-spec.estimation[0] * CALENDAR_DAYS) + 10)
    last = max(days) + timedelta(days=int(max(spec.window[1], 1) * CALENDAR_DAYS) + 5)
    companies = {event.symbol for event in events}
    return _fetch(access, settings, required, wished, companies, span=(first, last), notify=notify)


def _prepare(access: StoreAccess, symbols: Sequence[str]) -> set[str]:
    """Make sure of the store and its sessions; those of the symbols that it holds."""
    from marketlink.prices.load import ensure_excerpt, ensure_sessions  # noqa: PLC0415 (loads config, prices and store)

    exchanges = {exchange_of(symbol) for symbol in symbols}
    if access.db.exists():
        with access.reading() as store:
            if not _lacks_sessions(store, exchanges):
                return _in_store(store, symbols)
    with access.writing() as store:
        ensure_excerpt(store)
        ensure_sessions(store, exchanges)
        return _in_store(store, symbols)


def _in_store(store: Store, symbols: Iterable[str]) -> set[str]:
    rows = store.tables.execute(
        "select distinct symbol from symbol where list_contains(?, symbol)", [list(symbols)]
    ).fetchall()
    return {symbol for (symbol,) in rows}


def _lend(access: StoreAccess, symbols: Sequence[str], days: Sequence[date]) -> None:
    """Offline, fill in what the store lacks and the excerpt has, where it covers the days.

    The report names the source of every series. A store that cannot be written to stays as it is.
    """
    from marketlink.prices.excerpt import NAMES, SPAN  # noqa: PLC0415 (loads config and prices)
    from marketlink.prices.load import lend_excerpt  # noqa: PLC0415 (loads config, prices and store)

    of_excerpt = [symbol for symbol in symbols if symbol in NAMES]
    if not of_excerpt or not days or min(days) < SPAN[0] or max(days) > SPAN[1]:
        return
    with suppress(StoreError), access.writing(1.0) as store:
        lend_excerpt(store, of_excerpt)


def _lacks_sessions(store: Store, exchanges: set[str]) -> bool:
    rows = store.con.execute("select exchange, max(session) from session group by 1").fetchall()
    marks = dict(rows)
    return any(marks.get(code) != sessions(code).days[-1] for code in exchanges)


def _fetch(  # noqa: PLR0913 (one specification)
    access: StoreAccess,
    settings: Settings,
    required: Sequence[str],
    wished: Sequence[str],
    companies: set[str],
    *,
    span: tuple[date, date],
    notify: Callable[[str], None],
) -> tuple[str, ...]:
    from marketlink.prices.fetch import PriceRequest, fetch  # noqa: PLC0415 (loads config, prices and waits)
    from marketlink.prices.quality import check  # noqa: PLC0415 (loads prices and store)

    names = tuple(dict.fromkeys([*required, *wished]))
    with access.reading() as store:
        by_symbol = {holding.symbol: holding for holding in holdings(store.con, names)}
    short = [name for name in names if _short(by_symbol.get(name), name, span)]
    if not short:
        return ()
    access.release()
    histories: list[History] = []
    errors: dict[str, MarketlinkError] = {}
    for some in ([n for n in short if n in required], [n for n in short if n not in required]):
        if errors:
            break
        answer = fetch(tuple(PriceRequest(name) for name in some), settings, notify)
        histories += check(answer.histories)
        errors |= dict(answer.errors)
    if histories:
        with access.writing() as store:
            store.merge(histories)
    came = {history.symbol for history in histories}
    for name in short:
        if name in required and name not in came and name not in errors:
            errors[name] = SourceUnavailable(
                FindingText("warning.stopped", symbol=name), "The source stopped"
            )
    lost = [errors[name] for name in required if name in errors and name in companies]
    if lost and not any(name in by_symbol or name in came for name in companies):
        raise lost[0]
    return tuple(_sentence(name, error, name in by_symbol) for name, error in errors.items()
                 if name in required or name in by_symbol)  # fmt: skip


def _short(holding: Holding | None, symbol: str, span: tuple[date, date]) -> bool:
    """Whether a symbol's history could reach further towards the end of what is needed."""
    if holding is None:
        return True
    calendar = sessions(exchange_of(symbol))
    now = datetime.now(UTC)
    over = [day for day in calendar.between(span[0], min(span[1], now.date()))
            if calendar.hours(day)[1] < now - timedelta(minutes=30)]  # fmt: skip
    return bool(over) and holding.last < over[-1]


def _sentence(symbol: str, error: MarketlinkError, held: bool) -> FindingText:
    code = "warning.held_used" if held else "warning.not_fetched"
    return FindingText(code, symbol=symbol, why=error.what, exit=int(error.exit_code))
