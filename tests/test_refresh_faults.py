"""Answers of a source that are not what they seem, through the unmodified command line."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime, time

import pytest
from refresh_world import bars, quote, recent, world

SYMBOLS = ("NVDA", "^GSPC")


@pytest.fixture
def market(tmp_path):
    """NVDA and its index, held but for the last three sessions, which are served now."""
    with world(tmp_path) as made:
        for symbol in SYMBOLS:
            made.yahoo.quotes[symbol] = quote(symbol, recent(symbol, 57, 3))
        code, _, said = made.refresh("NVDA")
        assert code == 0, said
        for symbol in SYMBOLS:
            made.yahoo.quotes[symbol] = quote(symbol, recent(symbol, 60))
        yield made


def listing(market, symbol="NVDA"):
    with market.opened() as store:
        return store.holdings([symbol])[0].listing


def test_a_symbol_given_to_another_security_keeps_the_first_one_s_history(market):
    other = bars(recent("NVDA", 2), 37.0, "other")
    market.yahoo.quotes["NVDA"].bars = other
    market.yahoo.quotes["NVDA"].name = "Other Fund"
    code, facts, _ = market.refresh()
    assert code == 1
    assert "(Other Fund) begins on" in facts["errors"]["NVDA"]
    assert "may be another security; kept as it was" in facts["errors"]["NVDA"]
    assert market.days("NVDA") == recent("NVDA", 57, 3)
    assert listing(market).name == "NVDA Incorporated"
    assert market.days("^GSPC") == recent("^GSPC", 60)


def test_a_corrected_history_under_another_name_is_said(market):
    market.yahoo.quotes["NVDA"].bars = bars(recent("NVDA", 60), 37.0, "other")
    market.yahoo.quotes["NVDA"].name = "Other Fund"
    code, facts, _ = market.refresh()
    assert (code, facts["replaced"]) == (0, ["NVDA: correction"])
    assert any("calls it Other Fund now, and NVDA Incorporated before" in n for n in facts["notes"])


def test_another_zone_or_kind_of_a_held_symbol_is_refused_until_accepted(market):
    market.yahoo.quotes["NVDA"].zone = "Asia/Tokyo"
    code, facts, err = market.refresh()
    assert code == 1
    assert "its exchange changed from XNYS to XTKS; kept as it was" in facts["errors"]["NVDA"]
    assert "marketlink refresh --accept NVDA" in err
    assert listing(market).exchange == "XNYS"


def test_another_currency_is_refused_until_accepted_and_then_fetched_whole(market):
    market.yahoo.quotes["NVDA"].currency = "EUR"
    assert market.refresh()[0] == 1
    assert listing(market).currency == "USD"
    code, facts, _ = market.refresh("--accept", "NVDA")
    assert code == 0
    assert any("its currency changed from USD to EUR" in note for note in facts["notes"])
    assert listing(market).currency == "EUR"
    assert market.yahoo.charts.count("NVDA") >= 2
    assert market.refresh()[1]["outcome"] == "nothing due"


def test_a_currency_left_out_once_is_no_change(market):
    market.yahoo.quotes["VOD.L"] = quote("VOD.L", recent("VOD.L", 57, 3), currency="GBp")
    market.yahoo.quotes["^FTSE"] = quote("^FTSE", recent("^FTSE", 60))
    assert market.refresh("VOD.L")[0] == 0
    market.yahoo.quotes["VOD.L"] = quote("VOD.L", recent("VOD.L", 60), currency="")
    code, facts, _ = market.refresh()
    assert (code, facts["notes"], facts["replaced"]) == (0, [], [])
    assert market.days("VOD.L") == recent("VOD.L", 60)
    assert listing(market, "VOD.L").currency == "GBp"


def test_a_whole_history_without_a_currency_keeps_the_one_held(market):
    market.yahoo.quotes["NVDA"].currency = ""
    market.yahoo.quotes["NVDA"].bars = bars(recent("NVDA", 60), 50.0, "NVDA")
    code, facts, _ = market.refresh()
    assert (code, facts["replaced"]) == (0, ["NVDA: correction"])
    assert not any("currency" in note for note in facts["notes"])
    assert listing(market).currency == "USD"


def test_a_last_bar_without_a_price_is_asked_for_again(market):
    whole = market.yahoo.quotes["NVDA"].bars
    day, *_, volume = whole[-1]
    market.yahoo.quotes["NVDA"].bars = [*whole[:-1], (day, 1.0, 1.0, 1.0, None, None, volume)]
    code, facts, _ = market.refresh()
    assert (code, market.days("NVDA")[-1]) == (0, recent("NVDA", 2)[0])
    assert any("does not have the last session yet: NVDA" in note for note in facts["notes"])
    market.yahoo.quotes["NVDA"].bars = whole
    code, facts, _ = market.refresh()
    assert (code, facts["inserted"], facts["replaced"]) == (0, 1, [])
    assert market.closes("NVDA")[day] == whole[-1][4]


def test_days_of_another_zone_are_refused(market):
    made = quote("000660.KS", recent("000660.KS", 60))
    made.zone = "America/New_York"
    made.stamp = lambda day: int(datetime.combine(day, time(0), UTC).timestamp())
    market.yahoo.quotes["000660.KS"] = made
    code, facts, _ = market.refresh("000660.KS")
    assert code == 1
    assert "dates 000660.KS in the zone America/New_York" in facts["errors"]["000660.KS"]
    assert market.days("000660.KS") == []


def test_an_outage_is_not_called_a_lack_of_prices(market):
    market.yahoo.quotes["NVDA"].fault = "500"
    code, facts, _ = market.refresh()
    assert (code, list(facts["errors"])) == (1, ["NVDA"])
    assert "could not be read" in facts["errors"]["NVDA"]
    code, out, _ = market.run("doctor", "--format", "csv")
    assert code == 1
    assert "Yahoo's answer for NVDA could not be read" in out


def test_a_damaged_cache_of_the_library_costs_no_run(market):
    for file in (market.db.parent / "yahoo").glob("*.db"):
        file.write_bytes(b"garbage" * 1000)
    assert market.refresh()[0] == 0
    assert market.days("NVDA") == recent("NVDA", 60)


def test_a_folder_that_cannot_be_made_is_bad_input_not_an_outage(market):
    shutil.rmtree(market.db.parent / "yahoo")
    (market.db.parent / "yahoo").write_text("a file")
    code, _, said = market.refresh()
    assert code == 2
    assert "Traceback" not in said


def test_symbols_are_spelt_in_capitals(market):
    code, facts, _ = market.refresh("nvda")
    assert (code, facts["asked"]) == (0, 2)
    assert market.days("nvda") == []
    assert market.days("NVDA") == recent("NVDA", 60)


@pytest.mark.parametrize("given", [{"MARKETLINK_SOURCES": "yahooo"}, {"MARKETLINK_SOURCES": ""},
                                   {"MARKETLINK_SOURCE_OF": "NVDA=nope"}])  # fmt: skip
def test_an_unknown_source_is_bad_input_and_nothing_is_asked(market, given):
    market.yahoo.hits.clear()
    code, _, said = market.refresh(**given)
    assert (code, market.yahoo.hits) == (2, [])
    assert "no price source" in said.lower()
    assert len(market.runs()) == 1


def test_what_was_due_and_not_asked_for_is_not_called_nothing_due(market):
    assert market.refresh("--offline")[1]["outcome"] == "not asked"


def test_what_failed_and_is_due_no_more_is_settled_by_the_next_refresh(market):
    assert market.refresh()[0] == 0
    assert market.refresh("NOSUCH")[0] == 3
    code, out, _ = market.run("doctor", "--offline", "--format", "csv")
    assert (code, "finding,refresh,last run" in out) == (1, True)
    assert market.refresh()[1]["outcome"] == "nothing due"
    code, out, _ = market.run("doctor", "--offline", "--format", "csv")
    assert (code, "finding" in out) == (0, False)
    runs = len(market.runs())
    market.refresh()
    assert len(market.runs()) == runs


def test_doctor_s_way_out_for_a_renamed_symbol_works_as_typed(market):
    market.yahoo.quotes["NVDA"] = quote("NVDA", recent("NVDA", 60, 40))
    (market.db.parent / "marketlink.duckdb").unlink()
    shutil.rmtree(market.db.parent / "marketlink.parquet")
    assert market.refresh("NVDA")[0] == 0
    del market.yahoo.quotes["NVDA"]
    assert market.refresh()[0] == 3
    code, out, _ = market.run("doctor", "--offline", "--format", "json")
    fixes = [c["fix"] for c in json.loads(out) if c["area"] == "prices" and c["name"] == "NVDA"]
    assert (code, len(fixes)) == (1, 1)
    words = fixes[0].replace("marketlink ", f"{sys.executable} -m marketlink ")
    done = subprocess.run(["sh", "-c", words], cwd=market.folder, env=market.environment(),
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert market.refresh()[0] == 0
    assert market.days("NVDA") == recent("NVDA", 60, 40)
    assert market.run("doctor", "--offline")[0] == 0
