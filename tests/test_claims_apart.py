"""Words right at a number that make it of something else: then a fit bears nothing out."""

from __future__ import annotations

import pytest
from claims_fixture import read

from marketlink.records.claim import Verdict

LATER = "2025-01-31T18:00:00-05:00"
SEOUL = "2025-01-31T17:30:00+09:00"

APART = [
    ("Micron fell 11.71% in early trading on January 27.", LATER),
    ("Micron had fallen 11.71% by noon on January 27.", LATER),
    ("Micron was 11.71% lower with an hour to go on January 27.", LATER),
    ("Micron opened at $91.54 on January 27.", LATER),
    ("A year ago on January 27, Micron fell 11.71%.", LATER),
    ("Last time he won, Micron fell 11.71% on January 27.", LATER),
    ("In Frankfurt, Micron fell 11.71% on January 27.", LATER),
    ("Micron closed January 27 11.71% below the consensus target.", LATER),
    ("Micron fell 11.71% more than General Motors on January 27.", LATER),
    ("Micron fell on January 27 on its 11.71% margin.", LATER),
    ("Micron fell on January 27 with an 11.71% dividend yield.", LATER),
    ("Micron fell after output dropped 11.71% on January 27.", LATER),
    ("Micron cut its workforce by 11.71% on January 27.", LATER),
    ("Rubber fell 11.71% on January 27, a worry for Micron.", LATER),
    ("Call volume on Micron fell 11.71% on January 27.", LATER),
    ("Micron sold a block of stock at $91.54 on January 27.", LATER),
    ("Micron earned $91.54 a share, it said on January 27.", LATER),
    ("Dealers had expected Micron to fall 11.71% on January 27.", LATER),
    ("Analysts had forecast that Micron fell 11.71% on January 27.", LATER),
    ("In the opening minutes on January 27 Micron fell 11.71%.", LATER),
    ("On the same January 27 in 2020, Micron fell 11.71%.", LATER),
    ("Micron fell on January 27 after registrations dropped 11.71%.", LATER),
    ("Micron trailed General Motors by 11.71% on January 27.", LATER),
    ("A director parted with Micron stock at $91.54 on January 27.", LATER),
    ("Micron was seen falling 11.71% on January 27.", LATER),
    ("From its August low to January 27 Micron has fallen 11.71%.", LATER),
    ("Lumitrex fell 11.71% on January 27 after Micron dropped it as a supplier.", LATER),
    ("Shares of Vandoria Labs fell 11.71% on January 27 as Micron sold its stake.", LATER),
    ("Micron Sells Stake On January 27; Shares Of Vandoria Fall 11.71%", LATER),
    ("Micron missed estimates; Then Lumitrex fell 11.71% on January 27.", LATER),
    ("Micron sued Orbitalis, whose stock fell 11.71% on January 27.", LATER),
    ("Micron ended a pact with Orbitalis, and the latter fell 11.71% on January 27.", LATER),
    ("The day before it reported on January 27, Micron fell 11.71%.", LATER),
    ("In the opening half-hour on January 27, Micron fell 11.71%.", LATER),
    ("Micron was paused for volatility after falling 11.71% on January 27.", LATER),
    ("An erroneous order sent Micron down 11.71% on January 27.", LATER),
    ("Micron fell 11.71% before the orders were voided on January 27.", LATER),
    ("An 11.71% fall in Micron on January 27 was fully reversed by the close.", LATER),
    ("Micron recouped an 11.71% loss on January 27.", LATER),
    ("Micron employees won an 11.71% raise on January 27.", LATER),
    ("Micron shares fell on January 27 after a duty cut of 11.71%.", LATER),
    ("Micron has a 52-week low of $91.11, it was noted on January 27.", LATER),
    ("Chartists see support for Micron at $91.11 on January 27.", LATER),
    ("SK하이닉스의 점유율은 31일 기준 9.86% 내렸다.", SEOUL),
    ("SK하이닉스 영업이익률은 31일 9.86% 내렸다.", SEOUL),
    ("루미텍은 SK하이닉스 납품 소식에 31일 9.86% 내렸다.", SEOUL),
    ("SK하이닉스가 계약을 끊자 루미텍 주가는 31일 9.86% 내렸다.", SEOUL),
    ("SK하이닉스는 전날 9.86% 내렸다.", SEOUL),
    ("31일 실적을 낸 SK하이닉스는 전날 9.86% 내렸다.", SEOUL),
    ("SK하이닉스 주식은 31일 블록딜로 주당 199,200원에 팔렸다.", SEOUL),
    ("SK하이닉스는 31일 오전 9.86% 내렸다.", SEOUL),
    ("SK하이닉스는 31일 개장 직후 9.86% 내렸다.", SEOUL),
    ("SK하이닉스는 31일 독일 증시에서 9.86% 내렸다.", SEOUL),
    ("SK하이닉스는 31일 60일선보다 9.86% 아래에서 마감했다.", SEOUL),
    ("SK하이닉스는 31일 삼성전자보다 9.86% 더 내렸다.", SEOUL),
    ("작년 이날 SK하이닉스는 9.86% 내렸다.", SEOUL),
    ("31일 SK하이닉스가 9.86% 내렸다는 예측이 있었다.", SEOUL),
    ("국민연금은 31일 삼성전자 주식을 52,400원에 처분했다.", SEOUL),
]

