"""From a stock to its abnormal sessions and the stories that could explain each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from marketlink.calendars import EXCHANGES, sessions
from marketlink.errors import InputError, UnknownSymbol
from marketlink.explain.candidates import (
    HOW,
    CandidateStory,
    Gathered,
    Searched,
    StoryRole,
    search,
)
from marketlink.explain.moves import Looked, Move, MoveDay, Screen, look
from marketlink.explain.parts import Peer, ReturnParts, parts, peers
from marketlink.pipeline.inputs import fill
from marketlink.pipeline.plan import plan_of
from marketlink.pipeline.snapshot import take
from marketlink.pipeline.supply import supply
from marketlink.records.stock_page import NAMING_CHANCE
from marketlink.records.study import Event, Spec, Window
from marketlink.store import StoreAccess

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.records.price import Holding


@dataclass(frozen=True)
class ExplainedSession:
    """One session and the articles that could explain it, likeliest first, ranked when asked for:
    of the many sessions that a story pointed at, most did not move and are only counted.

    ``stands_out``: by itself among all the sessions looked at; ``unlikely``: it was pointed at, and
    moved more than chance over all the sessions pointed at. ``parts`` are those of its return,
    ``peers`` the stocks that moved with it (none where the store keeps no moves of others).

    Without candidates but comment it is unexplained: nothing that is kept meets it, which says
    nothing of what was never kept. ``flags`` are faults seen in the bars the return is made of.
    ``named``: the user named it.
    """

    move: Move
    gathered: Gathered = field(repr=False)
    stands_out: bool
    unlikely: bool
    parts: ReturnParts
    flags: tuple[str, ...] = ()
    named: bool = False
    peers: tuple[Peer, ...] = ()

    @cached_property
    def candidates(self) -> tuple[CandidateStory, ...]:
        """The stories that could explain it, likeliest first."""
        return self.gathered.beside(self.move.session, 1 if self.move.ar > 0 else -1)

    @property
    def hindsight(self) -> bool:
        """Whether only articles from after its close point at it, which may have been written
        because it moved; comment counts where nothing else does."""
        if self.named or self.move.session not in self.gathered.reaction_days:
            return False
        pointing = [one for one in self.candidates if one.how == HOW[0]]
        news = [one for one in pointing if one.part is not StoryRole.COMMENT]
        return all(one.hindsight for one in news or pointing)

    @property
    def stories(self) -> tuple[CandidateStory, ...]:
        """Possible causes, likeliest first, then later reports."""
        return tuple(one for one in self.candidates if one.part is not StoryRole.COMMENT)

    @property
    def comment(self) -> tuple[CandidateStory, ...]:
        """What was also written and explains nothing."""
        return tuple(one for one in self.candidates if one.part is StoryRole.COMMENT)

    @property
    def unexplained(self) -> bool:
        """Whether no kept article but comment meets the session."""
        return not self.stories

    @property
    def cause(self) -> CandidateStory | None:
        """The first story, where it is likelier than not to be the cause."""
        first = self.candidates[0] if self.candidates else None
        return first if first and (first.chance or 0.0) >= NAMING_CHANCE else None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The sessions of a stock that stand out by themselves, the clearest first, and those that a
    kept article or the user pointed at before prices were looked at, the least likely first;
    ``looked`` is what was judged, ``nearest`` the session that comes nearest to standing out where
    none does: it is told of as that, and is no move."""

    symbol: str
    exchange: str
    benchmark: str
    screen: Screen
    sessions: tuple[ExplainedSession, ...]
    pointed: tuple[ExplainedSession, ...]
    searched: Searched
    days: tuple[date, ...] = ()
    looked: Looked | None = field(default=None, repr=False, compare=False)
    estimation: Window = Spec().estimation
    warnings: tuple[str, ...] = ()
    nearest: ExplainedSession | None = None

    @property
    def move_days(self) -> tuple[MoveDay, ...]:
        """All the sessions looked at, in order."""
        return self.looked.move_days(self.screen.level) if self.looked else ()

    @property
    def entries(self) -> tuple[ExplainedSession, ...]:
        """The sessions to list: those that stand out, then those pointed at that moved more than
        chance or that the user named."""
        alone = {item.move.session for item in self.sessions}
        return self.sessions + tuple(
            item
            for item in self.pointed
            if item.move.session not in alone and (item.unlikely or item.move.session in self.days)
        )

    @property
    def quiet(self) -> tuple[ExplainedSession, ...]:
        """The sessions that a story pointed at and that did not move more than chance."""
        entry_days = {item.move.session for item in self.entries}
        return tuple(item for item in self.pointed if item.move.session not in entry_days)


