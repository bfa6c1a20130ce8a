"""From a stock to its abnormal sessions and what could explain each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from marketlink.calendars import EXCHANGES
from marketlink.errors import InputError, UnknownSymbol
from marketlink.explain.candidates import Candidate, Searched, search
from marketlink.explain.moves import Move, Screen, screen
from marketlink.pipeline.inputs import fill
from marketlink.pipeline.plan import plan_of
from marketlink.pipeline.snapshot import take
from marketlink.pipeline.supply import supply
from marketlink.records.study import Event, Spec

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.records.price import Holding


@dataclass(frozen=True, slots=True)
class Explained:
    """One abnormal session and the articles that could explain it, likeliest first.

    Without candidates it is unexplained: nothing that is kept meets it, which says nothing of what
    was never kept. ``flags`` are faults seen in the bars the return is made of.
    """

    move: Move
    candidates: tuple[Candidate, ...]
    flags: tuple[str, ...] = ()

    @property
    def unexplained(self) -> bool:
        """Whether no kept article meets the session."""
        return not self.candidates


@dataclass(frozen=True, slots=True)
class Explanation:
    """The abnormal sessions of a stock; ``searched`` is None where there was none to explain."""

    symbol: str
    exchange: str
    benchmark: str
    screen: Screen
    sessions: tuple[Explained, ...]
    searched: Searched | None
    warnings: tuple[str, ...] = ()


def explain(
    symbol: str,
    settings: Settings,
    *,
    first: date | None = None,
    last: date | None = None,
    level: float = 0.05,
    spec: Spec | None = None,
) -> Explanation:
    """The abnormal sessions of a stock, and the kept articles that could explain each.

    Parameters
    ----------
    symbol : str
        In Yahoo's form; its prices must be in the store.
    settings : Settings
        Store, articles beside it, benchmarks. Nothing is fetched.
    first, last : date, optional
        Sessions to look at, both ends in; the last 250 by default.
    level : float
        The chance, over all sessions together, of calling noise abnormal.
    spec : Spec, optional
        Estimation window, least number of returns, benchmark, as-of.

    Returns
    -------
    Explanation
        Of the market model, fitted anew before each session.

    Raises
    ------
    UnknownSymbol
        The store holds no prices of the stock.
    InputError
        Too short a history, or a level that is no probability.
    """
    if not 0 < level < 1:
        raise InputError(f"the level {level:g} is no probability between 0 and 1")
    spec = spec or Spec(benchmark=settings.benchmark or None)
    supply(settings, [symbol], [], (), spec=spec)
    holding = _held(symbol, settings)
    exchange = holding.listing.exchange
    event = Event(event_id="stock", symbol=symbol, exchange=exchange, day0=holding.last)
    plan = plan_of((event,), settings, spec)
    benchmark = plan.benchmark[symbol]
    snapshot = take(settings.db, [symbol, benchmark], [exchange, "XNYS"], as_of=spec.as_of,
                    wait=settings.lock_wait_seconds)  # fmt: skip
    if not snapshot.has(benchmark):
        raise UnknownSymbol(
            f"the store holds no prices of the benchmark {benchmark}", "",
            f"marketlink refresh {benchmark}, or --benchmark SYMBOL",
        )  # fmt: skip
    fill(snapshot.con, (event,), plan)
    found = screen(snapshot.con, spec, first, last, level)
    days = sorted(move.session for move in found.moves)
    if not days:
        return Explanation(symbol, exchange, benchmark, found, (), None)
    meeting, searched = search(settings, symbol, exchange, days)
    flags = _flags(symbol, settings, days)
    listed = tuple(
        Explained(move, meeting[move.session], flags.get(move.session, ()))
        for move in sorted(found.moves, key=lambda move: move.p)
    )
    return Explanation(symbol, exchange, benchmark, found, listed, searched)


def _held(symbol: str, settings: Settings) -> Holding:
    from marketlink.store import Store

    with Store.open(settings.db, "read", settings.lock_wait_seconds) as store:
        held = {holding.symbol: holding for holding in store.holdings()}
    if symbol not in held:
        from difflib import get_close_matches

        near = get_close_matches(symbol, held, 1, 0.6)
        hint = (
            f"{near[0]}, or marketlink refresh {symbol}" if near else f"marketlink refresh {symbol}"
        )
        raise UnknownSymbol(f"the store holds no prices of {symbol}", "", hint)
    if held[symbol].listing.exchange not in EXCHANGES:
        raise InputError(f"no calendar of the exchange of {symbol} is known")
    return held[symbol]


def _flags(symbol: str, settings: Settings, days: list[date]) -> dict[date, tuple[str, ...]]:
    from marketlink.prices.quality import flags_in
    from marketlink.store import Store

    found: dict[date, tuple[str, ...]] = {}
    with Store.open(settings.db, "read", settings.lock_wait_seconds) as store:
        for day in days:
            seen = flags_in(store, symbol, day, day)
            named = tuple(f"{flag.fault}: {flag.detail}" for flag in seen if flag.session == day)
            if named:
                found[day] = named
    return found
