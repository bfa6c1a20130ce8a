"""A statement about several companies, of which some have no prices: each is judged for itself."""

from __future__ import annotations

import pytest

from marketlink.findings.statements import statements_of
from marketlink.findings.words import words
from marketlink.reading import read
from marketlink.records.claim import Claim, Verdict
from marketlink.verify import ExcerptReader, checked_reading

MONDAY, SEOUL = "2025-01-27T17:30:00-05:00", "2025-02-06T16:00:00+09:00"
RIGHT, WRONG, UNTOLD = Verdict.SUPPORTED, Verdict.CONTRADICTED, Verdict.NOT_DECIDABLE

CASES = [
    ("Nvidia and Tesla fell 17% on Monday.", MONDAY, [("NVDA", RIGHT), ("TSLA", UNTOLD)]),
    ("Nvidia and Tesla fell 12% on Monday.", MONDAY, [("NVDA", WRONG), ("TSLA", UNTOLD)]),
    ("Tesla and Nvidia fell on Monday.", MONDAY, [("NVDA", RIGHT), ("TSLA", UNTOLD)]),
    (
        "Nvidia, Tesla, Apple and Amazon each fell 17% on Monday.",
        MONDAY,
        [("NVDA", RIGHT), ("TSLA AAPL AMZN", UNTOLD)],
    ),
    (
        "6일 SK하이닉스와 현대차가 나란히 2.4% 상승했다.",
        SEOUL,
        [("000660.KS", RIGHT), ("005380.KS", UNTOLD)],
    ),
    ("Nvidia, Micron and Broadcom fell on Monday.", MONDAY, [("NVDA MU AVGO", RIGHT)]),
    ("Nvidia fell more than Tesla on Monday.", MONDAY, [("NVDA TSLA", UNTOLD)]),
    ("Nvidia and Tesla were hit on Monday. Both fell 17%.", MONDAY, [("NVDA", RIGHT)]),
]


def claims_of(text: str, published: str) -> tuple[Claim, ...]:
    return checked_reading(read(text, published), ExcerptReader()).claims


@pytest.mark.parametrize(("text", "published", "told"), CASES)
def test_each_company_is_judged_by_its_own_prices(text: str, published: str, told: list) -> None:
    claims = claims_of(text, published)
    assert [(" ".join(claim.symbols), claim.verdict) for claim in claims] == told
    for claim in claims:
        assert {item.symbol for item in claim.observations} <= set(claim.symbols)


def test_the_sentence_names_only_those_that_prices_bear_out() -> None:
    found = statements_of(claims_of("Nvidia and Tesla fell 17% on Monday.", MONDAY))
    named = words("en").naming({"NVDA": "NVIDIA", "TSLA": "Tesla"})
    assert [item.say(named) for item in found] == [
        "The article is right that NVIDIA fell by 17%.",
        "Nothing that is held can check that Tesla fell by 17%.",
    ]
