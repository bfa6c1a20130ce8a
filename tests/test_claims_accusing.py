# ruff: noqa: E501 (a sentence stays in one piece)
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
    ("Nvidia averted a further drop on January 28.", NEW_YORK),
    ("Fears of an Nvidia fall on January 28 proved overdone.", NEW_YORK),
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
    ("text", "wanted"),
    [
        ("エヌビディアは28日、下落に歯止めをかけた。", Verdict.UNCLEAR),
        ("エヌビディアのプットオプションは27日、300%上昇した。", Verdict.UNCLEAR),
        ("エヌビディアの空売り筋は27日、20%上昇した。", Verdict.UNCLEAR),
        ("エヌビディアは27日、16%から18%下落した。", Verdict.SUPPORTED),
        ("エヌビディアは27日、上昇した。", Verdict.CONTRADICTED),
        ("エヌビディアは27日、反発して取引を終えた。", Verdict.CONTRADICTED),
    ],
)
def test_a_japanese_verb_accuses_where_the_price_is_what_moves(text: str, wanted: Verdict) -> None:
    found = checked_reading(reading.read(text, "2025-01-30T18:00:00+09:00"), ExcerptReader())
    assert [claim.verdict for claim in found.claims] == [wanted]


@pytest.mark.parametrize(
    "text",
    [
        "SK하이닉스는 31일 추가 하락 우려에도 7% 올랐다.",
        "SK하이닉스는 31일 반등을 시도했지만 7% 올라 마감했다.",
        "SK하이닉스는 31일 22만원 돌파에 성공해 마감했다.",
    ],
)
def test_another_move_that_was_not_reached_leaves_the_one_that_was_judged(text: str) -> None:
    assert Verdict.CONTRADICTED in verdicts(text, SEOUL)


OF_NO_PRICE = [
    "Nvidia lost a patent fight on January 28.",
    "Nvidia dropped its car project on January 28.",
    "Nvidia slipped behind schedule on January 28.",
    "Nvidia leapt into quantum computing on January 27.",
    "Nvidia gained a new chairman on January 27.",
    "Nvidia sank to fifth place in China on January 28.",
    "Nvidia shed managers on January 28.",
    "Nvidia added 40% more engineers, it said on January 27.",
    "Nvidia fell 12% in a poll of shoppers on January 28.",
    "Nvidia cut costs and shed 9% of its staff on January 28.",
    "Nvidia bulls rose to the occasion on January 27.",
    "Short sellers of Nvidia earned and gained 20% on January 27.",
    "Demand for Nvidia rose 250% on January 27.",
    "A fund that shorts Nvidia gained 30% on January 27.",
    "Nvidia profited from copper, which fell 4% on January 28.",
    "Nvidia fell at first on January 28.",
    "Nvidia doubters gained 20% on January 27.",
    "Nvidia gained 30% in user growth on January 27.",
    "The fortune of the boss of Nvidia fell 20% on January 27.",
    "SK하이닉스는 31일 상승 동력을 잃었다.",
    "SK하이닉스는 31일 반등의 계기를 찾지 못했다.",
    "네이버는 7일 상승 고리를 끊었다.",
    "현대차가 7일 조선업에 뛰어들었다.",
    "SK하이닉스를 담은 펀드는 31일 2% 올랐다.",
    "Nvidia rose before turning lower on January 27.",
]


@pytest.mark.parametrize("text", OF_NO_PRICE)
def test_a_verb_with_an_object_or_of_somebody_else_accuses_nobody(text: str) -> None:
    assert Verdict.CONTRADICTED not in verdicts(text, NEW_YORK)


STILL_OF_THE_PRICE = [
    "Nvidia rose on January 27.",
    "Shares of Nvidia rose sharply on January 27.",
    "On January 27, Nvidia's stock rallied after its rivals reported.",
    "Nvidia gained 17% on January 27.",
    "Nvidia lost 29% of its value on January 27.",
    "SK하이닉스는 31일 상승했다.",
    "SK하이닉스는 31일 강세를 보였다.",
    "SK하이닉스 주가는 31일 소폭 올랐다.",
    "An analyst who likes Nvidia kept his rating as its shares rose 4% on January 27.",
]


@pytest.mark.parametrize("text", STILL_OF_THE_PRICE)
def test_a_verb_that_closes_its_clause_accuses(text: str) -> None:
    assert verdicts(text, NEW_YORK) == {Verdict.CONTRADICTED}


