# ruff: noqa: E501 (a sentence stays in one piece)
"""Readings that words elsewhere in a sentence or an article license, and that only support."""

from __future__ import annotations

import pytest

from marketlink.reading import read
from marketlink.records.claim import Claim
from marketlink.verify import ExcerptReader, checked_reading

MONDAY = "2025-01-27T18:00-05:00"
FRIDAY = "2025-01-31T18:00-05:00"


def statements(text: str, published: str) -> list[Claim]:
    return list(checked_reading(read(text, published), ExcerptReader()).statements)


def verdict(text: str, published: str, stated: float) -> str:
    (claim,) = [c for c in statements(text, published) if c.stated == pytest.approx(stated)]
    return str(claim.verdict)


def test_a_close_of_the_session_before_is_of_that_session() -> None:
    text = "Nvidia closed at $118.42 on Monday, 17.0% lower than the previous day's close of ${}."
    assert verdict(text.format("142.62"), MONDAY, 142.62) == "supported"
    wrong = [c.verdict for c in statements(text.format("148.62"), MONDAY) if c.stated == 148.62]
    assert "supported" not in wrong


def test_a_close_one_unit_of_its_last_digit_apart_is_no_error() -> None:
    assert verdict("Nvidia closed at $118.43 on Monday.", MONDAY, 118.43) == "supported"
    assert verdict("Nvidia closed at $118.49 on Monday.", MONDAY, 118.49) == "contradicted"


def test_a_period_that_another_number_is_of_may_be_that_of_a_number_without_one() -> None:
    week = "Nvidia lost 15.81% for the week. Micron was second after losing {}%."
    assert verdict(week.format("11.58"), FRIDAY, -0.1158) == "supported"
    assert verdict(week.format("12.88"), FRIDAY, -0.1288) == "unclear"


def test_a_year_to_date_ends_on_the_day_the_sentence_names() -> None:
    text = "Micron told of its results on Friday. Nvidia is down {}% year to date as of {}'s close."
    assert verdict(text.format("11.8", "Monday"), FRIDAY, -0.118) == "supported"
    assert verdict(text.format("13.3", "Monday"), FRIDAY, -0.133) != "supported"


def test_a_period_in_a_clause_that_describes_the_name_is_not_that_of_the_number() -> None:
    text = "Nvidia, which has led the market higher this year, fell 17.0% on Monday."
    assert verdict(text, MONDAY, -0.17) == "supported"


def test_a_period_of_the_cause_is_not_that_of_the_number() -> None:
    text = (
        "Nvidia fell 17% on Monday after a rival had drawn more than a billion visits in January."
    )
    assert verdict(text, MONDAY, -0.17) == "supported"


def test_a_large_percentage_may_be_of_the_period_of_the_sentence_before() -> None:
    week = "Nvidia lost 15.81% for the week. Micron was second after losing {}%."
    assert verdict(week.format("11.6"), FRIDAY, -0.116) == "supported"
    assert verdict(week.format("12.9"), FRIDAY, -0.129) == "unclear"


@pytest.mark.parametrize(("told", "borne"), [("17-point-zero", True), ("19-point-zero", False)])
def test_a_number_written_as_it_is_read_out_is_a_number(told: str, borne: bool) -> None:
    (claim,) = statements(f"Nvidia fell {told} percent on Monday.", MONDAY)
    assert claim.verdict == ("supported" if borne else "contradicted")


def test_a_close_told_beside_a_target_is_a_close() -> None:
    text = "Nvidia shares: the price target of $150 is a premium to Monday's close at ${}."
    assert verdict(text.format("118.42"), MONDAY, 118.42) == "supported"
    assert verdict(text.format("128.42"), MONDAY, 128.42) != "supported"


def test_a_number_under_a_day_still_to_come_is_of_the_period_told_before_it() -> None:
    week = "한 주간 코스피는 내렸다. 8일 거래소가 알렸다. SK하이닉스는 {}% 오른 채 마쳤다."
    assert verdict(week.format("1.91"), "2025-02-08", 0.0191) == "supported"
    assert verdict(week.format("2.91"), "2025-02-08", 0.0291) == "unclear"


