"""Kept articles: once each, repeatable, whole or not at all."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from marketlink.cli.main import run
from marketlink.errors import InputError, StoreError
from marketlink.news.archive import Archive
from marketlink.sources.load import from_bytes
from marketlink.sources.raw import RawArticle
from marketlink.sources.registry import open_source, source_called
from marketlink.store import Store

NOW = datetime(2025, 2, 7, tzinfo=UTC)
TEXT = "새 공장 짓는다\n입력 2025.02.06 오전 11:18\n반도체 업체가 새 공장을 짓는다고 밝혔다."


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive.beside(tmp_path / "m.duckdb")


def raw(text: str = TEXT, **said: str) -> RawArticle:
    return RawArticle("a.txt", text.encode(), **said)


def test_an_article_is_kept_once(archive: Archive):
    (first,) = archive.add([raw()], now=NOW)
    (second,) = archive.add([raw()], now=NOW)
    assert (first.new, second.new) == (True, False)
    assert archive.entries() == [first.entry]
    assert (first.entry.value, first.entry.grade) == ("2025-02-06T02:18:00+00:00", "stated")


def test_the_same_text_at_another_address_is_another_report(archive: Archive):
    kept = archive.add([raw(url="https://a.test/1"), raw(url="https://b.test/1")], now=NOW)
    assert [one.new for one in kept] == [True, True]
    with Store.open(archive.db) as store:
        assert store.con.execute("select count(*) from body").fetchall() == [(1,)]


def test_a_reading_can_be_repeated(archive: Archive):
    content = TEXT.encode("cp949")
    (source,) = from_bytes(content, "b.txt", charset="euc-kr")
    (kept,) = archive.add([source], published="2025-02-05", now=NOW)
    assert archive.raw(kept.entry) == source
    first, second = archive.article(kept.entry), archive.article(archive.entries()[0])
    assert first == second
    assert first.published.grade == "given"
    assert first.text == TEXT


def test_nothing_is_kept_when_one_cannot_be_read(archive: Archive):
    with pytest.raises(InputError):
        archive.add([raw(), RawArticle("b", bytes(range(256)) * 9)], now=NOW)
    assert archive.entries() == []


def test_articles_are_found_by_digest_and_day(archive: Archive):
    (one, _) = archive.add([raw(), raw("Micron was flat.")], now=NOW)
    assert archive.find(one.entry.digest[:10]) == one.entry
    with pytest.raises(InputError, match="No kept article begins so"):
        archive.find("00000000")
    assert archive.between(date(2025, 2, 6), date(2025, 2, 6)) == [one.entry]
    assert archive.between(date(2025, 2, 7), None) == []
    assert len(archive.between(None, None)) == 2


def test_the_same_headline_at_another_time_is_another_publication(archive: Archive):
    title = "Is Palantir Technologies Stock a Buy Now?"
    days = ("2024-08-16", "2025-07-11", "2025-07-11")
    raws = [RawArticle("p.csv", title.encode(), published=day) for day in days]
    assert [one.new for one in archive.add(raws, now=datetime(2025, 8, 1, tzinfo=UTC))] == [
        True, True, False,
    ]  # fmt: skip


TIMES = {"two zones": ["2025-01-27T16:20:00+00:00", "Mon, 27 Jan 2025 11:20:00 -0500"],
         "a day and its hour": ["2025-01-27", "2025-01-27T16:20:00+00:00"],
         "an hour and its day": ["2025-01-27T16:20:00+00:00", "2025-01-27"]}  # fmt: skip


@pytest.mark.parametrize("name", TIMES)
@pytest.mark.parametrize("address", [None, "https://a.test/1"])
def test_a_time_written_in_two_ways_is_one_publication(archive: Archive, name, address):
    first, second = TIMES[name]
    raws = [RawArticle("a", b"Micron was flat.", published=first, publisher="Wire"),
            RawArticle("b", b"Micron was flat.", published=second, url=address)]  # fmt: skip
    assert [one.new for one in archive.add(raws, now=NOW)].count(True) == 1
    assert [len(one.published) > len("2025-01-27") for one in archive.entries()] == [True]
    assert not any(one.new for one in archive.add(raws, now=NOW))


@pytest.mark.parametrize(
    ("first", "second"),
    [({"published": "2025-01-27T16:20:00Z"}, {"published": "2025-01-27T17:20:00Z"}),
     ({"published": "2025-01-27"}, {"published": "2025-01-26"}),
     ({"publisher": "Wire"}, {"publisher": "Echo"}),
     ({"url": "https://a.test/1"}, {"url": "https://b.test/1"})],
)  # fmt: skip
def test_another_time_publisher_or_address_is_another_publication(archive: Archive, first, second):
    at = {"published": "2025-01-27T16:20:00Z"}
    for one in (first, second):
        (added,) = archive.add([RawArticle("a", b"Micron was flat.", **at | one)], now=NOW)
        assert added.new


def test_what_knows_the_hour_is_kept_beside_the_day_that_was_kept_before(archive: Archive):
    for at, new in (("2025-01-27", True), ("2025-01-27T16:20:00Z", True), ("2025-01-27", False),
                    ("2025-01-27T11:20:00-05:00", False)):  # fmt: skip
        (added,) = archive.add([RawArticle("a", b"Micron was flat.", published=at)], now=NOW)
        assert added.new is new


def test_an_unwritable_folder_is_one_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match=r"The store .* cannot be"):
        Archive.beside(tmp_path / "file" / "m.duckdb").add([raw()], now=NOW)


def test_what_is_kept_comes_back_from_the_record_alone(archive: Archive):
    archive.add([raw()], published="2025-02-05", now=NOW)
    archive.add([raw("Micron was flat.", url="https://a.test/1")], now=NOW)
    before = [(entry, archive.raw(entry)) for entry in archive.entries()]
    archive.db.unlink()
    assert [(entry, archive.raw(entry)) for entry in archive.entries()] == before


def test_the_registered_sources_are_found_by_name(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    for name in ("file", "web", "feed"):
        assert hasattr(source_called(name), "articles")
    (found,) = open_source(f"file:{path}")
    assert found.content == TEXT.encode()
    with pytest.raises(InputError, match="No article source is called 'fax'"):
        source_called("fax")
    for source in ("https://x.test/a", "feed:https://x.test/rss"):
        with pytest.raises(InputError, match="offline"):
            open_source(source, offline=True)


def test_the_command_adds_and_lists(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    db = ["--db", str(tmp_path / "m.duckdb"), "--format", "json"]
    assert run(["articles", "add", str(path), *db]) == 0
    assert json.loads(capsys.readouterr().out)[0]["new"] is True
    assert run(["articles", "add", str(path), *db]) == 0
    assert json.loads(capsys.readouterr().out)[0]["new"] is False
    assert run(["articles", "list", "--from", "2025-02-06", "--to", "2025-02-06", *db]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["title"], row["grade"], row["language"]) == ("새 공장 짓는다", "stated", "ko")
    assert run(["articles", "add", str(tmp_path / "none.txt"), *db]) == 2
    for text, stamp in (("Undated", None), ("Older", "2025-01-27")):
        path.write_text(f"{text}\n\nNvidia fell.")
        assert (
            run(["articles", "add", str(path), *(("--published", stamp) if stamp else ()), *db])
            == 0
        )
    capsys.readouterr()
    assert run(["articles", "list", *db]) == 0
    titles = [row["title"] for row in json.loads(capsys.readouterr().out)]
    assert titles == ["Older", "새 공장 짓는다", "Undated"]


def test_the_command_groups_kept_articles_into_stories(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    rows = [
        ("Nvidia plunges 17% as a cheap model rattles markets", "2025-01-27T16:20:00-05:00"),
        ("엔비디아, 저비용 AI 충격에 17% 폭락", "2025-01-28T07:00:00+09:00"),
        ("Nvidia shares rebound 9%", "2025-01-28T16:10:00-05:00"),
        ("Nothing is dated here", None),
    ]
    path = tmp_path / "rows.jsonl"
    lines = [json.dumps({"text": text, "published": when}) for text, when in rows]
    path.write_text("\n".join(lines))
    db = ["--db", str(tmp_path / "m.duckdb"), "--format", "json"]
    assert run(["articles", "add", str(path), *db]) == 0
    capsys.readouterr()
    assert run(["articles", "stories", *db]) == 0
    out = capsys.readouterr()
    fall, rebound = json.loads(out.out)
    assert (fall["reports"], fall["symbols"], fall["session"]) == (2, ["NVDA"], "2025-01-27")
    assert rebound["reports"] == 1
    assert rebound["novelty_days"] > 0
    assert "without a publication time: 1" in out.err
