"""The volatility of a stock on a day, as forecast from the days before it.

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
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from marketlink.study.kernel import Floats, Ints
from marketlink.study.rolling import by_day


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
MOST_A_DAY = 1e19
"""How far one day may move the odds, so that so many days stay within what numbers can hold."""

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

    Reference: Muler and Yohai (2008) for squares that count at most ``cap`` times their forecast;
    Raftery, Kárný and Ettler (2010) for the weights; Swamy (1970) for coefficients that vary;
    Engle, Ghysels and Sohn (2013) for a variance that is the product of two. A single filter
    without market, cap, slow part and drift is the GARCH(1,1) with ``omega = (1 - fast) (1 -
    fast_kept)``, ``alpha = fast (1 - fast_kept)``, ``beta = fast_kept``.
    """
    spans, leans = by_day(span), by_day(lean)
    if market is None:
        daily, ahead = _followed(by_day(scaled), (leans, drift), spans, runs, filters)
        return daily.T, [one.T for one in ahead]
    which = np.arange(len(market)) if like is None else np.unique(like, return_index=True)[1]
    market_spans = spans if like is None else np.take(spans, which, axis=1)
    own = by_day(market)
    pulled, later = _followed(own, (np.zeros_like(own), 0.0), market_spans, runs, filters)
    calm, *calms = (
        (one / value) ** pull
        for one, value in zip(
            (market_spans, *(market_spans[slice(*run)] for run in runs)), (pulled, *later),
            strict=True,
        )
    )  # fmt: skip

    def shared(values: Floats) -> Floats:
        return values if like is None else np.take(values, like, axis=-1)

    daily, ahead = _followed(
        by_day(scaled), (leans, drift), spans, runs, filters, lambda day: shared(calm[day])
    )
    return daily.T, [(one / shared(rest)).T for one, rest in zip(ahead, calms, strict=True)]


def _followed(  # noqa: PLR0913, PLR0917 (one call)
    scaled: Floats,
    drifting: tuple[Floats, float],
    span: Floats,
    runs: Sequence[SessionRun],
    filters: Sequence[Filter],
    calm_of: Callable[[int], Floats] | None = None,
) -> tuple[Floats, list[Floats]]:
    """The variances, (D, N), of residuals by the filters alone, and those of the runs: from the
    residuals, NaN where there is none, how far the regressors lie from their mean and what that
    adds, and spans. Squares and drift count as often as ``calm_of`` a day says, and the variances
    of that day, but not of the runs, as often less. Whatever is needed of a day is worked out on
    it, while it lies in the nearer caches."""
    lean, drift = drifting
    state, daily = _Following(filters, scaled.shape[1]), np.empty(scaled.shape)
    square, drifts, missing = *np.empty((2, scaled.shape[1])), np.zeros(scaled.shape[1], dtype=int)
    begins: dict[int, set[int]] = {}
    for start, stop in runs:
        begins.setdefault(start, set()).add(stop)
    forecasts: dict[SessionRun, Floats] = {}
    for day in range(len(scaled) + 1):
        for stop in begins.get(day, ()):
            later = drift * lean[day:stop]
            if calm_of is not None:
                later *= [calm_of(one) for one in range(day, stop)]
            forecasts[day, stop] = state.ahead(day - missing, span[day:stop], later)
        if day == len(scaled):
            break
        np.multiply(lean[day], drift, out=drifts)
        np.multiply(scaled[day], scaled[day], out=square)
        calm = None if calm_of is None else calm_of(day)
        if calm is not None:
            drifts *= calm
            square *= calm
        one = None if (span[day] == 1).all() else span[day]
        state.forecast(one, drifts, daily[day])
        if calm is not None:
            daily[day] /= calm
        gaps = np.flatnonzero(np.isnan(square))
        if len(gaps) < len(square):
            square *= UNIT
            square[gaps] = 0.0
            np.minimum(square, LARGEST, out=square)
            state.see(square, one, drifts, gaps if len(gaps) else None)
        missing[gaps] += 1
        if day % OFTEN == 0:
            state.bound()
    return daily, [forecasts[run] for run in runs]


