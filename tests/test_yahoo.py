"""The Yahoo source: the real yfinance library against a loopback Yahoo."""

from __future__ import annotations

import gc
import sqlite3
import time
import warnings
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from loopback_yahoo import Quote, serving

from marketlink.config import Settings
from marketlink.errors import InputError, RateLimited, SourceUnavailable, UnknownSymbol
from marketlink.prices.cache import without_broken
from marketlink.prices.fetch import PriceRequest, fetch
from marketlink.prices.source import NoData, PriceSource, source
from marketlink.prices.yahoo import YahooPrices, as_paid, error_of, finished
from marketlink.records.price import Action, RawBar

DAYS = [date(2025, 1, 23), date(2025, 1, 24), date(2025, 1, 27), date(2025, 1, 28)]
NVDA = [
    (day, 1.5, 2.5, 1.0, close, close * 0.999, 1000)
    for day, close in zip(DAYS, (147.22, 142.62, 118.42, 128.99), strict=True)
]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("yahoo")
    with serving(folder) as running, pytest.MonkeyPatch.context() as patch:
        for name, value in running.environment(folder).items():
            patch.setenv(name, value)
        yield running


@pytest.fixture
def yahoo(server):
    from yfinance.data import YfData

    YfData.cache_get.cache_clear()
    server.quotes, server.hits = {}, []
    yield server
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()


@pytest.fixture
def prices(tmp_path):
    return YahooPrices(settings(tmp_path))


def settings(folder, **more):
    return Settings(
        db=folder / "marketlink.duckdb", source_pace_seconds=0.0, source_timeout_seconds=3.0, **more
    )


def test_bars_actions_and_listing_arrive_as_served(yahoo, prices):
    yahoo.quotes["NVDA"] = Quote(
        NVDA, name="NVIDIA Corporation", dividends={DAYS[0]: 0.01}, splits={DAYS[2]: 10.0}
    )
    found = prices.bars("NVDA")
    assert [bar.session for bar in found.bars] == DAYS
    assert found.bars[2] == RawBar(DAYS[2], 1.5, 2.5, 1.0, 118.42, 1000.0, 118.42 * 0.999)
    assert found.actions == (Action(DAYS[0], "dividend", 0.1), Action(DAYS[2], "split", 10.0))
    assert (found.listing.exchange, found.listing.currency) == ("XNYS", "USD")
    assert (found.listing.name, found.listing.basis) == ("NVIDIA Corporation", "split")
    assert found.whole
    assert found.vintage.tzinfo is not None


def test_a_tail_asks_for_its_days_only(yahoo, prices):
    yahoo.quotes["NVDA"] = Quote(NVDA)
    found = prices.bars("NVDA", DAYS[2])
    assert [bar.session for bar in found.bars] == DAYS[2:]
    assert not found.whole
    assert [bar.session for bar in prices.bars("NVDA", DAYS[1], DAYS[2]).bars] == DAYS[1:3]


def test_seoul_dates_are_seoul_dates(yahoo, prices):
    bars = [(date(2025, 1, 31), 1, 1, 1, 199200.0, 196741.45, 5)]
    yahoo.quotes["000660.KS"] = Quote(bars, "Asia/Seoul", currency="KRW")
    found = prices.bars("000660.KS")
    assert found.bars[0].session == date(2025, 1, 31)
    assert (found.listing.exchange, found.listing.currency) == ("XKRX", "KRW")


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        ("404", UnknownSymbol),
        ("429", RateLimited),
        ("500", SourceUnavailable),
        ("cut", SourceUnavailable),
    ],
)
def test_failures_are_typed_and_never_guess_at_a_delisting(yahoo, prices, fault, raised):
    yahoo.quotes["NVDA"] = Quote(NVDA, fault=fault)
    with pytest.raises(raised) as caught:
        prices.bars("NVDA")
    assert "delisted" not in str(caught.value)
    assert "NVDA" in str(caught.value) or raised is RateLimited


def test_a_hung_connection_ends_with_the_time_out(yahoo, tmp_path):
    yahoo.quotes["NVDA"] = Quote(NVDA)
    prices = YahooPrices(settings(tmp_path))
    prices.timeout = 0.3
    prices.bars("NVDA")
    yahoo.quotes["NVDA"].fault, yahoo.hang_seconds = "hang", 2.0
    yahoo.hits.clear()
    with pytest.raises(SourceUnavailable, match="did not answer for NVDA"):
        prices.bars("NVDA")
    charts = [path for _, path in yahoo.hits if "/chart/" in path]
    assert len(charts) == 3  # a try each: what the library would ask besides has its own limit


def test_a_passing_failure_is_tried_again(yahoo, prices, monkeypatch):
    yahoo.quotes["NVDA"] = Quote(NVDA, fault="500")

    def mend(_seconds):
        if len(yahoo.charts) > 1:
            yahoo.quotes["NVDA"].fault = None

    # the module's own clock: other threads of the process (Spark's) sleep on
    clock = SimpleNamespace(sleep=mend, monotonic=time.monotonic)
    monkeypatch.setattr("marketlink.prices.yahoo.time", clock)
    assert len(prices.bars("NVDA").bars) == 4


