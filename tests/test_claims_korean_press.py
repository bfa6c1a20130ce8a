# ruff: noqa: E501 (a sentence stays in one piece)
"""What Korean market reports say in one sentence: whose number, over which period, in which hours."""

from __future__ import annotations

import pytest

from marketlink.reading import read
from marketlink.records.claim import Bound, Claim, ClaimWindow, Field, Unit, WindowSpan
from marketlink.verify import ExcerptReader, checked_reading

FRIDAY = "2025-01-31T18:00+09:00"
TUESDAY = "2025-01-28T07:00+09:00"
WEDNESDAY = "2025-01-29T07:00+09:00"


def told(text: str, published: str = FRIDAY) -> dict[tuple[str, float | None], Claim]:
    claims = read(text, published).claims
    return {(s, c.stated and round(c.stated, 6)): c for c in claims for s in c.symbols}


def verdicts(text: str, published: str = FRIDAY) -> set[tuple[str, float | None, str | None]]:
    """What is said of each company's numbers, those borne out by prices alone among them."""
    reading = checked_reading(read(text, published), ExcerptReader())
    every = (*reading.claims, *reading.loose)
    return {(s, c.stated and round(c.stated, 6), c.verdict) for c in every for s in c.symbols}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("SK하이닉스는 31일 9% 이상 떨어져 19만원대로 밀렸다.", -0.09),
        ("SK하이닉스 31일 9% 넘게 빠져", -0.09),
        ("엔비디아 쇼크에 31일 SK하이닉스는 9.86% 밀려났다.", -0.0986),
        ("SK하이닉스는 31일 9.86% 더 내려 19만9200원에 마감했다.", -0.0986),
        ("SK하이닉스는 31일 전날보다 2만1천800원, 9.86% 내린 19만9200원에 마쳤다.", -21800),
    ],
)
def test_a_verb_that_goes_on_tells_a_move(text, value) -> None:
    assert ("000660.KS", value, "supported") in verdicts(text)


def test_a_finished_move_told_as_a_fact_is_no_view() -> None:
    text = "SK하이닉스는 31일 급락했다. 종가 22만1000원에서 9.86% 내린 것이다."
    assert ("000660.KS", -0.0986, "supported") in verdicts(text)
    assert told("SK하이닉스는 31일 급락했다. 앞으로 9.86% 내릴 것이다.").keys() == {
        ("000660.KS", None)
    }


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("SK하이닉스 9.9% 하락…시간외서도 약세", Field.RETURN),
        ("SK하이닉스는 31일 장중 23만원을 찍고 9.86% 내린 19만9200원에 마감했다.", Field.RETURN),
        ("SK하이닉스는 31일 장중 9.86% 내린 19만9200원까지 밀렸다.", Field.LOW),
    ],
)
def test_hours_are_those_of_their_own_part_of_a_sentence(text, field) -> None:
    assert {
        c.measure.field for (_, value), c in told(text).items() if value in (-0.099, -0.0986)
    } == {field}


def test_the_period_behind_the_break_of_a_headline_is_not_that_of_its_move() -> None:
    text = "SK하이닉스 하루 새 10% 급락…기대 못 미친 4분기\n\nSK하이닉스는 31일 9.86% 내렸다."
    assert ("000660.KS", -0.10, "supported") in verdicts(text)


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("삼성전자의 올해 상승률은 20%를 넘었다.", ClaimWindow(WindowSpan.TO_DATE, unit=Unit.YEAR)),
    ],
)
def test_a_number_is_of_the_period_its_words_name(text, window) -> None:
    assert told(text)["005930.KS", 0.2].measure.window == window


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("SK하이닉스는 31일 20만원 아래에서 마감했다.", "supported"),
        ("SK하이닉스는 31일 20만원 위에서 마감했다.", "contradicted"),
    ],
)
def test_a_close_above_or_below_a_line_is_on_its_side(text, verdict) -> None:
    assert ("000660.KS", 200_000.0, verdict) in verdicts(text)
    assert {c.measure.bound for c in told(text).values()} <= {Bound.LOST, Bound.GAINED}


@pytest.mark.parametrize(
    "text",
    [
        "SK하이닉스가 31일 로봇 사업에 뛰어들었다.",
        "SK하이닉스가 31일 특허 소송에서 밀렸다.",
        "SK하이닉스는 31일 후보 명단에서 빠졌다.",
        "KB증권은 31일 SK하이닉스 목표주가를 19만9200원으로 9.86% 내렸다.",
    ],
)
def test_what_falls_and_is_lowered_may_be_no_price(text) -> None:
    assert told(text) == {}


