"""Sums of a group of events that are the same bits in any order and any partition.

Every value is rounded to a fixed step before it is added, so that a sum is a sum of whole numbers:
it never rounds, and neither blocks, threads nor machines can change a bit of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from marketlink.study.inference.band import stretch_days
from marketlink.study.inference.statistics import VALUES
from marketlink.study.kernel import Floats, Plan, Whole, Window

COARSE, FINE = 2.0**20, 2.0**44
"""Steps of the values whose sums are kept in two parts: whole steps, and remainders."""
DAILY, POWER = 2.0**32, 2.0**4
"""Steps of returns and of higher powers."""
LARGEST = 16.0
"""Returns at which residuals are cut off before they are added."""

MOMENTS = (
    *VALUES, *(f"{name}2" for name in VALUES), "patell", "inflated", "variance", "car_variance",
)  # fmt: skip
"""Sums of the events' values, of their squares, and of what else is of their CARs."""
EARLIER = ("share", "positive_share", "squares", "u1", "u2")
COUNTS = ("n", "positive", "negative", "n_est")
POWERS = ("u3", "u4")


class SumsFrame(NamedTuple):
    """Windows in tau, the window of the tables, the ordinal of the first date and their number."""

    plan: Plan
    table_window: Window
    first: int
    dates: int

    @property
    def windows(self) -> tuple[Window, ...]:
        """The windows of the CARs."""
        return self.plan.windows

    @property
    def length(self) -> int:
        """Days of the estimation window."""
        return self.plan.estimation[1] - self.plan.estimation[0] + 1

    @property
    def stretch(self) -> int:
        """Calendar days of a stretch of time, longer than the window of the tables."""
        return stretch_days(self.table_window[1] - self.table_window[0])

    @property
    def stretches(self) -> int:
        """How many there are, one after another from the first date on."""
        return self.dates // self.stretch + 1


Parts = tuple[Floats, Floats]
"""Sums in two parts of whole numbers, so that one rounds to a fine step and never overflows."""
BySize = dict[int, Floats]
"""Ranks by estimation day, doubled, of the fits whose ranks are divided by each number: whole, so
that they add up without rounding; :func:`shares` divides them."""
Sums = dict[str, Any]
"""Sums by name: arrays, :data:`Parts`, :data:`BySize`, lists of CARs, or more of such sums."""


def halves(values: Floats) -> Parts:
    """Values as two parts of whole numbers."""
    high = np.rint(values * COARSE)
    return high, np.rint((values - high / COARSE) * FINE)


def value_of(parts: Parts) -> Floats:
    """The value of a sum in two parts."""
    total: Floats = parts[0] / COARSE + parts[1] / FINE
    return total


def halves_by_cell(values: Floats, often: Floats) -> Parts:
    """The two parts of the sums by cell, of (N, ...) values."""
    high, low = (often @ part.reshape(len(part), -1) for part in halves(values))
    shape = len(often), *values.shape[1:]
    return high.reshape(shape), low.reshape(shape)


EXACT = 2.0**24
"""Whole numbers up to here are exact in single precision."""


def whole_by_cell(values: Whole, often: Floats, most: int) -> Floats:
    """Sums by cell of (N, days) whole numbers of so much at most, to the last one: in single
    precision, at half the cost, where no sum can outgrow it."""
    single = most * often.sum(axis=1).max(initial=0.0) <= EXACT
    kind = np.float32 if single else np.float64
    total: Floats = (often.astype(kind) @ values.astype(kind)).astype(np.float64)
    return total


def shares(ranks: BySize, present: Floats) -> Floats:
    """Ranks by day as shares about their middle, given how many there are on each day."""
    total = -0.5 * present
    for size in sorted(ranks):
        total += ranks[size] / (2.0 * size)
    return total


