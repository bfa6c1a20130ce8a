"""How much the events of a group depend on each other, measured on common calendar dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from marketlink.study.kernel import Floats, Ints

COMMON_DAYS = 20
"""Fewest common dates on which two events' residuals are correlated."""

SAME_NEWS_DAYS = 7
"""Calendar days between two exchanges' reactions to one piece of news, closures included."""

BLOCK = 1024
"""Events whose pairs with all others are held in memory at a time."""


class Dependence(NamedTuple):
    """The dependence of a group's events.

    ``r_bar`` is the mean correlation of estimation residuals over the pairs with at least
    :data:`COMMON_DAYS` common dates; ``overlap`` the mean share of event-window dates that two
    events have in common. ``r_window`` is the mean correlation of two events' CARs: each pair's
    residual correlation times what the two CARs share, event days and, through the estimated
    means, estimation days (equal to ``r_bar`` where all dates are shared, 0 where the events are
    far apart). ``r_shared`` counts the event days alone.
    """

    r_bar: float
    overlap: float
    r_window: float
    r_shared: float
    pairs: int


def dependence(
    residuals: Floats,
    est_dates: Ints,
    windows: Sequence[Ints],
    exchanges: Sequence[str] = (),
    *,
    estimated: bool = True,
) -> list[Dependence]:
    """Mean correlation and overlap of a group, one answer a window.

    A CAR is its event days less L/T of its estimation days: two CARs share what these two day
    vectors share, so that one event inside another's estimation window counts too (against it).

    Events of two exchanges whose windows start within a week answer the same news in sessions
    that need not share a date: their windows count as shared, and their correlation is the sum
    over the same date, the one before and the one after.

    Parameters
    ----------
    residuals, est_dates : (N, T) estimation residuals and their dates as ordinals (0 unknown)
    windows : (N, L) dates of each tested window's sessions
    exchanges : length N, or empty where all events trade on one calendar
    estimated : whether the normal return has an estimated constant

    Reference: Kolari and Pynnönen (2010) for shared dates; Kolari, Pape and Pynnönen (2018) for
    windows that overlap in part: a pair counts in proportion to the dates it shares.
    """
    n = residuals.shape[0]
    if n < 2:  # noqa: PLR2004 (fewest that say anything)
        return [Dependence(float("nan"), 0.0, 0.0, 0.0, 0) for _ in windows]
    days = _days_of(est_dates, windows)
    mask, value = _on_days(residuals, est_dates, days)
    by_day, room = np.zeros((2, days.size + 1, n))
    by_day[:-1] = mask.T
    spans = [_Span.of(days, by_day, dates) for dates in windows]
    codes = np.unique(exchanges, return_inverse=True)[1] if len(exchanges) else np.zeros(n, int)
    sums = np.zeros((len(windows), 5))
    total_r = pairs = 0.0
    for start in range(0, n, BLOCK):
        rows = slice(start, min(start + BLOCK, n))
        r, common = _pair_correlations(rows, mask, value)
        abroad = codes[rows, None] != codes[None, :]
        if abroad.any():
            r = np.where(abroad, _over_lags(r, rows, mask, value), r)
        diagonal = np.arange(rows.start, rows.stop)
        r[diagonal - start, diagonal] = np.nan
        is_pair = ~np.isnan(r)
        total_r += float(r[is_pair].sum())
        pairs += float(is_pair.sum())
        for place, span in enumerate(spans):
            both = span.both(rows, room)
            overlap = span.overlap(rows, both)
            weight = span.weight(rows, both, common) if estimated else overlap.copy()
            starts = windows[place][:, 0]
            near = abroad & (np.abs(starts[rows, None] - starts[None, :]) <= SAME_NEWS_DAYS)
            for matrix in (overlap, weight):
                matrix[near] = 1.0
                matrix[diagonal - start, diagonal] = 0.0
            products = [(r[is_pair] * matrix[is_pair]).sum() for matrix in (weight, overlap)]
            missed = [matrix[~is_pair].sum() for matrix in (weight, overlap)]
            sums[place] += (overlap.sum(), products[0], missed[0], products[1], missed[1])
    r_bar = total_r / pairs if pairs else float("nan")
    return [_assembled(r_bar, n, pairs, row) for row in sums]


def _days_of(est_dates: Ints, windows: Sequence[Ints]) -> Ints:
    """All distinct dates of some estimation and event windows."""
    dates = np.concatenate([each[each > 0] for each in (est_dates, *windows)])
    first = int(dates.min(initial=1 << 62))
    return np.flatnonzero(np.bincount(dates - first)) + first if len(dates) else dates


def _on_days(residuals: Floats, est_dates: Ints, days: Ints) -> tuple[Floats, Floats]:
    """Which events have a residual on each of some days, (N, D), and the residuals; 0 where not."""
    present = (est_dates > 0) & ~np.isnan(residuals)
    rows, place = np.nonzero(present)[0], np.searchsorted(days, est_dates[present])
    mask, value = np.zeros((2, residuals.shape[0], days.size))
    mask[rows, place], value[rows, place] = 1.0, residuals[present]
    return mask, value