def test_sessions_before_the_break_of_a_headline_are_not_those_of_a_number_behind_it() -> None:
    text = "코스피, 9거래일 만에 2500선 회복…SK하이닉스 {} 급락"
    assert verdict(text.format("9.86%"), "2025-01-31T18:00+09:00", -0.0986) == "supported"


def test_a_close_in_brackets_behind_its_day_is_of_that_day_though_the_move_is_not() -> None:
    text = "SK하이닉스 주가는 24일({}원)에 비해 9.86% 떨어졌다."
    assert verdict(text.format("22만1000"), "2025-01-31T18:00+09:00", 221000) == "supported"
    text = "31일 SK하이닉스는 전장({}원)보다 9.86% 하락한 19만9200원에 마감했다."
    assert verdict(text.format("22만1000"), "2025-01-31T18:00+09:00", 221000) == "supported"


def test_a_bare_day_may_be_of_the_month_told_or_of_publications() -> None:
    text = "Nvidia reported on Nov. 20. It lost {}% on the 27th."
    published = "2025-01-31T18:00:00-05:00"
    assert verdict(text.format("16.97"), published, -0.1697) == "supported"
    assert verdict(text.format("15.97"), published, -0.1597) == "unclear"


def test_numbers_right_beside_their_days_are_not_each_others() -> None:
    text = "Nvidia gained {}% on Tuesday following a {}% fall on Monday."
    right, wrong = text.format("8.93", "16.97"), text.format("16.97", "8.93")
    assert {c.verdict for c in statements(right, FRIDAY)} == {"supported"}
    assert "supported" not in {c.verdict for c in statements(wrong, FRIDAY)}
    same = "Nvidia lost 4.1% on Wednesday after a 16.97% fall on Monday."
    assert verdict(same, FRIDAY, -0.041) == "supported"
    swapped = "Nvidia lost 16.97% on Wednesday after a 4.1% fall on Monday."
    assert "supported" not in {c.verdict for c in statements(swapped, FRIDAY)}


def test_the_day_of_an_event_told_of_the_name_is_not_the_numbers() -> None:
    text = "Nvidia, which unveiled its plan on January 8, closed at $118.42, down {}%."
    assert verdict(text.format("16.97"), MONDAY, -0.1697) == "supported"
    assert verdict(text.format("15.97"), MONDAY, -0.1597) == "unclear"
    text = "Nvidia ($118.42, down {}%) unveiled its plan on January 8."
    assert verdict(text.format("16.97"), MONDAY, -0.1697) == "unclear"


def test_the_day_of_a_korean_event_told_of_the_name_accuses_nobody() -> None:
    text = "지난 1월 8일 계획을 발표한 SK하이닉스는 9.86% 내린 19만9200원에 마감했다."
    assert verdict(text, "2025-01-31T17:00:00+09:00", -0.0986) == "supported"
    wrong = text.replace("9.86", "8.86")
    assert verdict(wrong, "2025-01-31T17:00:00+09:00", -0.0886) == "unclear"


def test_the_session_before_may_be_that_of_publication_behind_an_old_date() -> None:
    text = "Nvidia hit a record on January 6.\n\nThe stock lost {}% in the previous session."
    tuesday = "2025-01-28T08:10-05:00"
    assert verdict(text.format("16.97"), tuesday, -0.1697) == "supported"
    assert verdict(text.format("12.97"), tuesday, -0.1297) == "unclear"


