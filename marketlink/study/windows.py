"""Events and prices to windows: calendars, reaction sessions, interval-matched returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.calendars import EXCHANGES, exchange_of
from marketlink.store.sql import statement
from marketlink.study.layout import Layout, lay_out

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec
    from marketlink.study.kernel import Ints

Column = np.ndarray[Any, Any]
Fetched = dict[str, Column]

OWN = "own:"
"""Prefix of the calendar of a symbol that follows its own dates."""

DELISTED_AFTER = 10
"""Days by which a symbol's last price must precede the newest price to call it delisted."""

ALIASES = {
    "NASDAQ": "XNYS", "XNAS": "XNYS", "NYSE": "XNYS", "AMEX": "XNYS", "ARCX": "XNYS",
    "NYSEARCA": "XNYS", "XASE": "XNYS", "BATS": "XNYS", "US": "XNYS",
    "KRX": "XKRX", "KOSPI": "XKRX", "KOSDAQ": "XKRX", "XKOS": "XKRX", "KR": "XKRX",
    "TSE": "XTKS", "JPX": "XTKS", "HKEX": "XHKG", "LSE": "XLON", "TWSE": "XTAI", "SSE": "XSHG",
    "SZSE": "XSHG", "XSHE": "XSHG", "XETRA": "XETR", "TSX": "XTSE", "ASX": "XASX", "NSE": "XBOM",
    "XNSE": "XBOM", "BSE": "XBOM",
}  # fmt: skip
"""What price files call an exchange, as the code of the calendar it keeps."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """Every input event with its day 0, in input order; arrays of length N.

    ``outcome`` is empty where the event may be estimated; then ``series`` and ``at`` say where
    its day 0 lies in the layout, else they are -1.
    """

    event_id: Column
    symbol: Column
    group: Column
    code: Column
    instant: Column
    day0: Column
    rule: Column
    outcome: Column
    series: Ints
    at: Ints

    def __len__(self) -> int:
        return len(self.event_id)


@dataclass(frozen=True, slots=True)
class Windows:
    """Events and the layout they point into; ``symbols`` and ``benchmarks`` are by series.

    ``peer_calendars`` puts all symbols that follow their own dates on one calendar, for averages
    over companies; ``indices`` are symbols that stand as benchmarks.
    """

    events: Mapped
    layout: Layout
    symbols: tuple[str, ...]
    benchmarks: tuple[str | None, ...]
    calendars: tuple[str, ...]
    indices: frozenset[str]
    warnings: tuple[str, ...]

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
) -> Windows:
    """Read ``input_event``, ``input_price``, ``session`` (and ``input_factor``) into windows.

    Parameters
    ----------
    con : DuckDBPyConnection
        With the relations ``input_event(event_id, symbol, date, instant, "group", exchange,
        benchmark)``, optionally with ``problem``; ``input_price(symbol, session, total, ret,
        volume, exchange)``; ``session(exchange, session, idx, open, close)``; and, where
        ``factors`` are columns of a file, ``input_factor(session, name, value)``.
    reach : sessions of padding before and after the prices of a series.
    benchmark : whether the model needs one.
    factors : further regressors, names of factor columns or of symbols.
    everyone : also lay out the symbols that have no event, as peers.

    Returns
    -------
    Windows
        Returns of stock and regressors over the same instants.

    Reference
    ---------
    Maynes and Rumsey 1993 for returns over several sessions.
    """
    con.execute("set variable study_as_of = ?::date", [spec.as_of])
    _input(con)
    notes: list[str] = []
    needed = _symbols(con, spec, factors, everyone)
    _calendars(con, needed, notes)
    for name in ("study_bar", "study_session", "study_step"):
        con.execute(statement(name))
    series = _series(con, spec, benchmark, everyone)
    _require(con, series, benchmark, factors)
    layout = _fill(con, series, reach, len(factors) + benchmark)
    events = _map(con, spec, series, layout, benchmark)
    _describe(con, notes)
    return Windows(
        events=events,
        layout=layout,
        symbols=tuple(s.symbol for s in series),
        benchmarks=tuple(s.benchmark for s in series),
        calendars=tuple(s.code for s in series),
        indices=_indices(con, spec),
        warnings=tuple(notes),
    )


@dataclass(frozen=True, slots=True)
class _Series:
    symbol: str
    benchmark: str | None
    code: str
    first: int
    last: int


def _input(con: DuckDBPyConnection) -> None:
    """Copy the events, with the optional columns filled, so that their order is fixed."""
    columns = {row[0] for row in con.execute("describe input_event").fetchall()}
    con.execute(statement("study_input"))
    if "problem" in columns:
        con.execute(statement("study_input_problem"))


def _symbols(
    con: DuckDBPyConnection, spec: Spec, factors: Sequence[str], everyone: bool
) -> dict[str, str | None]:
    """Every symbol the study may touch, with the exchange that is stated for it, if any."""
    rows = con.execute(
        "select symbol, max(exchange) from study_input where symbol is not null group by symbol"
    ).fetchall()
    stated: dict[str, str | None] = dict(rows)
    others = {*factors, spec.benchmark, *(e.benchmark for e in EXCHANGES.values())}
    for (name,) in con.execute("select distinct benchmark from study_input").fetchall():
        others.add(name)
    if everyone:
        others |= {row[0] for row in con.execute("select symbol from input_price").fetchall()}
    for name in sorted(n for n in others if n is not None):
        stated.setdefault(name, None)
    con.register("study_wanted", {"symbol": np.array(list(stated), dtype=object)})
    priced = con.execute(
        "select p.symbol, max(p.exchange) from input_price p"
        " semi join study_wanted w on w.symbol = p.symbol"
        " where p.total is not null or p.ret is not null group by p.symbol order by p.symbol"
    ).fetchall()
    con.unregister("study_wanted")
    return {symbol: exchange or stated[symbol] for symbol, exchange in priced}


def _calendars(con: DuckDBPyConnection, needed: dict[str, str | None], notes: list[str]) -> None:
    """Decide each symbol's calendar: stated, told by its ending, or its own dates."""
    known = {row[0] for row in con.execute("select distinct exchange from session").fetchall()}
    chosen: dict[str, str] = {}
    guessed: set[str] = set()
    unknown: dict[str, int] = {}
    for symbol, stated in needed.items():
        code = exchange_of(symbol)
        if stated is not None:
            code = ALIASES.get(stated.upper(), stated.upper())
        elif code == "XNYS" and not symbol.startswith("^"):
            guessed.add(symbol)
        if code not in known:
            unknown[stated or code] = unknown.get(stated or code, 0) + 1
        chosen[symbol] = code if code in known else OWN + symbol
    _register(con, chosen)
    off = con.execute(statement("study_off_calendar")).fetchall()
    fallen = sorted({symbol for symbol, _, _ in off if symbol in guessed})
    for symbol in fallen:
        chosen[symbol] = OWN + symbol
    kept = [row for row in off if row[0] not in guessed]
    _register(con, chosen)
    for name, n in sorted(unknown.items()):
        notes.append(f"no calendar for {name}: {n} symbols follow their own dates")
    if fallen:
        notes.append(
            f"{len(fallen)} symbols trade on days New York is shut and follow their own dates: "
            + few(fallen)
        )
    for symbol, n, first in kept:
        notes.append(
            f"{symbol}: {n} prices on days that {chosen[symbol]} was shut are not used,"
            f" the first on {first}"
        )


