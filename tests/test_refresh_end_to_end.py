"""The unmodified command line against the loopback Yahoo, in a subprocess."""

from __future__ import annotations

import pytest
from refresh_world import quote, recent, world

SYMBOLS = ("NVDA", "000660.KS", "^GSPC", "^KS11")


@pytest.fixture
def market(tmp_path):
    with world(tmp_path) as made:
        for symbol in SYMBOLS:
            made.yahoo.quotes[symbol] = quote(symbol, recent(symbol, 60))
        yield made


def filled(market, back=0):
    for symbol in SYMBOLS:
        market.yahoo.quotes[symbol] = quote(symbol, recent(symbol, 60 - back, back))
    code, facts, said = market.refresh("NVDA", "000660.KS")
    assert code == 0, said
    market.yahoo.hits.clear()
    return facts


def test_a_first_fill_brings_the_symbols_and_their_benchmarks(market):
    facts = filled(market)
    assert (facts["outcome"], facts["asked"], facts["came"]) == ("ok", 4, 4)
    assert facts["inserted"] == 240
    assert market.days("000660.KS") == recent("000660.KS", 60)


def test_a_second_refresh_asks_for_nothing(market):
    filled(market)
    code, facts, said = market.refresh()
    assert (code, facts["outcome"], market.yahoo.hits, said) == (0, "nothing due", [], "")


def test_three_new_sessions_are_fetched_as_a_tail_and_added(market):
    filled(market, back=3)
    for symbol in SYMBOLS:
        market.yahoo.quotes[symbol] = quote(symbol, recent(symbol, 60))
    code, facts, _ = market.refresh()
    assert (code, facts["inserted"], facts["changed"], facts["replaced"]) == (0, 12, 0, [])
    assert market.days("NVDA") == recent("NVDA", 60)
    assert sorted(market.yahoo.charts) == sorted(SYMBOLS)
