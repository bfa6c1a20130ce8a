"""How much the events of a group depend on each other, measured on common calendar dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from marketlink.study.kernel import Floats, Ints, Whole

COMMON_DAYS = 20
"""Fewest common dates on which two events' residuals are correlated."""

SAME_NEWS_DAYS = 7
"""Calendar days between two exchanges' reactions to one piece of news, closures included."""

STRETCH = 256
"""Dates whose residuals are multiplied at a time, those of the events that have any."""


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
    place_of, last = _places((est_dates, *windows))
    present = (est_dates > 0) & ~np.isnan(residuals)
    days, events = place_of(est_dates)[present], np.nonzero(present)[0]
    mask, value = np.zeros((last + 1, n), dtype=np.uint16), np.zeros((last + 1, n))
    mask[days, events], value[days, events] = 1, residuals[present]
    r, common = _pair_correlations(mask, value)
    codes = np.unique(exchanges, return_inverse=True)[1] if len(exchanges) else np.zeros(n, int)
    abroad = codes[:, None] != codes
    if abroad.any():
        r = np.where(abroad, _over_lags(r, mask, value), r)
    np.fill_diagonal(r, np.nan)
    is_pair = ~np.isnan(r)
    known_r, pairs = np.where(is_pair, r, 0.0), float(np.count_nonzero(is_pair))
    r_bar = float(known_r.sum()) / pairs if pairs else float("nan")
    everyone, out, room = n * (n - 1.0), [], np.zeros_like(mask)
    for dates in windows:
        place, number = place_of(dates), np.count_nonzero(dates > 0, axis=1).astype(np.float64)
        room[place, np.arange(n)[:, None]], room[-1] = 1, 0
        both = _common(place, room)
        room[place] = 0
        root = np.sqrt(np.maximum(number, 1.0))
        overlap = both / (root[:, None] * root)
        weight = overlap.copy()
        if estimated:
            weight = _less_estimation(both, _common(place, mask), number, common)
        near = abroad & (np.abs(dates[:, :1] - dates[:, 0]) <= SAME_NEWS_DAYS)
        for matrix in (overlap, weight):
            matrix[near] = 1.0
            np.fill_diagonal(matrix, 0.0)
        products = [float((known_r * matrix).sum()) for matrix in (weight, overlap)]
        missed = [float(matrix[~is_pair].sum()) for matrix in (weight, overlap)]
        whole, shared = (
            one + (rest * r_bar if rest else 0.0)  # the mean one stands in for one that is unknown
            for one, rest in zip(products, missed, strict=True)
        )
        r_window = float(np.minimum(whole / everyone, 1.0))
        mean = float(overlap.sum()) / everyone
        out.append(Dependence(r_bar, mean, r_window, shared / everyone, int(pairs) // 2))
    return out


def _places(dates: Sequence[Ints]) -> tuple[Callable[[Ints], Ints], int]:
    """The place of a date among all distinct ones of some events, their number where it is unknown,
    and that number."""
    ordinals = np.concatenate([each[each > 0] for each in dates])
    first = int(ordinals.min(initial=1 << 62))
    order = np.cumsum(np.bincount(ordinals - first) > 0) if len(ordinals) else ordinals
    number = int(order[-1]) if len(order) else 0

    def place_of(dates: Ints) -> Ints:
        place = np.full(dates.shape, number)
        there = dates > 0
        place[there] = order[dates[there] - first] - 1
        return place

    return place_of, number


def _common(place: Ints, by_day: Whole) -> Floats:
    """How many of each event's days, (N, L) places, everybody has, (N, N)."""
    total: Whole = by_day[place].sum(axis=1, dtype=by_day.dtype)
    return total.astype(np.float64)


def _less_estimation(both: Floats, inside: Floats, number: Floats, common: Floats) -> Floats:
    """Cosines of the days of two windows less L/T of the estimation days, (N, N): from how many
    days ``both`` windows have, how many estimation days are ``inside`` a window, the number of the
    window's days and the ``common`` estimation days; multiplied out, so that whole counts are what
    is added up."""
    n_est, own = np.diag(common), np.diag(inside)
    ratio = np.maximum(number, 1.0) / np.maximum(n_est, 1.0)
    norm = np.sqrt(number - 2.0 * ratio * own + ratio**2 * n_est)
    norm[norm == 0.0] = 1.0
    product: Floats = both - ratio * inside
    product -= ratio[:, None] * inside.T
    product += ratio[:, None] * ratio * common
    product /= norm[:, None] * norm
    return product


def _over_lags(same_date: Floats, mask: Whole, value: Floats) -> Floats:
    """Correlations summed over the same date and one date either way."""
    total = np.nan_to_num(same_date)
    for lead in (1, -1):
        moved = np.roll(mask, lead, axis=0), np.roll(value, lead, axis=0)
        total += np.nan_to_num(_pair_correlations(mask, value, moved)[0])
    r: Floats = np.where(np.isnan(same_date), np.nan, np.clip(total, -1.0, 1.0))
    return r


def _pair_correlations(
    mask: Whole, value: Floats, others: tuple[Whole, Floats] | None = None
) -> tuple[Floats, Floats]:
    """Pearson correlations of all events with all (or others), (N, N), on the dates both have, and
    how many these are; which events have each date, and their values there, come by day."""
    events, powers = mask.shape[1], 2 if others is None else 3
    total = np.zeros((3, powers, events, events))
    their_mask, their_value = others or (mask, value)
    for low in range(0, len(mask), STRETCH):
        days = slice(low, low + STRETCH)
        here = np.flatnonzero((mask[days] | their_mask[days]).any(axis=0))
        left = _powers(mask[days, here], value[days, here])
        right = left if others is None else _powers(their_mask[days, here], their_value[days, here])
        product = (left.T @ right[:, : powers * len(here)]).reshape(3, len(here), powers, len(here))
        total[:, :, here[:, None], here] += product.swapaxes(1, 2)
    n, first, second, square = total[0, 0], total[1, 0], total[0, 1], total[2, 0]
    their_square = square.T if others is None else total[0, 2]
    with np.errstate(invalid="ignore", divide="ignore"):
        cross = total[1, 1] - first * second / n
        spread = (square - first**2 / n) * (their_square - second**2 / n)
        r: Floats = np.where(n >= COMMON_DAYS, cross / np.sqrt(spread), np.nan)
    return np.where(np.isfinite(r), np.clip(r, -1.0, 1.0), np.nan), n


def _powers(mask: Whole, value: Floats) -> Floats:
    """(days, 3 N) which values there are, the values and their squares."""
    return np.concatenate([mask, value, value**2], axis=1)


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
