"""Moments: rules of Korean and English time words, resolved against what publication says."""

# ruff: noqa: E501 (cases read best one a line)
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketlink.moments import confirm, noted, read
from marketlink.records.article import Line, Published

pytestmark = pytest.mark.fast

DAYS = st.dates(date(2000, 1, 1), date(2029, 12, 31))
WEEKDAYS = "월화수목금토일"
NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def stamp(value: str | date | None, zone: str | None = None) -> Published:
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return Published(value=value, grade="given" if value else "unknown", zone=zone)


def only(text, published, language="ko", **options):
    moments = read(text, None, stamp(published), language, **options).moments
    assert len(moments) == 1, moments
    return moments[0]


def test_the_column_repairs_its_holiday_and_reaches_each_exchange():
    moment = only("지난 설 휴 기간 동안 미국 증시에서는 급락했다.", "2025-02-06")
    assert (moment.text, moment.repaired) == ("지난 설 휴 기간", "설 연휴")
    assert (moment.start, moment.end) == (date(2025, 1, 25), date(2025, 1, 30))
    assert dict(moment.reactions) == {"XNYS": date(2025, 1, 27), "XKRX": date(2025, 1, 31)}


@pytest.mark.parametrize(
    "text",
    [
        "설명 기간을 두었다", "추가 연휴 지정을 검토했다", "지난 연구 기간", "제휴설 관련 해명", "이번 한글 말살 정책",
        "오늘날 반도체는 중요하다", "그제야 알았다", "3일 만에 반등", "5거래일 연속 하락", "52주 신고가", "20일선을 넘었다",
        "국고채 3년물 금리", "10년 만의 최고", "2대 1로 이겼다", "D램 가격 3.5% 상승", "27세의 대표", "1분기점", "H100 27대",
    ],
)  # fmt: skip
def test_ordinary_korean_words_and_numbers_are_no_moments(text):
    assert read(text, None, stamp("2025-02-06"), "ko").moments == ()


@pytest.mark.parametrize(
    "text",
    [
        "The company may sell 7 units", "Shares rose 1.27 dollars", "The ratio was 3/4", "a 24/7 service",
        "Model Q7 sold well", "He is 27", "They march on", "Black Friday the band", "an eastern route",
        "Monday.com shares", "S&P 500 at 6,012.28", "5-for-1 split", "Ruby Tuesday opened",
    ],
)  # fmt: skip
def test_ordinary_english_words_and_numbers_are_no_moments(text):
    found = read(text, None, stamp("2025-02-06"), "en").moments
    assert [m.text for m in found] in ([], ["Black Friday"])


@given(DAYS, st.integers(0, 400))
def test_an_absolute_day_is_that_day_in_every_form(day, late):
    published = stamp(day + timedelta(days=late))
    korean = [
        f"{day.year}년 {day.month}월 {day.day}일에",
        f"{day.year}.{day.month}.{day.day}",
        day.isoformat(),
    ]
    english = [f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%b} {day.year}", day.isoformat()]
    for language, forms in (("ko", korean), ("en", english)):
        for form in forms:
            moments = read(f"그 일은 {form} 있었다" if language == "ko" else f"It was on {form} there.",
                           None, published, language).moments  # fmt: skip
            assert [(m.start, m.end) for m in moments] == [(day, day)], form


@given(DAYS, st.integers(1, 28))
def test_a_past_day_of_the_month_is_the_last_one(published, number):
    moment = only(f"회사는 지난 {number}일 공시했다.", published)
    assert moment.start < published and moment.start.day == number
    assert published - moment.start <= timedelta(days=31)
    assert moment.kind == "event"


@given(DAYS, st.integers(1, 28))
def test_last_month_is_the_month_before(published, number):
    moment = only(f"지난달 {number}일 급락했다.", published)
    first = published.replace(day=1)
    assert moment.start == (first - timedelta(days=1)).replace(day=number)


@given(DAYS, st.integers(0, 6))
def test_a_weekday_is_the_last_one_and_last_week_another(published, number):
    spoken = only(f"Shares fell on {NAMES[number]}.", published, "en")
    assert 0 <= (published - spoken.start).days <= 6 and spoken.start.weekday() == number
    korean = only(f"지난주 {WEEKDAYS[number]}요일 하락했다.", published)
    assert korean.start.weekday() == number
    assert korean.start.isocalendar()[:2] == (published - timedelta(days=7)).isocalendar()[:2]