@pytest.mark.parametrize(
    "text",
    [
        "Everyone but Nvidia fell on January 28.",
        "Big tech, with the exception of Nvidia, fell on January 28.",
        "Neither Nvidia nor Apple fell on January 28.",
        "Apple rather than Nvidia fell on January 28.",
        "Aside from Nvidia, the chip names fell on January 28.",
        "삼성전자와 SK하이닉스를 뺀 코스피는 31일 4% 올랐다.",
    ],
)
def test_a_name_that_is_taken_out_is_not_accused_of_the_rest(text: str) -> None:
    assert Verdict.CONTRADICTED not in verdicts(text, NEW_YORK)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Nvidia fell 16-18% on January 27.", Verdict.SUPPORTED),
        ("Nvidia fell 15% to 17.5% on January 27.", Verdict.SUPPORTED),
        ("Nvidia fell 15 to 18 percent on January 27.", Verdict.SUPPORTED),
        ("Nvidia fell between 14% and 19% on January 27.", Verdict.SUPPORTED),
        ("Nvidia fell 4-6% on January 27.", Verdict.CONTRADICTED),
        ("Nvidia fell 4 to 6 percent on January 27.", Verdict.CONTRADICTED),
        ("SK하이닉스는 31일 9%에서 11% 하락했다.", Verdict.SUPPORTED),
        ("Nvidia fell 16,97% on January 27.", Verdict.SUPPORTED),
        ("Nvidia fell 13,4% on January 27.", Verdict.CONTRADICTED),
        ("SK하이닉스는 31일 9,86 % 내렸다.", Verdict.SUPPORTED),
        ("Nvidia fell 16.9% on January 27.", Verdict.UNCLEAR),
        ("Nvidia rose nearly 1% on January 30.", Verdict.SUPPORTED),
        ("Nvidia rose nearly 3% on January 30.", Verdict.CONTRADICTED),
        ("SK하이닉스는 31일 9.8% 내렸다.", Verdict.UNCLEAR),
        ("SK하이닉스는 31일 9.7% 내렸다.", Verdict.CONTRADICTED),
    ],
)
def test_ranges_decimal_commas_and_cut_digits_are_read_as_written(
    text: str, wanted: Verdict
) -> None:
    assert verdicts(text, NEW_YORK) == {wanted}


@pytest.mark.parametrize(
    ("text", "published", "wanted"),
    [
        ("Nvidia finished Monday's session 12.4% lower.", "2025-01-27T18:00:00-05:00", "c"),
        ("Nvidia ended Monday's trading 16.97% lower.", "2025-01-27T18:00:00-05:00", "s"),
        ("Nvidia closed Jan. 28 3.1% higher than in the previous session.", NEW_YORK, "c"),
        ("Nvidia closed Jan. 28 8.93% higher than in the previous session.", NEW_YORK, "s"),
        ("Overnight in New York, Nvidia lost 12.4 percent.", "2025-01-28T08:00:00+09:00", "c"),
        ("31일 SK하이닉스의 내림폭은 9.86%로 집계됐다.", SEOUL, "s"),
        ("31일 SK하이닉스의 내림폭은 6.3%로 집계됐다.", SEOUL, "c"),
        ("Overnight in New York, Nvidia lost 16.97 percent.", "2025-01-28T08:00:00+09:00", "s"),
    ],
)  # fmt: skip
def test_words_that_point_to_one_company_and_one_session_leave_no_doubt(
    text: str, published: str, wanted: str
) -> None:
    letters = {Verdict.CONTRADICTED: "c", Verdict.SUPPORTED: "s"}
    found = read(text, published)[0]
    assert "".join(letters.get(claim.verdict, "-") for claim in found if claim.stated) == wanted


