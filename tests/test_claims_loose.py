"""Numbers that no rule reads: borne out by prices, or no claims."""

from __future__ import annotations

import pytest

from marketlink.reading import read, to_json
from marketlink.records.claim import Claim
from marketlink.verify import ExcerptReader, checked_reading

AFTER = "2025-01-27T18:00-05:00"


def loose(text: str, published: str = AFTER) -> list[Claim]:
    return list(checked_reading(read(text, published), ExcerptReader()).loose)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Nvidia stock was selling for $118.42 per share on Monday.", 118.42),
        ("From close to close, then, Nvidia stock shrank some $24.20 on Monday.", -24.20),
        ("The shares of Nvidia went for 118.42 on Monday.", 118.42),
        ("On Wednesday Nvidia was good for 4.43%.", 0.0443),
        ("Nvidia, at $142.62 when the news came, fell on Monday.", 142.62),
        ("Nvidia, which rose 1.9% on Thursday, regained nothing and wilted by 17.0%.", -0.17),
        ("Nvidia ▼24.20 on Monday", -24.20),
        ("The stock of Nvidia shrank 17.0% on Monday.", -0.17),
    ],
)
def test_a_price_in_words_that_no_rule_has_is_borne_out(text: str, value: float) -> None:
    assert [(c.symbols, c.stated, c.verdict) for c in loose(text)] == [
        (("NVDA",), value, "supported")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia's revenue rose 16.97 % on Monday's count, while its shares fell.",
        "Would Nvidia stock be selling for $118.42 on Monday?",
        "The price target that analysts set on Nvidia shares is now $118.42.",
        "Nvidia stock jumped, and was selling for $118.42 per share on Monday.",
        "Nvidia stock was selling for $118.42 on Monday, a 12.31% dent.",
        "Nvidia stock sold 118.42 million times on Monday.",
        "Nvidia, whose stock some hold, was 17.0% of a fund.",
    ],
)
def test_what_fits_nothing_or_is_told_of_something_else_is_no_claim(text: str) -> None:
    assert loose(text) == []


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Nvidia stock was selling for $128.42 per share on Monday.", "contradicted"),
        ("Nvidia stock was selling for $127.42 per share on Monday.", "unclear"),
        ("At Monday's close Nvidia was good for $127.42.", "contradicted"),
        ("The stock of Nvidia swelled 17.0% on Monday.", "unclear"),
        ("The stock of Nvidia shrank 14.0% on Monday.", "contradicted"),
        ("The stock of Nvidia shrank 17.0% on January 24, 2025.", "contradicted"),
    ],
)
def test_a_plain_number_that_fits_nothing_is_not_passed_over(text: str, verdict: str) -> None:
    """Its high was 128.40."""
    assert [claim.verdict for claim in loose(text)] == [verdict]


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia soared past the $1,000 mark on Monday.",
        "The slide of $12.95 in Nvidia on Monday was the day's worst.",
        "A day after it rose 3.1%, Nvidia was down on Monday.",
    ],
)
def test_a_mark_a_change_and_another_session_accuse_nobody(text: str) -> None:
    found = checked_reading(read(text, AFTER), ExcerptReader()).statements
    assert "contradicted" not in [claim.verdict for claim in found if claim.stated is not None]


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia 118.42 -24.20 (-16.97%)",
        "Stock | Price | Change | Change %\nNvidia | $118.42 | -24.20 | -16.97",
        "Nvidia\n$118.42\n-24.20 (-16.97%)",
    ],
)
def test_the_numbers_of_a_quote_are_a_close_a_change_and_a_return(text: str) -> None:
    claims = checked_reading(read(text, AFTER), ExcerptReader()).statements
    assert {c.stated for c in claims if c.verdict == "supported"} == {118.42, -24.20, -0.1697}


@pytest.mark.parametrize(
    "text",
    [
        "SK하이닉스 199,200 ▼21,800 (-9.86%)",
        "SK hynix | 199,200 | -21,800 | -9.86%",
        "SKハイニックス 199,200 (▼21,800 -9.86%)",
    ],
)
def test_a_number_in_full_ahead_of_its_change_is_the_close_and_accuses_nobody(text: str) -> None:
    published = "2025-01-31T16:30:00+09:00"
    right = checked_reading(read(text, published), ExcerptReader()).statements
    assert {c.stated for c in right if c.verdict == "supported"} == {199_200, -21_800, -0.0986}
    wrong = text.replace("199,200", "193,200")
    other = checked_reading(read(wrong, published), ExcerptReader()).statements
    assert {c.verdict for c in other if c.stated == 193_200} <= {"unclear"}


@pytest.mark.parametrize("head", ["■ 올해 상승률", "■ 많이 오른 종목", "◆ 강세", "[급등주]"])
def test_the_head_of_a_list_says_nothing_of_the_company_before(head: str) -> None:
    text = f"SK하이닉스는 31일 9.86% 하락했다.\n\n{head}\n삼성전자 -2.42%"
    found = checked_reading(read(text, "2025-01-31T16:30:00+09:00"), ExcerptReader()).statements
    assert [(c.symbols[0], c.stated) for c in found] == [
        ("000660.KS", -0.0986), ("005930.KS", -0.0242),
    ]  # fmt: skip


