# ruff: noqa: E501 (cases read best one a line)
"""Claims: what sentences say about stocks, and what prices say of them."""

from __future__ import annotations

from datetime import date

import pytest
from claims_fixture import closes, language_of, mentions, read
from hypothesis import given, settings
from hypothesis import strategies as st

from marketlink.claims import Series, amounts, find
from marketlink.claims.evidence import losses
from marketlink.records.moment import Moment

pytestmark = pytest.mark.fast

COLUMN = (
    "지난 설 휴 기간 동안 미국 증시에서는 엔비디아를 중심으로 한 AI 대장주들의 주가가 급락했다. "
    "하루 만에 증발한 엔비디아 시가총액 감소분은 단일 기업 기준으로 증시 역사상 최대 규모였다. "
    "하락세는 하루에 그치지 않았고, 이후 엔비디아, 마이크론테크놀러지, 하이닉스는 큰 폭의 하락세를 맞았다."
)


def one(text, published, kind):
    found = [claim for claim in read(text, published)[0] if claim.kind == kind]
    assert len(found) == 1, found
    return found[0]


def by_reading(claim):
    return {(item.symbol, item.reading): item for item in claim.observations}


def test_the_columns_fall_is_supported():
    claim = one(COLUMN.split(". ", maxsplit=1)[0] + ".", "2025-02-06", "direction")
    assert claim.symbols == ("NVDA",) and claim.verdict == "supported"
    seen = by_reading(claim)
    assert seen["NVDA", "literal"].session == date(2025, 1, 27)
    assert seen["NVDA", "literal"].value == pytest.approx(118.42 / 142.62 - 1)
    assert seen["NVDA", "net"].value == pytest.approx(-0.126, abs=5e-4)


def test_the_columns_record_is_held_against_the_known_losses():
    claim = one(COLUMN, "2025-02-06", "extreme")
    assert claim.symbols == ("NVDA",) and claim.measure.any_company
    assert claim.verdict == "supported" and "279" in claim.why
    assert {loss.symbol for loss in losses()} >= {"NVDA", "META", "AMZN"}
    assert all(loss.source for loss in losses())


def test_the_columns_persistence_differs_by_company_and_reading():
    claim = one(COLUMN, "2025-02-06", "persistence")
    seen = by_reading(claim)
    assert claim.verdict == "unclear"
    assert claim.why == "holds for MU, 000660.KS; not for NVDA"
    assert seen["NVDA", "literal"].verdict == "unclear"
    assert seen["NVDA", "literal"].value == pytest.approx(0.0893, abs=5e-5)
    assert seen["NVDA", "net"].verdict == "supported"
    assert seen["MU", "literal"].verdict == seen["000660.KS", "literal"].verdict == "supported"
    assert seen["000660.KS", "literal"].session == date(2025, 2, 3)


def test_the_columns_fall_afterwards_is_told_per_company_literal_and_net():
    claims = [c for c in read(COLUMN, "2025-02-06")[0] if c.kind == "direction"]
    seen = by_reading(claims[-1])
    assert claims[-1].symbols == ("NVDA", "MU", "000660.KS")
    assert all(seen[symbol, "net"].verdict == "supported" for symbol in claims[-1].symbols)
    assert seen["000660.KS", "literal"].verdict == "unclear"


