"""Which clause of a sentence a number is of, where another tells of a period, a fear or a day."""

from __future__ import annotations

import pytest

from marketlink.reading import read
from marketlink.verify import ExcerptReader, checked_reading

MONDAY = "2025-01-27T18:00:00-05:00"
RIGHT = [
    # a period behind another clause or a multiple
    (
        "Nvidia tumbled 17% to $118.42, and has still nearly doubled over the past year.",
        MONDAY,
        -0.17,
    ),
    ("Nvidia fell 17 percent, and has been sliding this year.", MONDAY, -0.17),
    # what somebody fears or said may come
    ("Chip stocks sank on fears that demand could slow, with Nvidia down 17%.", MONDAY, -0.17),
    ("After analysts warned that spending could dry up, Nvidia fell 17%.", MONDAY, -0.17),
    # the day of a move that another goes on with
    (
        "Nvidia shares fell 3.7%, giving back the gains posted Thursday.",
        "2025-01-31T18:00:00-05:00",
        -0.037,
    ),
    # a month of a phrase that opens the sentence
    (
        "Despite a drop in chip exports in January, Nvidia shares fell by 17% to reach $118.42.",
        MONDAY,
        -0.17,
    ),
    # a record's day is the move's own
    ("Nvidia fell 17% to a three-month low on Monday.", "2025-01-30T17:40:00-05:00", -0.17),
    # closes with their changes in turn, one a name
    (
        "SK하이닉스와 삼성전자는 31일 각각 9.86% 내린 19만9200원, 2.42% 내린 5만2400원에 마감했다.",
        "2025-01-31T17:00:00+09:00",
        199200,
    ),
    # the span of another number, closed by a comma
    ("Nvidia, which has gained 94 percent over the past year, fell 17 percent.", MONDAY, -0.17),
    ("Nvidia, which has nearly doubled over the past year, fell 17 percent.", MONDAY, -0.17),
    # a close behind the hours before it
    ("Nvidia slid 11% in premarket trading on Monday and closed down 17%.", MONDAY, -0.17),
    # what a price does is told of its company, a currency by its code
    ("Nvidia dropped its share price by 16.97 percent on Monday.", MONDAY, -0.1697),
    ("Profit-taking dragged Nvidia to finish the day down by 16.97 percent.", MONDAY, -0.1697),
    ("Nvidia cratered 17 percent on Monday to close at USD118.42.", MONDAY, 118.42),
    # the bracket of a name in a list, and that of a day
    (
        "31일 SK하이닉스는 9.86% 내렸다. 지난 24일(종가 22만1000원) 뒤로 첫 거래였다.",
        "2025-01-31T17:00:00+09:00",
        221000,
    ),
    # lists of changes and of closes, one a name; names joined by a dot
    (
        "31일 SK하이닉스와 삼성전자는 각각 2만1800원, 1300원 내린 19만9200원, 5만2400원에 마감.",
        "2025-01-31T17:00:00+09:00",
        -21800,
    ),
    (
        "31일 SK하이닉스와 삼성전자는 각각 2만1800원, 1300원 내린 19만9200원, 5만2400원에 마감.",
        "2025-01-31T17:00:00+09:00",
        52400,
    ),
    # an old day behind a comma, a price without a word for one, the way of a bracket
    (
        "31일 SK하이닉스는 9.86% 내린 19만9200원에 마감, 1월 2일 17만1200원을 웃돌았다.",
        "2025-01-31T17:00:00+09:00",
        -0.0986,
    ),
    (
        "SK하이닉스는 연초 이후 14% 넘게 오르면서 지수 하락을 막았다.",
        "2025-01-31T17:00:00+09:00",
        0.14,
    ),
    # what a price moved by is no result
    ("SK하이닉스는 사상 최대 영업이익에도 9.86% 내렸다.", "2025-01-31T17:00:00+09:00", -0.0986),
    ("SK하이닉스는 매출 둔화 우려 탓에 9.86% 내렸다.", "2025-01-31T17:00:00+09:00", -0.0986),
    # a question that takes for granted what it asks the reason of
    ("Why did Nvidia stock fall 17% today?", MONDAY, -0.17),
    ("엔비디아 17% 급락, 왜?", "2025-01-28T08:00:00+09:00", -0.17),
]
NOT_TOLD = [
    "Analysts warned that Nvidia could fall 17%, and Micron 12%.",
    "On fears that Nvidia could fall 17%, traders sold Micron.",
    "Nvidia surged 17 percent at intra-day trading on Monday.",
    "On fears that demand could slow, analysts see Nvidia falling 17%.",
    "Why did Nvidia ever fall 17% in a day?",
    "엔비디아 주가 17% 하락할 이유는?",
    "Did Nvidia fall 17% today?",
    "Why would Nvidia fall 17%?",
    "What if Nvidia falls 17%?",
]


def verdicts(text: str, published: str, number: float) -> set[str]:
    statements = checked_reading(read(text, published), ExcerptReader()).statements
    return {c.verdict.value for c in statements if c.verdict and c.stated == pytest.approx(number)}


@pytest.mark.parametrize(("text", "published", "number"), RIGHT)
def test_a_number_is_of_its_own_clause(text: str, published: str, number: float) -> None:
    assert verdicts(text, published, number) == {"supported"}


@pytest.mark.parametrize("text", NOT_TOLD)
def test_what_is_feared_or_asked_is_not_told(text: str) -> None:
    told = verdicts(text, MONDAY, -0.17) | verdicts(text, MONDAY, 0.17)
    assert told <= {"unclear", "forecast", "not decidable here"}
