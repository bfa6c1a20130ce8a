"""The abnormal sessions of one stock, with p-values that pay for the search."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from marketlink.errors import InputError
from marketlink.study.engine import solve
from marketlink.study.inference.laws import p_student
from marketlink.study.kernel import Plan as Windows
from marketlink.study.models.rounding import SHARE
from marketlink.study.multiple import holm, number_of_tests
from marketlink.study.rolling import roll

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec
    from marketlink.study.kernel import Floats, Ints


@dataclass(frozen=True, slots=True)
class Move:
    """One session on which the stock moved more than the market and its own noise say.

    Returns are simple and decimal. ``t`` is the abnormal return over its forecast standard error,
    ``p`` two-sided for this session alone, ``p_adjusted`` for all the sessions looked at (Holm),
    ``p_rank`` the share of the estimation window's residuals that are at least as large, which
    needs no normal law (smallest attainable value ``p_floor``). ``sessions`` is how many sessions
    the return spans.
    """

    session: date
    ret: float
    benchmark_ret: float
    ar: float
    t: float
    p: float
    p_adjusted: float
    p_rank: float
    p_floor: float
    sessions: int


@dataclass(frozen=True, slots=True)
class Screen:
    """What looking at every session found.

    ``tested`` sessions between ``first`` and ``last`` had enough history; ``moves`` are those whose
    adjusted p-value is at most ``level``. ``alone`` is how many would have been called abnormal
    had each been tested by itself, ``by_chance`` how many of those are expected of noise.
    """

    first: date
    last: date
    tested: int
    level: float
    alone: int
    by_chance: float
    moves: tuple[Move, ...]


def screen(
    con: DuckDBPyConnection, spec: Spec, first: date | None, last: date | None, level: float
) -> Screen:
    """Fit the market model with every session as day 0 and test each.

    Parameters
    ----------
    con : DuckDBPyConnection
        A snapshot with ``input_event`` (one event of the stock) and ``input_price``.
    spec : Spec
        Estimation window and least number of returns.
    first, last : date, optional
        Sessions to look at, both ends in; by default the last 250.
    level : float
        The chance that even one session is called abnormal where there is only noise.

    Raises
    ------
    InputError
        No session has enough history before it.

    Reference
    ---------
    Campbell, Lo and MacKinlay (1997), eq. 4.4.9; Holm (1979).
    """
    solved = solve(con, replace(spec, model="market", window=(0, 0), windows=((0, 0),)))
    layout = solved.windows.layout
    if len(layout.size) == 0:
        raise InputError("no session of the stock has a price and a benchmark's beside it")
    part = layout.stretch(0)
    y, x = layout.y[part], layout.X[0][part]
    dates, span = layout.dates[part], layout.span[part]
    rolled = roll(y[None], x[None], Windows(spec.estimation, (0, 0), ((0, 0),), spec.min_obs))
    spread = SHARE**0.5 * np.nanstd(y) if np.isfinite(y).any() else 0.0
    fitted = np.isfinite(rolled.sigma[0]) & np.isfinite(rolled.car[0, 0])
    chosen = _chosen(
        dates, np.isfinite(rolled.scar[0, 0]) & (rolled.sigma[0] > spread), first, last
    )
    if not len(chosen):
        _within(dates[np.isfinite(y)], first, last)
        if len(_chosen(dates, fitted, first, last)):
            raise InputError(
                "the benchmark explains the stock but for rounding: nothing is left to be abnormal",
                "the stock is its own benchmark, a copy of it, or never moves",
                "--benchmark with another symbol",
            )
        if not len(_chosen(dates, np.isfinite(y), first, last)):
            raise InputError(
                f"the stock has no return in a session from {first or 'the start'} to"
                f" {last or 'the end'}"
            )
        raise InputError(
            f"no session between {first or 'the start'} and {last or 'the end'} has "
            f"{spec.min_obs} returns in its estimation window",
            "",
            "a later --from, or marketlink refresh for a longer history",
        )
    t = rolled.scar[0, 0][chosen]
    p = np.array(
        [
            float(p_student(float(v), float(n) - 2))
            for v, n in zip(t, rolled.n[0][chosen], strict=True)
        ]
    )
    adjusted = holm(p)
    found = []
    for place in np.flatnonzero(adjusted <= level).tolist():
        at = int(chosen[place])
        rank, floor = _rank(y, x, at, spec.estimation, float(t[place]))
        found.append(
            Move(
                session=date.fromordinal(int(dates[at])),
                ret=float(y[at]),
                benchmark_ret=float(x[at]),
                ar=float(rolled.car[0, 0, at]),
                t=float(t[place]),
                p=float(p[place]),
                p_adjusted=float(adjusted[place]),
                p_rank=rank,
                p_floor=floor,
                sessions=int(span[at]),
            )
        )
    tested = number_of_tests(p)
    return Screen(
        first=date.fromordinal(int(dates[chosen[0]])),
        last=date.fromordinal(int(dates[chosen[-1]])),
        tested=tested,
        level=level,
        alone=int((p <= level).sum()),
        by_chance=level * tested,
        moves=tuple(found),
    )


DEFAULT = 250
"""Sessions looked at where no days are given."""


def _chosen(dates: Ints, known: Floats, first: date | None, last: date | None) -> Ints:
    inside = np.asarray(known, dtype=bool) & (dates > 0)
    if last is not None:
        inside &= dates <= last.toordinal()
    if first is not None:
        return np.flatnonzero(inside & (dates >= first.toordinal()))
    return np.flatnonzero(inside)[-DEFAULT:]


def _rank(y: Floats, x: Floats, at: int, window: tuple[int, int], t: float) -> tuple[float, float]:
    """Share of the session and its estimation residuals, standardised, at least as large."""
    low, high = max(at + window[0], 0), at + window[1] + 1
    ys, xs = y[low:high], x[low:high]
    known = np.isfinite(ys) & np.isfinite(xs)
    ys, xs = ys[known], xs[known]
    design = np.column_stack([np.ones_like(xs), xs])
    fitted = design @ np.linalg.lstsq(design, ys, rcond=None)[0]
    residual = ys - fitted
    size = np.abs(residual) / np.sqrt((residual**2).sum() / (len(ys) - 2))
    reached = int((size >= abs(t)).sum())
    return (1 + reached) / (1 + len(ys)), 1 / (1 + len(ys))


def _within(dates: Ints, first: date | None, last: date | None) -> None:
    """Refuse days in the wrong order, or outside the prices."""
    if first and last and first > last:
        raise InputError(f"the first session {first} comes after the last one {last}")
    if not len(dates):
        return
    begins, ends = (date.fromordinal(int(day)) for day in dates[[0, -1]])
    if (first and first > ends) or (last and last < begins):
        raise InputError(f"prices of the stock are held from {begins} to {ends}",
                         f"{first or 'the start'} to {last or 'the end'} is outside",
                         "marketlink refresh, or other days")  # fmt: skip
