"""What a study on the store's prices says of a symbol that ended, and of one whose bars do."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

import marketlink as ml
from marketlink.calendars import sessions
from marketlink.cli.main import run
from marketlink.prices.load import ensure_sessions
from marketlink.records.price import History, Listing, RawBar
from marketlink.store import Store

DAYS = sessions("XNYS").between(date(2023, 1, 3), date(2025, 6, 30))
LAST = date(2025, 2, 28)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """NVDA and MU have bars to the end of February 2025; only NVDA is told to have ended."""
    path = tmp_path / "m.duckdb"
    with Store.open(path, "write") as store:
        store.merge([_history("^GSPC", 0, DAYS[-1]), _history("AMD", 1, DAYS[-1]),
                     _history("NVDA", 2, LAST), _history("MU", 3, LAST)])  # fmt: skip
        with store.writing("session"):
            ensure_sessions(store, ["XNYS"])
    assert run(["prices", "valid", "NVDA", "--to", LAST.isoformat(), "--db", str(path)]) == 0
    return path


def _history(symbol: str, seed: int, last: date) -> History:
    levels = 100 * np.cumprod(1 + np.random.default_rng(seed).normal(0, 0.01, len(DAYS)))
    bars = tuple(RawBar(day, close=float(level), volume=1.0)
                 for day, level in zip(DAYS, levels, strict=True) if day <= last)  # fmt: skip
    kind = "index" if symbol.startswith("^") else "stock"
    fetched = datetime(2025, 7, 1, tzinfo=UTC)
    return History(Listing(symbol, "XNYS", "USD", kind), "made", fetched, bars)


def test_a_report_tells_a_symbol_that_ended_from_bars_that_end(tmp_path, db):
    text = "Nvidia, Micron Technology and AMD fell 5% on June 2, 2025."
    made = ml.report(text, published="2025-06-03", out=tmp_path / "out", db=db, offline=True)
    events = made.table("events")
    found = dict(zip(events.symbol, events.outcome, strict=True))
    assert found == {"NVDA": "delisted", "MU": "prices_end", "AMD": "ok"}
    assert "it ended under this symbol before the event" in made.path.read_text("utf-8")


@pytest.mark.parametrize(("symbol", "outcome"), [("NVDA", "delisted"), ("MU", "prices_end")])
def test_a_reaction_after_the_last_bar_says_which_of_both_it_is(symbol, outcome, db):
    with pytest.raises(ml.MarketlinkError) as caught:
        ml.reaction(symbol, "2025-06-02", db=db, offline=True)
    assert f"Its outcome is {outcome}" in str(caught.value)


def test_an_end_that_came_after_the_event_or_after_what_is_known_is_not_told(db):
    assert run(["prices", "valid", "NVDA", "--to", "2025-06-13", "--db", str(db)]) == 0
    for when, as_of, outcome in (
        ("2025-06-02", None, "prices_end"),
        ("2025-06-16", None, "delisted"),
        ("2025-06-16", date(2025, 6, 12), "prices_end"),
    ):
        with pytest.raises(ml.MarketlinkError) as caught:
            ml.reaction("NVDA", when, as_of=as_of, db=db, offline=True)
        assert f"Its outcome is {outcome}" in str(caught.value)
