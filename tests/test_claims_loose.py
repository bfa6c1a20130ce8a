"""Fine numbers that no rule reads: borne out by prices, or no claims."""

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
        ("From close to close, then, Nvidia stock shed some $24.20 on Monday.", -24.20),
    ],
)
def test_a_price_in_words_that_no_rule_has_is_borne_out(text: str, value: float) -> None:
    assert [(c.symbols, c.stated, c.verdict) for c in loose(text)] == [
        (("NVDA",), value, "supported")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia stock was selling for $128.42 per share on Monday.",
        "Nvidia's revenue rose 16.97 % on Monday's count, while its shares fell.",
        "Would Nvidia stock be selling for $118.42 on Monday?",
        "The price target that analysts set on Nvidia shares is now $118.42.",
        "Nvidia stock jumped, and was selling for $118.42 per share on Monday.",
        "Nvidia stock was selling for $118.42 on Monday, a 12.31% dent.",
    ],
)
def test_what_fits_nothing_or_is_told_of_something_else_is_no_claim(text: str) -> None:
    assert loose(text) == []


def test_a_number_of_one_decimal_is_never_loose() -> None:
    assert read("Nvidia, whose stock some hold, was 17.0% of a fund.", AFTER).loose == ()


def test_statements_hold_what_is_borne_out_in_order_and_nothing_before_prices() -> None:
    text = "Nvidia stock was selling for $118.42 per share on Monday. Nvidia fell 16.97% on Monday."
    unread = read(text, AFTER)
    assert unread.loose and unread.statements == unread.claims
    told = checked_reading(unread, ExcerptReader()).statements
    assert [(c.kind, c.verdict) for c in told] == [("level", "supported"), ("size", "supported")]
    assert len(to_json(checked_reading(unread, ExcerptReader()))["claims"]) == len(told)
