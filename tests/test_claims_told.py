"""Prices and moves told in other orders than name, verb and number: right ones are borne out, wrong
ones contradicted, and numbers of something else are neither."""

from __future__ import annotations

import pytest

from marketlink.reading import read
from marketlink.records.claim import Verdict
from marketlink.verify import ExcerptReader, checked_reading

PUBLISHED = "2025-01-31T18:00:00-05:00"

TOLD = [
    ("At ${}, Nvidia ended the session of January 27 lower.", "118.42", "125.31"),
    ("New York closing prices, January 27: Broadcom $202.13, Nvidia ${}.", "118.42", "125.31"),
    ("Nvidia (${}, down 17%) was the talk of January 27.", "118.42", "125.31"),
    ("Nvidia shares were at ${} when trading ended on January 27.", "118.42", "125.31"),
    ("Trading in Nvidia wrapped up at ${} on January 27.", "118.42", "125.31"),
    ("Nvidia dropped ${} a share on January 27.", "24.20", "19.35"),
    ("Nvidia finished ${} lower at $118.42 on January 27.", "24.20", "19.35"),
    ("Nvidia ended January 27 at $118.42, ${} below the previous close.", "24.20", "19.35"),
    ("The fall of 17.4% in Broadcom on January 27 met the drop of {}% in Nvidia.",
     "16.97", "13.21"),
    ("Some {}% was shaved off the share price of Nvidia on January 27.", "17", "13.2"),
    ("Nvidia had a rough January 27, surrendering {}% by the bell.", "16.97", "13.21"),
    ("January 27's fall of {}% took Nvidia to $118.42.", "16.97", "13.21"),
]  # fmt: skip


def verdicts(text: str) -> set[Verdict | None]:
    claims = checked_reading(read(text, PUBLISHED), ExcerptReader()).claims
    return {claim.verdict for claim in claims}


@pytest.mark.parametrize(("text", "right", "wrong"), TOLD)
def test_a_number_is_held_against_the_close_in_whatever_order(text, right, wrong) -> None:
    assert verdicts(text.format(right)) == {Verdict.SUPPORTED}
    assert Verdict.CONTRADICTED in verdicts(text.format(wrong))


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia lost $19.35 a share in the quarter that it told of on January 27.",
        "Nvidia cut jobs, and its bonds gained $1.93 on January 27.",
        "Nvidia trimmed 4% from the price of its cards on January 27.",
        "Nvidia said on January 27 that orders reached $3.52 at the close of the deal.",
        "Nvidia paid a dividend $0.15 higher on January 27.",
    ],
)
def test_a_number_of_something_else_accuses_nobody(text: str) -> None:
    assert Verdict.CONTRADICTED not in verdicts(text)


RISE = "SK하이닉스가 6일 9.84% 급등했다."


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        (f"{RISE} 이날 상승은 젠슨 황 엔비디아 최고경영자의 연설 기대감 때문이다.", {"000660.KS"}),
        (f"{RISE} 이날 9.84% 급등은 엔비디아의 실적 덕분이다.", {"000660.KS"}),
        ("6일 상승은 엔비디아 주주에게 큰 힘이었다.", set()),
        ("6일 엔비디아 상승은 실적 덕분이다.", {"NVDA"}),
    ],
)  # fmt: skip
def test_a_move_told_as_a_topic_is_of_no_name_behind_it(text: str, symbols: set) -> None:
    claims = checked_reading(read(text, "2025-01-06T17:20:00+09:00"), ExcerptReader()).claims
    assert {symbol for claim in claims if claim.direction for symbol in claim.symbols} == symbols


def test_a_wrong_date_gives_what_prices_had_and_not_what_the_article_says() -> None:
    text = "Nvidia fell 17.0% on January 28, 2025."
    (claim,) = checked_reading(read(text, PUBLISHED), ExcerptReader()).claims
    assert claim.verdict is Verdict.CONTRADICTED
    assert "-16.97 %" in claim.why and "17.0" not in claim.why
