"""Word classes of Korean words as one more vote."""

from __future__ import annotations

import pytest

from marketlink.companies.wordclass import word_class
from marketlink.reading import read

DOUBTFUL = "이날 선진 관계자는 사료 공장 투자를 늘리겠다고 설명했다."


def subjects(tag: str | None) -> tuple[str, ...]:
    tagger = None if tag is None else (lambda text, start, end: tag)
    return read(DOUBTFUL, "2025-02-06", tagger=tagger).subjects


def test_a_proper_noun_is_the_vote_that_lacked() -> None:
    assert subjects(None) == ()
    assert subjects("NNG") == ()
    assert subjects("NNP") == ("136490.KS",)


def test_kiwi_tells_the_noun_from_the_name() -> None:
    pytest.importorskip("kiwipiepy", reason="the ko extra is not installed")
    tag = word_class()
    assert tag("조사 대상은 성인이다", 3, 5) == "NNG"
    assert tag("조사 대상은 성인이다", 3, 4) == ""
