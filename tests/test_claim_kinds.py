"""Every kind of claim: its example is read and judged as it says, and each language names it."""

from __future__ import annotations

import pickle
import pkgutil
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from claims_fixture import read

from marketlink import claims
from marketlink.records.claim_kind import ClaimKind

ROOT = Path(__file__).parents[1]
MODULES = [
    import_module(f"marketlink.claims.{one.name}") for one in pkgutil.iter_modules(claims.__path__)
]
KINDS = list({id(one): one for module in MODULES for one in vars(module).values()
              if isinstance(one, ClaimKind)}.values())  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_a_kind_is_found_and_judged(kind: ClaimKind) -> None:
    text, published, verdict = kind.example
    found = [claim for claim in read(text, published)[0] if claim.kind is kind]
    assert [claim.verdict for claim in found] == [verdict]
    assert bool(found[0].formula) == (kind.check is not None)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_language_names_each_kind_its_needs_and_its_statement(language: str) -> None:
    file = ROOT / "marketlink" / "findings" / "messages" / f"{language}.toml"
    messages = tomllib.loads(file.read_text("utf-8"))
    for kind in KINDS:
        claims_of_kind = (one for one in read(*kind.example[:2])[0] if one.kind is kind)
        assert kind.statement_of(next(claims_of_kind)) in messages["statement"]
        assert kind in messages["claim_kind"]
        assert language == "en" or set(kind.needs) <= set(messages["needs"])


def test_the_docs_have_a_row_for_each_kind() -> None:
    text = (ROOT / "docs" / "claims.md").read_text("utf-8")
    assert all(f"\n| {kind} | " in text for kind in KINDS)
    assert {"size", "level", "direction", "persistence", "extreme", "comparison"} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_claim_is_the_same_after_a_trip_to_another_process(kind: ClaimKind) -> None:
    for claim in read(*kind.example[:2])[0]:
        back = pickle.loads(pickle.dumps(claim))
        assert back == claim and back.kind.check is claim.kind.check
