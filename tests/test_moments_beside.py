# ruff: noqa: E501 (a sentence stays in one piece)
"""Days told as past whose next one comes just after publication."""

from __future__ import annotations

from datetime import date

import pytest

from marketlink.events import events_of
from marketlink.reading import read
from marketlink.verify import ExcerptReader, checked_reading

CHIPS = (
    "Chip stocks slump\n\nPublished Jan 27, 2025 4:30 PM ET | Updated {updated}\n\n"
    "Nvidia fell 17% on Monday. {told}"
)
UPDATED = "Jan 28, 2025 5:00 PM ET"
KOSPI = "코스피 상승\n\n입력 2025.02.03 15:50 | 수정 2025.02.04 16:10\n\n{told}"


def verdicts(text: str, published: str | None, symbol: str, stated: float) -> set[str]:
    claims = checked_reading(read(text, published), ExcerptReader()).claims
    return {
        item.verdict
        for claim in claims
        for item in claim.observations
        if item.symbol == symbol and claim.stated == pytest.approx(stated)
    }


@pytest.mark.parametrize(
    ("text", "symbol", "stated"),
    [
        (CHIPS.format(updated=UPDATED, told="On Tuesday, Nvidia shares rose 8.9%."), "NVDA", 0.089),
        (CHIPS.format(updated=UPDATED, told="On Jan. 28, Nvidia climbed 8.9%."), "NVDA", 0.089),
        (CHIPS.format(updated="February 24, 2025", told="Nvidia had lost 3.1% on Friday."), "NVDA", -0.031),
        (KOSPI.format(told="4일에는 삼성전자가 3.33% 상승했다."), "005930.KS", 0.0333),
        (KOSPI.format(told="31일 SK하이닉스는 9.86% 급락했다."), "000660.KS", -0.0986),
        ("Nvidia drops\n\nPublished January 31, 2025 5:00 PM ET. Updated February 3, 2025 5:30 PM ET\n\n"
         "Nvidia shares fell 3.7% on Friday. Nvidia fell 2.8% on Monday.", "NVDA", -0.028),
    ],
)  # fmt: skip
def test_a_day_up_to_the_update_of_a_page_may_be_meant(text, symbol, stated):
    assert verdicts(text, None, symbol, stated) == {"supported"}


def test_the_event_of_an_updated_article_is_of_the_day_of_its_verdict():
    reading = read(KOSPI.format(told="삼성전자는 4일 3.33% 상승했다."), None)
    assert [event.day0 for event in events_of(reading)] == [date(2025, 2, 4)]


