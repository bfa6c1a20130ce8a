"""What is due: per exchange, after its real close and the delay, with an overlap."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from marketlink.config import Settings
from marketlink.errors import InputError
from marketlink.records.price import Holding, Listing
from marketlink.refresh import completed, plan, refresh
from marketlink.refresh.plan import OVERLAP

FETCHED = datetime(2025, 1, 31, tzinfo=UTC)
SETTINGS = Settings(Path("unused.duckdb"))


def holding(symbol, exchange, last, source="yahoo", **facts):
    listing = Listing(symbol, exchange, "USD", **facts)
    return Holding(listing, source, FETCHED, date(2024, 1, 2), last, 250, 0)


@pytest.mark.parametrize(
    ("exchange", "instant", "expected"),
    [
        ("XNYS", "2025-01-27T21:29:59+00:00", date(2025, 1, 24)),  # closes 21:00 in winter
        ("XNYS", "2025-01-27T21:30:00+00:00", date(2025, 1, 27)),
        ("XNYS", "2025-07-14T20:30:00+00:00", date(2025, 7, 14)),  # and 20:00 in summer
        ("XNYS", "2025-07-03T17:30:00+00:00", date(2025, 7, 3)),  # a half day closes 17:00
        ("XNYS", "2025-11-29T12:00:00+00:00", date(2025, 11, 28)),  # a Saturday
        ("XKRX", "2025-01-27T12:00:00+00:00", date(2025, 1, 24)),  # a holiday declared that month
        ("XKRX", "2025-01-31T06:59:00+00:00", date(2025, 1, 24)),
        ("XKRX", "2025-01-31T07:00:00+00:00", date(2025, 1, 31)),
    ],
)
def test_a_session_is_complete_half_an_hour_after_its_real_close(exchange, instant, expected):
    assert completed(exchange, datetime.fromisoformat(instant), 30) == expected


def test_the_delay_is_the_configured_one():
    just_after = datetime(2025, 1, 27, 21, 1, tzinfo=UTC)
    assert completed("XNYS", just_after, 0) == date(2025, 1, 27)
    assert completed("XNYS", just_after, 1440) == date(2025, 1, 24)


def test_a_tail_starts_ten_sessions_before_the_last_bar_of_its_own_exchange():
    held = [holding("000660.KS", "XKRX", date(2025, 1, 31))]
    item = plan(SETTINGS, held, datetime(2025, 2, 4, 12, tzinfo=UTC)).due[0]
    assert (item.first, item.last, item.why) == (date(2025, 1, 14), date(2025, 2, 4), "tail")
    assert OVERLAP == 10


def test_each_exchange_has_its_own_last_session():
    held = [holding("000660.KS", "XKRX", date(2025, 1, 24)),
            holding("NVDA", "XNYS", date(2025, 1, 24)),
            holding("^GSPC", "XNYS", date(2025, 1, 27)),
            holding("^KS11", "XKRX", date(2025, 1, 24))]  # fmt: skip
    planned = plan(SETTINGS, held, datetime(2025, 1, 28, 12, tzinfo=UTC))
    assert [(item.symbol, item.last) for item in planned.due] == [("NVDA", date(2025, 1, 27))]
    assert set(planned.current) == {"000660.KS", "^GSPC", "^KS11"}
    assert planned.exchanges == ("XKRX", "XNYS")


def test_benchmarks_of_the_symbols_in_use_come_along_once():
    settings = replace(SETTINGS, refresh_symbols=("NVDA", "MU", "000660.KS"))
    due = plan(settings, [], datetime(2025, 1, 28, 12, tzinfo=UTC)).due
    assert [item.symbol for item in due] == ["NVDA", "MU", "000660.KS", "^GSPC", "^KS11"]
    assert {item.why for item in due} == {"new"}
    assert all(item.first is None for item in due)


def test_a_delisted_symbol_is_complete_at_its_end():
    held = [holding("TWTR", "XNYS", date(2022, 10, 27), valid_to=date(2022, 10, 27)),
            holding("^GSPC", "XNYS", date(2025, 1, 27))]  # fmt: skip
    assert plan(SETTINGS, held, datetime(2025, 1, 28, 12, tzinfo=UTC)).due == ()


def test_what_the_user_imported_stays_until_a_source_is_named_for_it():
    held = [holding("ACME", "XNYS", date(2025, 1, 2), source="files"),
            holding("NVDA", "XNYS", date(2025, 1, 2), source="excerpt")]  # fmt: skip
    now = datetime(2025, 1, 28, 12, tzinfo=UTC)
    untouched = plan(SETTINGS, held, now)
    assert untouched.due == ()
    assert untouched.unfollowed == ("ACME", "NVDA")
    named = replace(SETTINGS, source_of={"ACME": "yahoo"})
    assert next((i.symbol, i.why) for i in plan(named, held, now).due) == ("ACME", "source")
    chosen = replace(SETTINGS, origins={"sources": "marketlink.toml"})
    due = {item.symbol: item for item in plan(chosen, held, now).due}
    assert due["NVDA"].why == "source"
    assert due["NVDA"].first is None
    assert "ACME" not in due


@pytest.mark.parametrize("symbol", ["", " ", "NV DA"])
def test_what_is_no_symbol_is_refused_before_anything_is_asked(tmp_path, symbol):
    settings = replace(SETTINGS, db=tmp_path / "m.duckdb", refresh_symbols=(symbol,))
    with pytest.raises(InputError, match="is no symbol"):
        refresh(settings)
    assert not settings.db.exists()


def test_each_history_is_compared_whole_once_a_month_a_twentieth_a_run():
    now = datetime(2025, 3, 20, 22, tzinfo=UTC)
    held = [holding(f"S{n}", "XNYS", date(2025, 3, 19)) for n in range(60)]
    due = {item.symbol: item for item in plan(SETTINGS, held, now).due if item.symbol[0] == "S"}
    months = [item for item in due.values() if item.why == "month"]
    assert len(months) == 4
    assert all(item.first is None for item in months)
    young = [replace(item, vintage=now) for item in held]
    assert all(item.why != "month" for item in plan(SETTINGS, young, now).due)
