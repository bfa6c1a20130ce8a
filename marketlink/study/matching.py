"""The series of a study and what their returns are matched with, laid out for the kernels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from marketlink.calendars import EXCHANGES
from marketlink.store.sql import statement
from marketlink.study.layout import Layout, lay_out
from marketlink.study.markets import OWN
from marketlink.study.relations import Fetched, fetch, stage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec
    from marketlink.study.kernel import Ints


@dataclass(frozen=True, slots=True)
class Series:
    """One symbol with one benchmark: its calendar, idx of its first and last usable price."""

    symbol: str
    benchmark: str | None
    code: str
    first: int
    last: int


def series_of(con: DuckDBPyConnection, spec: Spec, benchmark: bool, everyone: bool) -> list[Series]:
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
            name = stated or spec.benchmark or default_benchmark(spans[symbol][0])
            found.add((symbol, name if benchmark and name in spans else None))
    if everyone:
        there = {symbol for symbol, _ in found}
        found |= {(symbol, None) for symbol in spans if symbol not in there}
    ordered = sorted(found, key=lambda pair: (pair[0], pair[1] or ""))
    return [Series(s, b, *spans[s]) for s, b in ordered]


def default_benchmark(code: str) -> str | None:
    """The index of an exchange."""
    exchange = EXCHANGES.get(code)
    return exchange.benchmark if exchange else None


def require(
    con: DuckDBPyConnection, series: list[Series], benchmark: bool, factors: Sequence[str]
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
    stage(con, "study_need", columns)
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


def fill(
    con: DuckDBPyConnection,
    series: list[Series],
    reach: tuple[int, int],
    q: int,
) -> Layout:
    """Lay out the returns of the series and of their ``q`` regressors over the same instants."""
    days = _ordinals(con)
    none = np.zeros(0, dtype=np.int64)
    first = np.array([s.first for s in series], dtype=np.int64)
    last = np.array([s.last for s in series], dtype=np.int64)
    layout = lay_out(first, last, reach, [days.get(s.code, none) for s in series], q)
    ids = dict(con.execute("select symbol, id from study_id").fetchall())
    by_id: dict[int, list[int]] = {}
    for number, one in enumerate(series):
        by_id.setdefault(ids[one.symbol], []).append(number)
    got = fetch(con, "study_return")
    _place_returns(layout, by_id, got)
    if q:
        matched = fetch(con, "study_matched")
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
    rows = fetch(con, "study_days")
    codes, starts = np.unique(rows["code"].astype(str), return_index=True)
    edges = [*starts.tolist(), len(rows["idx"])]
    found: dict[str, Ints] = {}
    for code, low, high in zip(codes.tolist(), edges[:-1], edges[1:], strict=True):
        days = np.zeros(int(rows["idx"][high - 1]) + 1, dtype=np.int64)
        days[rows["idx"][low:high]] = rows["day"][low:high]
        found[code] = days
    return found
