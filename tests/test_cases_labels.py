"""Labels that stand apart from the reader: of press texts, of judged accusations, of Japanese."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import pytest
from cases.score import cases

EXCERPT = Path(__file__).resolve().parents[1] / "data" / "excerpt" / "prices.csv"
TRUTHS = (True, False, "cannot be told")


@pytest.mark.parametrize("name", ["press_ko", "press_en", "press_en2", "press_fresh"])
def test_a_press_label_holds_no_text_and_whole_claims(name: str) -> None:
    rows = cases(name)
    assert len(rows) >= 50
    assert len({row["digest"] for row in rows}) == len(rows)
    for row in rows:
        assert set(row) == {
            "id", "digest", "url", "published", "companies", "elsewhere", "lead", "day0", "claims",
        }  # fmt: skip
        assert len(row["digest"]) == 64
        assert datetime.fromisoformat(row["published"]).tzinfo
        for claim in row["claims"]:
            assert claim["measure"] in ("return", "level", "change")
            assert float(claim["value"]) or claim["about"]
            assert claim["truth"] in TRUTHS
            assert claim["truth"] == TRUTHS[2] or claim["basis"] == "close"


def test_every_judgement_gives_its_reason() -> None:
    for row in cases("press_judged"):
        assert row["judgement"] in ("right", "wrong", "data")
        assert row["why"]
    assert len(cases("linked_judged")) >= 400


@pytest.fixture(scope="module")
def closes() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    with EXCERPT.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["symbol"], {})[row["date"]] = float(row["close"])
    return found


def test_the_numbers_of_japanese_cases_are_those_of_the_excerpt(closes) -> None:
    rows = cases("ja")
    assert len(rows) >= 150
    for row in rows:
        for claim in row["claims"]:
            series, day = closes[claim["symbols"][0]], claim["session"]
            before = list(series).index(day) - 1
            seen = series[day]
            if claim["kind"] == "size":
                seen = seen / list(series.values())[before] - 1
            near = 0.006 if claim["kind"] == "size" else 0.01
            right = abs(seen - claim["stated"]) <= near
            assert right == (claim["verdict"] == "supported"), row["id"]
        for moment in row["moments"]:
            assert moment["text"] in row["text"]
            assert date.fromisoformat(moment["start"]) <= date.fromisoformat(moment["end"])
