"""Prices as other sources quote them: with the dividend of the day, a hair's breadth apart, of an
hour; and numbers of a text that are of no stock."""

from __future__ import annotations

import pytest

from marketlink.reading import read
from marketlink.records.reason import ReasonCode
from marketlink.verify import ExcerptReader, checked_reading

EX_DATE = "2024-12-23T18:00:00-05:00"
"""Broadcom closed 5.24 % higher at $232.35, 5.50 % with the dividend of 0.59 dollars."""


def verdicts(text: str, published: str) -> list[tuple[float | None, str]]:
    """The numbers of a text with their verdicts."""
    found = checked_reading(read(text, published), ExcerptReader())
    return [(c.stated, str(c.verdict)) for c in (*found.claims, *found.loose)]


@pytest.mark.parametrize(
    ("size", "verdict"),
    [("5.24", "supported"), ("5.5", "supported"), ("5.54", "unclear"), ("7.1", "contradicted")],
)
def test_a_return_may_count_the_dividend_of_an_ex_date(size: str, verdict: str) -> None:
    text = f"Broadcom shares rose {size}% to close at $232.35 on Monday, Dec. 23."
    assert (float(size) / 100, verdict) in [
        (round(s or 0, 6), v) for s, v in verdicts(text, EX_DATE)
    ]


def test_a_dividend_turns_no_fall_into_a_rise() -> None:
    """TSMC closed 0.04 % lower on 13 June 2024, 0.27 % higher with its dividend."""
    text = "Shares of TSMC rose 0.27% to close at $172.91 on Thursday, June 13."
    found = checked_reading(read(text, "2024-06-13T18:00:00-04:00"), ExcerptReader())
    (claim,) = [c for c in found.claims if c.stated == pytest.approx(0.0027)]
    assert str(claim.verdict) == "unclear"
    assert claim.reason is not None
    assert claim.reason.code is ReasonCode.UNCLEAR_DIVIDEND


def test_a_return_of_another_day_counts_no_dividend() -> None:
    text = "Nvidia shares fell 16.6% to close at $118.42 on Monday, Jan. 27."
    assert (-0.166, "contradicted") in verdicts(text, "2025-01-27T18:00:00-05:00")


@pytest.mark.parametrize(("number", "verdict"), [("16.93", "unclear"), ("16.90", "contradicted")])
def test_five_hundredths_apart_are_of_another_source(number: str, verdict: str) -> None:
    text = f"Nvidia shares closed {number}% lower on Monday, Jan. 27."
    found = verdicts(text, "2025-01-27T18:00:00-05:00")
    assert [v for _, v in found] == [verdict]


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia shares rallied to a record high of $151.26 on Monday, Jan. 27.",
        "엔비디아는 1월 27일 애프터마켓에서 151.26달러에 마감했다.",
        "엔비디아 주가는 1월 27일 151.26달러를 기록하며 고점을 찍고 내려왔다.",
    ],
)
def test_a_price_that_was_only_touched_or_of_another_market_accuses_nobody(text: str) -> None:
    assert "contradicted" not in {v for _, v in verdicts(text, "2025-01-28T18:00:00-05:00")}


def test_a_day_that_points_back_to_an_hour_is_of_that_hour() -> None:
    later = "이날 엔비디아는 12.97% 내렸다."
    for told, verdict in (
        (f"27일(현지 시각) 오전 10시 16분 현재 다우지수는 0.37% 내렸다. {later}", "unclear"),
        (f"27일(현지 시각) 다우지수는 0.37% 내렸다. {later}", "contradicted"),
    ):
        assert (-0.1297, verdict) in verdicts(told, "2025-01-30T09:00:00+09:00")


def test_a_share_of_a_market_is_no_share_of_a_company() -> None:
    for owner in ("Nvidia's", "Nvidia's China", "Nvidia told more. Its"):
        assert not verdicts(f"{owner} market share fell 5% on Monday, Jan. 27.", "2025-01-28")


def test_an_offer_of_a_company_is_no_price_of_its_stock() -> None:
    for said in ("bid", "offer", "takeover bid"):
        told = verdicts(f"Nvidia's {said} rose 5% on Monday, Jan. 27.", "2025-01-28")
        assert "contradicted" not in [verdict for _, verdict in told]


