"""A statement of the article in the page's words: its size, its bound, and when it was."""

from __future__ import annotations

from datetime import date

import pytest

from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.market_cap import VALUE_MOVED
from marketlink.claims.number_check import SIZE
from marketlink.findings.statements import statement, statements_of
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
