"""The relations of a study read into arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.calendars import EXCHANGES
from marketlink.store import EngineError
from marketlink.store.sql import statement
from marketlink.study.alignment import Windows, match
from marketlink.study.event_dates import CODE, EventRows, SessionDays
from marketlink.study.kernel import Whole
from marketlink.study.layout import EPOCH
from marketlink.study.markets import choose_calendars, name_symbols, priced_symbols
from marketlink.study.models import Model, find
from marketlink.study.notes import About, Note, joined
from marketlink.study.partition import Partition, Scope, StudyFrame, StudyInput
from marketlink.study.returns import (
    PriceArrays,
    Track,
    factor_track,
    filled,
    on_calendars,
    own_calendar,
    read_prices,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec

PARTITION = 600_000
"""Prices a partition, as many as stay near the processor; a fit weighs as much as
:data:`FIT` of them, a symbol, whose sessions are laid out whole, as :data:`SYMBOL`."""
FIT, SYMBOL = 10, 200


def load(
    con: DuckDBPyConnection, spec: Spec, reach: tuple[int, int], factors: Sequence[str] = ()
) -> Windows:
    """All of a study as one partition, with the names of its events. See :func:`prepare`."""
    return load_whole(con, prepare(con, spec, reach, find("market"), factors))


def load_whole(con: DuckDBPyConnection, work: StudyInput) -> Windows:
    """All of a prepared study as one partition, events in input order, with their ids."""
    part = Partition(work.names, work.codes, work.prices, work.rows)
    ids = con.execute("select event_id::varchar as event_id from input_event").fetchnumpy()
    warnings = [note.sentence() for note in work.notes]
    return match(work.frame, part, np.asarray(ids["event_id"], dtype=object), warnings)


def prepare(  # noqa: PLR0913 (one specification)
    con: DuckDBPyConnection,
    spec: Spec,
    reach: tuple[int, int],
    model: Model,
    factors: Sequence[str] = (),
    *,
    scope: Scope | None = None,
) -> StudyInput:
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
    model : whose needs are read: a benchmark, peers without an event, volumes
    factors : further regressors, names of factor columns or of symbols
    scope : of the whole study, where the relations are a part of it

    Reference: Maynes and Rumsey 1993 for returns over several sessions.
    """
    name_symbols(con, spec.as_of)
    volume = model.unit == "log volume"
    needed = priced_symbols(con, spec, factors, model.peers)
    scope = scope or scope_of(con)
    con.execute("set variable study_groups = ?::varchar[]", [list(scope.groups)])
    con.register("study_needed", {"symbol": np.array(list(needed), dtype=object)})
    con.execute(statement("study.listed"))
    con.unregister("study_needed")
    names = tuple(needed)
    prices = read_prices(con, len(names), volume)
    exchanges = con.execute("select distinct exchange from session order by 1").fetchall()
    every = {str(row[0]): _calendar(con, row[0]) for row in exchanges}
    calendar_of, notes = choose_calendars(con, needed, prices, every, scope.early)
    codes, stated = tuple(calendar_of), scope.stated
    rows = _read_events(con, stated)
    notes += _faults(con, [names[i] for i in prices.suspects()])
    calendars = {code: every[code] for code in sorted(set(codes) & every.keys())}
    default: dict[str, str | None] = {
        code: spec.benchmark or EXCHANGES[code].benchmark for code in calendars
    }
    default[""] = spec.benchmark
    regressors = {*stated, *factors, *(name for name in default.values() if name)}
    ranks = names, codes, prices, calendars
    frame = StudyFrame(
        reach=reach, calendars=calendars, default=default, stated=stated,
        tracks=_tracks(con, regressors, factors, ranks), regressors=tuple(factors),
        ended=_ended(con, spec.as_of),
        indices=frozenset(
            {*stated, *(e.benchmark for e in EXCHANGES.values()), *spec.factors}
            | ({spec.benchmark} if spec.benchmark else set())
        ),
        groups=scope.groups, benchmark=model.benchmark, everyone=model.peers, volume=volume,
    )  # fmt: skip
    size = (
        max(len(names), 1) if model.peers else symbols_together(len(names), len(prices.day), rows)
    )
    scope = scope if scope.events else scope._replace(events=len(rows), prices=len(prices.day))
    return StudyInput(frame, names, codes, prices, rows, tuple(joined(notes)), size, scope)


def scope_of(con: DuckDBPyConnection) -> Scope:
    """The scope of a study whose relations are all on a connection, but for what is counted."""
    groups = con.execute(statement("study.groups")).fetchall()
    benchmarks = con.execute("select distinct benchmark from study_input").fetchall()
    early = bool(con.execute(statement("study.early")).fetchall()[0][0])
    return Scope(
        tuple(row[0] for row in groups),
        tuple(sorted(row[0] for row in benchmarks if row[0])),
        early,
    )