def test_no_rows_in_the_days_asked_for_is_no_data(yahoo, prices):
    yahoo.quotes["NVDA"] = Quote(NVDA)
    with pytest.raises(NoData):
        prices.bars("NVDA", date(2025, 2, 10))


def test_an_exchange_without_a_calendar_is_refused(yahoo, prices):
    yahoo.quotes["AAPL.BA"] = Quote(NVDA, zone="America/Argentina/Buenos_Aires")
    with pytest.raises(InputError, match="no calendar"):
        prices.bars("AAPL.BA")


def test_after_a_429_a_source_is_asked_no_more_and_what_came_is_kept(yahoo, tmp_path):
    yahoo.quotes = {"A": Quote(NVDA), "B": Quote(NVDA, fault="429"), "C": Quote(NVDA)}
    done = fetch(tuple(map(PriceRequest, ("A", "GONE", "B", "C"))), settings(tmp_path))
    assert [history.symbol for history in done.histories] == ["A"]
    assert [symbol for symbol, _ in done.errors] == ["GONE", "B", "C"]
    assert done.stopped
    assert "C" not in yahoo.charts


def test_nothing_of_the_library_reaches_the_terminal(yahoo, prices, capfd, recwarn):
    yahoo.quotes["NVDA"] = Quote(NVDA)
    prices.bars("NVDA")
    with pytest.raises(UnknownSymbol):
        prices.bars("NOPE")
    assert capfd.readouterr() == ("", "")
    assert not [item for item in recwarn if item.category is not ResourceWarning]


def test_unfinished_bars_are_dropped_by_the_sessions_own_close():
    bars = tuple(RawBar(date(2024, 12, day), close=1.0) for day in (23, 24, 26))
    close = datetime(2024, 12, 24, 18, 0, tzinfo=UTC)
    days = [bar.session.day for bar in finished(bars, "XNYS", close + timedelta(minutes=29))]
    assert days == [23]
    days = [bar.session.day for bar in finished(bars, "XNYS", close + timedelta(minutes=30))]
    assert days == [23, 24]


def test_an_unfinished_day_that_the_calendar_does_not_know_waits_for_midnight():
    bars = (RawBar(date(2025, 1, 27), close=1.0),)
    assert finished(bars, "XKRX", datetime(2025, 1, 27, 14, 0, tzinfo=UTC)) == ()
    assert finished(bars, "XKRX", datetime(2025, 1, 27, 15, 0, tzinfo=UTC)) == bars


def test_dividends_become_what_was_paid():
    listed = (
        Action(date(2024, 6, 11), "dividend", 0.01),
        Action(date(2024, 6, 10), "split", 10.0),
        Action(date(2024, 3, 5), "dividend", 0.004),
        Action(date(2021, 7, 20), "split", 4.0),
        Action(date(2021, 6, 9), "dividend", 0.004),
    )
    assert [action.value for action in as_paid(listed)] == [0.16, 4.0, 0.04, 10.0, 0.01]


def test_every_error_of_the_library_has_a_type():
    from yfinance import exceptions as yahoo

    assert isinstance(error_of("X", yahoo.YFRateLimitError()), RateLimited)
    assert isinstance(error_of("X", yahoo.YFTzMissingError("X")), UnknownSymbol)
    assert isinstance(error_of("X", yahoo.YFPricesMissingError("X", "")), NoData)
    for other in (TypeError("x"), ConnectionError("x"), TimeoutError("x"), KeyError("x")):
        assert isinstance(error_of("X", other), SourceUnavailable)


@pytest.mark.parametrize("symbol", ["NVDA?x=1", "../NVDA", "NVDA#", "A/B", "%4EVDA"])
def test_a_symbol_that_would_ask_for_another_address_is_unknown(yahoo, prices, symbol):
    with pytest.raises(UnknownSymbol, match="knows no symbol"):
        prices.bars(symbol)
    assert yahoo.hits == []


def test_a_damaged_cache_is_removed_and_a_sound_one_kept(tmp_path):
    sound, broken = tmp_path / "sound.db", tmp_path / "broken.db"
    with closing(sqlite3.connect(sound)) as con:
        con.execute("create table zone (name text)")
    broken.write_bytes(b"garbage" * 1000)
    (tmp_path / "broken.db-wal").write_bytes(b"more")
    (tmp_path / "empty.db").touch()
    assert without_broken(tmp_path) == tmp_path
    assert sorted(file.name for file in tmp_path.iterdir()) == ["empty.db", "sound.db"]


def test_sources_are_found_by_entry_point(tmp_path):
    for name in ("yahoo", "excerpt", "files"):
        assert isinstance(source(name, settings(tmp_path)), PriceSource)
    with pytest.raises(InputError, match="no price source 'nope'"):
        source("nope", settings(tmp_path))
