"""Where a stock could first trade on the news, as the report's page and its files say it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from report_case import case

from marketlink import report
from marketlink.calendars import first_tradable
from marketlink.findings.lookup import names
from marketlink.findings.words import words
from marketlink.records.case import Case
from marketlink.records.phase import PhaseKind, Sure, Tradable
from marketlink.report.sections import when

NEW_YORK = "2025-01-27T04:30-05:00"
SEOUL = "2025-01-31T08:40+09:00"


def told(
    instants: dict[str, str],
    places: dict[str, Tradable | None] | None = None,
    lang: str = "en",
) -> Case:
    """The case whose events of these symbols have a clock time, and a first trade."""
    found = {item.event.symbol: item for item in case(lang).companies}
    for symbol, at in instants.items():
        instant = datetime.fromisoformat(at)
        first = places[symbol] if places else first_tradable(instant, symbol)
        event = replace(found[symbol].event, instant=instant, first_tradable=first)
        found[symbol] = replace(found[symbol], event=event)
    return replace(case(lang), companies=tuple(found.values()))


def said(one: Case, lang: str) -> list[str]:
    found = when.section(one, words(lang).naming(names(one, lang)))["tradable"]
    assert isinstance(found, list)
    return found


def place(sure: Sure, perhaps: Tradable | None = None, venue: str = "NXT") -> Tradable:
    at = datetime.fromisoformat("2025-01-31T09:00:30+09:00")
    kind = PhaseKind.REGULAR
    return Tradable("000660.KS", venue, kind, at, date(2025, 1, 31), sure, perhaps)


def test_nothing_is_said_of_a_day_without_a_clock_time() -> None:
    assert said(told({}), "en") == said(told({}), "ko") == []


def test_first_trade_and_first_close_stand_in_one_sentence_for_companies_alike() -> None:
    instants = {"NVDA": NEW_YORK, "MU": NEW_YORK, "000660.KS": SEOUL}
    assert said(told(instants), "en") == [
        "NVIDIA and Micron Technology could first trade on the news in New York's pre-market from "
        "04:30 on Monday 27 January (New York time); the first close in New York that can hold it "
        "is that of Monday 27 January.",
        "SK hynix could first trade on the news in Seoul's opening auction at 09:00 on Friday "
        "31 January (Seoul time); the first close in Seoul that can hold it is that of Friday "
        "31 January.",
    ]
    assert said(told(instants, lang="ko"), "ko") == [
        "뉴스 뒤에 엔비디아, 마이크론이 처음 거래될 수 있었던 때는 1월 27일(월) 04:30(뉴욕 시각) "
        "뉴욕 프리마켓으로, 뉴스가 반영될 수 있는 첫 종가는 뉴욕의 1월 27일(월) 종가이다.",
        "뉴스 뒤에 SK하이닉스가 처음 거래될 수 있었던 때는 1월 31일(금) 09:00(서울 시각) "
        "서울 시가 단일가 매매로, 뉴스가 반영될 수 있는 첫 종가는 서울의 1월 31일(금) 종가이다.",
    ]


@pytest.mark.parametrize(
    ("sure", "english", "korean"),
    [
        (Sure.KNOWN, "(Seoul time); the first close", "정규장으로, 뉴스가"),
        (Sure.REPORTED, "as reported but not confirmed; the first", "알려진 바로는(확인되지 않음)"),
        (Sure.INFERRED, "as far as can be inferred; the first", "정규장으로 추정되고, 뉴스가"),
    ],
)
def test_how_sure_the_hours_are_is_said(sure: Sure, english: str, korean: str) -> None:
    one = told({"000660.KS": SEOUL}, {"000660.KS": place(sure)})
    (text,) = said(one, "en")
    assert "in Nextrade's regular session from 09:00:30 on Friday 31 January" in text
    assert english in text
    (text,) = said(one, "ko")
    assert "1월 31일(금) 09:00:30(서울 시각) 넥스트레이드 정규장" in text
    assert korean in text


def test_a_venue_that_perhaps_traded_the_stock_earlier_is_named() -> None:
    one = told({"000660.KS": SEOUL}, {"000660.KS": place(Sure.KNOWN, place(Sure.UNKNOWN), "XKRX")})
    assert said(one, "en")[0].endswith(
        "Friday 31 January. Perhaps it was earlier, in Nextrade's regular session from 09:00:30 on "
        "Friday 31 January (Seoul time): whether the shares traded there that day is not known."
    )
    assert (
        "이보다 앞서 1월 31일(금) 09:00:30(서울 시각) 넥스트레이드 정규장에서" in said(one, "ko")[0]
    )


def test_unknown_hours_are_said_to_be_unknown() -> None:
    one = told({"000660.KS": SEOUL}, {"000660.KS": None})
    assert said(one, "en") == [
        "Where SK hynix could first trade on the news is not known; the first close in Seoul that "
        "can hold it is that of Friday 31 January."
    ]
    assert "알 수 없고" in said(one, "ko")[0]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_phase_that_can_answer_news_has_words(lang: str) -> None:
    heard = [kind for kind in PhaseKind if kind is not PhaseKind.CLOSING_PRICE]
    assert [kind for kind in heard if not words(lang).has(f"phase.{kind.value}")] == []


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_page_and_files_carry_the_first_trade(tmp_path: Path, lang: str) -> None:
    one = told({"NVDA": NEW_YORK}, lang=lang)
    written = report.write(one, tmp_path, lang)
    folder = written.parent
    (text,) = said(one, lang)
    page = written.read_text("utf-8").replace("&#39;", "'")
    assert f"<li>{text}</li>" in page
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    by_symbol = {row["symbol"]: row["first_tradable"] for row in summary["companies"]}
    assert by_symbol["NVDA"]["instant"] == "2025-01-27T09:30:00+00:00"
    assert (by_symbol["NVDA"]["venue"], by_symbol["NVDA"]["phase"]) == ("XNYS", "pre-market")
    assert by_symbol["MU"] is None
    whole = json.loads((folder / "case.json").read_text("utf-8"))
    events = {row["event"]["symbol"]: row["event"] for row in whole["case"]["companies"]}
    assert events["NVDA"]["first_tradable"] == by_symbol["NVDA"]
