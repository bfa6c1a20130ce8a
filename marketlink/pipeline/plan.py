"""The series that a case needs: companies, benchmarks, a second benchmark, sector factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from marketlink.calendars import EXCHANGES
from marketlink.config import Settings
from marketlink.records.study import Event, Spec
from marketlink.resources import data_rows

HOME = "XNYS"
"""The exchange whose sessions are the foreign move of every other."""
SECOND = {"XNYS": ("^IXIC", "^DJI"), "XKRX": ("^KS200", "^KQ11", "^GSPC")}
"""Benchmarks tried beside an exchange's index, in order; elsewhere the S&P 500. The index itself is
the first of them where another benchmark is asked for."""


@dataclass(frozen=True, slots=True)
class CasePlan:
    """The series of a case: by company its benchmark, second benchmarks in order, and its foreign
    or sector factor (None for New York listings, whose sector moves in the same session)."""

    benchmark: dict[str, str]
    seconds: dict[str, tuple[str, ...]]
    foreign: dict[str, str | None]

    @property
    def symbols(self) -> tuple[str, ...]:
        """Every symbol a case may read."""
        benchmarks = [*self.benchmark, *self.benchmark.values()]
        benchmarks += [symbol for some in self.seconds.values() for symbol in some]
        benchmarks += [symbol for symbol in self.foreign.values() if symbol]
        return tuple(dict.fromkeys(benchmarks))

    @property
    def wished(self) -> tuple[str, ...]:
        """The second benchmarks worth fetching: the first choice of each company."""
        return tuple(dict.fromkeys(names[0] for names in self.seconds.values() if names))

    @property
    def required(self) -> tuple[str, ...]:
        """The companies and their benchmarks, without which there is nothing to say."""
        benchmarks = [*self.benchmark, *self.benchmark.values()]
        benchmarks += [symbol for symbol in self.foreign.values() if symbol]
        return tuple(dict.fromkeys(benchmarks))


def plan_of(events: Sequence[Event], settings: Settings, spec: Spec) -> CasePlan:
    """Choose the series of each event's company."""
    benchmark, seconds, foreign = {}, {}, {}
    for event in events:
        index = EXCHANGES[event.exchange].benchmark
        own = spec.benchmark or settings.benchmarks.get(event.exchange, index)
        benchmark[event.symbol] = own
        others = (index, *SECOND.get(event.exchange, ("^GSPC",)))
        seconds[event.symbol] = tuple(symbol for symbol in others if symbol != own)
        abroad = sectors().get(event.symbol, EXCHANGES[HOME].benchmark)
        foreign[event.symbol] = None if event.exchange == HOME else abroad
    return CasePlan(benchmark, seconds, foreign)


@cache
def sectors() -> dict[str, str]:
    """The sector factor of each listing that has one of its own."""
    return {row["symbol"]: row["factor"] for row in data_rows("factors.csv")}
