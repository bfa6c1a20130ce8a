"""Levels that a move crossed, "rose above 6,000", "sank under $92", and changes told in like words:
"rose more than 500 points", "rose over $3"."""

from __future__ import annotations

import pytest

from marketlink.reading import read
from marketlink.records.claim import Bound, Claim, Verdict
from marketlink.verify import ExcerptReader, checked_reading

MONDAY, THURSDAY = "2025-01-27T17:30:00-05:00", "2025-01-30T17:00:00-05:00"
DECEMBER, FEBRUARY = "2024-12-13T17:30:00-05:00", "2025-02-06T17:30:00-05:00"
SEOUL, SEOUL_FEBRUARY = "2025-01-31T16:05:00+09:00", "2025-02-06T16:05:00+09:00"

LEVELS = [
    (THURSDAY, "The S&P 500 rose above {} on Thursday.", "6,050", "6,200"),
    (THURSDAY, "The Nasdaq Composite climbed past {} on Thursday.", "19,650", "21,600"),
    (THURSDAY, "Nvidia rebounded above {} on Thursday.", "$124", "$140"),
    (DECEMBER, "Broadcom rose above {} on Friday.", "$200", "$250"),
    (DECEMBER, "Broadcom jumped over {} on Friday.", "$220", "$260"),
    (DECEMBER, "Broadcom shares soared past {} on Friday.", "$224", "$250"),
    (DECEMBER, "Broadcom shares surged to more than {} on Friday.", "$224", "$250"),
    (DECEMBER, "TSMC's U.S. shares gained 5% to climb over {} on Friday.", "$200", "$240"),
    (DECEMBER, "The Nasdaq jumped over {} on Friday.", "19,910", "21,000"),
    (MONDAY, "Nvidia shares fell below {} on Monday.", "$120", "$100"),
    (MONDAY, "Nvidia shares fell below the {} mark on Monday.", "$120", "$100"),
    (MONDAY, "Nvidia tumbled under {} on Monday.", "$120", "$110"),
    (MONDAY, "Nvidia dropped beneath {} on Monday.", "$120", "$110"),
    (MONDAY, "Nvidia sank to below {} on Monday.", "$119", "$110"),
    (MONDAY, "Nvidia fell 17% to just under {} on Monday.", "$119", "$110"),
    (MONDAY, "Nvidia fell to just above {} on Monday.", "$118", "$128"),
    (MONDAY, "Micron sank under {} on Monday.", "$92", "$50"),
    (MONDAY, "The Nasdaq fell below {} and the S&P 500 fell on Monday.", "19,400", "19,000"),
    (MONDAY, "The Nasdaq slid beneath {} points on Monday.", "19,500", "19,000"),
    (FEBRUARY, "Micron rose above $94 and Nvidia climbed past {} on Thursday.", "$128", "$138"),
    (MONDAY, "Nvidia fell to just below {} on Monday.", "$120", "$250"),
    (MONDAY, "Nvidia closed a touch above {} on Monday.", "$118", "$90"),
    (MONDAY, "Nvidia shares ended at slightly under {} on Monday.", "$119", "$140"),
    (SEOUL, "31일 SK하이닉스는 {}을 살짝 밑돌며 거래를 마쳤다.", "20만원", "25만원"),
    (SEOUL, "31일 SK하이닉스는 {}을 간신히 지켰다.", "19만9000원", "16만원"),
    (SEOUL, "31日、SKハイニックスは{}をわずかに下回って取引を終えた。", "20万ウォン", "25万ウォン"),
    (SEOUL, "31일 SK하이닉스가 {} 아래로 떨어졌다.", "20만원", "15만원"),
    (SEOUL_FEBRUARY, "6일 SK하이닉스는 {}을 넘어 상승했다.", "20만원", "21만원"),
    (SEOUL, "31日、SKハイニックスは{}を割り込んで下落した。", "20万ウォン", "15万ウォン"),
]

