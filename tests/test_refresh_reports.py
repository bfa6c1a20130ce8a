"""A report whose event window is open matures by itself: every refresh renders it again."""

from __future__ import annotations

import json

import pytest
from refresh_world import quote, recent, world

from marketlink.store import Store

STORY = "Nvidia shares slump\n\nNvidia Corp. (NASDAQ: NVDA) shares fell 5% on {day:%B %d, %Y}.\n"


def serve(market, back):
    for symbol in ("NVDA", "^GSPC", "^SOX", "^IXIC"):
        market.yahoo.quotes[symbol] = quote(symbol, recent(symbol, 320 - back, back))


@pytest.fixture
def market(tmp_path):
    with world(tmp_path) as made:
        serve(made, 8)
        assert made.refresh("NVDA")[0] == 0
        yield made


def report(market, back):
    day = recent("NVDA", 1, back)[0]
    (market.folder / "story.txt").write_text(STORY.format(day=day))
    code, _, said = market.run(
        "report", "story.txt", "--published", str(day), "--lang", "en", "--offline"
    )
    assert code == 0, said
    return day


def facts(market):
    (path,) = (market.folder / "reports").glob("*/case.json")
    return json.loads(path.read_text())["summary"]


def test_an_open_report_is_rendered_again_until_it_is_complete(market):
    report(market, 13)
    assert facts(market)["prices_through"] == str(recent("NVDA", 1, 8)[0])
    serve(market, 4)
    _, row, _ = market.refresh()
    assert len(row["reports"]) == 1
    assert facts(market)["prices_through"] == str(recent("NVDA", 1, 4)[0])
    serve(market, 0)
    _, row, _ = market.refresh()
    assert len(row["reports"]) == 1
    done = facts(market)
    assert (done["complete_on"], done["prices_through"]) == (
        str(recent("NVDA", 1, 3)[0]),
        str(recent("NVDA", 1)[0]),
    )
    pages = {path: path.read_bytes() for path in (market.folder / "reports").rglob("*.html")}
    assert market.refresh()[1]["reports"] == []
    assert {path: path.read_bytes() for path in pages} == pages


PAIR = (
    "Chip shares slump\n\nNvidia Corp. (NASDAQ: NVDA) and Advanced Micro Devices (NASDAQ: AMD)"
    " shares fell 5% on {day:%B %d, %Y}.\n"
)


@pytest.fixture
def ended(tmp_path):
    """A report of two companies, of which one has no prices after the second session since."""
    with world(tmp_path) as made:
        for symbol in ("NVDA", "AMD", "^GSPC", "^SOX", "^IXIC"):
            made.yahoo.quotes[symbol] = quote(symbol, recent(symbol, 290, 30))
        assert made.refresh("NVDA", "AMD")[0] == 0
        day = recent("NVDA", 1, 32)[0]
        (tmp_path / "story.txt").write_text(PAIR.format(day=day))
        said = made.run("report", "story.txt", "--published", str(day), "--lang", "en", "--offline")
        assert said[0] == 0, said
        del made.yahoo.quotes["AMD"]
        yield made


def page(market):
    (path,) = (market.folder / "reports").glob("*/report.en.html")
    return path.read_text("utf-8")


def go_on(market, back):
    for symbol in ("NVDA", "^GSPC", "^SOX", "^IXIC"):
        market.yahoo.quotes[symbol] = quote(symbol, recent(symbol, 320 - back, back))
    return market.refresh()[1]["reports"]


def test_a_stock_without_prices_holds_its_report_open_for_some_sessions_only(ended):
    assert len(go_on(ended, 10)) == 1
    assert not facts(ended)["complete"]
    assert len(go_on(ended, 0)) == 1
    assert (facts(ended)["complete"], facts(ended)["ended"]) == (True, ["AMD"])
    assert "but for Advanced Micro Devices, whose prices end before that" in page(ended)
    assert ended.refresh()[1]["reports"] == []


def test_a_symbol_that_was_given_an_end_holds_no_report_open(ended):
    assert len(go_on(ended, 15)) == 1
    assert not facts(ended)["complete"]
    assert ended.run("prices", "valid", "AMD", "--to", str(recent("NVDA", 1, 30)[0]))[0] == 0
    assert len(ended.refresh()[1]["reports"]) == 1
    assert (facts(ended)["complete"], facts(ended)["ended"]) == (True, ["AMD"])


def test_a_run_killed_before_rendering_is_made_up_for(market):
    report(market, 13)
    serve(market, 4)
    reports = market.folder / "reports"
    reports.rename(market.folder / "away")  # as if the run ended after its merge
    assert market.refresh()[1]["reports"] == []
    (market.folder / "away").rename(reports)
    _, row, _ = market.refresh()
    assert len(row["reports"]) == 1
    assert facts(market)["prices_through"] == str(recent("NVDA", 1, 4)[0])


def forget_articles(market):
    for path in (market.db.parent / "inbox").glob("*.json"):
        path.unlink()
    with Store.open(market.db, "write") as store:
        store.con.execute("delete from article")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (forget_articles, "is no longer kept"),
        (lambda m: next((m.folder / "reports").glob("*/request.json")).write_text("{broken"),
         "request.json cannot be read"),
    ],
)  # fmt: skip
def test_a_report_that_cannot_be_rendered_again_is_named(market, spoil, why):
    report(market, 13)
    pages = {path: path.read_bytes() for path in (market.folder / "reports").rglob("*.html")}
    spoil(market)
    serve(market, 4)
    code, row, _ = market.refresh()
    assert (code, row["reports"]) == (0, [])
    assert any("was not rendered again" in note and why in note for note in row["notes"])
    assert {path: path.read_bytes() for path in pages} == pages