def choose_calendars(con: DuckDBPyConnection, spec: Spec) -> list[str]:
    """Decide the calendar of every symbol that ``study_input`` names; return what to warn of."""
    notes: list[str] = []
    _calendars(con, _symbols(con, spec, (), everyone=False), notes)
    return notes


def few(names: Sequence[str], n: int = 5) -> str:
    """The first names of a list, and how many more there are."""
    return ", ".join(names[:n]) + (f" and {len(names) - n} more" if len(names) > n else "")


def _register(con: DuckDBPyConnection, chosen: dict[str, str]) -> None:
    symbols = sorted(chosen)
    codes = [chosen[s] for s in symbols]
    staged = {
        "symbol": np.array(symbols, dtype=object),
        "code": np.array(codes, dtype=object),
        "own": np.array([c.startswith(OWN) for c in codes], dtype=bool),
    }
    _table(con, "study_symbol", staged)


def _table(con: DuckDBPyConnection, name: str, columns: Fetched) -> None:
    """A temporary table from columns."""
    con.execute(statement(name))
    if len(next(iter(columns.values()))):
        con.register("study_staged", columns)
        con.table("study_staged").insert_into(name)
        con.unregister("study_staged")


def _series(con: DuckDBPyConnection, spec: Spec, benchmark: bool, everyone: bool) -> list[_Series]:
    """One series a symbol and benchmark among the events, sorted."""
    con.execute(statement("study_id"))
    rows = con.execute(statement("study_span")).fetchall()
    spans = {symbol: (code, first, last) for symbol, code, first, last in rows}
    pairs = con.execute(
        "select distinct symbol, benchmark from study_input where symbol is not null"
    ).fetchall()
    found: set[tuple[str, str | None]] = set()
    for symbol, stated in pairs:
        if symbol in spans:
            name = stated or spec.benchmark or _default_benchmark(spans[symbol][0])
            found.add((symbol, name if benchmark and name in spans else None))
    if everyone:
        there = {symbol for symbol, _ in found}
        found |= {(symbol, None) for symbol in spans if symbol not in there}
    ordered = sorted(found, key=lambda pair: (pair[0], pair[1] or ""))
    return [_Series(s, b, *spans[s]) for s, b in ordered]


