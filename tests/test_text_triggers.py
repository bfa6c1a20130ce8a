"""What a rule needs is never more than what it matches."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketlink.claims import cues
from marketlink.resources import data_path
from marketlink.text import Pack, languages, pack
from marketlink.text.cues import bit_of, possible, possible_masked
from marketlink.text.pattern import fold, necessary
from marketlink.text.triggers import Triggers, mask

pytestmark = pytest.mark.fast

CASES = Path(__file__).parent / "cases"


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
        (r"[Ff]ell(?! back)", {"fell"}),
        (r"(?-i:CUT)s?\.", {"cut.", "cuts."}),
        (r"a{2}b", None),
        (r"(?P<q>[\"*])fell(?P=q)", {'"fell', "*fell"}),
        (r"\u0041pple [^a-z]", {"apple "}),
        (r"{dash}{day_number}", None),
        (r"\bQ[1-4]\b", {"q1", "q2", "q3", "q4"}),
        (r"[a-z]%\w", {"%"}),
        (r"(?<=% and )\d+(?=, respectively)", {", respectively"}),
        ("(?:had(?= \ue000)|if)", {"had", "if"}),
    ],
)
def test_the_necessary_words_of_a_pattern(pattern: str, words: set[str] | None) -> None:
    assert necessary(pattern, pack("en"), "§") == words


@pytest.mark.parametrize("language", languages())
def test_every_rule_that_matches_a_text_is_possible(language: str) -> None:
    texts = [
        json.loads(line)["text"]
        for name in ("linking.jsonl", "moments.jsonl", "ja.jsonl")
        for line in (CASES / name).read_text("utf-8").splitlines()[:150]
    ]
    for path in sorted(data_path("lang", language).glob("*.toml")):
        section = path.stem
        rules = pack(language).rules(section)
        triggers = Triggers(rules, "§")
        own = [example.replace("[", "").replace("]", "") for rule in rules for example in rule.yes]
        for text in (*texts, *own):
            possible = triggers.possible(text)
            matching = {at for at, rule in enumerate(rules) if rule.pattern.search(text)}
            assert not mask(matching) & ~possible, [rules[at].id for at in matching]


def test_most_rules_need_words() -> None:
    for language in languages():
        rules = pack(language).rules("companies")
        told = [rule for rule in rules if necessary(rule.source, rule.pack, "§")]
        assert len(told) > 0.6 * len(rules)


@given(text=st.text(alphabet="ſKİıfelKk sS일", max_size=12))
def test_letters_that_match_alike_are_folded_alike(text: str) -> None:
    made = Pack("xx", Path(), None)
    for source in ("fell", "k일", "is", "Kiss"):
        if re.search(source, text, re.IGNORECASE):
            words = necessary(source, made)
            assert words and any(word in fold(text) for word in words)


@pytest.mark.parametrize("pattern", ["(fell", "fell)", "(?:a|b"])
def test_a_pattern_that_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="bracket"):
        necessary(pattern, pack("en"))


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_a_rule_about_crossed_out_names_may_match_though_the_text_has_letters(language: str):
    """What stands for a name or a time is in no text as it is written, only in the masked one."""
    assert cues.CLAIMS is not None  # its file is one that rules are sought of
    examples = [
        (rule, text.replace("[", "").replace("]", ""))
        for rule in pack(language).rules("claims")
        for text in rule.yes
    ]
    matched = [(rule, text) for rule, text in examples if rule.search(text)]
    assert any("\ue000" in text for _, text in matched)
    for rule, masked in matched:
        written = re.sub("[\ue000-\ue002]", "Q", masked)
        able = possible_masked(language, possible(language, written))
        assert able & bit_of(rule), (rule.id, masked)