@pytest.mark.parametrize(
    ("text", "published", "symbol", "stated"),
    [
        (CHIPS.format(updated=UPDATED, told="On Tuesday, Nvidia shares rose 4.4%."), None, "NVDA", 0.044),
        (CHIPS.format(updated="Jan 28, 2025 8:00 AM ET", told="On Tuesday, Nvidia rose 8.9%."), None, "NVDA", 0.089),
        ("On Tuesday, Nvidia shares rose 8.9%.", "2025-01-27T16:30:00-05:00", "NVDA", 0.089),
        ("On Tuesday, Nvidia shares rose 2.3%.", "2025-01-27T16:30:00-05:00", "NVDA", 0.023),
        ("Nvidia rose 5% on February 3.", "2025-01-31T17:00:00-05:00", "NVDA", 0.05),
        ("Samsung Electronics rose 2% on January 31.", "2025-01-28", "005930.KS", 0.02),
        ("삼성전자는 5일 3.33% 상승했다.", "2025-02-03T16:00:00+09:00", "005930.KS", 0.0333),
        ("SK하이닉스는 8월 6일 4.87% 반등했다.", "2024-08-05T15:58:00+09:00", "000660.KS", 0.0487),
        ("On Thursday, Nvidia shares rose 0.8%.", "2025-02-05T16:30:00-05:00", "NVDA", 0.008),
        # Days without a session.
        ("AMD gained 3% on Jan. 20, when markets were shut.", "2025-01-27T17:00:00-05:00", "AMD", 0.03),
        ("Nvidia shares rose 5% on Saturday.", "2025-01-27T17:00:00-05:00", "NVDA", 0.05),
    ],
)  # fmt: skip
def test_a_day_that_may_lie_ahead_or_was_shut_is_neither_right_nor_wrong(
    text, published, symbol, stated
):
    assert verdicts(text, published, symbol, stated) <= {"unclear", "not decidable here"}


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("엔비디아는 27일 16.97% 내렸다.", "2025-02-03T16:00:00+09:00", date(2025, 1, 27)),
        ("엔비디아는 3일 4.5% 올랐다.", "2025-01-30T16:00:00+09:00", date(2025, 1, 3)),
        ("엔비디아는 지난 5일 5.3% 올랐다.", "2025-02-03T16:00:00+09:00", date(2025, 1, 5)),
        ("Nvidia fell 3.1% on Friday.", "2025-01-27T12:00:00-05:00", date(2025, 1, 24)),
        ("Nvidia fell 17% on Monday.", "2025-01-31T12:00:00-05:00", date(2025, 1, 27)),
        ("Nvidia fell 17% on Monday.", "2025-02-02T12:00:00-05:00", date(2025, 1, 27)),
        ("SK hynix fell 3% in Seoul on Friday.", "2024-12-19T16:45:00-05:00", date(2024, 12, 20)),
        ("Last Tuesday, Nvidia rose 2.3%.", "2025-01-27T16:30:00-05:00", date(2025, 1, 21)),
        ("Nvidia closed at its highest since Feb. 5.", "2025-01-31T12:00:00-05:00", date(2024, 2, 5)),
    ],
)  # fmt: skip
def test_a_day_that_lies_well_before_its_next_one_is_that_day(text, published, day):
    assert [moment.start for moment in read(text, published).moments] == [day]


@pytest.mark.parametrize(
    ("text", "published", "symbol", "day"),
    [
        ("Micron fell on Thursday after it cut its forecast.", "2023-10-25T17:30:00-04:00", "MU", date(2023, 10, 19)),
        ("ServiceNow shares rose 3.6% on Thursday.", "2017-02-01T23:00:00Z", "NOW", date(2017, 1, 26)),
        ("Samsung Electronics rose 3.6% on Thursday.", "2017-02-01T23:00:00Z", "005930.KS", date(2017, 2, 2)),
        ("Samsung Electronics rose 3.6% on Thursday.", "2017-02-01T18:00:00-05:00", "005930.KS", date(2017, 2, 2)),
        ("Samsung Electronics rose 3.6% on Thursday.", "2017-02-02T08:00:00+09:00", "005930.KS", date(2017, 2, 2)),
        ("삼성전자는 목요일 3.6% 올랐다.", "2017-02-02T16:00:00+09:00", "005930.KS", date(2017, 2, 2)),
    ],
)  # fmt: skip
def test_a_weekday_that_had_begun_nowhere_is_the_one_before(text, published, symbol, day):
    assert {e.symbol: e.day0 for e in events_of(read(text, published))} == {symbol: day}


def test_a_weekday_that_had_not_begun_may_be_that_of_either_side():
    (moment,) = read("Micron fell on Thursday.", "2023-10-25T22:30:00-04:00").moments
    assert (moment.kind, moment.start, moment.other) == (
        "event", date(2023, 10, 19), date(2023, 10, 26)
    )  # fmt: skip


def test_a_weekday_that_begins_within_hours_dates_no_event():
    (event,) = events_of(read("Micron fell on Thursday.", "2023-10-25T22:30:00-04:00"))
    assert (event.day0, event.rule) == (date(2023, 10, 26), "publication")


@pytest.mark.parametrize(
    ("text", "published", "stated"),
    [
        ("Nvidia's worst day of the year was Jan. 2, when it fell 2.7%.", "2024-12-27T17:00:00-05:00", -0.027),
        ("Nvidia shares rose 3.1% on Thursday.", "2025-02-11T17:30:00-05:00", 0.031),
    ],
)  # fmt: skip
def test_a_day_of_the_year_of_publication_or_two_days_ahead_is_the_past_one(
    text, published, stated
):
    assert verdicts(text, published, "NVDA", stated) == {"supported"}
