# ruff: noqa: E501 (a sentence stays in one piece)
"""Which moment of a text each company's event is at, read from whole texts."""

from __future__ import annotations

from datetime import date

import pytest

from marketlink.events import RULES, events_of
from marketlink.reading import read


def days(text: str, published: str) -> dict[str, tuple[str, str]]:
    return {e.symbol: (str(e.day0), e.rule) for e in events_of(read(text, published))}


def test_a_piece_without_a_day_that_tells_a_finished_move_is_of_the_session_before() -> None:
    text = "엔비디아 주가가 17% 급락했다. 딥시크 충격 때문이다."
    (event,) = events_of(read(text, "2025-01-28T07:00:00+09:00"))
    assert (event.day0, event.rule) == (date(2025, 1, 27), "told")
    assert event.neighbours == (date(2025, 1, 24), date(2025, 1, 28))
    assert days(text, "2025-01-28")["NVDA"] == ("2025-01-27", "told")
    assert "told" in RULES


def test_a_piece_without_a_day_that_tells_news_is_of_the_next_close() -> None:
    text = "엔비디아가 새 반도체를 공개했다."
    assert days(text, "2025-01-28T07:00:00+09:00")["NVDA"] == ("2025-01-28", "publication")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("삼성전자는 3% 하락했다.", "2025-01-31"),
        ("삼성전자는 3% 하락한 채 거래를 마쳤다.", "2025-01-24"),
    ],
)
def test_during_a_session_only_words_of_a_close_mean_the_one_before(text: str, day: str) -> None:
    assert days(text, "2025-01-31T14:00:00+09:00")["005930.KS"][0] == day


def test_a_world_wide_fall_is_of_the_same_day_on_every_exchange() -> None:
    text = (
        "Stocks plunged around the world on Monday. Nvidia fell 6.4% in New York, "
        "Toyota tumbled 13.7% in Tokyo and Samsung Electronics slid 10.3% in Seoul."
    )
    found = days(text, "2024-08-05T18:00:00-04:00")
    assert found["7203.T"] == ("2024-08-05", "moved")
    assert found["005930.KS"] == ("2024-08-05", "moved")
    assert found["NVDA"][0] == "2024-08-05"


def test_news_of_new_york_still_reaches_seoul_a_day_later() -> None:
    text = "On Monday, Nvidia supplier SK Hynix was named in a U.S. complaint."
    assert days(text, "2025-03-10T18:00:00-04:00")["000660.KS"] == ("2025-03-11", "day-elsewhere")


def test_a_sentence_has_its_own_time() -> None:
    text = (
        "U.S. futures edged up Friday. On Thursday, the Dow lost 605 points.\n"
        "Boeing fell 7.6% after a warning. Workday tumbled 13% in early trading Friday."
    )
    found = days(text, "2024-05-24T08:30:00-04:00")
    assert found["BA"][0] == "2024-05-23"
    assert found["WDAY"][0] == "2024-05-24"


def test_a_stated_move_is_more_exact_than_a_week() -> None:
    text = (
        "지난주(9∼13일) 가장 많이 산 주식은 브로드컴이었다.\n"
        "브로드컴은 지난 13일(현지시간) 24.43% 치솟았다."
    )
    assert days(text, "2024-12-16T10:00:00+09:00")["AVGO"][0] == "2024-12-13"


def test_news_after_the_close_does_not_move_the_day_of_a_fall() -> None:
    text = (
        "Nvidia shares fell 9.5% on Tuesday. After the close, Bloomberg reported that subpoenas "
        "had been sent."
    )
    assert days(text, "2024-09-04T06:00:00-04:00")["NVDA"][0] == "2024-09-03"


def test_after_the_bell_on_thursday_is_fridays_session() -> None:
    text = "FedEx missed profit estimates on Thursday after the bell."
    assert days(text, "2024-09-20T08:00:00-04:00")["FDX"] == ("2024-09-20", "instant")


def test_trading_after_hours_is_of_the_next_session() -> None:
    text = "Nvidia closed down 6.4% on Thursday.\nDell rose in late trading after its forecast."
    found = days(text, "2024-08-29T17:20:00-04:00")
    assert found["NVDA"][0] == "2024-08-29"
    assert found["DELL"] == ("2024-08-30", "instant")


