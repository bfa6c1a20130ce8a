"""The content of a stock's page: every session looked at, those that stood out, their articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class StockDay:
    """One session, decimal: the return since the session before the first one shown, the abnormal
    return, and how large it must have been to stand out among all sessions looked at."""

    session: date
    level: float
    ar: float
    limit: float | None


NAMING_CHANCE = 0.5
"""A story is named as the cause if its chance is at least this."""


class NewsBeside(StrEnum):
    """How articles meet a session: none does, only later ones do, one from before its close, or one
    that is likelier than not its cause."""

    UNEXPLAINED = "unexplained"
    LATE = "late"
    MET = "met"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class StockStory:
    """A story that could explain a session; ``published`` in ISO 8601, ``how`` one of
    ``explain.candidates.HOW``; ``late``: it was published on a later day, so that it may know of
    the move; ``comment``: it tells nothing new; ``chance`` that it is the cause, of the likeliest
    one only; ``reports`` how many articles tell it; ``report`` the address of its own report, ""
    where there is none."""

    title: str
    publisher: str
    published: str
    url: str
    how: str
    late: bool
    report: str = ""
    comment: bool = False
    chance: float | None = None
    reports: int = 1


@dataclass(frozen=True, slots=True)
class StockSession:
    """A session that is told of, decimal. ``alone``: it stands out by itself; else an article or
    the user pointed at it. ``p`` is adjusted over all sessions looked at, ``p_pointed`` over those
    pointed at (None: it was not). ``by`` holds what it is unusual by: "gap" (the gap, decimal),
    "volume" and "range" (how many times the usual). ``parts`` are the foreign and the sector's part
    of the return, where they are known, ``peers`` the stocks that moved with it and their returns;
    ``market_day``: the market itself stood out."""

    session: date
    ret: float
    ar: float
    benchmark_ret: float
    volatility: float
    p: float
    alone: bool
    stories: tuple[StockStory, ...] = ()
    flags: tuple[str, ...] = ()
    by: Mapping[str, float] = field(default_factory=dict)
    parts: Mapping[str, float] = field(default_factory=dict)
    peers: tuple[tuple[str, float], ...] = ()
    market_day: bool = False
    p_pointed: float | None = None

    @property
    def state(self) -> NewsBeside:
        """How articles other than comment meet it."""
        news_stories = [story for story in self.stories if not story.comment]
        if not news_stories:
            return NewsBeside.UNEXPLAINED
        if all(story.late for story in news_stories):
            return NewsBeside.LATE
        likely = any((story.chance or 0.0) >= NAMING_CHANCE for story in news_stories)
        return NewsBeside.LIKELY if likely else NewsBeside.MET


@dataclass(frozen=True, slots=True)
class StockSource:
    """Where articles come from: its name ("" where it has none) and kind, how many were read there,
    and when last (ISO 8601)."""

    name: str
    kind: str
    items: int
    last_read: str


@dataclass(frozen=True, slots=True)
class MarketDay:
    """A day of the market, decimal: its return, the stock's, and what of that is beyond it."""

    session: date
    market: float
    ret: float
    ar: float


@dataclass(frozen=True, slots=True)
class StockPage:
    """A stock's sessions and what could explain them.

    ``estimation`` is the window of each fit in tau, ``level`` the chance that noise alone stands
    out, over all sessions; ``law`` how many tell of the stock's moves. ``pointed`` sessions were
    pointed at, of which those told of moved more than chance. Articles published ``articles_from``
    to ``articles_to``: ``read`` of them, of which ``naming`` name the stock; ``undated`` ones
    cannot be placed. ``quiet`` is the reverse: sessions that a story pointed at and that moved as
    on ordinary days. ``sources`` are all that were ever read. ``market_days`` are sessions on which
    the market stood out and the stock, beyond it, did not. ``nearest`` is the session that came
    nearest to standing out by itself where none did, with its adjusted p-value.
    """

    symbol: str
    names: Mapping[str, str]
    exchange: str
    benchmark: str
    estimation: tuple[int, int]
    level: float
    law: int
    days: tuple[StockDay, ...]
    sessions: tuple[StockSession, ...]
    pointed: int
    articles_from: date
    articles_to: date
    read: int
    naming: int
    undated: int
    quiet: tuple[StockSession, ...] = ()
    sources: tuple[StockSource, ...] = ()
    market_days: tuple[MarketDay, ...] = ()
    nearest: StockSession | None = None