def test_a_clause_with_a_subject_of_its_own_leaves_the_next_to_the_company_before() -> None:
    text = "31일 하락률이 가장 컸던 종목은 SK하이닉스다. 새 임상이 목표를 이루지 못하면서 9.86% 떨어진 19만9200원에 마감했다."
    assert ("000660.KS", -0.0986, "supported") in verdicts(text)
    assert told(
        "SK하이닉스는 31일 내렸다. 업황이 나빠지면서 한빛테크가 9.86% 떨어졌다."
    ).keys() == {("000660.KS", None)}


def test_each_close_goes_with_its_name_where_the_words_pair_them() -> None:
    text = "31일 SK하이닉스와 삼성전자는 각각 9.86%, 2.42% 내린 19만9200원, 5만2천400원에 마감했다."
    assert {
        ("000660.KS", 199_200.0, "supported"),
        ("005930.KS", 52_400.0, "supported"),
    } <= verdicts(text)


def test_a_number_in_brackets_without_a_sign_is_borne_out_beside_others() -> None:
    text = "28일(현지시간) AMD(-0.73%), 브로드컴(2.59%)은 엇갈렸다."
    assert ("AVGO", 0.0259, "supported") in verdicts(text, WEDNESDAY)


def test_a_change_in_money_is_no_bare_direction() -> None:
    text = "SK하이닉스는 31일 하루에만 2만1800원 내려 20만원이 멀어졌다."
    assert ("000660.KS", -21_800.0, "supported") in verdicts(text)
    assert ("000660.KS", -1300.0, "contradicted") in verdicts("SK하이닉스는 31일 1300원 내렸다.")
    assert told("SK하이닉스는 31일 사원 식당 요금을 1300원 내렸다.") == {}


def test_a_day_of_news_before_the_move_does_not_date_it() -> None:
    text = "31일 증시가 내렸다. 감산 계획을 전날 발표한 SK하이닉스는 9.86% 하락했다."
    assert ("000660.KS", -0.0986, "supported") in verdicts(text)


def test_the_close_that_a_period_is_counted_from_is_borne_out() -> None:
    text = "엔비디아 주가는 올해 크게 내렸다. 134.29달러에서 118.42달러로 하락했다."
    assert ("NVDA", 134.29, "supported") in verdicts(text, TUESDAY)


def test_hours_that_only_a_sentence_before_tells_leave_the_session_its_number() -> None:
    text = "28일(현지시간) 엔비디아는 8.93% 올랐다. 시간외 거래에서는 1.20% 내렸다. 브로드컴은 2.59% 상승했다."
    assert ("AVGO", 0.0259, "supported") in verdicts(text, WEDNESDAY)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("SK하이닉스는 31일 0.08% 약보합으로 마쳤다.", ("000660.KS", -0.0008)),
        ("31일 하루 만에 SK하이닉스는 2만1800원이 빠졌다.", ("000660.KS", -21_800.0)),
        ("SK하이닉스는 31일 9.86% 더 떨어져 19만9200원이 됐다.", ("000660.KS", 199_200.0)),
    ],
)
def test_a_number_takes_the_direction_of_its_list_its_noun_or_its_verb(text, key) -> None:
    assert key in told(text)


def test_a_week_before_told_ahead_of_the_name_does_not_date_its_move() -> None:
    text = "지난주 하한가까지 떨어진 SK하이닉스는 9.86% 내린 19만9200원이다."
    claim = told(text)["000660.KS", 199_200.0]
    assert claim.moment is None and ("000660.KS", 199_200.0, "supported") in verdicts(text)


def test_a_move_is_counted_from_the_close_that_its_words_name() -> None:
    text = "SK하이닉스는 지난 22일 22만5500원에서 3거래일 만에 11% 넘게 내렸다."
    assert ("000660.KS", -0.11, "supported") in verdicts(text)


def test_the_hours_of_the_next_clause_are_not_those_of_a_close() -> None:
    text = "SK하이닉스는 31일 9.86% 내렸고 장중에는 11% 넘게 밀렸다."
    assert told(text)["000660.KS", -0.0986].measure.field is Field.RETURN


def test_a_percentage_and_a_price_that_only_agree_with_each_other_are_of_another_price_of_the_day() -> (
    None
):
    day = "2025-02-26T18:00+09:00"
    pair = verdicts("26일 SK하이닉스는 2.00% 상승한 20만4500원에 마감했다.", day)
    assert pair == {("000660.KS", 0.02, "unclear"), ("000660.KS", 204_500.0, "unclear")}
    apart = verdicts("26일 SK하이닉스는 2.00% 상승한 20만5500원에 마감했다.", day)
    assert {verdict for *_, verdict in apart} == {"contradicted"}


