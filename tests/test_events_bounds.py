# ruff: noqa: E501 (a sentence stays in one piece)
"""What bounds the day of an event: the market's clock, the stamp, a period, a day looked back on."""

from __future__ import annotations

import pytest

from marketlink.events import events_of
from marketlink.reading import read


def day0(text: str, published: str) -> dict[str, str]:
    return {event.symbol: str(event.day0) for event in events_of(read(text, published))}


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        pytest.param(
            "Micron fell 9% last week. Most of the decline came on Thursday, when it cut its forecast.",
            "2025-03-22", "2025-03-20", id="a day inside a period",
        ),
        pytest.param(
            "Micron followed up a 6% drop on Friday with an 8% slide on Tuesday, as it cut its forecast.",
            "2018-02-20T17:00:00-05:00", "2018-02-20", id="a day that another move is held against",
        ),
        pytest.param(
            "Micron traded at $114 on July 18 and ended July 19 at $108.",
            "2024-07-19T17:00:00-04:00", "2024-07-19", id="a price of the day before",
        ),
        pytest.param(
            "Micron ended trading on July 18 at $114, and when it opened on July 19 it was at $108.",
            "2024-07-19T17:00:00-04:00", "2024-07-19", id="a close of the day before an opening",
        ),
        pytest.param(
            "Micron shares rose 5% on news of an order, which came after Micron's weak report last week.",
            "2025-12-24", "2025-12-24", id="a week that is only looked back on",
        ),
        pytest.param(
            "Micron continued last week's trend of reports that beat forecasts. Shares of Micron (MU) rose 2%.",
            "2016-10-17", "2016-10-17", id="a week that owns what went on",
        ),
        pytest.param(
            "Stocks rallied Tuesday.\nAfter closing at 1,862 on Oct. 15, the S&P 500 has gained 4 percent in four days.\nMicron gave a boost. It rose 2.7 percent.",
            "2014-10-21", "2014-10-21", id="an earlier day that the index came from",
        ),
        pytest.param(
            "Stocks surged in a shortened session. Micron jumped 4% on Tuesday before the 1 p.m. market close.",
            "2024-12-25T09:00:00+00:00", "2024-12-24", id="an hour that is the close's",
        ),
        pytest.param(
            "At 4 p.m. on Tuesday in New York, Micron was down 3%.",
            "2025-03-18T21:00:00+00:00", "2025-03-18", id="a move told of the closing hour",
        ),
        pytest.param(
            "Why Micron Stock Jumped Today",
            "2025-12-06T00:29:36Z", "2025-12-05", id="a day that has not begun in the market",
        ),
        pytest.param(
            "Micron's stock is falling, as a trend from its results has investors worried",
            "2025-08-01T10:01:00Z", "2025-08-01", id="a move that goes on",
        ),
        pytest.param(
            "Micron shares fell Monday as the company weighed a halt of production.",
            "2019-12-15T22:05:00-05:00", "2019-12-16", id="a day that began soon after the stamp",
        ),
        pytest.param(
            "Chip stocks are falling after a weak report of Micron brought Thursday's rally to a halt.\nAlso adding to the gloom late on Thursday was a gauge of chips.",
            "2019-01-24T21:37:00Z", "2019-01-25", id="a rally that late results halted",
        ),
        pytest.param(
            "Micron will join the index on Dec. 21. Based on its value Monday, it would be among the ten largest.\n"
            "The announcement came after the closing bell. Micron jumped 11% in after-hours trading.",
            "2020-11-17", "2020-11-17", id="the close of a day told of behind one to come",
        ),
        pytest.param(
            "Micron slid more than 2% in its worst day in three weeks. The news follows cuts elsewhere last week.",
            "2022-07-18", "2022-07-18", id="a week told behind a finished move, under a stamp that is a day",
        ),
        pytest.param(
            "Micron fell to $98 on Thursday. Micron, which broke through $150 just one day ago, closed down 19% on heavy volume.",
            "2023-07-27", "2023-07-27", id="a day that a relative clause counts back to",
        ),
        pytest.param(
            "Micron earnings: what to know Wednesday", "2019-07-23T17:25:00-04:00", "2019-07-24",
            id="tomorrow's weekday in a text without a verb of the past",
        ),
        pytest.param(
            "Micron bounced back on Thursday to close up 5%, lifted in late trade by a market rebound.",
            "2012-06-01", "2012-05-31", id="late in a session that ended",
        ),
    ],
)  # fmt: skip
def test_the_day_of_micron(text: str, published: str, day: str) -> None:
    assert day0(text, published) == {"MU": day}


