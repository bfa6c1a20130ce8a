"""The words of the report: complete in both languages, and honest about what they do not know."""

from __future__ import annotations

import pytest

from marketlink.reading import read
from marketlink.records.article import TimeRule
from marketlink.report.format import typeset
from marketlink.report.messages import LANGUAGES, words

SAID = {
    "-16.97 % on 2025-01-27, abnormal -13.21 % (5.0 standard errors)": (
        "2025-01-27에 -16.97 %, 초과수익률 -13.21 %(표준오차의 5.0배)"
    ),
    "+8.93 % on 2025-01-28, the next session, after -16.97 %": (
        "다음 거래일인 2025-01-28에 +8.93 %, 앞선 날은 -16.97 %"
    ),
    "supported for MU, 000660.KS; contradicted for NVDA": "MU, 000660.KS: 맞음; NVDA: 사실과 다름",
    "needs 8 events or more, has 3; 4 tests, holm": (
        "사건 8건 이상 필요, 현재 3건; 검정 4개에 걸친 Holm 보정"
    ),
    "593 billion dollars on 2025-01-27 against 279 of NVIDIA on 2024-09-03, "
    "the largest loss known before": (
        "2025-01-27에 5930억 달러, 그전까지 알려진 최대 감소는 2024-09-03 NVIDIA의 2790억 달러"
    ),
}


@pytest.mark.parametrize(("english", "korean"), list(SAID.items()))
def test_sentences_of_other_modules_are_said_in_korean(english: str, korean: str) -> None:
    assert words("ko").say(english) == korean
    assert words("en").say(english) == english or " for " in english or "holm" in english


def test_an_adjustment_is_said_in_words() -> None:
    assert words("en").say("4 tests, holm") == "Holm over 4 tests"
    assert words("ko").say("4 tests, holm") == "검정 4개에 걸친 Holm 보정"


def test_a_sentence_nobody_knows_stays_as_it_is() -> None:
    assert words("ko").say("something new; and this") == "something new; and this"
    assert words("ko").name("outcome", "something_new") == "something_new"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_lists_read_like_lists(lang: str) -> None:
    say = words(lang)
    assert say.join([]) == ""
    assert say.join(["a"]) == "a"
    assert say.join(["a", "b", "c"]) == {"en": "a, b and c", "ko": "a, b, c"}[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_claims_a_cause(lang: str) -> None:
    for sentence in words(lang).table.values():
        assert "caused by" not in sentence
        assert "때문에 하락" not in sentence


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("a fiscal quarter, assumed to be the calendar quarter", "회계 분기이나 달력 분기로 봄"),
        ("prices confirm 2025-01-27: NVDA -16.97%", "시세로 확인: 2025-01-27 NVDA -16.97%"),
        ("N dC(t) = min N dC(u), any company, any t", "N dC(t) = min N dC(u), 모든 기업과 모든 t"),
        ("R(0) < 0 and R(1) < 0; net: C(5)/C(0) - 1 < 0",
         "R(0) < 0, R(1) < 0; 순변화: C(5)/C(0) - 1 < 0"),
        ("line 2", "2행"),
    ],
)  # fmt: skip
def test_rules_notes_and_formulas_are_said_in_korean(english: str, korean: str) -> None:
    assert words("ko").say(english) == korean


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_of_a_moment_has_words(lang: str) -> None:
    said = [words(lang).name("time_rule", rule) for rule in TimeRule]
    assert all(said)
    assert lang == "en" or not set(said) & set(TimeRule)


def test_percentages_are_set_alike() -> None:
    assert typeset("2025-01-27에 -16.97 %, NVDA -17.00%") == "2025-01-27에 −16.97%, NVDA −17.00%"
    assert (
        typeset("from 2025-01-27 to 2025-02-03: +1.5 %") == "from 2025-01-27 to 2025-02-03: +1.5%"
    )


def test_a_name_that_is_not_linked_stands_in_the_articles_words_on_a_page_of_its_language() -> None:
    from marketlink.report.sections.article import _unlinked

    reading = read(
        '삼성전자가 5% 올랐다. 한국투자증권 김모 연구원은 "과도하다"고 말했다.', "2025-01-31"
    )
    assert _unlinked(reading, words("ko")) == [("한국투자증권", "발언자의 소속", "'김모 연구원'")]
    assert _unlinked(reading, words("en"))[0][0] == "Korea Investment Holdings"
