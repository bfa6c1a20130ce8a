"""Records of a study: event, specification, result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from marketlink.records.phase import Tradable

Row = Mapping[str, Any]
Window = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Event:
    """One company at one moment.

    ``instant`` is set where the moment has a clock time, else ``day`` (a day of ``zone``, or of
    the exchange where zone is None). ``day0`` is the reaction session, ``rule`` the rule that
    chose it, ``candidates`` the exchange's sessions inside the moment's interval where it spans
    several, ``neighbours`` the sessions beside day 0 that a day-only moment could also mean.
    ``first_tradable`` tells where and when the stock could first be traded on the news, None where
    the moment has no clock time; day 0 is the first session whose close can hold it.
    """

    event_id: str
    symbol: str
    exchange: str
    group: str = ""
    instant: datetime | None = None
    day: date | None = None
    zone: str | None = None
    day0: date | None = None
    rule: str = ""
    candidates: tuple[date, ...] = ()
    neighbours: tuple[date, ...] = ()
    benchmark: str | None = None
    company: str = ""
    moment: int | None = None
    first_tradable: Tradable | None = None


@dataclass(frozen=True, slots=True)
class Spec:
    """The specification of a study. Windows are in tau, both ends in; returns are decimal.

    ``benchmark`` None means: by the exchange of each symbol. ``factors`` names columns of a
    factor file or symbols used as further regressors. ``as_of`` hides everything later.
    ``after_breaks`` fits volumes on what lies after the last change of a stock's venues only.
    """

    model: str = "market"
    benchmark: str | None = None
    factors: tuple[str, ...] = ()
    estimation: Window = (-250, -11)
    window: Window = (-10, 10)
    windows: tuple[Window, ...] = ((0, 0), (-1, 1), (0, 5), (0, 10))
    returns: str = "simple"
    min_obs: int = 120
    mask_events: bool = False
    thin: str = "none"
    as_of: date | None = None
    after_breaks: bool = False


TABLES = ("events", "abnormal", "cars", "tests", "average")


@dataclass(frozen=True, slots=True)
class Study:
    """A finished study: the specification and its tables (design, section 5), as rows.

    ``outcomes`` counts every outcome code; the counts add up to the number of input events.
    ``snapshot`` is the SHA-256 over the prices and sessions that were used.
    """

    spec: Spec
    tables: Mapping[str, tuple[Row, ...]]
    outcomes: Mapping[str, int]
    warnings: tuple[str, ...]
    versions: Mapping[str, str]
    snapshot: str

    @property
    def written_tables(self) -> tuple[str, ...]:
        """The tables that a report writes: all of :data:`TABLES`, and the calibration if asked."""
        return (*TABLES, *(name for name in self.tables if name == "calibration"))

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of one of :data:`TABLES`."""
        return self.tables[table]