@pytest.mark.parametrize(
    "names",
    [
        "Nvidia and memory rival Micron", "Nvidia and the memory giant Micron",
        "Nvidia, dogged by a rift with Micron,",
    ],
)  # fmt: skip
def test_two_numbers_of_one_verb_behind_two_names_accuse_nobody_of_the_first(names: str) -> None:
    claims, _ = read(f"{names} fell 12.97% and 11.71% on Monday, Jan. 27.", "2025-01-28")
    assert "contradicted" not in [claim.verdict for claim in claims]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("After its stock went up on Tuesday, Nvidia was 4.1% down on Wednesday, Jan. 29.", "supported"),
        ("Nvidia shares roared back on Tuesday and were 4.1% down on Wednesday.", "supported"),
        ("As Micron moved lower, Nvidia was 4.1% up on Wednesday, Jan. 29.", "contradicted"),
    ],
)  # fmt: skip
def test_down_and_up_behind_a_figure_are_its_sign(text: str, verdict: str) -> None:
    claims, _ = read(text, "2025-01-29T18:00:00-05:00")
    assert [str(c.verdict) for c in claims if c.kind == "size"] == [verdict]


@pytest.mark.parametrize(
    "text",
    [
        "Just asking: did Nvidia fall 3% on Tuesday?",
        "Have Nvidia shares dropped 5% on Tuesday: time to buy?",
        "Nvidia fell 5% on Tuesday: do you believe it?",
        "Quiz: Nvidia fell 5% on Tuesday - true or false?",
        "팩트체크: 28일 SK하이닉스가 3% 올랐다?",
        "31일 SK하이닉스 3% 올랐다: 사실인가?",
    ],
)
def test_a_question_whether_it_was_so_tells_nothing(text: str) -> None:
    assert not read(text, "2025-01-31T18:00:00-05:00")[0]


def test_the_former_of_two_names_that_are_no_pair_is_nobody_by_order() -> None:
    text = "On Jan. 31 SK hynix outdid Samsung Electronics, the former up 6% and the latter 7%."
    assert Verdict.CONTRADICTED not in verdicts(text, SEOUL)


NOT_OF_ONE_SESSION = [
    "From Monday to Thursday AMD lost 4.1%.",
    "Over Monday and Tuesday Micron dropped 6.5%.",
    "Wednesday to Friday, Micron gained 1.9%.",
    "AMD gave up 7.2% from last Thursday to this.",
]
OF_SEVERAL_TOGETHER = [
    "Collectively, AMD and Nvidia shed 11.5% on January 27.",
    "The average of Micron and AMD was a 9% loss on January 27.",
    "On January 27 Broadcom and AMD dropped 12% on average.",
]
ON_ANOTHER_BASIS = [
    "In sterling terms, AMD lost 5.8% on January 27.",
    "Priced in won, Micron dropped 11.2% on January 27.",
    "After adjusting for the sector, AMD gained 2.9% on January 27.",
    "With dividends reinvested, Broadcom lost 17.1% on January 27.",
    "AMD lost 5.8% in sterling on January 27.",
]
TAKEN_BACK_BEHIND = [
    "The claim on a forum that AMD had lost 14% on January 27 turned out to be wrong.",
    "Posts about a 22.5% slump of Micron on January 27 were later debunked.",
    "A story of a 9% gain for AMD on January 27 has been retracted.",
]


@pytest.mark.parametrize(
    "text", NOT_OF_ONE_SESSION + OF_SEVERAL_TOGETHER + ON_ANOTHER_BASIS + TAKEN_BACK_BEHIND
)
def test_a_number_of_several_days_or_names_another_basis_or_no_truth_accuses_nobody(
    text: str,
) -> None:
    assert verdicts(text, NEW_YORK) == {Verdict.UNCLEAR}


@pytest.mark.parametrize(
    "text",
    [
        "On Monday AMD lost 4.1%.",
        "Both Micron and AMD dropped 9% on January 27.",
        "In New York, AMD lost 5.8% on January 27.",
        "Relative winners were few: AMD gained 2.9% on January 27.",
        "Reports said that AMD lost 14% on January 27.",
        "Micron, which pays dividends in dollars, dropped 22.5% on January 27.",
    ],
)
def test_a_plain_sister_of_such_a_number_is_judged(text: str) -> None:
    assert Verdict.CONTRADICTED in verdicts(text, NEW_YORK)


