"""What a refresh keeps up besides prices: sessions ahead, feeds, listings that have an address."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from loopback import respond, serving

from marketlink.calendars import sessions
from marketlink.config import Settings
from marketlink.doctor import examine
from marketlink.errors import Alert
from marketlink.news.archive import Archive
from marketlink.news.feeds import Feeds
from marketlink.prices.load import ensure_excerpt
from marketlink.refresh import refresh
from marketlink.store import Store

NOW = datetime(2025, 3, 17, tzinfo=UTC)
FEED = """<rss version="2.0"><channel><title>Wire</title><item><title>{title}</title>
<link>https://news.example.com/{number}</link><guid>{number}</guid>
<pubDate>Mon, 17 Mar 2025 10:00:00 +0000</pubDate>
<description>Nvidia (NASDAQ: NVDA) shares rose.</description></item></channel></rss>"""
LISTING = "Code,Name,Market,From,To\n999990,{name},KOSPI,2020-01-02,\n"


@pytest.fixture
def settings(tmp_path):
    made = Settings(tmp_path / "m.duckdb", web_allow_private=True, reports=tmp_path / "reports")
    with Store.open(made.db, "write") as store:
        ensure_excerpt(store)
    return made


def feed(number, title="Chips"):
    return respond(FEED.format(number=number, title=title).encode(), "application/rss+xml")


def test_feeds_are_looked_at_and_a_failing_one_stops_no_other(settings):
    routes = {"/good": feed(1), "/bad": feed(2)}
    with serving(routes) as port:
        followed = Feeds(Archive.beside(settings.db), private=True)
        for name in ("bad", "good"):
            followed.add(f"http://127.0.0.1:{port}/{name}")
        routes |= {"/good": feed(3, "More chips"), "/bad": respond(b"no", status=500)}
        done = refresh(settings, now=NOW)
    assert done.run is None
    assert "1 new articles from 2 feeds" in done.notes
    ((url, why),) = done.errors
    assert url.endswith("/bad")
    assert why
    assert {entry.headline for entry in Archive.beside(settings.db).entries()} >= {"More chips"}
    with pytest.raises(Alert, match="1 did not come"):
        done.raise_for_errors()


def test_offline_looks_at_no_feed(settings):
    with serving({"/good": feed(1)}) as port:
        Feeds(Archive.beside(settings.db), private=True).add(f"http://127.0.0.1:{port}/good")
    done = refresh(replace(settings, offline=True), now=NOW)
    assert (done.errors, done.notes) == ((), ())


def test_a_listing_with_an_address_is_imported_again_once_a_day(settings):
    folder = settings.db.parent / "companies"
    folder.mkdir()
    routes = {"/krx.csv": respond(LISTING.format(name="Hanbit Machines").encode(), "text/csv")}
    with serving(routes) as port:
        (folder / "krx.url").write_text(f"http://127.0.0.1:{port}/krx.csv\n")
        assert refresh(settings, now=NOW).notes == ("1 listings in krx.csv",)
        kept = folder / "krx.csv"
        assert "Hanbit Machines" in kept.read_text("utf-8")
        assert refresh(settings, now=NOW).notes == ()
        os.utime(kept, (0, 0))
        routes["/krx.csv"] = respond(b"not a listing", "text/csv")
        ((name, why),) = refresh(settings, now=NOW).errors
    assert (name, bool(why)) == ("krx", True)
    assert "Hanbit Machines" in kept.read_text("utf-8")


def test_sessions_ahead_are_stored_with_the_rule_that_decided(settings):
    with Store.open(settings.db, "write") as store, store.writing("session") as con:
        con.execute("delete from session where session > '2025-03-14'")
    refresh(replace(settings, offline=True), now=NOW)
    with Store.open(settings.db) as store:
        rows = store.con.execute(
            "select exchange, count(*), max(session) from session group by 1 order by 1"
        ).fetchall()
        doubtful = store.con.execute(
            "select count(*) from session where exchange = 'XKRX' and rule <> ''"
        ).fetchall()[0][0]
    days = {code: sessions(code).days for code in ("XKRX", "XNYS")}
    assert rows == [(code, len(found), found[-1]) for code, found in days.items()]
    assert doubtful == sum(bool(sessions("XKRX").rule(day)) for day in days["XKRX"])


def test_a_damaged_list_is_named_by_refresh_and_doctor_and_stops_nothing(settings):
    folder = settings.db.parent / "articles"
    folder.mkdir()
    for name in ("index.jsonl", "feeds.jsonl"):
        (folder / name).write_text("{broken\n")
    listed = settings.db.parent / "companies"
    listed.mkdir()
    routes = {"/krx.csv": respond(LISTING.format(name="Hanbit Machines").encode(), "text/csv")}
    with serving(routes) as port:
        (listed / "krx.url").write_text(f"http://127.0.0.1:{port}/krx.csv\n")
        done = refresh(settings, now=NOW)
    assert [name for name, _ in done.errors] == ["feeds", "articles"]
    assert all("Line 1 of" in why for _, why in done.errors)
    assert done.notes == ("1 listings in krx.csv",)
    lists = [c for c in examine(replace(settings, offline=True), NOW) if c.name == "list"]
    assert [(c.area, c.state, c.fix) for c in lists] == [
        ("articles", "finding", "remove the line"),
        ("feeds", "finding", "remove the line"),
    ]