class _Span(NamedTuple):
    """The days of one window of every event: ``place`` (N, L) on the calendar, its end where
    unknown; ``mask`` (D + 1, N), by day which events have it among their estimation days;
    ``number`` (N,) of the window's days."""

    place: Ints
    mask: Floats
    number: Floats

    @staticmethod
    def of(days: Ints, mask: Floats, dates: Ints) -> _Span:
        place = np.where(dates > 0, np.searchsorted(days, dates), days.size)
        return _Span(place, mask, (dates > 0).sum(axis=1).astype(np.float64))

    def both(self, rows: slice, room: Floats) -> Floats:
        """How many days of some events' windows everybody's has, (rows, N); ``room`` has
        a zero for each day and event."""
        events = np.arange(len(self.place))[:, None]
        room[self.place, events] = 1.0
        room[-1] = 0.0
        total = _common(self.place[rows], room)
        room[self.place, events] = 0.0
        return total

    def overlap(self, rows: slice, both: Floats) -> Floats:
        """Cosines of some events' days with everybody's, (rows, N)."""
        root = np.sqrt(np.maximum(self.number, 1.0))
        cosines: Floats = both / (root[rows, None] * root)
        return cosines

    def weight(self, rows: slice, both: Floats, common: Floats) -> Floats:
        """The same of the days less L/T of the estimation days, of which so many are ``common``:
        multiplied out, so that whole counts are what is added up."""
        events = np.arange(len(self.place))[:, None]
        n_est, own = self.mask.sum(axis=0), self.mask[self.place, events].sum(axis=1)
        ratio = np.maximum(self.number, 1.0) / np.maximum(n_est, 1.0)
        norm = np.sqrt(self.number - 2.0 * ratio * own + ratio**2 * n_est)
        norm[norm == 0.0] = 1.0
        product: Floats = both - ratio * _common(self.place[rows], self.mask)
        product -= ratio[rows, None] * _common(self.place, self.mask[:, rows]).T
        product += ratio[rows, None] * ratio * common
        product /= norm[rows, None] * norm
        return product


def _common(place: Ints, by_day: Floats) -> Floats:
    """How many of each row's days every event has, (rows, N)."""
    total = np.zeros((len(place), by_day.shape[1]))
    for day in place.T:
        total += by_day[day]
    return total


def _assembled(r_bar: float, n: int, pairs: float, sums: Floats) -> Dependence:
    overlap, r_sum, missed, r_sum_shared, missed_shared = (float(value) for value in sums)
    everyone = n * (n - 1.0)
    rest = missed * r_bar if abs(missed) > 0 else 0.0
    rest_shared = missed_shared * r_bar if missed_shared > 0 else 0.0
    return Dependence(
        r_bar=r_bar,
        overlap=overlap / everyone,
        r_window=float(np.minimum((r_sum + rest) / everyone, 1.0)),
        r_shared=(r_sum_shared + rest_shared) / everyone,
        pairs=int(pairs) // 2,
    )


def _over_lags(same_date: Floats, rows: slice, mask: Floats, value: Floats) -> Floats:
    """Correlations summed over the same date and one date either way."""
    total = np.nan_to_num(same_date)
    for lead in (1, -1):
        moved = np.roll(mask, lead, axis=1), np.roll(value, lead, axis=1)
        edge = 0 if lead == 1 else -1
        moved[0][:, edge] = moved[1][:, edge] = 0.0
        total = total + np.nan_to_num(_pair_correlations(rows, mask, value, moved)[0])
    r: Floats = np.where(np.isnan(same_date), np.nan, np.clip(total, -1.0, 1.0))
    return r


def _pair_correlations(
    rows: slice, mask: Floats, value: Floats, others: tuple[Floats, Floats] | None = None
) -> tuple[Floats, Floats]:
    """Pearson correlations of a block of events with all (or others), on the dates both have, and
    how many these are."""
    their_mask, theirs = (mask, value) if others is None else others
    n, first = mask[rows] @ their_mask.T, value[rows] @ their_mask.T
    square = (value[rows] ** 2) @ their_mask.T
    if others is None and len(first) == len(mask):
        second, their_square = first.T, square.T
    else:
        second, their_square = mask[rows] @ theirs.T, mask[rows] @ (theirs**2).T
    with np.errstate(invalid="ignore", divide="ignore"):
        cross = value[rows] @ theirs.T - first * second / n
        spread = (square - first**2 / n) * (their_square - second**2 / n)
        r: Floats = np.where(n >= COMMON_DAYS, cross / np.sqrt(spread), np.nan)
    return np.where(np.isfinite(r), np.clip(r, -1.0, 1.0), np.nan), n


def inflation(n: ArrayLike, r: ArrayLike) -> Floats:
    """How much too large a statistic is that assumes independence: sqrt((1+(n-1)r)/(1-r)).

    Reference: Kolari and Pynnönen (2010).
    """
    mean_r = np.asarray(r, float)
    spread = 1.0 + (np.asarray(n, float) - 1.0) * mean_r
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(spread > 0, np.sqrt(spread / (1.0 - mean_r)), np.nan)


def effective_number(n: ArrayLike, r: ArrayLike) -> Floats:
    """Independent events that carry as much information as n with mean correlation r.

    Reference: Kish (1965), Survey Sampling: the design effect.
    """
    count = np.asarray(n, float)
    spread = 1.0 + (count - 1.0) * np.asarray(r, float)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(spread > 0, np.minimum(count / spread, count), np.nan)
