# ruff: noqa: E501 (a sentence stays in one piece)
"""True English sentences with spans of sessions, days recalled, parts of a whole and nouns of moves."""

from __future__ import annotations

import pytest

from marketlink.reading import read
from marketlink.verify import ExcerptReader, checked_reading

TRUE = [
    ("In five sessions, SK hynix has risen 13.8%.", "2025-01-22T17:00+09:00"),
    ("Broadcom rose 1.7% on Tuesday; it is down 4.5% over six days.", "2024-07-23T18:05-04:00"),
    ("SK hynix added 1.60% on Friday, with trading volume up 17% from a day earlier.", "2024-09-27T17:00+09:00"),
    ("TSMC's ADRs eased 0.6% on Friday. Its weekly gain was 9.9%.", "2024-12-06T18:05-05:00"),
    ("The Nasdaq climbed 0.8% on Friday, ending a week in which it rose 3.34%.", "2024-12-06T18:05-05:00"),
    ("SK hynix climbed 3.7% on Tuesday. On Feb. 16, it dropped 1.3%. Samsung Electronics closed at 81,300 won.", "2024-05-07T17:00+09:00"),
    ("Nvidia, a holding in 11% of chip funds, picked up 0.64% on Tuesday.", "2024-05-21T18:05-04:00"),
    ("Monday's 0.9% advance in Micron was followed by a 0.9% fall on Tuesday.", "2024-07-23T18:05-04:00"),
    ("Micron (up 3.77%) outperformed TSMC's ADRs (up 2.1%) on Thursday.", "2025-01-02T18:05-05:00"),
    ("AMD shed 5.44% on Friday. It was the worst day for Micron since February, with the shares shedding 4.6%.", "2024-04-19T18:05-04:00"),
    ("NEW YORK, April 25 - Wednesday's 0.34% slump in TSMC's ADRs was followed by a 2.71% rise on Thursday.", "2024-04-25T18:05-04:00"),
    ("Broadcom slid 0.9% on Friday. On Oct. 2, it increased 1.9%. The S&P 500 advanced 0.4% for a weekly gain of 0.9%.", "2024-10-18T18:05-04:00"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published"), TRUE)
def test_a_true_sentence_is_supported(text, published) -> None:
    found = checked_reading(read(text, published), ExcerptReader()).claims
    assert found
    assert {c.verdict for c in found} == {"supported"}


def test_a_wrong_number_of_such_a_span_is_unclear() -> None:
    text = "In five sessions, SK hynix has risen 17.8%."
    found = checked_reading(read(text, "2025-01-22T17:00+09:00"), ExcerptReader()).claims
    assert [c.verdict for c in found] == ["unclear"]


MORE = [
    ("The S&P 500 closed up 0.74% on Thursday. It is up 25.2% since the start of the year.\n\nLast week, Nvidia lost 4.3%.", "2024-11-07T18:05-05:00"),
    ("AMD, which gained 0.9% a day earlier, sank 3.87% Thursday.", "2024-08-23T06:30+09:00"),
    ("In December, Micron gained 12.1%. AMD lost 1.0%, taking its weekly gain to 5.8%.", "2024-01-12T18:05-05:00"),
    ("The S&P 500 has gained 1.8% since the start of the month. On Thursday, Micron added 2.4%.", "2024-05-03T18:05-04:00"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published"), MORE)
def test_a_span_is_of_its_own_sentence(text, published) -> None:
    found = checked_reading(read(text, published), ExcerptReader()).claims
    assert [c.text for c in found if c.verdict == "contradicted"] == []


def test_the_best_performance_is_one_of_returns() -> None:
    text = "The Kospi closed up 2.16% on Monday, its best performance since September."
    found = checked_reading(read(text, "2024-11-18T17:00+09:00"), ExcerptReader()).claims
    assert [c.verdict for c in found if c.verdict == "contradicted"] == []
    assert next(c.measure.field for c in found if c.kind == "extreme") == "return"


def test_hours_are_not_of_a_day_long_ago() -> None:
    text = "Nvidia rose 2.15% on Nov. 29. On Sept. 18, it lost 1.9%. AMD gained 0.7% in regular trading and fell another 2.6% after hours."
    found = checked_reading(read(text, "2024-11-29T18:05-05:00"), ExcerptReader()).claims
    assert [c.text for c in found if c.verdict == "contradicted"] == []


def test_a_move_is_not_of_the_week_whose_gain_it_undid() -> None:
    text = "AMD slid on Friday. Shares of AMD shed 5.44%, wiping out its gain from last week."
    [claim] = [
        c
        for c in checked_reading(read(text, "2024-04-19T18:05-04:00"), ExcerptReader()).claims
        if "5.44" in c.formula
    ]
    assert claim.verdict == "supported"
