"""A statement of the article in the page's words: its size, its bound, and when it was."""

from __future__ import annotations

from datetime import date

import pytest

from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.market_cap import VALUE_MOVED
from marketlink.claims.number_check import SIZE
from marketlink.findings.statements import counts, statement, statements_of
from marketlink.findings.words import words
from marketlink.reading import read
from marketlink.records.claim import Bound, Claim, ClaimWindow, Field, Measure, Unit, WindowSpan
from marketlink.records.reason import NumberStyle, ReasonCode, ShownNumber, reason
from marketlink.verify import ExcerptReader, checked_reading

SENTENCE = ClaimSentence("", 0, 1, "en", ())
CASES = [
    (Measure(), "Micron Technology fell by 7%", "마이크론이 7% 내렸다"),
    (
        Measure(bound=Bound.UNDER),
        "Micron Technology fell by less than 7%",
        "마이크론이 7% 안 되게 내렸다",
    ),
    (
        Measure(Field.LOW),
        "Micron Technology fell by 7% during the session",
        "마이크론이 장중에 7% 내렸다",
    ),
    (
        Measure(window=ClaimWindow(WindowSpan.TO_DATE, unit=Unit.YEAR), bound=Bound.OVER),
        "Micron Technology fell by more than 7% since the year began",
        "마이크론이 올해 들어 7% 넘게 내렸다",
    ),
    (
        Measure(window=ClaimWindow(WindowSpan.SINCE, day=date(2019, 1, 3))),
        "Micron Technology fell by 7% since 3 January 2019",
        "마이크론이 2019년 1월 3일 이후 7% 내렸다",
    ),
    (
        Measure(window=ClaimWindow(WindowSpan.SESSIONS, 3)),
        "Micron Technology fell by 7% over 3 sessions",
        "마이크론이 3거래일 동안 7% 내렸다",
    ),
]


@pytest.mark.parametrize(("measure", "english", "korean"), CASES)
def test_a_size_is_said_with_its_bound_and_its_time(measure: Measure, english: str, korean: str):
    claim = Claim(
        "", (0, 1), 1, SIZE, ("MU",), stated=-0.07, unit="return", tolerance=0.005,
        direction=-1, measure=measure, sentence=SENTENCE,
    )  # fmt: skip
    said = statement(claim)
    assert said.say(words("en").naming({"MU": "Micron Technology"})) == english
    assert said.say(words("ko").naming({"MU": "마이크론"})) == korean


def test_a_loss_of_market_value_is_said_without_its_sign() -> None:
    claim = Claim("", (0, 1), 1, VALUE_MOVED, ("MU",), stated=-393e9, unit="USD", direction=-1,
                  sentence=SENTENCE)  # fmt: skip
    said = statement(claim)
    assert said.say(words("en").naming({"MU": "Micron"})) == "Micron lost $393bn of market value"


@pytest.mark.parametrize(
    ("value", "english", "korean", "plain"),
    [
        (-588.786e9, "−589bn on", "−5,888억", "-589bn on"),
        (4.2, "+4.20 on", "+4.20", "+4.20 on"),
    ],
)
def test_a_change_of_market_value_is_said_to_three_figures(
    value: float, english: str, korean: str, plain: str
) -> None:
    shown = ShownNumber(value, NumberStyle.CHANGE)
    why = reason(ReasonCode.MOVED, value=shown, session=date(2025, 1, 27))
    assert english in words("en").say(why) and korean in words("ko").say(why)
    assert plain in why.sentence()


def test_a_headline_and_its_sentence_make_one_statement() -> None:
    text = "Micron falls 11.7%\n\nMicron fell 11.7% on Monday. Nvidia lost 17%."
    reading = checked_reading(read(text, "2025-01-28T08:00:00-05:00"), ExcerptReader())
    (right,) = (one for one in statements_of(reading.claims) if one.code == "claims_told.supported")
    assert [one.fields["symbols"] for one in right.fields["statements"]] == [("MU",), ("NVDA",)]


def test_statements_are_counted_as_the_list_and_the_index_count_them() -> None:
    text = (
        "Micron falls 11.7%\n\nMicron fell 11.7% on Monday. Nvidia lost 17%. "
        "Broadcom tumbled 17.4% on Monday. AMD dropped 6.4% on Monday."
    )
    reading = checked_reading(read(text, "2025-01-28T08:00:00-05:00"), ExcerptReader())
    (right,) = (one for one in statements_of(reading.claims) if "supported" in one.code)
    assert right.code == "claims_told.supported_count"
    assert right.fields["count"] == counts(reading.claims)["supported"] == 5


