"""What keeps a number that fits from bearing its statement out."""

from __future__ import annotations

import pytest
from claims_fixture import read

from marketlink.records.claim import Verdict
from marketlink.records.reason import ReasonCode

LATER = "2025-01-31T18:00:00-05:00"
SEOUL = "2025-01-31T17:30:00+09:00"

PLAIN = [
    ("Micron fell 11.71% on January 27.", LATER),
    ("Micron stock fell 11.71% on January 27.", LATER),
    ("Micron, led by a new chief, fell 11.71% on January 27.", LATER),
    ("Micron fell 11.71% on January 27, its worst day in months.", LATER),
    ("AMD, the parent of Advanced Micro Devices, fell 6.37% on January 27.", LATER),
    ("SK하이닉스는 31일 9.86% 내렸다.", SEOUL),
    ("SK하이닉스 주가는 31일 9.86% 내렸다.", SEOUL),
    ("삼성전자와 달리 SK하이닉스는 31일 9.86% 내렸다.", SEOUL),
    ("Micron fell 11.71% in a single session in January.", LATER),
    ("The last time Micron fell as much was January 27, 2025, when it lost 11.71%.", "2025-03-03"),
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


PAIRS = [
    "Nvidia and Micron fell 16.97% and 11.71% on January 27.",
    "Nvidia and Micron, both of which make chips, fell 17% and 12% on January 27.",
    "Nvidia and Micron led the losers on January 27, with falls of 17.0% and 11.7%.",
    "January 27 brought losses of 17% and 11.7% for Nvidia and Micron.",
    "Nvidia and Micron fell 17% and 12% on January 27, while Apple rose.",
]


HELD = [
    "Nvidia's 16.97% fall on January 27 dwarfed Micron's 11.71%.",
    "On January 27 chips fell, Nvidia (-16.97%) ahead of Micron (-11.71%).",
    "Nvidia dropped 16.97% on January 27 while Micron sank 11.71%.",
]


def of_names(text: str, published: str = LATER) -> list[tuple[str | None, Verdict | None]]:
    return [pair for pair in sizes(text, published) if pair[0] in ("NVDA", "MU")]


@pytest.mark.parametrize("text", PAIRS)
def test_as_many_numbers_as_names_are_theirs_in_order(text: str) -> None:
    assert of_names(text) == [("NVDA", Verdict.SUPPORTED), ("MU", Verdict.SUPPORTED)]


@pytest.mark.parametrize("text", HELD)
def test_a_number_beside_a_name_is_that_names(text: str) -> None:
    assert of_names(text) == [("NVDA", Verdict.SUPPORTED), ("MU", Verdict.SUPPORTED)]


@pytest.mark.parametrize("text", [*PAIRS, *HELD])
def test_numbers_in_each_others_places_are_not_borne_out(text: str) -> None:
    swapped = text.replace("Nvidia", "Other").replace("Micron", "Nvidia").replace("Other", "Micron")
    assert Verdict.SUPPORTED not in [verdict for _, verdict in of_names(swapped)]


def test_a_wrong_second_number_of_a_pair_is_told() -> None:
    pair = of_names("Nvidia and Micron fell 16.97% and 21% on January 27.")
    assert pair == [("NVDA", Verdict.SUPPORTED), ("MU", Verdict.CONTRADICTED)]


def test_closes_of_two_names_are_theirs_in_order() -> None:
    closes = "Nvidia and Micron finished January 27 at {} and {}."
    nvidia, micron = "$118.42", "$91.11"
    right = of_names(closes.format(nvidia, micron))
    assert right == [("NVDA", Verdict.SUPPORTED), ("MU", Verdict.SUPPORTED)]
    wrong = of_names(closes.format(nvidia, "$99.99"))
    assert wrong == [("NVDA", Verdict.SUPPORTED), ("MU", Verdict.CONTRADICTED)]
    swapped = of_names(closes.format(micron, nvidia))
    assert Verdict.SUPPORTED not in [verdict for _, verdict in swapped]


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia and Micron fell 3.1% and 5.2% on Thursday and Friday.",
        "Nvidia and Micron fell as much as 18.1% and 13.2% on January 27.",
        "Nvidia and Micron fell more than 16% and 11% on January 27.",
        "Nvidia and Micron fell 18.1% and 13.2% before the bell on January 27.",
    ],
)
def test_words_beside_one_number_of_a_pair_hold_for_both(text: str) -> None:
    assert Verdict.CONTRADICTED not in [verdict for _, verdict in of_names(text)]


KOREAN_PAIRS = [
    ("31일 SK하이닉스와 삼성전자는 9.86%와 2.42%씩 내렸다.", True),
    ("31일 SK하이닉스·삼성전자는 9.86%·2.42% 내렸다.", True),
    ("31일 삼성전자와 SK하이닉스는 9.86%와 2.42%씩 내렸다.", False),
]


