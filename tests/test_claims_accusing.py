"""What accuses nobody: a move that is not said to have been, or not of the company's price."""

from __future__ import annotations

import pytest
from claims_fixture import read

from marketlink import reading
from marketlink.records.claim import Verdict
from marketlink.records.reason import ReasonCode
from marketlink.verify import ExcerptReader, checked_reading

NEW_YORK = "2025-01-31T18:00:00-05:00"
SEOUL = "2025-02-07T18:00:00+09:00"


def verdicts(text: str, published: str) -> set[Verdict | None]:
    return {claim.verdict for claim in read(text, published)[0]}


NOT_REACHED = [
    ("SK하이닉스는 5일 20만원 벽을 넘는 데 실패했다.", SEOUL),
    ("SK하이닉스는 5일 20만원을 넘으려다 밀려났다.", SEOUL),
    ("SK하이닉스는 7일 20만원 붕괴를 간신히 비켜 갔다.", SEOUL),
    ("삼성전자는 3일 하마터면 5만원을 내줄 뻔했다.", SEOUL),
    ("삼성전자는 3일 5만원 붕괴 공포에 떨었다.", SEOUL),
    ("SK하이닉스는 31일 반등을 노렸지만 힘이 부쳤다.", SEOUL),
    ("SK하이닉스는 31일 상승분을 고스란히 반납했다.", SEOUL),
    ("Nvidia failed to rise on January 27.", NEW_YORK),
    ("Nvidia was unable to climb on January 27.", NEW_YORK),
    ("Apple averted a further drop on January 27.", NEW_YORK),
    ("Fears of an Apple fall on January 27 proved overdone.", NEW_YORK),
    ("Nvidia tried to rebound on January 29.", NEW_YORK),
    ("Nvidia only just missed a third straight gain on January 29.", NEW_YORK),
]


@pytest.mark.parametrize(("text", "published"), NOT_REACHED)
def test_what_was_only_tried_feared_missed_or_undone_is_not_told_of_the_day(
    text: str, published: str
) -> None:
    assert not verdicts(text, published) & {Verdict.CONTRADICTED, Verdict.SUPPORTED}


@pytest.mark.parametrize(
    "text",
    [
        "エヌビディアは27日、上昇を試みた。",
        "エヌビディアは29日、続伸を逃した。",
        "アップルは28日、下落を辛うじて回避した。",
    ],
)
def test_a_japanese_move_that_was_not_reached_is_unclear(text: str) -> None:
    found = checked_reading(reading.read(text, "2025-01-30T18:00:00+09:00"), ExcerptReader())
    assert [claim.reason.code for claim in found.claims] == [ReasonCode.DENIED]


@pytest.mark.parametrize(
    "text",
    [
        "SK하이닉스는 31일 추가 하락 우려에도 7% 올랐다.",
        "SK하이닉스는 31일 반등을 시도했지만 7% 올라 마감했다.",
        "SK하이닉스는 31일 22만원 돌파에 성공했다.",
    ],
)
def test_another_move_that_was_not_reached_leaves_the_one_that_was_judged(text: str) -> None:
    assert Verdict.CONTRADICTED in verdicts(text, SEOUL)
