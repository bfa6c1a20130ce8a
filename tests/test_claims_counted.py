# ruff: noqa: E501 (a sentence stays in one piece)
"""What an English number is counted from: a day, a peak, a period's start, or the session before."""

from __future__ import annotations

import re

import pytest

from marketlink.reading import read
from marketlink.records.claim import Claim
from marketlink.verify import ExcerptReader, checked_reading

EVENING = "2024-12-06T17:00-05:00"
TRUE = [
    ("Micron has gained 2.0% since Nov. 14.", EVENING, 1),
    ("The Nasdaq is up 3.9% from its Nov. 14 close. Broadcom rose 5.3%.", EVENING, 2),
    ("Micron has gained 3.3% since the start of the month and Nvidia is up 3.0% month to date.", EVENING, 2),
    ("Micron rose 0.3% on Friday, bringing its gain this month to 3.3%.", EVENING, 2),
    ("Nvidia dropped 0.99% Monday, having gained 2.45% in the previous session.", "2024-04-08T17:00-04:00", 2),
    ("AMD slipped 0.31% on Monday. It had climbed 2.8% a day earlier.", "2024-04-08T17:00-04:00", 2),
    ("SK hynix slid 5.0% on Wednesday. Samsung Electronics lost 3.4%, against a 0.69% rise on Tuesday.", "2024-11-27T17:00+09:00", 3),
    ("Samsung Electronics rose 4.8%, leaving the stock 4.7% below its April 4 closing high. The Kospi added 2.2%.", "2024-05-07T17:00+09:00", 3),
    ("Samsung Electronics, down 28.66% this year, retreated 0.7%.", "2024-11-22T17:00+09:00", 2),
    ("Nvidia erased an early 1.1% gain to end 3.0% lower on Wednesday.", "2023-12-20T17:00-05:00", 1),
    ("Nvidia fell more than the Nasdaq, which lost 0.5% on Wednesday.", "2025-01-29T17:00-05:00", 2),
    ("SK hynix, which supplies about 17% of the market, slid 2.3% on Monday.", "2025-03-10T17:00+09:00", 1),
    ("Broadcom rose 2.2% on Wednesday, a day after it advanced 0.48%.", "2024-01-24T17:00-05:00", 2),
    ("The S&P 500 increased 1.1% Friday, bringing its loss this month to 1.7%.", "2024-12-20T17:00-05:00", 2),
    ("The Philadelphia Semiconductor Index, which lost 1.1% a day earlier, closed up 2.70% Thursday. AMD surged more than the S&P 500 Index, which advanced 0.52%.", "2024-02-29T17:00-05:00", 4),
    ("TSMC's ADRs are up 2.9% so far this week. Broadcom shed 0.5% on Wednesday, versus the Nasdaq Composite's 0.2% decline.", "2024-05-22T17:00-04:00", 3),
    ("Micron jumped 3.2% on Wednesday, leaving the stock 10.8% below its June 18 closing high. Nvidia climbed 4.6%, following a 1.3% slump the previous day.", "2024-07-03T17:00-04:00", 4),
    ("Samsung Electronics rose 0.8% on Tuesday, tracking a 4.4% overnight advance in Nvidia.", "2024-08-20T17:00+09:00", 2),
    ("TSMC's U.S.-listed shares, up 9.7% this year, finished up 1.0% on Tuesday.", "2024-01-23T17:00-05:00", 2),
    ("Nvidia has gained 5.0% this week. The Philadelphia Semiconductor Index gained 102.31 points, or 2.1%, to 4,992.51.", "2024-03-12T17:00-04:00", 4),
    ("Nvidia Corp., which gained 14.21% in March, rallied 4.1%.", "2024-04-11T18:05-04:00", 2),
    ("Nvidia rallied 5.2% on Wednesday, after gaining 26.9% last month.", "2024-06-05T18:05-04:00", 2),
    ("Micron shot up 3.1%, following last week's 12.9% slide.", "2024-04-23T18:05-04:00", 2),
    ("NEW YORK, May 3 - On Thursday, Nvidia gained 3.3%. On Friday, it rallied 3.46%.", "2024-05-03T18:05-04:00", 2),
    ("SEOUL, Aug. 20 (Newswire) - In July, Samsung Electronics gained 2.9%.", "2024-08-20T18:05+09:00", 1),
    ("In March, the Kospi gained 3.9%. Samsung Electronics closed at 83,700 won, down 0.5%.", "2024-04-12T18:05+09:00", 3),
    ("The Nasdaq lost 1.2% on Friday, slipped 0.4% on Monday and gained 1.5% on Tuesday. Micron rose 3.1%.", "2024-03-12T18:05-04:00", 4),
    ("SK hynix finished up 1.6% on Friday as Micron's 14.7% gain on Wall Street helped.", "2024-09-27T17:00+09:00", 2),
    ("AMD opened 4.7% higher but closed down 6.3% on Wednesday.", "2025-02-05T18:05-05:00", 1),
    ("AMD swung between a 1.9% gain and a 2.3% loss before closing up 3.3% on Thursday.", "2023-12-21T18:05-05:00", 1),
]  # fmt: skip
TRUE += [
    ("Nvidia was down about 19% since it reported its third-quarter earnings on Nov. 20.", "2025-01-28T08:00-05:00", 1),
    ("Nvidia is down 11.8% so far this year, while Micron is up more than 8%.", "2025-01-27T18:05-05:00", 2),
    ("Nvidia Falls 17% on Monday: Time to Buy?", "2025-01-27T18:05-05:00", 1),
    ("SK하이닉스는 31일 9.86% 내린 19만9200원에 거래를 마쳤다. 10% 가까이 급락하며 전저점과 전고점(22만원) 사이에 섰다.", "2025-01-31T18:00+09:00", 3),
]  # fmt: skip
WRONG = [
    ("Micron has gained 4.1% since Nov. 14.", EVENING, 0.041),
    ("The Nasdaq is up 6.2% from its Nov. 14 close.", EVENING, 0.062),
    ("Micron rose 0.3% on Friday, bringing its gain this month to 5.6%.", EVENING, 0.056),
]  # fmt: skip
NAMED = [
    ("Nvidia dropped 0.99% Monday, having gained 4.9% in the previous session.", "2024-04-08T17:00-04:00", 0.049),
    ("Nvidia fell more than the Nasdaq, which lost 1.9% on Wednesday.", "2025-01-29T17:00-05:00", -0.019),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published", "supported"), TRUE)
def test_a_number_is_counted_from_where_its_words_say(text, published, supported) -> None:
    found = checked_reading(read(text, published), ExcerptReader()).claims
    assert [c.text for c in found if c.verdict == "contradicted"] == []
    assert sum(c.verdict == "supported" for c in found) == supported


@pytest.mark.parametrize(("text", "published", "stated"), WRONG)
def test_a_wrong_number_counted_from_a_day_is_unclear(text, published, stated) -> None:
    found = checked_reading(read(text, published), ExcerptReader()).claims
    assert [round(c.stated, 6) for c in found if c.verdict == "unclear"] == [stated]
    assert "contradicted" not in [c.verdict for c in found]


@pytest.mark.parametrize(("text", "published", "stated"), NAMED)
def test_a_wrong_number_whose_session_and_subject_are_named_is_contradicted(
    text, published, stated
) -> None:
    found = checked_reading(read(text, published), ExcerptReader()).claims
    assert [round(c.stated, 6) for c in found if c.verdict == "contradicted"] == [stated]


def test_a_peak_that_may_lie_within_a_session_decides_nothing() -> None:
    text = "Micron is down 39.2% from its peak on June 18."
    found = checked_reading(read(text, EVENING), ExcerptReader()).claims
    assert [c.verdict for c in found] == ["not decidable here"]


JANUARY, FEBRUARY_SEOUL = "2025-01-31T17:00-05:00", "2025-02-14T17:00+09:00"
OVER_DAYS = [
    ("Since closing at $142.62 on Jan. 24, Nvidia has lost 15.8%.", JANUARY),
    ("From $142.62 on Jan. 24, Nvidia fell 15.8%.", JANUARY),
    ("Nvidia closed at $120.07 on Friday, 15.8% lower than the $142.62 of Jan. 24.", JANUARY),
    ("Nvidia closed at $120.07 on Friday, a 15.8% loss on Jan. 24's close.", JANUARY),
    ("Nvidia ended Friday down 15.8% from the Friday before.", JANUARY),
    ("Nvidia ended Friday 10.6% lower than at the end of December.", JANUARY),
    ("Between the start of the year and Friday, Nvidia fell 10.6%.", JANUARY),
    ("Nvidia was at $142.62 on Jan. 24 and is 15.8% lower now.", JANUARY),
    ("SK하이닉스는 2월 들어 14일까지 5.42% 올랐다.", FEBRUARY_SEOUL),
    ("SK하이닉스의 이달 상승률(14일 기준)은 5.42%다.", FEBRUARY_SEOUL),
    ("1월 31일 실적 발표 뒤 SK하이닉스 주가는 5.42% 올랐다.", FEBRUARY_SEOUL),
    ("1월 31일 종가에서 5.42% 오른 SK하이닉스는 14일 210,000원에 마감했다.", FEBRUARY_SEOUL),
    ("1월 31일 주가와 비교하면 SK하이닉스 주가는 5.42% 올랐다.", FEBRUARY_SEOUL),
    ("14일 현재 SK하이닉스는 이달 들어 5.42% 올랐다.", FEBRUARY_SEOUL),
    ("SK하이닉스는 2월 1일부터 14일까지 5.42% 올랐다.", FEBRUARY_SEOUL),
    ("SK하이닉스 주가는 14일까지 사흘 사이 5.16% 올랐다.", FEBRUARY_SEOUL),
    ("Nvidia fell 15.8% from Jan. 27 through Jan. 31.", JANUARY),
    ("Nvidia ended Friday down 15.8% from the prior Friday.", JANUARY),
    ("Nvidia ended Friday down 15.8% from the previous week.", JANUARY),
    ("Nvidia's five-session loss to Friday was 15.8%.", JANUARY),
]


@pytest.mark.parametrize(("text", "published"), OVER_DAYS)
def test_a_move_is_counted_over_the_span_of_its_words(text: str, published: str) -> None:
    claims = checked_reading(read(text, published), ExcerptReader()).claims
    assert {claim.verdict for claim in claims if claim.unit == "return"} == {"supported"}


@pytest.mark.parametrize(("text", "published"), OVER_DAYS)
def test_a_move_counted_from_somewhere_is_none_of_one_session(text: str, published: str) -> None:
    wrong = re.sub(r"\d+\.\d+%", "22.2%", text)
    claims = checked_reading(read(wrong, published), ExcerptReader()).claims
    of_returns = {claim.verdict for claim in claims if claim.unit == "return"}
    assert of_returns and not of_returns & {"contradicted", "supported"}


def test_a_weekday_alone_opens_no_span() -> None:
    text = "Nvidia lost 3.7% on Thursday."  # from Thursday's close to Friday's it did
    (claim,) = checked_reading(read(text, JANUARY), ExcerptReader()).claims
    assert claim.verdict == "unclear"


UNDATED = [
    ("Nvidia’s stock fell 4% after a downgrade.", "2025-01-30", "supported"),
    ("Nvidia’s stock fell 4% after a downgrade.", "2025-01-30T17:00-05:00", "unclear"),
    ("Nvidia is down 12% on a year-to-date basis.", "2025-01-28", "supported"),
    (
        "Nvidia has dropped about 11% in 2025, after a hard week. A director sold shares on Jan. 24.",
        JANUARY,
        "supported",
    ),
]


@pytest.mark.parametrize(("text", "published", "verdict"), UNDATED)
def test_a_text_of_a_day_without_an_hour_may_tell_of_the_session_before(
    text: str, published: str, verdict: str
) -> None:
    found = checked_reading(read(text, published), ExcerptReader()).claims
    assert [claim.verdict for claim in found if claim.unit == "return"] == [verdict]


def test_a_year_that_has_ended_needs_no_session_of_today() -> None:
    text = (
        "Nvidia rose in early trading.\n** The stock gained 171% in 2024, compared with the S&P 500"
    )
    claim = checked_reading(read(text, "2025-01-31T10:00-05:00"), ExcerptReader()).claims[-1]
    assert (claim.symbols, claim.verdict) == (("NVDA",), "supported")
    assert str(claim.observations[0].session) == "2024-12-31"


def test_what_closed_is_of_the_session_though_hours_behind_it_are_told() -> None:
    text = "Nvidia shares fell 2% in extended trading after closing down 3.67%."
    verdicts = [c.verdict for c in checked_reading(read(text, JANUARY), ExcerptReader()).claims]
    assert verdicts == ["not decidable here", "supported"]


WHOLE = [
    ("From Jan. 2 through Jan. 31, Micron stock rose 4.5%.", "supported"),  # from the first close
    ("From Jan. 2 through Jan. 31, Micron stock rose 8.4%.", "supported"),  # from the one before
    ("From Jan. 2 through Jan. 31, Micron stock fell 11.71%.", "unclear"),  # of 27 January
    ("SK하이닉스는 1월 2일부터 31일까지 9.86% 내렸다.", "unclear"),  # of 31 January
]


@pytest.mark.parametrize(("text", "verdict"), WHOLE)
def test_a_move_over_days_is_of_them_all_and_of_no_single_one(text: str, verdict: str) -> None:
    (claim,) = checked_reading(read(text, "2025-02-03T07:00+09:00"), ExcerptReader()).claims
    assert claim.verdict == verdict


def checked(text: str, published: str) -> tuple[Claim, ...]:
    return checked_reading(read(text, published), ExcerptReader()).claims


OWN_SPAN = [
    ("Nvidia's 4% weekly gain lifted its peers.", "2025-01-24T18:00:00-05:00", 0.04),
    ("It was rough, with a 17% fall for Nvidia on Monday to $118.42 and a 21% total fall from its recent high.",
     "2025-01-28T18:00:00-05:00", -0.17),
    ("AMD is up 7.3% since November 1, 2023, while Nvidia shares are up 184%.", "2025-01-31T18:00:00-05:00", 1.84),
    ("Nvidia shares have lost 11.8% since December 31, 2024.", "2025-01-28", -0.118),
    ("Nvidia showed its plan on Monday. Nvidia shares were up 1.2% in premarket trading after rising 8.93% the previous day.",
     "2025-01-29T07:00:00-05:00", 0.0893),
    ("Nvidia fell on Monday. The stock had previously closed at $142.62.", "2025-01-27T18:00:00-05:00", 142.62),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published", "stated"), OWN_SPAN)
def test_a_number_has_the_span_and_the_day_of_its_own_words(text, published, stated) -> None:
    claims = checked(text, published)
    (claim,) = [one for one in claims if one.stated == pytest.approx(stated)]
    assert claim.verdict == "supported"


def test_a_day_that_is_pointed_at_and_named_nowhere_accuses_nobody() -> None:
    text = "Nvidia dove 21% that day, and continued to fall, setting a low of $110.10 on Feb. 3."
    claim = next(one for one in checked(text, "2025-02-05T18:00:00-05:00") if one.unit == "return")
    assert claim.verdict == "unclear"


def test_a_rank_by_size_is_no_record() -> None:
    text = "Nvidia, the largest U.S. company by market value, fell 16.97% on Monday."
    (claim,) = checked(text, "2025-01-27T18:00:00-05:00")
    assert (str(claim.kind), claim.verdict) == ("size", "supported")


def test_a_drop_in_a_heavyweight_is_its_own() -> None:
    text = "The Nasdaq gained 0.1%, despite a 3% drop in index heavyweight Nvidia."
    claims = checked(text, "2025-01-27T18:00:00-05:00")
    assert {one.symbols for one in claims if one.stated == -0.03} == {("NVDA",)}