PLAIN = [
    ("Micron fell 11.71% on January 27 after the state halted work on its plant.", LATER),
    ("Rates fell. Having risen, Micron fell 11.71% on January 27.", LATER),
    ("Micron Misses Estimates On January 27; Memory Maker Falls 11.71%", LATER),
    ("Micron Misses Estimates On January 27, Company Drops 11.71%", LATER),
    ("Micron missed estimates; Regrettably shares fell 11.71% on January 27.", LATER),
    ("Micron missed estimates; Ordinary shares fell 11.71% on January 27.", LATER),
    ("SK하이닉스가 31일 실적을 발표했다. 반면 주가는 9.86% 내렸다.", SEOUL),
    ("SK하이닉스가 31일 실적을 발표했다. 우려대로 주가는 9.86% 내렸다.", SEOUL),
    ("SK하이닉스가 31일 실적을 발표하면서 동사는 9.86% 내렸다.", SEOUL),
    ("Wall Street was mixed and Micron fell 11.71% on January 27.", LATER),
    ("Shares of Micron Inc. fell 11.71% on January 27.", LATER),
    ("Micron, which rivals Lumitrex, fell 11.71% on January 27.", LATER),
    ("실적 우려가 커지면서 SK하이닉스 주가는 31일 9.86% 내렸다.", SEOUL),
    ("SK하이닉스의 주가 낙폭은 31일 9.86%였다.", SEOUL),
    ("SK하이닉스는 전날 9.86% 내렸다.", "2025-02-01T07:30:00+09:00"),
    ("Micron ended 11.71% lower on January 27 after an early rise.", LATER),
    ("Micron fell 11.71% on January 27, more than General Motors.", LATER),
    ("Micron's stock fell 11.71% on January 27 after revenue grew.", LATER),
    ("In New York, Micron fell 11.71% on January 27.", LATER),
    ("Micron fell 11.71% on plans to spend more on January 27.", LATER),
    ("Micron fell 11.71% on January 27 as early gains were fully erased.", LATER),
    ("Micron took an 11.71% fall on January 27.", LATER),
    ("Micron fell 11.71% to close at $91.54 on January 27.", LATER),
    ("Rising costs hurt: Micron fell 11.71% on January 27.", LATER),
    ("The damage of January 27 spread to Micron, which fell 11.71%.", LATER),
    ("Micron fell 11.71% after its first miss since 2005 on January 27.", LATER),
    ("SK하이닉스는 31일 국내 증시에서 9.86% 내렸다.", SEOUL),
    ("SK하이닉스는 31일 전 거래일보다 9.86% 내린 채 마감했다.", SEOUL),
]


def verdicts(text: str, published: str) -> set[Verdict | None]:
    return {
        one.verdict
        for claim in read(text, published)[0]
        if claim.stated is not None
        for one in claim.observations
    }


@pytest.mark.parametrize(("text", "published"), APART)
def test_a_number_whose_own_words_are_of_something_else_is_not_borne_out(text, published) -> None:
    assert Verdict.SUPPORTED not in verdicts(text, published)


@pytest.mark.parametrize(("text", "published"), PLAIN)
def test_a_number_of_the_close_is_borne_out(text, published) -> None:
    assert Verdict.SUPPORTED in verdicts(text, published)


EACH_DAY = [
    ("Micron fell every day this week through January 31.", LATER),
    ("Micron fell in each of the five sessions this week.", LATER),
    ("SK하이닉스는 31일 일주일 내내 내렸다.", SEOUL),
    ("SK하이닉스는 31일 하락세를 9거래일로 늘렸다.", SEOUL),
]


@pytest.mark.parametrize(("text", "published"), EACH_DAY)
def test_one_close_does_not_bear_out_a_move_of_every_day(text: str, published: str) -> None:
    found = {one.verdict for claim in read(text, published)[0] for one in claim.observations}
    assert Verdict.SUPPORTED not in found


@pytest.mark.parametrize("item", ["- Services: -16.97%", "• Data centers -16.97%"])
def test_an_item_on_a_part_of_the_business_is_none_of_the_stock(item: str) -> None:
    text = f"Nvidia reported results on Monday.\n\nSales by unit:\n{item}"
    assert Verdict.SUPPORTED not in verdicts(text, "2025-01-27T18:00-05:00")
    shares = text.replace(item, "- Shares: -16.97%")
    assert Verdict.SUPPORTED in verdicts(shares, "2025-01-27T18:00-05:00")
