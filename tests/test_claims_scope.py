# ruff: noqa: E501 (a sentence stays in one piece)
"""Whose number it is, and what hours, days and periods it is of."""

from __future__ import annotations

import pytest

from marketlink.reading import read
from marketlink.records.claim import Claim
from marketlink.verify import ExcerptReader, checked_reading


def claims(text: str, published: str) -> list[Claim]:
    return list(checked_reading(read(text, published), ExcerptReader()).claims)


def verdicts(text: str, published: str) -> dict[tuple[str, float | None], str | None]:
    return {
        (c.symbols[0], c.stated and round(c.stated, 6)): c.verdict for c in claims(text, published)
    }


RIGHT = [
    ("엔비디아는 21일(현지시간) 장 마감 후 실적을 냈다. SK하이닉스는 이날 5.03% 올랐다.",
     "2024-02-22T16:00:00+09:00", "000660.KS", 0.0503),
    ("정규장에서 4.33% 하락한 마이크론은 시간외 거래에서 15% 넘게 폭락했다.",
     "2024-12-19T09:00:00+09:00", "MU", -0.0433),
    ("SK하이닉스는 23일 2.66% 내렸다. 이튿날인 24일에는 0.68% 반등했다.",
     "2025-01-24T16:00:00+09:00", "000660.KS", 0.0068),
    ("Nvidia overtook Microsoft on Tuesday. The chipmaker's stock rose 3.5%, days after it overtook Apple.",
     "2024-06-18T17:10:00-04:00", "NVDA", 0.035),
    ("SK Hynix fell on Friday. The Nvidia supplier closed 9.9% lower.",
     "2025-01-31T07:20:00+00:00", "000660.KS", -0.099),
    ("Nvidia rose 5.3% on Friday, taking its gain for the week to 8%.",
     "2025-03-14T16:45:00-04:00", "NVDA", 0.08),
    ("Nvidia rose on Friday. It had tumbled 5.1% on Monday, when the Nasdaq fell as well.",
     "2025-03-14T16:45:00-04:00", "NVDA", -0.051),
    ("Samsung Electronics, which reported lower profit for the fourth quarter, lost 2.4% on Friday.",
     "2025-01-31T07:20:00+00:00", "005930.KS", -0.024),
    ("Samsung Electronics lost 3.5% in Seoul on Wednesday.",
     "2024-09-04T06:00:00-04:00", "005930.KS", -0.035),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published", "symbol", "stated"), RIGHT)
def test_a_right_number_is_held_against_the_right_session(
    text: str, published: str, symbol: str, stated: float
) -> None:
    found = verdicts(text, published)
    assert found[symbol, stated] == "supported"
    assert "contradicted" not in found.values()


def test_a_number_taken_back_is_no_claim() -> None:
    text = "본지 기사에서 SK하이닉스의 12일 상승률은 7%가 아니라 5.91%이므로 바로잡습니다. SK하이닉스는 12일 5.91% 올랐다."
    assert {round(c.stated or 0, 6) for c in claims(text, "2025-03-13T17:05:00+09:00")} == {0.0591}
    cited = "본지 3월 12일자 'SK하이닉스 7% 급등' 기사를 바로잡습니다."
    assert claims(cited, "2025-03-13T17:05:00+09:00") == []


def test_a_distance_from_a_peak_is_no_move_of_a_session() -> None:
    found = claims(
        "Nvidia remains 19% below its peak after it fell on Friday.", "2025-03-14T17:00:00-04:00"
    )
    assert "contradicted" not in {c.verdict for c in found}


def test_a_list_of_premarket_moves_decides_nothing() -> None:
    text = (
        "Stocks making the biggest moves premarket:\n"
        "Broadcom - The chipmaker surged 15% after it beat expectations late Thursday.\n"
        "Micron - The stock rose 4%."
    )
    found = claims(text, "2024-12-13T09:12:00-05:00")
    assert {c.verdict for c in found} == {"not decidable here"}


def test_the_exchange_a_stock_is_listed_on_is_no_index() -> None:
    found = claims(
        "Micron, whose shares are listed on Nasdaq, lost 11.7% on Monday.",
        "2025-01-27T17:00:00-05:00",
    )
    assert [(c.symbols, c.verdict) for c in found] == [(("MU",), "supported")]


def test_a_level_won_back_may_be_met_exactly() -> None:
    (found,) = claims("삼성전자는 7일 6만1000원을 회복했다.", "2024-10-08T09:00:00+09:00")
    assert found.verdict == "supported"


def test_an_extreme_since_a_day_has_that_day_as_its_scope() -> None:
    text = "엔비디아는 3일(현지시간) 8.69% 내렸다. 지난 1월 27일 딥시크 충격 때의 16.97% 이후 가장 큰 하락이다."
    found = [c for c in claims(text, "2025-03-04T08:00:00+09:00") if c.kind == "extreme"]
    assert [c.verdict for c in found] == ["supported"]


def test_a_headline_is_of_the_day_of_its_lead() -> None:
    text = (
        "Micron's worst day since September\n"
        "Micron closed down 16.2% on Thursday after a weak forecast, analysts said of the shares.\n"
        "The stock recovered 3.5% on Friday."
    )
    found = [c for c in claims(text, "2024-12-20T17:00:00-05:00") if c.kind == "extreme"]
    assert [c.verdict for c in found] == ["supported"]


def test_items_of_a_list_do_not_lend_their_days() -> None:
    text = (
        "1. Nvidia added value on Thursday, topping Meta's gain on Feb. 2.\n"
        "2. The S&P 500 closed above 5,000 again."
    )
    found = [c for c in claims(text, "2024-02-23T08:00:00-05:00") if c.symbols == ("^GSPC",)]
    assert [c.verdict for c in found] == ["supported"]


def test_a_day_that_only_describes_the_subject_is_not_the_claims() -> None:
    text = "전날 역대 최대 낙폭을 기록했던 코스피가 하루 만에 반등했다."
    found = [c for c in claims(text, "2024-08-06T15:50:00+09:00") if c.kind == "persistence"]
    assert [c.verdict for c in found] == ["supported"]


def test_numbers_in_pairs_follow_the_companies_of_the_sentence_before() -> None:
    text = (
        "삼성전자는 7만2500원으로 1.54%, SK하이닉스는 16만3700원으로 4.87% 각각 상승했다. "
        "두 종목은 전날 각각 10.30%, 9.87% 떨어졌었다."
    )
    found = claims(text, "2024-08-06T15:50:00+09:00")
    assert {(c.symbols, c.verdict) for c in found} == {
        (("005930.KS",), "supported"),
        (("000660.KS",), "supported"),
    }
    assert {c.stated for c in found if c.kind == "level"} == {72500.0, 163700.0}


def test_anothers_day_in_the_possessive_is_of_its_own_number() -> None:
    text = "On Thursday the Nasdaq slipped 0.1% after Wednesday's 3.6% plunge."
    found = claims(text, "2024-12-19T17:30:00-05:00")
    assert [c.verdict for c in found] == ["supported", "supported"]


def test_a_rank_and_a_volume_are_no_extremes_of_a_price() -> None:
    text = "Nvidia rebounded 8.9% on Tuesday. Trading volume was the second highest ever."
    assert {c.kind for c in claims(text, "2025-01-28T16:40:00-05:00")} == {"size"}
    assert claims("Nvidia claws back some losses", "2025-01-28T16:40:00-05:00") == []


def test_a_rough_number_before_the_opening_is_no_wrong_date() -> None:
    text = "Broadcom slipped 1% on Tuesday."
    (found,) = claims(text, "2025-02-18T07:30:00-05:00")
    assert found.verdict == "not decidable here"


def test_a_company_name_holds_no_word_for_sales() -> None:
    text = "Micron plunged 16.2% on Thursday, its biggest one-day drop since September."
    renamed = text.replace("Micron", "Salesforce")
    kinds = [{c.kind for c in claims(t, "2024-12-19T17:00:00-05:00")} for t in (text, renamed)]
    assert kinds == [{"size", "extreme"}] * 2


def test_the_course_of_a_session_is_not_its_close() -> None:
    text = "SK하이닉스는 31일 장중 한때 11% 넘게 빠졌다가 9.86% 하락 마감했다."
    found = verdicts(text, "2025-01-31T16:00:00+09:00")
    assert found == {
        ("000660.KS", -0.11): "supported",
        ("000660.KS", -0.0986): "supported",
    }


def test_standing_below_another_day_is_no_move_of_the_session() -> None:
    text = "SK하이닉스는 이날 4% 반등했지만 설 연휴 직전보다는 10% 낮다."
    assert verdicts(text, "2025-02-05T16:00:00+09:00") == {("000660.KS", 0.04): "supported"}


def test_a_price_that_a_stock_came_down_to_is_its_close() -> None:
    text = "삼성전자는 29일 2.34% 내려 5만4200원으로 주저앉았다."
    found = verdicts(text, "2024-11-29T17:00:00+09:00")
    assert found["005930.KS", 54200.0] == "supported"


def test_a_line_not_held_is_lost_and_a_line_held_is_kept() -> None:
    lost = claims("30일 코스피가 2400선을 지키지 못하고 마감했다.", "2024-12-30T17:00:00+09:00")
    kept = claims("27일 코스피는 2400선을 지켰다.", "2024-12-27T17:00:00+09:00")
    assert [c.verdict for c in lost + kept] == ["supported", "supported"]


def test_the_record_of_the_day_before_is_not_todays() -> None:
    text = "Nvidia slid 4.7% on Tuesday, a day after notching a record close."
    found = claims(text, "2024-10-15T16:45:00-04:00")
    assert [(c.kind, c.verdict) for c in found] == [("size", "supported")]


@pytest.mark.parametrize(
    ("text", "formula"),
    [("엔비디아 주가는 27일(현지시간) 한 달 만에 가장 큰 폭으로 떨어졌다.",
      "R(t) = min R(u), u in last-1-months"),
     ("엔비디아 주가는 27일(현지시간) 2024년 이후 가장 큰 폭으로 떨어졌다.",
      "R(t) = min R(u), u in since-2024-12-31"),
     ("마이크론은 28일(현지시간) 석 달 만에 가장 크게 올랐다.",
      "R(t) = max R(u), u in last-3-months")],
)  # fmt: skip
def test_the_greatest_step_is_an_extreme_and_its_scope_no_other_day(text, formula):
    found = [claim.formula for claim in claims(text, "2025-01-29")]
    assert found == [formula]


def test_the_greatest_step_of_profits_is_no_move_of_a_price():
    text = "엔비디아의 영업이익은 지난해 4분기 가장 큰 폭으로 늘었다."
    assert not claims(text, "2025-01-29")


def test_a_range_of_percentages_holds_what_lies_between_its_ends() -> None:
    text = "28일 SK하이닉스와 삼성전자는 {}% 하락했다."
    found = verdicts(text.format("3~4"), "2025-02-28T16:10:00+09:00")
    assert set(found.values()) == {"unclear"}
    (band,) = claims(text.format("3~4").replace("4%", "4%대"), "2025-02-28T16:10:00+09:00")
    assert (band.verdict, band.formula) == ("supported", "-5 % < R(t) < -3 %")
    (wrong,) = claims("코스피는 28일 5%~6% 내렸다.", "2025-02-28T16:10:00+09:00")
    assert (wrong.verdict, wrong.stated) == ("contradicted", pytest.approx(-0.055))


def test_the_regular_close_a_price_is_held_against_is_not_its_hours() -> None:
    (claim,) = claims("프리마켓에서 SK하이닉스는 전날 정규장 종가보다 3.1% 내렸다.",
                      "2025-02-28T08:20:00+09:00")  # fmt: skip
    assert claim.measure.field == "off-hours"
    assert claim.verdict == "not decidable here"


def test_a_close_goes_with_its_own_verb_before_a_line_that_was_held() -> None:
    found = verdicts(
        "삼성전자는 8일 6만300원에 마쳐 6만원선을 가까스로 지켰다.", "2024-10-08T16:00:00+09:00"
    )
    assert found == {("005930.KS", 60300.0): "supported", ("005930.KS", 60000.0): "supported"}


def test_a_clause_behind_the_sessions_course_is_of_the_close() -> None:
    text = "24일 SK하이닉스는 장중 20만원을 넘겼지만 결국 1.12% 올랐다."
    assert verdicts(text, "2024-10-24T18:40:00+09:00")["000660.KS", 0.0112] == "supported"
