"""Prices that reach further than a calendar, or hold a stray bar, leave a stock on its exchange."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from study_files import tables, write

from marketlink.cli.main import run
from marketlink.resources import data_path

SYMBOLS = ("NVDA", "MU", "^GSPC")


def _bars():
    with Path(data_path("excerpt", "prices.csv")).open() as handle:
        return [(r["symbol"], r["date"], r["close"]) for r in csv.DictReader(handle)
                if r["symbol"] in SYMBOLS]  # fmt: skip


def _old(start=date(1985, 1, 2), days=1200):
    rows, day = [], start
    chance = random.Random(3)
    level = dict.fromkeys(SYMBOLS, 100.0)
    for _ in range(days):
        day += timedelta(days=3 if day.weekday() == 4 else 1)
        for symbol in SYMBOLS:
            level[symbol] *= 1 + chance.gauss(0, 0.01)
            rows.append((symbol, day.isoformat(), f"{level[symbol]:.6f}"))
    return rows


def _study(tmp_path, bars, events, *more):
    prices = write(tmp_path / "p.csv", "symbol,date,close", bars)
    events = write(tmp_path / "e.csv", "event_id,symbol,date", events)
    assert run(["study", "--events", str(events), "--prices", str(prices), "--window", "-1:1",
                "--out", str(tmp_path / "out"), *more]) == 0  # fmt: skip
    return tables(tmp_path / "out")


EVENTS = [("a", "NVDA", "2025-01-27"), ("b", "MU", "2025-01-27")]


@pytest.mark.parametrize("typo", [[], [("c", "MU", "1890-01-02")]])
def test_a_history_from_before_the_calendar_changes_nothing(typo, tmp_path, capsys):
    for name in ("plain", "old"):
        (tmp_path / name).mkdir()
    plain = _study(tmp_path / "plain", _bars(), EVENTS)
    old = _study(tmp_path / "old", _old() + _bars(), EVENTS + typo)
    assert [row["exchange"] for row in old["events"][:2]] == ["XNYS", "XNYS"]
    assert old["cars"] == plain["cars"]
    told = "calendar of their exchange begins are not used: MU (1200), NVDA (1200), ^GSPC (1200)"
    assert told in capsys.readouterr().err


def test_events_before_the_calendar_follow_the_dates_of_their_prices(tmp_path, capsys):
    found = _study(tmp_path, _old(), [("a", "NVDA", "1987-10-19")], "--benchmark", "^GSPC")
    (row,) = found["events"]
    assert (row["outcome"], row["day0"], row["n_est"]) == ("ok", "1987-10-19", "240")
    assert "have events before the calendar of New York begins" in capsys.readouterr().err


def test_a_stray_bar_on_a_weekend_does_not_take_a_stock_off_its_exchange(tmp_path, capsys):
    found = _study(tmp_path, [*_bars(), ("NVDA", "2025-01-25", "140")], EVENTS)
    assert [row["outcome"] for row in found["events"]] == ["ok", "ok"]
    assert [row["exchange"] for row in found["events"]] == ["XNYS", "XNYS"]
    told = "1 price on days that XNYS was shut is not used: NVDA (1 from"
    assert told in capsys.readouterr().err


def test_bars_on_several_holidays_still_do(tmp_path, capsys):
    days = ("2024-11-28", "2024-12-25", "2025-01-01", "2025-01-09")
    stray = [("NVDA", day, "140") for day in days]
    found = _study(tmp_path, _bars() + stray, EVENTS, "--benchmark", "^GSPC")
    assert [row["exchange"] for row in found["events"]] == ["", "XNYS"]
    assert "trades on days New York is shut and follows its own dates: NVDA" in (
        capsys.readouterr().err
    )
