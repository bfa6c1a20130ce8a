"""Feeds: RSS and Atom from a loopback server, conditional requests, each entry kept once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from loopback import Answer, local, respond, serving

from marketlink.articles.article import read_article
from marketlink.cli.main import run
from marketlink.errors import InputError, SourceUnavailable
from marketlink.news import feed_lists
from marketlink.news.archive import Archive
from marketlink.news.feed_lists import Listed
from marketlink.news.feeds import FeedArticles, Feeds
from marketlink.sources import registry as source_names
from marketlink.sources.raw import RawArticle

NOW = datetime(2025, 2, 7, tzinfo=UTC)
ITEMS = """
<item><title>반도체 업체, 새 공장 짓는다</title><link>/2025/02/06/a</link><guid>a-1</guid>
<pubDate>Thu, 06 Feb 2025 11:18:00 KST</pubDate>
<description>반도체 업체가 새 공장을 짓는다고 밝혔다.</description></item>
<item><title>Chip falls &amp; recovers</title><link>/b</link><guid>b-2</guid>
<pubDate>Mon, 27 Jan 2025 16:15:00 EST</pubDate>
<description>&lt;p&gt;Nvidia fell 17%.&lt;/p&gt;&lt;p&gt;It rose.&lt;/p&gt;</description></item>
<item><title>No time here</title><guid>c-3</guid><description>Micron was flat.</description></item>
"""
RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>A Wire</title>
<link>http://x.test</link>{ITEMS}</channel></rss>""".encode()
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Atom Wire</title>
<id>urn:f</id><updated>2025-01-28T00:00:00Z</updated><entry><title>Nvidia falls</title>
<id>urn:1</id><link href="/n/1"/><published>2025-01-27T16:15:00-05:00</published>
<updated>2025-01-28T08:00:00-05:00</updated><content type="html">&lt;p&gt;Nvidia fell 17%.&lt;/p&gt;
</content></entry></feed>"""


def feed_of(content: bytes, seen: list[dict[str, str]] | None = None) -> Answer:
    def answer(handler):
        if seen is not None:
            seen.append(dict(handler.headers))
        if handler.headers.get("If-None-Match") == '"v1"':
            handler.send_response(304)
            handler.end_headers()
            return
        stamp = format_datetime(NOW, usegmt=True)
        respond(content, "application/rss+xml", ETag='"v1"', Last_Modified=stamp)(handler)

    return answer


def test_entries_keep_their_own_words_for_the_time():
    with serving({"/rss": feed_of(RSS)}) as port:
        first, second, third = FeedArticles(private=True).articles(local(port, "/rss"))
    korean, english = read_article(first), read_article(second)
    assert first.published == "Thu, 06 Feb 2025 11:18:00 KST"
    assert korean.published.value == datetime(2025, 2, 6, 2, 18, tzinfo=UTC)
    assert korean.published.grade == "metadata"
    assert korean.publisher == "A Wire"
    assert english.published.value == datetime(2025, 1, 27, 21, 15, tzinfo=UTC)
    assert english.title == "Chip falls & recovers"
    assert "Nvidia fell 17%." in english.text
    assert read_article(third).published.value is None


def test_atom_is_read_as_well():
    with serving({"/atom": respond(ATOM, "application/atom+xml")}) as port:
        (entry,) = FeedArticles(private=True).articles(local(port, "/atom"))
        assert entry.url == local(port, "/n/1")
    article = read_article(entry)
    assert article.published.value == datetime(2025, 1, 27, 21, 15, tzinfo=UTC)
    assert any("updated later" in warning for warning in article.warnings)


def test_a_feed_is_kept_once_and_asked_conditionally(tmp_path: Path):
    seen: list[dict[str, str]] = []
    archive = Archive.beside(tmp_path / "m.duckdb")
    feeds = Feeds(archive, private=True)
    with serving({"/rss": feed_of(RSS, seen)}) as port:
        url = local(port, "/rss")
        added = feeds.add(url, now=NOW)
        again = feeds.update(now=NOW)
    assert (added.status, len(added.new)) == ("new", 3)
    assert [update.status for update in again] == ["unchanged"]
    assert "If-None-Match" not in seen[0]
    assert seen[1]["If-None-Match"] == '"v1"'
    assert seen[1]["If-Modified-Since"].endswith("GMT")
    assert len(archive.entries()) == 3
    (feed,) = feeds.list()
    assert (feed.name, feed.etag, feed.error, feed.items) == ("A Wire", '"v1"', None, 3)


def test_new_entries_of_a_known_feed_are_added(tmp_path: Path):
    archive = Archive.beside(tmp_path / "m.duckdb")
    feeds = Feeds(archive, private=True)
    extra = b"<item><title>Later</title><guid>d-4</guid></item></channel>"
    routes = {"/rss": respond(RSS, "text/xml")}
    with serving(routes) as port:
        feeds.add(local(port, "/rss"), now=NOW)
        routes["/rss"] = respond(RSS.replace(b"</channel>", extra), "text/xml")
        (update,) = feeds.update(now=NOW)
    assert [entry.headline for entry in update.new] == ["Later"]
    assert len(archive.entries()) == 4


def test_the_pages_behind_the_entries_can_be_kept(tmp_path: Path):
    page = "<html><head><title>T</title></head><body><p>The whole story of the plant.</p></body>"
    routes = {"/rss": respond(RSS, "text/xml"), "/2025/02/06/a": respond(page.encode())}
    routes["/b"] = respond(b"", status=404)
    archive = Archive.beside(tmp_path / "m.duckdb")
    with serving(routes) as port:
        update = Feeds(archive, private=True).add(local(port, "/rss"), pages=True, now=NOW)
    first, second, _ = update.new
    assert "whole story" in archive.article(first).text
    assert archive.article(first).published.value == datetime(2025, 2, 6, 2, 18, tzinfo=UTC)
    assert any("only the feed's words" in warning for warning in second.warnings)


def test_a_feed_that_fails_is_told_and_stops_no_other(tmp_path: Path):
    feeds = Feeds(Archive.beside(tmp_path / "m.duckdb"), private=True)
    routes = {"/one": respond(RSS, "text/xml"), "/two": respond(ATOM, "text/xml")}
    with serving(routes) as port:
        feeds.add(local(port, "/one"), now=NOW)
        feeds.add(local(port, "/two"), now=NOW)
        routes["/one"] = respond(b"", status=500)
        one, two = feeds.update(now=NOW)
    assert (one.status, two.status) == ("failed", "unchanged")
    assert "500" in (feeds.list()[0].error or "")
    assert feeds.list()[1].error is None


def test_a_page_that_is_no_feed_names_its_feed(tmp_path: Path):
    page = (
        b'<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head></html>'
    )
    feeds = Feeds(Archive.beside(tmp_path / "m.duckdb"), private=True)
    with serving({"/": respond(page)}) as port:
        with pytest.raises(InputError, match=r"not an RSS or Atom feed.*/rss"):
            feeds.add(local(port))
        with pytest.raises(SourceUnavailable):
            feeds.add("http://127.0.0.1:9/rss")
    assert feeds.list() == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe" * 50,
        b"<rss version='2.0'><channel>" + b"<item>" * 500,
        b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss version="2.0">&b;</rss>',
    ],
)
def test_broken_feeds_crash_nothing(tmp_path: Path, content: bytes):
    with serving({"/": respond(content, "text/xml")}) as port:
        try:
            found = list(FeedArticles(private=True).articles(local(port)))
        except InputError as error:
            assert "not an RSS or Atom feed" in str(error)
        else:
            assert len(found) <= 500


def test_feeds_are_removed_by_name_and_a_misspelt_one_gets_the_nearest(tmp_path: Path):
    feeds = Feeds(Archive.beside(tmp_path / "m.duckdb"), private=True)
    with serving({"/rss": respond(RSS, "text/xml")}) as port:
        feeds.add(local(port, "/rss"), now=NOW)
    with pytest.raises(InputError, match=r"not followed.*Try: http"):
        feeds.remove(local(port, "/rs"))
    feeds.remove(local(port, "/rss"))
    assert feeds.list() == []
    assert len(feeds.archive.entries()) == 3


def test_the_commands_add_list_and_remove(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    db = ["--db", str(tmp_path / "m.duckdb")]
    with serving({"/rss": respond(RSS, "text/xml")}) as port:
        url = local(port, "/rss")
        assert run(["feeds", "add", url, "--allow-private", "--format", "json", *db]) == 0
        (row,) = json.loads(capsys.readouterr().out)
        assert (row["status"], row["new"]) == ("new", 3)
    assert run(["feeds", "list", "--format", "json", *db]) == 0
    assert json.loads(capsys.readouterr().out)[0]["title"] == "A Wire"
    assert run(["articles", "list", "--format", "jsonl", *db]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["grade"] for row in rows] == ["metadata", "metadata", "unknown"]
    assert run(["feeds", "remove", url, *db]) == 0
    capsys.readouterr()
    assert run(["feeds", "list", "--format", "json", *db]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run(["feeds", "add", url, "--offline", *db]) == 2


def test_refresh_reads_a_feed_where_no_price_is_held_and_says_what_did_not_come(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    db = ["--db", str(tmp_path / "m.duckdb")]
    with serving({"/rss": respond(RSS, "text/xml")}) as port:
        assert run(["feeds", "add", local(port, "/rss"), "--allow-private", *db]) == 0
        assert "only with web_allow_private = true" in capsys.readouterr().err
        assert run(["refresh", *db]) == 1
        told = capsys.readouterr()
        assert told.out == "no prices are due; 1 did not come\n"
        assert "Try: web_allow_private = true" in told.err
        monkeypatch.setenv("MARKETLINK_WEB_ALLOW_PRIVATE", "true")
        assert run(["refresh", *db]) == 0
        assert capsys.readouterr().out == "no prices are due\n"
    monkeypatch.setenv("MARKETLINK_REFRESH_SYMBOLS", "NVDA")
    assert run(["refresh", "--offline", *db]) == 0
    assert capsys.readouterr().out == "nothing fetched, 2 due\n"


def test_a_shipped_list_is_followed_and_a_feed_of_it_that_fails_stops_no_other(
    tmp_path, monkeypatch, capsys
):
    with serving({"/a": feed_of(RSS), "/b": respond(b"gone", status=404)}) as port:
        feeds = tuple(
            Listed("made", "KR", "markets", "ko", "A Wire", local(port, path))
            for path in ("/b", "/a")
        )
        monkeypatch.setattr(feed_lists, "listed", lambda: {"made": feeds})
        db = ["--db", str(tmp_path / "m.duckdb")]
        assert run(["feeds", "add", "--list", "made", "--allow-private", *db]) == 0
        out = capsys.readouterr()
        assert "/b: " in out.err and "A Wire" in out.out
        assert [one.address for one in Feeds(Archive.beside(tmp_path / "m.duckdb")).list()] == [
            feeds[1].address
        ]
        assert run(["feeds", "add", "--list", "mode", *db]) == 2
        assert "made" in capsys.readouterr().err
        assert run(["feeds", "add", *db]) == 2


def test_the_shipped_lists_are_addresses_each_once():
    found = [one for feeds in feed_lists.listed().values() for one in feeds]
    assert {"kr-markets", "us-markets", "kr-filings"} <= set(feed_lists.listed())
    assert len({one.address for one in found}) == len(found) > 30
    for one in found:
        parts = urlsplit(one.address)
        assert parts.scheme in ("http", "https") and parts.hostname and not parts.username
        assert one.list.split("-")[0] in (one.country.lower(), "world")
        assert one.language in ("ko", "en")


def test_filings_are_followed_like_a_feed(tmp_path, monkeypatch):
    class Filings:
        def articles(self, source):
            assert source == "NVDA"
            return [RawArticle("made:NVDA", b"Nvidia files 8-K", title="Nvidia files 8-K",
                               published="2025-02-26T21:20:09+00:00", id="1")]  # fmt: skip

    monkeypatch.setattr(source_names, "source_called", lambda name: Filings())
    feeds = Feeds(Archive.beside(tmp_path / "m.duckdb"))
    assert feeds.add("edgar:NVDA", now=NOW).status == "new"
    assert [update.status for update in feeds.update(NOW)] == ["unchanged"]
    (feed,) = feeds.list()
    assert (feed.address, feed.name, feed.error) == ("edgar:NVDA", "edgar:NVDA", None)
