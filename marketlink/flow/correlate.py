"""From a stock to how its news flow and its moves go together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from marketlink.errors import InputError, MarketlinkError
from marketlink.flow.association import LAGS, Association, associate
from marketlink.records.study import Spec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from marketlink.articles.archive import Archive, Entry
    from marketlink.config import Settings

AROUND = timedelta(days=7)
"""Days outside the sessions in which an article may have been published that belongs to one."""


@dataclass(frozen=True, slots=True)
class Day:
    """One session: kept articles that name the stock and first could move it then (None where
    nothing at all was kept for it), and the abnormal return over its standard error."""

    session: date
    articles: int | None
    move: float


@dataclass(frozen=True, slots=True)
class Correlation:
    """What the kept articles on a stock and its moves have to do with each other.

    ``size`` holds the flow against the size of the move (log of its absolute value), ``signed``
    against the move itself. ``kept`` articles were looked at, ``naming`` of them name the stock;
    ``silent`` sessions had articles kept, none on the stock, and count as 0; ``unread`` sessions
    had nothing kept, and count as unknown.
    """

    symbol: str
    exchange: str
    benchmark: str
    days: tuple[Day, ...]
    size: Association
    signed: Association
    kept: int
    naming: int
    silent: int
    unread: int


def correlate(
    symbol: str,
    settings: Settings,
    *,
    first: date | None = None,
    last: date | None = None,
    spec: Spec | None = None,
    lags: int = LAGS,
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

    Raises
    ------
    UnknownSymbol
        The store holds no prices of the stock.
    InputError
        Too short a history, or too few sessions for which articles were kept.
    """
    from marketlink.explain.stock import looked_at

    spec = spec or Spec(benchmark=settings.benchmark or None)
    exchange, benchmark, looked = looked_at(symbol, settings, spec, first, last)
    sessions = looked.days
    counted = _counted(symbol, exchange, settings, sessions)
    move = looked.beyond_market()
    news = np.array([np.nan if n is None else np.log1p(n) for n in counted.articles])
    if np.isnan(news).all():
        raise InputError(
            f"No kept article was published between {sessions[0]} and {sessions[-1]}",
            "", "marketlink articles add, or feeds add",
        )  # fmt: skip
    weekday = np.array([day.weekday() for day in sessions])
    return Correlation(
        symbol, exchange, benchmark,
        tuple(Day(day, n, float(one))
              for day, n, one in zip(sessions, counted.articles, move, strict=True)),
        size=associate(news, np.log(np.abs(move) + 0.1), weekday, lags),
        signed=associate(news, move, weekday, lags),
        kept=counted.kept, naming=counted.naming,
        silent=sum(n == 0 for n in counted.articles),
        unread=sum(n is None for n in counted.articles),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Counted:
    articles: tuple[int | None, ...]
    kept: int
    naming: int


def _counted(symbol: str, exchange: str, settings: Settings, sessions: Sequence[date]) -> _Counted:
    from marketlink.articles.archive import Archive

    archive = Archive.beside(settings.db)
    entries = archive.between(sessions[0] - AROUND, sessions[-1] + AROUND)
    place = {day: n for n, day in enumerate(sessions)}
    kept = np.zeros(len(sessions), dtype=np.int64)
    on: NDArray[np.int64] = np.zeros(len(sessions), dtype=np.int64)
    for entry in entries:
        session = _session(entry, exchange)
        if session not in place:
            continue
        at = place[session]
        kept[at] += 1
        on[at] += _names(archive, entry, symbol, settings)
    return _Counted(
        tuple(int(n) if some else None for n, some in zip(on, kept, strict=True)),
        int(kept.sum()), int(on.sum()),
    )  # fmt: skip


def _session(entry: Entry, exchange: str) -> date | None:
    """The session that could first react to an article's publication."""
    from marketlink.calendars import sessions

    if not entry.value:
        return None
    calendar = sessions(exchange)
    if len(entry.value) <= 10:
        return calendar.on_or_after(date.fromisoformat(entry.value))
    return calendar.reaction(datetime.fromisoformat(entry.value))


def _names(archive: Archive, entry: Entry, symbol: str, settings: Settings) -> bool:
    from marketlink.companies import link

    folder = settings.db.parent / "companies"
    try:
        found = link(archive.article(entry), folder=folder if folder.is_dir() else None)
    except MarketlinkError:
        return False
    return any(mention.symbol == symbol for mention in found.mentions)
