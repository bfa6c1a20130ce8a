"""What must hold for any text at all."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from marketlink.companies import link_text

KOREAN = "엔비디아|삼성 전자|가| 주가|기아|대상|SK\u200b하이닉스|그룹|ᄒ|하|005930|키움증권 연구원"
LATIN = "Apple|$NVDA|(000660)|NASDAQ: MU|, |\n|'s|(A)|Target|\u202e|Ｍｉｃｒｏｎ|İ|𝐀|FB"
PIECES = st.sampled_from([*KOREAN.split("|"), *LATIN.split("|")])
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=25).map("".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_a_span_is_always_in_the_text_and_reading_is_deterministic(text: str) -> None:
    found = link_text(text)
    for mention in found.mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert 0 <= mention.relevance <= 100
        assert 0 <= mention.confidence <= 1
    assert found == link_text(text)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_every_subject_has_a_mention_that_is_one(text: str) -> None:
    found = link_text(text)
    named = {mention.symbol for mention in found.mentions if mention.role == "subject"}
    assert set(found.subjects) == named
