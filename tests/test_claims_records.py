"""Records: what their scope is, and that it is not taken for their day."""

from __future__ import annotations

import pytest

from marketlink.claims.extreme_check import EXTREME
from marketlink.reading import read
from marketlink.verify import ExcerptReader, checked_reading

EVENING = "2025-01-27T17:20-05:00"
SPANS = [
    ("Nvidia fell the most in four months on Monday.", "last-4-months"),
    ("Nvidia shares closed at their lowest level in nearly three months.", "last-84-days"),
    ("Nvidia had its worst day in almost three weeks, down 17%.", "last-18-days"),
    ("Nvidia stock closed below $120 for the first time since Oct. 7.", "since-2024-10-07"),
    ("엔비디아는 약 3개월 만에 최저치로 마감했다.", "last-84-days"),
    ("엔비디아는 4년 10개월 만에 최대 하락률을 기록했다.", "last-58-months"),
]


@pytest.mark.parametrize(("text", "scope"), SPANS)
def test_a_record_is_held_against_the_scope_that_its_words_tell(text, scope):
    claims = checked_reading(read(text, EVENING), ExcerptReader()).claims
    assert [c.formula.rpartition(" in ")[2] for c in claims if c.kind is EXTREME] == [scope]


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia stock rose to its highest close this year.",
        "엔비디아는 올해 들어 최고치로 마감했다.",
    ],
)
def test_the_year_of_a_record_is_no_day_on_which_it_was_reached(text):
    claims = checked_reading(read(text, EVENING), ExcerptReader()).claims
    (claim,) = [one for one in claims if one.kind is EXTREME]
    assert claim.moment is None and claim.verdict.value != "supported"


def test_a_run_that_a_move_came_after_ended_the_session_before():
    text = "Nvidia shares rose 8.9% on Tuesday after falling two days in a row."
    claims = checked_reading(read(text, "2025-01-28T17:20-05:00"), ExcerptReader()).claims
    assert "R(u) < 0 for the 2 sessions up to t-1" in [claim.formula for claim in claims]