@given(st.text(max_size=200), st.sampled_from(["ko", "en"]), st.none() | DAYS)
@settings(max_examples=150)
def test_any_text_is_read_the_same_twice_and_spans_lie_in_it(text, language, day):
    first = read(text, None, stamp(day), language)
    assert first == read(text, None, stamp(day), language)
    assert all(text[slice(*m.span)] == m.text and m.start <= m.end for m in first.moments)


TIME_WORDS = st.sampled_from(
    ["지난", "27일", "설", "연휴", "휴", "기간", "추석", "전날", "이날", "오전 10시", "(현지시간)", "1월", "2025년", "~", "작년",
     "3분기", "사흘", "전", "on", "Monday", "last", "Jan. 27", "Q3", "after the bell", "2025", "-", "overnight",
     "99일", "13월", "2월 30일", "25시 70분", "장 마감 후", "첫 거래일", "Thanksgiving", "weekend"]
)  # fmt: skip


FAR_DAYS = st.sampled_from(
    [date.min, date(1901, 1, 1), date(2031, 5, 1), date(2199, 12, 31), date.max]
)


@given(st.lists(TIME_WORDS, max_size=9), st.sampled_from(["ko", "en"]), st.none() | DAYS | FAR_DAYS)
@settings(max_examples=200)
def test_any_order_of_time_words_is_read_without_failing(words, language, day):
    text = " ".join(words)
    found = read(text, None, stamp(day), language)
    assert all(text[slice(*m.span)] == m.text for m in found.moments)


def test_without_publication_relative_words_stay_open_and_absolute_ones_do_not():
    text = "2025년 1월 27일 급락했다. 다음 날 반등했다. 어제 공시했고 지난 3일 발표했다."
    found = read(text, None, stamp(None), "ko")
    assert [m.start for m in found.moments] == [date(2025, 1, 27), date(2025, 1, 28)]
    assert found.unresolved == ("어제", "지난 3일")


def test_a_clock_time_is_an_instant_and_reacts_after_the_close():
    moment = only("It said so on Jan. 27, 2025 at 4:15 PM ET.", "2025-01-28", "en")
    assert moment.start == datetime(2025, 1, 27, 21, 15, tzinfo=UTC) == moment.end
    assert dict(moment.reactions)["XNYS"] == date(2025, 1, 28)
    early = only("28일 새벽 2시 발표됐다.", "2025-01-28")
    assert early.start == datetime(2025, 1, 27, 17, 0, tzinfo=UTC)
    assert dict(early.reactions)["XNYS"] == date(2025, 1, 27)


def test_last_night_in_new_york_for_a_reader_in_seoul():
    monday = only("간밤 뉴욕증시가 급락했다.", "2025-01-28T07:00+09:00")
    assert (monday.start, monday.zone) == (date(2025, 1, 27), "America/New_York")
    weekend = only("간밤 뉴욕증시가 쉬어 갔다.", "2025-01-27T07:00+09:00")
    assert weekend.start == date(2025, 1, 24)


def test_the_day_before_counts_from_the_last_day_named():
    moments = read(
        "28일 코스피는 내렸다. 전날 뉴욕도 밀렸다.", None, stamp("2025-02-28"), "ko"
    ).moments
    assert [m.start for m in moments] == [date(2025, 2, 28), date(2025, 2, 27)]