def _default_benchmark(code: str) -> str | None:
    exchange = EXCHANGES.get(code)
    return exchange.benchmark if exchange else None


def _require(
    con: DuckDBPyConnection, series: list[_Series], benchmark: bool, factors: Sequence[str]
) -> None:
    """What must be matched with what: ``study_need``, then ``study_mark``."""
    codes: dict[str, str] = dict(con.execute("select symbol, code from study_symbol").fetchall())
    rows: list[tuple[int, int, str, str, str, bool]] = []
    filed = factor_names(con)
    for number, one in enumerate(series):
        wanted = [(0, one.benchmark), *((place, n) for place, n in enumerate(factors, benchmark))]
        for place, name in wanted[not benchmark :]:
            if name is not None:
                by_date = name in filed or _by_date(one.code, codes.get(name, OWN))
                rows.append((number, place, one.symbol, one.code, name, by_date))
    kinds = (np.int32, np.int32, object, object, object, bool)
    names = ("series", "place", "symbol", "code", "regressor", "by_date")
    columns = {
        name: np.array([row[i] for row in rows], dtype=kind)
        for i, (name, kind) in enumerate(zip(names, kinds, strict=True))
    }
    _table(con, "study_need", columns)
    con.execute(statement("study_mark"))
    if filed:
        con.execute(statement("study_factor"))


def _by_date(code: str, other: str) -> bool:
    return code.startswith(OWN) or other.startswith(OWN)


def factor_names(con: DuckDBPyConnection) -> set[str]:
    """The columns of the factor file, where there is one."""
    there = con.execute(
        "select 1 from duckdb_tables() where table_name = 'input_factor' union all"
        " select 1 from duckdb_views() where view_name = 'input_factor'"
    ).fetchall()
    if not there:
        return set()
    return {row[0] for row in con.execute("select distinct name from input_factor").fetchall()}