def test_a_close_goes_on_about_the_company_and_day_of_the_sentence_before() -> None:
    day = "SK하이닉스는 31일 9.86% 내렸다."
    assert ("000660.KS", 209_200.0, "contradicted") in verdicts(f"{day} 종가는 20만9200원이다.")
    assert ("000660.KS", 199_200.0, "supported") in verdicts(f"{day} 종가는 19만9200원이다.")
    wrong = "SK하이닉스는 31일 8.86% 내렸다. 종가는 20만9200원이다."
    assert ("000660.KS", 209_200.0, "unclear") in verdicts(wrong)


def test_two_days_of_a_month_before_in_a_row_are_no_number_of_sessions() -> None:
    assert all(key[1] != 20 for key in told("SK하이닉스는 지난 17일과 20일 연속 하한가였다."))
    assert ("000660.KS", 20.0) in told("SK하이닉스는 20일 연속 하락했다.")


@pytest.mark.parametrize(
    "text",
    [
        "SK하이닉스는 31일 19만9200원에 마쳤다. 등락률은 7.86%다.",
        "SK하이닉스는 31일 19만9200원에 마쳤다. 하루 수익률은 -7.86%였다.",
        "SK하이닉스는 31일 19만9200원에 마쳤다. 전 거래일보다 7.86% 내린 가격이다.",
        "31일 종가 기준으로 삼성전자(-2.42%)와 SK하이닉스(-7.86%)의 희비가 갈렸다.",
        "SK하이닉스의 31일 종가는 전날과 비교해 9.86% 낮은 20만9200원이다.",
        "31일 SK하이닉스 주식은 주당 20만9200원으로, 직전 거래일보다 2만1800원 싸졌다.",
        "31일 SK하이닉스 주가는 23만1000원에서 19만9200원으로 9.86% 내렸다.",
        "31일 종가: 삼성전자 5만2400원(▼1,300원), SK하이닉스 20만9200원(▼2만1800원)",
    ],
)
def test_one_wrong_number_beside_right_ones_is_told(text) -> None:
    assert [verdict for *_, verdict in verdicts(text)].count("contradicted") == 1


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("SK하이닉스는 31일 19만9200원에 마쳤다. 등락률은 9.86%다.", 0.0986),
        ("SK하이닉스 주식을 24일 종가에 산 투자자라면 31일 9.86%의 평가손실을 봤다.", -0.0986),
        ("31일 SK하이닉스의 등락률은 마이너스(-) 9.86%다.", -0.0986),
        ("31일 SK하이닉스 종가는 전 거래일보다 2만1800원(9.86%) 낮다.", -0.0986),
        ("31일 SK하이닉스 주가는 22만1000원에서 19만9200원으로 9.86% 내렸다.", 221_000.0),
    ],
)
def test_rates_losses_of_holders_and_the_price_left_are_borne_out(text, key) -> None:
    assert ("000660.KS", key, "supported") in verdicts(text)


@pytest.mark.parametrize(
    "text",
    [
        "SK하이닉스는 31일 19만9200원에 마쳤다. 10년물 국채 수익률은 4.12%였다.",
        "SK하이닉스는 이달 초 25만원에서 19만9200원으로 내렸다.",
        "SK하이닉스 거래량은 31일 전날보다 12.31% 많았다.",
    ],
)
def test_yields_months_and_volumes_accuse_nobody(text) -> None:
    assert "contradicted" not in {verdict for *_, verdict in verdicts(text)}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (
            "31일 SK하이닉스는 9.86% 내려 24일(22만1000원)에 비하면 크게 떨어졌다.",
            ("000660.KS", 221_000.0),
        ),
        (
            "31일 SK하이닉스의 종가는 19만9200원으로, 한때 22만원을 넘었던 것과 달랐다.",
            ("000660.KS", 199_200.0),
        ),
        ("31일 SK하이닉스는 9.86% 떨어지는 선에서 막았다.", ("000660.KS", -0.0986)),
        ("31일 SK하이닉스는 실망한 매물에 하루 새 2만1800원을 잃었다.", ("000660.KS", -21_800.0)),
        (
            "31일 나온 순위다. SK하이닉스(-9.86%) 삼성전자(-2.42%)까지 그룹을 가리지 않았다.",
            ("005930.KS", -0.0242),
        ),
    ],
)
def test_bases_floors_losses_of_money_and_rankings_are_borne_out(text, key) -> None:
    assert (*key, "supported") in verdicts(text)


