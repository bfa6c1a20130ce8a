"""The fact check as ClaimReview records, held against a schema of what readers of them require."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import validate
from report_case import case

from marketlink import report
from marketlink.records.claim import Verdict
from marketlink.report.review import reviews

TEXT = {"type": "string", "minLength": 1}
SCHEMA = {
    "type": "object",
    "required": ["@context", "@type", "claimReviewed", "reviewRating", "url", "author"],
    "properties": {
        "@context": {"const": "https://schema.org"},
        "@type": {"const": "ClaimReview"},
        "claimReviewed": TEXT,
        "url": TEXT,
        "author": {"type": "object", "required": ["@type", "name"]},
        "itemReviewed": {"type": "object", "required": ["@type", "author"]},
        "reviewRating": {
            "type": "object",
            "required": ["@type", "ratingValue", "bestRating", "worstRating", "alternateName"],
            "properties": {
                "ratingValue": {"type": "integer", "minimum": 1, "maximum": 5},
                "alternateName": TEXT,
            },
        },
    },
}
"""What schema.org's ClaimReview and its readers require."""


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_judged_statements_are_reviewed_and_unsettled_ones_are_not(lang: str) -> None:
    found = reviews(case(lang), lang)
    assert [one["reviewRating"]["ratingValue"] for one in found] == [5, 3]
    for one in found:
        validate(one, SCHEMA)


def test_a_contradiction_is_rated_lowest_and_lies_beside_the_page(tmp_path: Path) -> None:
    base = case("en")
    wrong = replace(base.claims[0], verdict=Verdict.CONTRADICTED)
    page = report.write(replace(base, claims=(wrong,)), tmp_path, "en")
    (one,) = json.loads((page.parent / "claims.json").read_text("utf-8"))
    validate(one, SCHEMA)
    assert one["reviewRating"]["ratingValue"] == 1
    assert one["reviewRating"]["alternateName"] == "contradicted"


@pytest.mark.parametrize(
    ("publisher", "author", "title", "kind", "name"),
    [
        ("Daily", "Jane Doe", "Chips fall", "Organization", "Daily"),
        (None, "Jane Doe", "Chips fall", "Person", "Jane Doe"),
        (None, None, "Chips fall", "Organization", "Chips fall"),
        (None, None, None, "Organization", "Untitled article"),
    ],
)
def test_a_reviewed_statement_names_its_author_and_its_article(
    publisher: str | None, author: str | None, title: str | None, kind: str, name: str
) -> None:
    base = case("en")
    article = replace(base.reading.article, publisher=publisher, author=author, title=title)
    told = replace(base, reading=replace(base.reading, article=article))
    item = reviews(told, "en")[0]["itemReviewed"]
    assert item["author"] == {"@type": kind, "name": name}
    assert item.get("appearance", {}).get("headline") == title
