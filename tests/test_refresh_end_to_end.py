"""The unmodified command line against the loopback Yahoo, in a subprocess."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from refresh_world import quote, recent, world

from marketlink.calendars import sessions
from marketlink.prices.load import ensure_excerpt
from marketlink.refresh import completed
from marketlink.store import Store

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


def rewritten(quote, factor, adjusted=None, until=None):
    """The bars before a day with prices times a factor (and another one for adj_close)."""
    other = factor if adjusted is None else adjusted
    quote.bars = [
        (day, *(price * factor for price in prices), adj * other, volume)
        if until is None or day < until
        else (day, *prices, adj, volume)
        for day, *prices, adj, volume in quote.bars
    ]
    return quote


def test_a_split_replaces_the_history_whole_and_keeps_the_revision(market):
    filled(market, back=3)
    before = market.closes("NVDA")
    day = recent("NVDA", 1)[0]
    served = rewritten(quote("NVDA", recent("NVDA", 60)), 0.1)
    served.splits = {day: 10.0}
    for symbol in SYMBOLS:
        market.yahoo.quotes[symbol] = quote(symbol, recent(symbol, 60))
    market.yahoo.quotes["NVDA"] = served
    code, facts, _ = market.refresh()
    assert (code, facts["replaced"]) == (0, ["NVDA: split"])
    after = market.closes("NVDA")
    assert all(after[d] == pytest.approx(before[d] / 10) for d in before)
    assert market.days("NVDA") == recent("NVDA", 60)
    (drift,) = market.revisions("NVDA")
    assert (drift.why, drift.changed) == ("split", 57)
    assert drift.ratio == pytest.approx(0.1)
    assert market.refresh()[1]["outcome"] == "nothing due"


def test_a_dividend_replaces_the_adjusted_history(market):
    filled(market, back=3)
    day = recent("NVDA", 1)[0]
    served = rewritten(quote("NVDA", recent("NVDA", 60)), 1.0, 0.99, day)
    served.dividends = {day: 1.0}
    market.yahoo.quotes["NVDA"] = served
    code, facts, _ = market.refresh()
    assert (code, facts["replaced"]) == (0, ["NVDA: dividend"])
    with market.opened() as store:
        assert [(a.session, a.kind, a.value) for a in store.actions("NVDA")] == [
            (day, "dividend", 1.0)
        ]
        assert store.bars("NVDA")[0].adj_close == pytest.approx(served.bars[0][5])


def test_a_vendor_correction_replaces_the_history_and_is_said(market):
    filled(market, back=3)
    wrong = recent("NVDA", 5)[0]
    served = quote("NVDA", recent("NVDA", 60))
    served.bars = [
        (d, o, h, lo, c * 1.01, a * 1.01, v) if d == wrong else (d, o, h, lo, c, a, v)
        for d, o, h, lo, c, a, v in served.bars
    ]
    market.yahoo.quotes["NVDA"] = served
    code, facts, said = market.refresh()
    assert (code, facts["replaced"]) == (0, ["NVDA: correction"])
    assert f"from {wrong} on (ratio 1.01) without a split or dividend" in said
    assert market.revisions("NVDA")[0].changed == 1


def test_an_unknown_symbol_is_named_and_the_others_are_kept(market):
    code, facts, said = market.refresh("NVDA", "NOSUCH")
    assert (code, facts["outcome"], facts["came"]) == (1, "partial", 2)
    assert list(facts["errors"]) == ["NOSUCH"]
    assert "marketlink: NOSUCH: Yahoo knows no symbol NOSUCH" in said
    assert market.days("NVDA") == recent("NVDA", 60)
    assert market.runs()[0].errors[0][0] == "NOSUCH"


def test_where_nothing_comes_the_exit_code_says_so(market):
    market.yahoo.quotes.clear()
    code, facts, _ = market.refresh("NVDA")
    assert (code, facts["outcome"]) == (3, "failed")
    assert market.runs()[0].outcome == "failed"


def test_too_many_requests_stops_the_run_keeps_what_came_and_the_next_one_completes(market):
    market.yahoo.quotes["HOT"] = quote("HOT", recent("HOT", 60), fault="429")
    code, facts, said = market.refresh("NVDA", "HOT", "000660.KS")
    assert (code, facts["outcome"], facts["came"]) == (4, "partial", 1)
    assert set(facts["errors"]) == {"HOT", "000660.KS", "^GSPC", "^KS11"}
    assert "Not asked for" in facts["errors"]["000660.KS"]
    assert "000660.KS" not in market.yahoo.charts
    assert "HOT: Yahoo asks for a pause (429)" in said
    assert market.days("NVDA") == recent("NVDA", 60)
    market.yahoo.quotes["HOT"].fault = None
    code, facts, _ = market.refresh("NVDA", "HOT", "000660.KS")
    assert (code, facts["came"]) == (0, 4)
    assert market.days("000660.KS") == recent("000660.KS", 60)


@pytest.mark.parametrize("fault", ["500", "cut", "hang"])
def test_a_failing_answer_costs_only_its_own_symbol(market, fault):
    market.yahoo.quotes["BAD"] = quote("BAD", recent("BAD", 60), fault=fault)
    market.yahoo.hang_seconds = 2.0
    code, facts, said = market.refresh(
        "BAD", "NVDA", MARKETLINK_SOURCE_TIMEOUT_SECONDS="0.5", MARKETLINK_SOURCE_PACE_SECONDS="0"
    )
    assert (code, facts["outcome"], list(facts["errors"])) == (1, "partial", ["BAD"])
    assert "Traceback" not in said
    assert market.days("NVDA") == recent("NVDA", 60)
    market.yahoo.quotes["BAD"].fault = None
    assert market.refresh("BAD")[0] == 0
    assert market.days("BAD") == recent("BAD", 60)


def test_a_renamed_symbol_keeps_its_history_and_is_named(market):
    for symbol in ("FB", "^GSPC"):
        market.yahoo.quotes[symbol] = quote(symbol, recent(symbol, 40, 20))
    assert market.refresh("FB")[0] == 0
    del market.yahoo.quotes["FB"]
    market.yahoo.quotes["META"] = quote("META", recent("META", 60))
    market.yahoo.quotes["^GSPC"] = quote("^GSPC", recent("^GSPC", 60))
    code, facts, _ = market.refresh("META")
    assert (code, list(facts["errors"])) == (1, ["FB"])
    assert market.days("FB") == recent("FB", 40, 20)
    assert market.days("META") == recent("META", 60)
    code, out, _ = market.run("doctor", "--offline", "--format", "jsonl")
    (stale,) = [line for line in out.splitlines() if '"FB"' in line]
    assert code == 1
    assert "20 sessions behind" in stale


def test_a_phantom_bar_of_a_seoul_holiday_is_not_stored(market):
    days = recent("000660.KS", 480)
    served = quote("000660.KS", days)
    phantom = date(2025, 1, 27)
    at = next(n for n, day in enumerate(days) if day > phantom)
    close = served.bars[at - 1][4]
    served.bars.insert(at, (phantom, close, close, close, close, close, 0))
    market.yahoo.quotes["000660.KS"] = served
    market.yahoo.quotes["^KS11"] = quote("^KS11", days)
    code, facts, _ = market.refresh("000660.KS")
    assert (code, facts["outcome"]) == (0, "ok")
    assert market.days("000660.KS") == days
    with market.opened() as store:
        flags = store.flags("000660.KS", phantom, phantom)
    assert [(flag.session, flag.fault) for flag in flags if flag.session] == [
        (phantom, "phantom-session")
    ]


def test_the_bar_of_a_session_still_open_is_not_stored(market):
    for symbol in ("NVDA", "^GSPC"):
        calendar = sessions("XNYS")
        days = recent(symbol, 60)
        still_open = calendar.offset(days[-1], 1)
        market.yahoo.quotes[symbol] = quote(symbol, [*days, still_open])
    code, facts, _ = market.refresh("NVDA")
    assert (code, facts["inserted"]) == (0, 120)
    assert market.days("NVDA") == recent("NVDA", 60)


def test_a_longer_delay_leaves_the_sessions_within_it_for_later(market):
    later = str(5 * 24 * 60)
    code, _, _ = market.refresh("NVDA", MARKETLINK_REFRESH_DELAY_MINUTES=later)
    expected = completed("XNYS", datetime.now(UTC), int(later))
    assert code == 0
    assert market.days("NVDA")[-1] == expected
    assert market.refresh()[1]["inserted"] > 0
    assert market.days("NVDA") == recent("NVDA", 60)


def test_offline_opens_no_socket_and_says_what_is_due(market):
    filled(market, back=3)
    code, facts, said = market.refresh("--offline")
    assert (code, facts["came"], market.yahoo.hits) == (0, 0, [])
    assert "offline: 4 symbols due and not asked for" in said


def test_the_excerpt_stays_until_a_source_is_configured_and_is_then_replaced_whole(market):
    with Store.open(market.db, "write") as store:
        ensure_excerpt(store)
    code, facts, _ = market.refresh()
    assert (code, facts["outcome"], market.yahoo.hits) == (0, "nothing due", [])
    code, facts, _ = market.refresh("NVDA")
    assert (code, facts["replaced"]) == (0, ["NVDA: source", "^GSPC: source"])
    with market.opened() as store:
        sources = {holding.symbol: holding.source for holding in store.holdings()}
    assert (sources["NVDA"], sources["^GSPC"], sources["MU"]) == ("yahoo", "yahoo", "excerpt")
    assert market.days("NVDA") == recent("NVDA", 60)


def test_nothing_to_refresh_is_one_sentence(market):
    code, out, said = market.run("refresh")
    assert (code, out) == (2, "")
    assert said.count("\n") == 1
    assert said.startswith("marketlink: error: There is nothing to refresh.")


def test_the_library_s_own_noise_stays_off_the_terminal(market):
    assert market.run("refresh", "NVDA")[2] == ""
