"""Whether one company's move is unusual for it on the day: residuals over that day's volatility."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from marketlink.study.kernel import Floats, Ints, Plan, Window, market_model
from marketlink.study.own_days import (
    added,
    by_day,
    count,
    largest_within,
    place_of_run,
    run_sizes,
    sq_p,
)
from marketlink.study.tails import beyond
from marketlink.study.volatility import DRIFT, FILTERS, PULL, Filter, SessionRun, variances

TOGETHER = 256
"""Events judged at a time: as many as the nearer caches hold the days of."""
FEWEST = 20
"""Fewer estimation residuals than this give no empirical p-value."""
LEVEL = 0.05
"""One less the share of the conformal interval."""
TAIL = 0.05
"""Up to this share, which 12 of 240 days tell of, the fitted tail is finer than counting."""


@dataclass(frozen=True, slots=True)
class Days:
    """Residuals of N events over their estimation and event days, in time.

    Attributes
    ----------
    scaled : (N, D) residuals over the estimation window's sigma; NaN where there is no return
    leverage : (N, D) ``x'Ax`` of each day's regressors x
    market : (N, D) the benchmark's returns about their window's mean, over its deviation; NaN where
        there is none; with ``like`` one row for all events that share their benchmark's days
    span : (N, D) sessions that each return spans
    n_est : (N,) estimation returns
    estimation : so many of the D days, the first ones, are the estimation window
    first : tau of the first day after them
    like : (N,) the row of ``market`` of each event; None where each has its own
    """

    scaled: Floats
    leverage: Floats
    market: Floats
    span: Floats
    n_est: Ints
    estimation: int
    first: int
    like: Ints | None = None

    def some(self, rows: slice) -> Days:
        """Some of the events; their benchmark's days are left out."""
        return replace(
            self, scaled=self.scaled[rows], leverage=self.leverage[rows], span=self.span[rows],
            n_est=self.n_est[rows],
        )  # fmt: skip

    def columns(self, window: Window) -> SessionRun:
        """The columns of a window's days."""
        shift = self.estimation - self.first
        return window[0] + shift, window[1] + shift + 1


@dataclass(frozen=True, slots=True)
class Filtered:
    """The tests over the day's volatility, of N events and W windows.

    ``volatility`` (N,) is the forecast for day 0, made the session before, over the estimation
    window's mean; ``plain`` (N,) how often a test that takes the window's volatility for the
    day's rejects at 5 % at that state; ``value`` (N, W) a window's sum over its forecast error,
    ``p`` (N, W) two-sided; ``half`` (N, W) half the width of the 95 % conformal interval of a
    window's effect, in estimation-window sigmas.
    """

    volatility: Floats
    plain: Floats
    value: Floats
    p: Floats
    half: Floats


