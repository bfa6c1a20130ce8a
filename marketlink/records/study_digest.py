"""What a study's page shows: aggregates only, whatever the number of events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marketlink.records.study import Row, Window


@dataclass(frozen=True, slots=True)
class StudyDigest:
    """A study in aggregates. Returns are decimal.

    ``window`` is the leading one; ``spread`` holds (lower end, upper end, events), ``heat`` (bin of
    events by rank, tau, mean abnormal return), ``months`` (month, events, different dates),
    ``windows`` and ``parts`` rows with ``group, n, mean``, ``ends`` the lowest and highest events.
    """

    spec: Mapping[str, Any]
    outcomes: Mapping[str, int]
    warnings: tuple[str, ...]
    snapshot: str
    window: Window
    average: tuple[Row, ...]
    tests: tuple[Row, ...]
    windows: tuple[Row, ...]
    parts: tuple[Row, ...]
    spread: tuple[tuple[float, float, int], ...]
    heat: tuple[tuple[int, int, float], ...]
    months: tuple[tuple[str, int, int], ...]
    ends: tuple[Row, ...]
