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

from marketlink.study.kernel import Floats


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


Run = tuple[int, int]
"""Columns of days, from the first to before the second."""


def variances(
    scaled: Floats,
    lean: Floats,
    span: Floats,
    runs: Sequence[Run] = (),
    *,
    market: Floats | None = None,
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
    if market is None:
        return _followed((scaled, drift * lean, span), runs, filters)
    pulled, later = _followed((market, np.zeros_like(market), span), runs, filters)
    shares = [(pulled / span) ** pull]
    shares += [
        (value / span[:, slice(*run)]) ** pull for value, run in zip(later, runs, strict=True)
    ]
    rest = scaled / np.sqrt(shares[0]), drift * lean / shares[0], span
    daily, ahead = _followed(rest, runs, filters)
    return daily * shares[0], [one * share for one, share in zip(ahead, shares[1:], strict=True)]


def _followed(
    days: tuple[Floats, Floats, Floats], runs: Sequence[Run], filters: Sequence[Filter]
) -> tuple[Floats, list[Floats]]:
    """The variances of residuals by the filters alone; ``days`` are residuals, what drifting
    coefficients add to their variance, and spans."""
    scaled, drift, span = (np.ascontiguousarray(values.T) for values in days)
    there = np.isfinite(scaled)
    held, square = there.astype(np.float64), np.where(there, scaled, 0.0) ** 2
    state = _State(filters, scaled.shape[1])
    daily = np.empty(scaled.shape)
    found: dict[Run, Floats] = {}
    for day in range(len(scaled) + 1):
        for run in {run for run in runs if run[0] == day}:
            ahead = copy.deepcopy(state)
            found[run] = np.empty((run[1] - run[0], scaled.shape[1]))
            for later in range(*run):
                ahead.forecast(span[later], drift[later], found[run][later - day])
                ahead.expect()
        if day < len(scaled):
            state.forecast(span[day], drift[day], daily[day])
            state.see(square[day], held[day], span[day], drift[day])
    return daily.T, [found[run].T for run in runs]


class _State:
    """What the filters know on one day, one row a filter, one column an event.

    ``level`` is the variance of a day of one session, by each filter. ``_a`` and ``_b`` are room
    for intermediate values: asking for it anew costs more than the arithmetic.
    """

    def __init__(self, filters: Sequence[Filter], rows: int) -> None:
        table = np.array([(f.fast, f.fast_kept, f.slow, f.slow_kept, f.cap) for f in filters])
        self.fast, self.fast_kept, self.slow, self.slow_kept, self.cap = table.T[:, :, None]
        shape = (len(filters), rows)
        self.quick, self.calm, self.capped = np.ones(shape), np.ones(shape), np.zeros(shape)
        self.belief = np.log([[f.prior] for f in filters]) + np.zeros(shape)
        self.seen = np.zeros(rows)
        self._a, self._b = np.empty(shape), np.empty(shape)
        self.level = np.empty(shape)
        self._set_level()

    def _set_level(self) -> None:
        np.multiply(self.fast, self.quick, out=self.level)
        self.level += 1.0 - self.fast - self.slow
        self.level += np.multiply(self.slow, self.calm, out=self._b)

    def forecast(self, span: Floats, drift: Floats, out: Floats) -> None:
        """The variance of a return, over the filters as far as each is believed."""
        weight = np.subtract(self.belief, self.belief.max(axis=0), out=self._a)
        np.exp(weight, out=weight)
        np.add.reduce(np.multiply(weight, self.level, out=self._b), axis=0, out=out)
        out /= np.add.reduce(weight, axis=0, out=weight[0])
        out *= span
        out += drift

    def see(self, square: Floats, held: Floats, span: Floats, drift: Floats) -> None:
        """Learn a day's squared residual; where ``held`` is 0 everything stays as it is."""
        variance = np.multiply(span, self.level, out=self._a)
        variance += drift
        ratio = np.divide(square, variance, out=self._b)
        likely = np.log(variance, out=variance)
        likely *= 0.5
        likely *= held
        self.belief -= likely
        likely = np.multiply(ratio, 1.0 / (TAIL * BULK), out=self._a)
        likely += 1.0
        np.log(likely, out=likely)
        likely *= 0.5 * (TAIL + 1.0)
        self.belief -= likely
        capped = np.minimum(ratio, self.cap, out=ratio)
        self.capped += capped
        self.seen += held
        self._step(capped, held)

    def expect(self) -> None:
        """Pass a day of which nothing is known but what such days brought so far."""
        usual = np.divide(self.capped, np.maximum(self.seen, 1.0), out=self._b)
        self._step(usual, (self.seen > 0).astype(np.float64))

    def _step(self, capped: Floats, held: Floats) -> None:
        """Let the means follow a day's square in forecast variances, where there is one."""
        square = np.multiply(capped, self.level, out=self._b)
        for mean, kept in ((self.quick, self.fast_kept), (self.calm, self.slow_kept)):
            change = np.subtract(square, mean, out=self._a)
            change *= 1.0 - kept
            change *= held
            np.add(mean, change, out=mean)
        self._set_level()