@pytest.mark.parametrize(("text", "right"), KOREAN_PAIRS)
def test_korean_pairs_need_no_word_for_each(text: str, right: bool) -> None:
    verdicts = [verdict for _, verdict in sizes(text, SEOUL)]
    assert (verdicts == [Verdict.SUPPORTED] * 2) == right
    assert right or Verdict.SUPPORTED not in verdicts


@pytest.mark.parametrize("words", ["31일 삼성전자는", "삼성전자는 31일"])
def test_the_close_that_a_price_came_from_is_of_the_session_before(words: str) -> None:
    right = [
        v for _, v in sizes(f"{words} 5만3700원에서 5만2400원으로 1300원(2.42%) 내렸다.", SEOUL)
    ]
    assert right and set(right) == {Verdict.SUPPORTED}
    wrong = read(f"{words} 5만3700원에서 5만6400원으로 1300원(2.42%) 내렸다.", SEOUL)[0]
    accused = [claim.stated for claim in wrong if claim.verdict is Verdict.CONTRADICTED]
    assert accused == [56400.0]


@pytest.mark.parametrize(
    ("close", "verdict"), [("5만2400원", "supported"), ("5만6400원", "contradicted")]
)
def test_a_price_that_stands_below_the_day_before_has_a_change_and_a_close(close, verdict) -> None:
    claims = read(f"31일 삼성전자 주가는 전 거래일보다 1300원 낮은 {close}이었다.", SEOUL)[0]
    found = [(claim.formula.partition(" =")[0], str(claim.verdict)) for claim in claims]
    assert found == [("C(t) - C(t-1)", "supported"), ("C(t)", verdict)]
    against = read(f"31일 삼성전자 주가는 공모가보다 1300원 낮은 {close}이었다.", SEOUL)[0]
    assert against == ()


@pytest.mark.parametrize(("number", "verdict"), [("2.42%", "supported"), ("5.8%", "contradicted")])
def test_a_percentage_below_the_day_before_is_a_return(number, verdict) -> None:
    claims = read(f"31일 삼성전자 종가는 전날보다 {number} 낮았다.", SEOUL)[0]
    assert [str(claim.verdict) for claim in claims] == [verdict]


@pytest.mark.parametrize(
    "text",
    [
        "31일 삼성전자는 판매 순위에서 SK하이닉스에 밀렸다.",
        "31일 삼성전자가 SK하이닉스에 3% 차이로 밀렸다.",
    ],
)
def test_a_contest_that_is_lost_to_another_is_no_move_of_either(text) -> None:
    assert read(text, SEOUL)[0] == ()


@pytest.mark.parametrize(
    "text",
    [
        "Micron fell 11.71 points on January 27.",
        "Micron fell forty-odd percent on January 27.",
    ],
)
def test_a_verb_without_its_amount_is_not_borne_out(text: str) -> None:
    claims = read(text, LATER)[0]
    assert Verdict.SUPPORTED not in {claim.verdict for claim in claims}
    codes = {item.reason.code for claim in claims for item in claim.observations}
    assert codes == {ReasonCode.SIZE_UNREAD}
    plain = read("Micron fell on January 27.", LATER)[0]
    assert {claim.verdict for claim in plain} == {Verdict.SUPPORTED}


def test_a_wrong_amount_behind_any_verb_of_a_move_is_accused() -> None:
    claims = read("Micron sank $31.40 on January 27.", LATER)[0]
    assert {claim.verdict for claim in claims} == {Verdict.CONTRADICTED}


def test_a_close_told_with_its_day_is_borne_out_beside_a_view() -> None:
    text = "Its target implies a 27% rise from {0} closing price of $118.42 on January 27."
    assert ("NVDA", Verdict.SUPPORTED) in sizes(text.format("Nvidia's"), LATER)
    text = "The target implies that Nvidia could reach a closing price of $118.42 on January 27."
    assert ("NVDA", Verdict.CONTRADICTED) not in sizes(text, LATER)


