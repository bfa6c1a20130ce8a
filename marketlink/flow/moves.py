"""The parts of every return, and how unusual the return, its gap, its volume and its range are.

A move is made from prices alone and kept in the table ``move``; a refresh adds the sessions that
came, and makes those of a symbol anew where its history was replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from marketlink.calendars import EXCHANGES
from marketlink.pipeline.plan import HOME, SECOND, sectors
from marketlink.store import schema
from marketlink.store.sql import statement
from marketlink.study.days import states
from marketlink.study.kernel import Floats, Plan
from marketlink.study.rolling import roll, sliding
from marketlink.study.yardstick import beyond

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.config import Settings
    from marketlink.store import Store

ESTIMATION = (-250, -11)
MIN_OBS = 120
BACK = 250
"""A session's size is compared with those of so many sessions before it."""
FEWEST = 60
"""With fewer sizes to compare with there is no p."""
COUNTED = 3
"""Where fewer than so many of them are as large, a fitted tail gives the p instead."""
LEAD = timedelta(800)
"""Days of prices read before the first session to make: 250 sessions to fit, 250 to compare."""
TOGETHER = 256
"""Symbols whose moves are made at a time."""

PARTS = ("market_part", "foreign_part", "sector_part", "own_part")
MOVES_BATCH = "moved"
"""The fact in ``meta`` that holds the number of the last batch of prices with moves made."""
UNUSUAL = ("gap", "volume", "range")
COLUMNS = (
    "symbol", "session", "history", "ret", "spans", *PARTS, "t", "p", "volatility", "gap", "gap_t",
    "volume_t", "range_t",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Index:
    """A series by session of its own exchange: days (ordinals), closing instants, the log of its
    level with dividends reinvested (NaN where it has no price, carried on)."""

    closes: np.ndarray[Any, Any]
    level: Floats

    def between(self, since: np.ndarray[Any, Any], until: np.ndarray[Any, Any]) -> Floats:
        """Its return from the last close at or before one instant to that before another."""
        a, b = (np.searchsorted(self.closes, at, side="right") - 1 for at in (since, until))
        inside = (a >= 0) & (b >= 0)
        ret = np.exp(self.level[b] - self.level[a]) - 1.0
        return np.where(inside, ret, np.nan)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Returns of S symbols by M sessions of one exchange, NaN where there is none; ``values`` are
    gap, log volume and log log range, each (S, M)."""

    symbols: tuple[str, ...]
    days: np.ndarray[Any, Any]
    closes: np.ndarray[Any, Any]
    ret: Floats
    spans: Floats
    history: np.ndarray[Any, Any]
    values: dict[str, Floats]


def extend(
    store: Store, settings: Settings, progress: Callable[[int, int], None] = lambda n, of: None
) -> int:
    """Make the moves that are missing, for every exchange that has a calendar.

    Parameters
    ----------
    store : Store
        Open for writing, with the sessions of its exchanges.
    settings : Settings
        Benchmarks.
    progress : callable
        Called with the number of symbols done, and of how many.

    Returns
    -------
    int
        How many moves were made.
    """
    con = store.con
    state = schema.studied(schema.facts(con))
    exchanges = [row[0] for row in con.execute("select distinct exchange from session").fetchall()]
    due = {
        exchange: con.execute(statement("flow.due"), [exchange]).fetchall()
        for exchange in sorted(set(exchanges) & set(EXCHANGES))
    }
    of = sum(len(rows) for rows in due.values())
    moves = symbols = 0
    for exchange, rows in due.items():
        market = _index(con, _benchmark(con, exchange, settings))
        abroad = _index(con, _benchmark(con, HOME, settings)) if exchange != HOME else None
        rows.sort(key=lambda row: (row[1] or date.min, row[0]))
        for low in range(0, len(rows), TOGETHER):
            some = rows[low : low + TOGETHER]
            moves += _make(con, exchange, some, market, abroad)
            symbols += len(some)
            progress(symbols, of)
    schema.remember(con, {MOVES_BATCH: state})
    return moves


def owed(store: Store) -> bool:
    """Whether prices have changed since moves were last made; asked without looking at a bar."""
    facts = schema.facts(store.con)
    return facts.get(MOVES_BATCH) != schema.studied(facts)


def _make(
    con: DuckDBPyConnection,
    exchange: str,
    rows: Sequence[tuple[str, date | None]],
    market: Index | None,
    abroad: Index | None,
) -> int:
    since = dict(rows)
    whole = any(day is None for day in since.values())
    first = date.min if whole else min(day for day in since.values() if day) - LEAD
    matrix = _matrix(con, exchange, list(since), first)
    if matrix is None:
        return 0
    after = np.array([(since[s] or date.min).toordinal() for s in matrix.symbols])
    due = np.isfinite(matrix.ret) & (matrix.days[None, :] > after[:, None])
    columns = _columns(matrix, _judged(con, matrix, market, abroad), due)
    con.begin()
    try:
        fresh = [symbol for symbol, day in since.items() if day is None]
        con.execute("delete from move where list_contains(?, symbol)", [fresh])
        con.register("made_move", columns)
        con.execute(f"insert into move by name select {_typed()} from made_move")  # noqa: S608 (names of our own)
        con.commit()
    except BaseException:
        con.rollback()
        raise
    finally:
        con.unregister("made_move")
    return int(due.sum())


def _typed() -> str:
    """SQL expressions of the table's columns: days from ordinals, null where a value is NaN."""
    expressions = []
    for name in COLUMNS:
        if name == "session":
            expressions.append("date '0001-01-01' + (session - 1)::integer as session")
        elif name in ("symbol", "history", "spans"):
            expressions.append(name)
        else:
            expressions.append(f"if(isnan({name}), null, {name}) as {name}")
    return ", ".join(expressions)


def _columns(matrix: Matrix, judged: dict[str, Floats], due: Any) -> dict[str, Any]:  # noqa: ANN401 (an array, a frame or a number)
    row, place = np.nonzero(due)
    columns: dict[str, Any] = {
        "symbol": np.array(matrix.symbols, dtype=object)[row],
        "session": matrix.days[place],
        "history": matrix.history[row],
        "ret": matrix.ret[due],
        "spans": matrix.spans[due].astype(np.int32),
        "gap": matrix.values["gap"][due],
    }
    return columns | {name: values[due] for name, values in judged.items()}


def _judged(
    con: DuckDBPyConnection, matrix: Matrix, market: Index | None, abroad: Index | None
) -> dict[str, Floats]:
    """The return's parts by market, New York and sector, in this order, and a p-value of each
    figure.

    What the market model predicts, its drift included, is the market's part; what is left is
    regressed on New York's return since the stock's last close (elsewhere than there), what is
    left then on its sector's. Each fit ends eleven sessions before the day it is used on.
    """
    shape = matrix.ret.shape
    unknown = np.full(shape, np.nan)
    columns = dict.fromkeys((*PARTS, "t", "p", "volatility"), unknown)
    plan = Plan(ESTIMATION, (0, 0), ((0, 0),), MIN_OBS)
    if market is not None:
        x = _matched(matrix, market)
        rolled = roll(matrix.ret, x, plan, matrix.spans)
        state = states(matrix.ret, x, np.where(np.isfinite(matrix.spans), matrix.spans, 1.0), plan)
        left = rolled.car[0]
        parts = {"market_part": matrix.ret - left}
        for name, series in (("foreign_part", abroad), ("sector_part", _sector(con, matrix))):
            parts[name] = unknown if series is None else _part(left, series, matrix, plan)
            left = left - np.where(np.isfinite(parts[name]), parts[name], 0.0)
        columns |= parts | {"own_part": left, "t": rolled.scar[0], "volatility": state.volatility}
        columns["p"] = np.where(np.isfinite(left), _p(state.size), np.nan)
    for name in UNUSUAL:
        columns[f"{name}_t"] = _unusual(matrix.values[name])
    return columns


def _part(left: Floats, series: Index | Floats, matrix: Matrix, plan: Plan) -> Floats:
    """A factor's prediction of the remaining return, from the fit before each session."""
    x = _matched(matrix, series) if isinstance(series, Index) else series
    rolled = roll(left, x, plan, matrix.spans)
    predicted: Floats = left - rolled.car[0]
    return predicted


def _p(size: Floats) -> Floats:
    """Two-sided p of each session's size among those of the sessions before it, its own included;
    where counting ends, of the tail beyond them."""
    p = np.full(size.shape, np.nan)
    for row in range(len(size)):
        before = np.pad(size[row], (BACK, 0), constant_values=np.nan)[:-1]
        windows = sliding_window_view(before, BACK)
        finite = np.isfinite(windows)
        counts = finite.sum(axis=1)
        with np.errstate(invalid="ignore"):
            larger = (windows >= size[row][:, None]).sum(axis=1)
        judged = np.isfinite(size[row]) & (counts >= FEWEST)
        p[row, judged] = (1.0 + larger[judged]) / (1.0 + counts[judged])
        far = np.flatnonzero(judged & (larger < COUNTED))
        if len(far):
            tail = beyond(np.abs(windows[far]), size[row][far])
            p[row, far] = np.fmin(tail, (1.0 + COUNTED) / (1.0 + counts[far]))
    return p


def _unusual(values: Floats) -> Floats:
    """How many standard deviations each value is from the mean of its estimation window."""
    first, last = ESTIMATION
    length = last - first + 1
    there = np.isfinite(values)
    clean = np.where(there, values, 0.0)
    room = ((0, 0), (-first, 0))
    n, total, square = (
        np.stack([sliding(row, length) for row in np.pad(part, room)])[:, : values.shape[1]]
        for part in (there.astype(float), clean, clean**2)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / n
        spread = np.sqrt((square - n * mean**2) / (n - 1))
        t = (values - mean) / spread
    return np.where((n >= MIN_OBS) & (spread > 1e-9), t, np.nan)  # noqa: PLR2004 (an order of size)


def _matched(matrix: Matrix, series: Index) -> Floats:
    """(S, M) the return of a series over the interval of each return of the matrix."""
    place = np.arange(len(matrix.days))[None, :] - np.where(
        np.isfinite(matrix.spans), matrix.spans, 1.0
    ).astype(int)
    since = matrix.closes[np.maximum(place, 0)]
    until = np.broadcast_to(matrix.closes[None, :], since.shape)
    return np.where(place >= 0, series.between(since, until), np.nan)


def _sector(con: DuckDBPyConnection, matrix: Matrix) -> Floats | None:
    """(S, M) the sector's return of each symbol that has one; None where none has."""
    factors = {symbol: sectors()[symbol] for symbol in matrix.symbols if symbol in sectors()}
    indices = {name: _index(con, name) for name in sorted(set(factors.values()))}
    ret = np.full(matrix.ret.shape, np.nan)
    for name, series in indices.items():
        if series is None:
            continue
        rows = [n for n, symbol in enumerate(matrix.symbols) if factors.get(symbol) == name]
        ret[rows] = _matched(matrix, series)[rows]
    return ret if np.isfinite(ret).any() else None


def _matrix(
    con: DuckDBPyConnection, exchange: str, symbols: list[str], first: date
) -> Matrix | None:
    days, closes = con.execute(
        "select session, epoch_us(close) as close from session where exchange = ? order by idx",
        [exchange],
    ).fetchnumpy().values()  # fmt: skip
    bars = con.execute(statement("flow.moves"), [symbols, first]).fetchnumpy()
    if not len(bars["ret"]):
        return None
    names, row = np.unique(np.asarray(bars["symbol"], dtype=str), return_inverse=True)
    low, high = int(bars["idx"].min()), int(bars["idx"].max())
    start = int(con.execute(
        "select min(idx) from session where exchange = ?", [exchange]
    ).fetchall()[0][0])  # fmt: skip
    place = np.asarray(bars["idx"], dtype=int) - low
    shape = len(names), high - low + 1

    def laid(name: str) -> Floats:
        values = np.full(shape, np.nan)
        values[row, place] = np.ma.filled(np.ma.asarray(bars[name], dtype=float), np.nan)
        return values

    history = np.zeros(len(names), dtype=np.int32)
    history[row] = bars["history"]
    cut = slice(low - start, high - start + 1)
    ordinals = days[cut].astype("datetime64[D]").astype(np.int64) + date(1970, 1, 1).toordinal()
    return Matrix(
        tuple(str(name) for name in names), ordinals, closes[cut], laid("ret"), laid("spans"),
        history, {name: laid(name) for name in UNUSUAL},
    )  # fmt: skip


def _index(con: DuckDBPyConnection, symbol: str | None) -> Index | None:
    if symbol is None:
        return None
    prices = con.execute(
        "select epoch_us(session.close) as close, ln(total) as level from price"
        " join symbol using (symbol) join session on session.exchange = symbol.exchange"
        " and session.session = price.session where price.symbol = ? order by 1",
        [symbol],
    ).fetchnumpy()
    if not len(prices["level"]):
        return None
    return Index(np.asarray(prices["close"]), np.asarray(prices["level"], dtype=float))


def _benchmark(con: DuckDBPyConnection, exchange: str, settings: Settings) -> str | None:
    """The first of an exchange's benchmarks that is held."""
    candidates = [settings.benchmark, settings.benchmarks.get(exchange, ""),
             EXCHANGES[exchange].benchmark, *SECOND.get(exchange, ())]  # fmt: skip
    for symbol in candidates:
        if (
            symbol
            and con.execute("select 1 from bar where symbol = ? limit 1", [symbol]).fetchall()
        ):
            return symbol
    return None