class _Following:
    """The state of the filters on one day, of every event: (filters, events) each.

    ``level`` is the variance of a day of one session: what never changes of it, and its ``quick``
    and ``calm`` parts. Squares are in forecast variances times :data:`UNIT`. ``likely`` is what is
    proportional to the inverse square of the density of the last day; ``odds`` are those of every
    filter against the first. ``_room`` is for intermediate values: asking for it anew costs more
    than the arithmetic.
    """

    def __init__(self, filters: Sequence[Filter], rows: int) -> None:
        def column(values: Iterable[float]) -> Floats:
            return np.array(list(values))[:, None]

        shape = len(filters), rows
        self.cap = column(one.cap * UNIT for one in filters)
        self.steady = column(1.0 - one.fast - one.slow for one in filters)
        self.kept = (
            column(one.fast_kept for one in filters),
            column(one.slow_kept for one in filters),
        )
        self.taken = (
            column(one.fast * (1.0 - one.fast_kept) / UNIT for one in filters),
            column(one.slow * (1.0 - one.slow_kept) / UNIT for one in filters),
        )
        self.quick = np.full(shape, 1.0) * column(one.fast for one in filters)
        self.calm = np.full(shape, 1.0) * column(one.slow for one in filters)
        self.odds = np.full(shape, 1.0) * column(one.prior / filters[0].prior for one in filters)
        self.level, self.capped = np.ones(shape), np.zeros(shape)
        self.likely, self._square, self._room = np.empty((3, *shape))

    def copy(self) -> _Following:
        """The same, to follow other days from here on; room for intermediate values is shared."""
        other = copy.copy(self)
        other.quick, other.calm = self.quick.copy(), self.calm.copy()
        other.level = self.level.copy()
        return other

    def forecast(self, span: Floats | None, drift: Floats, out: Floats) -> None:
        """The variance of a return, over the filters as far as each is believed."""
        np.copyto(out, self.level[0])
        whole: Floats | float = 1.0
        for level, odds in zip(self.level[1:], self.odds[1:], strict=True):
            out += odds * level
            whole = whole + odds
        if len(self.level) > 1:
            out /= whole
        if span is not None:
            out *= span
        out += drift

    def see(self, square: Floats, span: Floats | None, drift: Floats, gaps: Ints | None) -> None:
        """Learn a day's squared residual; at the ``gaps`` everything stays as it is. A filter is
        believed as far as a Student law with :data:`TAIL` degrees of freedom and its variance found
        the day likely."""
        state = (self.quick, self.calm, self.level, self.odds)
        before_gaps = None if gaps is None else [values[:, gaps] for values in state]
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
        if len(self.odds) > 1:
            more = np.divide(self.likely[0], self.likely[1:], out=self.likely[1:])
            np.sqrt(more, out=more)
            _bound(more, MOST_A_DAY)
            self.odds[1:] *= more
        if before_gaps is not None:
            for values, before in zip(state, before_gaps, strict=True):
                values[:, gaps] = before

    def follow(self, capped: Floats) -> None:
        """Let the means follow a day's square."""
        square = np.multiply(capped, self.level, out=self._square)
        means = zip((self.quick, self.calm), self.kept, self.taken, strict=True)
        for mean, decay, gain in means:
            np.multiply(mean, decay, out=mean)
            np.add(mean, np.multiply(square, gain, out=self._room), out=mean)
        np.add(self.quick, self.calm, out=self.level)
        self.level += self.steady

    def bound(self) -> None:
        """Keep the odds within what numbers can hold."""
        _bound(self.odds, FARTHEST)

    def ahead(self, n_days: Ints, spans: Floats, drifts: Floats) -> Floats:
        """The variances of days of which nothing is known but what such days, of which so many were
        ``n_days``, brought on average; what was forecast where there was none."""
        usual = np.where(n_days, self.capped / np.maximum(n_days, 1), UNIT)
        later, variances = self.copy(), np.empty(spans.shape)
        for span, drift, out in zip(spans, drifts, variances, strict=True):
            later.forecast(span, drift, out)
            later.follow(usual)
        return variances


def _bound(odds: Floats, most: float) -> None:
    """Keep odds between ``most`` and one in so many, in place; ``np.clip`` takes longer."""
    np.maximum(odds, 1.0 / most, out=odds)
    np.minimum(odds, most, out=odds)