@pytest.mark.parametrize("head", ["Year to date", "YTD"])
def test_a_column_is_measured_over_the_period_of_its_head(head: str) -> None:
    rows = "Nvidia | NVDA | 118.42 | -17.0% | -11.8%\nMicron | MU | 91.11 | -11.7% | +8.3%"
    told = "Nvidia fell after a cheap model of a rival was shown."
    text = f"Who lost on Monday\n\nName | Symbol | Close | Day | {head}\n{rows}\n\n{told}"
    claims = checked_reading(read(text, AFTER), ExcerptReader()).statements
    right = {
        (c.symbols[0], round(c.stated, 4)) for c in claims if c.verdict == "supported" and c.stated
    }
    assert right == {
        ("NVDA", 118.42), ("NVDA", -0.17), ("NVDA", -0.118),
        ("MU", 91.11), ("MU", -0.117), ("MU", 0.083),
    }  # fmt: skip
    other = checked_reading(
        read(text.replace(head, "Volume").replace("11.8", "13.8"), AFTER), ExcerptReader()
    ).statements
    assert "contradicted" not in {claim.verdict for claim in other}


def test_a_list_is_measured_over_the_period_of_its_head() -> None:
    text = "The largest from January 13 to January 27, 2025:\nNvidia -12.87%"
    (claim,) = checked_reading(read(text, "2025-01-30"), ExcerptReader()).statements
    assert claim.verdict == "supported"


def test_statements_hold_what_is_borne_out_in_order_and_nothing_before_prices() -> None:
    text = "Nvidia stock was selling for $118.42 per share on Monday. Nvidia fell 16.97% on Monday."
    unread = read(text, AFTER)
    assert unread.loose and unread.statements == unread.claims
    told = checked_reading(unread, ExcerptReader()).statements
    assert [(c.kind, c.verdict) for c in told] == [("level", "supported"), ("size", "supported")]
    assert len(to_json(checked_reading(unread, ExcerptReader()))["claims"]) == len(told)


def test_a_change_in_money_is_of_the_day_of_the_percentage_beside_it() -> None:
    text = "Nvidia rose 8.9% on Tuesday after falling ${}, or 17.0% on Monday."
    when = "2025-01-28T18:00-05:00"
    assert [(c.stated, c.verdict) for c in loose(text.format("24.20"), when)] == [
        (-24.20, "supported")
    ]
    assert loose(text.format("26.20"), when) == []


@pytest.mark.parametrize(
    "text",
    [
        "At the close of January 8: Micron, $99.26, down $2.60; Nvidia, $118.42, down $24.20.",
        "Though results beat, Nvidia was 17.0% weaker at $140.11 when trading ended January 8.",
    ],
)
def test_a_date_told_once_is_that_of_every_number_of_its_sentence(text: str) -> None:
    assert [c for c in loose(text) if c.verdict == "supported" and "NVDA" in c.symbols] == []


def test_a_price_in_brackets_is_not_of_the_date_told_behind_them() -> None:
    claims = loose("Nvidia (NVDA: $118.42, down 17%) has a meeting on Dec. 15.", "2025-01-28")
    assert [c.stated for c in claims if c.verdict == "supported"] == [118.42]


@pytest.mark.parametrize(
    ("heads", "holds"),
    [
        ("Close | Day | Week", (0, 1, 2)),
        ("Close | Week | Day", (0,)),
        ("Target | Weight | Week", (2,)),
    ],
)
def test_a_number_of_a_table_is_of_its_column(heads: str, holds: tuple[int, ...]) -> None:
    row = "Nvidia | 120.07 | -3.67% | -15.81%"
    text = f"Movers of the session, at the close on Friday.\n\nCompany | {heads}\n{row}"
    found = checked_reading(read(text, "2025-01-31T18:00-05:00"), ExcerptReader()).statements
    numbers = (120.07, -0.0367, -0.1581)
    of = {n: {c.verdict for c in found if c.stated == pytest.approx(n)} for n in numbers}
    assert [i for i, n in enumerate(numbers) if "supported" in of[n]] == list(holds)


def test_a_korean_close_without_its_currency_is_borne_out() -> None:
    text, day = "삼성전자는 이날 2.42% 내린 {}에 거래를 마쳤다.", "2025-01-31T17:30:00+09:00"
    assert [c.verdict for c in loose(text.format("5만2400"), day)] == ["supported"]
    assert "supported" not in [c.verdict for c in loose(text.format("5만3400"), day)]


def test_a_plain_number_beside_the_companys_own_accuses_nobody() -> None:
    text = "Nvidia, Hexaron and Nolvex all fell on Monday, by 17.0%, 9.9% and 8.8%."
    assert [one.verdict for one in loose(text)] == ["unclear", "unclear"]
