"""Numbers, dates and p-values as a reader sees them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from marketlink.findings import format as fmt

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (-0.16968, "\u221216.97%"),
        (0.0893, "+8.93%"),
        (0.0, "0.00%"),
        (-0.000001, "0.00%"),
        (12.5, "+1,250.00%"),
        (None, "\u2014"),
        (float("nan"), "\u2014"),
        (float("inf"), "\u2014"),
    ],
)
def test_percent_has_a_sign_and_two_decimals(value: float | None, shown: str) -> None:
    assert fmt.percent(value) == shown


@pytest.mark.parametrize(
    ("value", "currency", "shown"),
    [
        (199200.0, "KRW", "199,200"),
        (118.42, "USD", "118.42"),
        (1234.5, "JPY", "1,234"),
        (7.0, "", "7.00"),
    ],
)
def test_price_follows_the_currency(value: float, currency: str, shown: str) -> None:
    assert fmt.price(value, currency) == shown


@pytest.mark.parametrize(
    ("p", "floor", "shown"),
    [
        (0.0123, None, "p = 0.012"),
        (0.0000002, None, "p < 0.001"),
        (0.0041, 0.0041, "p \u2264 0.004"),
        (0.0005, 0.0005, "p < 0.001"),
        (0.02, 0.0041, "p = 0.020"),
        (1.0, None, "p = 1.000"),
        (None, None, "p = \u2014"),
    ],
)
def test_p_values_know_their_floor(p: float | None, floor: float | None, shown: str) -> None:
    assert fmt.p_phrase(p, floor) == shown


def test_instants_are_shown_in_their_zone_and_dates_as_dates() -> None:
    close = datetime(2025, 1, 27, 21, 0, tzinfo=UTC)
    assert fmt.instant(close, "America/New_York") == "2025-01-27 16:00 UTC-05:00"
    assert fmt.instant(close, "Asia/Seoul") == "2025-01-28 06:00 UTC+09:00"
    assert fmt.instant(close) == "2025-01-27 21:00 UTC"
    assert fmt.instant(close, "+09:00") == "2025-01-28 06:00 UTC+09:00"
    assert fmt.instant(close, "-03:30") == "2025-01-27 17:30 UTC-03:30"
    assert fmt.instant(close, "nowhere/at all") == "2025-01-27 21:00 UTC"
    assert fmt.instant(date(2025, 2, 6), "Asia/Seoul") == "2025-02-06"


def test_counts_read_in_the_words_of_the_language() -> None:
    assert fmt.compact(818_830_900, "ko") == "8.19억"
    assert fmt.compact(818_830_900, "en") == "819m"
    assert fmt.compact(-5.93e11, "en") == "\u2212593bn"
    assert fmt.compact(950, "ko") == "950"


def test_windows_and_excerpts() -> None:
    assert fmt.window((-1, 1)) == "[\u22121,\u00a0+1]"
    assert fmt.window((0, 0)) == "[0,\u00a00]"
    cut = fmt.excerpt("x" * 400)
    assert len(cut) == 300
    assert cut.endswith("\u2026")
    assert fmt.excerpt(" a\n b ") == "a b"
    rates = "a long sentence that says little before its number, which is 9.9 %, or so they say"
    assert fmt.excerpt(rates, 40) == "a long sentence that says little before…"
    assert fmt.excerpt(rates, 40, "9.9 %") == "… before its number, which is 9.9 %, or…"
    assert fmt.excerpt(rates, 200, "9.9 %") == rates and fmt.excerpt("x" * 90, 40, "9 %")[-1] == "…"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://example.com/a?b=1", True),
        ("HTTP://example.com", True),
        ("javascript:alert(1)", False),
        (" \tjavascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//example.com", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(address: str | None, kept: bool) -> None:
    assert (fmt.link(address) is not None) is kept