def _fill(
    con: DuckDBPyConnection,
    series: list[_Series],
    reach: tuple[int, int],
    q: int,
) -> Layout:
    days = _ordinals(con)
    none = np.zeros(0, dtype=np.int64)
    first = np.array([s.first for s in series], dtype=np.int64)
    last = np.array([s.last for s in series], dtype=np.int64)
    layout = lay_out(first, last, reach, [days.get(s.code, none) for s in series], q)
    ids = dict(con.execute("select symbol, id from study_id").fetchall())
    by_id: dict[int, list[int]] = {}
    for number, one in enumerate(series):
        by_id.setdefault(ids[one.symbol], []).append(number)
    got = _fetch(con, "study_return")
    _place_returns(layout, by_id, got)
    if q:
        matched = _fetch(con, "study_matched")
        x = np.ma.filled(matched["x"].astype(np.float64), np.nan)
        at = layout.start[matched["series"]] + matched["idx"]
        layout.X[matched["place"], at] = x
    return layout


def _place_returns(layout: Layout, by_id: dict[int, list[int]], got: Fetched) -> None:
    width = max(by_id, default=-1) + 2
    depth = max((len(v) for v in by_id.values()), default=0)
    for level in range(depth):
        owner = np.full(width, -1, dtype=np.int64)
        for key, numbers in by_id.items():
            if level < len(numbers):
                owner[key] = numbers[level]
        target = owner[np.minimum(got["id"], width - 1)]
        keep = target >= 0
        at = layout.start[target[keep]] + got["idx"][keep]
        layout.y[at] = np.ma.filled(got["ret"], np.nan)[keep]
        layout.span[at] = np.ma.filled(got["span"], 1)[keep]
        layout.volume[at] = np.ma.filled(got["volume"].astype(np.float64), np.nan)[keep]


def _ordinals(con: DuckDBPyConnection) -> dict[str, Ints]:
    """Session ordinals by idx of every calendar of the study."""
    rows = _fetch(con, "study_days")
    codes, starts = np.unique(rows["code"].astype(str), return_index=True)
    edges = [*starts.tolist(), len(rows["idx"])]
    found: dict[str, Ints] = {}
    for code, low, high in zip(codes.tolist(), edges[:-1], edges[1:], strict=True):
        days = np.zeros(int(rows["idx"][high - 1]) + 1, dtype=np.int64)
        days[rows["idx"][low:high]] = rows["day"][low:high]
        found[code] = days
    return found


def _map(
    con: DuckDBPyConnection, spec: Spec, series: list[_Series], layout: Layout, benchmark: bool
) -> Mapped:
    got = {k: _plain(v) for k, v in _fetch(con, "study_event").items()}
    n = len(got["event_id"])
    number = {(s.symbol, s.benchmark): i for i, s in enumerate(series)}
    codes = {s.symbol: s.code for s in series}
    priced = {s.benchmark for s in series}
    place = np.full(n, -1, dtype=np.int64)
    lone = np.zeros(n, dtype=bool)
    for row, (symbol, stated) in enumerate(zip(got["symbol"], got["benchmark"], strict=True)):
        if symbol in codes:
            name = stated or spec.benchmark or _default_benchmark(codes[symbol])
            name = name if benchmark and name in priced else None
            place[row] = number.get((symbol, name), number.get((symbol, None), -1))
            lone[row] = benchmark and name is None
    day0 = got["day0"].astype("datetime64[D]")
    idx = np.where(np.isnat(day0), -1, got["idx"].astype(np.int64))
    newest = con.execute("select max(session) from study_bar where usable").fetchall()
    outcome = _outcomes(got, place, idx, layout, newest[0][0] if newest else None)
    outcome[(outcome == "") & lone] = "no_benchmark"
    ready = outcome == ""
    at = np.full(n, -1, dtype=np.int64)
    at[ready] = layout.start[place[ready]] + idx[ready]
    return Mapped(
        event_id=got["event_id"],
        symbol=got["symbol"],
        group=np.array(["" if g is None else g for g in got["group_name"]], dtype=object),
        code=got["code"],
        instant=got["instant"].astype("datetime64[us]"),
        day0=day0,
        rule=_rules(got, day0),
        outcome=outcome,
        series=np.where(ready, place, -1),
        at=at,
    )