def test_the_shares_behind_a_name_in_passing_are_of_the_company_told_of_before() -> None:
    before = "Intel rose 4% on Wednesday. On Tuesday, when Nvidia told of the deal,"
    assert Verdict.CONTRADICTED not in verdicts(f"{before} the shares gained 15.1%.", NEW_YORK)
    alone = "On January 28, when Nvidia told of the deal, the shares gained 15.1%."
    assert verdicts(alone, NEW_YORK) == {Verdict.CONTRADICTED}


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("A 6% loss for Apple on January 28 was narrowly averted.", NEW_YORK),
        ("A 7% fall in Nvidia on January 28 never came.", NEW_YORK),
        ("A 4% gain for Micron on January 27 was not to be.", NEW_YORK),
        ("Few would have blinked had Micron ended January 28 20% lower.", NEW_YORK),
        ("In a thought experiment, Apple fell 12% on January 28.", NEW_YORK),
        ("삼성전자는 31일 9% 하락까지는 가지 않았다.", SEOUL),
        ("SK하이닉스의 12% 상승은 31일 끝내 나오지 않았다.", SEOUL),
        ("전산 장애로 31일 삼성전자가 25% 하락한 것처럼 보였다.", SEOUL),
        ("증권사 시뮬레이션에서 31일 SK하이닉스는 20% 하락했다.", SEOUL),
    ],
)  # fmt: skip
def test_what_never_came_or_is_not_of_this_world_accuses_nobody(text: str, published: str) -> None:
    assert Verdict.CONTRADICTED not in verdicts(text, published)


KNOWN = "SK하이닉스는 31일 9.86% 내렸다."
NEWS = "Nvidia fell 17.0% on January 27."


@pytest.mark.parametrize(
    ("text", "published"),
    [
        (f"{NEWS} Shares closed at $90 when the founder left.", NEW_YORK),
        (f"{NEWS} The stock stood at $45.10 before the merger was announced.", NEW_YORK),
        (f"{NEWS} Shares closed at $51 on their first day of trading.", NEW_YORK),
        (f"{NEWS} Shares closed at $99 at their best.", NEW_YORK),
        (f"{NEWS} The tracking stock closed at $32.63.", NEW_YORK),
        (f"{NEWS} The new shares closed at $32.63.", NEW_YORK),
        (f"{KNOWN} 사고 전 종가는 13만1600원이었다.", SEOUL),
        (f"{KNOWN} 상장 당일 종가는 2만3000원이었다.", SEOUL),
        (f"{KNOWN} 금융위기 당시 하루 6.6% 내렸다.", SEOUL),
    ],
)
def test_words_that_may_place_a_number_at_another_time_accuse_nobody(
    text: str, published: str
) -> None:
    assert Verdict.CONTRADICTED not in verdicts(text, published)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        (f"{NEWS} Shares closed at $90.", NEW_YORK),
        (f"{NEWS} The stock ended the session at $90.", NEW_YORK),
        (f"{KNOWN} 종가는 13만1600원이었다.", SEOUL),
        (f"{KNOWN} 당일 종가는 13만1600원이었다.", SEOUL),
    ],
)
def test_a_sentence_that_plainly_goes_on_about_the_day_is_judged(text: str, published: str) -> None:
    assert Verdict.CONTRADICTED in verdicts(text, published)


@pytest.mark.parametrize(
    "words",
    [
        "사상 최고 종가에 못 미쳤다", "연중 최고 종가 22만원을 밑돌았다", "연고점에서 멀어졌다",
        "52주 최고 종가(22만원)보다 낮다", "사상 최고가 경신에 실패했다",
        "연저점(15만원)을 웃돌았다",
    ],
)  # fmt: skip
def test_a_record_that_a_close_is_held_against_is_not_claimed(words: str) -> None:
    text = f"SK하이닉스는 31일 199,200원에 마감해 {words}."
    assert Verdict.CONTRADICTED not in verdicts(text, SEOUL)


