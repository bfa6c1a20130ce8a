"""What keeps a number that fits from bearing its statement out."""

from __future__ import annotations

import pytest
from claims_fixture import read

from marketlink.records.claim import Verdict

LATER = "2025-01-31T18:00:00-05:00"
SEOUL = "2025-01-31T17:30:00+09:00"

PLAIN = [
    ("Micron fell 11.71% on January 27.", LATER),
    ("Micron stock fell 11.71% on January 27.", LATER),
    ("Micron, led by a new chief, fell 11.71% on January 27.", LATER),
    ("Micron fell 11.71% on January 27, its worst day in months.", LATER),
    ("SK하이닉스는 31일 9.86% 내렸다.", SEOUL),
    ("SK하이닉스 주가는 31일 9.86% 내렸다.", SEOUL),
    ("삼성전자와 달리 SK하이닉스는 31일 9.86% 내렸다.", SEOUL),
    ("Micron fell 11.71% in a single session in January.", LATER),
    ("SK하이닉스는 이달 하루 만에 9.86% 내렸다.", SEOUL),
    ("삼성전자는 31일 5만2400원에 장을 마쳤다.", SEOUL),
]

OF_ELSE = [
    ("Micron put options fell 11.71% on January 27.", LATER),
    ("Micron's main supplier fell 11.71% on January 27.", LATER),
    ("A trust that holds Micron fell 11.71% on January 27.", LATER),
    ("Holders of Micron lost 11.71% on January 27.", LATER),
    ("Micron fell 11.71% in the first hour on January 27.", LATER),
    ("Micron fell 11.71% in the three days to January 27.", LATER),
    ("The chip sector fell 11.71% on January 27, dragged lower by Micron.", LATER),
    ("AMD, like Micron, fell 11.71% on January 27.", LATER),
    ("AMD, a Micron customer, fell 11.71% on January 27.", LATER),
    ("AMD fell 11.71% on January 27, hurt by Micron.", LATER),
    ("AMD and Micron fell 11.71% on January 27.", LATER),
    ("SK하이닉스 협력업체 주가는 31일 9.86% 내렸다.", SEOUL),
    ("SK하이닉스 회사채는 31일 9.86% 내렸다.", SEOUL),
    ("SK하이닉스는 31일까지 보름간 9.86% 내렸다.", SEOUL),
    ("삼성전자는 SK하이닉스처럼 31일 9.86% 내렸다.", SEOUL),
    ("SK하이닉스와 삼성전자는 31일 9.86% 내렸다.", SEOUL),
    ("Micron fell 11.71% in January.", LATER),
    ("SK하이닉스는 이달 9.86% 내렸다.", SEOUL),
    ("삼성전자는 31일 5만원에 장을 마쳤다.", SEOUL),
]


def sizes(text: str, published: str) -> list[tuple[str | None, Verdict | None]]:
    return [
        (claim.symbols[0], claim.verdict)
        for claim in read(text, published)[0]
        if claim.stated is not None
    ]


@pytest.mark.parametrize(("text", "published"), PLAIN)
def test_a_number_of_the_named_stock_is_borne_out(text, published) -> None:
    assert [verdict for _, verdict in sizes(text, published)] == [Verdict.SUPPORTED]


@pytest.mark.parametrize(("text", "published"), OF_ELSE)
def test_a_number_of_something_else_is_not_borne_out_by_the_stock(text, published) -> None:
    assert Verdict.SUPPORTED not in [verdict for _, verdict in sizes(text, published)]


def test_a_number_of_a_list_is_that_of_the_name_in_its_place() -> None:
    text = "Broadcom and Micron lost {} and {} on January 27."
    right = sizes(text.format("17.4%", "11.7%"), LATER)
    assert {verdict for _, verdict in right} == {Verdict.SUPPORTED}
    swapped = sizes(text.format("11.7%", "17.4%"), LATER)
    assert Verdict.SUPPORTED not in [verdict for _, verdict in swapped]


def test_a_company_that_is_only_named_beside_another_is_not_what_moved() -> None:
    text = "Broadcom, like Micron, fell 17.4% on January 27."
    assert sizes(text, LATER) == [("AVGO", Verdict.SUPPORTED)]


RUMOURED = [
    ("SK하이닉스가 31일 9.86% 내렸다는 루머가 돌았다.", SEOUL),
    ("SK하이닉스가 31일 9.86% 내렸다는 가짜 뉴스가 퍼졌다.", SEOUL),
    ("The story that Micron fell 11.71% on January 27 was a fabrication.", LATER),
    ("Micron fell 11.71% on January 27, a number the company disputed.", LATER),
    ("Micron was rumored to have fallen 11.71% on January 27.", LATER),
]


@pytest.mark.parametrize(("text", "published"), RUMOURED)
def test_a_rumour_or_what_is_taken_back_is_not_borne_out(text, published) -> None:
    assert Verdict.SUPPORTED not in [verdict for _, verdict in sizes(text, published)]
