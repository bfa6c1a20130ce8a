"""What traded elsewhere on the news: other lines of a firm, proxies of a market that was shut."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from marketlink.calendars import sessions
from marketlink.cli.main import run
from marketlink.companies.directory import directory
from marketlink.findings.words import words
from marketlink.pipeline.elsewhere import elsewhere, series_of_events, symbols_of
from marketlink.pipeline.plan import CasePlan
from marketlink.pipeline.snapshot import take
from marketlink.records.case import AbroadMove, ElsewhereKind
from marketlink.records.study import Event
from marketlink.report.sections.when import _pair
from marketlink.store import StoreAccess

CLOSES = {
    "005930.KS": {"2025-01-24": 50_000, "2025-01-31": 45_000},
    "EWY": {"2025-01-24": 50.0, "2025-01-27": 48.0, "2025-01-28": 49.2, "2025-01-30": 49.2},
    "^SOX": {"2025-01-24": 100.0, "2025-01-27": 90.0, "2025-01-31": 99.0},
    "SMSN.IL": {"2025-01-24": 1000.0, "2025-01-27": 950.0, "2025-01-31": 900.0},
    "005935.KS": {"2025-01-24": 40_000, "2025-01-31": 37_000},
    "KRW=X": {"2025-01-24": 1250.0, "2025-01-30": 1250.0},
}
"""Samsung's receipt in London stands for 25 shares: 1,000 dollars at 1,250 won are 25 of 50,000."""
DAY0 = date(2025, 1, 31)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    def write(held: list[str]) -> Path:
        rows = [
            f"{symbol},{day},{close}" for symbol in held for day, close in CLOSES[symbol].items()
        ]
        (tmp_path / "prices.csv").write_text("symbol,date,close\n" + "\n".join(rows) + "\n")
        db = tmp_path / "m.duckdb"
        assert run(["prices", "import", str(tmp_path / "prices.csv"), "--db", str(db)]) == 0
        return db

    return write  # type: ignore[return-value]


def found(db: Path, day: str = "2025-01-27") -> dict[str, AbroadMove]:
    event = Event("a", "005930.KS", "XKRX", day=date.fromisoformat(day), day0=DAY0)
    plan = CasePlan({"005930.KS": "^KS11"}, {}, {"005930.KS": "^SOX"})
    wishes = series_of_events([event], (), plan, directory())
    snapshot = take(StoreAccess(db), {"005930.KS", *symbols_of(wishes)}, {"XKRX", "XNYS", "XLON"})
    return {one.symbol: one for one in elsewhere([event], (), wishes, snapshot)}


def test_a_fund_and_the_sector_are_told_session_by_session_while_seoul_was_shut(store) -> None:
    got = found(store(["005930.KS", "EWY", "^SOX"]))
    assert set(got) == {"EWY", "^SOX"}
    fund = got["EWY"]
    assert fund.kind is ElsewhereKind.FUND
    assert [(str(day), round(move, 4)) for day, _, move in fund.sessions] == [
        ("2025-01-27", -0.04), ("2025-01-28", 0.025), ("2025-01-30", 0.0),
    ]  # fmt: skip
    assert fund.total == pytest.approx(49.2 / 50 - 1)
    opens = sessions("XKRX").hours(DAY0)[0]
    assert all(close < opens for _, close, _ in got["^SOX"].sessions), "none after Seoul opened"


def test_no_proxy_is_shown_where_the_market_was_open(store) -> None:
    assert found(store(["005930.KS", "EWY", "^SOX"]), "2025-01-31") == {}


def test_two_lines_are_a_pair_with_who_closed_first_and_their_distance(store) -> None:
    line = found(store(["005930.KS", "SMSN.IL", "KRW=X"]))["SMSN.IL"]
    assert line.kind is ElsewhereKind.LINE
    assert (line.parity.ratio, line.parity.rates) == (25, ("KRW=X",))
    assert line.parity.before == pytest.approx(0.0)
    assert line.parity.after == pytest.approx(950 * 1250 / (25 * 45_000) - 1)
    first, distance = _pair(line, words("en"))
    assert first.startswith("SMSN.IL in London closed on the news before ")
    assert "25 of 005930.KS" in distance
    assert "its price was 0.0% from theirs" in distance
    assert "+5.6%" in distance


def test_two_lines_of_one_exchange_are_told_without_a_first_or_a_parity(store) -> None:
    line = found(store(["005930.KS", "005935.KS"]))["005935.KS"]
    assert line.sessions[0][1] == line.home_close
    assert line.parity is None, "a preferred share cannot be turned into an ordinary one"
    assert _pair(line, words("en")) == _pair(line, words("ko")) == []


def test_without_the_exchange_rate_the_distance_is_not_said(store) -> None:
    line = found(store(["005930.KS", "SMSN.IL"]))["SMSN.IL"]
    assert (line.parity.before, line.parity.after) == (None, None)
    assert "KRW=X" in _pair(line, words("en"))[1]
    assert "KRW=X" in _pair(line, words("ko"))[1]


def test_a_line_that_is_not_held_is_not_shown(store) -> None:
    assert found(store(["005930.KS"])) == {}