def filtered(
    days: Days,
    windows: Sequence[Window],
    errors: Floats,
    filters: Sequence[Filter] = FILTERS,
    pull: float = PULL,
) -> Filtered:
    """Judge each window by its company's own days, every day over its own forecast volatility.

    A window is forecast from the session before its first day, or before day 0 where it begins
    later, so that nothing of the event is in its yardstick. p is the share of runs of days at
    least as far out, the event's own included; up to a share of 5 % it is read from the tail of a
    Student law of unknown freedom instead, which goes on where counting ends.

    Parameters
    ----------
    days : Days
    windows : in tau; p is over the days that have a return, and NaN where a window reaches into
        the estimation days
    errors : (N, W) variance of the sum that comes from the estimated parameters, in squared
        sigmas: ``1'Z A Z'1``

    Reference
    ---------
    Barone-Adesi, Giannopoulos and Vosper (1999) for filtered residuals; Gelbach, Helland and
    Klick (2013) for the company's own days as yardstick; Chernozhukov, Wüthrich and Zhu (2021) for
    the interval: every effect that leaves the event's run within 95 % of its company's own.
    """
    lean = by_day(days.leverage) * days.n_est
    lean -= 1.0
    lean[~(lean > 0) | ~np.isfinite(lean)] = 0.0
    today = days.columns((0, 0))
    apart = [place for place, window in enumerate(windows) if window[0] >= days.first]
    runs = [days.columns((min(windows[place][0], 0), windows[place][1])) for place in apart]
    market = days.market if np.isfinite(days.market).any() else None
    daily, ahead = variances(
        days.scaled, lean.T, days.span, [today, *runs],
        market=market, like=days.like, filters=filters, pull=pull,
    )  # fmt: skip
    session = (ahead[0][:, 0] - DRIFT * lean[today[0]]) / days.span[:, today[0]]
    value, p, half = (np.full(errors.shape, np.nan) for _ in range(3))
    lengths = [windows[place][1] - windows[place][0] + 1 for place in apart]
    states, tails = [], _Tails([], [])
    for low in range(0, len(errors), TOGETHER):
        rows = slice(low, low + TOGETHER)
        some = days.some(rows)
        daily_of = by_day(daily)[:, rows]
        before, scaled = _own(some, daily_of), by_day(some.scaled)
        yardstick = _Yardstick(before, lengths)
        for place, variance in zip(apart, ahead[1:], strict=True):
            start, stop = days.columns(windows[place])
            inside = scaled[start:stop]
            there = np.isfinite(inside)
            parts = np.where(there, by_day(variance)[start - stop :, rows], 0.0)
            total = added(parts) + errors[rows, place]
            with np.errstate(divide="ignore", invalid="ignore"):
                n_days = np.count_nonzero(there, axis=0)
                value[rows, place] = added(np.where(there, inside, 0.0)) / np.sqrt(total)
                p[rows, place], bound, far = yardstick.judge(inside * np.sqrt(n_days / total))
                half[rows, place] = bound * np.sqrt(total / n_days)
            tails.take(low, place, far)
        states.append(_state(some, daily_of, session[rows], before))
    tails.put(p)
    volatility, plain = (np.concatenate(one) for one in zip(*states, strict=True))
    return Filtered(volatility, plain, value, p, half)


@dataclass(frozen=True, slots=True)
class _Far:
    """Runs of days too far out for counting: their rows, the sizes of their company's own runs (N,
    T), NaN where there are fewer, the size of each, its days, and the share at which counting ends.
    """

    rows: Ints
    sample: Floats
    value: Floats
    days: Ints
    floor: Floats


@dataclass(frozen=True, slots=True)
class _Tails:
    """Far runs of several windows, whose tails are worked out together."""

    places: list[tuple[int, int]]
    far_runs: list[_Far]

    def take(self, low: int, place: int, far: Sequence[_Far]) -> None:
        """Take in far runs of one window; their rows count from ``low``."""
        self.places.extend([(low, place)] * len(far))
        self.far_runs.extend(far)

    def put(self, p: Floats) -> None:
        """Put the p of the far runs, which are no larger than counting ends at, into (N, W)."""
        if not self.far_runs:
            return
        whole = {
            name: np.concatenate([getattr(one, name) for one in self.far_runs])
            for name in ("sample", "value", "days", "floor")
        }
        tail = np.fmin(beyond(whole["sample"], whole["value"], whole["days"]), whole["floor"])
        begin = 0
        for (low, place), one in zip(self.places, self.far_runs, strict=True):
            p[low + one.rows, place] = tail[begin : begin + len(one.rows)]
            begin += len(one.rows)


