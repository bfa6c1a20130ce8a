"""When Yahoo pauses there is something else: Massive and KRX, by servers of our own."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from refresh_world import World, bars, quote, recent, serving

from marketlink.calendars import sessions
from marketlink.config import Settings
from marketlink.doctor.sources import reachability
from marketlink.errors import InputError, RateLimited, SourceUnavailable, UnknownSymbol
from marketlink.prices import krx, massive
from marketlink.prices.krx import KrxPrices
from marketlink.prices.massive import MassivePrices
from marketlink.prices.source import NoData

HOSTS = {massive: "api.massive.com", krx: "data-dbg.krx.co.kr"}


class FakeMassive:
    """The parts of the documented interface that are used, and its faults."""

    def __init__(self, held, status=200, **facts):
        self.held, self.status, self.facts, self.asked = held, status, facts, []

    def __call__(self, path, query, headers):
        self.asked.append((path, query, headers.get("Authorization")))
        if self.status != 200:
            return self.status, b'{"status":"ERROR"}'
        parts = path.split("/")
        if "aggs" in parts:
            first, last = (date.fromisoformat(text) for text in parts[-2:])
            rows = [
                {"t": int(datetime(d.year, d.month, d.day, 5, tzinfo=UTC).timestamp() * 1000),
                 "o": o, "h": h, "l": low, "c": c, "v": v}
                for d, o, h, low, c, _, v in self.held.get(parts[4], []) if first <= d <= last
            ]  # fmt: skip
            return 200, json.dumps({"results": rows, "status": "OK", **self.facts}).encode()
        if "tickers" in parts:
            facts = {"name": "Some Inc.", "type": "CS", "currency_name": "usd"}
            return 200, json.dumps({"results": facts}).encode()
        day = date.fromisoformat(next(v for k, v in query.items() if k.endswith(".gte")))
        row = {"execution_date": str(day + timedelta(9)), "split_from": 1, "split_to": 10,
               "ex_dividend_date": str(day + timedelta(9)), "cash_amount": 0.25}  # fmt: skip
        return 200, json.dumps({"results": [row]}).encode()


class FakeKrx:
    def __init__(self, rows, status=200):
        self.rows, self.status, self.asked = rows, status, []

    def __call__(self, path, query, headers):
        self.asked.append((path, query["basDd"], headers.get("AUTH_KEY")))
        if self.status != 200:
            return self.status, b""
        return 200, json.dumps({"OutBlock_1": self.rows}).encode()


@pytest.fixture
def yahoo(tmp_path, monkeypatch):
    with serving(tmp_path) as server:
        for name, value in server.environment(tmp_path).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("MASSIVE_API_KEY", "secret-key")
        monkeypatch.setenv("KRX_API_KEY", "secret-key")
        yield server


def settings(tmp_path, **more):
    return Settings(
        tmp_path / "x.duckdb", source_pace_seconds=0.0, source_timeout_seconds=3, **more
    )


def test_massive_gives_bars_splits_and_dividends_and_its_key_is_in_no_address(yahoo, tmp_path):
    days = recent("NVDA", 30)
    fake = yahoo.others["api.massive.com"] = FakeMassive({"BRK.B": bars(days, 100.0, "B")})
    history = MassivePrices(settings(tmp_path)).bars("BRK-B", days[0])
    assert [bar.session for bar in history.bars] == days
    assert history.bars[0].close == bars(days, 100.0, "B")[0][4]
    assert {(a.kind, a.value) for a in history.actions} == {("split", 10.0), ("dividend", 0.25)}
    assert (history.listing.name, history.listing.currency) == ("Some Inc.", "USD")
    assert (history.source, history.whole) == ("massive", False)
    assert all(key == "Bearer secret-key" for _, _, key in fake.asked)
    assert "secret" not in str([asked[:2] for asked in fake.asked])


@pytest.mark.parametrize(
    ("status", "error"),
    [(429, RateLimited), (401, InputError), (403, InputError), (404, UnknownSymbol),
     (500, SourceUnavailable), (302, SourceUnavailable)],
)  # fmt: skip
def test_each_failure_of_massive_is_typed(yahoo, tmp_path, status, error):
    yahoo.others["api.massive.com"] = FakeMassive({}, status)
    with pytest.raises(error) as caught:
        MassivePrices(settings(tmp_path)).bars("NVDA")
    assert "secret" not in str(caught.value)


def test_what_massive_cannot_answer_is_said(yahoo, tmp_path, monkeypatch):
    source = MassivePrices(settings(tmp_path))
    yahoo.others["api.massive.com"] = FakeMassive({})
    with pytest.raises(NoData):
        source.bars("NVDA")
    for symbol in ("000660.KS", "^GSPC", "nvda/../x"):
        with pytest.raises(UnknownSymbol):
            source.bars(symbol)
    yahoo.others["api.massive.com"] = FakeMassive({}, next_url="more")
    with pytest.raises(SourceUnavailable, match="more of NVDA"):
        source.bars("NVDA")
    yahoo.others["api.massive.com"] = lambda *_: (200, b"[" * 100_000)
    with pytest.raises(SourceUnavailable, match="could not be read"):
        source.bars("NVDA")
    monkeypatch.delenv("MASSIVE_API_KEY")
    with pytest.raises(InputError, match="MASSIVE_API_KEY is not set"):
        MassivePrices(settings(tmp_path))


def test_krx_asks_each_session_once_for_all_symbols(yahoo, tmp_path):
    rows = [
        {"ISU_CD": "000660", "ISU_NM": "SK하이닉스", "TDD_OPNPRC": "200,000",
         "TDD_HGPRC": "210,500", "TDD_LWPRC": "199,000", "TDD_CLSPRC": "205,000",
         "ACC_TRDVOL": "1,234,567"},
        {"ISU_CD": "005930", "ISU_NM": "삼성전자", "TDD_OPNPRC": "-", "TDD_HGPRC": "",
         "TDD_LWPRC": None, "TDD_CLSPRC": "55,000", "ACC_TRDVOL": "0"},
    ]  # fmt: skip
    fake = yahoo.others["data-dbg.krx.co.kr"] = FakeKrx(rows)
    days = sessions("XKRX").between(date(2025, 1, 20), date(2025, 2, 5))
    source = KrxPrices(settings(tmp_path))
    history = source.bars("000660.KS", days[0], days[-1])
    assert [bar.session for bar in history.bars] == list(days)
    assert date(2025, 1, 28) not in days
    bar = history.bars[0]
    assert (bar.open, bar.close, bar.volume) == (200_000, 205_000, 1_234_567)
    assert (history.listing.name, history.listing.basis) == ("SK하이닉스", "raw")
    assert source.bars("005930.KS", days[0], days[-1]).bars[0].open is None
    assert len(fake.asked) == len(days)
    assert {(path, key) for path, _, key in fake.asked} == {
        ("/svc/apis/sto/stk_bydd_trd", "secret-key")
    }
    with pytest.raises(UnknownSymbol):
        source.bars("NVDA")
    with pytest.raises(NoData):
        source.bars("123456.KQ", days[0], days[-1])


SOURCES = {"MARKETLINK_SOURCES": "yahoo,massive", "MASSIVE_API_KEY": "k",
           "MARKETLINK_BENCHMARK": "SPY"}  # fmt: skip


def test_a_refresh_with_yahoo_pausing_takes_new_symbols_from_the_next_source(tmp_path):
    days = recent("NVDA", 40)
    with serving(tmp_path) as yahoo:
        world = World(yahoo, tmp_path)
        for symbol in ("NVDA", "SPY"):
            yahoo.quotes[symbol] = quote(symbol, days, fault="429")
        yahoo.others["api.massive.com"] = FakeMassive({s: bars(days, 100.0, s)
                                                       for s in ("NVDA", "SPY")})  # fmt: skip
        code, facts, err = world.refresh("NVDA", **SOURCES)
        assert code == 0, err
        assert facts["errors"] == {}
        assert "NVDA: from massive, as yahoo asks for a pause" in facts["notes"]
        assert world.days("NVDA") == days
        assert yahoo.charts.count("SPY") == 0
        with world.opened() as store:
            assert store.holdings(["NVDA"])[0].source == "massive"


def test_both_sources_down_is_4_and_touches_nothing(tmp_path):
    days = recent("NVDA", 40)
    with serving(tmp_path) as yahoo:
        world = World(yahoo, tmp_path)
        yahoo.quotes["NVDA"] = quote("NVDA", days, fault="429")
        yahoo.others["api.massive.com"] = FakeMassive({}, 429)
        assert world.refresh("NVDA", **SOURCES)[0] == 4
        assert world.runs()[0].outcome == "failed"
        assert world.days("NVDA") == []
        for symbol in ("NVDA", "SPY"):
            yahoo.quotes[symbol] = quote(symbol, days[:-2])
        assert world.refresh("NVDA", **SOURCES)[0] == 0
        held = world.closes("NVDA")
        for symbol in ("NVDA", "SPY", "AMD"):
            yahoo.quotes[symbol] = quote(symbol, days, fault="429")
        assert world.refresh("AMD", **SOURCES)[0] == 4
        assert (world.closes("NVDA"), world.days("AMD")) == (held, [])


@pytest.mark.parametrize("pause", ["wait", "move"])
def test_held_histories_wait_or_move_whole_as_configured(tmp_path, pause):
    days = recent("NVDA", 40)
    with serving(tmp_path) as yahoo:
        world = World(yahoo, tmp_path)
        for symbol in ("NVDA", "SPY"):
            yahoo.quotes[symbol] = quote(symbol, days[:-2])
        assert world.refresh("NVDA", **SOURCES)[0] == 0
        for symbol in ("NVDA", "SPY"):
            yahoo.quotes[symbol] = quote(symbol, days, fault="429")
        fake = FakeMassive({s: bars(days, 101.0, s) for s in ("NVDA", "SPY")})
        yahoo.others["api.massive.com"] = fake
        code, facts, _ = world.refresh(**SOURCES, MARKETLINK_ON_PAUSE=pause)
        if pause == "wait":
            assert (code, fake.asked) == (4, [])
            assert world.days("NVDA") == days[:-2]
        else:
            assert code == 0
            assert world.closes("NVDA") == {row[0]: row[4] for row in bars(days, 101.0, "NVDA")}
            assert any("from massive, as yahoo asks" in note for note in facts["notes"])


def test_a_second_opinion_names_the_days_that_differ(tmp_path):
    days = recent("NVDA", 40)
    with serving(tmp_path) as yahoo:
        world = World(yahoo, tmp_path)
        for symbol in ("NVDA", "SPY"):
            yahoo.quotes[symbol] = quote(symbol, days)
        assert world.refresh("NVDA", **SOURCES)[0] == 0
        said = bars(days, 50.0, "NVDA")
        said[20] = (*said[20][:4], said[20][4] * 1.05, *said[20][5:])
        yahoo.others["api.massive.com"] = FakeMassive({"NVDA": said})
        words = ("prices", "check", "--against", "massive", "--symbol-held", "nvda")
        code, out, err = world.run(*words, "--format", "json", **SOURCES)
        assert code == 1, err
        found = [(row["session"], row["fault"]) for row in json.loads(out)]
        assert found == [(str(days[20]), "sources-disagree"), (str(days[21]), "sources-disagree")]


def test_an_answer_with_impossible_days_is_one_sentence(yahoo, tmp_path):
    found = json.dumps({"results": [{"t": 1e20, "c": 1}]}).encode()
    yahoo.others["api.massive.com"] = lambda *_: (200, found)
    with pytest.raises(SourceUnavailable, match="could not be read"):
        MassivePrices(settings(tmp_path)).bars("NVDA")


def test_doctor_says_what_was_never_tried_with_the_real_service(yahoo, tmp_path):
    yahoo.others["api.massive.com"] = FakeMassive({}, 500)
    given = settings(tmp_path, sources=("massive",))
    found = {check.name: check for check in reachability(given, (), datetime.now(UTC))}
    assert "not with the real service" in found["massive untried"].text
    assert found["massive"].state == "finding"
