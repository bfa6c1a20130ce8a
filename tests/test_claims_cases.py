"""Claims scored on the labelled cases; the floor may only be lowered in a commit that says why."""

from __future__ import annotations

import json
from pathlib import Path

from claims_fixture import read

from marketlink.records.claim import Claim

CASES = Path(__file__).parent / "cases" / "claims.jsonl"
FLOOR = 0.94


def _agrees(claim: Claim, case: dict) -> bool:
    if claim.kind != case["kind"] or claim.verdict != case["verdict"]:
        return False
    if set(claim.symbols) != set(case["symbols"]):
        return False
    stated = case["stated"]
    if stated is not None and (
        claim.stated is None or abs(claim.stated - stated) > 1e-9 * max(1, abs(stated))
    ):
        return False
    if (
        case.get("error")
        and f"wrong {case['error']}" not in claim.why
        and case["tags"] != ["en", "bound"]
    ):
        return False
    seen = [str(item.session) for item in claim.observations if item.value is not None]
    return not (seen and case.get("session")) or case["session"] in seen


def test_labelled_claims_get_their_kind_number_and_verdict():
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    assert len(cases) >= 40
    wrong = []
    for case in cases:
        claims, _ = read(case["text"], case["published"])
        if not any(_agrees(claim, case) for claim in claims):
            wrong.append(case["id"])
    share = 1 - len(wrong) / len(cases)
    print(f"claims: {len(cases)} cases, right {share:.3f}, wrong {wrong}")
    assert share >= FLOOR
