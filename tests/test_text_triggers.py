"""What a rule needs is never more than what it matches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from marketlink.text import languages, pack
from marketlink.text.triggers import Triggers, necessary

pytestmark = pytest.mark.fast

CASES = Path(__file__).parent / "cases"
SECTIONS = ("companies", "clauses", "time", "claims")


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\b(?:fell|rose) \d+%", {"fell ", "rose "}),
        (r"shares? of §", {"share of ", "shares of "}),
        (r"\d+(?:\.\d+)?%", {"%"}),
        (r"\w+ (?=x)", None),
        (r"(?:fell|\d+)", None),
        (r"(?:fell)?", None),
        (r"(?:내렸|올랐)다", {"내렸다", "올랐다"}),
    ],
)
def test_the_necessary_words_of_a_pattern(pattern: str, words: set[str] | None) -> None:
    assert necessary(pattern, "§") == words


@pytest.mark.parametrize("language", languages())
def test_every_rule_that_matches_a_text_is_possible(language: str) -> None:
    texts = [
        json.loads(line)["text"]
        for name in ("linking.jsonl", "moments.jsonl", "ja.jsonl")
        for line in (CASES / name).read_text("utf-8").splitlines()[:150]
    ]
    for section in SECTIONS:
        rules = pack(language).rules(section)
        triggers = Triggers(rules, "§")
        own = [example.replace("[", "").replace("]", "") for rule in rules for example in rule.yes]
        for text in (*texts, *own):
            possible = triggers.possible(text.lower())
            matching = {at for at, rule in enumerate(rules) if rule.pattern.search(text)}
            assert matching <= possible, [rules[at].id for at in matching - possible]


def test_most_rules_need_words() -> None:
    for language in languages():
        rules = pack(language).rules("companies")
        told = [rule for rule in rules if necessary(rule.written, "§")]
        assert len(told) > 0.6 * len(rules)
