"""The portfolio of a group's events among its own days, each over the volatility of the day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from marketlink.study.days import ResidualDays
from marketlink.study.filtered import filtered
from marketlink.study.inference.laws import Floats

Window = tuple[int, int]
NORMAL = 1.959963984540054
"""Standard errors that 95 % of a normal law keep within."""


def filtered_portfolios(
    before: Floats, event: Floats, first: int, windows: Sequence[Window]
) -> tuple[Floats, Floats]:
    """Whether means of some events' standardised returns are unusual among the days before.

    The mean over the events makes one series of days. What the events share (a date, a sector) is
    in its history as it is in the window, so that no correlation has to be estimated; volatility of
    the day and tails are judged as those of one company. Runs of L of T residuals that sum to zero
    are narrower than the window's by sqrt(1 - (L - 1) / T), which is taken off the window.

    (N,) each: the window's sum over its forecast error, and two-sided p; NaN where the window
    reaches into the estimation days or fewer than 20 of these are known.

    Parameters
    ----------
    before : (N, T) mean SAR of each estimation day, a row a group and window; NaN unknown
    event : (N, D) the same from the day ``first`` to day 0 or the window's last day, the window's
        own scaled so that their sum has the variance of as many days
    first : tau of the first day after the estimation window
    windows : one a row, in tau, both ends in

    Reference: Brown and Warner (1980) for the portfolio; Barone-Adesi, Giannopoulos and Vosper
    (1999) for filtered residuals; Gelbach, Helland and Klick (2013) for the own days as yardstick.
    """
    value, p = np.full((2, len(before)), np.nan)
    if first > 0:
        return value, p
    scaled, n_before = _in_units(before, event)
    distinct = sorted(set(windows))
    for low, high in distinct:
        rows = np.array([window == (low, high) for window in windows])
        narrow = np.sqrt(np.maximum(1.0 - (high - low) / np.maximum(n_before[rows], 1), 0.0))
        start = before.shape[1] - first
        scaled[rows, start + low : start + high + 1] *= narrow[:, None]
    days = _days(scaled, n_before, before.shape[1], first)
    judgement = filtered(days, distinct, np.zeros((len(before), len(distinct))))
    rows, place = np.arange(len(before)), [distinct.index(window) for window in windows]
    return judgement.value[rows, place], judgement.p[rows, place]


def _in_units(before: Floats, event: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """All days over the root mean square of those before, and how many of these are known."""
    n_before: NDArray[np.int64] = np.isfinite(before).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        unit = np.sqrt(np.nansum(before**2, axis=1) / n_before)[:, None]
        scaled = np.concatenate([before, event], axis=1) / unit
    return np.where(unit > 0, scaled, np.nan), n_before


def _days(scaled: Floats, n_before: NDArray[np.int64], length: int, first: int) -> ResidualDays:
    none, one, unknown = (np.full_like(scaled, each) for each in (0.0, 1.0, np.nan))
    return ResidualDays(scaled, none, unknown, one, n_before, length, first)


def half_widths(before: Floats, event: Floats, first: int, windows: Sequence[Window]) -> Floats:
    """Half the 95 % interval of each window's sum of mean SARs, (N, W), over 1.96 roots of its
    days: 1 where the day is as volatile as the days before on average and these are normal. The
    windows are of all rows, the days as for :func:`filtered_portfolios`, the event's as they are.
    """
    scaled, n_before = _in_units(before, event)
    days = _days(scaled, n_before, before.shape[1], first)
    half = filtered(days, windows, np.zeros((len(before), len(windows)))).half
    return half / (NORMAL * np.sqrt([high - low + 1 for low, high in windows]))


def laid_out(mean: Floats, path: int, first: int, since: int, window: Window) -> Floats:
    """The ``event`` of :func:`filtered_portfolios` from mean SARs of the days from ``path`` on.

    Before the window count the days from ``since`` on, the first one of the tables, whatever other
    windows were asked for.
    """
    event = np.full(max(path + len(mean) - first, 1 - first, 0), np.nan)
    low, stop = max(first, min(since, window[0])), window[1] + 1
    event[low - first : stop - first] = mean[low - path : stop - path]
    return event
