"""Whole Korean articles of many genres: companies, day 0 of each and claims.

Labelled before they were read by any rule; a floor may only be lowered in a commit that says why.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cases.score import digest
from test_cases_articles import Case, scored

from marketlink.checking import ExcerptPrices, checked
from marketlink.reading import read
from marketlink.records.article import Reading

DIGEST = "ae56582e847608cde7f2446608a542c6eb07c0a92322f74f3cc3c93731cfb76a"
CASES = Path(__file__).parent / "cases" / "articles_korean.jsonl"
FLOORS = {"subjects": 0.97, "day0": 0.99, "claims": 0.98}


@pytest.fixture(scope="module")
def readings() -> list[tuple[Case, Reading]]:
    prices = ExcerptPrices()
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    return [(case, checked(read(case["text"], case["published"]), prices)) for case in cases]


def test_the_articles_are_the_ones_the_floors_were_measured_on() -> None:
    assert digest("articles_korean") == DIGEST


def test_whole_articles_keep_the_floors(readings: list[tuple[Case, Reading]]) -> None:
    shares, wrong = scored(readings)
    print(shares, *wrong, sep="\n")
    assert {what: share for what, share in shares.items() if share < FLOORS[what]} == {}


def test_a_right_statement_is_never_contradicted(readings: list[tuple[Case, Reading]]) -> None:
    for case, reading in readings:
        labelled = {
            (claim["kind"], claim["stated"])
            for claim in case["claims"]
            if claim["verdict"] == "contradicted"
        }
        found = {(c.kind, c.stated) for c in reading.claims if c.verdict == "contradicted"}
        assert found <= labelled, case["id"]
