"""Correlates the news flow of a stock with its moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from marketlink.companies.issuer import lines_of
from marketlink.errors import InputError
from marketlink.flow.association import LAGS, Association, associate
from marketlink.flow.panel import Counts, counts
from marketlink.flow.readings import bring_up
from marketlink.flow.series import MoveSeries, NewsSeries, SeriesPair, moves_of, news_of, over_all
from marketlink.news.archive import Archive
from marketlink.records.study import Spec
from marketlink.store import StoreAccess
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from marketlink.config import Settings

SEASON = (14, 49)
"""The first and the last day of a quarter between which most companies report the one before."""


@dataclass(frozen=True, slots=True)
class FlowDay:
    """One session: kept articles that name the stock and first could move it then (None where
    nothing at all was kept for it), and the abnormal return over its standard error."""

    session: date
    articles: int | None
    move: float


@dataclass(frozen=True, slots=True)
class Correlation:
    """The association of the kept articles on a stock with its moves.

    ``pairs`` hold each series of news that was asked for against each of moves, their p-values
    adjusted over all of them. ``articles`` is how many kept articles were looked at, ``naming``
    how many of them name the stock; ``silent`` sessions had articles kept, none on the stock, and
    count as 0; ``unread`` sessions had nothing kept, and count as unknown.
    """

    symbol: str
    exchange: str
    benchmark: str
    days: tuple[FlowDay, ...]
    pairs: tuple[SeriesPair, ...]
    counts: Counts | None
    articles: int
    naming: int
    silent: int
    unread: int

    @property
    def size(self) -> Association:
        """The first series of news against the size of moves."""
        return next(pair.association for pair in self.pairs if pair.moves is MoveSeries.SIZE)

    @property
    def signed(self) -> Association:
        """The first series of news against the moves themselves."""
        return next(pair.association for pair in self.pairs if pair.moves is MoveSeries.SIGNED)


def correlate(  # noqa: PLR0913 (one specification)
    symbol: str,
    settings: Settings,
    *,
    first: date | None = None,
    last: date | None = None,
    spec: Spec | None = None,
    lags: int = LAGS,
    news: Sequence[NewsSeries] = (NewsSeries.ARTICLES,),
    moves: Sequence[MoveSeries] = (MoveSeries.SIZE, MoveSeries.SIGNED),
) -> Correlation:
    """Hold the kept articles on a stock against its moves.

    An article belongs to the session that could first react to its publication. Nothing is
    fetched, and a session for which nothing was kept is unknown, not silent.

    Parameters
    ----------
    symbol : str
        In Yahoo's form; its prices must be in the store, articles lie beside it.
    settings : Settings
    first, last : date, optional
        Sessions to look at, both ends in; the last 250 by default.
    spec : Spec, optional
        Estimation window, benchmark, as-of.
    lags : int
        Sessions of lead and lag.
    news, moves : sequence
        The series to hold against each other, at least one of each.

    Raises
    ------
    UnknownSymbol
        The store holds no prices of the stock.
    InputError
        Too short a history, too few sessions for which articles were kept, or bars without what
        a series of moves needs.
    """
    from marketlink.explain.stock import looked_at  # noqa: PLC0415 (loads duckdb)

    spec = spec or Spec(benchmark=settings.benchmark or None)
    exchange, benchmark, looked = looked_at(
        StoreAccess.of(settings), symbol, settings, spec, first=first, last=last
    )
    sessions = looked.days
    counted = _counted(symbol, exchange, settings, sessions)
    move = looked.beyond_market()
    coverage = np.array([n is not None for n in counted.articles])
    if not coverage.any():
        raise InputError(
            f"No kept article was published between {sessions[0]} and {sessions[-1]}",
            "", "marketlink articles add, or feeds add",
        )  # fmt: skip
    weekday = np.array([day.weekday() for day in sessions])
    controls = (weekday, np.array([in_season(day) for day in sessions], dtype=np.int64))
    flow = {one: _news(one, counted, symbol, settings, sessions) for one in news}
    pairs = [
        SeriesPair(one, other, associate(values, moves_of(looked, move, other), controls, lags))
        for one, values in flow.items()
        for other in moves
    ]
    return Correlation(
        symbol, exchange, benchmark,
        tuple(FlowDay(day, n, float(one))
              for day, n, one in zip(sessions, counted.articles, move, strict=True)),
        pairs=over_all(pairs),
        counts=counts(counted.articles, moves_of(looked, move, MoveSeries.SIZE), weekday),
        articles=counted.total, naming=counted.naming,
        silent=sum(n == 0 for n in counted.articles),
        unread=sum(n is None for n in counted.articles),
    )  # fmt: skip


def in_season(day: date) -> bool:
    """Whether most companies report their results about this day: the third to the seventh week of
    a quarter."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return SEASON[0] <= (day - first).days < SEASON[1]


@dataclass(frozen=True, slots=True)
class _Counted:
    articles: tuple[int | None, ...]
    total: int
    naming: int


def _news(
    series: NewsSeries, counted: _Counted, symbol: str, settings: Settings, days: Sequence[date]
) -> NDArray[np.float64]:
    """A series of news, of the articles counted or of the view ``flow``."""

    if series is NewsSeries.ARTICLES:
        return np.array([np.nan if n is None else np.log1p(n) for n in counted.articles])
    coverage = np.array([n is not None for n in counted.articles])
    with Archive(StoreAccess.of(settings)).opened() as store:
        return news_of(store, _lines(symbol, settings), days, series, coverage)


def _lines(symbol: str, settings: Settings) -> list[str]:
    """The stock and the other lines of its issuer, whose news are its own."""
    return list(lines_of(symbol, settings.db.parent / "companies"))


def _counted(symbol: str, exchange: str, settings: Settings, days: Sequence[date]) -> _Counted:
    """Articles by the session that could first react to their publication, counted in the store."""
    from marketlink.calendars import sessions as calendar_of  # noqa: PLC0415 (loads calendars)

    archive = Archive(StoreAccess.of(settings))
    bring_up(archive.access)
    calendar = calendar_of(exchange)
    closes = [calendar.hours(day)[1] for day in days]
    before = calendar.before(days[0]) or days[0] - timedelta(days=1)
    after = calendar.hours(before)[1] if calendar.is_session(before) else closes[0] - timedelta(1)
    parameters = {
        "days": days,
        "closes": closes,
        "after": after,
        "before": before,
        "symbols": _lines(symbol, settings),
    }
    with archive.opened() as store:
        rows = store.con.execute(statement("flow.counts"), parameters).fetchall()
        spans = store.con.execute("select since, until from coverage").fetchall()
    counted = {day: (total, naming) for day, total, naming in rows}
    return _Counted(
        tuple(
            counted[day][1] if day in counted
            else 0 if any(a < close <= b for a, b in spans) else None
            for day, close in zip(days, closes, strict=True)
        ),
        sum(total for total, _ in counted.values()),
        sum(naming for _, naming in counted.values()),
    )  # fmt: skip
