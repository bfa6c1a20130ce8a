"""A folder of articles of a former version comes into the store: nothing lost, nothing twice."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from marketlink.errors import StoreError
from marketlink.news import migration
from marketlink.news.archive import Archive
from marketlink.news.feeds import Feeds
from marketlink.store import Store

TITLES = [f"Nvidia opens plant number {n}" for n in range(7)]
FEED = {"url": "https://news.test/rss", "added": "2025-01-01T00:00:00+00:00", "title": "A Wire",
        "pages": True, "etag": '"v1"', "modified": None, "checked": "2025-01-09T00:00:00+00:00",
        "error": None}  # fmt: skip


def page(title: str) -> bytes:
    return f"<html><body><h1>{title}</h1></body></html>".encode()


def folder_of_articles(place: Path) -> Path:
    """What the former version wrote: the bytes by digest, a line an article, a line a feed."""
    folder = place / "articles"
    lines = []
    for n, title in enumerate(TITLES):
        content = page(title)
        digest = sha256(content).hexdigest()
        raw = folder / "raw" / digest[:2] / digest
        raw.parent.mkdir(parents=True, exist_ok=True)
        raw.write_bytes(content)
        lines.append(json.dumps({
            "digest": digest, "source": "https://news.test/rss", "media_type": "text/html",
            "added": "2025-01-08T10:00:00+00:00", "charset": "utf-8",
            "url": f"https://news.test/{n}", "title": title, "publisher": "A Wire",
            "published": "Wed, 08 Jan 2025 09:00:00 GMT", "id": f"id-{n}", "decoded": False,
            "given": None, "feed": FEED["url"], "language": "en", "headline": title,
            "value": "2025-01-08" if n == 0 else f"2025-01-08T0{n}:00:00+00:00",
            "grade": "metadata", "warnings": ["only the feed's words"], "later": 1,
        }))  # fmt: skip
    (folder / "index.jsonl").write_text("\n".join(lines) + "\n")
    (folder / "feeds.jsonl").write_text(json.dumps(FEED) + "\n")
    return folder


def check(archive: Archive) -> None:
    entries = archive.entries()
    assert [entry.headline for entry in entries] == TITLES
    assert [entry.value for entry in entries[:2]] == ["2025-01-08", "2025-01-08T01:00:00+00:00"]
    assert entries[3].warnings == ("only the feed's words",)
    assert (
        archive.raw(entries[3]).content
        == f"<html><body><h1>{TITLES[3]}</h1></body></html>".encode()
    )
    (feed,) = Feeds(archive).list()
    assert (feed.address, feed.name, feed.pages, feed.etag) == (FEED["url"], "A Wire", True, '"v1"')


def test_everything_of_the_folder_is_in_the_store_and_the_folder_is_put_aside(tmp_path):
    folder = folder_of_articles(tmp_path)
    archive = Archive.beside(tmp_path / "m.duckdb")
    check(archive)
    assert not folder.exists()
    assert (tmp_path / "articles.migrated" / "index.jsonl").exists()
    with Store.open(archive.db) as store:
        spans = store.con.execute("select since, until from coverage").fetchall()
    assert spans == [(datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 9, tzinfo=UTC))]
    archive.db.unlink()
    check(archive)


@pytest.mark.parametrize("kept", [0, 2, 4, 6, 7])
def test_a_migration_that_was_cut_short_is_finished_by_whoever_asks_next(
    tmp_path, monkeypatch, kept
):
    folder = folder_of_articles(tmp_path)
    archive = Archive.beside(tmp_path / "m.duckdb")
    monkeypatch.setattr(migration, "FEW", 1)
    real, done = migration.keep, []

    def keep(*given):
        if len(done) == kept:
            raise KeyboardInterrupt
        done.append(given)
        return real(*given)

    monkeypatch.setattr(migration, "keep", keep)
    if kept == len(TITLES):
        monkeypatch.setattr(migration, "_feeds", keep)
    with pytest.raises(KeyboardInterrupt):
        migration.migrate(archive.access)
    assert (folder / "index.jsonl").exists()
    monkeypatch.undo()
    check(archive)
    assert not folder.exists()


def test_a_damaged_list_is_one_sentence_and_stays(tmp_path):
    folder = folder_of_articles(tmp_path)
    with (folder / "index.jsonl").open("a") as file:
        file.write("{broken\n")
    with pytest.raises(StoreError, match="Line 8"):
        Archive.beside(tmp_path / "m.duckdb").entries()
    assert (folder / "index.jsonl").exists()


@pytest.mark.parametrize("digest", ["/etc/hostname", "../../../secret", 5, "0" * 64])
def test_a_list_of_somebody_else_brings_no_other_file_into_the_store(tmp_path, digest):
    folder = folder_of_articles(tmp_path)
    (tmp_path / "secret").write_text("of mine")
    place = folder / "raw" / "00" / ("0" * 64)
    place.parent.mkdir(parents=True)
    place.write_text("bytes of another digest")
    row = json.loads((folder / "index.jsonl").read_text().splitlines()[0])
    (folder / "index.jsonl").write_text(json.dumps({**row, "digest": digest}) + "\n")
    with pytest.raises(StoreError, match=r"is no article|is damaged"):
        Archive.beside(tmp_path / "x.duckdb").entries()
