"""Prices and changes in a listing's own money, in another, and in London's pence."""

from __future__ import annotations

from datetime import date

import pytest

from marketlink.claims import Series, check, gather
from marketlink.reading import read
from marketlink.records.claim import Claim
from marketlink.verify import ExcerptReader, checked_reading

DAYS, CLOSES = (date(2025, 5, 13), date(2025, 5, 14)), (823.0, 963.0)


def london(text: str, scale: float = 1.0) -> list[Claim]:
    reading = read(text, "2025-05-14T17:00+01:00")
    closes = tuple(close * scale for close in CLOSES)
    evidence = gather(reading.claims, lambda symbols: {s: Series(s, DAYS, closes) for s in symbols})
    return list(check(reading.claims, evidence, reading.article.published))


@pytest.mark.parametrize("price", ["963p", "963 pence", "£9.63"])
@pytest.mark.parametrize("scale", [1.0, 0.01])
def test_a_close_in_london_is_right_in_pence_and_in_pounds(price: str, scale: float) -> None:
    found = london(f"Burberry shares closed 17% higher at {price} on Wednesday.", scale)
    assert {(c.kind, c.verdict) for c in found} == {("size", "supported"), ("level", "supported")}


def test_a_wrong_close_in_london_is_still_wrong() -> None:
    found = london("Burberry shares closed 17% higher at 993p on Wednesday.")
    assert [c.verdict for c in found if c.kind == "level"] == ["contradicted"]


def test_a_change_in_pence_is_not_decided() -> None:
    found = london("Burberry shares fell 12p on Wednesday, closing at 963p.")
    assert "contradicted" not in {c.verdict for c in found if c.kind == "size"}


def test_a_change_in_another_currency_is_not_decided() -> None:
    reading = read("TSMC fell 3 euros on Monday.", "2025-01-27T17:00-05:00")
    claims = checked_reading(reading, ExcerptReader()).claims
    assert all(claim.verdict != "contradicted" for claim in claims)


def test_a_loss_of_market_value_is_no_return_of_a_moment() -> None:
    text = "Nvidia fell 17% on Monday, wiping $589 billion off its market value."
    reading = checked_reading(read(text, "2025-01-27T17:00-05:00"), ExcerptReader())
    assert "58900000000" not in (reading.moments[0].note or "")
