"""Words that point back: at a named day, into an interval, or at nothing that is fixed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from marketlink.moments import read
from marketlink.reading import read as read_article
from marketlink.records.article import Published
from marketlink.records.limits import MOST, Limit


def told(text: str, stamp: str, language: str) -> list[tuple[str, date | datetime, str]]:
    value = datetime.fromisoformat(stamp)
    published = Published(value.astimezone(UTC), "stated", "minute", stamp[-6:])
    return [(m.text, m.start, m.zone) for m in read(text, None, published, language).moments]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("설 연휴 동안 뉴욕증시가 급락했다. 그날 반도체주가 무너졌다.", "ko"),
        ("설 연휴 동안 뉴욕증시가 급락했다. 이날 반도체주가 무너졌다.", "ko"),
        ("Seoul was shut for the Lunar New Year holiday. That day chips fell 9%.", "en"),
        ("Seoul was shut for the Lunar New Year holiday. A week earlier they had risen.", "en"),
    ],
)
def test_a_day_inside_a_holiday_is_not_the_day_of_publication(text, language):
    found = told(text, "2025-02-06T09:00:00+09:00", language)
    assert [start for _, start, _ in found] == [date(2025, 1, 25)]


def test_after_a_finished_holiday_this_day_is_the_day_of_publication():
    found = told("설 연휴를 마친 코스피는 이날 0.8% 내렸다.", "2025-01-31T16:00:00+09:00", "ko")
    assert found[-1][:2] == ("이날", date(2025, 1, 31))


def test_that_day_is_the_day_named_and_none_without_one():
    found = told(
        "지난달 27일 지수가 급락했다. 그날 거래량은 최대였다.", "2025-02-06T09:00:00+09:00", "ko"
    )
    assert [start for _, start, _ in found] == [date(2025, 1, 27), date(2025, 1, 27)]
    assert told("On that day everything fell.", "2025-02-06T09:00:00-05:00", "en") == []


def test_an_article_that_looks_back_goes_on_in_the_month_it_told():
    text = (
        "8월 7일 급락했다. 사흘째인 9일에도 내렸다. 흥미로운 것은 이틀 전인 5일이다. 6일은 달랐다."
    )
    days = [start for _, start, _ in told(text, "2024-11-20T06:00:00+09:00", "ko")]
    assert days == [date(2024, 8, n) for n in (7, 9, 7, 5, 6)]
    soon = told(text, "2024-08-20T06:00:00+09:00", "ko")
    assert [start for words, start, _ in soon if "전" in words] == [date(2024, 8, 18)]


def test_a_bare_day_of_either_month_keeps_the_other_day():
    text = "Nvidia reported on Nov. 20. It lost 16.97% on the 27th."
    read = read_article(text, "2025-01-31T18:00:00-05:00")
    found = [(m.start, m.other) for m in read.moments if m.other is not None]
    assert found == [(date(2024, 11, 27), date(2025, 1, 27))]


def test_later_counts_from_the_day_named():
    stamp = "2025-02-06T09:00:00-05:00"
    found = told("On Jan. 20 the model was released. One week later chips plunged.", stamp, "en")
    assert [start for _, start, _ in found] == [date(2025, 1, 20), date(2025, 1, 27)]
    found = told("Two days later, on Feb. 4, it confirmed the report.", stamp, "en")
    assert [start for _, start, _ in found] == [date(2025, 2, 4)]
    found = told(
        "지난 22일 연설이 있었다. 사흘 뒤 지수는 하락했다.", "2025-08-29T09:00:00+09:00", "ko"
    )
    assert [start for _, start, _ in found] == [date(2025, 8, 22), date(2025, 8, 25)]


def test_the_day_before_counts_from_the_day_of_the_move_not_of_its_cause():
    stamp = "2024-01-09T09:00:00-05:00"
    fall = "Boeing fell 8% on Monday after a door blew out on Friday."
    for text in (fall, "Boeing fell on Monday. It lost 8% after a door blew out on Friday."):
        found = told(f"{text} The day before, nobody knew.", stamp, "en")
        assert found[-1][:2] == ("The day before", date(2024, 1, 7))
    found = told(
        "Boeing fell on Monday. On Friday a door blew out. The day before, ...", stamp, "en"
    )
    assert found[-1][1] == date(2024, 1, 4)


def test_weekdays_through_a_later_one_are_one_time():
    published = Published(datetime(2025, 1, 31, 22, tzinfo=UTC), "stated", "minute", "-05:00")
    found = read("Chips fell Monday through Wednesday.", None, published, "en")
    assert [(m.start, m.end) for m in found.moments] == [(date(2025, 1, 27), date(2025, 1, 29))]


def test_overnight_as_a_manner_is_no_moment():
    stamp = "2025-02-06T09:00:00-05:00"
    assert told("The mood changed overnight.", stamp, "en") == []
    assert told("He became an overnight sensation.", stamp, "en") == []
    assert len(told("Futures were little changed overnight.", stamp, "en")) == 1


def test_this_day_in_new_york_read_in_seoul_in_the_morning_is_the_day_before():
    found = told("나스닥은 이날 12% 급등했다.", "2025-04-10T08:00:00+09:00", "ko")
    assert found == [("이날", date(2025, 4, 9), "America/New_York")]


def test_a_second_day_in_brackets_keeps_its_own_zone():
    found = told(
        "11일 오후 2시(미 동부시간 11일 오전 1시) 열린다.", "2025-04-10T08:00:00+09:00", "ko"
    )
    assert [(text, zone) for text, _, zone in found] == [
        ("11일 오후 2시", "Asia/Seoul"),
        ("미 동부시간 11일 오전 1시", "America/New_York"),
    ]
    assert len({start for _, start, _ in found}) == 1


def test_a_golden_holiday_in_a_korean_text_is_korean():
    text = "황금연휴 동안 미 증시는 보합이었다."
    found = told(text, "2025-05-07T09:00:00+09:00", "ko")
    assert found == [("황금연휴", date(2025, 5, 3), "Asia/Seoul")]


@pytest.mark.parametrize("phrase", ["설 연후", "설 연유", "추석 연후"])
def test_a_wrong_letter_after_a_whole_feast_is_repaired(phrase):
    found = told(f"{phrase} 증시는 하락했다.", "2025-02-06T09:00:00+09:00", "ko")
    assert [text for text, *_ in found] == [phrase]


@pytest.mark.parametrize(
    "text", ["그런 연후 설명이 이어졌다.", "설비 연구 설치 연기", "추석물가 설 연구"]
)
def test_ordinary_words_are_not_repaired(text):
    assert told(text, "2025-02-06T09:00:00+09:00", "ko") == []


def test_a_text_without_end_is_read_to_a_bound_and_told():
    stamp = Published(datetime(2025, 2, 6, tzinfo=UTC), "stated", "minute", "+09:00")
    text = "2025년 1월 27일에 내렸고 " * (MOST[Limit.TIMES] + 1)
    found = read(text, None, stamp, "ko")
    assert 0 < len(found.moments) <= MOST[Limit.TIMES]
    assert found.end is not None
    assert not read("2025년 1월 27일에 내렸다.", None, stamp, "ko").end


def test_the_first_session_of_a_period_in_english():
    stamp = "2025-03-10T09:00:00-04:00"
    found = told("On the first trading day of March the Dow fell.", stamp, "en")
    assert [start for _, start, _ in found] == [date(2025, 3, 3)]
    found = told("On the final session of 2024 the Nasdaq fell.", stamp, "en")
    assert [start for _, start, _ in found] == [date(2024, 12, 31)]


def test_a_day_beside_a_holiday_is_one_of_the_holidays():
    found = told("새해 첫날인 1일 휴장한다.", "2025-12-26T08:00:00+09:00", "ko")
    assert [start for _, start, _ in found] == [date(2026, 1, 1)]
    found = told("성탄절 전날인 24일 올랐다.", "2025-12-26T08:00:00+09:00", "ko")
    assert [start for _, start, _ in found] == [date(2025, 12, 24)]
    found = told(
        "2025년 설 연휴(1월 25~30일) 뉴욕증시가 내렸다.", "2025-03-10T08:00:00+09:00", "ko"
    )
    assert found == [("2025년 설 연휴(1월 25~30일)", date(2025, 1, 25), "Asia/Seoul")]


def test_a_market_of_another_clause_does_not_lend_its_zone():
    text = "Tokyo's Nikkei closed lower on Friday; Hong Kong's Hang Seng slipped."
    found = told(text, "2025-03-10T08:00:00-04:00", "en")
    assert [zone for *_, zone in found] == ["Asia/Tokyo"]


def test_days_that_words_around_place():
    stamp = "2025-06-18T09:00:00-04:00"
    found = told("Between Feb. 19 and April 8 the S&P 500 fell.", stamp, "en")
    assert [start for _, start, _ in found] == [date(2025, 2, 19)]
    found = told("Micron, due to report June 25, hit a high Monday.", stamp, "en")
    assert [start for _, start, _ in found] == [date(2025, 6, 25), date(2025, 6, 16)]
    assert told("The feast falls on a Wednesday.", stamp, "en") == []
    text = "Seoul shares opened higher Wednesday, tracking losses on Wall Street."
    assert [zone for *_, zone in told(text, "2025-06-18T18:00:00+09:00", "en")] == ["Asia/Seoul"]


@pytest.mark.parametrize("words", ["the early close", "the market's early close", "the bell"])
def test_after_an_early_close_is_after_the_real_one(words):
    text = f"Nvidia (NVDA) cut its outlook on December 24, 2024 after {words}. Shares fell."
    moment = read_article(text, "2024-12-27").moments[0]
    assert moment.start == datetime(2024, 12, 24, 18, tzinfo=UTC)
    assert dict(moment.reactions)["XNYS"] == date(2024, 12, 26)


@pytest.mark.parametrize(
    "text",
    [
        "프리마켓에서 한화오션은 전날 한국거래소 종가보다 3% 내린 채 거래됐다.",
        "한화오션은 전날 정규장 종가 대비 3% 내렸다.",
        "하락 폭은 1987년 10월 20일을 넘어 역대 최대다.",
    ],
)
def test_a_day_whose_close_or_fall_is_only_held_against_is_background(text: str) -> None:
    found = read_article(text, "2025-08-26T08:20:00+09:00").moments
    assert [m.kind for m in found if m.precision == "day"] == ["background"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("거래소는 15일 오후 2시까지 삼성전자에 조회공시 답변을 요구했다.", "ko"),
        ("거래소는 15일까지 답변을 요구했다.", "ko"),
    ],
)
def test_a_deadline_told_in_the_past_is_still_to_come(text, language):
    (found,) = told(text, "2025-01-14T18:00:00+09:00", language)
    assert str(found[1])[:10] == "2025-01-15"


def test_hours_beside_a_holiday_are_of_its_day():
    found = told("Apple said at noon on Thanksgiving that", "2024-12-02T08:00:00-05:00", "en")
    assert [str(start) for _, start, _ in found] == ["2024-11-28 17:00:00+00:00"]


def test_a_day_that_is_called_past_leaves_this_day_to_the_day_of_the_article() -> None:
    text = (
        "20일 일부 엔터주가 강세다. 지난 19일 개방 소식이 전해졌다. "
        "이날 오전 9시 15분 주가가 올랐다."
    )
    found = {m: start for m, start, _ in told(text, "2025-08-20T09:25:00+09:00", "ko")}
    assert found["이날 오전 9시 15분"] == datetime(2025, 8, 20, 0, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("It gained 4% the day before the Nov. 7 decision.", date(2024, 11, 6)),
        ("The session before Nov. 7, it gained 4%.", date(2024, 11, 6)),
        ("It fell the trading day after its Nov. 8 report.", date(2024, 11, 11)),
        ("It fell a day before Monday's report.", date(2024, 11, 15)),
        ("It fell two days after Nov. 7.", date(2024, 11, 9)),
        ("It fell over the two days after Nov. 7.", date(2024, 11, 7)),
        ("The previous day, Nov. 6, it gained 4%.", date(2024, 11, 6)),
    ],
)
def test_a_day_beside_a_date_is_counted_from_it(text, day):
    assert [start for _, start, _ in told(text, "2024-11-20T16:30:00-05:00", "en")] == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("It ran up 11% that Tuesday, to $379.57.", date(2018, 8, 7)),
        ("It fell that same Thursday.", date(2018, 8, 9)),
        ("It fell the following Tuesday.", date(2018, 8, 14)),
        ("It said that Monday was a holiday.", date(2018, 8, 20)),
    ],
)
def test_a_weekday_of_a_day_named_counts_on_from_it(text, day):
    found = told(f"The tweet came on Aug. 7. {text}", "2018-08-24T16:30:00-04:00", "en")
    assert [start for _, start, _ in found] == [date(2018, 8, 7), day]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It reported following the end of trading on Wednesday.", "en"),
        ("It reported once the market had shut on Wednesday.", "en"),
        ("삼성전자는 20일 장을 마친 다음 공시했다.", "ko"),
        ("삼성전자는 20일 거래를 마감한 뒤 공시했다.", "ko"),
        ("삼성전자는 20일 정규장이 마무리된 뒤 공시했다.", "ko"),
    ],
)
def test_news_behind_the_end_of_trading_came_after_the_close(text, language):
    stamp = "2024-11-22T08:00:00+09:00" if language == "ko" else "2024-11-22T08:00:00-05:00"
    [(_, start, zone)] = told(text, stamp, language)
    assert isinstance(start, datetime)
    closing = datetime(2024, 11, 20, 15 if language == "ko" else 16, tzinfo=ZoneInfo(zone))
    assert start == (closing.replace(minute=30) if language == "ko" else closing)


def test_a_close_that_a_price_is_told_of_is_no_hour_of_news():
    text = "삼성전자는 20일 5만5300원에 거래를 마친 뒤 올랐다. 장을 마친 다음 날 올랐다."
    found = told(text, "2024-11-22T08:00:00+09:00", "ko")
    assert not any(isinstance(start, datetime) for _, start, _ in found)