@pytest.mark.parametrize(
    ("text", "language", "published", "first", "last"),
    [
        ("추석 연휴에 해외 증시가 올랐다.", "ko", "2025-10-20", "2025-10-03", "2025-10-09"),
        ("어린이날 연휴 동안 하락했다.", "ko", "2025-05-08", "2025-05-03", "2025-05-06"),
        ("중국 국경절 연휴에 소비가 늘었다.", "ko", "2025-10-20", "2025-10-01", "2025-10-08"),
        ("미국 추수감사절로 휴장했다.", "ko", "2024-12-02", "2024-11-28", "2024-11-28"),
        ("Shares in Shanghai were shut for the Golden Week holiday.", "en", "2025-10-10", "2025-10-01", "2025-10-08"),
        ("Japan was closed for Golden Week.", "en", "2025-05-09", "2025-04-29", "2025-05-06"),
        ("Sales rose over the Thanksgiving weekend.", "en", "2024-12-03", "2024-11-28", "2024-11-28"),
        ("Sales rose over the Thanksgivng holiday.", "en", "2024-12-03", "2024-11-28", "2024-11-28"),
        ("Sales rose over the Thanksgviing weekend.", "en", "2024-12-03", "2024-11-28", "2024-11-28"),
        ("Markets shut for the Lunar New Yaer holiday.", "en", "2025-02-05", "2025-01-25", "2025-01-30"),
        ("Korean markets were shut for Chuseok.", "en", "2024-09-20", "2024-09-14", "2024-09-18"),
        ("지난 추썩 연휴 동안 올랐다.", "ko", "2024-09-20", "2024-09-14", "2024-09-18"),
        ("2024년 추서 연휴에 올랐다.", "ko", "2024-09-20", "2024-09-14", "2024-09-18"),
        ("2024년 성절 연휴에 올랐다.", "ko", "2024-12-30", "2024-12-25", "2024-12-25"),
        ("설 연휴 이후 첫 거래일 급락했다.", "ko", "2025-02-05", "2025-01-31", "2025-01-31"),
        ("크리스마스이브에 올랐다.", "ko", "2024-12-28", "2024-12-24", "2024-12-24"),
        ("설 연휴(1월 25~30일) 동안 하락했다.", "ko", "2025-02-05", "2025-01-25", "2025-01-30"),
    ],
)  # fmt: skip
def test_a_holiday_is_its_block_of_non_working_days(text, language, published, first, last):
    moment = only(text, published, language)
    assert (moment.start.isoformat(), moment.end.isoformat()) == (first, last)


def test_only_title_and_body_lines_are_read():
    text = "1월 27일 급락\n오는 7일 공연\n지난 3일 반등"
    lines = (Line(1, 0, 9, "title"), Line(2, 10, 18, "list"), Line(3, 19, 28, "body"))
    moments = read(text, lines, stamp("2025-02-06"), "ko").moments
    assert [(m.text, m.line) for m in moments] == [("1월 27일", 1), ("지난 3일", 3)]


def test_kinds_tell_the_event_from_its_background_and_the_future():
    text = "27일(현지시간) 급락했다. 2020년 3월 이후 최대다. 오는 26일 실적을 발표한다."
    kinds = [m.kind for m in read(text, None, stamp("2025-01-28"), "ko").moments]
    assert kinds == ["event", "background", "event"] or kinds == ["event", "background", "future"]
    assert (
        read("입력 2025.02.06 오전 11:18", None, stamp("2025-02-06"), "ko").moments[0].kind
        == "publication"
    )


def test_prices_confirm_the_one_session_that_fits():
    moment = only("지난 설 연휴 기간 엔비디아는 16.97% 급락했다.", "2025-02-06")
    returns = {
        date(2025, 1, 24): -0.0312, date(2025, 1, 27): -0.16968, date(2025, 1, 28): 0.0893,
        date(2025, 1, 29): -0.0410, date(2025, 1, 30): 0.0077,
    }  # fmt: skip
    found = confirm(moment, returns, -0.1697, 0.00005)
    assert found.session == date(2025, 1, 27) and len(found.searched) == 4
    note = noted(moment, "NVDA", found).note
    assert note.code == "note.only_session"
    assert note.fields["ret"] == -0.16968 and "−16.97%" in note
    assert "no session" in noted(moment, "NVDA", confirm(moment, returns, -0.12, 0.005)).note


