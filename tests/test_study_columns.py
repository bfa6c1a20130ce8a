"""Which columns a study takes, Korean codes that lost their zeros, and lines that are no rows."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from study_files import tables, write

from marketlink.cli.main import run
from marketlink.resources import data_path

EVENTS = [("a", "NVDA", "2025-01-27"), ("b", "MU", "2025-01-27")]


def _bars(symbols):
    with Path(data_path("excerpt", "prices.csv")).open() as handle:
        return [(symbols[r["symbol"]], r["date"], r["close"])
                for r in csv.DictReader(handle) if r["symbol"] in symbols]  # fmt: skip


US = {"NVDA": "NVDA", "MU": "MU", "^GSPC": "^GSPC"}
KOREAN = {"000660.KS": "000660", "005930.KS": "005930", "^KS11": "^KS11"}
NUMBERS = KOREAN | {"000660.KS": "660", "005930.KS": "5930"}


def _study(tmp_path, events, prices, *more):
    return run(["study", "--events", str(events), "--prices", str(prices),
                "--out", str(tmp_path / "out"), *more])  # fmt: skip


def _outcomes(tmp_path):
    return [(row["symbol"], row["outcome"]) for row in tables(tmp_path / "out")["events"]]


@pytest.mark.parametrize("first", ["PERMNO", "TICKER"])
@pytest.mark.parametrize("typed", [True, False])
def test_two_columns_for_the_symbol_are_told_with_the_one_that_is_read(
    first, typed, tmp_path, capsys
):
    second = {"PERMNO": "TICKER", "TICKER": "PERMNO"}[first]
    codes = {"NVDA": "86580", "MU": "53613", "^GSPC": "1"}
    rows = [(symbol if first == "TICKER" else codes[symbol],
             codes[symbol] if first == "TICKER" else symbol,
             day, close if typed else f"${close}") for symbol, day, close in _bars(US)]  # fmt: skip
    prices = write(tmp_path / "p.csv", f"{first},{second},date,close", rows)
    events = write(tmp_path / "e.csv", "event_id,symbol,date", EVENTS)
    assert _study(tmp_path, events, prices) == (0 if first == "TICKER" else 2)
    assert f"{first} is read as the symbol, not {second}" in capsys.readouterr().err
    assert {code for _, code in _outcomes(tmp_path)} == {
        "ok" if first == "TICKER" else "unknown_symbol"
    }


def test_a_column_of_the_very_name_goes_first_without_a_word(tmp_path, capsys):
    rows = [("86580", symbol, day, close) for symbol, day, close in _bars(US)]
    prices = write(tmp_path / "p.csv", "permno,symbol,date,close", rows)
    events = write(tmp_path / "e.csv", "event_id,symbol,date", EVENTS)
    assert _study(tmp_path, events, prices) == 0
    assert "is read as" not in capsys.readouterr().err


def test_two_columns_of_one_name_are_told(tmp_path, capsys):
    prices = write(tmp_path / "p.csv", "symbol,date,close", _bars(US))
    rows = [(key, symbol, "MU", day) for key, symbol, day in EVENTS]
    events = write(tmp_path / "e.csv", "event_id,symbol,symbol,date", rows)
    assert _study(tmp_path, events, prices) == 0
    assert "several columns symbol: the first is read" in capsys.readouterr().err


@pytest.mark.parametrize("cell", ["5930", "005930", "A005930", '="005930"', "'005930", "5930.0"])
@pytest.mark.parametrize("names", [KOREAN, NUMBERS], ids=["whole", "numbers"])
def test_codes_of_the_korean_exchange_are_read_with_six_places(names, cell, tmp_path):
    prices = write(tmp_path / "p.csv", "종목코드,일자,종가", _bars(names))
    events = write(tmp_path / "e.csv", "사건,종목코드,발표일", [("a", cell, "2025-01-31")])
    assert _study(tmp_path, events, prices, "--benchmark", "^KS11") == 0
    assert _outcomes(tmp_path) == [("005930", "ok")]


@pytest.mark.parametrize("whole", ["events", "prices"])
def test_codes_that_one_file_lost_the_zeros_of_are_found_and_told(whole, tmp_path, capsys):
    bars = _bars(KOREAN if whole == "prices" else NUMBERS)
    prices = write(tmp_path / "p.csv", "symbol,date,close", bars)
    code = "000660" if whole == "events" else "660"
    events = write(tmp_path / "e.csv", "event_id,symbol,date", [("a", code, "2025-01-31")])
    assert _study(tmp_path, events, prices, "--benchmark", "^KS11") == 0
    lost = "events" if whole == "prices" else "prices"
    assert f"codes of the {lost} are read with six places: 660\n" in capsys.readouterr().err
    assert _outcomes(tmp_path) == [("000660", "ok")]


def test_numbers_that_both_files_write_alike_stay_as_they_are(tmp_path):
    prices = write(tmp_path / "p.csv", "symbol,date,close", _bars(NUMBERS))
    events = write(tmp_path / "e.csv", "event_id,symbol,date", [("a", "660", "2025-01-31")])
    assert _study(tmp_path, events, prices, "--benchmark", "^KS11") == 0
    assert _outcomes(tmp_path) == [("660", "ok")]


@pytest.mark.parametrize("rows", ["a,NVDA,2025-01-27\nb,MU\nc,MU,2025-01-27,x,y\n", "a,NVDA\n"])
def test_a_short_line_of_a_short_events_file_is_named(rows, tmp_path, capsys):
    events = tmp_path / "e.csv"
    events.write_text("event_id,symbol,date\n" + rows)
    prices = write(tmp_path / "p.csv", "symbol,date,close", _bars(US))
    assert _study(tmp_path, events, prices) == 2
    assert "has 2 cells, the header has 3" in capsys.readouterr().err


def test_a_short_line_of_a_short_price_file_is_named(tmp_path, capsys):
    events = write(tmp_path / "e.csv", "event_id,symbol,date", EVENTS)
    prices = tmp_path / "p.csv"
    prices.write_text("symbol,date,close\nNVDA,2025-01-27\nMU,2025-01-27,3,4\n")
    assert _study(tmp_path, events, prices) == 2
    assert "Line 2 has 2 cells, the header has 3" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("events", "prices"),
    [("permno,edate", "PERMNO,DlyCalDt,DlyPrc"), ("gvkey,rdq", "gvkey,datadate,prccd"),
     ("tic,anndats", "tic,datadate,prccd"), ("permno,evtdate", "permno,caldt,prc")],
)  # fmt: skip
def test_columns_are_known_by_the_names_crsp_compustat_and_ibes_give_them(events, prices, tmp_path):
    codes = {"NVDA": "86580", "MU": "53613", "^GSPC": "1"}
    rows = [(codes[s], day.replace("-", ""), close) for s, day, close in _bars(US)]
    prices = write(tmp_path / "p.csv", prices, rows)
    events = write(tmp_path / "e.csv", events, [("86580", "20250127"), ("53613", "20250127")])
    assert _study(tmp_path, events, prices, "--benchmark", "1") == 0
    assert _outcomes(tmp_path) == [("86580", "ok"), ("53613", "ok")]