@pytest.mark.parametrize(
    "words",
    ["연중 최고치를 기록했다", "연중 최고 종가를 경신했다", "연중 최고치다"],
)
def test_a_record_that_the_predicate_claims_is_judged(words: str) -> None:
    text = f"SK하이닉스는 31일 199,200원에 마감해 {words}."
    assert Verdict.CONTRADICTED in verdicts(text, SEOUL)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Nvidia, which reported on Dec. 20, fell 17.0% on the 27th.", "2025-01-27T18:00:00-05:00"),
        ("Nvidia split on Dec. 20; on the 27th it fell 17.0%.", "2025-01-27T18:00:00-05:00"),
        ("Nvidia, which reported on Dec. 20, fell 17.0% on the 27th.", "2025-01-29T18:00:00-05:00"),
        ("12월 27일 실적을 발표한 SK하이닉스는 31일 9.86% 내렸다.", "2025-01-31T18:00:00+09:00"),
        ("12월 20일 실적을 낸 SK하이닉스는 31일(금) 9.86% 내렸다.", "2025-02-07T18:00:00+09:00"),
        ("7월 26일 급락했다. SK하이닉스도 16일 17.25% 떨어졌다.", "2025-01-31T18:00:00+09:00"),
        ("7월 26일 급락. 24일 내린 SK하이닉스는 이튿날 9% 내렸다.", "2025-02-07T18:00:00+09:00"),
    ],
)  # fmt: skip
def test_a_bare_day_that_may_be_of_either_month_accuses_nobody(text: str, published: str) -> None:
    assert Verdict.CONTRADICTED not in verdicts(text, published)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Nvidia, which reported on Jan. 20, fell 12.1% on the 27th.", NEW_YORK),
        ("1월 20일 실적을 발표한 SK하이닉스는 31일 4.21% 내렸다.", SEOUL),
    ],
)
def test_a_bare_day_of_the_one_month_it_can_be_of_is_judged(text: str, published: str) -> None:
    assert Verdict.CONTRADICTED in verdicts(text, published)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Micron fell 5.2% in the morning on January 27 and closed at $91.11.", NEW_YORK),
        ("Micron shares were down 5.2% early on January 27 and closed at $91.11.", NEW_YORK),
        ("Micron was halted for volatility after plunging 5.2% on January 27.", NEW_YORK),
        ("After erasing a 5.2% loss, Micron closed at $91.11 on January 27.", NEW_YORK),
        ("A 5.2% fall in Micron on January 27 was undone by the close at $91.11.", NEW_YORK),
        ("SK하이닉스는 31일 오전까지 15.2% 급락하다 199,200원에 마감했다.", SEOUL),
        ("SK하이닉스는 31일 오전 내내 15.2% 급락하다 199,200원에 마감했다.", SEOUL),
        ("SK하이닉스는 31일 15.2% 급락하며 VI가 발동됐다.", SEOUL),
        ("31일 15.2% 빠졌던 SK하이닉스는 낙폭을 회복해 199,200원에 마감했다.", SEOUL),
    ],
)
def test_a_move_within_the_session_is_not_held_to_its_close(text: str, published: str) -> None:
    assert Verdict.CONTRADICTED not in verdicts(text, published)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        # Tuesday's session of New York was still open
        ("Nvidia's chips sell well. The stock rose 9%, Tuesday.", "2025-01-29T04:28:00+08:00"),
        ("SK하이닉스 주가는 전일 190,900원 대비 8,300원 상승해 199,200원이다.", "2025-02-04"),
        ("4일 SK하이닉스는 한 달간 6.3% 오른 19만1100원에, 삼성전자는 4.7% 내린 값에 마감했다.",
         "2025-02-04T18:00:00+09:00"),
    ],
)  # fmt: skip
def test_a_number_of_a_day_or_a_time_that_may_be_another_accuses_nobody(text, published):
    assert Verdict.CONTRADICTED not in verdicts(text, published)


def test_a_base_with_its_price_leaves_the_change_to_the_day_of_the_article():
    text = "SK하이닉스 주가는 전일 190,900원 대비 200원 상승해 191,100원이다."
    assert verdicts(text, "2025-02-04") == {Verdict.SUPPORTED}