def explain(  # noqa: PLR0913 (one specification)
    symbol: str,
    settings: Settings,
    *,
    first: date | None = None,
    last: date | None = None,
    level: float = 0.05,
    days: Sequence[date] = (),
    spec: Spec | None = None,
    access: StoreAccess | None = None,
) -> Explanation:
    """The sessions on which a stock moved, and the kept articles that could explain each.

    Parameters
    ----------
    symbol : str
        In Yahoo's form; its prices must be in the store.
    settings : Settings
        Store, articles beside it, benchmarks. Nothing is fetched.
    first, last : date, optional
        Sessions to look at, both ends in; the last 250 by default.
    level : float
        The chance, over all sessions together, that noise alone stands out.
    days : sequence of date
        Sessions named before their prices were looked at; each answers for itself.
    spec : Spec, optional
        Estimation window, least number of returns, benchmark, as-of.
    access : StoreAccess, optional
        The store, where more than this is asked of it.

    Returns
    -------
    Explanation
        Of the market model, fitted anew before each session, every abnormal return over the
        volatility forecast for its day; beside it gap, volume and range, where bars hold them.

    Raises
    ------
    UnknownSymbol
        The store holds no prices of the stock.
    InputError
        Too short a history, or a level that is no probability.
    """
    if not 0 < level < 1:
        raise InputError(f"The level {level:g} is no probability between 0 and 1")
    spec = spec or Spec(benchmark=settings.benchmark or None)
    with access or StoreAccess.of(settings) as shared:
        exchange, benchmark, looked = looked_at(
            shared, symbol, settings, spec, first=first, last=last
        )
        absent = sorted(set(days) - set(looked.days))
        if absent:
            raise InputError(
                f"{absent[0]} is none of the sessions looked at",
                f"{looked.days[0]} to {looked.days[-1]}",
                "--from and --to around it, or another day",
            )
        gathered = search(shared, symbol, exchange, looked.days)
        screen = looked.screen(level, sorted(gathered.reaction_days.union(days)))
        nearest = () if screen.moves else (screen.nearest,)
        move_sessions = sorted({m.session for m in (*screen.moves, *screen.pointed, *nearest)})
        usual = spec.benchmark in (None, settings.benchmark or None) and spec.as_of is None
        facts = _session_facts(shared, gathered.lines, move_sessions, usual=usual)

    def explained(move: Move) -> ExplainedSession:
        unlikely = move.p_pointed is not None and move.p_pointed <= level
        day = move.session
        own = ReturnParts(move.ret - move.ar, None, None, move.ar)
        return ExplainedSession(
            move, gathered, move.p_adjusted <= level, unlikely, facts.parts.get(day, own),
            facts.flags.get(day, ()), day in days, facts.peers.get(day, ()),
        )  # fmt: skip

    return Explanation(
        symbol, exchange, benchmark, screen,
        tuple(explained(m) for m in sorted(screen.moves, key=lambda m: (m.p_adjusted, m.p))),
        tuple(explained(m) for m in sorted(screen.pointed, key=lambda m: m.p)),
        gathered.searched, tuple(days), looked, spec.estimation,
        nearest=next((explained(m) for m in nearest), None),
    )  # fmt: skip


def looked_at(  # noqa: PLR0913 (one specification)
    access: StoreAccess,
    symbol: str,
    settings: Settings,
    spec: Spec,
    *,
    first: date | None,
    last: date | None,
) -> tuple[str, str, Looked]:
    """A stock's exchange, its benchmark, and every session looked at, from the store's prices."""
    supply(access, settings, [symbol], [], (), spec=spec)
    holding = _holding(access, symbol)
    exchange = holding.listing.exchange
    event = Event(event_id="stock", symbol=symbol, exchange=exchange, day0=holding.last)
    plan = plan_of((event,), settings, spec)
    benchmark = plan.benchmark[symbol]
    snapshot = take(access, [symbol, benchmark], [exchange, "XNYS"], as_of=spec.as_of)
    if not snapshot.has(benchmark):
        raise UnknownSymbol(
            f"The store holds no prices of the benchmark {benchmark}", "",
            f"marketlink refresh {benchmark}, or --benchmark SYMBOL",
        )  # fmt: skip
    fill(snapshot.con, (event,), plan)
    return exchange, benchmark, look(snapshot.con, spec, first, last)


def last_session(access: StoreAccess, symbol: str, day: date | None = None) -> date:
    """The last session of a stock that its store holds, not after a day.

    Raises
    ------
    UnknownSymbol, InputError
        No prices are held, or none so early.
    """
    holding = _holding(access, symbol)
    if day is None or holding.last <= day:
        return holding.last
    session = sessions(holding.listing.exchange).before(day + timedelta(days=1))
    if session is None:
        raise InputError(f"No session of {symbol} is known up to {day}")
    return session


def _holding(access: StoreAccess, symbol: str) -> Holding:
    with access.reading() as store:
        holdings = {holding.symbol: holding for holding in store.holdings([symbol])}
        rows = [] if holdings else store.con.execute("select symbol from symbol").fetchall()
    if symbol not in holdings:
        from difflib import get_close_matches  # noqa: PLC0415 (for the nearest name only)

        near = get_close_matches(symbol, [row[0] for row in rows], 1, 0.6)
        hint = (
            f"{near[0]}, or marketlink refresh {symbol}" if near else f"marketlink refresh {symbol}"
        )
        raise UnknownSymbol(f"The store holds no prices of {symbol}", "", hint)
    if holdings[symbol].listing.exchange not in EXCHANGES:
        raise InputError(f"No calendar of the exchange of {symbol} is known")
    return holdings[symbol]


@dataclass(frozen=True, slots=True)
class _SessionFacts:
    """Flags and moves that the store holds of some sessions of a stock."""

    flags: dict[date, tuple[str, ...]]
    parts: dict[date, ReturnParts]
    peers: dict[date, tuple[Peer, ...]]


def _session_facts(
    access: StoreAccess, lines: Sequence[str], days: list[date], *, usual: bool
) -> _SessionFacts:
    """Faults of the bars, and the kept moves, which are against the ``usual`` benchmark."""
    from marketlink.prices.quality import flags_in  # noqa: PLC0415 (loads prices and store)

    if not days:
        return _SessionFacts({}, {}, {})
    flags: dict[date, tuple[str, ...]] = {}
    with access.reading() as store:
        for flag in flags_in(store, lines[0], days[0], days[-1]):
            if flag.session in days:
                flag_text = f"{flag.fault}: {flag.detail}"
                flags[flag.session] = (*flags.get(flag.session, ()), flag_text)
        if not usual:
            return _SessionFacts(flags, {}, {})
        return _SessionFacts(flags, parts(store.con, lines[0], days), peers(store.con, lines, days))