def test_a_day_that_a_move_followed_is_not_its_day() -> None:
    text = "What moved Thursday\nMicron cratered 16%.\nThe Nasdaq slipped after Wednesday's plunge."
    assert days(text, "2024-12-19T17:30:00-05:00")["MU"][0] == "2024-12-19"


def test_a_move_before_a_weekend_is_not_of_the_weekends_news() -> None:
    text = (
        "주말새 TSMC의 인텔 공장 인수 검토 보도가 나왔다.\n"
        "지난 14일 뉴욕증시에서 TSMC는 1.0% 올랐다."
    )
    assert days(text, "2025-02-17T08:00:00+09:00")["TSM"][0] == "2025-02-18"


def test_anothers_report_does_not_date_the_moves_that_follow() -> None:
    text = (
        "AMD dropped 5.2% on Tuesday. Bloomberg reported on Monday that caps were considered.\n"
        "Walgreens jumped 16% on plans to shut stores."
    )
    assert days(text, "2024-10-15T16:45:00-04:00")["WBA"][0] == "2024-10-15"


def test_an_hour_told_of_another_company_below_does_not_date_those_above_it() -> None:
    text = (
        "Technology shares tumbled on Monday, Aug. 5, 2024.\n\n"
        "In New York, Apple slid 4.8% after Berkshire Hathaway disclosed it had halved its stake. "
        "Palantir rose after the bell on strong results."
    )
    found = {symbol: day for symbol, (day, _) in days(text, "2024-08-07").items()}
    assert found == {"AAPL": "2024-08-05", "BRK-B": "2024-08-05", "PLTR": "2024-08-06"}


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        (
            "Nvidia, which had risen 6% on Tuesday, fell 3% on Wednesday.",
            "2025-02-27",
            "2025-02-26",
        ),
        ("전날 3.42% 올랐던 삼성전자 주가는 이날 상승 중이다.", "2025-02-06", "2025-02-06"),
    ],
)
def test_a_day_that_a_sentence_only_recalls_is_not_day_0(text, published, day) -> None:
    assert [str(event.day0) for event in events_of(read(text, published))] == [day]


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        (
            "Target (TGT) on Tuesday posted profit above estimates. The company's stock was up 5% "
            "on Wednesday.",
            "2025-03-05T18:00:00-05:00",
            "2025-03-05",
        ),
        (
            "Shares of Nike Inc. jumped to a high after it posted a profit last week. The stock "
            "rose 6% to close at $80 on Monday in New York.",
            "2025-03-10T18:00:00-04:00",
            "2025-03-10",
        ),
        (
            "Oracle (ORCL) on Monday reported its results. The company's stock is down 4% in "
            "after-hours trading.",
            "2025-03-10T17:00:00-04:00",
            "2025-03-11",
        ),
        (
            "Oracle lost 4% on Monday. The stock rose 1% in after-hours trading.",
            "2025-03-10T17:00:00-04:00",
            "2025-03-10",
        ),
        (
            "Oracle gave a forecast above estimates.\nShares jumped 5% in extended trading "
            "after closing at $160.12 Monday in New York.",
            "2025-03-10T17:00:00-04:00",
            "2025-03-11",
        ),
        (
            "Intel shares fell 3% in pre-market trading after it cut its forecast.",
            "2025-03-07T12:30:00Z",
            "2025-03-07",
        ),
        (
            "Intel shares fell 3% in pre-market trading after it cut its forecast.",
            "2025-03-07T08:30:00Z",
            "2025-03-06",
        ),
        (
            "Snowflake fell as much as 7% on Monday, ahead of the end of a lock-up on Tuesday.",
            "2025-03-10T18:00:00-04:00",
            "2025-03-10",
        ),
        (
            "Intel fell 4% at 10:15 a.m. in New York after a cut. It had gained 12% this year "
            "through Thursday.",
            "2025-03-07T11:00:00-05:00",
            "2025-03-07",
        ),
    ],
)
def test_the_day_of_the_news_is_told_by_the_first_move_on_it(
    text: str, published: str, day: str
) -> None:
    (found,) = days(text, published).values()
    assert found[0] == day


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        # Told anew after its stamp: an hour shortly behind it is of the same day.
        ("Intel said it will cut jobs.\nIntel fell 2% to $47.10 at 1:20 p.m. in New York.",
         "2024-03-05T12:30:00-05:00", "2024-03-05"),
        ("Intel sank after a recall.\nIntel shares fell as much as 7% to $42.20 as of 9:36 a.m. Tuesday in New York.",
         "2024-03-05T08:50:00-05:00", "2024-03-05"),
        ("Intel climbs on results\nThe shares of Intel rose as much as 7% to $47.",
         "2024-03-05T07:40:00-05:00", "2024-03-05"),
        # A stamp in UTC says nothing of where the day is told.
        ("Intel reported weak sales on Thursday.\nThe company's stock price fell as much as 4.6% on Friday.",
         "2024-03-08T18:24:00+00:00", "2024-03-08"),
        # A close counted from, and another streak's end.
        ("Intel traded as low as $42.20 ahead of regular trading, 3.8% below the close on March 1.",
         "2024-03-04T12:30:00+00:00", "2024-03-04"),
        ("Intel rose 2% on Tuesday, its longest streak since one that ended Feb. 6.",
         "2024-03-05T17:30:00-05:00", "2024-03-05"),
        # Hours of an evening before the day of the piece.
        ("Positives are few this morning, but for Intel, up 18% in post-market trade.",
         "2024-03-08T07:31:00-05:00", "2024-03-08"),
    ],
)  # fmt: skip
def test_an_article_told_anew_after_its_stamp_and_days_counted_from(text, published, day) -> None:
    assert days(text, published)["INTC"][0] == day


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        # More after the close than in the session: the news came after it.
        ("Intel shares closed down 0.8% on Tuesday. They fell 4.9% in extended trading after its results.",
         "2024-03-05T18:05:00-05:00", "2024-03-06"),
        ("인텔 주가가 5일(현지시간) 정규장에서 0.8% 내린 뒤 시간외에서 4.9% 더 떨어졌다.",
         "2024-03-06T08:05:00+09:00", "2024-03-06"),
        ("4일 장 마감 후 실적을 낸 인텔은 시간 외 거래에서 4% 빠졌지만, 이튿날에는 2.3% 오르며 장을 마쳤다.",
         "2024-03-06T08:05:00+09:00", "2024-03-05"),
        ("Two years ago today, a bank failed. Intel shares fell 3% on Monday.",
         "2024-03-05T17:30:00-05:00", "2024-03-04"),
        # A month of a phrase that opens the sentence, a record's day, a day of long ago in brackets.
        ("Despite a drop in chip exports in January, Intel shares rose by 3% to $43.",
         "2024-03-05T17:30:00-05:00", "2024-03-05"),
        ("The Dow fell 1%, retreating from its record closing level on Monday. Intel shares slumped 4%.",
         "2024-03-05T17:30:00-05:00", "2024-03-05"),
        ("Intel tumbled 4%, the biggest plunge since Black Monday (Oct. 19, 1987), after its report.",
         "2024-03-05T17:30:00-05:00", "2024-03-05"),
        ("Intel fell 4% to $43 - it remains near last week's one-year high.",
         "2024-03-05T17:30:00-05:00", "2024-03-05"),
    ],
)  # fmt: skip
def test_what_is_only_looked_back_on_does_not_date_the_move(text, published, day) -> None:
    assert days(text, published)["INTC"][0] == day


@pytest.mark.parametrize(
    "text",
    [
        "SK hynix rose 6.3% over the past month. It makes memory chips.",
        "SK하이닉스는 최근 한 달간 6.3% 올랐다. 딥시크가 새 모형을 내놓았다.",
    ],
)
def test_a_move_told_only_over_a_period_is_of_no_session(text: str) -> None:
    assert days(text, "2025-01-28T09:00+09:00")["000660.KS"] == ("2025-01-31", "publication")


def test_a_day_written_onto_the_stop_before_it_dates_its_sentence() -> None:
    text = "카카오게임즈가 조기상환을 택하고 있다.5일 금융투자업계에 따르면 카카오게임즈가 지난 2021년 3월 말 발행한 CB에 청구가 들어왔다."
    assert days(text, "2025-02-05T10:29+09:00")["293490.KQ"] == ("2025-02-05", "day")


def test_a_day_years_before_publication_is_no_news() -> None:
    text = "Is Netflix a buy? Consider when Netflix made this list on December 17, 2004."
    assert days(text, "2025-10-01T08:40:00-04:00")["NFLX"] == ("2025-10-01", "publication")
    assert days(text, "2004-12-20T08:40:00-05:00")["NFLX"][0] == "2004-12-17"
