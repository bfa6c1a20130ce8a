"""What rows of the language packs do to a sentence, where no other labelled text meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from marketlink.reading import read

pytestmark = pytest.mark.fast

FILE = Path(__file__).parent / "cases" / "rows.jsonl"
CASES = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def told(claim, moments) -> str:
    """A claim on one line, in the form of the labels."""
    measure, window = claim.measure, claim.measure.window
    over = " ".join(str(part) for part in (window.span, window.count, window.unit) if part)
    day = "" if claim.moment is None else moments[claim.moment].text
    line = f"{claim.kind} {' '.join(claim.symbols)}: {claim.formula}"
    return f"{line} | {measure.field} {over} {measure.bound} | {day}".strip()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_sentence_reads_as_labelled(case):
    found = read(case["text"], published=case["published"])
    assert {one.text: one.symbol or one.kind for one in found.mentions} == case["names"]
    assert [told(one, found.moments) for one in found.claims] == case["claims"]
