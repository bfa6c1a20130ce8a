"""The events of a study with their day 0, or the code that says why they have no estimate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.study.layout import Layout
from marketlink.study.matching import Series, default_benchmark
from marketlink.study.relations import Column, Fetched, fetch, plain

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec
    from marketlink.study.kernel import Ints

DELISTED_AFTER = 10
"""Days by which a symbol's last price must precede the newest price to call it delisted."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """Every input event with its day 0, in input order; arrays of length N.

    ``outcome`` is empty where the event may be estimated; then ``series`` and ``at`` say where
    its day 0 lies in the layout, else they are -1. ``benchmark`` is the one that is sought.
    """

    event_id: Column
    symbol: Column
    group: Column
    code: Column
    instant: Column
    day0: Column
    rule: Column
    outcome: Column
    benchmark: Column
    series: Ints
    at: Ints

    def __len__(self) -> int:
        return len(self.event_id)


def map_events(
    con: DuckDBPyConnection, spec: Spec, series: list[Series], layout: Layout, benchmark: bool
) -> Mapped:
    """Every input event with the place of its day 0 in the layout, or its outcome code."""
    got = {k: plain(v) for k, v in fetch(con, "study_event").items()}
    n = len(got["event_id"])
    number = {(s.symbol, s.benchmark): i for i, s in enumerate(series)}
    codes = {s.symbol: s.code for s in series}
    priced = {s.benchmark for s in series}
    place = np.full(n, -1, dtype=np.int64)
    lone = np.zeros(n, dtype=bool)
    sought = np.full(n, None, dtype=object)
    for row, (symbol, stated) in enumerate(zip(got["symbol"], got["benchmark"], strict=True)):
        if symbol in codes:
            name = stated or spec.benchmark or default_benchmark(codes[symbol])
            sought[row] = name
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
        benchmark=sought,
        series=np.where(ready, place, -1),
        at=at,
    )


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
