"""Numbers that a reader takes where no verb stands right before them, or no name."""

from __future__ import annotations

import pytest

from marketlink.articles.boilerplate import kinds
from marketlink.articles.lines import LineSpan
from marketlink.reading import read
from marketlink.verify import ExcerptReader, checked_reading

AFTER = "2025-01-27T18:00-05:00"


def verdicts(text: str, published: str = AFTER) -> dict[tuple[str, float], str]:
    """The verdict by first company and number, in percent or money."""
    checked = checked_reading(read(text, published), ExcerptReader())
    return {
        (c.observations[0].symbol, round(c.stated * (100 if c.unit == "return" else 1), 2)): str(
            c.verdict
        )
        for c in checked.statements
        if c.stated is not None and c.observations
    }


@pytest.mark.parametrize(
    ("text", "key", "verdict"),
    [
        ("Nvidia shares lost about a fifth of their value on Monday.", ("NVDA", -20), "unclear"),
        ("Nvidia shares lost a third of their value on Monday.", ("NVDA", -33), "unclear"),
        ("Nvidia shares fell by more than a tenth on Monday.", ("NVDA", -10), "supported"),
    ],
)
def test_a_part_in_words_is_borne_out_or_open(text, key, verdict) -> None:
    assert verdicts(text)[key] == verdict


def test_a_part_of_something_else_is_no_move() -> None:
    assert not verdicts("Nvidia sold a third of the chips on Monday.")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Nvidia ended Monday at $118.42, 17% below its Friday close.", ("NVDA", -17)),
        ("Nvidia fell. It had finished at $142.62 on Friday.", ("NVDA", 142.62)),
        ("Nvidia gave back $24.20 to $118.42 on Monday.", ("NVDA", -24.2)),
    ],
)
def test_a_price_is_read_beside_words_that_are_no_move(text, key) -> None:
    assert verdicts(text)[key] == "supported"


def test_a_pronoun_before_a_number_goes_before_the_index_behind_it() -> None:
    text = "Nvidia fell on Monday.\n\nOn the day it has lost 16.97%, while the S&P 500 held."
    assert ("NVDA", -16.97) in verdicts(text)


def test_the_company_of_the_title_may_be_the_stock_of_a_later_paragraph() -> None:
    text = (
        "Nvidia falls on Monday\n\nApple was calm.\n\nThe shares finished 17.0% lower at $118.42."
    )
    assert verdicts(text)["NVDA", -17] == "supported"


def test_a_head_with_a_colon_does_not_cut_its_table_off() -> None:
    lines = ["Stocks closed higher on Thursday, and volume was light.", "Leaders were:", "Ace 9.6%"]
    assert (
        kinds([LineSpan(n, n, n, line, True) for n, line in enumerate(lines)])[1:] == ["body"] * 2
    )