class _Yardstick:
    """Each event's own days in their own volatility, for windows of some lengths in turn.

    Parameters
    ----------
    days : (T, N), NaN where there is none
    """

    def __init__(self, days: Floats, lengths: Sequence[int]) -> None:
        self.days, self.known = days, count(np.isfinite(days))
        self.whole = np.flatnonzero((self.known == len(days)) & (len(days) >= FEWEST))
        self.full = days if len(self.whole) == days.shape[1] else days[:, self.whole]
        lengths = [length if length < len(days) else 1 for length in lengths]
        self._sizes = run_sizes(self.full, lengths)

    def judge(self, inside: Floats) -> tuple[Floats, Floats, list[_Far]]:
        """p of each event's run of days, (L, N), among its company's own; the bound of
        :func:`_bound`; and the runs whose p is a matter of the tail beyond them."""
        present = np.isfinite(inside)
        n_days, sizes = np.count_nonzero(present, axis=0), next(self._sizes)
        easy = np.zeros(len(n_days), dtype=bool)
        if len(inside) < len(self.days):
            easy[self.whole] = n_days[self.whole] == len(inside)
        p, bound = np.full(len(n_days), np.nan), np.full(len(n_days), np.nan)
        rest, far = np.flatnonzero(~easy & (self.known >= FEWEST) & (n_days > 0)), []
        if len(rest):
            before, event = self.days[:, rest].T, inside[:, rest].T
            p[rest], few = _judge(before, event, rest)
            bound[rest] = _bound(before, n_days[rest])
            far.append(few)
        if easy.any():
            mine = easy[self.whole]
            own, event, runs = self.full, inside, sizes
            if not mine.all():
                own, runs = own[:, mine], runs[:, mine]
            if not easy.all():
                event = inside[:, easy]
            p[easy], bound[easy], some = _judge_whole(own, event, runs, np.flatnonzero(easy))
            far.append(some)
        return p, bound, far


def _judge_whole(
    days: Floats, event: Floats, sizes: Floats, rows: Ints
) -> tuple[Floats, Floats, _Far]:
    """The same of events without a gap, the given rows, from the sizes of their companies' runs."""
    length = len(event)
    p = place_of_run(days, sizes, event)
    floor = max(1.0 / (len(days) + length), TAIL)
    far = np.flatnonzero(p <= floor)
    bound = largest_within(sizes, LEVEL) / np.sqrt(1.0 - (length - 1) / len(days))
    sample, value = _padded(sizes[:, far].T, len(days)), np.abs(added(event[:, far]))
    each = np.full(len(far), length), np.full(len(far), floor)
    return p, bound, _Far(rows[far], sample, value, *each)


def _padded(sizes: Floats, days: int) -> Floats:
    """(N, R) sizes as so many columns, NaN where there are fewer."""
    sample = np.full((len(sizes), days), np.nan)
    sample[:, : sizes.shape[1]] = sizes
    return sample


def _bound(before: Floats, n_days: Ints) -> Floats:
    """The size that 95 % of each row's runs of so many own days keep within, (N,), widened by what
    residuals that sum to zero take off a run: a share of its length in theirs."""
    bound = np.full(len(before), np.nan)
    n_before = np.isfinite(before).sum(axis=1)
    for n, days in np.unique(np.stack([n_before, n_days], axis=1), axis=0).tolist():
        if n < FEWEST or not 0 < days < n:
            continue
        rows = np.flatnonzero((n_before == n) & (n_days == days))
        own = before[rows][np.isfinite(before[rows])].reshape(len(rows), n)
        sizes = next(run_sizes(np.ascontiguousarray(own.T), [days]))
        bound[rows] = largest_within(sizes, LEVEL) / np.sqrt(1.0 - (days - 1) / n)
    return bound


