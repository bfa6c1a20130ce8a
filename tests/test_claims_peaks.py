"""Moves told from a peak, closes told after a stamp, and percentages in words."""

from __future__ import annotations

import pytest
from claims_fixture import read

from marketlink.records.claim import Verdict

BEFORE_OPENING = "2025-01-28T08:00:00-05:00"
AT_NOON = "2025-01-27T12:00:00-05:00"


def verdicts(text: str, published: str) -> dict[float | None, Verdict | None]:
    claims, _ = read(text, published)
    return {claim.stated: claim.verdict for claim in claims if claim.stated}


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Nvidia shares are 21% below their January record.", -0.21),
        ("Nvidia shares have fallen 21% from a record close set in early January.", -0.21),
        ("Nvidia shares remain 21% below record levels.", -0.21),
        ("Nvidia shares have lost about 21% from a record $149.43 on Jan. 6.", -0.21),
        ("Nvidia shares have fallen 18% from their December high.", -0.18),
    ],
)
def test_a_move_from_a_peak_is_counted_from_the_extreme_of_its_period(text, stated) -> None:
    assert verdicts(text, BEFORE_OPENING)[stated] is Verdict.SUPPORTED


def test_a_number_that_no_extreme_of_the_period_gives_is_no_error() -> None:
    text = "Nvidia shares are 27% below their January record."
    assert verdicts(text, BEFORE_OPENING) == {-0.27: Verdict.NOT_DECIDABLE}


def test_a_close_told_after_the_stamp_is_borne_out_and_never_an_error() -> None:
    text = "Nvidia fell 16.97% to close at $118.42 on Monday."
    assert set(verdicts(text, AT_NOON).values()) == {Verdict.SUPPORTED}
    text = "Nvidia fell 15.31% to close at $121.42 on Monday."
    assert set(verdicts(text, AT_NOON).values()) == {Verdict.NOT_DECIDABLE}


def test_a_number_told_before_the_close_without_one_stays_undecided() -> None:
    text = "Nvidia was down 16.97% on Monday."
    assert verdicts(text, AT_NOON) == {-0.1697: Verdict.NOT_DECIDABLE}


def test_a_whole_percentage_in_words_is_a_number_and_points_are_none() -> None:
    text = "Nvidia was down six percent on Tuesday."
    assert verdicts(text, "2025-01-07T18:00:00-05:00") == {-0.06: Verdict.SUPPORTED}
    assert verdicts("Nvidia's share rose three percentage points.", AT_NOON) == {}