@pytest.mark.parametrize(
    ("text", "published", "kind", "verdict", "word"),
    [
        ("Nvidia fell 16.97% on January 27, 2025.", "2025-02-03", "size", "supported", "as stated"),
        ("Nvidia fell 16.97% on January 28, 2025.", "2025-02-03", "size", "contradicted", "wrong date"),
        ("Nvidia fell 13.1% on January 27, 2025.", "2025-02-03", "size", "contradicted", "wrong percentage"),
        ("Nvidia rose 16.97% on January 27, 2025.", "2025-02-03", "size", "contradicted", "wrong direction"),
        ("Nvidia closed at $128.99 on January 27, 2025.", "2025-02-03", "level", "contradicted", "wrong date"),
        ("Nvidia closed at $121.11 on January 27, 2025.", "2025-02-03", "level", "contradicted", "wrong close"),
        ("SK하이닉스는 31일 전 거래일보다 2만1800원(9.86%) 내린 19만9200원에 마감했다.", "2025-01-31", "level", "supported", "199,200"),
        ("엔비디아는 지난달 27일(현지시간) 17%대 급락했다.", "2025-02-06", "size", "unclear", "breadth"),
        ("엔비디아는 지난달 27일(현지시간) 18%대 급락했다.", "2025-02-06", "size", "contradicted", "wrong percentage"),
        ("엔비디아는 지난달 27일(현지시간) 16%대 급락했다.", "2025-02-06", "size", "supported", "as stated"),
        ("엔비디아는 지난달 27일(현지시간) 약 17% 급락했다.", "2025-02-06", "size", "supported", "as stated"),
        ("SK hynix lost more than 9% on January 31.", "2025-02-03", "size", "supported", "as stated"),
        ("Nvidia fell 18% in premarket trading on January 27, 2025.", "2025-02-03", "size", "not decidable here", "outside"),
        ("삼성전자는 지난 31일 2.42% 내렸다.", "2025-02-04", "size", "supported", "as stated"),
        ("애플은 지난 31일 2.42% 내렸다.", "2025-02-04", "size", "not decidable here", "no prices"),
    ],
)  # fmt: skip
def test_numbers_are_checked_and_their_errors_told_apart(text, published, kind, verdict, word):
    claim = one(text, published, kind)
    assert claim.verdict == verdict and word in claim.why, claim


def test_a_change_in_won_and_a_percentage_are_two_claims():
    claims = read(
        "SK하이닉스는 31일 전 거래일보다 2만1800원(9.86%) 내린 19만9200원에 마감했다.", "2025-01-31"
    )[0]
    kinds = sorted((c.kind, c.unit, c.stated, c.verdict) for c in claims)
    assert kinds == [
        ("level", "KRW", 199200.0, "supported"),
        ("size", "KRW", -21800.0, "supported"),
        ("size", "return", -0.0986, "supported"),
    ]


def test_numbers_go_with_their_own_companies():
    claims = read("삼성전자와 SK하이닉스는 31일 각각 2.42%, 9.86% 내렸다.", "2025-01-31")[0]
    assert [(c.symbols, c.stated, c.verdict) for c in claims] == [
        (("005930.KS",), -0.0242, "supported"),
        (("000660.KS",), -0.0986, "supported"),
    ]
    claims = read("Nvidia fell 16.97% while Micron lost 11.71% on January 27, 2025.", "2025-02-03")[
        0
    ]
    assert [(c.symbols, c.verdict) for c in claims] == [
        (("NVDA",), "supported"),
        (("MU",), "supported"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "삼성전자 영업이익은 전년보다 12% 줄었다.", "Nvidia's revenue rose 122% in the quarter.", "카카오뱅크는 금리를 0.1%p 내렸다.",
        "SK하이닉스는 HBM 생산을 늘린다.", "Micron opened a plant in Idaho.", "Will Nvidia fall 20%?",
        "삼성전자의 시장 점유율이 3% 하락했다.", "Taiwanese chipmaker TSMC sees nearly 40% jump in its net profit.",
    ],
)  # fmt: skip
def test_sentences_about_other_things_make_no_claim_on_prices(text):
    assert [c for c in read(text, "2025-02-03")[0] if c.kind not in ("opinion", "causal")] == []


@pytest.mark.parametrize(
    ("text", "published", "verdict"),
    [
        ("코스피는 11일까지 7거래일 연속 하락했다.", "2024-09-11T16:30:00+09:00", "supported"),
        ("코스피는 11일까지 9거래일 연속 하락했다.", "2024-09-11T16:30:00+09:00", "contradicted"),
        ("코스피는 11일까지 5거래일 연속 하락했다.", "2024-09-11T16:30:00+09:00", "unclear"),
        ("Nvidia rose for a second straight day on January 28, 2025.", "2025-01-29", "contradicted"),
        ("January 27, 2025 was Nvidia's sixth loss in a row.", "2025-01-29", "contradicted"),
        ("Nvidia fell on January 27, 2025, lengthening its slide to two sessions.", "2025-01-29", "supported"),
    ],
)  # fmt: skip
def test_streaks_are_counted(text, published, verdict):
    assert one(text, published, "persistence").verdict == verdict