@pytest.mark.parametrize(
    ("text", "language", "published", "first", "last"),
    [
        ("31일 전 거래일보다 내렸다.", "ko", "2025-01-31", "2025-01-31", "2025-01-31"),
        ("3·4분기 실적을 발표했다.", "ko", "2025-10-28", "2025-07-01", "2025-09-30"),
        ("새해 첫 거래일 상승했다.", "ko", "2025-01-03", "2025-01-02", "2025-01-02"),
        ("설 명절 전 마지막 거래일인 24일 올랐다.", "ko", "2025-01-24", "2025-01-24", "2025-01-24"),
        ("Shares fell from Monday to Thursday last week.", "en", "2025-02-03", "2025-01-27", "2025-01-30"),
        ("It posted record Q4 revenue.", "en", "2025-08-13", "2024-10-01", "2024-12-31"),
        ("Profit rose in the quarter ended September 30, 2024.", "en", "2024-11-07", "2024-07-01", "2024-09-30"),
        ("Markets reopen on Tuesday.", "en", "2025-05-26", "2025-05-27", "2025-05-27"),
        ("It has gained since the start of the year.", "en", "2025-01-28", "2025-01-01", "2025-01-28"),
    ],
)  # fmt: skip
def test_periods_and_sessions_in_words(text, language, published, first, last):
    moment = read(text, None, stamp(published), language).moments[0]
    assert (moment.start.isoformat(), moment.end.isoformat()) == (first, last)


def test_the_last_word_of_a_papers_name_is_no_day():
    assert read("Shares slip - India Today", None, stamp("2025-10-18"), "en").moments == ()
    assert len(read("Why the stock fell today", None, stamp("2025-10-18"), "en").moments) == 1


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        # A time looks the way of the verb that leads to it, not of the sentence's first.
        ("It said on Monday that it will report on Friday.", "on Monday", "2024-03-04"),
        ("It said on Monday that it will report on Friday.", "on Friday", "2024-03-08"),
        ("It paid a dividend that it plans to raise in June.", "in June", "2024-06-01"),
        ("The rally faded after weaker-than-expected sales on Friday.", "on Friday", "2024-03-01"),
        ("The rate is seen to be lowered in May.", "in May", "2024-05-01"),
        ("It named a new chief executive, effective April 27.", "April 27", "2024-04-27"),
        ("It is set to close at its highest level since November.", "since November", "2023-11-01"),
        ("It could reach a gain of 8% from Monday's close.", "Monday's", "2024-03-04"),
        ("Its offer expires April 3, the company said.", "April 3", "2024-04-03"),
        # A deadline is the nearest such day on either side.
        ("It extended the shutdown until April 30.", "April 30", "2024-04-30"),
        ("He led it until Jan. 20.", "Jan. 20", "2024-01-20"),
    ],
)  # fmt: skip
def test_a_time_looks_the_way_of_the_verb_that_leads_to_it(text, words, day):
    moments = read(text, None, stamp("2024-03-05"), "en").moments
    assert {m.text: m.start.isoformat() for m in moments}[words] == day


def test_hours_of_trading_without_a_day_are_of_no_day_ahead():
    text = "A tariff starts on April 1. The stock fell 2% after hours."
    moment = read(text, None, stamp("2024-03-05T18:00:00-05:00"), "en").moments[-1]
    assert moment.start == datetime(2024, 3, 5, 21, tzinfo=UTC)


def test_hours_before_the_opening_are_those_in_which_the_article_was_written():
    text = "The indexes closed higher on Monday. Intel fell 2% in premarket trading."
    moment = read(text, None, stamp("2024-03-05T08:22:00-05:00"), "en").moments[-1]
    assert moment.end == datetime(2024, 3, 5, 14, 30, tzinfo=UTC)
    later = read(text, None, stamp("2024-03-05T18:22:00-05:00"), "en").moments[-1]
    assert later.end == datetime(2024, 3, 4, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "published", "language", "words", "first", "last"),
    [
        ('그는 "29일에는 실적 발표가 예정돼 있다"고 내다봤다.', "2025-10-28", "ko", "29일", "2025-10-29", "2025-10-29"),
        ("애플은 오는 30일 2025 회계연도 실적을 낸다.", "2025-01-22", "ko", "오는 30일", "2025-01-30", "2025-01-30"),
        ("네이버는 지난 4‧5일 급락했다.", "2022-10-06", "ko", "지난 4‧5일", "2022-10-04", "2022-10-05"),
        # Last Monday is not that of a week still running, and last week, at its weekend, the one just over.
        ("It fell last Monday.", "2024-03-08", "en", "last Monday", "2024-02-26", "2024-02-26"),
        ("It fell last Friday.", "2024-03-11", "en", "last Friday", "2024-03-08", "2024-03-08"),
        ("It fell last week.", "2024-03-09", "en", "last week", "2024-03-04", "2024-03-10"),
        ("It fell last week.", "2024-03-11", "en", "last week", "2024-03-04", "2024-03-10"),
        ("지난주 내렸다.", "2024-03-09", "ko", "지난주", "2024-02-26", "2024-03-03"),
        ("지난주 내렸다.", "2024-03-10", "ko", "지난주", "2024-03-04", "2024-03-10"),
    ],
)  # fmt: skip
def test_days_and_weeks_lie_where_their_words_put_them(
    text, published, language, words, first, last
):
    moments = read(text, None, stamp(published), language).moments
    found = {m.text: (m.start.isoformat(), m.end.isoformat()) for m in moments}
    assert found[words] == (first, last)


