"""What of a sentence a verdict is of: all of it only where all of its numbers were judged."""

from __future__ import annotations

import pytest

from marketlink.claims.judged import judged_part
from marketlink.reading import read
from marketlink.records.claim import Verdict
from marketlink.verify import ExcerptReader, checked_reading

MONDAY, LATER, SEOUL = "2025-01-27T17:30-05:00", "2025-02-27T17:00-05:00", "2025-02-06T16:00+09:00"
CASES = [
    ("Nvidia fell 17% on Monday.", MONDAY, [""]),
    ("The Nasdaq Composite ended 3.1% lower, while the S&P 500 fell 1.5%.", MONDAY, ["", ""]),
    ("Broadcom lost 7.1% and TSMC gave up 2%.", LATER, ["Broadcom lost 7.1% …"]),
    (
        "Shares of Nvidia are down about 10% this year, and have fallen below $120 for the first"
        " time since early February.",
        LATER,
        ["… Nvidia are down about 10% …"],
    ),
    ("Micron shares sink most since 2020.", "2024-12-19T17:00-05:00", ["Micron shares sink …"]),
    ("Nvidia fell 17% on Monday, its worst day since 2020.", MONDAY, ["Nvidia fell 17% …"]),
    ("Nvidia fell 17% on Monday because investors feared it.", MONDAY, ["Nvidia fell 17% …"]),
    ("Nvidia fell below its 50-day line of $137 on Monday.", MONDAY, ["Nvidia fell …"]),
    ("Nvidia and Tesla fell 17% on Monday.", MONDAY, ["Nvidia … fell 17% …"]),
    ("Tesla and Nvidia fell 17% on Monday.", MONDAY, ["… Nvidia fell 17% …"]),
    ("6일 SK하이닉스와 현대차가 나란히 2.4% 상승했다.", SEOUL, ["… SK하이닉스 … 2.4% 상승했다"]),
    (
        "지난주 금요일 인텔이 26% 폭락했고 엔비디아는 1.8% 내렸다.",
        "2024-08-05T15:58+09:00",
        ["… 엔비디아는 1.8% 내렸다"],
    ),
]


@pytest.mark.parametrize(("text", "published", "parts"), CASES)
def test_a_verdict_is_of_the_words_that_were_judged(text: str, published: str, parts: list) -> None:
    claims = checked_reading(read(text, published), ExcerptReader()).claims
    right = [claim for claim in claims if claim.verdict is Verdict.SUPPORTED]
    assert [judged_part(claim, claims) for claim in right] == parts
