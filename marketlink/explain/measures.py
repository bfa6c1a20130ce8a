"""The measures by which a session can be unusual: return, gap, volume, range.

All are judged in the same way: what the benchmark's own measure explains is taken off by a
regression on the sessions before, and what is left is held against the law of the stock's own
sessions. A search by four measures pays for all four (:data:`WEIGHT`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from marketlink.explain.maximum import standing_out_by
from marketlink.study.days import States, states

if TYPE_CHECKING:
    from marketlink.study.kernel import Flags, Floats, Plan

USUAL = 20
"""The mean log volume or log range of so many sessions before one is the usual one for it."""
MIN_SESSIONS = 10
"""With fewer known values among them there is no usual volume or range."""


class MoveMeasure(StrEnum):
    """What a session stands out by."""

    RETURN = "return"
    GAP = "gap"
    VOLUME = "volume"
    RANGE = "range"


BESIDE = (MoveMeasure.GAP, MoveMeasure.VOLUME, MoveMeasure.RANGE)
"""The measures beside the return."""
WEIGHT = {
    MoveMeasure.RETURN: 0.7,
    MoveMeasure.GAP: 0.1,
    MoveMeasure.VOLUME: 0.1,
    MoveMeasure.RANGE: 0.1,
}
"""The weight of each measure in the search, fixed before any data were seen; a measure without
figures leaves its weight to the others."""
TELLING = 0.2
"""A measure is named if it contributes at least this share of the evidence."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The measures of a stock and of its benchmark, (M,) each, in the sessions of its returns.

    ``gap`` is simple and decimal, ``volume`` and ``range`` (of high over low) are logarithms over
    the mean of the 20 sessions before; NaN where a bar lacks them.
    """

    gap: Floats
    volume: Floats
    range: Floats

    @classmethod
    def of(cls, gap: Floats, volume: Floats, height: Floats) -> Figures:
        """From a gap, a log volume and a log of the log range, in time."""
        return cls(gap, volume - usual(volume), height - usual(height))


def usual(values: Floats) -> Floats:
    """The mean of the 20 sessions before each, of those that are known; NaN with under ten."""
    there = np.isfinite(values)
    room = [(0, 0)] * (values.ndim - 1) + [(1, 0)]
    sums = [
        np.cumsum(np.pad(part, room), axis=-1)
        for part in (np.where(there, values, 0.0), there.astype(np.float64))
    ]
    last = np.arange(values.shape[-1])
    first = np.maximum(last - USUAL, 0)
    total, count = (one[..., last] - one[..., first] for one in sums)
    return np.where(count >= MIN_SESSIONS, total / np.maximum(count, 1.0), np.nan)


@dataclass(frozen=True, slots=True)
class JudgedSessions:
    """Every session, (M,) each: ``adjusted`` p-values over all the sessions searched and all the
    measures, and the ``part`` of the evidence that each measure brings (0 to 1); NaN where nothing
    was judged. ``weight`` is what each measure counts for."""

    adjusted: Floats
    part: Mapping[MoveMeasure, Floats]
    weight: Mapping[MoveMeasure, float]

    def by(self, place: int) -> tuple[MoveMeasure, ...]:
        """The measures a session is unusual by, the one with the largest share first."""
        shares = [(-float(part[place]), m) for m, part in self.part.items()]
        return tuple(m for part, m in sorted(shares, key=lambda one: one[0]) if -part >= TELLING)


def judge(size: Floats, others: Floats, searched: Flags) -> JudgedSessions:
    """Adjusted p-values of a search by all measures.

    Parameters
    ----------
    size : (M,) the return's, as :func:`marketlink.study.days.states` has it; NaN in sessions that
        do not tell of the stock's law
    others : (3, M) those of gap, volume and range, as :func:`sizes` has them
    searched : (M,)

    Reference: Alizadeh, Brandt and Diebold (2002) for the logarithm of the range, which is nearly
    normal; Ajinkya and Jain (1989) for that of volume.
    """
    every = np.where(np.isfinite(size), np.vstack([size, others]), np.nan)
    rows = {m: n for n, m in enumerate(MoveMeasure) if (every[n, searched] >= 0).any()}
    whole = sum(WEIGHT[m] for m in rows)
    weight = {m: WEIGHT[m] / whole for m in rows}
    stands = standing_out_by(every[list(rows.values())][:, None], searched[None],
                             list(weight.values()))  # fmt: skip
    part = dict(zip(rows, stands.share[:, 0], strict=True))
    return JudgedSessions(stands.adjusted[0], part, weight)


def sizes(
    figures: tuple[Figures, Figures], returns: tuple[Floats, Floats, Floats], plan: Plan
) -> tuple[States, Floats]:
    """How large each session's return, gap, volume and range are for their day.

    Parameters
    ----------
    figures : measures of the stocks and of their benchmarks, (S, M), or (M,) of one stock
    returns : (S, M) returns of stocks, of their benchmarks, and the sessions they span
    plan : estimation window, before day 0

    Returns
    -------
    states, sizes
        Of the returns, (S, M); and (3, S, M) of gap, volume and range, below 0 where volume and
        range are smaller than the benchmark's make them.
    """
    stock, index = figures
    y, x, span = returns
    rows, other, spans = [y], [x], [span]
    has_figures = [np.isfinite(getattr(stock, m)).any() for m in BESIDE]
    for m in np.array(BESIDE)[has_figures]:
        rows.append(np.broadcast_to(getattr(stock, m), x.shape))
        market = np.broadcast_to(getattr(index, m), x.shape)
        other.append(np.stack([_regressor(*row, plan) for row in zip(market, x, strict=True)]))
        spans.append(span if m is MoveMeasure.GAP else np.ones_like(span))
    # in one call, as days are gone through one by one
    state = states(np.concatenate(rows), np.concatenate(other), np.concatenate(spans), plan)
    own, others = len(y), np.full((len(BESIDE), *y.shape), np.nan)
    others[has_figures] = state.value[own:].reshape(-1, *y.shape)
    others[0] = np.abs(others[0])
    return States(*(one[:own] for one in state)), others


def _regressor(values: Floats, x: Floats, plan: Plan) -> Floats:
    """The regressor of a measure: the same measure of the benchmark, or the benchmark's return
    where too little of that measure is known.
    """
    overlap = values[np.isfinite(x)]
    enough = np.isfinite(overlap).sum() >= max(plan.min_obs, len(overlap) // 2)
    return values if enough and np.nanstd(overlap) > 0 else x
