"""Alternatives that begin with one letter are put together, and match what they matched."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketlink.text.pack import by_first_letter

pytestmark = pytest.mark.fast

WORDS = st.sampled_from(["fall", "fell", "f?all", "(?:fa|ro)", "rose", "r", "ro+", "f|r", "[fr]o"])


@given(st.lists(WORDS, min_size=1, unique=True), st.text(alphabet="faelros", max_size=8))
def test_the_first_word_that_matches_is_the_same(words: list[str], text: str) -> None:
    together = re.compile(f"(?:{by_first_letter(words)})")
    assert together.findall(text) == re.compile(f"(?:{'|'.join(words)})").findall(text)


def test_words_of_one_letter_share_it() -> None:
    assert by_first_letter(["fell", "rose", "fall"]) == "f(?:ell|all)|r(?:ose)"


@pytest.mark.parametrize("words", [["fell", "Fall"], ["fell", "f(a)ll"], ["fell", "fall|rose"]])
def test_words_that_may_begin_at_one_place_keep_theirs(words: list[str]) -> None:
    assert by_first_letter(words) == "|".join(words)