@pytest.mark.parametrize(
    "text",
    [
        "헥사론은 SK하이닉스 인수 소식에 2025년 1월 31일 급등했다.",
        "헥사론은 SK하이닉스가 발주를 늘렸다는 소식에 2025년 1월 31일 급등했다.",
        "2차전지주는 SK하이닉스 감산 여파로 2025년 1월 31일 급등했다.",
        "리플은 SK하이닉스 인수 소식에 2025년 1월 31일 9.1% 올랐다.",
        "헥사론 주가는 SK하이닉스 지분 매각 소식으로 2025년 1월 31일 급등했다.",
        "협력사 헥사론은 SK하이닉스 수주 소식에 2025년 1월 31일 9.1% 올랐다.",
        "Hexaron (a Micron partner) rose 9.9 percent on January 31, 2025.",
        "Everything but Micron rose 9.9 percent on January 31, 2025.",
        "헥사론은 SK하이닉스와 손잡고 2025년 1월 31일 급등했다.",
        "헥사론은 SK하이닉스 수주 공시 뒤 2025년 1월 31일 급등했다.",
        "헥사론은 SK하이닉스 등과 손잡고 2025년 1월 31일 9.1% 급등했다.",
        "헥사론(123450)은 SK하이닉스와 손잡고 2025년 1월 31일 주가가 강세를 보였다.",
        "헥사론은 SK하이닉스도 제치고 2025년 1월 31일 9.1% 급등했다.",
        "헥사론은 SK하이닉스에 납품을 시작하며 2025년 1월 31일 9.1% 급등했다.",
        "Hexaron teamed up with Micron and rose 9.9 percent on January 31, 2025.",
        "Hexaron signed a deal with Micron on Monday and rose 9.9 percent on January 31, 2025.",
        "Hexaron was sued by Micron, sending shares 9.9 percent higher on January 31, 2025.",
        "Hexaron was sued by Micron. Its shares rose 9.9 percent on January 31, 2025.",
        "Hexaron, which competes with Micron, rose 9.9 percent on January 31, 2025.",
        "Hexaron, Micron's biggest rival, closed up 9.9 percent on January 31, 2025.",
        "Shares of Hexaron, which Micron is suing, closed 9.9 percent higher on January 31, 2025.",
        "But Hexaron, a Micron partner, rose 9.9 percent on January 31, 2025.",
        "In Amsterdam, Hexaron, a Micron supplier, rose 9.9 percent on January 31, 2025.",
        "Chip maker Hexaron - a big Micron client - rose 9.9 percent on January 31, 2025.",
        "HXRN, a Micron unit, rose 9.9 percent on January 31, 2025. Its shares had fallen before.",
        "Shares of Siemens, Micron's partner, rose 9.9 percent on January 31, 2025.",
        "Siemens, Micron's biggest rival, rose on January 30, 2025.",
    ],
)
def test_a_mover_nobody_knows_accuses_no_company_of_its_cause(text: str) -> None:
    found = read(text, "2025-01-31T17:30:00-05:00")[0]
    assert [claim.text for claim in found if claim.verdict == "contradicted"] == []


@pytest.mark.parametrize(
    "text",
    [
        "Micron teamed up with Broadcom and fell 11.7% on January 27, 2025.",
        "Micron signed a deal with Broadcom on Friday and fell 11.7% on January 27, 2025.",
        "Micron was sued by Broadcom, sending its shares down 11.7% on January 27, 2025.",
        "Micron lost market share to Broadcom and its stock fell 11.7% on January 27, 2025.",
        "After a meeting with Broadcom, Micron fell 11.7% on January 27, 2025.",
    ],
)
def test_a_second_verb_has_the_subject_of_the_first(text: str) -> None:
    (claim,) = [one for one in read(text, "2025-01-28")[0] if one.kind.number]
    assert [(item.symbol, item.verdict) for item in claim.observations] == [("MU", "supported")]


def test_a_number_of_a_company_only_dealt_with_bears_nothing_out() -> None:
    for text in (
        "Micron teamed up with Broadcom and fell 17.4% on January 27, 2025.",
        "2025년 1월 31일 삼성전자는 SK하이닉스와 손잡고 9.86% 내렸다.",
    ):
        assert Verdict.SUPPORTED not in verdicts(text, "2025-02-03")


def test_a_number_that_fits_whom_the_mover_dealt_with_accuses_nobody() -> None:
    for text in (
        "Micron agreed to buy Broadcom, and its shares fell 17.4% on January 27, 2025.",
        "2025년 1월 31일 삼성전자가 SK하이닉스를 인수한다는 소식에 주가가 9.86% 내렸다.",
    ):
        assert Verdict.CONTRADICTED not in verdicts(text, "2025-02-03")