SAID = [
    (
        "31일 SK하이닉스가 20만원 아래로 떨어졌다.", "2025-01-31T16:05:00+09:00",
        "SK hynix closed below 200,000 KRW", "SK하이닉스의 종가가 200,000원 아래였다",
    ),
    (
        "31일 코스피는 2520선 아래로 밀렸다.", "2025-01-31T16:05:00+09:00",
        "KOSPI closed below 2,520 points", "코스피의 종가가 2,520포인트 아래였다",
    ),
    (
        "31일 코스피는 2517.37에 마감했다.", "2025-01-31T16:05:00+09:00",
        "KOSPI closed at 2,517.37 points", "코스피의 종가가 2,517.37포인트였다",
    ),
    (
        "31일 삼성전자는 5만원대에 마감했다.", "2025-01-31T16:05:00+09:00",
        "Samsung closed in the range that begins at 50,000 KRW", "삼성전자의 종가가 50,000원대였다",
    ),
    (
        "Nvidia rose above $128 on Thursday.", "2025-02-06T17:30:00-05:00",
        "NVIDIA closed above $128", "엔비디아의 종가가 128달러 위였다",
    ),
    (
        "13일 SK하이닉스는 17만5000원 안팎에 마감했다.", "2024-12-13T17:30:00+09:00",
        "SK hynix closed at about 175,000 KRW", "SK하이닉스의 종가가 약 175,000원이었다",
    ),
    (
        "Nvidia, Micron and Broadcom fell between 11% and 18% on Monday.",
        "2025-01-27T17:30:00-05:00", "NVIDIA, Micron and Broadcom fell by 11% to 18%",
        "엔비디아, 마이크론, 브로드컴이 11%에서 18%까지 내렸다",
    ),
    (
        "31일 SK하이닉스는 9%대 급락했다.", "2025-01-31T16:05:00+09:00",
        "SK hynix fell by 9% to 10%", "SK하이닉스가 9%에서 10%까지 내렸다",
    ),
    (
        "Broadcom fell nearly 18% on Monday.", "2025-01-27T17:30:00-05:00",
        "Broadcom fell by nearly 18%", "브로드컴이 18% 가까이 내렸다",
    ),
    (
        "Nvidia shed almost $600 billion in market value on Monday.", "2025-01-27T17:30:00-05:00",
        "NVIDIA lost nearly $600bn of market value",
        "엔비디아의 시가총액이 6,000억 달러 가까이 줄었다",
    ),
    (
        "Nvidia had its lowest close since October 2024 on Monday.", "2025-01-27T17:30:00-05:00",
        "the close of NVIDIA was the lowest of the time named",
        "엔비디아의 종가가 말한 기간에서 가장 낮았다",
    ),
    (
        "It was the largest one-day drop in Nvidia since August 2024.", "2025-01-27T17:30:00-05:00",
        "the fall of NVIDIA was the largest of the time named",
        "엔비디아의 하락이 말한 기간에서 가장 컸다",
    ),
    (
        "Nvidia ended Friday down 15.8% from the Friday before.", "2025-01-31T17:30:00-05:00",
        "NVIDIA fell by 15.8% from 24 January 2025 to 31 January 2025",
        "엔비디아가 2025년 1월 24일부터 2025년 1월 31일까지 15.8% 내렸다",
    ),
    (
        "Nvidia gained 171% in 2024.", "2025-01-31T17:30:00-05:00",
        "NVIDIA rose by 171% from 29 December 2023 to 31 December 2024",
        "엔비디아가 2023년 12월 29일부터 2024년 12월 31일까지 171% 올랐다",
    ),
]  # fmt: skip
NAMES = {
    "en": {"000660.KS": "SK hynix", "005930.KS": "Samsung", "NVDA": "NVIDIA", "MU": "Micron",
           "AVGO": "Broadcom", "^KS11": "KOSPI"},
    "ko": {"000660.KS": "SK하이닉스", "005930.KS": "삼성전자", "NVDA": "엔비디아", "MU": "마이크론",
           "AVGO": "브로드컴", "^KS11": "코스피"},
}  # fmt: skip


@pytest.mark.parametrize(("text", "published", "english", "korean"), SAID)
def test_a_statement_keeps_its_bound_its_unit_and_the_kind_of_its_record(
    text: str, published: str, english: str, korean: str
) -> None:
    (claim,) = checked_reading(read(text, published), ExcerptReader()).claims
    said = statement(claim)
    assert said.say(words("en").naming(NAMES["en"])) == english
    assert said.say(words("ko").naming(NAMES["ko"])) == korean
