"""Moments scored on the labelled cases; the floor may only be lowered in a commit that says why."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from marketlink.moments import read
from marketlink.records.article import Published

CASES = Path(__file__).parent / "cases" / "moments.jsonl"
FLOOR = 0.97


def _language(text: str) -> str:
    letters = [sign for sign in text if sign.isalpha()]
    return "ko" if sum("가" <= sign <= "힣" for sign in letters) * 5 > len(letters) else "en"


def _when(value: object) -> object:
    text = value if isinstance(value, str) else value.isoformat()
    return datetime.fromisoformat(text) if "T" in text else text


def _read(case: dict) -> list[tuple]:
    published = Published(
        value=datetime.fromisoformat(case["published"]), grade="given", zone=case["published"][-6:]
    )
    moments = read(case["text"], None, published, _language(case["text"])).moments
    return [
        (_when(m.start), _when(m.end), m.zone, m.repaired, {k: str(v) for k, v in m.reactions})
        for m in moments
    ]


def _expected(case: dict) -> list[tuple]:
    return [
        (_when(m["start"]), _when(m["end"]), m["zone"], m.get("repaired"), m["reactions"])
        for m in case["moments"]
    ]


def test_labelled_moments_are_found_with_their_reaction_sessions():
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    assert len(cases) >= 80
    wrong = [c["id"] for c in cases if sorted(map(str, _read(c))) != sorted(map(str, _expected(c)))]
    share = 1 - len(wrong) / len(cases)
    print(f"moments: {len(cases)} cases, exact {share:.3f}, wrong {wrong}")
    assert share >= FLOOR


def test_texts_with_nothing_to_find_stay_empty():
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    empty = [case for case in cases if not case["moments"]]
    assert len(empty) >= 20
    assert [case["id"] for case in empty if _read(case)] == []
