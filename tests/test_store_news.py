"""News in the store: a record to which rows are only added, rebuilt whole, told where damaged."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from marketlink.flow import readings
from marketlink.flow.readings import bring_up, outdated
from marketlink.flow.stories import stories
from marketlink.news.archive import Archive
from marketlink.news.source import count_up, sources
from marketlink.sources.raw import RawArticle
from marketlink.store import Store, news, schema
from marketlink.store.batch import Unsound
from marketlink.store.news_record import DIGEST, RUN, News

NOW = datetime(2025, 3, 1, tzinfo=UTC)
FALL = [
    ("Nvidia plunges 17% as a cheap model rattles markets", "2025-01-27T12:20:00-05:00"),
    ("엔비디아, 저비용 AI 충격에 17% 폭락", "2025-01-28T02:30:00+09:00"),
    ("Nvidia shares rebound 9%", "2025-01-28T16:10:00-05:00"),
    ("Nothing is dated here", None),
]


@pytest.fixture
def archive(tmp_path):
    return Archive.beside(tmp_path / "m.duckdb")


def add(archive, title, published="2025-01-27T12:00:00-05:00"):
    archive.add([RawArticle("x.txt", title.encode(), published=published)], now=NOW)


def contents(db):
    with Store.open(db) as store:
        return {
            table: store.con.execute(
                f"select * exclude (batch) from {table} order by all"
            ).fetchall()
            for table in schema.NEWS
        }


def test_the_record_of_many_small_batches_stays_few_folders_and_gives_every_row(archive):
    for n in range(3 * RUN):
        add(archive, f"Report number {n} is out")
    news, before = News(archive.db), contents(archive.db)
    assert news.latest() == 3 * RUN
    assert len(news.numbers()) <= RUN
    assert [batch.number for batch in news.chain()] == news.numbers()
    archive.db.unlink()
    assert contents(archive.db) == before
    add(archive, "One more report is out")
    assert len(contents(archive.db)["article"]) == 3 * RUN + 1


@pytest.mark.parametrize("when", ["before the commit", "after the commit"])
def test_a_kill_around_a_commit_leaves_the_record_and_the_database_in_step(
    archive, monkeypatch, when
):
    add(archive, "The first report")
    real = News.settle

    def killed(self, batch):
        if (batch == 2) == (when == "after the commit"):
            raise KeyboardInterrupt
        real(self, batch)

    monkeypatch.setattr(News, "settle", killed)
    if when == "before the commit":
        monkeypatch.setattr(schema, "remember", lambda *given: (_ for _ in ()).throw(OSError()))
    with pytest.raises((KeyboardInterrupt, Exception)):
        add(archive, "The second report")
    monkeypatch.undo()
    add(archive, "The third report")
    titles = [entry.headline for entry in archive.entries()]
    wanted = ["The first report", "The second report", "The third report"]
    assert titles == [w for w in wanted if when == "after the commit" or "second" not in w]
    with Store.open(archive.db) as store:
        known = schema.facts(store.con)
    assert News(archive.db).in_step(int(known["news"]), known[DIGEST])
    before = contents(archive.db)
    archive.db.unlink()
    assert contents(archive.db) == before


def test_a_damaged_batch_is_named_and_the_others_are_rebuilt(archive):
    for n in range(3):
        add(archive, f"Report number {n} is out")
    path = News(archive.db).folder / "000002" / "article.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    archive.db.unlink()
    with Store.open(archive.db, "write") as store:
        assert "000002/article.parquet is damaged" in store.notices[0]
        assert store.con.execute("select count(*) from article").fetchall() == [(2,)]
        with pytest.raises(Unsound):
            News(archive.db).chain()
    add(archive, "Another report")
    assert len(News(archive.db).chain()) == 1


def test_a_record_that_lags_is_written_whole_by_the_next_batch(archive):
    for n in range(3):
        add(archive, f"Report number {n} is out")
    news = News(archive.db)
    for path in (news.folder / "000003").iterdir():
        path.unlink()
    (news.folder / "000003").rmdir()
    add(archive, "Another report")
    (batch,) = news.chain()
    assert (batch.number, batch.whole) == (4, True)


def test_what_is_kept_is_read_once_and_again_when_the_reader_changes(archive, monkeypatch):
    for title, published in FALL:
        add(archive, title, published)
    assert {str(k): n for k, n in bring_up(archive.access).items()} == {"linked": 3, "undated": 1}
    assert bring_up(archive.access) == {}
    before = contents(archive.db)
    monkeypatch.setattr(readings, "reader", lambda: "another")
    assert sum(bring_up(archive.access, stale=2).values()) == 2
    assert bring_up(archive.access) == {}  # a question reads none of them again
    assert outdated(archive.access) == 2
    assert sum(bring_up(archive.access, stale=9).values()) == 2
    assert outdated(archive.access) == 0
    after = contents(archive.db)
    assert after["mention"] == before["mention"]
    assert [row[3] for row in after["reading"]] == [row[3] for row in before["reading"]]
    archive.db.unlink()
    assert contents(archive.db) == after


def test_stories_of_a_stock_are_found_by_session(archive):
    for title, published in FALL:
        add(archive, title, published)
    bring_up(archive.access)
    told, undated = stories(archive.db)
    assert ([one.reports for one in told], undated) == ([2, 1], 1)
    with archive.opened() as store:
        rows = store.con.execute(
            "select event.session, event.reports, subject, hindsight from event join story"
            " using (story_id) where symbol = 'NVDA' and event.session between '2025-01-27'"
            " and '2025-01-28' order by 1"
        ).fetchall()
    assert rows[0] == (date(2025, 1, 27), 2, True, False)


def test_one_report_more_finds_the_story_that_is_in_the_store(archive):
    add(archive, *FALL[0])
    bring_up(archive.access)
    add(archive, *FALL[1])
    bring_up(archive.access)
    (story,), _ = stories(archive.db)
    assert (story.reports, story.distinct_reports) == (2, 2)


def test_flow_is_0_where_a_source_was_read_and_silent_and_absent_where_none_was(archive):
    from marketlink.calendars import sessions
    from marketlink.news.source import cover

    add(archive, *FALL[0])
    bring_up(archive.access)
    with Store.open(archive.db, "write") as store:
        with store.writing("session") as con:
            store.write_sessions(sessions("XNYS"))
        with store.adding() as (con, batch):
            span = datetime(2025, 1, 24, tzinfo=UTC), datetime(2025, 1, 30, tzinfo=UTC)
            cover(con, 1, *span, batch)
        rows = store.con.execute(
            "select session, articles, sources from flow where symbol = 'NVDA' order by 1"
        ).fetchall()
    days = [date(2025, 1, day) for day in (24, 27, 28, 29)]
    assert [row[0] for row in rows] == days
    assert [row[1] for row in rows] == [0, 1, 0, 0]
    assert {row[2] for row in rows} == {1}


def test_the_log_of_a_file_that_is_gone_does_not_stand_in_the_way(archive):
    raw = RawArticle("a.txt", b"Nvidia fell")
    archive.add([raw], published="2025-01-27")
    with Store.open(archive.db, "write") as store:
        log = archive.db.with_name(f"{archive.db.name}.wal")
        store.tables.execute("insert into meta values ('other', '1')")
        content = log.read_bytes()
    archive.db.unlink()
    log.write_bytes(content)
    (entry,) = archive.entries()
    assert entry.digest == raw.digest


def test_few_rows_and_many_are_added_alike(archive):
    texts = [
        "plain",
        "삼성전자 3%",
        "half \ud83d of one",
        "nul \0 within",
        "",
        '"; drop table body',
    ]
    rows = [
        {
            "article_id": 100 + n, "reader": text, "outcome": "kept", "keys": [n, -n][: n % 3],
            "subjects": ("A", text)[: n % 3], "told_at": "2025-01-27T16:20:00+00:00",
            "direction": n % 2,
        } | ({"reaction": "2025-01-28"} if n % 2 else {})
        for n, text in enumerate(texts)
    ]  # fmt: skip
    bodies = [{"digest": f"{n}", "digest_key": n, "content": "AP8="} for n in range(3)]
    with archive.opened("write") as store:
        with store.adding() as (con, batch):
            news.add(con, "reading", rows, batch)
            news.add(con, "body", bodies, batch)
            filler = [{**rows[0], "article_id": 1_000 + n} for n in range(news.FEW)]
            again = [{**row, "article_id": row["article_id"] + 100} for row in rows]
            news.add(con, "reading", [*filler, *again], batch)
        many = [
            store.tables.execute(
                "select * exclude article_id from reading where article_id between ? and ?"
                " order by article_id",
                [first, first + 99],
            ).fetchall()
            for first in (100, 200)
        ]
        raw = store.tables.execute("select content from body where digest_key < 3").fetchall()
    assert many[0] == many[1]
    assert len(many[0]) == len(texts)
    assert [bytes(one) for (one,) in raw] == [b"\0\xff"] * 3


def test_a_source_is_made_once_and_counts_what_it_brought(archive):
    now = "2025-01-27T16:20:00+00:00"
    with archive.opened("write") as store:
        with store.adding() as (con, batch):
            numbers = [
                count_up(con, place, 2, now, batch)
                for place in (("web", "x.example"), ("web", "y.example"), ("web", "x.example"))
            ]
        own = {one.address: one for one in sources(store.tables)}
    assert numbers[0] == numbers[2] != numbers[1]
    assert (own["x.example"].items, own["y.example"].items) == (4, 2)
    assert own["x.example"].first_read == own["x.example"].last_read == now