def test_overnight_in_an_asian_wrap_is_new_yorks_session() -> None:
    text = "TOKYO — Asian shares rose Tuesday.\nMicron climbed 8.1% overnight after it and Japan's Toyota filed a suit."
    assert day0(text, "2025-01-07T14:20:00+09:00")["MU"] == "2025-01-06"


def test_a_day_without_a_place_is_of_the_market_in_which_the_companies_trade() -> None:
    text = "Battery stocks rebounded on Friday. EcoPro and POSCO Holdings had fallen on Thursday."
    moments = read(text, "2023-07-30").moments
    assert {moment.zone for moment in moments} == {"Asia/Seoul"}
    placed = read(text, "2023-07-30T08:00:00-04:00").moments
    assert placed[0].zone == "America/New_York"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Stocks rise\n[December 23, 2025] NEW YORK (AP) — Stocks rose on Wall Street Monday.", "publication"),
        ("Off lows of the previous day, stocks fell again on Tuesday.", "background"),
        ("By Christmas Eve, the stock had lost half of its worth.", "background"),
        ("57 companies have reported through Wednesday morning.", "background"),
    ],
)  # fmt: skip
def test_a_day_that_nothing_happened_on(text: str, kind: str) -> None:
    assert read(text, "2025-12-31").moments[0].kind == kind


def test_the_move_on_the_day_that_an_article_opens_with_goes_before_an_earlier_one() -> None:
    text = "Battery stocks rebounded in Seoul on Friday.\nEcoPro had a rough week: it fell 19.8% on Thursday. It closed up 12% on Friday."
    assert day0(text, "2023-07-30") == {"086520.KQ": "2023-07-28"}


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("Amazon fell 3% on Friday. Markets are closed Monday for Labour Day.", "2020-09-05", "2020-09-07"),
        ("Amazon fell 3% on Friday. Markets are closed Monday for Labour Day.", "2020-09-05T08:00:00+08:00", "2020-09-07"),
        ("Chinese shares were shut for Labour Day.", "2020-05-03", "2020-05-01"),
    ],
)  # fmt: skip
def test_labour_day_is_that_of_the_market_told_of(text: str, published: str, day: str) -> None:
    moments = read(text, published).moments
    assert [str(m.start) for m in moments if m.text == "Labour Day"] == [day]


def test_a_day_whose_session_abroad_had_not_opened_is_of_the_home_market() -> None:
    text = "간밤 뉴욕증시에서 마이크론이 4% 오르자 23일 국내 반도체 종목도 따라 올랐다."
    moments = read(text, "2024-07-23T16:40:00+09:00").moments
    assert [(m.zone, str(m.start)) for m in moments] == [
        ("America/New_York", "2024-07-22"),
        ("Asia/Seoul", "2024-07-23"),
    ]


def test_a_recalled_day_of_its_own_market_dates_a_company_before_a_day_of_another() -> None:
    text = (
        "23일 반도체 종목이 웃었다.\n이날 강세는 22일(현지시간) 뉴욕증시에서 최근 조정을 받았던 "
        "마이크론(4.76%)이 급등한 영향으로 풀이된다."
    )
    assert day0(text, "2024-07-23T16:40:00+09:00") == {"MU": "2024-07-22"}


def test_trading_after_hours_told_in_korean_is_of_the_next_session() -> None:
    text = "지난 24일(현지시간) 뉴욕 증시 시간 외 거래에서 마이크론은 27%가량 폭등했다."
    assert day0(text, "2023-05-26T10:20:00+09:00") == {"MU": "2023-05-25"}
