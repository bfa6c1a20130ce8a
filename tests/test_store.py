"""The store: creation, the excerpt, the price view, refusals."""

from __future__ import annotations

from datetime import UTC, date, datetime

import duckdb
import pytest

from marketlink.errors import StoreError
from marketlink.prices.load import ensure_excerpt
from marketlink.store import Store, scratch

NVDA_DAYS = "select session, close, total from price where symbol = 'NVDA' order by session"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "marketlink.duckdb"


@pytest.fixture
def filled(path):
    with Store.open(path, "write") as store:
        assert ensure_excerpt(store)
    return path


def test_the_excerpt_fills_a_new_store_once(filled):
    with Store.open(filled, "write") as store:
        assert not ensure_excerpt(store)
        counts = store.con.execute(
            "select (select count(*) from bar), (select count(distinct symbol) from symbol),"
            " (select count(*) from action)"
        ).fetchall()
    assert counts == [(8 * 342 + 3 * 332, 11, 23)]


def test_sessions_carry_instants_and_a_gapless_index(filled):
    with Store.open(filled) as store:
        seoul = store.con.execute(
            "select session, idx, close from session where exchange = 'XKRX'"
            " and session between date '2025-01-24' and date '2025-01-31' order by session"
        ).fetchall()
    assert [row[0] for row in seoul] == [date(2025, 1, 24), date(2025, 1, 31)]
    assert seoul[1][1] == seoul[0][1] + 1
    assert seoul[1][2] == datetime(2025, 1, 31, 6, 30, tzinfo=UTC)


def test_day_zero_returns_of_the_sell_off(filled):
    with Store.open(filled) as store:
        moves = dict(
            store.con.execute(
                "select symbol || ' ' || session, total / lag(total) over"
                " (partition by symbol order by session) - 1 from price"
                " where symbol in ('NVDA', 'MU', '000660.KS')"
            ).fetchall()
        )
    assert moves["NVDA 2025-01-27"] == pytest.approx(118.42 / 142.62 - 1, abs=1e-12)
    assert moves["MU 2025-01-27"] == pytest.approx(91.11 / 103.19 - 1, abs=1e-12)
    assert moves["000660.KS 2025-01-31"] == pytest.approx(199200 / 221000 - 1, abs=1e-12)


def test_dividends_before_a_split_are_divided_by_it(filled):
    with Store.open(filled) as store:
        days = {row[0]: row[1:] for row in store.con.execute(NVDA_DAYS).fetchall()}
    close, total = days[date(2023, 12, 5)]
    assert total / close == pytest.approx(1 + 0.004 / close, abs=1e-12)
    close, total = days[date(2023, 12, 4)]
    assert total == close


def test_raw_closes_are_divided_by_every_later_split():
    con = scratch()
    con.execute(
        "insert into symbol values ('S', 'XNYS', 'USD', 'stock', 'S', 'raw', null, null, 'actions')"
    )
    con.execute(
        "insert into history values (1, 'S', 'test', '2024-02-01 00:00:00+00');"
        " insert into raw_bar select 1, day, null, null, null, close, 1, null"
        " from (values (date '2024-01-02', 600.0),"
        " (date '2024-01-03', 300.0), (date '2024-01-04', 33.0)) t(day, close)"
    )
    con.execute(
        "insert into action values ('S', '2024-01-03', 'split', 2, 'test'),"
        " ('S', '2024-01-04', 'split', 10, 'test'), ('S', '2024-01-03', 'dividend', 3, 'test')"
    )
    rows = con.execute("select close, total from price order by session").fetchall()
    assert [row[0] for row in rows] == [30.0, 30.0, 33.0]
    assert [row[1] for row in rows] == pytest.approx([30.0, 30.3, 33.33])


def test_returns_say_since_when_and_over_how_many_sessions(path):
    with Store.open(path, "write") as store:
        ensure_excerpt(store)
        asked = "select session, since, spans, round(ret, 4) from returns where symbol = ?"
        asked += " and session between '2025-01-24' and '2025-02-03' order by session"
        seoul = store.con.execute(asked, ["000660.KS"]).fetchall()
        assert seoul[1] == (date(2025, 1, 31), date(2025, 1, 24), 1, -0.0986)
        york = store.con.execute(asked, ["NVDA"]).fetchall()
        assert york[1] == (date(2025, 1, 27), date(2025, 1, 24), 1, -0.1697)
        store.con.execute(
            "delete from raw_bar where session = '2025-01-27'"
            " and history = (select id from history where symbol = 'NVDA')"
        )
        gap = store.con.execute(asked, ["NVDA"]).fetchall()[1]
        assert gap[:3] == (date(2025, 1, 28), date(2025, 1, 24), 2)
        count = "select (select count(*) from price) - (select count(*) from symbol)"
        count += " = (select count(*) from returns)"
        assert store.con.execute(count).fetchall() == [(True,)]


def test_a_dividend_is_in_the_return_and_not_in_the_price_return():
    con = scratch()
    con.execute(
        "insert into symbol values ('S', 'XNYS', 'USD', 'stock', 'S', 'split', null, null,"
        " 'actions'); insert into history values (1, 'S', 'test', '2024-02-01 00:00:00+00');"
        " insert into raw_bar select 1, day, null, null, null, close, 1, null from"
        " (values (date '2024-01-02', 100.0), (date '2024-01-03', 99.0)) t(day, close);"
        " insert into action values ('S', '2024-01-03', 'dividend', 2, 'test')"
    )
    (row,) = con.execute("select price_ret, ret, spans from returns").fetchall()
    assert row == (pytest.approx(-0.01), pytest.approx((99 + 2) / 100 - 1), None)


def test_a_store_that_is_not_there_is_said_in_one_sentence(path):
    with pytest.raises(StoreError, match="There is no store at"):
        Store.open(path)


def test_a_database_of_other_tables_is_left_alone(path):
    other = duckdb.connect(str(path))
    other.execute("create table theirs as select 1 as x")
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not a marketlink store"):
        Store.open(path, "write")
    assert path.read_bytes() == before


def test_a_newer_store_is_refused(filled):
    with Store.open(filled, "write") as store:
        store.con.execute("update meta set value = '99' where key = 'schema'")
    for mode in ("read", "write"):
        with pytest.raises(StoreError, match="written by a newer marketlink"):
            Store.open(filled, mode)


def test_prices_are_written_unpacked_and_empty_columns_take_nothing(path):
    with Store.open(path, "write") as store:
        store.con.execute(
            "insert into raw_bar by name select 1 as history, date '2000-01-01' + n::integer"
            " as session, n + 0.25 as close from range(5000) days(n)"
        )
    with Store.open(path) as store:
        packed = dict(
            store.con.execute(
                "select column_name, compression from pragma_storage_info('raw_bar')"
                " where segment_type <> 'VALIDITY'"
            ).fetchall()
        )
    assert (packed["close"], packed["adj_close"]) == ("Uncompressed", "Constant")
