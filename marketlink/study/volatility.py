"""How volatile a stock is on a day, as forecast from the days before it.

Two filters follow the squared residuals: a *steady* one that lets no single day count for much
(results, rulings) and a *stormy* one that believes large days (they come in clusters). Each day
the two are weighted by how well they forecast the days before. Where there is a benchmark, its own
volatility by the same filters enters first: storms of the market reach a stock before its own
residuals tell of them. Nothing is optimised for an event: the rows of :data:`FILTERS` and
:data:`PULL` were chosen once, on one half of two panels of prices (``bench/volatility.py``), and
measured on the other (``docs/calibration.md``).
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from marketlink.study.kernel import Flags, Floats, Ints
from marketlink.study.own_days import by_day, count


@dataclass(frozen=True, slots=True)
class Filter:
    """One way in which a variance follows the squares before it.

    The variance is ``1 - fast - slow`` of the estimation window's, plus ``fast`` and ``slow`` times
    two exponentially weighted means of squares that keep ``fast_kept`` and ``slow_kept`` of
    themselves a day. A square counts at most ``cap`` times its forecast. ``prior`` is the weight
    before any day was seen.
    """

    name: str
    prior: float
    fast: float
    fast_kept: float
    slow: float
    slow_kept: float
    cap: float


FILTERS = (
    Filter("steady", 0.7, 0.15, 0.8, 0.55, 0.98, 3.0),
    Filter("stormy", 0.3, 0.70, 0.8, 0.28, 0.98, 100.0),
)
DRIFT = 0.03
"""Share of the variance that drifting coefficients bring on a day of an average market move."""
PULL = 0.15
"""Power of the market's variance that a stock's residual variance follows."""
TAIL = 4.0
"""Degrees of freedom of the Student law by which the filters' forecasts are compared."""
BULK = 0.75**2
"""Squared scale of that law, in forecast variances."""
UNIT = 1.0 / (TAIL * BULK)
"""A square of one forecast variance, as that law takes it."""
LARGEST = 1e40
"""Squares beyond which one is as unlikely as another."""
FARTHEST, OFTEN = 1e150, 8
"""Odds beyond which a filter is certain, and every how many days they are held within."""

SessionRun = tuple[int, int]
"""Columns of days, from the first to before the second."""


def variances(  # noqa: PLR0913 (one specification)
    scaled: Floats,
    lean: Floats,
    span: Floats,
    runs: Sequence[SessionRun] = (),
    *,
    market: Floats | None = None,
    like: Ints | None = None,
    filters: Sequence[Filter] = FILTERS,
    drift: float = DRIFT,
    pull: float = PULL,
) -> tuple[Floats, list[Floats]]:
    """The variance of every day's residual, as forecast from the days before it.

    Parameters
    ----------
    scaled : (N, D) residuals over their estimation window's sigma, in time; NaN where there is no
        return
    lean : (N, D) how far the day's regressors lie from their mean: ``n x'Ax - 1``, which is
        ``(x - mean)^2`` over its mean for the market model; 0 where nothing was regressed
    span : (N, D) sessions that the return spans
    runs : columns to forecast from the day before the first of them
    market : (N, D) the benchmark's returns about their window's mean, over its deviation; NaN, or
        None, where there is none: the stock's own days are then all that is read
    like : (N,) the row of ``market`` and ``span`` that each event shares, where ``market`` has one
        row for all events of the same benchmark days; each has its own by default

    Returns
    -------
    (N, D) variances in squared sigmas, given the day's regressors: ``span g^pull h + drift lean``
    with g the market's own forecast variance; and of each run the variances of its days.

    Reference
    ---------
    Muler and Yohai (2008) for squares that count at most ``cap`` times their forecast; Raftery,
    Kárný and Ettler (2010) for the weights; Swamy (1970) for coefficients that vary; Engle, Ghysels
    and Sohn (2013) for a variance that is the product of two. A single filter without market, cap,
    slow part and drift is the GARCH(1,1) with ``omega = (1 - fast) (1 - fast_kept)``, ``alpha =
    fast (1 - fast_kept)``, ``beta = fast_kept``.
    """
    square, spans, drifts = by_day(scaled) ** 2, by_day(span), drift * by_day(lean)
    if market is None:
        daily, ahead = _followed(square, drifts, spans, runs, filters)
        return daily.T, [one.T for one in ahead]
    which = np.arange(len(market)) if like is None else np.unique(like, return_index=True)[1]
    shown = spans if like is None else np.take(spans, which, axis=1)
    seen = by_day(market) ** 2
    pulled, later = _followed(seen, np.zeros_like(seen), shown, runs, filters)
    cuts = [shown, *(shown[slice(*run)] for run in runs)]
    calm = [(one / value) ** pull for one, value in zip(cuts, (pulled, *later), strict=True)]
    if like is not None:
        calm = [np.take(one, like, axis=1) for one in calm]
    square *= calm[0]
    drifts *= calm[0]
    daily, ahead = _followed(square, drifts, spans, runs, filters)
    daily /= calm[0]
    return daily.T, [(one / rest).T for one, rest in zip(ahead, calm[1:], strict=True)]