def test_a_level_of_a_period_behind_the_verb_does_not_date_the_move() -> None:
    text = "31일 SK하이닉스는 9.86% 내린 19만9200원에 마감해 지난해 말(17만3900원) 수준에 다가섰다."
    assert {("000660.KS", -0.0986, "supported"), ("000660.KS", 199_200.0, "supported")} <= verdicts(
        text
    )


@pytest.mark.parametrize(
    "text",
    [
        "사흘째 내림세를 이어간 SK하이닉스는 31일 7.86% 내린 19만9200원에 마쳤다.",
        "SK하이닉스는 31일 현재 올해 들어 14.55% 오른 상태다. 이날만 놓고 보면 7.86% 떨어졌다.",
        "SK하이닉스, 삼성전자 주가가 31일 모두 내렸다. 하락률은 각각 9.86%, 4.42%다.",
        "SK하이닉스는 31일 9.86% 내려 19만9200원이 됐다. 삼성전자는 4.42% 하락했다.",
    ],
)
def test_a_wrong_number_of_a_sentence_that_goes_on_is_told(text) -> None:
    assert [verdict for *_, verdict in verdicts(text)].count("contradicted") == 1


def test_a_company_named_behind_one_number_alone_is_not_accused() -> None:
    text = "SK하이닉스는 31일 9.86% 내렸다. 삼성전자는 4.42% 하락했다."
    assert ("005930.KS", -0.0442, "unclear") in verdicts(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("31일 SK하이닉스는 2만1800원(9.86%) 낮은 19만9200원에 장을 마감했다.", -0.0986),
        (
            "31일 SK하이닉스는 급락했다. 종가 19만9200원은 전날 대비 2만1800원, 9.86% 낮은 값이다.",
            -21_800.0,
        ),
        (
            "31일 SK하이닉스는 급락했다. 종가 19만9200원은 전날 대비 2만1800원, 9.86% 낮은 값이다.",
            199_200.0,
        ),
        ("31일 SK하이닉스의 경우 작년 말에 견줘 14.55% 높은 수준이다.", 0.1455),
        ("31일에도 SK하이닉스는 9.86% 더 빠져 19만9200원이 됐다.", -0.0986),
        (
            "31일 SK하이닉스는 오전 한때 약세를 보이다 더 밀려 9.86% 내린 19만9200원에 장을 닫았다.",
            199_200.0,
        ),
        (
            "31일 SK하이닉스는 내림세로 마감했고(하락률 9.86%), 삼성전자는 24일 5만3700원이었다.",
            -0.0986,
        ),
        ("31일 SK하이닉스는 9.86% 밀려 이틀째(24일 -0.01%) 약세였다.", -0.0986),
    ],
)
def test_a_price_apart_from_one_of_another_time_is_borne_out(text, number) -> None:
    assert ("000660.KS", number, "supported") in verdicts(text)


def test_a_price_beside_its_move_is_no_change_in_money() -> None:
    text = "31일 SK하이닉스는 널뛰었다. 결국 19만9200원, 9.86% 내린 선에서 거래가 종료됐다."
    assert {("000660.KS", 199_200.0, "supported"), ("000660.KS", -0.0986, "supported")} <= verdicts(
        text
    )


def test_a_price_apart_from_a_target_is_no_move() -> None:
    text = "31일 SK하이닉스는 목표가보다 2만1700원(9.76%) 낮은 19만9200원에 장을 마감했다."
    assert "contradicted" not in {verdict for *_, verdict in verdicts(text)}


def test_a_day_in_brackets_behind_a_list_is_of_all_of_it() -> None:
    claims = told("마감 시황: SK하이닉스 9.86% 하락, 삼성전자 2.42% 하락 (2025년 1월 31일 기준).")
    assert {claim.day for claim in claims.values()} == {"spoken"}


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("[특징주] 빙그레, 메로나 호주 코스트코 입점에 5%↑", {"005180.KS"}),
        ("이마트, 신세계-中 알리바바 합작에 6% 급락", {"139480.KS"}),
        ("리노공업, 엔비디아 오르자 9% 넘게 껑충", {"058470.KQ"}),
        ("유니슨이 테슬라 판매량 급증 소식에 14% 급등했다.", {"018000.KQ"}),
        ("삼성SDI 주가가 테슬라와의 동맹 기대감에 7% 급등했다.", {"006400.KS"}),
        ("삼성SDI·LG에너지솔루션, 테슬라 급등에 3%↑", {"006400.KS", "373220.KS"}),
        ("현대차, 기아 관세 우려에 나란히 4% 급락", {"005380.KS", "000270.KS"}),
        ("현대차가 오른 반면 기아 주가는 관세 우려에 4% 내렸다.", {"000270.KS"}),
        ("카카오는 올랐고 네이버 역시 실적 기대에 2% 올랐다.", {"035420.KS"}),
    ],
)
def test_a_name_of_what_tells_why_is_not_what_moved(text, owners) -> None:
    sizes = [c for c in read(text, FRIDAY).claims if c.kind == "size" and c.stated]
    assert {symbol for claim in sizes for symbol in claim.symbols} == owners


