"""A store of each earlier schema version is brought forward with its contents."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from marketlink.errors import StoreError
from marketlink.store import Store, schema, sql
from marketlink.store.record import Record

VERSION_1 = """
create table bar (symbol varchar not null, session date not null, open double, high double,
    low double, close double, volume double, adj_close double, source varchar not null,
    vintage timestamptz not null);
create table action (symbol varchar not null, session date not null,
    kind varchar not null check (kind in ('split', 'dividend')), value double not null,
    source varchar not null);
create table symbol (symbol varchar not null, exchange varchar not null,
    currency varchar not null, kind varchar not null, name varchar not null,
    basis varchar not null check (basis in ('raw', 'split', 'total')),
    valid_from date, valid_to date);
create table session (exchange varchar not null, session date not null, idx integer not null,
    open timestamptz not null, close timestamptz not null, rule varchar not null);
create table meta (key varchar not null, value varchar not null);
create table price_revision (symbol varchar not null, recorded timestamptz not null,
    why varchar not null, session date, ratio double, changed bigint not null,
    old_source varchar not null, old_vintage timestamptz not null,
    new_source varchar not null, new_vintage timestamptz not null, detail varchar not null);
create table refresh_run (run varchar not null, started timestamptz not null,
    ended timestamptz not null, outcome varchar not null, symbols integer not null,
    inserted bigint not null, changed bigint not null, revisions integer not null,
    errors varchar not null);
create table article (digest varchar not null, source varchar not null, url varchar,
    media_type varchar not null, title varchar, publisher varchar, language varchar,
    published varchar, published_grade varchar not null, added timestamptz not null,
    raw blob not null);
create table feed (url varchar not null, title varchar, etag varchar, modified varchar,
    added timestamptz not null, checked timestamptz, error varchar);
create table event (event_id varchar not null, article varchar not null,
    symbol varchar not null, exchange varchar not null, instant timestamptz, day date,
    zone varchar, day0 date, rule varchar not null, relevance integer);
insert into meta values ('schema', '1'), ('views', 'of version 1'), ('batch', '0');
insert into symbol values ('S', 'XNYS', 'USD', 'stock', 'S', 'raw', null, null);
insert into bar values
    ('S', '2024-01-02', null, null, null, 600, 1, null, 'test', '2024-02-01 00:00:00+00'),
    ('S', '2024-01-03', null, null, null, 300, 1, null, 'test', '2024-02-01 00:00:00+00');
insert into action values ('S', '2024-01-03', 'split', 2, 'test');
"""
VERSION_2 = (
    VERSION_1.replace("valid_to date);", "valid_to date, total_from varchar default 'actions');")
    .replace("'raw', null, null)", "'raw', null, null, 'actions')")
    .replace("('schema', '1')", "('schema', '2')")
    + """
create table flag (symbol varchar not null, session date, fault varchar not null,
    policy varchar not null check (policy in ('drop', 'skip', 'flag', 'keep')),
    detail varchar not null);
insert into flag values ('S', '2024-01-03', 'large-move', 'flag', 'close 300 after 600');
"""
)
VERSION_3 = (
    VERSION_2.replace("('schema', '2')", "('schema', '3')")
    + "drop table article; drop table event; drop table feed;"
)
VERSION_4 = (
    VERSION_3.replace("('schema', '3')", "('schema', '4')")
    + """
create table disputed_day (exchange varchar not null, day date not null, what varchar not null,
    rule varchar not null, symbols integer not null);
create table article (digest varchar not null, source varchar not null, url varchar,
    title varchar, publisher varchar, language varchar not null, published varchar,
    grade varchar not null, media_type varchar not null, feed varchar, path varchar not null,
    added timestamptz not null);
create table event (article varchar not null, event_id varchar not null,
    symbol varchar not null, exchange varchar not null, instant timestamptz, day date,
    zone varchar, day0 date, rule varchar not null, benchmark varchar);
"""
)
VERSION_5 = (
    VERSION_4.replace("('schema', '4')", "('schema', '5')")
    + """
create table history (id integer not null, symbol varchar not null, source varchar not null,
    vintage timestamptz not null);
create table raw_bar (history integer not null, session date not null, open double, high double,
    low double, close double, volume double, adj_close double);