@pytest.mark.parametrize(
    ("text", "published", "stated"),
    [
        # "More than" and "about" are told of a move not much larger.
        ("In the first quarter of 2024, Micron rose 38%, and AMD gained about 22%.", FRIDAY, 0.22),
        ("In the first quarter of 2024, Micron rose 38%, and AMD more than 20%.", FRIDAY, 0.20),
        ("SK하이닉스 주가는 연초 17만3900원에서 20% 넘게 올랐다.", "2025-02-21T18:00+09:00", 0.2),
        # A year's end and a bare month before a number, as one speaks of them.
        ("SK하이닉스, 연말 차익실현에 3.7%↓", "2024-12-20", -0.037),
        ("SK하이닉스, 지난 한 달 3.90% 내렸다.", "2025-02-21T18:00+09:00", -0.039),
        ("SK하이닉스 주가는 연간 20.5% 상승.", "2025-02-21T18:00+09:00", 0.205),
    ],
)  # fmt: skip
def test_a_period_that_the_words_name_bears_a_number_out(text, published, stated) -> None:
    assert verdict(text, published, stated) == "supported"


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("In the first quarter of 2024, Micron rose 38%, and AMD gained more than 12%.", 0.12),
        ("In the first quarter of 2024, Micron rose 38%, and AMD gained about 28%.", 0.28),
    ],
)
def test_a_move_much_larger_than_told_bears_nothing_out(text, stated) -> None:
    assert verdict(text, FRIDAY, stated) == "unclear"


def test_a_record_told_with_its_day_is_a_close_of_that_day() -> None:
    text = "AMD shares are far below their all-time closing high of ${} on March 7, 2024."
    assert verdict(text.format("211.38"), FRIDAY, 211.38) == "supported"
    assert [c for c in statements(text.format("214.38"), FRIDAY) if c.stated == 214.38] == []
    assert verdict("Nvidia hit a record close of $149.43 on Jan. 6.", FRIDAY, 149.43) == "supported"


def test_a_distance_from_the_close_of_another_day_is_no_change_of_the_session() -> None:
    text = "Nvidia's record close of $149.43 on Jan. 6 was ${} above Monday's close of $118.42."
    assert verdict(text.format("31.01"), FRIDAY, 31.01) == "not decidable here"
    text = "Nvidia closed at $118.42 on Monday, $31.01 below its Jan. 6 close."
    assert verdict(text, FRIDAY, -31.01) == "supported"


def test_a_level_that_was_passed_before_is_no_bound_of_the_close() -> None:
    text = "Nvidia, which had traded above $140, closed at ${} on Monday."
    assert verdict(text.format("118.42"), FRIDAY, 118.42) == "supported"
    assert verdict(text.format("112.42"), FRIDAY, 112.42) == "contradicted"


def test_the_number_behind_not_only_but_also_is_of_the_last_name() -> None:
    text = "27일(현지시간) 마이크론은 물론 브로드컴도 17.40% 내렸다."
    (claim,) = statements(text, "2025-01-28")
    assert (claim.symbols, str(claim.verdict)) == (("AVGO",), "supported")


def test_a_dividend_that_is_raised_to_an_amount_is_no_price() -> None:
    assert statements("Nvidia raised its dividend by 33% to $0.16 per share.", MONDAY) == []


@pytest.mark.parametrize(
    ("text", "published", "stated"),
    [
        # A year's number against the session before, a change and a close with blanks in them.
        ("SK하이닉스는 전 거래일보다 4.05% 오른 21만8500원으로 올해를 마감했다.", "2025-02-19T18:00+09:00", 0.0405),
        ("SK하이닉스는 전 거래일보다 8천 5백 원, 4.05% 오른 21만 8천 5백 원에 마감했다.", "2025-02-19T18:00+09:00", 8500),
        ("장중 상승폭이 줄었지만 삼성전자와 SK하이닉스는 각각 5만 8700원, 21만 8500원에 마감했다.", "2025-02-19T18:00+09:00", 58700),
        ("올해 SK하이닉스의 주가 수익률은 20.5% 수준이다.", "2025-02-21T18:00+09:00", 0.205),
        # Where only the day is known a period may end on the session before.
        ("올해 가장 많이 오른 종목은 SK하이닉스(21.91%)였다.", "2025-02-21", 0.2191),
        ("In the latest close session, Nvidia (NVDA) was up +8.93% at $128.99.", "2025-01-28T18:00-05:00", 128.99),
        ("Nvidia shares closed the session at $128.99, gaining 8.9% over the past day.", "2025-01-28T18:00-05:00", 0.089),
        ("Year to date, Nvidia shares have lost 11.8%.", "2025-01-29T08:00-05:00", -0.118),
        ("The dip may be one to buy in Nvidia, which is still down 11.8% year to date.", MONDAY, -0.118),
        ("Nvidia shares were down 15.9% since Meta reported its quarterly results on Jan. 22.", "2025-01-29T20:00-05:00", -0.159),
        ("Nvidia shares rose this year. On Monday, shares hit $118.42, a decrease of almost 17% in the past month.", MONDAY, -0.17),
    ],
)  # fmt: skip
def test_a_number_is_read_in_the_form_that_agencies_give_it(text, published, stated) -> None:
    assert verdict(text, published, stated) == "supported"