def _followed(
    square: Floats,
    drift: Floats,
    span: Floats,
    runs: Sequence[SessionRun],
    filters: Sequence[Filter],
) -> tuple[Floats, list[Floats]]:
    """The variances, (D, N), of residuals by the filters alone, and those of the runs.

    Parameters
    ----------
    square : (D, N) squared residuals, NaN where there is none; changed in place
    drift, span : (D, N) what drifting coefficients add to their variance, and spans
    """
    there: Flags = ~np.isnan(square)
    whole, single = np.all(there, axis=1).tolist(), np.all(span == 1, axis=1).tolist()
    square *= UNIT
    square[~there] = 0.0
    np.minimum(square, LARGEST, out=square)
    state = _State.of(filters, square.shape[1])
    daily = np.empty(square.shape)
    begins: dict[int, set[int]] = {}
    for start, stop in runs:
        begins.setdefault(start, set()).add(stop)
    found: dict[SessionRun, Floats] = {}
    for day in range(len(square) + 1):
        for stop in begins.get(day, ()):
            found[day, stop] = state.ahead(count(there[:day]), span[day:stop], drift[day:stop])
        if day < len(square):
            one = None if single[day] else span[day]
            state.forecast(one, drift[day], daily[day])
            gaps = None if whole[day] else np.flatnonzero(~there[day])
            state.see(square[day], one, drift[day], gaps)
            if day % OFTEN == 0:
                state.bound()
    return daily, [found[run] for run in runs]


class _Follower:
    """What one filter knows on one day, of every event.

    ``level`` is the variance of a day of one session: what never changes of it, and its ``quick``
    and ``calm`` parts. Squares are in forecast variances times :data:`UNIT`. ``likely`` is what is
    proportional to the inverse square of the density of the last day. ``_room`` is for
    intermediate values: asking for it anew costs more than the arithmetic.
    """

    def __init__(self, row: Filter, rows: int) -> None:
        self.row, self.cap = row, row.cap * UNIT
        self.steady = 1.0 - row.fast - row.slow
        self.fast = row.fast * (1.0 - row.fast_kept) / UNIT
        self.slow = row.slow * (1.0 - row.slow_kept) / UNIT
        self.quick, self.calm = np.full(rows, row.fast), np.full(rows, row.slow)
        self.level, self.capped = np.ones(rows), np.zeros(rows)
        self.likely, self._square, self._room = np.empty((3, rows))

    def copy(self) -> _Follower:
        """The same, to follow other days from here on; room for intermediate values is shared."""
        other = copy.copy(self)
        other.quick, other.calm, other.level = (
            self.quick.copy(),
            self.calm.copy(),
            self.level.copy(),
        )
        return other

    def see(self, square: Floats, span: Floats | None, drift: Floats, gaps: Ints | None) -> None:
        """Learn a day's squared residual; at the ``gaps`` everything stays as it is."""
        held = (self.quick, self.calm, self.level)
        kept = None if gaps is None else [values[gaps] for values in held]
        bend, ratio = self._room, self._square
        variance = np.add(self.level if span is None else self.level * span, drift, out=self.likely)
        np.divide(square, variance, out=ratio)
        np.add(ratio, 1.0, out=bend)
        variance *= bend  # bend^(TAIL + 1) in three steps
        bend *= bend
        bend *= bend
        variance *= bend
        capped = np.minimum(ratio, self.cap, out=ratio)
        self.capped += capped
        self.follow(capped)
        if kept is not None:
            for values, before in zip(held, kept, strict=True):
                values[gaps] = before

    def follow(self, capped: Floats) -> None:
        """Let the means follow a day's square."""
        square = np.multiply(capped, self.level, out=self._square)
        self.quick *= self.row.fast_kept
        self.quick += np.multiply(square, self.fast, out=self._room)
        self.calm *= self.row.slow_kept
        self.calm += np.multiply(square, self.slow, out=self._room)
        np.add(self.quick, self.calm, out=self.level)
        self.level += self.steady


@dataclass(slots=True)
class _State:
    """The filters on one day, and the ``odds`` of each against the first."""

    filters: list[_Follower]
    odds: list[Floats]

    @classmethod
    def of(cls, filters: Sequence[Filter], rows: int) -> _State:
        """Before any day."""
        odds = [np.full(rows, one.prior / filters[0].prior) for one in filters[1:]]
        return cls([_Follower(one, rows) for one in filters], odds)

    def forecast(self, span: Floats | None, drift: Floats, out: Floats) -> None:
        """The variance of a return, over the filters as far as each is believed."""
        first, *others = self.filters
        np.copyto(out, first.level)
        whole: Floats | float = 1.0
        for other, odds in zip(others, self.odds, strict=True):
            out += odds * other.level
            whole = whole + odds
        if others:
            out /= whole
        if span is not None:
            out *= span
        out += drift

    def see(self, square: Floats, span: Floats | None, drift: Floats, gaps: Ints | None) -> None:
        """Learn a day's squared residual: a filter is believed as far as a Student law with
        :data:`TAIL` degrees of freedom and its variance found the day likely."""
        for one in self.filters:
            one.see(square, span, drift, gaps)
        first, *others = self.filters
        for other, odds in zip(others, self.odds, strict=True):
            more = np.divide(first.likely, other.likely, out=other.likely)
            np.sqrt(more, out=more)
            if gaps is not None:
                more[gaps] = 1.0
            np.multiply(odds, more, out=odds)

    def bound(self) -> None:
        """Keep the odds within what numbers can hold."""
        for odds in self.odds:
            np.clip(odds, 1.0 / FARTHEST, FARTHEST, out=odds)

    def ahead(self, seen: Ints, spans: Floats, drifts: Floats) -> Floats:
        """The variances of days of which nothing is known but what such days, of which so many were
        ``seen``, brought on average; what was forecast where there was none."""
        usual = [np.where(seen, f.capped / np.maximum(seen, 1), UNIT) for f in self.filters]
        later = _State([one.copy() for one in self.filters], self.odds)
        found = np.empty(spans.shape)
        for span, drift, out in zip(spans, drifts, found, strict=True):
            later.forecast(span, drift, out)
            for one, capped in zip(later.filters, usual, strict=True):
                one.follow(capped)
        return found
