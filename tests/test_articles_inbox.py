"""What a report read reaches the store and its record, and stops no report."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from marketlink.config import Settings
from marketlink.news.archive import Archive
from marketlink.publish import Options, publish
from marketlink.refresh import refresh
from marketlink.store import Store
from marketlink.store.news_record import News

TEXT = "Nvidia slides\n\nNvidia (NASDAQ: NVDA) shares fell 17% on January 27, 2025.\n"
NOW = datetime(2025, 3, 17, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "data" / "m.duckdb", offline=True, reports=tmp_path / "reports")


def write_report(settings, folder, published="2025-01-28", name="article.txt", text=TEXT):
    article = folder / name
    article.write_text(text, encoding="utf-8")
    options = Options(published=published, lang="en")
    return publish(str(article), settings, options, settings.reports)


def kept(settings):
    with Store.open(settings.db) as store:
        articles = store.con.execute(
            "select digest, title, published_lo::date::varchar, grade, language from article"
        ).fetchall()
        events = store.con.execute(
            "select symbol, exchange, session, how, hindsight from event where not tentative"
            " order by all"
        ).fetchall()
        return articles, events, News(settings.db).latest()


def test_a_refresh_brings_what_a_report_read_into_the_store_and_its_record(settings, tmp_path):
    write_report(settings, tmp_path)
    assert kept(settings)[:2] == ([], [])
    refresh(settings, now=NOW)
    articles, events, batch = kept(settings)
    ((digest, title, published, _, language),) = articles
    assert (title, published, language) == ("Nvidia slides", "2025-01-27", "en")
    assert events == [("NVDA", "XNYS", date(2025, 1, 27), "moment", False)]
    archive = Archive.beside(settings.db)
    assert archive.raw(archive.find(digest)).content == TEXT.encode()
    refresh(settings, now=NOW)
    assert kept(settings) == (articles, events, batch)
    settings.db.unlink()
    assert kept(settings) == (articles, events, batch)


def test_a_report_written_again_keeps_nothing_twice(settings, tmp_path):
    other = "AMD falls\n\nAMD (NASDAQ: AMD) shares fell on February 5, 2025.\n"
    write_report(settings, tmp_path)
    write_report(settings, tmp_path, "2025-02-06", "other.txt", other)
    refresh(settings, now=NOW)
    assert {row[0]: row[2] for row in kept(settings)[1]} == {
        "NVDA": date(2025, 1, 27),
        "AMD": date(2025, 2, 5),
    }
    before = kept(settings)[2]
    write_report(settings, tmp_path)
    refresh(settings, now=NOW)
    assert kept(settings)[2] == before


def test_a_store_that_is_held_neither_delays_nor_fails_a_report(settings, tmp_path):
    first = write_report(settings, tmp_path)
    page = first.report.read_bytes()
    with Store.open(settings.db):
        again = write_report(replace(settings, lock_wait_seconds=0), tmp_path)
    assert again.report.read_bytes() == page
    assert again.warnings == first.warnings


def test_a_folder_that_cannot_be_written_is_a_warning_and_the_report_is_the_same(
    settings, tmp_path
):
    first = write_report(settings, tmp_path)
    page = first.report.read_bytes()
    shutil.rmtree(settings.db.parent / "inbox")
    (settings.db.parent / "inbox").write_text("no folder")
    again = write_report(settings, tmp_path)
    assert again.report.read_bytes() == page
    assert again.warnings[:-1] == first.warnings
    assert "is not kept" in again.warnings[-1]


def test_new_articles_alone_render_no_report_again(settings, tmp_path):
    late = "Nvidia slides\n\nNvidia (NASDAQ: NVDA) shares fell 5% on March 12, 2025.\n"
    open_report = write_report(settings, tmp_path, "2025-03-12", "late.txt", late)
    assert not open_report.complete
    refresh(settings, now=NOW)
    write_report(settings, tmp_path)
    done = refresh(settings, now=NOW)
    assert len(kept(settings)[0]) == 2
    assert done.reports == ()