insert into history select 1, 'S', max(source), max(vintage) from bar;
insert into raw_bar select 1, session, open, high, low, close, volume, adj_close from bar;
drop table bar;
"""
)
EARLIER = {1: VERSION_1, 2: VERSION_2, 3: VERSION_3, 4: VERSION_4, 5: VERSION_5}


@pytest.fixture(params=sorted(EARLIER))
def path(request, tmp_path):
    path = tmp_path / "marketlink.duckdb"
    con = duckdb.connect(str(path))
    con.execute("set TimeZone = 'UTC'")
    con.execute(EARLIER[request.param])
    con.close()
    return path


def columns(con):
    rows = con.execute(
        "select table_name, column_name, data_type from duckdb_columns()"
        " where schema_name = 'main' and not internal order by table_name, column_index"
    ).fetchall()
    return {table: [row[1:] for row in rows if row[0] == table] for table, *_ in rows}


def test_every_earlier_version_is_covered():
    assert sorted(EARLIER) == list(range(1, schema.VERSION))


@pytest.mark.parametrize("mode", ["read", "write"])
def test_an_earlier_store_opens_with_its_contents(path, mode, tmp_path):
    with Store.open(path, mode) as store:
        rows = store.con.execute("select session, close, total from price order by 1").fetchall()
        assert rows == [(date(2024, 1, day), 300.0, 300.0) for day in (2, 3)]
        upgraded = columns(store.con)
    with Store.open(tmp_path / "fresh.duckdb", "write") as fresh:
        assert upgraded == columns(fresh.con)


def test_faults_seen_by_version_2_are_kept_and_its_unused_tables_are_gone(tmp_path):
    path = tmp_path / "marketlink.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute(VERSION_2)
    with Store.open(path) as store:
        (flag,) = store.flags("S")
        assert (flag.session, flag.fault) == (date(2024, 1, 3), "large-move")
        assert "feed" not in columns(store.con)
        assert store.con.execute("select count(*) from article").fetchall() == [(0,)]


def former_record(path):
    """A record as version 4 wrote it: the symbol in every bar, whole = its symbol was replaced."""
    folder = path.with_suffix(".parquet")
    bars = {
        1: [("S", "2024-01-02", 600.0, "old", True), ("T", "2024-01-02", 7.0, "old", True)],
        2: [("S", "2024-01-02", 500.0, "new", True), ("S", "2024-01-03", 300.0, "new", True)],
        3: [("T", "2024-01-03", 8.0, "old", False), ("T", "2024-01-02", 7.5, "old", False)],
    }
    with duckdb.connect(str(path)) as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute(VERSION_4)
        con.execute("update meta set value = '3' where key = 'batch'")
        for number, rows in bars.items():
            (folder / f"{number:06d}").mkdir(parents=True)
            (folder / f"{number:06d}" / "batch.json").write_text('{"schema": 4}')
            listed = ", ".join(
                f"('{s}', date '{day}', {close}, '{source}', {whole})"
                for s, day, close, source, whole in rows
            )
            con.execute(
                "copy (select symbol, session, null::double as open, null::double as high,"
                " null::double as low, close, null::double as volume, null::double as adj_close,"
                " source, timestamptz '2024-02-01 00:00:00+00' as vintage, whole"
                f" from (values {listed}) t(symbol, session, close, source, whole)) to"
                f" '{folder / f'{number:06d}' / 'bar.parquet'}' (format parquet)"
            )
        con.execute(
            f"copy (from symbol) to '{folder / '000001' / 'symbol.parquet'}' (format parquet)"
        )
    (folder / "000001" / "full").touch()
    return folder


def test_a_record_of_version_4_is_rebuilt_and_the_next_batch_is_whole(tmp_path):
    path = tmp_path / "marketlink.duckdb"
    former_record(path)
    path.unlink()
    wanted = [
        ("S", date(2024, 1, 2), 500.0, "new"), ("S", date(2024, 1, 3), 300.0, "new"),
        ("T", date(2024, 1, 2), 7.5, "old"), ("T", date(2024, 1, 3), 8.0, "old"),
    ]  # fmt: skip
    asked = "select symbol, session, close, source from bar order by all"
    with Store.open(path, "write") as store:
        assert "was rebuilt" in store.notices[0]
        assert store.con.execute(asked).fetchall() == wanted
        with store.writing("flag") as con:
            con.execute("insert into flag values ('S', null, 'stale-close', 'flag', '')")
    assert [batch.number for batch in Record(path).sound().batches] == [4]
    assert Record(path).numbers() == [1, 2, 3, 4]
    path.unlink()
    with Store.open(path) as store:
        assert store.con.execute(asked).fetchall() == wanted


def version(path):
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute("select value from meta where key = 'schema'").fetchall()


def test_a_failed_migration_leaves_the_earlier_store(path, monkeypatch):
    before = version(path)
    monkeypatch.setattr(sql, "statement", lambda name: "select no_such_column")
    with pytest.raises(StoreError):
        Store.open(path, "write")
    monkeypatch.undo()
    assert version(path) == before
    assert before != [(str(schema.VERSION),)]
    with Store.open(path) as store:
        assert store.holdings()[0].bars == 2


def test_changed_views_are_renewed_on_opening(path):
    with Store.open(path, "write") as store:
        store.con.execute("update meta set value = 'stale' where key = 'views'")
        store.con.execute("create or replace view price as select 1 as nothing")
    with Store.open(path) as store:
        assert store.con.execute("select count(*) from price where close > 0").fetchall() == [(2,)]


def test_the_first_batch_of_a_store_that_was_brought_forward_is_whole(tmp_path):
    """Migrating numbers the histories anew, so that earlier batches tell nothing of later bars."""
    path = tmp_path / "marketlink.duckdb"
    former_record(path)
    with Store.open(path, "write") as store:
        store.con.execute("insert into history values (7, 'U', 'test', now())")
    for _ in range(2):
        with Store.open(path, "write") as store, store.writing("flag") as con:
            con.execute("insert into flag values ('S', null, 'stale-close', 'flag', '')")
    batches = Record(path).sound().batches
    assert [(batch.number, batch.whole) for batch in batches] == [(4, True), (5, False)]
    path.unlink()
    with Store.open(path) as store:
        assert store.con.execute("select max(id) from history").fetchall() == [(7,)]
