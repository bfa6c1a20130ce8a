"""Price sources written by others: what they answer costs their own symbol at most."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import inf, nan
from pathlib import Path

import numpy as np
import pytest

from marketlink.calendars import sessions
from marketlink.config import Settings
from marketlink.doctor.sources import reachability
from marketlink.errors import InputError, UnknownSymbol
from marketlink.prices import source as sources
from marketlink.prices.fetch import PriceRequest, fetch
from marketlink.prices.quality import check
from marketlink.records.price import Action, History, Listing, RawBar

DAYS = sessions("XNYS").between(date(2025, 1, 2), date(2025, 1, 31))
BARS = tuple(RawBar(day, close=100.0 + n) for n, day in enumerate(DAYS))
NOW = datetime(2025, 2, 1, tzinfo=UTC)


def good(symbol="GOOD"):
    return History(Listing(symbol, "XNYS", "USD"), "other", NOW, BARS)


class Source:
    """Answers for BAD with anything, and soundly for all others."""

    def __init__(self, answer):
        self.answer = answer

    def bars(self, symbol, start=None, end=None):
        if symbol != "BAD":
            return good(symbol)
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


def asked(answer, start=None):
    settings = Settings(db=Path("m.duckdb"), sources=("other",))
    return fetch(
        (PriceRequest("BAD", start), PriceRequest("GOOD")),
        settings,
        sources={"other": Source(answer)},
    )


def bad(**facts):
    return replace(good("BAD"), **facts)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (ValueError("boom\nsecond line"), "failed for BAD. ValueError: boom second line"),
        (SystemExit(3), "failed for BAD. SystemExit: 3"),
        (None, "It answered with a NoneType"),
        ([1], "It answered with a list"),
        (good("OTHER"), "It answered with 'OTHER'"),
        (bad(vintage=datetime(2025, 2, 1)), "Its vintage is no instant with a time zone"),
        (bad(listing=Listing("BAD", "XXXX", "USD")), "Its exchange is 'XXXX', not one of XNYS"),
        (bad(listing=Listing("BAD", "XNYS", "USD", basis="odd")), "Its basis is 'odd'"),
        (bad(bars=None), "Its bars are a NoneType"),
        (bad(bars=((DAYS[0], 3.0),)), "Among its bars is a tuple"),
        (bad(bars=(RawBar("2025-01-02", close=1.0),)), "no date: '2025-01-02'"),
        (bad(bars=(RawBar(NOW + timedelta(hours=3), close=1.0),)), "a session that is no date"),
        (bad(bars=(RawBar(DAYS[0], close="1.0"),)), "close of 2025-01-02 is no number: '1.0'"),
        (bad(bars=(RawBar(DAYS[0], close=inf),)), "The close of 2025-01-02 is infinite"),
        (bad(bars=(*BARS, RawBar(DAYS[0], close=7.0))), "two different bars of 2025-01-02"),
        (bad(actions=(Action(DAYS[0], "merger", 1.0),)), "an action called 'merger'"),
        (bad(actions=(Action(DAYS[0], "dividend", nan),)), "a dividend of nan on 2025-01-02"),
        (bad(actions=(Action(DAYS[0], "split", -2.0),)), "a split of -2.0 on 2025-01-02"),
    ],
)
def test_an_answer_that_is_no_history_costs_its_own_symbol_only(answer, says):
    got = asked(answer)
    assert [history.symbol for history in got.histories] == ["GOOD"]
    ((symbol, error),) = got.errors
    assert symbol == "BAD"
    assert says in str(error)
    assert "\n" not in str(error)


def test_odd_ways_to_write_a_sound_history_are_taken():
    midnight = datetime.combine(DAYS[1], datetime.min.time())
    given = [
        RawBar(DAYS[2], close=Decimal("3.5"), volume=np.int64(7)),
        RawBar(midnight, close=np.float32(2.5), open=nan),
        RawBar(DAYS[0], close=1),
        RawBar(DAYS[0], close=1.0),
    ]
    actions = (Action(DAYS[1], "split", 0.0), Action(DAYS[2], "dividend", 1), *2 * (
        Action(DAYS[1], "split", 2.0),))  # fmt: skip
    history = asked(bad(bars=given, actions=actions, source="mine")).histories[0]
    assert history.bars == (
        RawBar(DAYS[0], close=1.0),
        RawBar(DAYS[1], close=2.5),
        RawBar(DAYS[2], close=3.5, volume=7.0),
    )
    assert history.actions == (Action(DAYS[1], "split", 2.0), Action(DAYS[2], "dividend", 1.0))
    assert [flag.fault for flag in history.flags] == ["duplicate-bar"]
    assert history.source == "other"


def test_a_dividend_below_zero_is_flagged():
    (history,) = check(asked(bad(actions=(Action(DAYS[1], "dividend", -1.0),))).histories[:1])
    assert history.actions == (Action(DAYS[1], "dividend", -1.0),)
    assert [(f.session, f.fault) for f in history.flags] == [(DAYS[1], "implausible-dividend")]


def test_a_tail_that_calls_itself_whole_replaces_nothing():
    assert not asked(bad(whole=True), DAYS[3]).histories[0].whole
    assert asked(bad(whole=False)).histories[0].whole


def test_the_doctor_names_a_source_that_fails(tmp_path):
    settings = Settings(db=tmp_path / "m.duckdb", sources=("other",))
    held = [type("Held", (), {"source": "other", "symbol": "BAD"})]
    (check,) = reachability(settings, held, NOW, {"other": Source(KeyError("x"))})
    assert check.state == "finding"
    assert "failed for BAD" in check.text


@pytest.mark.parametrize("error", [RuntimeError("no key"), TypeError("2 arguments")])
def test_a_source_that_cannot_be_made_is_one_sentence(monkeypatch, error):
    def make(_settings):
        raise error

    monkeypatch.setattr(sources, "_offered", lambda: {"other": ("other:Other",)})
    monkeypatch.setattr(sources, "_entry", lambda _value: make)
    with pytest.raises(InputError, match=f"'other' cannot be loaded. {type(error).__name__}"):
        sources.source("other", Settings(db=Path("m.duckdb")))


def test_the_plug_in_of_the_docs_is_found_and_answers(tmp_path, monkeypatch):
    page = (Path(__file__).parents[1] / "docs" / "prices.md").read_text("utf-8")
    code = re.search(r"^```python\n(.*?class MyPrices.*?)^```", page, re.M | re.S)
    entry = re.search(r"^\[project\.entry-points\.\"(.+)\"\]\n(.*?)^```", page, re.M | re.S)
    info = tmp_path / "site" / "mine-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: mine\nVersion: 1\n", "utf-8")
    entries = f"[{entry[1]}]\n{entry[2]}".replace('"', "")
    (info / "entry_points.txt").write_text(entries, "utf-8")
    (info.parent / "my_package.py").write_text(code[1], "utf-8")
    monkeypatch.syspath_prepend(str(info.parent))
    monkeypatch.setattr(sources, "_offered", sources._offered.__wrapped__)
    folder = tmp_path / "mine"
    folder.mkdir()
    lines = "date,close\n2025-01-24,142.62\n2025-01-27,118.42\n"
    (folder / "NVDA.csv").write_text(lines, "utf-8")
    settings = Settings(db=tmp_path / "m.duckdb", sources=("mine",))
    got = fetch(
        (PriceRequest("NVDA"), PriceRequest("NVDA", date(2025, 1, 27)), PriceRequest("MU")),
        settings,
    )
    whole, tail = got.histories
    assert [bar.close for bar in whole.bars] == [142.62, 118.42]
    assert [bar.close for bar in tail.bars] == [118.42]
    assert (whole.whole, tail.whole) == (True, False)
    assert isinstance(got.errors[0][1], UnknownSymbol)


def test_of_several_sources_the_one_that_did_not_answer_is_told():
    settings = Settings(db=Path("m.duckdb"), sources=("first", "other"))
    asked_of = {"first": Source(UnknownSymbol("first knows no BAD")), "other": Source(OSError("x"))}
    for order in (("first", "other"), ("other", "first")):
        got = fetch((PriceRequest("BAD"),), replace(settings, sources=order), sources=asked_of)
        assert "'other' failed for BAD" in str(got.errors[0][1])


def test_a_name_that_two_packages_offer_is_neither_s(monkeypatch):
    monkeypatch.setattr(sources, "_offered", lambda: {"yahoo": ("a:Prices", "b:Prices")})
    with pytest.raises(InputError, match=r"Several packages offer .*'yahoo'"):
        sources.source("yahoo", Settings(db=Path("m.duckdb")))