def market_days(y: Floats, x: Floats, span: Floats, at: Ints, plan: Plan) -> tuple[Days, Floats]:
    """The days of market-model fits, and what :func:`filtered` wants of their windows' errors.

    Parameters
    ----------
    y, x, span : (M,) returns of stock and benchmark and the sessions they span, padded by
        ``plan.reach``
    at : (N,) positions of day 0
    plan : Plan
        Estimation window, before day 0, and windows.

    Returns
    -------
    Days, and (N, W) ``m^2/n + (sum of (x - mean))^2 / Sxx`` over a window's m days.
    """
    first, stop = plan.estimation[0], max(0, *(last for _, last in plan.windows)) + 1
    fits = market_model(y, x, at, replace(plan, path=(0, 0), windows=(), errors=False))
    places = at[:, None] + np.arange(first, stop)
    line, n = fits.coef, fits.n[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = (y[places] - line[:, :1] - line[:, 1:] * x[places]) / fits.sigma[:, None]
        shift = x[places] - fits.mean
        leverage = 1.0 / n + shift**2 * fits.spread[:, 0]
        scaled = np.where(np.isfinite(scaled), scaled, np.nan)
        errors = []
        for low, high in plan.windows:
            cut = slice(low - first, high - first + 1)
            there = np.isfinite(scaled[:, cut])
            lean = np.where(there, shift[:, cut], 0.0).sum(axis=1)
            errors.append(there.sum(axis=1) ** 2 / n[:, 0] + lean**2 * fits.spread[:, 0, 0])
    length = plan.estimation[1] - first + 1
    market = unit_market(x[places], length)
    days = Days(scaled, leverage, market, span[places], fits.n, length, plan.estimation[1] + 1)
    return days, np.stack(errors, axis=1)


def unit_market(returns: Floats, estimation: int) -> Floats:
    """(N, D) returns of a benchmark about the mean of their first days, over these' deviation."""
    before = returns[:, :estimation]
    there = np.isfinite(before)
    with np.errstate(divide="ignore", invalid="ignore"):
        n = there.sum(axis=1, keepdims=True)
        mean = np.where(there, before, 0.0).sum(axis=1, keepdims=True) / n
        square = np.where(there, before - mean, 0.0) ** 2
        unit = (returns - mean) / np.sqrt(square.sum(axis=1, keepdims=True) / (n - 1))
    return np.where(np.isfinite(unit), unit, np.nan)


def _own(days: Days, daily: Floats) -> Floats:
    """(T, N) the estimation days over their own volatility and leverage; NaN where missing."""
    cut = slice(0, days.estimation)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = by_day(days.leverage)[cut] / by_day(days.span)[cut]
        np.subtract(1.0, own, out=own)
        own *= daily[cut]
        np.sqrt(own, out=own)
        np.divide(by_day(days.scaled)[cut], own, out=own)
    own[~np.isfinite(own)] = np.nan
    return own


def _state(days: Days, daily: Floats, session: Floats, before: Floats) -> tuple[Floats, Floats]:
    """Today's volatility, of a ``session``, over the window's, and how often the window's own
    yardstick rejects."""
    cut, there = slice(0, days.estimation), np.isfinite(before)
    n_days = count(there)
    with np.errstate(divide="ignore", invalid="ignore"):
        usual = np.where(there, daily[cut] / by_day(days.span)[cut], 0.0)
        ratio = np.sqrt((session + DRIFT) / (added(usual) / n_days))
        size = np.abs(before)
        moved = size * np.sqrt(session + DRIFT)
        size *= np.sqrt(daily[cut])
        rows = np.sort(size.T, axis=1)
        bound = rows[np.arange(len(rows)), np.maximum(np.ceil(0.95 * n_days).astype(int) - 1, 0)]
        plain = count(moved > bound) / n_days
    few = n_days < FEWEST
    ratio[few], plain[few] = np.nan, np.nan
    return ratio, plain


def _judge(before: Floats, inside: Floats, rows: Ints) -> tuple[Floats, _Far]:
    """p of each row's run of days among its company's own, and the far ones."""
    days = inside.shape[1]
    p, floor = np.full(len(before), np.nan), np.full(len(before), np.nan)
    enough = np.isfinite(before).sum(axis=1) >= FEWEST
    whole = enough & np.isfinite(inside).all(axis=1)
    p[whole], floor[whole] = sq_p(before[whole], inside[whole])
    for row in np.flatnonzero(enough & ~whole & np.isfinite(inside).any(axis=1)).tolist():
        p[row], floor[row] = sq_p(before[row], inside[row][np.isfinite(inside[row])])
    floor = np.fmax(floor, TAIL)
    far = np.flatnonzero((p <= floor) & (days <= before.shape[1]))
    sums = np.zeros((0, 0))
    if len(far):
        sums = np.abs(sliding_window_view(before[far], days, axis=1).sum(axis=-1))
    value, each = np.abs(np.nansum(inside[far], axis=1)), np.full(len(far), days)
    return p, _Far(rows[far], _padded(sums, before.shape[1]), value, each, floor[far])
