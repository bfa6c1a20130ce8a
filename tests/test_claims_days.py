# ruff: noqa: E501 (a sentence stays in one piece)
"""Which day a sentence without one is of, and what is no claim about a stock."""

from __future__ import annotations

import pytest

from marketlink.reading import read
from marketlink.records.claim import Claim
from marketlink.verify import ExcerptReader, checked_reading


def claims(text: str, published: str) -> list[Claim]:
    return list(checked_reading(read(text, published), ExcerptReader()).claims)


EVENING = "2025-02-20T17:40:00+09:00"
RIGHT = [
    ("20일 SK하이닉스는 2.97% 하락했다. 전날 4.05% 올랐던 데 따른 차익 매물이 나왔다. 삼성전자는 0.51% 내렸다.",
     EVENING, "005930.KS", -0.0051),
    ("5일 코스피는 8.77% 급락했다. 지난 2일 3.65% 떨어진 데 이어 폭락이다. 삼성전자는 10.30% 내렸다.",
     "2024-08-05T16:40:00+09:00", "005930.KS", -0.103),
    ("6일 SK하이닉스는 9.84% 올랐다. 마이크로소프트가 투자 계획을 지난 3일(현지시간) 밝혔다. 삼성전자는 2.76% 상승했다.",
     "2025-01-06T16:20:00+09:00", "005930.KS", 0.0276),
    ("삼성전자는 1년 전의 15배를 벌었다. 전날 3.42% 올랐던 삼성전자 주가는 이날 상승 중이다.",
     "2024-07-05T11:00:00+09:00", "005930.KS", 0.0342),
    ("AMD는 5일 약세였다. AMD도 데이터센터 매출 실망에 6.27% 하락했다.",
     "2025-02-06T07:50:00+09:00", "AMD", -0.0627),
    ("On Friday chip stocks fell. Nvidia fell 1.8% after AMD disappointed on Thursday.",
     "2024-08-02T16:40:00-04:00", "NVDA", -0.018),
    ("삼성전자는 4.77% 오른 8만1300원에, SK하이닉스는 3.70% 오른 17만9600원에 각각 거래를 마쳤다.",
     "2024-05-07T15:58:00+09:00", "005930.KS", 81300.0),
    ("Nvidia tumbled 8.5% on Thursday. It was the largest fall since the DeepSeek selloff on Jan. 27, when it lost 17%.",
     "2025-02-27T17:30:00-05:00", "NVDA", -0.17),
    ("Nvidia rose 2.9% on Friday to a record. AMD collapsed 4.8%.",
     "2025-01-10T17:30:00-05:00", "AMD", -0.048),
    ("Money moved into Broadcom, which gave back 3.9% on Tuesday.",
     "2024-12-17T17:05:00-05:00", "AVGO", -0.039),
    ("Nvidia touched an intraday high on Thursday only to close down 3.5% at $130.78.",
     "2024-06-20T16:45:00-04:00", "NVDA", 130.78),
    ("이번 주 SK하이닉스가 올랐다. 14일 삼성전자는 보합으로 끝났다. 한 주 동안 1.86% 상승했다.",
     "2025-03-14T17:00:00+09:00", "005930.KS", 0.0186),
    ("SK hynix jumped 9.4 percent Thursday to 180,900 won.",
     "2024-09-26T18:30:00+09:00", "000660.KS", 180900.0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published", "symbol", "stated"), RIGHT)
def test_a_number_is_of_the_day_the_article_returns_to(
    text: str, published: str, symbol: str, stated: float
) -> None:
    found = {
        (c.symbols[0], round(c.stated, 6)): c.verdict for c in claims(text, published) if c.stated
    }
    assert found[symbol, stated] == "supported"


def test_a_lead_on_the_market_dates_the_paragraphs_below_and_an_hour_only_its_own_sentence():
    text = (
        "Technology shares tumbled on Monday, Jan. 27, 2025, after a rate rise in Japan.\n\n"
        "Micron closed 11.7% lower. Broadcom lost 17.4%. AMD fell after the bell on its forecast."
        "\n\nNvidia slid 17%, its worst day in years."
    )
    reading = read(text, "2025-01-29")
    days = {c.symbols[0]: reading.moments[c.moment].text for c in reading.claims if c.stated}
    assert days == dict.fromkeys(("MU", "AVGO", "NVDA"), "on Monday, Jan. 27, 2025")
    stated = {c.symbols[0]: c.verdict for c in claims(text, "2025-01-29") if c.stated}
    assert stated == dict.fromkeys(("MU", "AVGO", "NVDA"), "supported")


RUMOURS = [
    ("간밤 뉴욕 증시는 알파벳과 AMD의 급락에도 상승 마감했다.", "2025-02-06T07:50:00+09:00"),
    ("3일 삼성전자는 2.67% 내렸다. 간밤 뉴욕 증시도 반등했다.", "2025-02-03T16:00:00+09:00"),
    ("국내 증시가 하락 출발했다. 삼성전자가 관심사다.", "2024-12-04T09:30:00+09:00"),
    ("삼성전자 HBM이 인증 시험에서 떨어진 적이 없다고 말했다.", "2024-06-10T09:30:00+09:00"),
    ("엔비디아 주가는 인프라 투자 발표 이후 크게 뛰었다.", "2025-01-28T07:30:00+09:00"),
    ("엔비디아는 27일(현지시간) 개장 직후 9%까지 밀렸다가 16.97% 하락으로 마감했다.", "2025-01-28T07:30:00+09:00"),
    ("AMD fell 10.6% on Wednesday. The stock has lost more than 30% since its March peak.", "2024-10-30T16:50:00-04:00"),
    ("Nvidia gained 2.1% on Friday and was the largest contributor to the index.", "2024-11-29T16:00:00-05:00"),
    ("Micron posts surprise loss for the quarter.", "2024-03-21T16:45:00-04:00"),
    ("AMD dropped 8.9% on Wednesday. Stocks jumped, then gave it all back by the close.", "2024-05-01T16:50:00-04:00"),
    ("AMD shares fell 14% in premarket trading. Nvidia slipped 1.5%.", "2024-07-19T09:00:00-04:00"),
    ("2일 코스피는 0.02% 내린 2398.94였다. 삼성전자는 0.38% 올랐다. 지난달 30일에 이어 이틀째 2400선을 밑돌았다.", "2025-01-02T16:10:00+09:00"),
    ("삼성전자 1분기 영업익 931% 껑충", "2024-04-08T09:10:00+09:00"),
    ("AMD는 1분기 매출 전망 탓에 6% 넘게 떨어지고 있다.", "2024-01-31T07:20:00+09:00"),
    ("The S&P 500 crossed 5,500 on Thursday for the first time before easing 0.3%.", "2024-06-20T16:45:00-04:00"),
    ("Nvidia retreated 4.1% on Friday, bringing its weekly loss to 13.9%, the worst week in two years.", "2024-09-06T17:00:00-04:00"),
    ("Nvidia rebounded 6.8% on Tuesday, the end of a three-day losing streak.", "2024-06-25T16:40:00-04:00"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published"), RUMOURS)
def test_what_is_said_of_something_else_is_never_contradicted(text: str, published: str) -> None:
    assert [c.text for c in claims(text, published) if c.verdict == "contradicted"] == []


def test_a_headline_that_cuts_a_number_off_is_right_beside_the_number() -> None:
    text = "코스피 2% 하락\n3일 코스피는 2.52% 하락한 2453.95에 마감했다."
    found = {
        round(c.stated, 4): c.verdict for c in claims(text, "2025-02-03T17:00:00+09:00") if c.stated
    }
    assert found[-0.02] == "supported"
    assert found[-0.0252] == "supported"
    alone = {
        text: claims(f"코스피는 3일 {text} 하락했다.", "2025-02-03T17:00:00+09:00")[0].verdict
        for text in ("2%", "1%")
    }
    assert alone == {"2%": "unclear", "1%": "contradicted"}


def test_an_index_loses_most_in_points_unless_a_rate_is_meant() -> None:
    points = claims(
        "5일 코스피는 234.64포인트 급락해 사상 최대 하락폭을 기록했다.", "2024-08-05T16:40:00+09:00"
    )
    assert [c.measure.field for c in points if c.kind == "extreme"] == ["change"]
    rate = claims("5일 코스피는 역대 최대 하락률을 기록했다.", "2024-08-05T16:40:00+09:00")
    assert [c.measure.field for c in rate if c.kind == "extreme"] == ["return"]


def test_prices_that_end_elsewhere_decide_no_wrong_date() -> None:
    text = "5일 SK하이닉스는 4800원(4.16%) 오른 12만200원에 거래를 마쳤다."
    assert {c.verdict for c in claims(text, "2023-10-05T16:20:00+09:00")} == {"not decidable here"}


@pytest.mark.parametrize(
    ("text", "published", "symbol", "stated"),
    [
        ("27일(현지시간) 나스닥지수는 2.78% 내렸다. 엔비디아는 전날 장 마감 후 4분기 매출을 발표했지만 8.48% 하락했다.",
         "2025-02-28T07:12:00+09:00", "NVDA", -0.0848),
        ("27일(현지시간) 나스닥지수는 2.78% 내렸다. 엔비디아가 전날 장 마감 후 실적을 냈다. 브로드컴은 7.11% 내렸다.",
         "2025-02-28T07:12:00+09:00", "AVGO", -0.0711),
        ("정규장에서 3.67% 오른 131.28달러에 마감한 엔비디아는 시간외 거래에서 보합이었다.",
         "2025-02-27T07:55:00+09:00", "NVDA", 131.28),
        ("3일(현지시간) 엔비디아는 2.84% 내렸다. 국내에서는 삼성전자가 3.33% 올랐다.",
         "2025-02-04T16:10:00+09:00", "005930.KS", 0.0333),
        ("삼성전자는 3일 2.67% 내렸다. 엔비디아는 5일(현지시간) 5.21% 올랐다. 코스피는 전날까지 이틀 연속 올랐다.",
         "2025-02-06T09:10:00+09:00", "^KS11", 2),
        ("삼성전자가 8일 잠정 실적을 냈다. 실적이 나온 날 주가는 1.15% 하락했다.",
         "2024-10-10T09:00:00+09:00", "005930.KS", -0.0115),
    ],
)  # fmt: skip
def test_a_move_is_of_the_day_it_was_made_on(text, published, symbol, stated) -> None:
    found = [c for c in claims(text, published) if symbol in c.symbols and c.stated is not None]
    assert [
        (c.verdict, pytest.approx(c.stated)) for c in found if abs(c.stated - stated) < 1e-9
    ] == [("supported", stated)]
    assert not [c for c in claims(text, published) if c.verdict == "contradicted"]


@pytest.mark.parametrize(
    "text",
    [
        "삼성전자는 3일 2.67% 내렸다. 반등도 있었다.",
        "SK하이닉스는 3일 약세로 출발했다.",
    ],
)
def test_a_move_that_was_only_there_or_only_opened_is_no_direction(text: str) -> None:
    assert not [c for c in claims(text, "2025-02-03T16:10:00+09:00") if c.kind == "direction"]


def test_a_move_of_the_sessions_course_is_not_held_against_a_close() -> None:
    (claim,) = claims("SK하이닉스 주가가 장 초반 강세다.", "2025-01-16T10:31:00+09:00")
    assert claim.verdict == "not decidable here"
    (closed,) = claims(
        "16일 장 초반 약세이던 SK하이닉스는 상승 마감했다.", "2025-01-16T16:31:00+09:00"
    )
    assert (closed.verdict, closed.direction) == ("supported", 1)


def test_market_value_that_went_is_of_the_company_before() -> None:
    text = (
        "지난달 27일(현지시간) 엔비디아 주가는 17% 폭락했다. 하루 만에 시가총액 5890억달러가 사라졌다."
        " 미국 증시 역사상 단일 기업으로는 최대 규모다."
    )
    found = claims(text, "2025-02-11T06:00:00+09:00")
    assert [(c.kind, c.verdict) for c in found] == [
        ("size", "supported"),
        ("size", "supported"),
        ("extreme", "supported"),
    ]


@pytest.mark.parametrize(
    ("text", "published", "wanted"),
    [
        ("지난해 8월 5일 코스피는 8.77% 폭락했지만 이튿날 3.30% 반등했다.", "2025-02-28T17:20:00+09:00",
         [("^KS11", -0.0877), ("^KS11", 0.033)]),
        ("4일 코스피는 지난달 28일보다 3.86포인트(0.15%) 내린 2528.92를 기록했다.", "2025-03-04T16:10:00+09:00",
         [("^KS11", -0.0015), ("^KS11", -3.86), ("^KS11", 2528.92)]),
        ("4일 코스피는 0.15% 내렸다. 연휴 직전인 28일에는 3.39% 급락했었다. SK하이닉스는 2.16% 내렸다.",
         "2025-03-04T16:10:00+09:00", [("^KS11", -0.0015), ("^KS11", -0.0339), ("000660.KS", -0.0216)]),
        ("10일 삼성전자는 전 거래일인 7일 종가 5만3700원보다 3.54% 올랐다.", "2025-02-10T15:45:00+09:00",
         [("005930.KS", 0.0354), ("005930.KS", 53700)]),
        ("10일 증시는 쉬어 갔다. 나스닥이 7일 1.36% 내린 것과 비교하면 코스피(-0.03%)는 선방했다.",
         "2025-02-10T15:45:00+09:00", [("^IXIC", -0.0136), ("^KS11", -0.0003)]),
        ("지난주(4~7일) 코스피는 전주 대비 30.70포인트(1.21%) 올랐다.", "2025-03-10T08:00:00+09:00",
         [("^KS11", 0.0121), ("^KS11", 30.7)]),
        ("지난주 삼성전자는 한 주간 1.47% 내렸다.", "2025-03-10T08:00:00+09:00", [("005930.KS", -0.0147)]),
        ("13일 코스피는 1.36% 올랐다. 지수는 사흘 연속 상승했다.", "2025-02-13T16:00:00+09:00",
         [("^KS11", 0.0136), ("^KS11", 3)]),
        ("6일 엔비디아는 3.43% 오른 149.43달러로 최고가를 다시 썼다.", "2025-01-07T09:00:00+09:00",
         [("NVDA", 0.0343), ("NVDA", 149.43)]),
        ("뉴욕증시, 나스닥 2.78%↓\n27일(현지시간) 나스닥지수가 내렸다.", "2025-02-28T07:00:00+09:00",
         [("^IXIC", -0.0278)]),
        ("28일 코스피는 18.63포인트(0.71%) 내린 2603.12로 출발해 3.39% 하락 마감했다.",
         "2025-02-28T16:10:00+09:00", [("^KS11", -0.0339)]),
    ],
)  # fmt: skip
def test_what_is_compared_with_recalled_or_long_ago_is_of_its_own_day(
    text, published, wanted
) -> None:
    found = claims(text, published)
    right = [(c.symbols[0], c.stated) for c in found if c.verdict == "supported" and c.stated]
    assert sorted(right) == [(symbol, pytest.approx(stated)) for symbol, stated in sorted(wanted)]
    assert not [c for c in found if c.verdict == "contradicted"]


@pytest.mark.parametrize(
    "text",
    [
        "15일 코스피는 0.08% 내려 나흘째 하락하지는 않았다.",
        "6일(현지시간) 엔비디아가 행사를 열었지만 국내 반도체주는 매물에 밀렸다.",
        "9월 3일 엔비디아가 9.53% 급락한 다음 날에도 주가는 1.66% 더 내렸다.",
    ],
)
def test_what_is_denied_or_told_of_other_stocks_contradicts_nothing(text: str) -> None:
    published = "2024-11-15T16:00:00+09:00" if "코스피" in text else "2025-01-07T16:00:00+09:00"
    assert not [c for c in claims(text, published) if c.verdict == "contradicted"]


@pytest.mark.parametrize(
    ("text", "published", "wanted"),
    [
        ("SK하이닉스는 지난달 24일 이후 13.5% 하락했다.", "2025-02-04T16:10:00+09:00", [("000660.KS", -0.135)]),
        ("삼성전자는 지난달 24일부터 이날까지 1.9% 내렸다.", "2025-02-04T16:10:00+09:00",
         [("005930.KS", -0.019)]),
        ("7일 SK하이닉스는 전일과 같은 19만2400원에, 삼성전자는 600원(1.10%) 내린 5만3700원에 장을 닫았다.",
         "2025-03-07T15:55:00+09:00",
         [("000660.KS", 192400), ("005930.KS", -0.011), ("005930.KS", -600), ("005930.KS", 53700)]),
        ("10일 코스피가 2.43% 반등했다. 9일에는 2.78% 급락해 연저점으로 밀렸다.\n삼성전자는 1.12% 올랐다.",
         "2024-12-10T18:00:00+09:00", [("^KS11", 0.0243), ("^KS11", -0.0278), ("005930.KS", 0.0112)]),
        ("전날 234.64포인트(8.77%) 폭락해 무너졌던 코스피는 6일 3.30% 올랐다.", "2024-08-06T16:05:00+09:00",
         [("^KS11", -0.0877), ("^KS11", -234.64), ("^KS11", 0.033)]),
        ("10일 코스피가 2.43% 반등했다. 9일 정부가 대책을 냈다. SK하이닉스는 0.89% 올랐다.",
         "2024-12-10T18:00:00+09:00", [("^KS11", 0.0243), ("000660.KS", 0.0089)]),
        ("7일 삼성전자는 0.89% 내려 5만5400원이 됐다.", "2025-01-07T16:00:00+09:00",
         [("005930.KS", -0.0089), ("005930.KS", 55400)]),
    ],
)  # fmt: skip
def test_spans_from_a_day_equal_closes_and_earlier_days_are_read(text, published, wanted) -> None:
    found = claims(text, published)
    right = [(c.symbols[0], c.stated) for c in found if c.verdict == "supported" and c.stated]
    assert sorted(right) == [(symbol, pytest.approx(stated)) for symbol, stated in sorted(wanted)]
    assert not [c for c in found if c.verdict == "contradicted"]


@pytest.mark.parametrize(
    "text",
    [
        "지난해 7월 8만8800원까지 올랐던 삼성전자 주가는 힘을 잃었다.",
        "12일(현지시간) M7 가운데 엔비디아가 6.42% 급등해 가장 많이 올랐다.",
        "이대로 마감하면 삼성전자는 지난 3일부터 6거래일 연속 하락이다.",
        "엔비디아는 시총 1위 자리를 애플에 내주고 3위로 밀려났다.",
    ],
)
def test_highs_ranks_and_suppositions_contradict_nothing(text: str) -> None:
    found = claims(text, "2025-03-13T06:50:00+09:00")
    assert not [c for c in found if c.verdict == "contradicted" or c.kind == "direction"]


@pytest.mark.parametrize(
    ("text", "published", "wanted"),
    [
        ("15일 뉴욕증시에서 엔비디아는 4.69% 내렸다. 다만 엔비디아는 하루 전 138.07달러로 사상 최고 종가를 경신했다.",
         "2024-10-16T16:40:00+09:00", [("NVDA", -0.0469), ("NVDA", 138.07)]),
        ("14일 코스피는 0.28% 내렸다. 지난주 말(2563.48)과 비교하면 0.11% 오른 수준이다.",
         "2025-03-14T16:25:00+09:00", [("^KS11", -0.0028), ("^KS11", 0.0011)]),
        ("삼성전자는 이달 19일 3.16% 올랐다. 20일과 21일에는 각각 0.51%, 0.34% 내렸다.",
         "2025-02-21T21:00:00+09:00",
         [("005930.KS", 0.0316), ("005930.KS", -0.0051), ("005930.KS", -0.0034)]),
        ("6일 SK하이닉스는 1만7900원(9.84%) 뛰어오른 19만9800원이다.", "2025-01-06T16:10:00+09:00",
         [("000660.KS", 0.0984), ("000660.KS", 17900), ("000660.KS", 199800)]),
        ("13일 시총 1위 삼성전자는 4.53% 미끄러진 5만600원에 머물렀다.", "2024-11-13T17:10:00+09:00",
         [("005930.KS", -0.0453), ("005930.KS", 50600)]),
        ("12일 코스피는 0.37% 올랐다. 상승률은 지난달 6일(1.91%) 이후 가장 작았다.",
         "2025-02-12T16:10:00+09:00", [("^KS11", 0.0037)]),
    ],
)  # fmt: skip
def test_days_before_another_markets_day_pairs_and_bases_are_read(text, published, wanted) -> None:
    found = claims(text, published)
    right = [(c.symbols[0], c.stated) for c in found if c.verdict == "supported" and c.stated]
    assert sorted(right) == [(symbol, pytest.approx(stated)) for symbol, stated in sorted(wanted)]
    assert not [c for c in found if c.verdict == "contradicted"]


def test_what_others_claim_is_not_what_the_article_says() -> None:
    text = '"SK하이닉스가 11일 5.91% 올랐다"는 주장도 있었으나 하이닉스가 5.91% 오른 날은 12일이다.'
    (claim,) = claims(text, "2025-03-13T18:30:00+09:00")
    assert (claim.verdict, claim.stated) == ("supported", pytest.approx(0.0591))


def test_a_place_in_a_table_is_no_price() -> None:
    text = "지난주 순매수 1위이던 엔비디아는 5위로 밀렸다."
    assert not claims(text, "2025-03-13T18:30:00+09:00")


@pytest.mark.parametrize(
    ("text", "published", "wanted"),
    [
        ("11일 코스피는 0.71% 올랐다.\n엔비디아가 10일(현지시간) 2.87% 오른 여파로 삼성전자는 0.18% 뛰었다.",
         "2025-02-11T16:20:00+09:00", [("^KS11", 0.0071), ("NVDA", 0.0287), ("005930.KS", 0.0018)]),
        ("11일 코스피는 0.71% 올랐다. 10일에는 삼성전자가 3.54% 올랐었다. 이날 삼성전자는 0.18% 뛰었다.",
         "2025-02-11T16:20:00+09:00", [("^KS11", 0.0071), ("005930.KS", 0.0354), ("005930.KS", 0.0018)]),
        ("지난 10일 3.54% 오른 데 이어 이날도 삼성전자는 0.18% 뛰었다.", "2025-02-11T16:20:00+09:00",
         [("005930.KS", 0.0354), ("005930.KS", 0.0018)]),
        ("26일 SK하이닉스는 직전 거래일인 24일 종가(16만8500원) 대비 0.95% 상승했다.",
         "2024-12-26T16:20:00+09:00", [("000660.KS", 0.0095), ("000660.KS", 168500)]),
        ("4일 코스피는 0.15% 내렸다. SK하이닉스는 전날 4.52% 떨어졌다.", "2025-03-04T16:20:00+09:00",
         [("^KS11", -0.0015), ("000660.KS", -0.0452)]),
        ("코스피 지수는 15일 2633.45에서 이날 2610.36으로 내렸다.", "2024-10-16T16:20:00+09:00",
         [("^KS11", 2633.45), ("^KS11", 2610.36)]),
    ],
)  # fmt: skip
def test_this_day_is_the_articles_after_a_day_that_is_only_looked_back_on(
    text, published, wanted
) -> None:
    found = claims(text, published)
    right = [(c.symbols[0], c.stated) for c in found if c.verdict == "supported" and c.stated]
    assert sorted(right) == [(symbol, pytest.approx(stated)) for symbol, stated in sorted(wanted)]
    assert not [c for c in found if c.verdict == "contradicted"]


@pytest.mark.parametrize(
    ("text", "published", "wanted"),
    [
        ("전장에서 1.29% 내렸던 삼성전자는 10일 1.12% 상승 마감했다.", "2024-12-10T20:30:00+09:00",
         [("005930.KS", -0.0129), ("005930.KS", 0.0112)]),
        ("전 거래일 1.29% 떨어졌던 삼성전자는 10일 1.12% 올랐다.", "2024-12-10T20:30:00+09:00",
         [("005930.KS", -0.0129), ("005930.KS", 0.0112)]),
        ("5일(현지시간) TSMC는 1.80% 올랐지만 거래량은 전날보다 49% 줄었다.", "2024-12-06T08:30:00+09:00",
         [("TSM", 0.018)]),
    ],
)  # fmt: skip
def test_a_session_before_that_is_told_of_and_quantities_are_told_apart(
    text, published, wanted
) -> None:
    found = claims(text, published)
    right = [(c.symbols[0], c.stated) for c in found if c.verdict == "supported" and c.stated]
    assert sorted(right) == [(symbol, pytest.approx(stated)) for symbol, stated in sorted(wanted)]
    assert not [c for c in found if c.verdict == "contradicted"]


@pytest.mark.parametrize(
    ("text", "published", "wanted"),
    [
        ("지난 21일자 '삼성전자 3% 급락' 제하의 기사에서 3% 내렸다고 보도했으나, 사실은 0.34% 하락했습니다.\n"
         "삼성전자는 24일 1.55% 내렸습니다.", "2025-02-24T16:30:00+09:00", [("005930.KS", -0.0155)]),
        ("12일 SK하이닉스가 5.91% 올랐다. 하루 상승률로는 1월 16일(5.95%) 이후 약 두 달 만에 최대다.",
         "2025-03-12T17:00:00+09:00", [("000660.KS", 0.0591)]),
        ("12일 삼성전자는 2.43% 올랐다. 지난해 7월 고점(8만8800원)과 비교하면 38% 빠졌다.",
         "2025-03-12T17:00:00+09:00", [("005930.KS", 0.0243)]),
        ("24일 SK하이닉스는 0.68% 올랐다. 올해 들어서는 27% 넘게 오른 수준이다.", "2025-01-24T17:20:00+09:00",
         [("000660.KS", 0.0068), ("000660.KS", 0.27)]),
    ],
)  # fmt: skip
def test_corrections_ranks_since_a_day_and_peaks_are_read(text, published, wanted) -> None:
    found = claims(text, published)
    right = [(c.symbols[0], c.stated) for c in found if c.verdict == "supported" and c.stated]
    assert set(wanted) <= {(symbol, round(stated, 6)) for symbol, stated in right}
    assert not [c for c in found if c.verdict == "contradicted"]


@pytest.mark.parametrize(
    "text",
    [
        "코스피는 31일 3% 내렸다. 표적이 된 2차전지주의 낙폭이 컸다.",
        "젠슨 황 엔비디아 CEO의 발언에 양자컴퓨팅 관련주가 무너졌다.",
    ],
)
def test_a_kind_of_stocks_is_not_the_company_or_index_before_it(text: str) -> None:
    assert not [c for c in claims(text, "2025-01-31T16:10:00+09:00") if c.kind == "direction"]


def test_a_month_that_had_no_session_yet_contradicts_nothing() -> None:
    text = "28일(현지시간) 엔비디아가 3.97% 올랐다. 엔비디아는 이달 들어 4.0% 올랐다."
    found = claims(text, "2025-03-01T07:30:00+09:00")
    assert {c.verdict for c in found} == {"supported", "not decidable here"}


@pytest.mark.parametrize("called", ["상징으로 꼽히던", "대장주로 불리던", "대표로 여겨지던"])
def test_what_a_company_is_called_is_of_no_day(called: str) -> None:
    text = f"지난 설날 연휴 기간, 뉴욕 증시에서는 투자의 {called} 엔비디아가 무너져 내렸다."
    (claim,) = claims(text, "2025-02-06T11:18:00+09:00")
    assert (claim.kind, claim.verdict) == ("direction", "supported")


@pytest.mark.parametrize(
    ("text", "verdict", "why"),
    [
        ("Nvidia fell 16.97% on Tuesday, January 27.", "supported", "another day of the week"),
        ("Nvidia fell 12.97% on Tuesday, January 27.", "unclear", "another day of the week"),
        (
            "Nvidia fell 12.97% on Tuesday, January 27.",
            "unclear",
            "the day it is told of is not sure",
        ),
        ("Nvidia fell 12.97% on Monday, January 27.", "contradicted", "on 2025-01-27"),
        ("SK hynix fell 9.86% on January 27.", "supported", "had no session on 2025-01-27"),
        ("SK hynix fell 9.86% on January 31.", "supported", "within its rounding"),
    ],
)
def test_what_is_wrong_with_a_named_day_is_said(text: str, verdict: str, why: str) -> None:
    (claim,) = claims(text, "2025-01-31T18:00-05:00")
    (seen,) = claim.observations
    assert (claim.verdict, why in seen.why) == (verdict, True)


@pytest.mark.parametrize(
    ("text", "number", "session"),
    [
        # A span up to now ends ahead of the news that its sentence names.
        # ... or the day that they say it ends on, or ahead of.
        ("Nvidia fell 16.97% on Monday. Through Friday, the stock was up 6.2% this year.", 0.062, "2025-01-24"),
        ("Nvidia fell 16.97% on Monday. As of Friday's close, it was up 6.2% since the start of the year.", 0.062, "2025-01-24"),
        # The session before, ahead of all that its sentence tells.
        ("Nvidia fell 16.97% on Monday. The session before, it had lost 3.12%.", -0.0312, "2025-01-24"),
        # Hours and a verb of what may come that are of another clause.
        ("Cheap models worried holders of Nvidia. Nvidia's own shares fell 16.97%.", -0.1697, "2025-01-27"),
        # A year and a day that are of another clause's verb.
        ("Nvidia fell 17% after a report on a software company it bought last year.", -0.17, "2025-01-27"),
        ("Nvidia lost $24.20 (16.97%) to close at $118.42, and is 20.7% below the $149.43 that it reached on January 6.", -24.2, "2025-01-27"),
    ],
)  # fmt: skip
def test_a_number_is_of_the_session_that_its_words_mean(
    text: str, number: float, session: str
) -> None:
    found = claims(text, "2025-01-27T18:00-05:00")
    found = [claim for claim in found if claim.stated == pytest.approx(number)]
    assert [(c.verdict, str(c.observations[0].session)) for c in found] == [("supported", session)]


IN_PART = [
    ("엔비디아는 5.44% 올라 123.00달러에 거래됐지만 올해 들어서는 8% 내린 상태다.", "2025-05-13T07:00:00+09:00"),
    ("엔비디아는 1.53% 내려 113.11달러에 거래됐지만 올해 들어서는 8% 내린 상태다.", "2025-03-10T09:00:00+09:00"),
    ("Nvidia closed at $155.11 this week.", "2025-03-19T17:00-04:00"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published"), IN_PART)
def test_a_period_held_in_part_or_passed_through_accuses_nobody(text, published) -> None:
    assert "contradicted" not in {claim.verdict for claim in claims(text, published)}


def test_a_price_outside_all_of_a_period_that_is_held_is_no_price_of_it() -> None:
    [claim] = claims("Nvidia closed at $155.11 this week.", "2025-03-07T17:00-05:00")
    assert claim.verdict == "contradicted"


OPENING = ["개장 직후 5만5300원에 거래됐다", "개장과 동시에 5만5300원을 기록했다", "장 시작 직후 1.78% 하락했다", "장 막판 5만5300원에 거래됐다"]  # fmt: skip


@pytest.mark.parametrize("words", OPENING)
def test_a_price_of_the_opening_that_is_the_close_too_is_not_borne_out(words) -> None:
    told = claims(f"삼성전자는 20일 {words}.", "2024-11-20T16:00:00+09:00")
    assert [claim.verdict for claim in told] == ["not decidable here"]


FOLLOWED = [
    "SK하이닉스는 9.86% 내린 19만9200원으로, 24일(-0.90%)에 이어 이틀째 밀렸다.",
    "SK하이닉스는 24일에 이어 9.86% 내린 19만9200원에 마감했다.",
    "SK하이닉스는 24일 하락에 이어 9.86% 내린 19만9200원에 마감했다.",
    "SK하이닉스는 9.86% 내린 19만9200원에 마감하며 24일에 이어 또 내렸다.",
]


@pytest.mark.parametrize("words", FOLLOWED)
def test_a_day_that_a_move_only_follows_is_not_its_own(words) -> None:
    found = claims(f"31일 코스피가 내렸다. {words}", "2025-01-31T17:00:00+09:00")
    days = {(claim.stated, claim.verdict, str(claim.observations[0].session)) for claim in found}
    assert (-0.0986, "supported", "2025-01-31") in days
    assert (199200.0, "supported", "2025-01-31") in days
    assert "contradicted" not in {claim.verdict for claim in found}


def test_a_company_that_another_follows_keeps_the_day_for_both() -> None:
    text = "31일 삼성전자에 이어 SK하이닉스도 9.86% 내렸다."
    [claim] = [c for c in claims(text, "2025-02-03T17:00:00+09:00") if c.stated == -0.0986]
    assert (claim.verdict, str(claim.observations[0].session)) == ("supported", "2025-01-31")


@pytest.mark.parametrize(
    "words",
    [
        "Nvidia, which analysts say could fall 16.97%, may drop 16.97% on Monday.",
        "Nvidia fell 16.97%, extending its slide in premarket trading.",
        "Nvidia fell 16.97%, after it reported results, in premarket trading.",
        "Nvidia fell 16.97%, following a 3% fall on Friday, in premarket trading.",
    ],
)
def test_hours_and_what_may_come_hold_a_number_of_their_own_clause(words: str) -> None:
    found = [c for c in claims(words, "2025-01-27T18:00-05:00") if c.stated == -0.1697]
    assert {claim.verdict for claim in found} <= {"opinion", "not decidable here", "unclear"}


KOREAN = [
    ("엔비디아 17% 대폭락…한때 3조달러 붕괴", "2025-01-28T07:00:00+09:00", -0.17),
    ("엔비디아가 27일(현지시간) 16.97% 내린 118.42달러에 마감하며 올해 상승분을 모두 반납했다.", "2025-01-28T07:00:00+09:00", 118.42),
    ("SK하이닉스는 31일 9.86% 내렸다. 24일 0.90% 내린 바 있다. 전날에는 엔비디아가 0.77% 올랐다.", "2025-01-31T17:00:00+09:00", 0.0077),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published", "number"), KOREAN)
def test_a_word_of_another_move_takes_nothing_from_a_number(text, published, number) -> None:
    found = [c.verdict for c in claims(text, published) if c.stated == pytest.approx(number)]
    assert found == ["supported"]


OF_ITS_OWN_CLAUSE = [
    ("24일의 호재로 SK하이닉스는 31일 9.86% 내렸다.", "2025-01-31T17:00:00+09:00", -0.0986, "2025-01-31"),
    ("전날 3.98% 뛴 엔비디아가 31일(현지시간) 3.67% 내렸다.", "2025-02-01T08:00:00+09:00", -0.0367, "2025-01-31"),
    ("Micron, $103.19 on Friday, closed at $91.11 on Monday.", "2025-01-27T18:00-05:00", 103.19, "2025-01-24"),
    ("Micron, $103.19 on Friday, closed at $91.11 when models got cheap.", "2025-01-27T18:00-05:00", 91.11, "2025-01-27"),
    ("It is the worst day for Nvidia since January, when it lost 16.97% in a session.", "2025-04-03T18:00-04:00", -0.1697, "2025-01-27"),
    ("A cheap model led to a 16.97 percent drop in Nvidia's stock.", "2025-01-27T18:00-05:00", -0.1697, "2025-01-27"),
    ("Micron's soft forecast sent its shares down 11.71 percent.", "2025-01-27T18:00-05:00", -0.1171, "2025-01-27"),
    ("Monday's closes\nNvidia $118.42 (-17.0%)\nMicron $91.11 (-11.7%)", "2025-01-27T18:00-05:00", 118.42, "2025-01-27"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published", "number", "session"), OF_ITS_OWN_CLAUSE)
def test_a_number_is_of_the_day_and_the_thing_of_its_own_clause(
    text, published, number, session
) -> None:
    told = checked_reading(read(text, published), ExcerptReader()).statements
    found = [c for c in told if c.stated == pytest.approx(number)]
    assert [(c.verdict, str(c.observations[0].session)) for c in found] == [("supported", session)]


WITHOUT_A_VERB = [
    "24.2% 뛰었던 SK하이닉스는 31일 9.86% 숨을 골랐다.",
    "SK하이닉스는 22일 3.44% 뛰었지만 31일 9.86% 숨을 골랐다.",
]


@pytest.mark.parametrize("words", WITHOUT_A_VERB)
def test_a_number_without_a_verb_of_its_own_has_no_way_to_be_wrong_about(words) -> None:
    found = [c for c in claims(words, "2025-01-31T17:00:00+09:00") if abs(c.stated or 0) == 0.0986]
    assert {claim.verdict for claim in found} <= {"unclear"}


def test_a_run_is_not_of_the_way_of_the_clause_before() -> None:
    words = "SK하이닉스는 31일 9.86% 빠졌지만 사흘 연속 회복했다."
    found = claims(words, "2025-02-05T17:00:00+09:00")
    assert "contradicted" not in {claim.verdict for claim in found}


SPANS = [
    ("Nvidia has risen 4.0% since the end of January.", 0.04),
    ("Nvidia has fallen 7.0% from its close at the end of December.", -0.07),
    ("Nvidia is down 12.4% from Jan. 24.", -0.124),
    ("Between Jan. 24 and Feb. 28, Nvidia fell 12.4%.", -0.124),
    ("A two-day slide of 4.8% hit Nvidia.", -0.048),
    ("Nvidia is 12.4% below its Jan. 24 close.", -0.124),
    (
        "Nvidia was down 8.48% on Thursday, its steepest fall since Blue Monday of January 2025.",
        -0.0848,
    ),
]


@pytest.mark.parametrize(("text", "number"), SPANS)
def test_a_span_is_counted_from_where_its_words_say(text: str, number: float) -> None:
    found = [c for c in claims(text, "2025-02-28T18:00:00-05:00") if c.unit == "return"]
    assert [(c.stated, c.verdict) for c in found] == [(pytest.approx(number), "supported")]


def test_a_price_that_a_stock_bounced_off_is_no_change() -> None:
    [claim] = claims("Nvidia bounced off $118.42, Monday's close.", "2025-01-28T18:00:00-05:00")
    assert claim.verdict != "contradicted"


UNDONE = [
    "SK하이닉스는 31일 12.3% 빠졌다가 당일 낙폭을 일부 만회했다.",
    "SK하이닉스는 31일 12.3% 떨어졌는데 31일의 하락분을 되돌렸다.",
]


@pytest.mark.parametrize("words", UNDONE)
def test_a_move_that_was_undone_is_not_held_against_the_close(words: str) -> None:
    found = claims(words, "2025-01-31T17:00:00+09:00")
    assert "contradicted" not in {claim.verdict for claim in found}


NOON = "2025-01-27T12:00:00-05:00"
TOLD_ANEW = [
    ("Nvidia closed down 16.97% on Monday. Broadcom fell about 17%.", ["supported", "supported"]),
    ("Nvidia closed down 16.90% on Monday. Broadcom fell about 17%.", ["not decidable here"] * 2),
    ("Nvidia fell 16.97% on Monday. It registered its worst day since January 2024.", ["supported"] * 2),
    ("Nvidia fell 16.97% on Monday, its worst day since January 2024.", ["not decidable here"] * 2),
    ("Nvidia fell 16% on Monday. It registered its worst day since January 2024.", ["not decidable here"] * 2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "verdicts"), TOLD_ANEW)
def test_an_article_that_tells_a_close_behind_its_stamp_was_told_anew(text, verdicts) -> None:
    assert [claim.verdict for claim in claims(text, NOON)] == verdicts


def test_a_high_that_was_reached_long_before_dates_no_close() -> None:
    text = "Nvidia rose 3.4% on Monday. The stock closed at $149.43, exceeding its previous high reached in November."
    level = next(c for c in claims(text, "2025-01-06T17:00-05:00") if c.kind.price)
    assert (level.verdict, str(level.observations[0].session)) == ("supported", "2025-01-06")


def test_a_session_that_was_concluded_has_its_close() -> None:
    text = "Nvidia (NVDA) concluded the recent trading session at $120.07, signifying a -3.67% move from its prior day's close."
    assert [c.verdict for c in claims(text, "2025-01-31T18:00-05:00")] == ["supported"] * 2


def test_a_year_that_ended_up_is_one() -> None:
    (claim,) = claims("Nvidia shares still ended 2024 up more than 150%.", "2025-01-06T06:00-05:00")
    assert claim.verdict == "supported"