@pytest.mark.parametrize(
    "text",
    [
        "SK하이닉스 5% 강세…31일 美 반도체주 급등 영향",
        "엔비디아 31일 신제품 공개…SK하이닉스 5% 급락",
        "SK하이닉스, 5% 하락 마감 [31일, 이 종목]",
    ],
)
def test_the_day_of_another_part_of_a_headline_accuses_nobody(text) -> None:
    assert not {v for _, _, v in verdicts(text)} & {"contradicted"}
    one = "SK하이닉스는 31일 5% 급락했다."
    assert ("000660.KS", -0.05, "contradicted") in verdicts(one)


def test_a_move_that_only_follows_that_of_the_day_before_is_of_its_own_day() -> None:
    claim = told("SK하이닉스, 전날 상승 이어 14% 급등")[("000660.KS", 0.14)]
    assert claim.moment is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[특징주] SK하이닉스, 목표가 줄하향에 9.86%↓", -0.0986),
        ("SK하이닉스, ‘고평가’ 분석에 9.86%↓", -0.0986),
        ("SK하이닉스, 배당락일 영향에 9.86% '하락'", -0.0986),
        ("SK하이닉스, 투자자 실망에 9%대 '뚝'", -0.09),
        ("SK하이닉스 9.86% 급락…투자주의 지정 영향?", -0.0986),
        ("SK하이닉스, 반도체 공급…9.86%↓", -0.0986),
        ("SK하이닉스 공장 증설+목표가 하향, 주가 9.86%↓", -0.0986),
    ],
)
def test_a_number_behind_its_reason_is_the_stocks(text, value) -> None:
    assert ("000660.KS", value, "supported") in verdicts(text)


@pytest.mark.parametrize(
    "text",
    [
        "SK하이닉스, 상반기 영업익 157억…전년比 1479%↑",
        "SK하이닉스 1분기 영업이익 512억원…작년 동기 대비 8.7%↑",
        "현대차·기아 11월 유럽 판매 작년 대비 6.4%↑",
        "SK하이닉스 강세…오늘 9.86% 급락할까?",
    ],
)
def test_growth_of_results_and_what_is_asked_are_no_moves_of_a_price(text) -> None:
    assert not [key for key in told(text) if key[1] is not None]


def test_a_list_of_names_with_codes_is_borne_out_without_signs() -> None:
    text = "국내 반도체주도 내렸다. SK하이닉스(000660)(-9.86%), 삼성전자(005930)(2.42%) 등이다."
    said = verdicts(text.replace("(2.42%)", "(-2.42%)"))
    assert {("000660.KS", -0.0986, "supported"), ("005930.KS", -0.0242, "supported")} <= said


@pytest.mark.parametrize(
    "text",
    [
        "[특징주] SK하이닉스, 지난해 '사상 최대 실적' 기록에도 9.86% ↓",
        "[특징주] '4분기 수익성 둔화' SK하이닉스, 9.86%↓",
        "SK하이닉스, 지난해 영업익 감소 소식에 주가 9.86%↓",
    ],
)
def test_the_period_of_results_is_not_that_of_the_move_they_tell_why(text) -> None:
    assert ("000660.KS", -0.0986, "supported") in verdicts(text)
    claim = told("카카오는 지난해 29.6% 하락했다.", "2025-01-05T15:40:00+09:00")
    assert claim[("035720.KS", -0.296)].moment is not None


def test_a_day_years_ago_is_not_the_one_that_a_later_sentence_points_back_to() -> None:
    record = "27일 코스피가 4,000을 돌파했다. 2021년 1월 7일 처음 3,000을 넘은 이후의 일이다."
    text = f"{record} SK하이닉스는 이날 9.86% 반락한 19만9200원으로 장을 마쳤다."
    found = verdicts(text.replace("27일", "31일"), "2025-01-31T18:00+09:00")
    assert ("000660.KS", -0.0986, "supported") in found
    assert ("000660.KS", 199_200.0, "supported") in found
