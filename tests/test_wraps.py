# ruff: noqa: E501 (a sentence stays in one piece)
"""Texts whose lines were wrapped at a column are read as the paragraphs they were."""

from __future__ import annotations

import textwrap

import pytest

from marketlink.articles.wraps import unwrapped
from marketlink.reading import read
from marketlink.verify import ExcerptReader, checked_reading

pytestmark = pytest.mark.fast

ENGLISH = (
    "NEW YORK (Reuters) - Wall Street ended sharply lower on Monday as a Chinese start-up's model"
    " raised doubts about the spending of the largest technology companies. Shares of Nvidia Corp"
    " fell 16.97% to $118.42, and Micron Technology Inc dropped 11.71%. The drop was the largest"
    " of a day in the history of the market, analysts said, and left investors looking for news."
)
KOREAN = (
    "중국 스타트업의 새 인공지능 모형이 대형 기술 기업의 투자가 지나치다는 의심을 낳으면서 27일 뉴욕"
    " 증시에서 반도체주가 크게 내렸다. 엔비디아는 전 거래일보다 16.97% 내린 118.42달러에 거래를 마쳤고"
    " 마이크론도 11.71% 떨어졌다. 하루에 사라진 시가총액으로는 사상 최대라고 현지 매체들이 전했다."
)


@pytest.mark.parametrize(("text", "column"), [(ENGLISH, 64), (KOREAN, 40)])
def test_a_wrapped_paragraph_is_one_line_again(text: str, column: int) -> None:
    wrapped = textwrap.fill(text, column, break_on_hyphens=False)
    found = unwrapped(wrapped)
    assert found.replace("\n", " ") == text and wrapped.count("\n") > 3
    assert all(line.endswith(".") for line in found.split("\n"))


def test_titles_points_and_paragraphs_stay_apart() -> None:
    body = textwrap.fill(ENGLISH, 64, break_on_hyphens=False)
    head = "Chip stocks fall as a start-up raises doubts of spending"
    text = f"{head}\n{body}\n* Nvidia down 17%\n\n{body}"
    title, first, point, blank, second = unwrapped(text).split("\n")
    assert (first, second, blank) == (ENGLISH, ENGLISH, "")
    assert title == head and point == "* Nvidia down 17%"


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia fell 17% on Monday.\nMicron fell 12%.\nBroadcom fell 17%.",
        "Movers\nNVDA\n-16.97%\nMU\n-11.71%\nAVGO\n-17.40%",
        "Chip Stocks Fall on Doubts of Spending\nNvidia Leads the Losses of a Record Day\n"
        "Micron and Broadcom Follow at Some Distance",
        ENGLISH,
    ],
)
def test_lines_that_are_lines_stay_as_they_are(text: str) -> None:
    assert unwrapped(text) == text


def test_a_wrapped_article_is_checked_as_one_on_long_lines() -> None:
    def verdicts(text: str) -> list[tuple[str, str]]:
        found = checked_reading(read(text, "2025-01-27T18:00:00-05:00"), ExcerptReader())
        return [(claim.formula, str(claim.verdict)) for claim in found.claims]

    wrapped = textwrap.fill(ENGLISH, 72, break_on_hyphens=False)
    assert verdicts(wrapped) == verdicts(ENGLISH)
    assert ("R(t) = -16.97 %", "supported") in verdicts(wrapped)
