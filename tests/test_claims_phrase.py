"""What the words around a name, a number or a day make of it: then nobody is accused."""

from __future__ import annotations

import pytest

from marketlink import reading
from marketlink.records.claim import Verdict
from marketlink.verify import ExcerptReader, checked_reading

NEW_YORK = "2025-01-31T18:00:00-05:00"
SEOUL = "2025-02-07T18:00:00+09:00"

OF_SOMETHING_ELSE = [
    "Nvidia job postings fell 12.3% on January 27.",
    "Nvidia's default swaps rose 12.3% on January 27.",
    "Nvidia's founder's wealth fell 12.3% on January 27.",
    "Nvidia fell on January 27 on its 12.3% margin.",
    "Nvidia needed to gain 12.3% on January 27.",
    "Bulls wanted Nvidia to rise 12.3% on January 27.",
    "Traders see Nvidia falling 12.3% on January 27.",
    "In Frankfurt, Nvidia fell 12.3% on January 27.",
    "Nvidia fell 12.3% in Vienna on January 27.",
    "Priced in gold, Nvidia fell 12.3% on January 27.",
    "For yen investors, Nvidia fell 12.3% on January 27.",
    "Nvidia fell 12.3% more than the index on January 27.",
    "Big Tech, including Nvidia, fell 12.3% on January 27.",
    "Nvidia fell. So did ether. It lost 12.3% on January 27.",
    "A year ago on January 27, Nvidia fell 12.3%.",
    "Nvidia fell 12.3% on January 27 and January 28.",
    "엔비디아의 27일 수율이 12.3% 하락했다.",
    "엔비디아 성과급이 27일 12.3% 하락했다.",
    "27일 엔비디아에 장비를 대는 기업이 12.3% 내렸다.",
    "엔비디아의 27일 하락률은 12.3%가 아니다.",
    "엔비디아의 27일 하락률을 12.3%로 쓴 것은 잘못이다.",
    "엔비디아는 27일 벤치마크 대비 12.3% 하락했다.",
    "엔비디아에 장비를 납품한다. 이 회사 주가는 27일 12.3% 내렸다.",
    "작년 이날 엔비디아는 12.3% 내렸다.",
]

OF_AN_EVENT = [
    "The day after its January 28 results, Nvidia fell 17%.",
    "Nvidia fell 17% after results on January 28.",
    "On the eve of the January 28 vote, Nvidia fell 17%.",
    "The session before January 28, Nvidia fell 17%.",
    "28일 실적 발표를 하루 앞두고 엔비디아는 17% 내렸다.",
    "24일 공시 후 첫 거래일에 엔비디아는 17% 내렸다.",
]

ACCUSED = [
    "Nvidia shares fell 12.3% on January 27.",
    "Chipmaker Nvidia posted a 12.3% drop on January 27.",
    "Selling left Nvidia at $131.04 on January 27.",
    "Shares of Nvidia fell 12.3% on January 27.",
    "In New York, Nvidia fell 12.3% on January 27.",
    "Nvidia fell 17% on January 28 after results.",
    "엔비디아 주가는 27일 12.3% 하락했다.",
    "엔비디아의 27일 하락률은 12.3%였다.",
    "엔비디아는 27일 전 거래일보다 12.3% 내렸다.",
]


def verdicts(text: str) -> set[Verdict]:
    published = SEOUL if any("가" <= letter <= "힣" for letter in text) else NEW_YORK
    found = checked_reading(reading.read(text, published), ExcerptReader())
    return {one.verdict for claim in found.claims for one in claim.observations}


@pytest.mark.parametrize("text", OF_SOMETHING_ELSE + OF_AN_EVENT)
def test_an_unknown_word_around_a_number_or_day_accuses_nobody(text: str):
    assert Verdict.CONTRADICTED not in verdicts(text)


@pytest.mark.parametrize("text", ACCUSED)
def test_a_plain_statement_is_still_accused(text: str):
    assert Verdict.CONTRADICTED in verdicts(text)
