"""Every kind of claim: its example is read and judged as it says, and each language names it."""

from __future__ import annotations

import pickle
import pkgutil
import re
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from shutil import copytree, ignore_patterns
from subprocess import run

import pytest
from claims_fixture import read

from marketlink import claims
from marketlink.claims import cues
from marketlink.records.claim_kind import ClaimKind
from marketlink.text import languages, pack
from marketlink.text.cues import CueFile

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


def test_every_kind_of_row_that_claims_ask_for_is_there() -> None:
    sections = {name: one for name, one in vars(cues).items() if isinstance(one, CueFile)}
    asked = re.compile(rf"\b({'|'.join(sections)})\.([a-z_0-9]+)\b")
    text = "".join(path.read_text("utf-8") for path in Path(claims.__path__[0]).glob("*.py"))
    kinds = {(name.lower(), kind) for name, kind in asked.findall(text)}
    packs = [pack(language) for language in languages()]
    assert len(kinds) > 150
    assert [one for one in kinds if not any(each.rules(*one) for each in packs)] == []


def test_the_docs_have_a_row_for_each_kind() -> None:
    text = (ROOT / "docs" / "claims.md").read_text("utf-8")
    assert all(f"\n| {kind} | " in text for kind in KINDS)
    assert {"size", "level", "direction", "persistence", "extreme", "comparison"} <= set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_claim_is_the_same_after_a_trip_to_another_process(kind: ClaimKind) -> None:
    for claim in read(*kind.example[:2])[0]:
        back = pickle.loads(pickle.dumps(claim))
        assert back == claim and back.kind.check is claim.kind.check


def test_a_new_kind_is_one_module_and_its_name_in_a_list(tmp_path: Path) -> None:
    """The recipe of docs/languages.md, done on a copy of the package."""
    page = (ROOT / "docs" / "languages.md").read_text("utf-8")
    recipe = page[page.index("## A kind of claim") :]
    for folder in ("marketlink", "data"):
        copytree(ROOT / folder, tmp_path / folder, ignore=ignore_patterns("__pycache__"))
    for language, file in (
        ("python", "marketlink/claims/trading_range.py"),
        ("toml", "data/lang/en/trading_range.toml"),
    ):
        block = re.search(rf"^```{language}\n(.*?)^```", recipe, re.M | re.S)
        assert block and file in recipe
        (tmp_path / file).write_text(block[1], "utf-8")
    classify = tmp_path / "marketlink" / "claims" / "classify.py"
    text = classify.read_text("utf-8").replace("FINDERS = (", "FINDERS = (trading_ranges, ")
    new = "from marketlink.claims.trading_range import trading_ranges\n"
    classify.write_text(text.replace("from marketlink.moments", new + "from marketlink.moments", 1))
    asked = [sys.executable, "-c", ASKED]
    answer = run(asked, check=False, cwd=tmp_path, capture_output=True, text=True)
    assert answer.stdout.splitlines() == [
        "range H(t) - L(t) = 11.7 supported",
        "range H(t) - L(t) = 21.7 contradicted",
    ], answer.stderr


ASKED = """
from marketlink import reading
from marketlink.claims.trading_range import RANGE
from marketlink.verify import ExcerptReader, checked_reading
text, published, _ = RANGE.example
for one in text, text.replace("11", "21"):
    for claim in checked_reading(reading.read(one, published), ExcerptReader()).claims:
        print(claim.kind, claim.formula, claim.verdict)
"""
