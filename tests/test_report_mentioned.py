"""Three made-up articles: the first sentence says the right thing of each company, and a name in
passing changes nothing said of the first."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from marketlink.calendars import sessions
from marketlink.config import Settings
from marketlink.findings.words import words
from marketlink.publish import Options, publish

DAY = date(2025, 2, 12)
NAMES = {"META": "Meta Platforms", "INTC": "Intel", "ORCL": "Oracle", "NFLX": "Netflix",
         "CRM": "Salesforce"}  # fmt: skip


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Publish a text against made-up prices in which companies moved by so much on the day."""
    from marketlink.prices.importing import import_file
    from marketlink.store import Store

    days = [day for day in sessions("XNYS").days if date(2023, 12, 1) <= day <= date(2025, 2, 28)]
    zero = days.index(DAY)

    def publish_with(text: str, moves: dict[str, float], name: str):
        settings = Settings(db=tmp_path / name / "m.duckdb", offline=True)
        generator = np.random.default_rng(7)
        market = 0.008 * generator.standard_normal(len(days))
        series = {"^GSPC": market}
        for symbol in NAMES:
            own = 0.012 * generator.standard_t(5, len(days))
            own[zero] = moves.get(symbol, 0.004) - market[zero]
            series[symbol] = market + own
        lines = ["symbol,date,close"]
        for symbol, moved in series.items():
            closes = 100 * np.cumprod(1 + moved)
            lines += [
                f"{symbol},{day},{close:.6f}" for day, close in zip(days, closes, strict=True)
            ]
        file = tmp_path / f"{name}.csv"
        file.write_text("\n".join(lines))
        with Store.open(settings.db, "write", reach=[tmp_path]) as store:
            import_file(store, file)
        article = tmp_path / f"{name}.txt"
        article.write_text(text)
        written = publish(str(article), settings, Options(published="2025-02-13", lang="en"),
                          tmp_path / name)  # fmt: skip
        return json.loads((written.report.parent / "summary.json").read_text())

    return publish_with


def about(summary, symbol):
    return next(one for one in summary["companies"] if one["symbol"] == symbol)


FALL = (
    "Meta shares plunge after weak outlook\n\nMeta Platforms (META) shares fell 26% on Wednesday,"
    " February 12, 2025, after the company said that costs would rise. Meta said that it would"
    " hire fewer people. Meta's advertising sales missed estimates."
)
PASSING = " Analysts who cover Intel (INTC) and Oracle (ORCL) were not surprised."


def test_one_company_down_26_percent_with_two_named_in_passing(told) -> None:
    alone = told(FALL, {"META": -0.26}, "alone")
    passing = told(FALL + PASSING, {"META": -0.26}, "passing")
    start = "Meta Platforms lost 26.0% on Wednesday 12 February 2025"
    assert alone["headline"]["en"].startswith(start)
    assert passing["headline"] == alone["headline"]
    assert about(passing, "META") == about(alone, "META") and about(alone, "META")["unusual"]
    named = {one["symbol"]: one["unusual"] for one in passing["companies"]}
    assert named == {"META": True, "INTC": False, "ORCL": False}
    assert "Intel" in passing["verdict"]["en"] and "ordinary days" in passing["verdict"]["en"]
    assert "disagree" not in passing["verdict"]["en"]


def test_one_company_up_22_percent_with_and_without_a_sentence_on_two_others(told) -> None:
    text = (
        "Netflix soars on subscribers\n\nNetflix (NFLX) shares rose 22% on Wednesday, February 12,"
        " 2025, after the company added more subscribers than expected. Netflix will raise prices."
    )
    others = " Salesforce (CRM) rose 1% and Oracle (ORCL) fell 1%."
    moves = {"NFLX": 0.22, "CRM": 0.01, "ORCL": -0.01}
    alone, more = told(text, moves, "alone"), told(text + others, moves, "more")
    assert alone["headline"]["en"].startswith("Netflix gained 22.0% on Wednesday 12 February 2025")
    assert more["headline"] == alone["headline"]
    assert about(more, "NFLX") == about(alone, "NFLX")
    assert {one["symbol"]: one["unusual"] for one in more["companies"]} == {
        "NFLX": True, "CRM": False, "ORCL": False,
    }  # fmt: skip


def test_more_than_four_inside_their_ordinary_range_are_counted(told) -> None:
    calm = dict.fromkeys(("INTC", "ORCL", "NFLX", "CRM", "AMD"), -0.006)
    listed = ", ".join(f"{NAMES.get(s, s)} ({s}) fell {abs(m):.1%}" for s, m in calm.items())
    text = f"Meta plunges\n\nOn Wednesday, February 12, 2025, Meta (META) fell 12%; {listed}.\n"
    said = told(text, {"META": -0.12} | calm, "counted")["verdict"]["en"]
    assert "Beyond the market, 5 others stayed within" in said


def test_five_companies_on_one_day_with_one_inside_its_ordinary_range(told) -> None:
    moves = {"META": -0.12, "INTC": -0.11, "ORCL": -0.13, "NFLX": -0.10, "CRM": -0.006}
    listed = ", ".join(f"{NAMES[s]} ({s}) fell {abs(m):.1%}" for s, m in moves.items())
    text = f"Technology shares tumble\n\nOn Wednesday, February 12, 2025, {listed}.\n"
    summary = told(text, moves, "five")
    assert {one["symbol"]: one["unusual"] for one in summary["companies"]} == {
        symbol: symbol != "CRM" for symbol in moves
    }
    said = summary["verdict"]["en"]
    calm = words("en").naming(NAMES)
    assert calm("others.calm_one", symbols=("CRM",), base="market") in said
    first = said.split(". ")[0]
    assert "Salesforce" not in first and "12 February 2025" in first