def test_extremes_need_the_whole_scope_or_one_larger_case():
    since = one(
        "코스피의 하루 하락률은 2008년 이후 최대였다.", "2024-08-05T16:30:00+09:00", "extreme"
    )
    assert since.verdict == "not decidable here" and "prices begin" in since.why
    record = one("Micron closed at a record high on January 6, 2025.", "2025-01-07", "extreme")
    assert record.verdict == "contradicted"
    year = one("8월 5일 하락률은 2024년 코스피에서 가장 컸다.", "2024-12-31", "extreme")
    assert year.verdict == "supported" and year.observations[0].session == date(2024, 8, 5)


def test_opinions_and_causes_are_told_without_prices():
    opinion = one("Nvidia looks cheap at this level.", "2025-02-03", "opinion")
    cause = one("저비용 모델 충격으로 SK하이닉스가 하락했다.", "2025-01-31", "causal")
    assert (opinion.verdict, cause.verdict) == ("opinion", "not testable")
    assert not opinion.observations and not cause.observations


def test_a_korean_day_without_local_time_may_mean_the_session_that_ended_on_it():
    claim = one("28일 엔비디아 주가가 16.97% 폭락했다.", "2025-01-28T09:00:00+09:00", "size")
    assert claim.verdict in ("supported", "unclear")


def test_a_price_before_a_split_is_read_in_its_own_terms():
    claim = one("Nvidia closed at $1,037.99 on May 23, 2024.", "2024-06-20", "level")
    assert claim.verdict == "supported"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("19만9200원", 199200, "KRW"), ("5만2천원", 52000, "KRW"), ("1조 2000억원", 1.2e12, "KRW"),
        ("5890억 달러", 589e9, "USD"), ("$589 billion", 589e9, "USD"), ("$1,037.99", 1037.99, "USD"),
        ("118.42달러", 118.42, "USD"), ("221,000 won", 221000, "KRW"), ("7만1400원", 71400, "KRW"),
    ],
)  # fmt: skip
def test_amounts_of_money_are_read_in_full(text, value, unit):
    (amount,) = amounts.prices(text, 0, len(text), "en" if text.isascii() else "ko")
    assert (amount.value, amount.unit) == (value, unit)


@given(st.floats(0.001, 0.5), st.integers(0, 2))
def test_a_percentage_holds_exactly_within_half_of_its_last_digit(value, digits):
    shown = round(value * 100, digits) / 100
    half = 0.5 * 10**-digits / 100
    assert amounts.holds(value, shown, half, "exact")
    assert not amounts.holds(shown + 2.5 * half, shown, half, "exact")


PIECES = st.sampled_from(
    ["엔비디아", "Nvidia", "SK하이닉스는", "코스피", "16.97%", "급락했다.", "fell", "rose", "more than", "the market", "19만9200원",
     "마감했다.", "closed at", "$118.42", "7거래일 연속", "역대 최대", "since 2020", "27일", "on Monday", "때문이다.", "because",
     "보다", "각각", "record high", "시가총액", "2500선", ".", "\n", "%", "원", "looks cheap"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12))
@settings(max_examples=200)
def test_any_order_of_words_is_read_and_checked_the_same_twice(words):
    text = " ".join(words)
    claims, _ = read(text, "2025-01-31T16:30:00+09:00")
    assert claims == read(text, "2025-01-31T16:30:00+09:00")[0]
    assert all(text[slice(*c.span)] == c.text and c.verdict for c in claims)


@given(st.text(max_size=120))
def test_any_text_is_read(text):
    assert isinstance(find(text, None, language_of(text), mentions(text), ()), tuple)


def test_returns_come_from_the_close_before():
    rows = closes()["NVDA"]
    series = Series("NVDA", *zip(*rows, strict=True))
    n = series.at(date(2025, 1, 27))
    assert n is not None and series.ret(n) == pytest.approx(-0.16968, abs=1e-5)
    assert series.ret(0) is None and series.currency == "USD"