def test_a_size_of_the_day_of_an_article_without_an_hour_may_be_of_one() -> None:
    text = "Nvidia shares fell 12.1% on Monday after a rival's model worried investors."
    assert [v for _, v in verdicts(text, "2025-01-27")] == ["unclear"]
    assert [v for _, v in verdicts(text, "2025-01-27T18:00:00-05:00")] == ["contradicted"]


def test_a_month_that_sales_are_told_of_dates_no_close() -> None:
    text = (
        "Micron ( MU.O ) dropped 11.7 percent to $91.11 as the biggest drag on the index after its"
        " dealers reported slowing sales for December."
    )
    found = verdicts(text, "2025-01-27T18:00:00-05:00")
    assert "contradicted" not in {v for _, v in found}


def test_numbers_of_an_economy_are_of_no_company_told_before() -> None:
    text = (
        "Nvidia, Micron and Broadcom are due to report this week. The final read on U.S. gross"
        " domestic product last month showed growth of just 1.3 percent, weaker than an expected"
        " 1.7 percent."
    )
    assert "contradicted" not in {v for _, v in verdicts(text, "2025-01-27T05:26:00-05:00")}


def test_a_period_behind_with_and_a_superlative_of_another_name_are_their_own() -> None:
    text = (
        "Nvidia and Micron each fell on Monday, with losses in the two companies' shares reaching"
        " 17% and 12%, respectively."
    )
    found = verdicts(text, "2025-01-27T18:00:00-05:00")
    assert (-0.17, "supported") in found
    assert (-0.12, "supported") in found
    text = "Nvidia tumbled over 16% and Micron suffered its longest slide since 2019."
    assert (-0.16, "supported") in verdicts(text, "2025-01-27T18:00:00-05:00")


def test_a_sentence_may_follow_the_last_one_without_a_blank() -> None:
    text = (
        "반도체주가 더 내릴 전망이다.27일(현지시간) 엔비디아는 16.97% 내린 118.42달러에 마감했다."
    )
    found = verdicts(text, "2025-01-28T08:00:00+09:00")
    assert (-0.1697, "supported") in found
    assert (118.42, "supported") in found


def test_a_small_number_without_a_day_is_of_no_session_found_by_searching() -> None:
    later = "2025-01-29T18:00:00-05:00"  # 24 January: -3.12 %, 27 January: -16.97 %
    assert [v for _, v in verdicts("Nvidia shares fell 3.1%.", later)] == ["unclear"]
    assert [v for _, v in verdicts("Nvidia shares fell 17%.", later)] == ["supported"]


def test_numbers_of_one_phrase_that_fit_one_session_are_of_it() -> None:
    monday = "2025-01-27T18:00:00-05:00"
    text = "Nvidia call options fell 16.97 percent to $118.42 on Monday."
    assert "supported" not in {v for _, v in verdicts(text, monday)}
    text = "Micron tumbled 11.7 percent to $91.11 after it told its results late Friday."
    found = checked_reading(read(text, monday), ExcerptReader())
    assert [str(c.verdict) for c in found.claims] == ["supported", "supported"]
    assert "names" not in " ".join(c.why for c in found.claims)  # no word names Monday


def test_hours_that_a_price_is_told_of_are_those_of_its_change() -> None:
    text = "Nvidia shares were down $22.20, or 17.0 percent, at $118.42 in early trading."
    found = verdicts(text, "2025-01-27T18:00:00-05:00")
    assert "contradicted" not in {v for _, v in found}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (
            "Since reports of the model surfaced on Monday, shares of Nvidia have slid 9.6%.",
            -0.096,
        ),
        ("Nvidia has since rebounded and on Tuesday rose 8.93 percent.", 0.0893),
        (
            "Higher prices offset weakness in the third quarter, sending Nvidia's shares up 9%.",
            0.09,
        ),
        ("Nvidia rose 8.9 percent after it said cloud growth lifted its third quarter.", 0.089),
    ],
)
def test_a_number_has_the_day_that_its_own_clause_tells(text: str, number: float) -> None:
    assert (number, "supported") in [
        (round(s or 0, 6), v) for s, v in verdicts(text, "2025-01-28T18:00:00-05:00")
    ]


def test_a_day_of_seoul_ends_before_new_york_opens() -> None:
    assert verdicts("엔비디아 17% 급락, 반도체주 약세", "2025-01-28")[0] == (-0.17, "supported")
    assert verdicts("엔비디아 17% 급락, 반도체주 약세", "2025-01-27")[0][1] == "unclear"
