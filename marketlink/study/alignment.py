"""Events and matched returns of a partition on one grid: day 0 of each, one stretch a series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from marketlink.study import returns
from marketlink.study.event_dates import CODE, NEVER, EventRows, Lives, SessionDays, date_events
from marketlink.study.kernel import Column, Flags, Ints, Whole
from marketlink.study.layout import EPOCH, SeriesLayout
from marketlink.study.markets import OWN
from marketlink.study.partition import Partition, StudyFrame


@dataclass(frozen=True, slots=True)
class Mapped:
    """Events with their day 0; arrays of length N.

    ``at`` and ``series`` say where day 0 lies in the layout, -1 where the event cannot be
    estimated; ``day0`` is an ordinal, 0 none; ``outcome`` and ``rule`` are numbers of
    :data:`~marketlink.study.event_dates.OUTCOMES` and ``RULES``.
    """

    rows: EventRows
    day0: Ints
    rule: Whole
    outcome: Whole
    series: Ints
    at: Ints
    names: tuple[str, ...]
    groups: tuple[str, ...]
    event_id: Column

    def __len__(self) -> int:
        return len(self.rows)

    def some(self, mine: Ints | slice) -> Mapped:
        """Some of the events."""
        own = {
            name: getattr(self, name)[mine] for name in ("day0", "rule", "outcome", "series", "at")
        }
        ids = self.event_id[mine] if len(self.event_id) else self.event_id
        return replace(self, rows=self.rows.some(mine), event_id=ids, **own)

    @property
    def symbol(self) -> Column:
        """(N,) names."""
        return np.array([*self.names, None], dtype=object)[self.rows.symbol]


@dataclass(frozen=True, slots=True)
class Windows:
    """Events and the layout they point into; ``symbols`` to ``calendars`` are by series.

    ``unusable`` are the positions of prices that cannot be one; ``indices`` are symbols that stand
    as benchmarks; ``lone`` events lack a benchmark, and ``missing`` names those they lack.
    """

    events: Mapped
    layout: SeriesLayout
    symbols: tuple[str, ...]
    benchmarks: tuple[str | None, ...]
    calendars: tuple[str, ...]
    unusable: Ints
    indices: frozenset[str]
    missing: tuple[str, ...]
    lone: int
    warnings: tuple[str, ...] = ()

    @property
    def peer_calendars(self) -> tuple[str, ...]:
        """The calendar of each series, one for all that follow their own dates."""
        return tuple(OWN if c.startswith(OWN) else c for c in self.calendars)


def match(frame: StudyFrame, part: Partition, ids: Column, warnings: Sequence[str] = ()) -> Windows:
    """Day 0 of a partition's events, and the returns of its series with those of their regressors.

    A series is one symbol with one benchmark. Depends on the partition's own rows alone.
    """
    homes = [
        frame.calendars.get(code) or returns.own_calendar(part.prices, number)
        for number, code in enumerate(part.codes)
    ]
    tracks = returns.on_calendars(part.prices, homes)
    ended = np.array([frame.ended.get(name, NEVER) for name in part.names], dtype=np.int64)
    dated = date_events(part.rows, Lives(homes, *tracks.ends, ended))
    pairs, series_of, lacking = _series(frame, part, np.diff(tracks.edges) > 0)
    cache: dict[tuple[int, str], returns.ReturnMark] = {}

    def mark(home: SessionDays, name: str | None) -> returns.ReturnMark | None:
        if name is None or name not in frame.tracks:
            return None
        if (id(home), name) not in cache:
            cache[id(home), name] = returns.mark_on(home, *frame.tracks[name])
        return cache[id(home), name]

    names = [[name for _, name in pairs]] if frame.benchmark else []
    names += [[name] * len(pairs) for name in frame.regressors]
    owns = [homes[symbol] for symbol, _ in pairs]
    marks = [list(map(mark, owns, some)) for some in names]
    symbols = np.array([symbol for symbol, _ in pairs], dtype=np.int64)
    layout = returns.fill(tracks, symbols, owns, marks, frame.reach, volume=frame.volume)
    outcome = dated.outcome.copy()
    alone = (lacking != None) & (outcome == 0)  # noqa: E711 (of each)
    outcome[alone] = CODE["no_benchmark"]
    ready = outcome == 0
    at = np.full(len(part.rows), -1, dtype=np.int64)
    at[ready] = layout.start[series_of[ready]] + dated.idx[ready]
    events = Mapped(
        rows=part.rows, day0=np.where(dated.idx >= 0, dated.day + EPOCH, 0), rule=dated.rule,
        outcome=outcome, series=np.where(ready, series_of, -1), at=at, names=part.names,
        groups=frame.groups, event_id=ids,
    )  # fmt: skip
    return Windows(
        events=events, layout=layout, symbols=tuple(part.names[symbol] for symbol, _ in pairs),
        benchmarks=tuple(name for _, name in pairs),
        calendars=tuple(part.codes[symbol] for symbol, _ in pairs),
        unusable=_unusable(tracks, symbols, layout), indices=frame.indices,
        missing=tuple(sorted(set(lacking[alone]) - {""})), lone=int(alone.sum()),
        warnings=tuple(warnings),
    )  # fmt: skip


def _unusable(tracks: returns.Tracks, symbols: Ints, layout: SeriesLayout) -> Ints:
    """The positions of prices that cannot be one, in every series of their symbols."""
    of, idx = tracks.unusable
    positions = [idx[:0]]
    for number in np.flatnonzero(np.isin(symbols, of)).tolist():
        mine = idx[of == symbols[number]]
        inside = (mine > layout.first[number]) & (mine < layout.last[number])
        positions.append(layout.start[number] + mine[inside])
    return np.concatenate(positions)


def _series(
    frame: StudyFrame, part: Partition, priced: Flags
) -> tuple[list[tuple[int, str | None]], Ints, Column]:
    """The pairs of symbol and benchmark, sorted; the pair of each event; the benchmark that each
    lacks, "" where it has none by name, None where it lacks none."""
    rows = part.rows
    stated = np.full(len(rows), -1)
    if rows.stated is not None and frame.benchmark:
        stated = rows.stated.astype(np.int64)
    width = len(frame.stated) + 1
    key = rows.symbol.astype(np.int64) * width + stated + 1
    key[rows.symbol < 0] = -1
    keys, which = np.unique(key, return_inverse=True)
    pair_of_key: list[tuple[int, str | None] | None] = []
    lacking: list[str | None] = []
    for one in keys.tolist():
        symbol, place = divmod(one, width)
        pair, lacks = None, None
        if one >= 0 and priced[symbol]:
            code = part.codes[symbol]
            default = frame.default.get("" if code.startswith(OWN) else code)
            name = frame.stated[place - 1] if place else default
            has_track = frame.benchmark and name in frame.tracks
            pair = symbol, name if has_track else None
            lacks = (name or "") if frame.benchmark and not has_track else None
        pair_of_key.append(pair)
        lacking.append(lacks)
    pairs = {pair for pair in pair_of_key if pair is not None}
    if frame.everyone:
        there = {symbol for symbol, _ in pairs}
        pairs |= {(i, None) for i in np.flatnonzero(priced).tolist() if i not in there}
    ordered = sorted(pairs, key=lambda pair: (pair[0], pair[1] or ""))
    number = {pair: i for i, pair in enumerate(ordered)}
    place_of = np.array([-1 if p is None else number[p] for p in pair_of_key], dtype=np.int64)
    return ordered, place_of[which], np.array(lacking, dtype=object)[which]
