"""A study's events and prices as arrays, cut into partitions of symbols."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np

from marketlink.study.event_dates import EventRows, SessionDays
from marketlink.study.notes import Note
from marketlink.study.returns import PriceArrays, Track


class StudyFrame(NamedTuple):
    """The inputs that every partition shares besides its own prices and events.

    ``regressors`` names what stands beside the benchmark; ``tracks`` holds the prices of
    benchmarks and regressors on their own calendars; ``stated`` are the benchmarks that events
    name; ``default`` the benchmark of each calendar code, "" for own dates. ``ended`` gives the
    last day (from 1970) of symbols that are known to have ended; ``groups`` names the groups.
    """

    reach: tuple[int, int]
    calendars: Mapping[str, SessionDays]
    default: Mapping[str, str | None]
    stated: tuple[str, ...]
    tracks: Mapping[str, tuple[Track, SessionDays]]
    regressors: tuple[str, ...]
    ended: Mapping[str, int]
    indices: frozenset[str]
    groups: tuple[str, ...]
    benchmark: bool = True
    everyone: bool = False
    volume: bool = False


class Scope(NamedTuple):
    """The facts of a whole study, wherever a part of it is solved: the groups and the benchmarks
    that events name, in alphabetical order; whether it has events before the calendar of New York
    begins; how many events and prices it has.
    """

    groups: tuple[str, ...]
    stated: tuple[str, ...]
    early: bool
    events: int = 0
    prices: int = 0


@dataclass(frozen=True, slots=True)
class StudyInput:
    """A study, or a part of one, read into arrays, before anything is estimated; ``rows`` are in
    input order, with the symbol's place among ``names`` or -1; ``size`` is how many symbols a
    partition has, ``scope`` what holds of the whole study."""

    frame: StudyFrame
    names: tuple[str, ...]
    codes: tuple[str, ...]
    prices: PriceArrays
    rows: EventRows
    notes: tuple[Note, ...]
    size: int
    scope: Scope

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def partitions(self) -> int:
        """How many partitions there are."""
        return -(-len(self.names) // self.size)

    def cutter(self) -> Callable[[int], Partition]:
        """A function from a number to its partition: symbols with their prices and events."""
        owner = self.rows.symbol // self.size
        owner = owner.astype(np.int16 if self.partitions < 2**15 else np.int32)
        order = np.argsort(owner, kind="stable").astype(self.rows.row.dtype)
        edges = np.searchsorted(owner[order], np.arange(self.partitions + 1))

        def cut(number: int) -> Partition:
            low = number * self.size
            high = min(low + self.size, len(self.names))
            mine = order[edges[number] : edges[number + 1]]
            return Partition(
                self.names[low:high], self.codes[low:high], self.prices.part(low, high),
                self.rows.some(mine, low),
            )  # fmt: skip

        return cut

    def digests(self) -> dict[str, str]:
        """SHA-256 over the numbers of every symbol, benchmark and factor that went in."""
        prices, digests = self.prices, {}
        for number, (name, code) in enumerate(zip(self.names, self.codes, strict=True)):
            mine = prices.part(number, number + 1)
            digests[f"symbol {name} {code}"] = _digest(mine.day, mine.value, mine.is_ret)
        for name, (track, _) in self.frame.tracks.items():
            own = slice(track.first, track.last + 1)
            digests[f"regressor {name}"] = _digest(track.ret[own])
        return digests

    def key(self, *more: object) -> str:
        """SHA-256 over the snapshot, the events, and what else makes a study what it is."""
        digest = hashlib.sha256(
            repr((snapshot_of(self.digests()), self.size, self.frame.groups, more)).encode()
        )
        for values in (getattr(self.rows, f.name) for f in fields(EventRows)):
            if values is not None:
                digest.update(np.ascontiguousarray(values).tobytes())
        return digest.hexdigest()


class Partition(NamedTuple):
    """Some symbols of a study with their prices and events."""

    names: tuple[str, ...]
    codes: tuple[str, ...]
    prices: PriceArrays
    rows: EventRows


def _digest(*arrays: np.ndarray[Any, Any]) -> str:
    sha = hashlib.sha256()
    for array in arrays:
        sha.update(np.ascontiguousarray(array).tobytes())
    return sha.hexdigest()


def snapshot_of(digests: Mapping[str, str]) -> str:
    """SHA-256 over the digests of a study, or of all its parts."""
    return hashlib.sha256(repr(sorted(digests.items())).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a study is run and reported.

    ``adjust`` is ``holm`` or ``benjamini-yekutieli``; ``bound`` the CAAR (decimal) that the
    equivalence test asks about; ``full`` whether everything is computed, whatever it costs;
    ``calibrate`` is how many placebo firm-days the group statistics are tried on, 0 none.
    """

    adjust: str = "holm"
    bound: float | None = None
    full: bool = False
    threads: int = 1
    calibrate: int = 0