def _indices(con: DuckDBPyConnection, spec: Spec) -> frozenset[str]:
    rows = con.execute("select distinct benchmark from study_input").fetchall()
    stated = {name for (name,) in rows if name} | {e.benchmark for e in EXCHANGES.values()}
    return frozenset(stated | ({spec.benchmark} if spec.benchmark else set()) | set(spec.factors))


def _fetch(con: DuckDBPyConnection, name: str) -> Fetched:
    """The answer of an SQL file as columns; masked where it has nulls."""
    columns: Any = con.execute(statement(name)).fetchnumpy()
    return dict(columns)


def _plain(column: Any) -> Column:
    """A fetched column with its nulls as None, NaT or 0."""
    if not isinstance(column, np.ma.MaskedArray):
        return np.asarray(column)
    if column.dtype.kind == "M":
        return column.filled(np.datetime64("NaT"))
    if column.dtype.kind == "O":
        values = column.data.copy()
        values[np.ma.getmaskarray(column)] = None
        return values
    return column.filled(0)


def _outcomes(got: Fetched, place: Ints, idx: Ints, layout: Layout, newest: date | None) -> Column:
    """Why an event cannot be estimated, empty where nothing stands in the way so far."""
    n, day0 = len(place), got["day0"].astype("datetime64[D]")
    outcome = np.array(["" if p is None else p for p in got["problem"]], dtype=object)

    def set_where(condition: Column, code: str) -> None:
        outcome[(outcome == "") & condition] = code

    ids = got["event_id"]
    first_row = {identity: row for row, identity in reversed(list(enumerate(ids)))}
    repeated = np.ones(n, dtype=bool)
    repeated[list(first_row.values())] = False
    set_where(repeated, "duplicate_id")
    set_where(np.array([not s for s in got["symbol"]], dtype=bool), "no_symbol")
    dateless = np.isnat(got["date"].astype("datetime64[us]")) & np.isnat(
        got["instant"].astype("datetime64[us]")
    )
    set_where(dateless, "bad_date")
    set_where(place < 0, "unknown_symbol")
    own = got["own"].astype(bool)
    early = got["before_calendar"].astype(bool)
    set_where(early & ~own, "outside_calendar")
    set_where(np.isnat(day0) & ~own, "outside_calendar")
    series = np.maximum(place, 0)
    if len(layout.first):
        set_where((idx < layout.first[series]) & ~np.isnat(day0) | early, "listed_after_event")
        ended = (idx > layout.last[series]) | np.isnat(day0)
        last_day = layout.dates[layout.start + layout.last][series]
        limit = newest.toordinal() - DELISTED_AFTER if newest else 0
        set_where(ended & (last_day < limit), "delisted")
        set_where(ended, "after_last_price")
    return outcome


def _rules(got: Fetched, day0: Column) -> np.ndarray[Any, Any]:
    own, timed = got["own"].astype(bool), ~np.isnat(got["instant"].astype("datetime64[us]"))
    same = got["same_day"].astype(bool)
    rule = np.where(same, "day: its own session", "day: closed, the next session").astype(object)
    rule[timed & ~own] = "instant: the first session that closes after it"
    rule[timed & own] = "instant: the first own date on or after its day"
    rule[own & ~timed & ~same] = "day: no price, the next own date"
    rule[np.isnat(day0)] = ""
    return rule


def _describe(con: DuckDBPyConnection, notes: list[str]) -> None:
    """Say what was wrong with the prices of the symbols in use."""
    rows = con.execute(
        "select symbol, count(*) filter (copies > 1), count(*) filter (not usable)"
        " from study_bar group by symbol having count(*) filter (copies > 1 or not usable) > 0"
        " order by symbol"
    ).fetchall()
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