PASSED = [
    (THURSDAY, "The S&P 500 rose above 6,000 on Thursday."),  # it had closed at 6,039 before
    (MONDAY, "Nvidia crossed $100 on Monday."),
    (MONDAY, "Nvidia fell below $150 on Monday."),
    (SEOUL_FEBRUARY, "6일 SK하이닉스는 10만원을 돌파했다."),
    (SEOUL, "31日、SKハイニックスは30万ウォンを割り込んだ。"),
]


@pytest.mark.parametrize(("published", "text"), PASSED)
def test_a_level_that_was_passed_before_is_not_borne_out(published: str, text: str) -> None:
    assert {c.verdict for c in claims_of(text, published)} == {Verdict.NOT_DECIDABLE}


CHANGES = [
    (MONDAY, "The Nasdaq fell more than {} points on Monday.", "600", "700"),
    (MONDAY, "The S&P 500 fell over {} points on Monday.", "80", "100"),
    (MONDAY, "Nvidia fell by over {} on Monday.", "$24", "$30"),
    (MONDAY, "Nvidia fell over {} on Monday.", "$24", "$30"),
    (FEBRUARY, "Nvidia rose over {} on Thursday.", "$3", "$5"),
    ("2024-02-22T17:30:00-05:00", "Nvidia rose over {} on Thursday.", "$110", "$120"),  # to $785.38
    (SEOUL, "31일 SK하이닉스는 {} 넘게 떨어졌다.", "2만원", "3만원"),
    (SEOUL_FEBRUARY, "6일 SK하이닉스는 {} 이상 상승했다.", "4000원", "5000원"),
    (SEOUL, "31日、SKハイニックスは{}超下落した。", "2万ウォン", "3万ウォン"),
]


BARELY = [
    ("Nvidia fell just over {} on Monday, Jan. 27.", "16%", "10%", "20%"),
    ("Nvidia fell slightly more than {} on Monday, Jan. 27.", "16.5%", "3%", "18%"),
    ("Nvidia closed just above {} on Monday, Jan. 27.", "$118", "$100", "$125"),
    ("27일(현지시간) 엔비디아는 {}를 소폭 웃도는 하락률을 기록했다.", "16%", "10%", "20%"),
]


@pytest.mark.parametrize(("text", "right", "far", "wrong"), BARELY)
def test_a_number_that_is_told_to_be_near_is_borne_out_near_it(
    text: str, right: str, far: str, wrong: str
) -> None:
    found = [
        [str(c.verdict) for c in checked_reading(read(text.format(number), "2025-01-29"),
                                                 ExcerptReader()).claims]
        for number in (right, far, wrong)
    ]  # fmt: skip
    assert found[:2] == [["supported"], ["unclear"]]
    assert found[2] in (["contradicted"], ["unclear"])


def claims_of(text: str, published: str) -> list[Claim]:
    claims = checked_reading(read(text, published), ExcerptReader()).claims
    return [claim for claim in claims if claim.stated is not None and claim.unit != "return"]


@pytest.mark.parametrize(
    ("kind", "row"), [*(("level", r) for r in LEVELS), *(("size", r) for r in CHANGES)]
)
def test_a_bound_is_borne_out_where_true_and_never_where_false(kind: str, row: tuple) -> None:
    published, text, right, wrong = row
    own = [claim for claim in claims_of(text.format(right), published) if claim.kind == kind]
    assert own and {claim.verdict for claim in own} == {Verdict.SUPPORTED}
    false = claims_of(text.format(wrong), published)
    assert false and any(claim.verdict is not Verdict.SUPPORTED for claim in false)