def test_a_claim_points_at_the_moment_its_sentence_names():
    claims, moments = read(
        "27일(현지시간) 엔비디아는 16.97% 급락했다. 마이크론은 11.71% 내렸다.", "2025-01-28"
    )
    assert [c.moment for c in claims] == [0, 0] and isinstance(moments[0], Moment)
    assert [c.verdict for c in claims] == ["supported", "supported"]


@pytest.mark.parametrize(
    ("text", "published", "found"),
    [
        ("다우지수는 0.65% 올랐지만 S&P500지수는 1.46%, 나스닥지수는 3.07% 내렸다.", "2025-01-28T08:30:00+09:00",
         {("^GSPC", -0.0146, "supported"), ("^IXIC", -0.0307, "supported"), ("^DJI", 0.0065, "not decidable here")}),
        ("Micron fell 11.7% and Broadcom 17.4% on Monday.", "2025-01-27T18:00:00-05:00",
         {("MU", -0.117, "supported"), ("AVGO", -0.174, "supported")}),
        ("삼성전자(-2.42%)와 SK하이닉스(-9.86%)가 동반 하락했다.", "2025-01-31T16:30:00+09:00",
         {("005930.KS", -0.0242, "supported"), ("000660.KS", -0.0986, "supported")}),
        ("Nvidia stock rebounded 8.9% Tuesday, after plunging 17% on Monday.", "2025-01-28T18:00:00-05:00",
         {("NVDA", 0.089, "supported"), ("NVDA", -0.17, "supported")}),
        ("SK하이닉스 주가는 이틀 만에 13.6% 하락했다.", "2025-02-03T18:00:00+09:00", {("000660.KS", -0.136, "supported")}),
        ("Nvidia rose 171% in 2024.", "2025-01-03", {("NVDA", 1.71, "supported")}),
        ("Nvidia shed 15.8% last week.", "2025-02-03T18:00:00-05:00", {("NVDA", -0.158, "supported")}),
    ],
)  # fmt: skip
def test_each_number_finds_its_company_verb_and_span(text, published, found):
    claims = [claim for claim in read(text, published)[0] if claim.kind == "size"]
    assert {(c.symbols[0], round(c.stated, 6), c.verdict) for c in claims} == found


def test_a_number_without_a_day_is_not_called_wrong_by_date():
    undated = one("Nvidia fell 17%.", "2025-01-29T18:00:00-05:00", "size")
    dated = one("Nvidia fell 17% on Wednesday.", "2025-01-29T18:00:00-05:00", "size")
    assert undated.verdict == "supported" and "no day is named" in undated.why
    assert dated.verdict == "unclear" and "fits NVDA on 2025-01-27" in dated.why


def test_moves_outside_trading_hours_and_later_days_are_not_decided_by_closes():
    hours = one("마이크론이 시간외 거래에서 급락했다.", "2024-12-19T08:00:00+09:00", "direction")
    assert hours.verdict == "not decidable here"
    later = one(
        "Nvidia fell sharply in the following days.", "2025-02-05T18:00:00-05:00", "direction"
    )
    assert later.verdict == "not decidable here" and "not named" in later.why


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("SK하이닉스는 2만1천800원(9.86%) 내린 19만9천200원에 장을 마쳤다.", {(199200.0, "supported")}),
        ("나스닥지수는 3.07% 급락한 1만9341.83에 마감했다.", {(19341.83, "supported")}),
        ("삼성전자는 5만2400원, SK하이닉스는 19만9200원에 마감했다.", {(52400.0, "supported"), (199200.0, "supported")}),
        ("코스피 2500선이 무너졌다.", {(2500.0, "unclear")}),
        ("31일 코스피 2500선이 무너졌다.", {(2500.0, "unclear")}),  # within the day, perhaps
        ("31일 코스피는 2500선 아래에서 마감했다.", {(2500.0, "contradicted")}),
    ],
)  # fmt: skip
def test_levels_are_read_in_korean_numerals(text, levels):
    published = "2025-01-28T08:30:00+09:00" if "나스닥" in text else "2025-01-31T16:30:00+09:00"
    claims = [claim for claim in read(text, published)[0] if claim.kind == "level"]
    assert {(c.stated, c.verdict) for c in claims} == levels