def test_prices_all_apart_by_one_whole_number_are_adjusted_otherwise() -> None:
    told = "2025년 1월 31일 SK하이닉스는 전 거래일보다 {}%(10만9000원) 내린 99만6000원에 마감했다."
    assert verdicts(told.format("9.86"), "2025-02-03") == {
        Verdict.SUPPORTED, Verdict.NOT_DECIDABLE,
    }  # fmt: skip
    assert Verdict.CONTRADICTED in verdicts(told.format("4.86"), "2025-02-03")


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia vaulted $118 on January 27, 2025.",  # it closed at 118.42
        "Nvidia surrendered $125.50 on January 27, 2025, ending at $118.42.",
        "Micron dropped Nvidia as a supplier, and the stock fell 4.1% on January 29, 2025.",
        "Nvidia canceled an order, and the supplier, Hexaron, fell 9.9% on January 27, 2025.",
        "Nvidia shook up its board; at Hexaron, shares fell 9.9% on January 27, 2025.",
    ],
)
def test_an_amount_like_the_price_an_object_and_a_strangers_number_accuse_nobody(text) -> None:
    assert Verdict.CONTRADICTED not in verdicts(text, "2025-02-03")


def test_a_change_that_is_no_price_is_still_accused() -> None:
    text = "Nvidia fell $14.20 on January 27, 2025."
    assert Verdict.CONTRADICTED in verdicts(text, "2025-02-03")


OF_PRESS = [
    (NEW_YORK, "Hexaron Inc went public in May, a supplier to Nvidia. Nvidia dropped it. The stock, which rose in June, closed at $96.75 on Wednesday."),
    ("2025-01-28T16:00:00-05:00", "Stocks fell on Monday.\n\nor 0.34%, to 33,517.65, the S&P 500 lost 2.99 points, or"),
    ("2025-01-27T14:40:00-05:00", "Nvidia struck a deal to buy Hexaron. The bid of $43 a share was a 20 percent premium over Hexaron's closing price on Friday. Hexaron's shares rose 19.3 percent in Monday afternoon trade to $42.89. Nvidia shares fell 3.1 percent to $138.20."),
    (NEW_YORK, "Nvidia was among the biggest gainers on Tuesday, up 8.9 percent to $128.99 after it said it expects its 2025 earnings to increase to $3.75 to $3.90 per share, excluding items, from $3.30 to $3.40 per share in 2024."),
    (NEW_YORK, "During the first nine months of 2024, Nvidia lost $1 billion in Europe and spent $400 million to restructure those operations."),
    (NEW_YORK, "Nvidia drew investors with a sharp 21.2% rise in its stock price following its fourth-quarter 2024 earnings release on January 27."),
    (NEW_YORK, "Shares in major Taiwanese chipmakers were weaker on Monday, with TSMC ending down 0.6 percent."),
    ("2025-01-28T17:46:00-05:00", "U.S. stocks rose on Tuesday.\n\nNvidia shares gained after earnings beat expectations, continuing a trend this year."),
    ("2025-03-13T18:00:00-04:00", "From a close above $99 on March 4, Nvidia has slid to $115.58."),
    ("2025-01-31T10:26:00-05:00", "AMD, Micron, Broadcom Stocks Fall\n\nAMD stock traded down 0.5% to $117.81 after the opening bell on Friday. Broadcom stock fell 0.9% to $172.96, while Nvidia stock slid 2.9% to $121.44.This week, the first shots were fired in the trade war, an analyst wrote Friday."),
    ("2025-01-29T10:37:00-05:00", "Nvidia Up Over 5% So Far Today — Data Talk\n\nNvidia Corp. (NVDA) is currently at $135.54, up $6.55 or 5.08%- Would be highest close since Jan. 24, 2025, when it closed at $142.62 - On pace for largest percent increase since Jan. 28, 2025, when it rose 8.93% - Currently up two of the past three days"),
]  # fmt: skip


@pytest.mark.parametrize(("published", "text"), OF_PRESS)
def test_what_press_was_accused_of_by_its_form_alone_accuses_nobody(published, text) -> None:
    found = checked_reading(reading.read(text, published), ExcerptReader())
    assert Verdict.CONTRADICTED not in {claim.verdict for claim in found.claims}


@pytest.mark.parametrize("what", ["Trading in Nvidia shares", "Selling of Nvidia stock"])
def test_what_is_done_with_a_stock_is_no_price_of_it(what: str) -> None:
    assert verdicts(f"{what} rose 7% on Monday, Jan. 27.", "2025-01-28") == {Verdict.UNCLEAR}
    closed = "Trading in Nvidia wrapped up at $125.31 on Monday, Jan. 27."
    assert verdicts(closed, "2025-01-28") == {Verdict.CONTRADICTED}
