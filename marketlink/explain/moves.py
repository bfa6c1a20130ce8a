"""The sessions of one stock that stand out, and the p-value of each session pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from marketlink.errors import InputError
from marketlink.explain.maximum import bound
from marketlink.explain.measures import Figures, JudgedSessions, MoveMeasure, judge, sizes
from marketlink.store.sql import statement
from marketlink.study.days import market_days
from marketlink.study.engine import read
from marketlink.study.filtered import filtered
from marketlink.study.inference.laws import holm
from marketlink.study.inputs import load_whole
from marketlink.study.kernel import Plan, market_model
from marketlink.study.models.design import SHARE
from marketlink.study.rolling import sq_p

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec
    from marketlink.study.kernel import Flags, Floats, Ints


@dataclass(frozen=True, slots=True)
class Move:
    """A stock's move on one session, judged against its market and its own noise.

    Returns are simple and decimal. ``t`` is the abnormal return over its forecast standard error,
    which grows with the ``sessions`` the return spans. ``volatility`` is the day's, as forecast
    the session before, over its estimation window's. ``p`` is for this session alone, over that
    volatility; ``p_adjusted`` the chance that noise alone holds so large a move among all the
    sessions looked at; ``p_pointed`` ``p`` adjusted for all the sessions that were pointed at
    (Holm), None for the others. ``p_rank`` is the share of the estimation window's residuals that
    are at least as large, whatever the day's volatility (smallest attainable value ``p_floor``).

    ``by`` is what the session stands out by, clearest first; ``gap`` the open over the close
    before, ``volume_times`` and ``range_times`` how many times the volume and the range of high
    over low were those usual in the 20 sessions before (None where bars lack them). ``market_day``:
    the benchmark moved three standard deviations of its estimation window or more.
    """

    session: date
    ret: float
    benchmark_ret: float
    ar: float
    t: float
    volatility: float
    p: float
    p_adjusted: float
    p_pointed: float | None
    p_rank: float
    p_floor: float
    sessions: int
    by: tuple[MoveMeasure, ...] = ()
    gap: float | None = None
    volume_times: float | None = None
    range_times: float | None = None
    market_day: bool = False


@dataclass(frozen=True, slots=True)
class MoveDay:
    """One of the sessions looked at, decimal: its return, its abnormal return, and how large the
    latter must have been to stand out among all of them."""

    session: date
    ret: float
    ar: float
    limit: float


@dataclass(frozen=True, slots=True)
class Screen:
    """The result of looking at every session.

    ``tested`` sessions between ``first`` and ``last`` had enough history; ``moves`` are those that
    stand out by themselves: their adjusted p-value is at most ``level``. ``pointed`` are the moves
    of the sessions that were pointed at, ``nearest`` is the move with the smallest adjusted
    p-value. ``law`` sessions, the tested ones and those before them, tell how large moves of the
    stock are. ``measures`` are those that the stock has figures of, ``market_days`` those of the
    market on which the stock did not stand out, and its benchmark explains the larger part of its
    return.
    """

    first: date
    last: date
    tested: int
    level: float
    law: int
    nearest: Move
    moves: tuple[Move, ...]
    pointed: tuple[Move, ...]
    measures: tuple[MoveMeasure, ...] = (MoveMeasure.RETURN,)
    market_days: tuple[Move, ...] = ()


HISTORY = 1_250
"""At most so many sessions before the first one looked at say how large the stock's moves are."""
DEFAULT = 250
"""Sessions looked at where no days are given."""
MARKET = 3.0
"""A benchmark's return of at least so many standard deviations makes a market day."""
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Looked:
    """The series of one stock, one place a session, and how much each place looked at stands out.

    ``places`` are the ones looked at; ``judged`` the p-values that pay for the search, by every
    measure; ``size`` (M,) the absolute abnormal returns over the volatility forecast for the day
    that tell of the stock's moves, NaN for others; ``law`` how many these are; ``figures`` the
    measures beside the return.
    """

    plan: Plan
    dates: Ints
    y: Floats
    x: Floats
    span: Floats
    places: Ints
    judged: JudgedSessions
    size: Floats
    law: int
    figures: Figures

    @property
    def days(self) -> tuple[date, ...]:
        """The sessions looked at."""
        return tuple(date.fromordinal(int(day)) for day in self.dates[self.places])

    def beyond_market(self) -> Floats:
        """(M,) abnormal returns over their forecast standard errors, of the sessions looked at."""
        fits = market_model(self.y, self.x, self.places, self.plan)
        _, errors = market_days(self.y, self.x, self.span, self.places, self.plan)
        return fits.ar[:, 0] / (fits.sigma * np.sqrt(self.span[self.places] + errors[:, 0]))

    def move_days(self, level: float) -> tuple[MoveDay, ...]:
        """Every session looked at, with the bound for standing out at ``level``."""
        fits = market_model(self.y, self.x, self.places, self.plan)
        ar, size = fits.ar[:, 0], self.size[self.places]
        weight = self.judged.weight[MoveMeasure.RETURN]
        least = bound(self.size, len(self.places), level * weight)
        with np.errstate(divide="ignore", invalid="ignore"):
            limit = np.where(size > 0, np.abs(ar) * least / size, np.nan)
        ret = self.y[self.places]
        return tuple(
            MoveDay(day, float(one), float(beyond), float(most))
            for day, one, beyond, most in zip(self.days, ret, ar, limit, strict=True)
        )

    def screen(self, level: float, pointed: Sequence[date] = ()) -> Screen:
        """The moves that stand out by themselves, and those of the sessions pointed at.

        Parameters
        ----------
        level : float
            The chance that even one session stands out where there is only noise.
        pointed : sequence of date
            Sessions chosen before their prices were looked at; those not looked at are left out.
        """
        pointed_places = self.places[
            np.isin(self.dates[self.places], [d.toordinal() for d in pointed])
        ]
        paid = self.judged.adjusted[self.places]
        near = int(np.lexsort((-self.size[self.places], paid))[0])
        loud = self._market(self.places) >= MARKET
        out = self.places[(paid <= level) | loud | (np.arange(len(paid)) == near)]
        moves = {
            move.session: move
            for move in self._moves(np.union1d(out, pointed_places), pointed_places)
        }
        days = self.days
        return Screen(
            first=days[0],
            last=days[-1],
            tested=len(days),
            level=level,
            law=self.law,
            nearest=moves[days[near]],
            moves=tuple(move for move in moves.values() if move.p_adjusted <= level),
            pointed=tuple(move for move in moves.values() if move.p_pointed is not None),
            measures=tuple(self.judged.weight),
            market_days=tuple(
                move
                for move in moves.values()
                if move.market_day
                and move.p_adjusted > level
                and abs(move.ret - move.ar) > abs(move.ar)
            ),
        )

    def _market(self, at: Ints) -> Floats:
        """The benchmark's returns about the mean of their windows, over their deviation."""
        fits = market_model(self.y, self.x, at, self.plan)
        unit = np.abs(self.x[at] - fits.mean[:, 0]) * np.sqrt(fits.spread[:, 0, 0] * (fits.n - 1))
        return np.asarray(unit)

    def _moves(self, at: Ints, pointed_places: Ints) -> list[Move]:
        days, errors = market_days(self.y, self.x, self.span, at, self.plan)
        filtered_days = filtered(days, self.plan.windows, errors)
        fits = market_model(self.y, self.x, at, self.plan)
        own = days.scaled[:, : days.estimation] / np.sqrt(1 - days.leverage[:, : days.estimation])
        t = fits.ar[:, 0] / (fits.sigma * np.sqrt(self.span[at] + errors[:, 0]))
        rank, floor = sq_p(own, t[:, None])
        p = filtered_days.p[:, 0]
        loud = self._market(at) >= MARKET
        paid = dict(
            zip(pointed_places.tolist(), holm(p[np.isin(at, pointed_places)]).tolist(), strict=True)
        )
        return [
            Move(
                session=date.fromordinal(int(self.dates[place])),
                ret=float(self.y[place]),
                benchmark_ret=float(self.x[place]),
                ar=float(fits.ar[row, 0]),
                t=float(t[row]),
                volatility=float(filtered_days.volatility[row]),
                p=float(p[row]),
                p_adjusted=float(self.judged.adjusted[place]),
                p_pointed=paid.get(place),
                p_rank=float(rank[row]),
                p_floor=float(floor[row]),
                sessions=int(self.span[place]),
                by=self.judged.by(place),
                gap=_finite_or_none(self.figures.gap[place]),
                volume_times=_finite_or_none(np.exp(self.figures.volume[place])),
                range_times=_finite_or_none(np.exp(self.figures.range[place])),
                market_day=bool(loud[row]),
            )
            for row, place in enumerate(at.tolist())
        ]


