"""Moves without a size that are told over a window: its sign is held against them, no session's."""

from __future__ import annotations

import pytest
from claims_fixture import read

from marketlink.records.claim import Verdict

NOON = "2025-03-13T12:00:00-04:00"
"""A Thursday before which NVDA had fallen 13.8 % since New Year, and rose on the last session."""
JANUARY = "2025-01-31T18:00+09:00"
FRIDAY = "2025-03-14T17:00:00+09:00"


def moves(text: str, published: str) -> list[tuple[int, Verdict | None, str]]:
    claims, _ = read(text, published)
    told = [claim for claim in claims if claim.kind == "direction"]
    return [(c.direction, c.verdict, str(c.observations[0].session)) for c in told]


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia shares have fallen since Jan. 6.",
        "Nvidia shares are down since Jan. 6.",
        "Since the beginning of 2025, Nvidia stock has fallen.",
        "Nvidia stock is down sharply this year.",
        "Nvidia shares have fallen over the past three months.",
        "Nvidia shares have been down YTD.",
        "Nvidia stock steadily declined throughout the year.",
    ],
)
def test_a_fall_over_a_window_is_borne_out_by_its_closes(text) -> None:
    assert moves(text, NOON) == [(-1, Verdict.SUPPORTED, "2025-03-12")]


@pytest.mark.parametrize(
    "told",
    [
        "Nvidia beats estimates but ends down", "Nvidia ended the day lower",
        "Nvidia closed in the red", "Nvidia closed sharply lower", "Nvidia ended slightly lower",
        "Nvidia finished the trading day a touch lower", "Nvidia shares were a bit lower",
        "Nvidia shares closed down", "Nvidia moved lower", "Nvidia stock was hammered",
        "Nvidia shares pulled back", "Nvidia stock took a tumble",
    ],
)  # fmt: skip
def test_a_session_that_ends_lower_is_told_in_many_words(told: str) -> None:
    ((sign, verdict, _),) = moves(f"{told} on Monday.", "2025-01-28T18:00:00-05:00")
    assert (sign, verdict) == (-1, Verdict.SUPPORTED)
    ((sign, verdict, _),) = moves(f"{told} on Tuesday.", "2025-01-28T18:00:00-05:00")
    assert sign == -1
    assert verdict is not Verdict.SUPPORTED


@pytest.mark.parametrize(
    "text",
    [
        "SK하이닉스는 1월 24일 이후 하락했다.",
        "12일 기준 SK하이닉스는 1월 24일 이후 하락했다.",
        "SK하이닉스는 작년 말 대비 상승했다.",
        "SK하이닉스는 이번 달 올랐다.",
    ],
)
def test_a_move_over_a_window_told_in_korean_is_of_its_closes(text) -> None:
    assert [verdict for _, verdict, _ in moves(text, FRIDAY)] == [Verdict.SUPPORTED]


@pytest.mark.parametrize(
    ("text", "published", "verdict"),
    [
        ("Nvidia shares have risen since Jan. 6.", NOON, Verdict.NOT_DECIDABLE),  # the day runs
        ("Nvidia stock is up for the year.", NOON, Verdict.NOT_DECIDABLE),
        ("SK하이닉스는 1월 24일 이후 상승했다.", FRIDAY, Verdict.UNCLEAR),
        ("SK하이닉스는 올해 들어 하락했다.", FRIDAY, Verdict.UNCLEAR),
    ],
)
def test_a_sign_that_no_close_of_the_window_gives_is_no_error(text, published, verdict) -> None:
    assert [told for _, told, _ in moves(text, published)] == [verdict]


def test_a_window_whose_closes_disagree_decides_nothing() -> None:
    """Two months before may be any of four closes, from which the last is up or down."""
    text = "SK하이닉스 주가는 최근 두 달간 올랐다."
    assert [verdict for _, verdict, _ in moves(text, FRIDAY)] == [Verdict.NOT_DECIDABLE]


@pytest.mark.parametrize(
    "text",
    [
        "Apple's plant near Nvidia has been down since July.",
        "Nvidia's costs are down since June.",
        "Oil prices are up this year, helping Nvidia.",
        "이대로 마감하면 SK하이닉스는 지난 3일부터 하락이다.",
    ],
)
def test_what_stands_lower_and_is_no_stock_is_no_move(text) -> None:
    assert moves(text, NOON) == []


def test_a_day_of_its_own_stays_that_of_a_move_beside_a_window() -> None:
    text = "Nvidia, which is down this year, rose on Wednesday."
    assert moves(text, NOON)[0][2] == "2025-03-12"