BOUNDED = [
    ("Losses were led by Micron which fell more than {}% on January 27.", LATER, "11", "13"),
    ("Micron fell by close to {}% on January 27.", LATER, "12", "16"),
    ("Micron fell on Friday and ended the brutal week down more than {}%.", LATER, "11", "14"),
    ("Micron is down more than {}% this week, and many believe it will fall.", LATER, "11", "14"),
    ("Micron recovered on Tuesday after a {} percent drop the previous day.", LATER, "11.7", "13"),
    ("Nvidia fell 2% in extended trading on Tuesday, after advancing {} percent at the close.",
     "2025-01-28T19:00:00-05:00", "8.9", "6.9"),
    ("Micron heads into its earnings report with a {}% loss this week.", LATER, "11.6", "14.6"),
    ("SK하이닉스는 31일 급락했다. 주가는 {}% 가까이 내렸다.", SEOUL, "10", "14"),
    ("SK하이닉스는 31일 경쟁에 밀릴 수 있다는 보고서에 {}% 급락했다.", SEOUL, "9.86", "6.86"),
    ("Micron--the biggest U.S. maker--fell {}% on January 27.", LATER, "11.71", "13.71"),
    ("SK하이닉스는 31일 {}% 넘게, 삼성전자는 4% 가까이 내렸다.", SEOUL, "9", "12"),
    ("SK하이닉스는 31일 {}%에 가까운 하락률을 보였다.", SEOUL, "10", "14"),
    ("SK하이닉스는 31일 {}% 하락했지만 더 내릴 것으로 전망된다.", SEOUL, "9.86", "6.86"),
    ("SK하이닉스가 31일 {}% 내렸던 것에 비하면 선방한 것으로 평가된다.", SEOUL, "9.86", "6.86"),
    ("지난 27일(현지시간) 마이크론 등도 {}%대 급락세를 보였다.", SEOUL, "11", "14"),
    ("지난 27일(현지시간) 마이크론 주가는 {}%대 급락했다.", SEOUL, "10", "20"),
    ("삼성전자는 이날 최고가 8만8800원보다 낮은 {}원에 마쳤다.", SEOUL, "5만2400", "5만3400"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published", "right", "wrong"), BOUNDED)
def test_a_number_bounded_banded_or_beside_a_view_is_borne_out(text, published, right, wrong):
    assert Verdict.SUPPORTED in [v for _, v in sizes(text.format(right), published)]
    assert Verdict.SUPPORTED not in [v for _, v in sizes(text.format(wrong), published)]


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Losses were led by a Micron supplier, which fell 11.71% on January 27.", LATER),
        ("Micron came close to falling 11.71% on January 27.", LATER),
        ("SK하이닉스는 31일 9.86% 내리고 더 하락할 것으로 전망된다.", SEOUL),
        ("지난 27일(현지시간) 마이크론 협력사 등은 11.71% 급락했다.", SEOUL),
    ],
)
def test_a_supplier_and_what_was_only_near_bear_nothing_out(text, published) -> None:
    assert not any(
        v in (Verdict.SUPPORTED, Verdict.CONTRADICTED) for _, v in sizes(text, published)
    )


@pytest.mark.parametrize(("number", "right"), [("5", True), ("7", False)])
def test_what_sessions_in_a_row_add_up_to_is_of_their_span(number, right) -> None:
    text = f"삼성전자는 이틀 연속 약세를 보이며 누적 하락률이 {number}%를 넘었다."
    found = [c for c in read(text, "2025-02-03T17:30:00+09:00")[0] if c.unit == "return"]
    assert [c.verdict is Verdict.SUPPORTED for c in found] == [right]


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia rose 94.3% on Tuesday on fears that sales will fall next year.",
        "Nvidia shares are up 94.3% this year.",
        "Nvidia rose 11.6% on Tuesday after a report last week that it would raise prices.",
        "28일 엔비디아는 지난주 발표한 실적 여파로 11.6% 내렸다.",
        "28일 엔비디아는 전 거래일보다 9.6% 내리며 거래를 마쳤다.",
    ],
)
def test_a_number_with_a_day_of_its_own_is_of_no_period_told_of_a_cause(text: str) -> None:
    """94.3 % over twelve months, -11.6 % over the week before, -9.6 % over two sessions."""
    claims = read(text, "2025-01-28T17:00:00-05:00")[0]
    assert claims and all(claim.verdict != "supported" for claim in claims if claim.stated)


OBJECTS = [
    ("Nvidia dropped a lawsuit against a supplier on Monday.", "unclear"),
    ("Nvidia lost its chief scientist on Monday.", "unclear"),
    ("Nvidia shed staff on Monday.", "unclear"),
    ("Nvidia fell to ninth place on Monday.", "unclear"),
    ("Nvidia slid into the shadows on Monday.", "unclear"),
    ("Nvidia fell to a low on Monday.", "supported"),
    ("Nvidia fell sharply in New York on Monday.", "supported"),
    ("Nvidia fell on Monday.", "supported"),
    ("Nvidia lost ground on Monday.", "supported"),
]


@pytest.mark.parametrize(("text", "verdict"), OBJECTS)
def test_a_verb_with_an_object_is_no_move_that_a_sign_bears_out(text: str, verdict: str) -> None:
    (claim,), _ = read(text, "2025-01-27T18:00:00-05:00")
    assert claim.verdict == verdict


IMAGINED = [
    "In a simulation run on Monday, Nvidia fell 9.9%.",
    "In the model, Nvidia fell 9.9% on Monday.",
    "Nvidia fell 9.9% on Monday, according to a fake screenshot.",
]


@pytest.mark.parametrize("text", IMAGINED)
def test_a_move_that_was_only_imagined_accuses_nobody(text: str) -> None:
    (claim,), _ = read(text, "2025-01-27T18:00:00-05:00")
    assert claim.verdict == "unclear"
    assert claim.reason is not None and claim.reason.code is ReasonCode.DENIED
