"""Whether one company's move is unusual for it on the day: residuals over that day's volatility."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from marketlink.study.days import ResidualDays
from marketlink.study.kernel import Floats, Window
from marketlink.study.rolling import added, by_day, count
from marketlink.study.volatility import DRIFT, FILTERS, PULL, Filter, variances
from marketlink.study.yardstick import FEWEST, Tails, Yardstick

TOGETHER = 256
"""Events judged at a time: as many as the nearer caches hold the days of."""


class Filtered(NamedTuple):
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


def filtered(  # noqa: PLR0913 (one specification)
    days: ResidualDays,
    windows: Sequence[Window],
    errors: Floats,
    filters: Sequence[Filter] = FILTERS,
    pull: float = PULL,
    *,
    rejections: bool = False,
) -> Filtered:
    """Judge each window by its company's own days, every day over its own forecast volatility.

    A window is forecast from the session before its first day, or before day 0 where it begins
    later, so that nothing of the event is in its yardstick. p is the share of runs of days at
    least as far out, the event's own included; up to a share of 5 % it is read from the tail of a
    Student law of unknown freedom instead, which goes on where counting ends.

    Parameters
    ----------
    days : ResidualDays
    windows : in tau; p is over the days that have a return, and NaN where a window reaches into
        the estimation days
    errors : (N, W) variance of the sum that comes from the estimated parameters, in squared
        sigmas: ``1'Z A Z'1``
    rejections : whether ``plain`` is worked out, which nobody asks of many events

    Reference: Barone-Adesi, Giannopoulos and Vosper (1999) for filtered residuals; Gelbach, Helland
    and Klick (2013) for the company's own days as yardstick; Chernozhukov, Wüthrich and Zhu (2021)
    for the interval: every effect that leaves the event's run within 95 % of its company's own.
    """
    lean = _lean(days)
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
    volatility, plain = np.full((2, len(errors)), np.nan)
    tails = Tails([], [])
    for low in range(0, len(errors), TOGETHER):
        rows = slice(low, low + TOGETHER)
        some = days.some(rows)
        daily_of = by_day(daily)[:, rows]
        before, scaled = _own(some, daily_of), by_day(some.scaled)
        yardstick = Yardstick(before, lengths)
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
        state = some, daily_of, session[rows], before
        volatility[rows] = _ratio(*state)
        if rejections:
            plain[rows] = _plain(*state)
    tails.put(p)
    return Filtered(volatility, plain, value, p, half)


def _lean(days: ResidualDays) -> Floats:
    """(T, N) ``n x'Ax - 1`` of each day's regressors, 0 where that is none."""
    leverage = by_day(days.leverage)
    lean: Floats = np.empty(leverage.shape)
    for low in range(0, lean.shape[1], TOGETHER):
        some = slice(low, low + TOGETHER)
        part = leverage[:, some] * days.n_est[some]
        part -= 1.0
        part[~(part > 0) | ~np.isfinite(part)] = 0.0
        lean[:, some] = part
    return lean


def _own(days: ResidualDays, daily: Floats) -> Floats:
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


def _ratio(days: ResidualDays, daily: Floats, session: Floats, before: Floats) -> Floats:
    """Today's volatility, of a ``session``, over the window's."""
    cut, there = slice(0, days.estimation), np.isfinite(before)
    n_days = count(there)
    with np.errstate(divide="ignore", invalid="ignore"):
        usual = np.where(there, daily[cut] / by_day(days.span)[cut], 0.0)
        ratio = np.sqrt((session + DRIFT) / (added(usual) / n_days))
    return np.where(n_days < FEWEST, np.nan, ratio)


def _plain(days: ResidualDays, daily: Floats, session: Floats, before: Floats) -> Floats:
    """How often, at the volatility of a ``session``, the window's own yardstick rejects."""
    n_days, size = count(np.isfinite(before)), np.abs(before)
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = size * np.sqrt(session + DRIFT)
        size *= np.sqrt(daily[: days.estimation])
        rows = np.sort(size.T, axis=1)
        bound = rows[np.arange(len(rows)), np.maximum(np.ceil(0.95 * n_days).astype(int) - 1, 0)]
        share = count(moved > bound) / n_days
    return np.where(n_days < FEWEST, np.nan, share)
