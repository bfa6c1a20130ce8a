"""The inputs of a study as arrays, cut into partitions of symbols, and their matched returns."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.calendars import EXCHANGES
from marketlink.store.sql import statement
from marketlink.study.event_dates import CODE, OUTCOMES, RULES, Calendar, Rows, date_events
from marketlink.study.kernel import Floats, Ints, Whole
from marketlink.study.layout import Layout
from marketlink.study.markets import OWN, choose_calendars, priced_symbols
from marketlink.study.relations import Column, few
from marketlink.study.returns import (
    EPOCH,
    Mark,
    Prices,
    Track,
    factor_track,
    fill,
    filled,
    life_of,
    mark_on,
    own_calendar,
    read_prices,
    track,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec

PARTITION = 64
"""Symbols a partition."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What every partition needs besides its own prices and events.

    ``regressors`` names what stands beside the benchmark; ``tracks`` holds the prices of
    benchmarks and regressors on their own calendars; ``stated`` are the benchmarks that events
    name; ``default`` the benchmark of each calendar code, "" for own dates. ``ended`` gives the
    last day (from 1970) of symbols that are known to have ended; ``groups`` names the groups.
    """

    reach: tuple[int, int]
    calendars: Mapping[str, Calendar]
    default: Mapping[str, str | None]
    stated: tuple[str, ...]
    tracks: Mapping[str, tuple[Track, Calendar]]
    regressors: tuple[str, ...]
    ended: Mapping[str, int]
    indices: frozenset[str]
    groups: tuple[str, ...]
    benchmark: bool = True
    everyone: bool = False
    volume: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """A study read into arrays, before anything is estimated; ``rows`` are in input order, with
    the symbol's place among ``names`` or -1; ``size`` is how many symbols a partition has."""

    frame: Frame
    names: tuple[str, ...]
    codes: tuple[str, ...]
    prices: Prices
    rows: Rows
    warnings: tuple[str, ...]
    size: int

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def partitions(self) -> int:
        """How many partitions there are."""
        return -(-len(self.names) // self.size)

    def cutter(self) -> Callable[[int], Part]:
        """What cuts the partition of a number: its symbols with their prices and events."""
        owner = self.rows.symbol // self.size
        owner = owner.astype(np.int16 if self.partitions < 2**15 else np.int32)
        order = np.argsort(owner, kind="stable").astype(self.rows.row.dtype)
        edges = np.searchsorted(owner[order], np.arange(self.partitions + 1))

        def cut(number: int) -> Part:
            low = number * self.size
            high = min(low + self.size, len(self.names))
            mine = order[edges[number] : edges[number + 1]]
            return Part(
                low, self.names[low:high], self.codes[low:high], self.prices.part(low, high),
                taken(self.rows, mine, low),
            )  # fmt: skip

        return cut

    def whole(self) -> Work:
        """The same as one partition."""
        return replace(self, size=max(len(self.names), 1))

    def lost(self) -> Rows:
        """The events whose symbol has no price."""
        return taken(self.rows, np.flatnonzero(self.rows.symbol < 0), 0)

    def snapshot(self) -> str:
        """SHA-256 over every number and name that went in."""
        digest = hashlib.sha256(repr((self.names, self.codes, self.frame.regressors)).encode())
        for array in (self.prices.day, self.prices.value, self.prices.is_ret, self.prices.edges):
            digest.update(np.ascontiguousarray(array).tobytes())
        for one, _ in self.frame.tracks.values():
            digest.update(np.ascontiguousarray(one.ret).tobytes())
        return digest.hexdigest()

    def key(self, *more: object) -> str:
        """SHA-256 over the snapshot, the events, and what else makes a study what it is."""
        digest = hashlib.sha256(
            repr((self.snapshot(), self.size, self.frame.groups, more)).encode()
        )
        for values in (getattr(self.rows, f.name) for f in fields(Rows)):
            if values is not None:
                digest.update(np.ascontiguousarray(values).tobytes())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Part:
    """Symbols of a study, from number ``first`` on, with their prices and events."""

    first: int
    names: tuple[str, ...]
    codes: tuple[str, ...]
    prices: Prices
    rows: Rows


def taken(rows: Rows, mine: Whole | slice, low: int) -> Rows:
    """Some of the events, with symbols counted from ``low``."""

    def some(values: Whole | Floats | None) -> Any:
        return None if values is None else values[mine]

    return Rows(
        rows.row[mine], rows.symbol[mine] - low, rows.member[mine], some(rows.stated),
        rows.day[mine], some(rows.second), some(rows.fault),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mapped:
    """Events with their day 0; arrays of length N.

    ``at`` and ``series`` say where day 0 lies in the layout, -1 where the event cannot be
    estimated; ``day0`` is an ordinal, 0 none; ``outcome`` and ``rule`` are numbers of
    :data:`~marketlink.study.event_dates.OUTCOMES` and ``RULES``.
    """

    rows: Rows
    day0: Ints
    rule: Whole
    outcome: Whole
    series: Ints
    at: Ints
    names: tuple[str, ...]
    codes: tuple[str, ...]
    groups: tuple[str, ...]
    event_id: Column

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def symbol(self) -> Column:
        """(N,) names."""
        return np.array([*self.names, None], dtype=object)[self.rows.symbol]

    @property
    def told(self) -> Column:
        """(N,) outcome codes."""
        return np.array(OUTCOMES, dtype=object)[self.outcome]

    @property
    def rules(self) -> Column:
        """(N,) what chose day 0."""
        return np.array(RULES, dtype=object)[self.rule]


@dataclass(frozen=True, slots=True)
class Windows:
    """Events and the layout they point into; ``symbols`` to ``unusable`` are by series.

    ``unusable`` are the positions of prices that cannot be one; ``indices`` are symbols that stand
    as benchmarks; ``lone`` events lack a benchmark, and ``missing`` names those they lack.
    """

    events: Mapped
    layout: Layout
    symbols: tuple[str, ...]
    benchmarks: tuple[str | None, ...]
    calendars: tuple[str, ...]
    unusable: tuple[Ints, ...]
    indices: frozenset[str]
    missing: tuple[str, ...]
    lone: int
    warnings: tuple[str, ...] = ()

    @property
    def peer_calendars(self) -> tuple[str, ...]:
        """The calendar of each series, one for all that follow their own dates."""
        return tuple(OWN if c.startswith(OWN) else c for c in self.calendars)


def load(
    con: DuckDBPyConnection,
    spec: Spec,
    reach: tuple[int, int],
    *,
    benchmark: bool = True,
    factors: Sequence[str] = (),
    everyone: bool = False,
    volume: bool = False,
) -> Windows:
    """All of a study as one partition, with the names of its events. See :func:`prepare`."""
    work = prepare(
        con, spec, reach, benchmark=benchmark, factors=factors, everyone=everyone, volume=volume
    )
    return load_whole(con, work)


def load_whole(con: DuckDBPyConnection, work: Work) -> Windows:
    """All of a prepared study as one partition, events in input order, with their ids."""
    part = Part(0, work.names, work.codes, work.prices, work.rows)
    ids = con.execute("select event_id::varchar as event_id from input_event").fetchnumpy()
    return match(work.frame, part, np.asarray(ids["event_id"], dtype=object), work.warnings)


def prepare(
    con: DuckDBPyConnection,
    spec: Spec,
    reach: tuple[int, int],
    *,
    benchmark: bool = True,
    factors: Sequence[str] = (),
    everyone: bool = False,
    volume: bool = False,
) -> Work:
    """Read the relations of a study into arrays.

    Parameters
    ----------
    con : DuckDBPyConnection
        With the relations ``input_event(event_id, symbol, date, instant, "group", exchange,
        benchmark)``, optionally with ``problem``; ``input_price(symbol, session, total, ret,
        volume, exchange)``; ``session(exchange, session, idx, open, close)``; where ``factors``
        are columns of a file, ``input_factor(session, name, value)``; where symbols are known to
        have ended, ``input_ended(symbol, session)``.
    reach : sessions of padding before and after the prices of a series
    benchmark : whether the model needs one
    factors : further regressors, names of factor columns or of symbols
    everyone : also lay out the symbols that have no event, as peers
    volume : whether volumes are needed

    Reference
    ---------
    Maynes and Rumsey 1993 for returns over several sessions.
    """
    con.execute("set variable study_as_of = ?::date", [spec.as_of])
    con.execute(statement("study_named"))
    needed = priced_symbols(con, spec, factors, everyone)
    con.register("study_needed", {"symbol": np.array(list(needed), dtype=object)})
    con.execute(statement("study_listed"))
    con.unregister("study_needed")
    names = tuple(needed)
    prices = read_prices(con, len(names), volume)
    known = con.execute("select distinct exchange from session order by 1").fetchall()
    every = {str(row[0]): _calendar(con, row[0]) for row in known}
    chosen, notes = choose_calendars(con, needed, prices, every)
    codes = tuple(chosen)
    groups = tuple(r[0] for r in con.execute("select name from study_group order by id").fetchall())
    stated = tuple(
        row[0] for row in con.execute("select distinct benchmark from study_input").fetchall()
        if row[0]
    )  # fmt: skip
    stated = tuple(sorted(stated))
    rows = _read_events(con, stated)
    notes += _faults(con, [names[i] for i in prices.suspects()])
    calendars = {code: every[code] for code in sorted(set(codes) & every.keys())}
    default: dict[str, str | None] = {
        code: spec.benchmark or EXCHANGES[code].benchmark for code in calendars
    }
    default[""] = spec.benchmark
    wanted = {*stated, *factors, *(name for name in default.values() if name)}
    ranks = names, codes, prices, calendars
    frame = Frame(
        reach=reach,
        calendars=calendars,
        default=default,
        stated=stated,
        tracks=_tracks(con, wanted, factors, ranks),
        regressors=tuple(factors),
        ended=_ended(con, spec.as_of),
        indices=frozenset(
            {*stated, *(e.benchmark for e in EXCHANGES.values()), *spec.factors}
            | ({spec.benchmark} if spec.benchmark else set())
        ),
        groups=groups,
        benchmark=benchmark,
        everyone=everyone,
        volume=volume,
    )
    size = max(len(names), 1) if everyone else PARTITION  # peers need each other
    return Work(frame, names, codes, prices, rows, tuple(notes), size)


def _read_events(con: DuckDBPyConnection, stated: Sequence[str]) -> Rows:
    """The events in input order, in the narrowest integers that hold them."""
    con.execute("set variable study_benchmarks = ?::varchar[]", [list(stated)])
    got: Any = con.execute(statement("study_rows")).fetchnumpy()
    n = len(got["id"])
    second = None
    if con.execute("select count(instant) from input_event").fetchall()[0][0]:
        second = filled(con.execute(statement("study_second")).fetchnumpy()["second"])
    return Rows(
        row=np.arange(n, dtype=np.int32 if n < 2**31 else np.int64),
        symbol=np.asarray(got["id"]),
        member=np.asarray(got["member"]),
        stated=np.asarray(got["stated"]).astype(np.int16) if stated else None,
        day=np.asarray(got["day"]),
        second=second,
        fault=_line_faults(con, n),
    )


def _line_faults(con: DuckDBPyConnection, n: int) -> Whole | None:
    """The outcome that a line of the events has by itself, by number; None where none has."""
    found = np.zeros(n, dtype=np.int8)
    columns = {row[0] for row in con.execute("describe input_event").fetchall()}
    nameless = con.execute(statement("study_nameless")).fetchnumpy()["n"]
    found[np.asarray(nameless)] = CODE["no_symbol"]
    if con.execute("select count(*) > count(distinct event_id) from input_event").fetchall()[0][0]:
        repeated = con.execute(statement("study_repeated")).fetchnumpy()["n"]
        found[np.asarray(repeated)] = CODE["duplicate_id"]
    if "problem" in columns:
        for row, problem in con.execute(statement("study_problem")).fetchall():
            found[row] = CODE[problem]
    return found if found.any() else None


def _calendar(con: DuckDBPyConnection, code: str) -> Calendar:
    got: Any = con.execute(statement("study_calendar"), [code]).fetchnumpy()
    return Calendar(
        np.asarray(got["day"]).astype(np.int64), np.asarray(got["second"], dtype=np.float64)
    )


def _ended(con: DuckDBPyConnection, as_of: date | None) -> dict[str, int]:
    """Last days, from 1970, of the symbols that are known to have ended by a day."""
    if not relation_exists(con, "input_ended"):
        return {}
    rows = con.execute("select symbol, session from input_ended").fetchall()
    known = as_of or date.max
    return {symbol: day.toordinal() - EPOCH for symbol, day in rows if day <= known}


def relation_exists(con: DuckDBPyConnection, name: str) -> bool:
    """Whether a connection has a table or view of that name."""
    return bool(
        con.execute(
            "select 1 from duckdb_tables() where table_name = $1 union all"
            " select 1 from duckdb_views() where view_name = $1",
            [name],
        ).fetchall()
    )


def factor_names(con: DuckDBPyConnection) -> set[str]:
    """The columns of the factor file, where there is one."""
    if not relation_exists(con, "input_factor"):
        return set()
    return {row[0] for row in con.execute("select distinct name from input_factor").fetchall()}


def _tracks(
    con: DuckDBPyConnection,
    wanted: set[str],
    factors: Sequence[str],
    ranks: tuple[tuple[str, ...], tuple[str, ...], Prices, Mapping[str, Calendar]],
) -> dict[str, tuple[Track, Calendar]]:
    """Benchmarks and factors on their own calendars; a factor of a file goes before a symbol."""
    names, codes, prices, calendars = ranks
    place = {name: i for i, name in enumerate(names)}
    found: dict[str, tuple[Track, Calendar]] = {}
    for name in sorted(wanted & place.keys()):
        number = place[name]
        home = calendars.get(codes[number]) or own_calendar(prices, number)
        one = track(prices, number, home) if len(home.days) else None
        if one is not None:
            found[name] = one, home
    for name in sorted(factor_names(con) & set(factors)):
        got: Any = con.execute(statement("study_factor_track"), [name]).fetchnumpy()
        day = np.asarray(got["day"]).astype(np.int64)
        found[name] = factor_track(day, np.asarray(got["value"], dtype=np.float64))
    return found


def match(frame: Frame, part: Part, ids: Column, warnings: Sequence[str] = ()) -> Windows:
    """Day 0 of a partition's events, and the returns of its series with those of their regressors.

    A series is one symbol with one benchmark. Depends on the partition's own rows alone.
    """
    tracks, homes = _at_home(frame, part)
    lives = [
        life_of(one, home, frame.ended.get(name))
        for one, home, name in zip(tracks, homes, part.names, strict=True)
    ]
    dated = date_events(part.rows, lives)
    pairs, series_of, lone = _series(frame, part, tracks)
    cache: dict[tuple[int, str], Mark | None] = {}
    wanted = [
        ((name,) if frame.benchmark else ()) + frame.regressors for _, name in pairs
    ]  # fmt: skip
    marks = [
        [_mark(frame, homes[symbol], name, cache) for name in names]
        for (symbol, _), names in zip(pairs, wanted, strict=True)
    ]
    held = [tracks[symbol] for symbol, _ in pairs]
    layout = fill(
        [one for one in held if one is not None],
        [homes[symbol] for symbol, _ in pairs],
        marks,
        frame.reach,
        volume=frame.volume,
    )
    if not pairs:
        width = len(frame.regressors) + frame.benchmark
        layout = fill([], [], [], frame.reach)
        layout.X.resize((width, 0), refcheck=False)
    outcome = dated.outcome.copy()
    outcome[(outcome == 0) & lone] = CODE["no_benchmark"]
    ready = outcome == 0
    at = np.full(len(part.rows), -1, dtype=np.int64)
    at[ready] = layout.start[series_of[ready]] + dated.idx[ready]
    events = Mapped(
        rows=part.rows,
        day0=_day0(dated.idx, part.rows, homes),
        rule=dated.rule,
        outcome=outcome,
        series=np.where(ready, series_of, -1),
        at=at,
        names=part.names,
        codes=part.codes,
        groups=frame.groups,
        event_id=ids,
    )
    return Windows(
        events=events,
        layout=layout,
        symbols=tuple(part.names[symbol] for symbol, _ in pairs),
        benchmarks=tuple(name for _, name in pairs),
        calendars=tuple(part.codes[symbol] for symbol, _ in pairs),
        unusable=tuple(
            layout.start[number] + one.unusable for number, one in enumerate(held)
            if one is not None
        ),
        indices=frame.indices,
        missing=_missing(frame, part, lone & (dated.outcome == 0)),
        lone=int((lone & (dated.outcome == 0)).sum()),
        warnings=tuple(warnings),
    )  # fmt: skip


def _at_home(frame: Frame, part: Part) -> tuple[list[Track | None], list[Calendar]]:
    """Every symbol of a partition on its own calendar, None where it has no usable price."""
    tracks: list[Track | None] = []
    homes: list[Calendar] = []
    for number, code in enumerate(part.codes):
        home = frame.calendars.get(code) or own_calendar(part.prices, number)
        homes.append(home)
        tracks.append(track(part.prices, number, home) if len(home.days) else None)
    return tracks, homes


def _series(
    frame: Frame, part: Part, tracks: list[Track | None]
) -> tuple[list[tuple[int, str | None]], Ints, Column]:
    """The pairs of symbol and benchmark, sorted; the pair of each event; which lack a benchmark."""
    rows = part.rows
    stated = np.full(len(rows), -1) if rows.stated is None else rows.stated.astype(np.int64)
    if not frame.benchmark:
        stated = np.full(len(rows), -1)
    width = len(frame.stated) + 1
    key = rows.symbol.astype(np.int64) * width + stated + 1
    key[rows.symbol < 0] = -1
    keys, which = np.unique(key, return_inverse=True)
    named: list[tuple[int, str | None] | None] = []
    for one in keys.tolist():
        symbol, place = divmod(one, width)
        if one < 0 or tracks[symbol] is None:
            named.append(None)
            continue
        name = frame.stated[place - 1] if place else default_of(frame, part.codes[symbol])
        known = frame.benchmark and name in frame.tracks
        named.append((symbol, name if known else None))
    pairs = {pair for pair in named if pair is not None}
    if frame.everyone:
        there = {symbol for symbol, _ in pairs}
        others = (i for i, one in enumerate(tracks) if one is not None and i not in there)
        pairs |= {(i, None) for i in others}
    ordered = sorted(pairs, key=lambda pair: (pair[0], pair[1] or ""))
    number = {pair: i for i, pair in enumerate(ordered)}
    place_of = np.array([-1 if p is None else number[p] for p in named], dtype=np.int64)
    lone = np.array([p is not None and frame.benchmark and p[1] is None for p in named], dtype=bool)
    if not len(keys):
        none = np.zeros(0, dtype=np.int64)
        return ordered, none, none.astype(bool)
    return ordered, place_of[which], lone[which]


def default_of(frame: Frame, code: str) -> str | None:
    """The benchmark of a symbol whose events name none."""
    return frame.default.get("" if code.startswith(OWN) else code)


def _missing(frame: Frame, part: Part, lone: Column) -> tuple[str, ...]:
    """The benchmarks that events lack, by name."""
    rows = part.rows
    found = set()
    for at in np.flatnonzero(lone).tolist():
        place = -1 if rows.stated is None else int(rows.stated[at])
        code = part.codes[int(rows.symbol[at])]
        found.add(frame.stated[place] if place >= 0 else default_of(frame, code))
    return tuple(sorted(name for name in found if name))


def _mark(
    frame: Frame, home: Calendar, name: str | None, cache: dict[tuple[int, str], Mark | None]
) -> Mark | None:
    if name is None or name not in frame.tracks:
        return None
    key = (id(home), name)
    if key not in cache:
        cache[key] = mark_on(home, *frame.tracks[name])
    return cache[key]


def _day0(idx: Ints, rows: Rows, homes: list[Calendar]) -> Ints:
    """Ordinals of day 0, 0 where there is none."""
    found = np.zeros(len(idx), dtype=np.int64)
    known = np.flatnonzero(idx >= 0)
    for symbol in np.unique(rows.symbol[known]).tolist():
        mine = known[rows.symbol[known] == symbol]
        found[mine] = homes[symbol].days[idx[mine]] + EPOCH
    return found


def _faults(con: DuckDBPyConnection, suspects: list[str]) -> list[str]:
    """What was wrong with the prices of the symbols in use, day by day where any is suspect."""
    notes: list[str] = []
    con.execute("set variable study_suspects = ?::varchar[]", [suspects])
    rows = con.execute(statement("study_price_faults")).fetchall() if suspects else []
    repeated = [f"{symbol} ({n})" for symbol, n, _ in rows if n]
    unusable = [f"{symbol} ({n})" for symbol, _, n in rows if n]
    if repeated:
        notes.append(f"days with more than one price row: {few(repeated)}")
    if unusable:
        notes.append(
            "days whose price is not positive, not finite or contradicted by another row count as"
            f" missing: {few(unusable)}"
        )
    own = [
        row[0]
        for row in con.execute("select symbol from study_symbol where own order by 1").fetchall()
    ]
    if own:
        notes.append(f"own dates as calendar: {few(own)}")
    return notes
