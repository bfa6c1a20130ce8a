"""Days of the estimation window that could not be used are counted, whatever they lack."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from study_files import tables, write

from marketlink.cli.main import run
from marketlink.resources import data_path

GAPS = {("NVDA", "2024-06-12"), ("NVDA", "2025-01-27"), ("^GSPC", "2024-05-01"),
        ("^GSPC", "2024-11-20")}  # fmt: skip
EVENTS = [("a", "NVDA", "2025-01-27"), ("b", "MU", "2025-01-27"), ("c", "NVDA", "2024-12-05")]


@pytest.mark.parametrize("model", ["market", "dimson", "scholes-williams", "constant-mean"])
@pytest.mark.parametrize("mask", [True, False])
def test_used_missing_and_masked_days_are_the_estimation_window(model, mask, tmp_path):
    with Path(data_path("excerpt", "prices.csv")).open() as handle:
        bars = [(r["symbol"], r["date"], r["close"]) for r in csv.DictReader(handle)
                if (r["symbol"], r["date"]) not in GAPS]  # fmt: skip
    prices = write(tmp_path / "p.csv", "symbol,date,close", bars)
    events = write(tmp_path / "e.csv", "event_id,symbol,date", EVENTS)
    assert run(["study", "--events", str(events), "--prices", str(prices), "--path", "-1:1",
                "--model", model, "--out", str(tmp_path / "out"),
                *(["--mask-events"] if mask else [])]) == 0  # fmt: skip
    rows = {row["event_id"]: row for row in tables(tmp_path / "out")["events"]}
    for row in rows.values():
        masked = int(row["overlap"]) if mask else 0
        assert int(row["n_est"]) + int(row["n_missing"]) + masked == 240
    assert int(rows["a"]["overlap"]) == 3
    if model == "market":
        # Each gap of the index takes two days of its returns.
        assert int(rows["b"]["n_missing"]) == 4
    if model == "constant-mean":
        assert int(rows["b"]["n_missing"]) == 0


def test_what_estimates_nothing_has_a_car_without_a_history(tmp_path):
    with Path(data_path("excerpt", "prices.csv")).open() as handle:
        bars = [(r["symbol"], r["date"], r["close"]) for r in csv.DictReader(handle)
                if r["symbol"] in ("NVDA", "MU", "^GSPC")
                and (r["symbol"] != "NVDA" or r["date"] >= "2025-01-02")]  # fmt: skip
    prices = write(tmp_path / "p.csv", "symbol,date,close", bars)
    events = write(tmp_path / "e.csv", "event_id,symbol,date", EVENTS[:2])
    assert run(["study", "--events", str(events), "--prices", str(prices), "--window", "0:0",
                "--model", "market-adjusted", "--benchmark", "^GSPC",
                "--out", str(tmp_path / "out")]) == 0  # fmt: skip
    got = tables(tmp_path / "out")
    young, old = got["events"]
    assert (young["outcome"], old["outcome"]) == ("ok", "ok")
    assert "unjudged" in young["flags"] and "unjudged" not in old["flags"]
    car = {row["event_id"]: row for row in got["cars"]}
    close = {(symbol, day): float(value) for symbol, day, value in bars if value}
    move = {
        name: close[name, "2025-01-27"] / close[name, "2025-01-24"] - 1
        for name in ("NVDA", "^GSPC")
    }
    assert float(car["a"]["car"]) == pytest.approx(move["NVDA"] - move["^GSPC"], rel=1e-12)
    assert car["a"]["t"] == "" and car["a"]["p_t"] == "" and float(car["b"]["t"]) < 0
    assert {row["n"] for row in got["tests"] if row["statistic"] == "cda-t"} == {"1"}


def test_a_study_without_an_answer_has_nothing_to_regress_or_to_calibrate(tmp_path, capsys):
    events = write(
        tmp_path / "e.csv", "event_id,symbol,date,size", [("a", "GONE", "2025-01-27", 3)]
    )
    prices = str(data_path("excerpt", "prices.csv"))
    asked = ["study", "--events", str(events), "--prices", prices, "--out", str(tmp_path / "out")]
    assert run([*asked, "--regress", "size", "--calibrate", "100"]) == 2
    assert "GONE" in capsys.readouterr().err
