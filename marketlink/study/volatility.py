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
    scaled, drift, span = days
    state = _State(filters, len(scaled))
    daily = np.empty(scaled.shape)
    found: dict[Run, Floats] = {}
    for day in range(scaled.shape[1] + 1):
        for run in {run for run in runs if run[0] == day}:
            ahead = copy.deepcopy(state)
            found[run] = np.empty((len(scaled), run[1] - run[0]))
            for later in range(*run):
                found[run][:, later - day] = ahead.mean(span[:, later], drift[:, later])
                ahead.expect()
        if day < scaled.shape[1]:
            daily[:, day] = state.mean(span[:, day], drift[:, day])
            state.see(scaled[:, day], span[:, day], drift[:, day])
    return daily, [found[run] for run in runs]


class _State:
    """What the filters know on one day, one row a filter, one column an event."""

    def __init__(self, filters: Sequence[Filter], rows: int) -> None:
        table = np.array([(f.fast, f.fast_kept, f.slow, f.slow_kept, f.cap) for f in filters])
        self.fast, self.fast_kept, self.slow, self.slow_kept, self.cap = table.T[:, :, None]
        shape = (len(filters), rows)
        self.quick, self.calm, self.capped = np.ones(shape), np.ones(shape), np.zeros(shape)
        self.belief = np.log([[f.prior] for f in filters]) + np.zeros(shape)
        self.seen = np.zeros(rows)

    def level(self) -> Floats:
        """Variance of a day of one session, by each filter."""
        return np.asarray(
            1.0 - self.fast - self.slow + self.fast * self.quick + self.slow * self.calm
        )

    def mean(self, span: Floats, drift: Floats) -> Floats:
        """Variance of a return, over the filters as far as each is believed."""
        weight = np.exp(self.belief - self.belief.max(axis=0))
        level = (weight * self.level()).sum(axis=0) / weight.sum(axis=0)
        return np.asarray(span * level + drift)

    def see(self, scaled: Floats, span: Floats, drift: Floats) -> None:
        """Learn a day's residual; NaN leaves everything as it is."""
        there = np.isfinite(scaled)
        variance = span * self.level() + drift
        ratio = np.where(there, scaled, 0.0) ** 2 / variance
        likely = np.log(variance) + (TAIL + 1.0) * np.log1p(ratio / (TAIL * BULK))
        self.belief -= np.where(there, 0.5 * likely, 0.0)
        capped = np.minimum(ratio, self.cap)
        self.capped += capped
        self.seen += there
        self._step(np.where(there, capped, np.nan))

    def expect(self) -> None:
        """Pass a day of which nothing is known but what such days brought so far."""
        with np.errstate(divide="ignore", invalid="ignore"):
            self._step(self.capped / self.seen)

    def _step(self, capped: Floats) -> None:
        square = capped * self.level()
        there = np.isfinite(square)
        self.quick += np.where(there, (1.0 - self.fast_kept) * (square - self.quick), 0.0)
        self.calm += np.where(there, (1.0 - self.slow_kept) * (square - self.calm), 0.0)