def _finite_or_none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def look(con: DuckDBPyConnection, spec: Spec, first: date | None, last: date | None) -> Looked:
    """Fit the market model with every session as day 0 and judge each over its own volatility.

    Parameters
    ----------
    con : DuckDBPyConnection
        A snapshot with ``input_event`` (one event of the stock) and ``input_price``, and the bars
        that these are of.
    spec : Spec
        Estimation window and least number of returns.
    first, last : date, optional
        Sessions to look at, both ends in; by default the last 250.

    Raises
    ------
    InputError
        No session has enough history before it.
    """
    own = replace(spec, model="market", window=(0, 0), windows=((0, 0),))
    layout = load_whole(con, read(con, own)).layout
    if len(layout.size) == 0:
        raise InputError("No session of the stock has a price and a benchmark's beside it")
    part = layout.stretch(0)
    _within(layout.dates[part][np.isfinite(layout.y[part])], first, last)
    part = _until(layout.dates, part, last)
    y, x, dates, span = layout.y[part], layout.X[0][part], layout.dates[part], layout.span[part]
    plan = Plan(spec.estimation, (0, 0), ((0, 0),), spec.min_obs)
    figures = _figures(con, dates)
    state, others = sizes(figures, (y[None], x[None], span[None]), plan)
    size, sigma = state.size, state.sigma[0]
    spread = SHARE**0.5 * np.nanstd(y) if np.isfinite(y).any() else 0.0
    places = _places(dates, np.isfinite(size[0]) & (sigma > spread), first, last)
    if not len(places):
        _refuse(dates, y, sigma, first=first, last=last, least=spec.min_obs)
    law = np.full(len(y), np.nan)
    reach = slice(max(int(places[0]) - HISTORY, 0), int(places[-1]) + 1)
    law[reach] = size[0, reach]
    searched = np.zeros(len(y), dtype=bool)
    searched[places] = True
    judged = judge(law, others[:, 0], searched)
    law_sessions = int(np.isfinite(law).sum())
    return Looked(plan, dates, y, x, span, places, judged, law, law_sessions, figures[0])