@pytest.mark.parametrize(
    "text",
    [
        "31일 삼성전자와 SK하이닉스 등 대형 기술주들이 하락했다.",
        "31일 SK하이닉스를 비롯한 반도체주도 내렸다.",
    ],
)
def test_a_kind_of_stocks_moves_with_the_members_it_names(text) -> None:
    assert [verdict for _, verdict, _ in moves(text, JANUARY)] == [Verdict.SUPPORTED]


def test_a_mean_of_a_kind_of_stocks_is_none_of_its_members() -> None:
    text = "31일 SK하이닉스 등 반도체주가 평균 9.86% 하락했다."
    claims, _ = read(text, JANUARY)
    assert not [claim for claim in claims if claim.verdict is Verdict.SUPPORTED]


def test_a_change_in_money_is_a_move_without_a_word_for_a_price() -> None:
    claims, _ = read("Nvidia, down $24.20 to $118.42 on Monday.", "2025-01-27T18:00-05:00")
    assert [claim.verdict for claim in claims] == [Verdict.SUPPORTED, Verdict.SUPPORTED]


def test_a_year_of_results_is_no_window_of_a_move() -> None:
    text = "Nvidia shares fell 16.97% after it posted a profit for 2024, its best."
    claims, _ = read(text, "2025-01-27T18:00-05:00")
    assert [claim.verdict for claim in claims if claim.stated] == [Verdict.SUPPORTED]


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("12일 SK하이닉스는 지난달 19일 대비 하락했다.", "2025-03-13T18:00:00+09:00"),
        ("12일 SK하이닉스는 1월 24일보다 하락했다.", "2025-03-13T18:00:00+09:00"),
        ("12일 SK하이닉스는 3주 전 대비 하락했다.", "2025-03-13T18:00:00+09:00"),
        ("5일 SK하이닉스는 지난달 24일 대비 하락했다.", "2025-02-05T18:00:00+09:00"),
        (
            "삼성전자는 12일 기준 1월 24일 이후 상승했고 SK하이닉스는 하락했다.",
            "2025-03-13T18:00:00+09:00",
        ),
    ],
)
def test_a_day_beside_what_is_counted_from_is_not_its_session(text, published) -> None:
    assert Verdict.CONTRADICTED not in [verdict for _, verdict, _ in moves(text, published)]


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia shares fell as investors who have been selling since January returned.",
        "Nvidia shares, beaten down since January, fell.",
    ],
)
def test_a_window_of_another_clause_bears_no_move_out(text) -> None:
    assert moves("SK하이닉스 주가는 1월 24일 이후 나온 관세 우려에 하락했다.", FRIDAY) == []
    told = [verdict for _, verdict, _ in moves(text, "2025-03-12T18:00:00-04:00")]
    assert Verdict.SUPPORTED not in told


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (
            "Nvidia shares extended their losses on Wednesday, Jan. 29.",
            Verdict.UNCLEAR,
        ),  # rose before
        ("Nvidia shares extended their losses on Monday, Jan. 27.", Verdict.SUPPORTED),
        ("SK하이닉스는 31일 하락세를 이어갔다.", Verdict.UNCLEAR),
    ],
)
def test_a_move_that_goes_on_may_have_begun_within_the_session(text, verdict) -> None:
    claims, _ = read(text, JANUARY)
    assert [claim.verdict for claim in claims] == [verdict]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Nvidia finished nearly flat at $147.22 on Thursday, Jan. 23.", Verdict.SUPPORTED),
        ("Nvidia closed flat on Monday, Jan. 27.", Verdict.CONTRADICTED),
        ("Nvidia shares were flat on Monday, Jan. 27.", Verdict.UNCLEAR),  # at an hour, perhaps
        ("Nvidia shares were little changed in premarket trading.", Verdict.NOT_DECIDABLE),
        ("SK하이닉스는 1월 31일 보합으로 거래를 마쳤다.", Verdict.CONTRADICTED),
    ],
)
def test_a_session_that_ends_where_it_began_is_told(text, verdict) -> None:
    claims, _ = read(text, JANUARY)
    assert [claim.verdict for claim in claims if claim.kind == "flat"] == [verdict]


def test_sales_that_are_flat_tell_nothing_of_a_stock() -> None:
    claims, _ = read("Nvidia's sales ended the quarter flat. Its revenue was unchanged.", JANUARY)
    assert not [claim for claim in claims if claim.kind == "flat"]