def symbols_together(symbols: int, prices: int, rows: EventRows) -> int:
    """How many symbols a partition has, where they do not need each other as peers: few where each
    has many prices and events, many where a call would cost more than the work."""
    each = prices / max(symbols, 1)
    fits = min(len(rows) / max(symbols, 1), each)
    return max(int(PARTITION / (each + FIT * fits + SYMBOL)), 1)


def _read_events(con: DuckDBPyConnection, stated: Sequence[str]) -> EventRows:
    """The events in input order, in the narrowest integers that hold them."""
    con.execute("set variable study_benchmarks = ?::varchar[]", [list(stated)])
    columns: Any = con.execute(statement("study.rows")).fetchnumpy()
    n = len(columns["id"])
    second = None
    if con.execute("select count(instant) from input_event").fetchall()[0][0]:
        second = filled(con.execute(statement("study.second")).fetchnumpy()["second"])
    return EventRows(
        row=np.arange(n, dtype=np.int32 if n < 2**31 else np.int64),
        symbol=np.asarray(columns["id"]),
        member=np.asarray(columns["member"]),
        stated=np.asarray(columns["stated"]).astype(np.int16) if stated else None,
        day=np.asarray(columns["day"]),
        second=second,
        fault=_line_faults(con, n),
    )


def _line_faults(con: DuckDBPyConnection, n: int) -> Whole | None:
    """The outcome that a line of the events has by itself, by number; None where none has."""
    outcome = np.zeros(n, dtype=np.int8)
    columns = {row[0] for row in con.execute("describe input_event").fetchall()}
    nameless = con.execute(statement("study.nameless")).fetchnumpy()["n"]
    outcome[np.asarray(nameless)] = CODE["no_symbol"]
    if con.execute("select count(*) > count(distinct event_id) from input_event").fetchall()[0][0]:
        repeated = con.execute(statement("study.repeated")).fetchnumpy()["n"]
        outcome[np.asarray(repeated)] = CODE["duplicate_id"]
    if "problem" in columns:
        for row, problem in con.execute(statement("study.problem")).fetchall():
            outcome[row] = CODE[problem]
    return outcome if outcome.any() else None


def _calendar(con: DuckDBPyConnection, code: str) -> SessionDays:
    columns: Any = con.execute(statement("study.calendar"), [code]).fetchnumpy()
    return SessionDays(
        np.asarray(columns["day"]).astype(np.int64), np.asarray(columns["second"], dtype=np.float64)
    )


def _ended(con: DuckDBPyConnection, as_of: date | None) -> dict[str, int]:
    """Last days, from 1970, of the symbols that are known to have ended by a day."""
    if not relation_exists(con, "input_ended"):
        return {}
    rows = con.execute("select symbol, session from input_ended").fetchall()
    last_day = as_of or date.max
    return {symbol: day.toordinal() - EPOCH for symbol, day in rows if day <= last_day}


def relation_exists(con: DuckDBPyConnection, name: str) -> bool:
    """Whether a connection has a table or view of that name."""
    try:
        con.table(name)
    except EngineError:
        return False
    return True


def factor_names(con: DuckDBPyConnection) -> set[str]:
    """The columns of the factor file, where there is one."""
    if not relation_exists(con, "input_factor"):
        return set()
    return {row[0] for row in con.execute("select distinct name from input_factor").fetchall()}


def _tracks(
    con: DuckDBPyConnection,
    regressors: set[str],
    factors: Sequence[str],
    ranks: tuple[tuple[str, ...], tuple[str, ...], PriceArrays, Mapping[str, SessionDays]],
) -> dict[str, tuple[Track, SessionDays]]:
    """Benchmarks and factors on their own calendars; a factor of a file goes before a symbol."""
    names, codes, prices, calendars = ranks
    tracks: dict[str, tuple[Track, SessionDays]] = {}
    for name in sorted(regressors.intersection(names)):
        number = names.index(name)
        home = calendars.get(codes[number]) or own_calendar(prices, number)
        one = on_calendars(prices.part(number, number + 1), [home]).one(len(home.days))
        if one is not None:
            tracks[name] = one, home
    for name in sorted(factor_names(con) & set(factors)):
        columns: Any = con.execute(statement("study.factor_track"), [name]).fetchnumpy()
        day = np.asarray(columns["day"]).astype(np.int64)
        tracks[name] = factor_track(day, np.asarray(columns["value"], dtype=np.float64))
    return tracks


def _faults(con: DuckDBPyConnection, suspects: list[str]) -> list[Note]:
    """What was wrong with the prices of the symbols in use, day by day where any is suspect."""
    con.execute("set variable study_suspects = ?::varchar[]", [suspects])
    rows = con.execute(statement("study.price_faults")).fetchall() if suspects else []
    repeated = {symbol: About(n, f"{symbol} ({n})") for symbol, n, _ in rows if n}
    unusable = {symbol: About(n, f"{symbol} ({n})") for symbol, _, n in rows if n}
    own = con.execute("select symbol from study_symbol where own").fetchall()
    notes = [
        Note("repeated", repeated),
        Note("unusable", unusable),
        Note("own_dates", {row[0]: About(1, row[0]) for row in own}),
    ]
    return [note for note in notes if note.symbols]
