"""Sums of a group of events that are the same bits in any order and any partition.

Every value is rounded to a fixed step before it is added, so that a sum is a sum of whole numbers:
it never rounds, and neither blocks, threads nor machines can change a bit of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, fields, is_dataclass
from threading import Lock
from typing import Any, Literal, NamedTuple

import numpy as np

from marketlink.study.inference.band import stretch_days
from marketlink.study.inference.by_date import Dates
from marketlink.study.kernel import Floats, Plan, Whole, Window

COARSE, FINE = 2.0**20, 2.0**44
"""Steps of the values whose sums are kept in two parts: whole steps, and remainders."""
DAILY, POWER = 2.0**32, 2.0**4
"""Steps of returns and of higher powers."""
LARGEST = 16.0
"""Returns at which residuals are cut off before they are added."""

MOMENTS = (
    "car", "car2", "scar", "scar2", "patell", "inflated", "share", "variance", "car_variance",
    "bhar", "bhar2", "positive_share", "squares", "u1", "u2",
)  # fmt: skip
COUNTS = ("n", "positive", "negative", "n_est", "days")
POWERS = ("u3", "u4")


@dataclass(frozen=True, slots=True)
class SumsFrame:
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

    def columns(self, window: Window) -> slice:
        """The columns of a window in the path."""
        return slice(window[0] - self.plan.path[0], window[1] - self.plan.path[0] + 1)


@dataclass(slots=True)
class Total:
    """A sum of many values in two parts of whole numbers."""

    high: Floats
    low: Floats

    @classmethod
    def of(cls, *shape: int) -> Total:
        """Nothing yet."""
        return cls(np.zeros(shape), np.zeros(shape))

    @property
    def value(self) -> Floats:
        """The value of the sum."""
        total: Floats = self.high / COARSE + self.low / FINE
        return total


def halves(values: Floats) -> tuple[Floats, Floats]:
    """Values as the two parts of a :class:`Total`."""
    high = np.rint(values * COARSE)
    return high, np.rint((values - high / COARSE) * FINE)


def halves_by_cell(values: Floats, often: Floats) -> tuple[Floats, Floats]:
    """The two parts of a Total by cell, of (N, ...) values."""
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


FieldSums = dict[str, Any]
"""Sums by the name of their field, the first axis the cells of a block; pairs of such are the two
parts of a :class:`~marketlink.study.inference.sums.Total`, and ranks are by size."""


BySize = dict[int, Floats]
"""Ranks by estimation day, doubled, of the fits whose ranks are divided by each number: whole, so
that they add up without rounding; :func:`shares` divides them."""


def shares(ranks: BySize, present: Floats) -> Floats:
    """Ranks by day as shares about their middle, given how many there are on each day."""
    total = -0.5 * present
    for size in sorted(ranks):
        total += ranks[size] / (2.0 * size)
    return total


@dataclass(slots=True)
class WindowSums:
    """The sums of one window, over the events whose returns cover all of it.

    ``moments`` to ``powers`` are named above; ``least`` is the fewest degrees of freedom. By
    estimation day: residuals, residuals widened by their leverage, SARs (``unit``), how many there
    are, ranks and signs; by the days of the path: SARs, the window's own on the scale of its sum,
    and how many; by the window's days: returns on the scale of the estimation days and how many,
    SARs and their squares, ranks and signs. By date: returns and how many, CARs of the events that
    start there and how many.
    """

    moments: Total
    counts: Floats
    powers: Floats
    least: float
    residual: Floats
    widened: Floats
    present: Floats
    ranks: BySize
    signs: Floats
    inside: Floats
    inside_n: Floats
    unit: Floats
    path: Floats
    path_n: Floats
    sar: Total
    event_ranks: Floats
    event_signs: Floats
    returns: Floats
    returns_n: Floats
    blocks: Floats
    blocks_n: Floats
    zivney: BySize
    event_zivney: Floats
    grank: BySize
    own_rank: Total
    pseudo: Total
    cars: list[Floats] = field(default_factory=list)

    @classmethod
    def of(cls, length: int, days: int, path: int, dates: int) -> WindowSums:
        """Nothing yet."""

        def by_day() -> Floats:
            return np.zeros(length)

        def by_event() -> Floats:
            return np.zeros(days)

        def on_date() -> Floats:
            return np.zeros(dates)

        return cls(
            Total.of(len(MOMENTS)), np.zeros(len(COUNTS)), np.zeros(len(POWERS)), np.inf,
            by_day(), by_day(), by_day(), {}, by_day(),
            by_event(), by_event(), by_day(), np.zeros(path), np.zeros(path),
            Total.of(days, 2), by_event(), by_event(),
            on_date(), on_date(), on_date(), on_date(),
            {}, by_event(), {}, Total.of(2), Total.of(2),
        )  # fmt: skip

    def __getitem__(self, name: str) -> float:
        """A moment or count by name."""
        if name in COUNTS:
            return float(self.counts[COUNTS.index(name)])
        if name in POWERS:
            return float(self.powers[POWERS.index(name)]) / POWER
        return float(self.moments.value[MOMENTS.index(name)])


@dataclass(slots=True)
class Trend:
    """Sums for the test of trends before the event, over events with a return on every day
    before.
    """

    scalars: Total
    returns: Total
    forecast: Total
    residual: Floats
    present: Floats
    n: float = 0.0


class Settled(NamedTuple):
    """A window's first sums as the second pass needs them: the spread of the SARs on each of its
    days (1 where there is none) and of the SCARs; number, sum and squares of the SCARs.
    """

    by_day: Floats
    own: float
    moments: tuple[float, float, float]


@dataclass(slots=True)
class GroupSums:
    """The sums of one group; ``exchanges`` holds what the events of each of them share.

    ``day`` and ``day_n`` are the returns of the tables' days and the sums from the first of them
    on, and how many; ``stretch`` and ``stretch_n`` the same by stretch of time. ``settled`` is what
    the second pass needs, by window; ``lock`` is held while a block is added.
    """

    frame: SumsFrame
    windows: list[WindowSums]
    trend: Trend
    exchanges: dict[str, Dates]
    day: Total
    day_n: Floats
    stretch: Floats
    stretch_n: Floats
    events: float = 0.0
    settled: tuple[Settled, ...] = ()
    lock: Lock = field(default_factory=Lock)

    def record(self, name: Literal["trend", "group"]) -> Trend | GroupSums:
        """The record of a name."""
        return self.trend if name == "trend" else self

    def __reduce__(self) -> tuple[Any, ...]:
        values = [getattr(self, one.name) for one in fields(self) if one.name != "lock"]
        return type(self), tuple(values)

    @classmethod
    def of(cls, frame: SumsFrame, settled: tuple[Settled, ...] = ()) -> GroupSums:
        """Nothing yet."""
        lengths = [last - first + 1 for first, last in frame.windows]
        before, shown_days = (
            max(-frame.table_window[0], 0),
            frame.table_window[1] - frame.table_window[0] + 1,
        )
        path = frame.plan.path[1] - frame.plan.path[0] + 1
        windows = [WindowSums.of(frame.length, days, path, frame.dates) for days in lengths]
        trend = Trend(
            Total.of(3), Total.of(before), Total.of(before, before),
            np.zeros(frame.length), np.zeros(frame.length),
        )  # fmt: skip
        day, day_n = Total.of(2, shown_days), np.zeros((2, shown_days))
        stretch, stretch_n = np.zeros((2, frame.stretches * 2 * shown_days))
        return cls(frame, windows, trend, {}, day, day_n, stretch, stretch_n, settled=settled)


SHARED = frozenset({"frame", "settled", "lock", "first"})
"""Fields that sums of one group have in common and that do not add."""


def merge(into: Any, more: Any) -> None:  # noqa: ANN401 (any record of sums)
    """Add sums of other events of a group, in place: whole numbers, so that the order of many
    changes no bit.

    Parameters
    ----------
    into, more : :class:`GroupSums` of one frame, or one of the records that they consist of
    """
    names = (one.name for one in fields(into) if one.name not in SHARED)
    pour(into, {name: getattr(more, name) for name in names})


def pour(into: Any, more: Mapping[str, Any]) -> None:  # noqa: ANN401 (any record of sums)
    """Add sums to some fields of a record, in place; those of a :class:`Total` as its two parts."""
    for name, values in more.items():
        setattr(into, name, _poured(getattr(into, name), values, least=name == "least"))


def _poured(mine: Any, more: Any, *, least: bool) -> Any:  # noqa: ANN401 (sums of several forms)
    if isinstance(mine, dict):
        for key, one in more.items():
            mine[key] = _poured(mine[key], one, least=least) if key in mine else copy(one)
    elif isinstance(mine, list) and mine and is_dataclass(mine[0]):
        for one, other in zip(mine, more, strict=True):
            merge(one, other)
    elif isinstance(more, tuple):
        pour(mine, {"high": more[0], "low": more[1]})
    elif is_dataclass(mine):
        merge(mine, more)
    elif isinstance(mine, np.ndarray):
        mine += more
    else:
        return min(mine, more) if least else mine + more
    return mine


def settle(sums: GroupSums) -> None:
    """Derive the inputs of the second pass from the first sums, once all partitions are added."""
    sums.settled = tuple(_settled(window) for window in sums.windows)


def _settled(window: WindowSums) -> Settled:
    n, (total, square) = window.inside_n, window.sar.value.T
    days = np.array([spread(*one) for one in zip(n, total, square, strict=True)])
    moments = window["n"], window["scar"], window["scar2"]
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
