"""A source that mixes up its answers: bars that are another symbol's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from marketlink.prices.importing import check_store
from marketlink.prices.standing import accused
from marketlink.records.price import History, Listing, RawBar
from marketlink.store import Store

FETCHED = datetime(2025, 6, 1, tzinfo=UTC)
DAYS = [date(2024, 9, 1) + timedelta(n) for n in range(200)]


def series(seed: int, level: float) -> list[RawBar]:
    draw = np.random.default_rng(seed)
    closes = level * np.cumprod(1 + draw.normal(0, 0.01, len(DAYS)))
    return [
        RawBar(day, round(c * 0.999, 2), round(c * 1.01, 2), round(c * 0.99, 2), round(c, 2), v)
        for day, c, v in zip(DAYS, closes.tolist(), draw.integers(10**5, 10**6, len(DAYS)).tolist(),
                             strict=True)
    ]  # fmt: skip


def history(symbol: str, bars: list[RawBar], *, whole: bool = False) -> History:
    return History(Listing(symbol, "XNYS", "USD"), "made", FETCHED, tuple(bars), whole=whole)


ONE, OTHER = series(1, 100.0), series(2, 101.0)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "x.duckdb", "write") as opened:
        held = [history("ONE", ONE[:190], whole=True), history("OTHER", OTHER[:190], whole=True)]
        opened.merge(held)
        yield opened


def told(histories) -> list[tuple[str, date | None]]:
    return [(flag.symbol, flag.session) for one in histories for flag in one.flags
            if flag.fault == "copied-bar"]  # fmt: skip


def test_a_tail_of_another_symbol_that_arrives_with_it_is_told_of_the_one_it_does_not_fit(store):
    tail = [*ONE[180:197], *OTHER[197:]]
    found = accused(store, [history("ONE", tail), history("OTHER", OTHER[180:])])
    assert told(found) == [("ONE", DAYS[-1])]
    assert "its 3 bars since" in found[0].flags[-1].detail
    assert "OTHER, open to volume" in found[0].flags[-1].detail


def test_a_bar_of_another_symbol_that_is_held_is_told(store):
    tail = [*ONE[180:189], OTHER[189]]
    assert told(accused(store, [history("ONE", tail)])) == [("ONE", DAYS[189])]
    store.merge(accused(store, [history("ONE", tail, whole=True)]))
    flags = [flag for flag in check_store(store) if flag.fault == "copied-bar"]
    assert [(flag.symbol, flag.session) for flag in flags] == [("ONE", DAYS[189])]


def test_a_whole_history_of_another_symbol_is_told_of_both(store):
    found = accused(store, [history("NEW", OTHER, whole=True), history("OTHER", OTHER[180:])])
    assert told(found) == [("NEW", DAYS[-1]), ("OTHER", DAYS[-1])]


def test_bars_that_are_their_own_or_did_not_move_are_none(store):
    assert told(accused(store, [history("ONE", ONE[180:]), history("OTHER", OTHER[180:])])) == []
    flat = [replace(b, open=5.0, high=5.0, low=5.0, close=5.0, volume=10.0) for b in ONE[180:]]
    assert told(accused(store, [history("ONE", flat), history("OTHER", flat)])) == []
    halted = [replace(bar, volume=0.0) for bar in OTHER[180:]]
    assert told(accused(store, [history("ONE", halted), history("OTHER", halted)])) == []