def _figures(con: DuckDBPyConnection, dates: Ints) -> tuple[Figures, Figures]:
    """The measures of the stock and of its benchmark in its own sessions."""
    names = con.execute("select symbol, benchmark from input_event").fetchall()[0]
    bars = con.execute(statement("flow.moves"), [list(names), date.min]).fetchnumpy()
    days = np.asarray(bars["session"], dtype="datetime64[D]").astype(int) + EPOCH
    there = np.flatnonzero(dates)
    place = there[np.minimum(np.searchsorted(dates[there], days), len(there) - 1)]
    figures = []
    for name in names:
        mine = (np.asarray(bars["symbol"], dtype=str) == name) & (dates[place] == days)
        columns = np.full((3, len(dates)), np.nan)
        for row, column in enumerate(("gap", "volume", "range")):
            values: Floats = np.ma.filled(np.ma.asarray(bars[column], dtype=float), np.nan)
            columns[row, place[mine]] = values[mine]
        figures.append(Figures.of(*columns))
    return figures[0], figures[1]


def _until(dates: Ints, part: slice, last: date | None) -> slice:
    """The places up to the last session looked at: no later one tells of it."""
    if last is None:
        return part
    days = dates[part]
    inside = np.flatnonzero((days > 0) & (days <= last.toordinal()))
    return slice(part.start, part.start + int(inside[-1]) + 1) if len(inside) else part


def _places(dates: Ints, usable: Flags, first: date | None, last: date | None) -> Ints:
    inside = usable & (dates > 0)
    if last is not None:
        inside &= dates <= last.toordinal()
    if first is not None:
        return np.flatnonzero(inside & (dates >= first.toordinal()))
    return np.flatnonzero(inside)[-DEFAULT:]


def _refuse(  # noqa: PLR0913 (one specification)
    dates: Ints, y: Floats, sigma: Floats, *, first: date | None, last: date | None, least: int
) -> NoReturn:
    """Say why no session could be looked at."""
    span = f" from {first or 'the first'} to {last or 'the last'}" if first or last else ""
    if len(_places(dates, np.isfinite(sigma), first, last)):
        raise InputError(
            "The benchmark explains the stock but for rounding: nothing is left to be abnormal",
            "The stock is its own benchmark, a copy of it, or never moves",
            "--benchmark with another symbol",
        )
    if not len(_places(dates, np.isfinite(y), first, last)):
        raise InputError(f"The stock has no return in a session{span}")
    raise InputError(
        f"No session{span} has {least} returns in its estimation window",
        "",
        "a later --from, or marketlink refresh for a longer history",
    )


def _within(dates: Ints, first: date | None, last: date | None) -> None:
    """Refuse days in the wrong order, or outside the prices."""
    if first and last and first > last:
        raise InputError(f"The first session {first} comes after the last one {last}")
    if not len(dates):
        return
    begins, ends = (date.fromordinal(int(day)) for day in dates[[0, -1]])
    if (first and first > ends) or (last and last < begins):
        raise InputError(f"Prices of the stock are held from {begins} to {ends}",
                         f"{first or 'the start'} to {last or 'the end'} is outside",
                         "marketlink refresh, or other days")  # fmt: skip
