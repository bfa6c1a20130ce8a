"""The content of a study's page: aggregates only, whatever the number of events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log10
from typing import Any

from marketlink.records.study import Row, Window

P_STEP = -log10(0.05) / 5
"""Height of a cell of -log10 p, so that 0.05 is an edge."""
P_SMALL = 5
"""The first cell in which p is below 0.05."""
P_ROWS = 20
"""Cells upwards; smaller p-values stand in the last one."""


@dataclass(frozen=True, slots=True)
class Banded:
    """A group's mean sum from the close of day -1 to a day, decimal, over ``n`` events in so many
    ``stretches`` of calendar time, with half its pointwise and half its simultaneous 95 % band
    (None: before day 0, or too few stretches)."""

    group: Any
    tau: int
    n: int
    mean: float
    stretches: int
    wide: float | None
    every: float | None


@dataclass(frozen=True, slots=True)
class StudyDigest:
    """A study in aggregates. Returns are decimal.

    ``window`` is the leading one; ``spread`` holds (lower end, upper end, events), ``plane`` cells
    of (place among the steps of ``spread``, quarters of -log10 p, events), ``heat`` (bin of events
    by rank, tau, mean abnormal return), ``middle`` the ends of the middle half of the sums,
    ``wider`` how many times as wide the middle half of day 0's abnormal returns is as the median
    other day's (None: cannot be told), ``months`` (month, events, different dates, events that
    share their date), ``windows`` and ``parts`` rows with ``group, n, mean``, ``ends`` the lowest
    and highest events, ``calibration`` the rows of that table over ``window``; ``p_calibrated`` of
    ``tests`` is theirs (None: not tried, or not often enough).
    """

    spec: Mapping[str, Any]
    outcomes: Mapping[str, int]
    warnings: tuple[str, ...]
    snapshot: str
    window: Window
    paths: tuple[Banded, ...]
    tests: tuple[Row, ...]
    windows: tuple[Row, ...]
    parts: tuple[Row, ...]
    spread: tuple[tuple[float, float, int], ...]
    plane: tuple[tuple[int, int, int], ...]
    heat: tuple[tuple[int, int, float], ...]
    months: tuple[tuple[str, int, int, int], ...]
    ends: tuple[Row, ...]
    middle: tuple[float, float]
    wider: float | None
    calibration: tuple[Row, ...] = ()
