"""Weeks and weekdays counted in a month, seasons, years that point back, days beside a feast."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from marketlink.moments import read
from marketlink.records.article import Published
from marketlink.records.moment import Moment

SEOUL, NEW_YORK = "2025-02-06T09:00:00+09:00", "2025-02-06T09:00:00-05:00"


def found(text: str, published: str = "") -> tuple[Moment, ...]:
    korean = any("가" <= sign <= "힣" for sign in text)
    stamp = published or (SEOUL if korean else NEW_YORK)
    value = Published(datetime.fromisoformat(stamp), "given", zone=stamp[-6:])
    return read(text, None, value, "ko" if korean else "en").moments


def days(text: str, published: str = "") -> list[tuple[str, str]]:
    return [(str(m.start), str(m.end)) for m in found(text, published)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3월 셋째 주 금요일에 만기가 돌아온다.", "2025-03-21"),
        ("이달 둘째 주 목요일은 옵션 만기일이다.", "2025-02-13"),
        ("다음 달 두 번째 금요일에 발표한다.", "2025-03-14"),
        ("Options expire on the third Friday of March.", "2025-03-21"),
        ("It fell on the last Monday of January 2025.", "2025-01-27"),
        ("크리스마스 전날 뉴욕증시는 반나절만 열렸다.", "2024-12-24"),
        ("추수감사절 이튿날 엔비디아는 올랐다.", "2024-11-29"),
        ("설 전날 주가가 급락했다.", "2025-01-28"),
        ("Stocks fell the day after Thanksgiving.", "2024-11-29"),
        ("On the eve of Chuseok, Samsung fell.", "2024-09-16"),
        ("Shares slid the day after the Lunar New Year holiday.", "2025-01-31"),
        ("12·3 비상계엄 이후 환율이 뛰었다.", "2024-12-03"),
    ],
)
def test_a_day_counted_from_a_month_or_a_feast(text: str, day: str) -> None:
    assert days(text) == [(day, day)]


def test_a_week_of_a_month_keeps_to_the_month() -> None:
    assert days("작년 12월 첫째 주에 급락했다.") == [("2024-12-02", "2024-12-08")]
    assert days("In the first week of January stocks rose.") == [("2025-01-01", "2025-01-05")]
    assert days("개봉 첫 주 관객이 몰렸다.") == []


def test_a_season_is_a_wide_background() -> None:
    moments = found("In the spring of 2024 shares doubled.")
    assert [(m.start, m.end, m.kind) for m in moments] == [
        (date(2024, 3, 1), date(2024, 5, 31), "background")
    ]
    assert days("지난해 봄 주가가 올랐다.") == [("2024-03-01", "2024-05-31")]
    assert days("봄 신상품이 나왔다.") == []
    assert days("Its last fall was worse.") == []


def test_a_year_that_points_back_counts_from_the_year_named() -> None:
    text = "2023년 3월 계약을 맺었다. 이듬해 초 인수를 마쳤다. 그해 말 상장했다."
    assert days(text)[1:] == [("2024-01-01", "2024-03-31"), ("2024-10-01", "2024-12-31")]
    english = "It was founded in 2019. The following year it listed."
    assert days(english)[1:] == [("2020-01-01", "2020-12-31")]


def test_a_quarter_says_that_it_is_taken_for_the_calendars() -> None:
    fiscal, plain = found("Nvidia's fiscal third quarter revenue rose, as in the second quarter.")
    assert fiscal.note.code == "note.fiscal_quarter"
    assert plain.note.code == "note.calendar_quarter"
    assert fiscal.confidence < plain.confidence


def test_months_of_a_quarter_may_run_over_the_year() -> None:
    told = days("지난해 4분기(11∼1월) 매출이 늘었다.", "2024-02-22T16:00:00+09:00")
    assert told[1] == ("2023-11-01", "2024-01-31")


def test_a_day_of_new_york_is_not_the_day_of_a_stock_in_seoul() -> None:
    text = "22일 강세였다. 엔비디아는 21일(현지시간) 실적을 냈다. 코스피는 이날 올랐다."
    told = days(text, "2024-02-22T16:00:00+09:00")
    assert told == [("2024-02-22",) * 2, ("2024-02-21",) * 2, ("2024-02-22",) * 2]


def test_a_scope_is_no_anchor_for_that_day() -> None:
    text = "3일(현지시간) 급락했다. 지난 1월 27일 충격 이후 가장 큰 하락이다. 이날 나스닥도 내렸다."
    told = days(text, "2025-03-04T08:00:00+09:00")
    assert told[-1] == ("2025-03-03", "2025-03-03")


def test_hours_of_trading_are_background() -> None:
    moments = found(
        "29일(현지시간) 뉴욕증시는 오후 1시에 조기 폐장했다.", "2024-12-02T09:00:00+09:00"
    )
    assert [m.kind for m in moments] == ["event", "background"]


def test_a_day_of_publication_is_none_of_the_month_before_it() -> None:
    released = days("1월 물가지수를 12일 발표했다.", "2025-02-14T09:00:00+09:00")
    assert released[1] == ("2025-02-12", "2025-02-12")


def test_what_recurs_or_is_a_contract_is_no_moment() -> None:
    assert days("The first Friday of every month brings payrolls.") == []
    assert days("The March 2027 contract rose.") == []
    assert days("The next day, it fell again.") == []


def test_a_quarter_takes_the_year_whose_it_is() -> None:
    assert days("Last year's fourth quarter was weak.") == [("2024-10-01", "2024-12-31")]


def test_a_feast_ahead_of_a_past_day_is_past_too() -> None:
    told = days("추석을 앞둔 지난해 9월 13일 급락했다.", "2025-03-05T09:00:00+09:00")
    assert told == [("2024-09-14", "2024-09-18"), ("2024-09-13", "2024-09-13")]


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("지방선거일 휴장을 앞두고 코스피가 올랐다.", "2026-06-01T09:00:00+09:00", "2026-06-03"),
        ("대선일 하루 쉬고 문을 연 증시가 올랐다.", "2025-06-04T09:00:00+09:00", "2025-06-03"),
        ("폐장일 코스피는 0.22% 내렸다.", "2025-01-02T09:00:00+09:00", "2024-12-30"),
        ("폐장일 코스피는 0.22% 내렸다.", "2024-12-30T16:00:00+09:00", "2024-12-30"),
    ],
)
def test_elections_and_the_last_day_of_the_exchange_are_days(text, published, day) -> None:
    stamp = Published(datetime.fromisoformat(published), "stated", "minute", "+09:00")
    found = read(text, None, stamp, "ko").moments
    assert [str(moment.start) for moment in found] == [day]
