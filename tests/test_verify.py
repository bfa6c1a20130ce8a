"""The prices that a reading is checked against: a store's, or the excerpt's."""

from __future__ import annotations

import pytest

from marketlink.reading import read
from marketlink.store import Store
from marketlink.verify import ExcerptReader, StoredPrices, checked_reading

TEXT = "Nvidia fell 17%, Micron 12% and Broadcom 17% on Monday, Jan. 27, 2025. Apple rose 3.2%."


def test_a_store_is_opened_once_for_all_companies_and_articles(excerpt_store, monkeypatch) -> None:
    opened, prices = [], StoredPrices(excerpt_store)
    opening = Store.open
    monkeypatch.setattr(Store, "open", lambda *given: opened.append(given) or opening(*given))
    for _ in range(2):
        reading = checked_reading(read(TEXT, "2025-01-28"), prices)
        assert {s for c in reading.claims for s in c.symbols} == {"NVDA", "MU", "AVGO", "AAPL"}
    assert len(opened) == 1


def test_a_store_of_the_excerpt_and_the_excerpt_give_the_same_series(excerpt_store) -> None:
    symbols = ("NVDA", "AVGO", "000660.KS", "NOSUCH")
    stored, excerpt = StoredPrices(excerpt_store).series(symbols), ExcerptReader().series(symbols)
    assert stored.keys() == excerpt.keys() == set(symbols[:3])
    for symbol, series in excerpt.items():
        assert stored[symbol].sessions == series.sessions
        assert stored[symbol].splits == series.splits
        assert stored[symbol].basis is series.basis
        for name in ("closes", "highs", "lows"):
            one, other = getattr(stored[symbol], name), getattr(series, name)
            assert [n is None for n in one] == [n is None for n in other]
            held = [[n for n in column if n is not None] for column in (one, other)]
            assert held[0] == pytest.approx(held[1], rel=1e-12)