def added(mine: Any, more: Any) -> Any:  # noqa: ANN401 (sums of several forms)
    """Sums of more events added to those of some (None: of none), in place where they are arrays:
    whole numbers, so that the order of many changes no bit. What is called ``least`` is the
    smaller one."""
    if isinstance(more, dict):
        total = {} if mine is None else mine
        for name, one in more.items():
            own = total.get(name)
            if isinstance(one, np.ndarray) and own is not None:
                own += one
            else:
                least = name == "least" and own is not None
                total[name] = min(own, one) if least else added(own, one)
        return total
    if isinstance(more, tuple):
        each = (None,) * len(more) if mine is None else mine
        return tuple([added(one, other) for one, other in zip(each, more, strict=True)])
    if mine is None:
        return copy(more)
    mine += more
    return mine


class Settled(NamedTuple):
    """A window's first sums as the second pass needs them: the spread of the SARs on each of its
    days (1 where there is none) and of the SCARs; number, sum and squares of the SCARs.
    """

    by_day: Floats
    own: float
    moments: tuple[float, float, float]


@dataclass(slots=True)
class GroupSums:
    """The sums of one group.

    Attributes
    ----------
    sums : ``day`` and ``day_n``, the returns of the tables' days and the sums from the first of
        them on, and how many; ``stretch`` and ``stretch_n`` the same by stretch of time. Under the
        number of a window those of the events whose returns cover all of it: ``moments``,
        ``earlier``, ``counts`` and ``powers`` as named above, the ``days`` before them, and
        ``least``, the fewest degrees of freedom. By
        estimation day: ``residual``, ``widened`` by the leverage, SARs (``unit``), how many are
        ``present``, ``ranks`` and ``signs``; by the days of the ``path``: SARs, the window's own
        on the scale of its sum, and how many; by the window's days: returns on the scale of the
        estimation days (``inside``) and how many, ``sar`` and squares, ``event_ranks`` and
        ``event_signs``. By date: ``returns`` and how many, CARs of the events that start there
        (``blocks``) and how many. Under ``trend`` those of events with a return on every day
        before the event, and under the name of an exchange what its events share by date
    settled : what the second pass needs, by window
    """

    frame: SumsFrame
    settled: tuple[Settled, ...] = ()
    sums: dict[Any, Any] = field(default_factory=dict)

    def take(self, more: Mapping[Any, Any]) -> None:
        """Add sums of other events of the group; threads may at the same time."""
        with ADDING:
            added(self.sums, more)


ADDING = Lock()
"""Held while sums are added."""


def window_sums(sums: Sums) -> dict[str, float]:
    """The moments, counts and powers of a window by name; of a first pass, what it has."""
    names: tuple[str, ...] = (*MOMENTS, *COUNTS)
    values = [*value_of(sums["moments"]), *sums["counts"]]
    if "earlier" in sums:
        names += (*EARLIER, "days", *POWERS)
        values += [*value_of(sums["earlier"]), sums["days"], *(sums["powers"] / POWER)]
    return dict(zip(names, map(float, values), strict=True))


def settle(group: GroupSums) -> None:
    """Derive the inputs of the second pass from the first sums, once all partitions are added."""
    group.settled = tuple(
        _settled(group.sums.get(place), last - first + 1)
        for place, (first, last) in enumerate(group.frame.windows)
    )


def _settled(sums: Sums | None, length: int) -> Settled:
    if sums is None:
        return Settled(np.ones(length), 1.0, (0.0, 0.0, 0.0))
    days = np.array([
        spread(*one) for one in zip(sums["inside_n"], *value_of(sums["sar"]).T, strict=True)
    ])  # fmt: skip
    one = window_sums(sums)
    moments = one["n"], one["scar"], one["scar2"]
    own = spread(*moments)
    return Settled(np.where(days > 0, days, 1.0), own if own > 0 else 1.0, moments)


ROUNDED = 1e-10
"""A sum of squares about the mean below this share of the raw one is rounding."""


def spread(n: float, total: float, square: float) -> float:
    """Standard deviation of n values, NaN of a single one; 0 where what is left of the sums is
    their rounding."""
    if n < 2:  # noqa: PLR2004 (fewest that say anything)
        return float("nan")
    rest = square - total**2 / n
    return 0.0 if rest <= ROUNDED * square else float(np.sqrt(rest / (n - 1)))
