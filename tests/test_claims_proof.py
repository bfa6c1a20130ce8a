"""The proof behind an accusation: no word that ties a number to its company is left over."""

from __future__ import annotations

import pytest
from claims_fixture import read

from marketlink.records.claim import Claim, Verdict
from marketlink.records.reason import ReasonCode

NEW_YORK, SEOUL = "2025-01-31T18:00:00-05:00", "2025-02-07T18:00:00+09:00"


def numbers(text: str, published: str) -> list[Claim]:
    return [claim for claim in read(text, published)[0] if claim.stated is not None]


LEFT_OVER = [
    ("Nvidia job postings fell 9.4% on January 27.", NEW_YORK, "job, postings"),
    ("Nvidia brand awareness fell 9.4% on January 27.", NEW_YORK, "brand, awareness"),
    ("Makers of tools for Nvidia fell 9.4% on January 27.", NEW_YORK, "Makers, tools"),
    ("Chip stocks, including Nvidia, fell 9.4% on January 27.", NEW_YORK, "including Nvidia"),
    ("SK하이닉스 노조는 31일 7.1% 내렸다.", SEOUL, "노조는"),
    ("SK하이닉스는 31일 지분을 7.1% 내렸다.", SEOUL, "지분을"),
]


@pytest.mark.parametrize(("text", "published", "words"), LEFT_OVER)
def test_the_words_that_are_left_over_are_the_reason(text, published, words) -> None:
    (claim,) = numbers(text, published)
    assert (claim.verdict, claim.reason.code) == (Verdict.UNCLEAR, ReasonCode.UNCLEAR_WORDS)
    assert claim.reason.fields["words"] == words
    assert words in claim.why


PLAIN = [
    ("Nvidia stock posted a 9.4% drop on January 27.", NEW_YORK),
    ("Weak demand left Nvidia 9.4% lower on January 27.", NEW_YORK),
    ("Nvidia, which unveiled a plan, fell 9.4% on January 27.", NEW_YORK),
    ("A 9.4% drop in Nvidia on January 27 led the sector.", NEW_YORK),
    ("Nvidia fell 9.4% on January 27 on news of a rival model.", NEW_YORK),
    ("Nvidia fell 9.4% on January 27 after regulators opened an inquiry.", NEW_YORK),
    ("31일 증설 소식에 SK하이닉스는 7.1% 내렸다.", SEOUL),
    ("실적을 발표한 SK하이닉스 주가는 31일 7.1% 내렸다.", SEOUL),
]


@pytest.mark.parametrize(("text", "published"), PLAIN)
def test_words_that_change_nothing_leave_the_number_judged(text, published) -> None:
    assert [claim.verdict for claim in numbers(text, published)] == [Verdict.CONTRADICTED]