@pytest.mark.parametrize(
    ("text", "published", "verdict"),
    [
        ("Nvidia rose above $160 on Monday.", MONDAY, Verdict.CONTRADICTED),  # high 128.40
        ("Nvidia rose above $126 on Monday.", MONDAY, Verdict.UNCLEAR),  # within the day
        ("Nvidia fell below $118 on Monday.", MONDAY, Verdict.UNCLEAR),
        ("Nvidia closed below $118 on Monday.", MONDAY, Verdict.CONTRADICTED),
        (
            "AMD fell below $115 on Monday.",
            MONDAY,
            Verdict.UNCLEAR,
        ),  # closed at 115.01, no low held
        ("The S&P 500 fell under 100 points on Monday.", MONDAY, Verdict.UNCLEAR),  # it lost 89
        ("31일 SK하이닉스가 19만5000원 아래로 떨어졌다.", SEOUL, Verdict.UNCLEAR),  # low 194,800
        ("31일 SK하이닉스가 15만원 아래로 떨어졌다.", SEOUL, Verdict.CONTRADICTED),
    ],
)
def test_a_level_not_told_of_a_close_accuses_only_beyond_the_range(
    text, published, verdict
) -> None:
    assert [claim.verdict for claim in claims_of(text, published)] == [verdict]


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia fell below its 50-day moving average of $137 on Monday.",
        "Nvidia fell below its 50-day line of $137 on Monday.",
        "Nvidia fell 17% on Monday as Bitcoin sank below $100.",
        "Nvidia narrowly avoided falling below $118 on Monday.",
        "Nvidia's earnings rose 12% to more than $4.20 a share on Monday.",
    ],
)
def test_a_level_of_something_else_is_told_of_nobody(text: str) -> None:
    verdicts = {claim.verdict for claim in claims_of(text, MONDAY)}
    assert not verdicts & {Verdict.SUPPORTED, Verdict.CONTRADICTED}


@pytest.mark.parametrize(
    "text",
    [
        "After rising above $150 in January, Nvidia closed down 17% on Monday.",
        "Since it climbed past $150, Nvidia has lost a fifth; on Monday it closed down 17%.",
        "A filing on Monday showed directors sold when Nvidia climbed past $150.",
        "Nvidia nearly fell below $116 on Monday.",
        "Nvidia all but sank under $116 on Monday.",
    ],
)
def test_a_level_of_another_time_or_hardly_reached_accuses_nobody(text: str) -> None:
    assert Verdict.CONTRADICTED not in {claim.verdict for claim in claims_of(text, MONDAY)}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Nvidia fell 17% to close below $118.50 on Monday.", Verdict.SUPPORTED),
        ("Nvidia fell 17% on Monday, closing above $118.", Verdict.SUPPORTED),
        ("Nvidia fell 17% to close below $117 on Monday.", Verdict.CONTRADICTED),
    ],
)
def test_a_close_beyond_a_level_is_no_close_at_it(text: str, verdict: Verdict) -> None:
    assert [claim.verdict for claim in claims_of(text, MONDAY)] == [verdict]


@pytest.mark.parametrize(
    "side",
    [
        "fell 17% to close back below", "was at Monday's close below", "wrapped up Monday below",
        "ended the day below", "managed to close below", "closed $1.58 below",
        "was 17% off its closing high of",
    ],
)  # fmt: skip
@pytest.mark.parametrize("level", ["$120.50", "$117.50"])
def test_a_price_that_a_close_is_held_against_is_no_close(side: str, level: str) -> None:
    reading = read(f"Nvidia {side} {level} on Monday.", MONDAY)
    claims = (*reading.claims, *reading.loose)
    levels = [claim for claim in claims if claim.kind.price and (claim.stated or 0) > 100]
    assert all(claim.measure.bound is not Bound.AT for claim in levels)


@pytest.mark.parametrize(
    "text",
    [
        "Had Nvidia closed above $120 on Monday, the bonus would have been paid.",
        "Nvidia gained 9% of the market on Monday.",
        "Nvidia went from $142.62 at Friday's close to $118.42 on Monday.",
    ],
)
def test_what_is_supposed_or_of_another_thing_accuses_nobody(text: str) -> None:
    claims = checked_reading(read(text, MONDAY), ExcerptReader()).claims
    assert Verdict.CONTRADICTED not in {claim.verdict for claim in claims}