def test_a_close_of_last_night_is_that_of_the_session_not_of_the_evening():
    moment = only("Stocks closed at records last night.", "2020-01-10", "en")
    assert (moment.start, moment.end) == (date(2020, 1, 9), date(2020, 1, 9))
    told = only("The company reported its results last night.", "2020-01-10", "en")
    assert told.start == datetime(2020, 1, 9, 23, tzinfo=UTC)


@pytest.mark.parametrize("offset", ["+04:00", "+05:30", "+08:00", "+10:00"])
def test_a_weekday_under_an_asian_stamp_counts_from_that_morning(offset):
    published = stamp(f"2021-09-08T07:45:00{offset}", offset)
    (moment,) = read("Asian shares fell in Wednesday morning trade.", None, published, "en").moments
    assert moment.start == date(2021, 9, 8)


def test_a_day_that_another_follows_in_korean_is_no_anchor():
    text = "뉴욕증시는 2일(현지시간) 올랐다. S&P 500은 직전 거래일(11월 29일)에 이어 이날도 올랐다."
    moments = read(text, None, stamp("2024-12-03T06:44:00+09:00"), "ko").moments
    assert [m.start for m in moments if m.text == "이날"] == [date(2024, 12, 2)]


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("en", "It fell 17% on Jan. 27, 2025, rose on Jan. 28 and fell on Jan. 31.", ["2025-01-27", "2025-01-28", "2025-01-31"]),
        ("en", "It rose on Jan. 28. It had fallen on Monday, Jan. 27, 2025. On Friday it fell.", ["2025-01-28", "2025-01-27"]),
        ("ko", "2025년 1월 27일 17% 급락했다. 1월 28일에는 올랐다. 31일에는 내렸다.", ["2025-01-27", "2025-01-28", "2025-01-31"]),
        ("ko", "1월 28일 올랐다. 29일에는 내렸다. 앞서 2025년 1월 27일 급락했다.", ["2025-01-28", "2025-01-29", "2025-01-27"]),
        ("ja", "2025年1月27日に17%下落した。1月28日には上昇した。31日には下げた。", ["2025-01-27", "2025-01-28", "2025-01-31"]),
        ("en", "It fell on Jan. 28, 2025, and on Dec. 30, 2024. It rose on Friday, Feb. 7.", ["2025-01-28", "2024-12-30", "2025-02-07"]),
        ("en", "It rose 8% on Jan. 3. It had fallen on Dec. 30, 2024.", ["2024-12-30"]),
        ("en", "It fell on Jan. 28, 2025, and on Feb. 2, 2024. It rose on Jan. 31.", ["2025-01-28", "2024-02-02"]),
        ("en", "It rose on Jan. 28 to its highest since March 3, 2020.", ["2020-03-03"]),
        ("en", "It rose on Sept. 28. It went public on March 3, 2020.", ["2020-03-03"]),
        ("en", "It fell on Thursday, Jan. 30, 2025. On Monday it rose.", ["2025-01-30"]),
        ("en", "It fell on Jan. 27, 2025. It rose last Friday and fell on Wednesday, Jan. 28.", ["2025-01-27"]),
        ("ko", "2025년 1월 27일 급락했다. 3일에는 올랐다.", ["2025-01-27"]),
    ],
)  # fmt: skip
def test_without_publication_a_day_takes_the_year_of_the_only_date_it_can_be_near(
    language, text, days
):
    moments = read(text, None, stamp(None), language).moments
    assert [str(moment.start) for moment in moments] == days