def test_sentences_behind_a_quotation_without_a_blank_are_apart() -> None:
    text = '"They do what they do best."Nvidia was down 17.0%. "It was bad."Shares of Broadcom and Micron, which are due to report, all slumped.'
    assert {c.symbols: str(c.verdict) for c in statements(text, MONDAY)} == {
        ("NVDA",): "supported",
        ("AVGO", "MU"): "supported",
    }
    text = "Analysts began coverage with a target of $41.Micron Technology was down 11.7%."
    assert verdict(text, MONDAY, -0.117) == "supported"


def test_shares_that_were_down_on_a_day_fell_and_a_site_did_not() -> None:
    (claim,) = statements("Micron shares were also down on Monday.", MONDAY)
    assert (claim.direction, str(claim.verdict)) == (-1, "supported")
    assert statements("Nvidia's site was down on Monday.", MONDAY) == []
    assert statements("Sales of Nvidia chips were down in early 2025.", MONDAY) == []


def test_points_of_a_list_between_stars_are_apart() -> None:
    text = "*Nvidia jumps on $40 billion buyback*Micron climbs to their highest level in two days*Fed meets on Friday*Shares of Broadcom rose"
    found = {(c.symbols, c.direction) for c in statements(text, "2025-01-28T18:00-05:00")}
    assert {(("NVDA",), 1), (("AVGO",), 1)} <= found
    (claim,) = statements("Nvidia jumps on $40 billion buyback", "2025-01-28T18:00-05:00")
    assert claim.verdict == "supported"


def test_a_price_of_a_move_that_runs_is_of_an_hour() -> None:
    text = "Nvidia shares were up 3.2 percent at $147.18 on Monday in New York."
    assert {str(c.verdict) for c in statements(text, MONDAY)} == {"unclear"}


@pytest.mark.parametrize(
    ("text", "published", "stated"),
    [
        # A fresh mind's: a day of its own, a part of a year that is a time.
        (
            "Nvidia fell more than 20% on Monday after a rival told of its model on Jan. 6.",
            MONDAY,
            -0.20,
        ),
        (
            "Nvidia fell about 21% on Monday after a rival told of its model on Jan. 6.",
            MONDAY,
            -0.21,
        ),
        ("SK하이닉스는 연말 들어 3.71% 하락했다.", "2024-12-20T17:00+09:00", -0.0371),
        ("Nvidia fell 2.1% in late 2024.", "2024-12-27T18:00-05:00", -0.021),
    ],
)
def test_a_number_with_another_time_bears_nothing_out(text, published, stated) -> None:
    assert verdict(text, published, stated) in ("unclear", "contradicted")


def test_a_close_below_a_record_of_another_day_is_of_its_own() -> None:
    text = "Nvidia closed at $128.99, below its record of $149.43 on Jan. 6."
    found = {c.stated: str(c.verdict) for c in statements(text, "2025-01-28T18:00-05:00")}
    assert found == {128.99: "supported", 149.43: "supported"}


def test_bold_words_are_no_points_of_a_list() -> None:
    text = "Shares of **Micron Technology** rose 2.0%, while **Nvidia Corp** fell 3.1% and **Broadcom Inc** rose on Friday."
    (claim,) = [c for c in statements(text, "2025-01-27T18:00-05:00") if c.stated == -0.031]
    assert claim.verdict == "supported"


def test_last_week_beside_this_one_is_the_one_before() -> None:
    text = "지난주 삼성전자는 2.42% 내렸고 이번주에는 2.48% 올랐다."
    published = "2025-02-09T10:00+09:00"
    assert verdict(text, published, -0.0242) == "supported"
    assert verdict(text, published, 0.0248) == "supported"
