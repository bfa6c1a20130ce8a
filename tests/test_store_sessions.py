"""Stored sessions follow their calendar; disputed days are stored with the rule that won."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from marketlink.calendars import Sessions, sessions
from marketlink.calendars.table import CalendarRow, read_rows
from marketlink.config import Settings
from marketlink.prices.load import ensure_excerpt, ensure_sessions
from marketlink.prices.quality import check
from marketlink.records.price import History, Listing, RawBar
from marketlink.refresh import refresh
from marketlink.resources import data_path
from marketlink.store import Store, scratch
from marketlink.store.sessions import stale, write

FETCHED = datetime(2025, 3, 15, tzinfo=UTC)
HOLIDAY, QUIET = date(2024, 7, 4), date(2024, 8, 6)
DAYS = sessions("XNYS").between(date(2024, 6, 3), date(2024, 9, 30))


def with_rows(exchange: str, *rows: CalendarRow) -> Sessions:
    listed = read_rows(data_path("calendars", f"{exchange}.csv"))
    listed += read_rows(data_path("calendars", "overrides.csv"), exchange)
    return Sessions(exchange, [*listed, *rows], sessions(exchange).zone.key)


def history(symbol: str, days: list[date], **volumes: float) -> History:
    bars = tuple(
        RawBar(day, close=100.0 + day.toordinal() % 7, volume=volumes.get(f"on_{day:%m%d}", 10.0))
        for day in days
    )
    return History(Listing(symbol, "XNYS", "USD"), "test", FETCHED, bars)


def disputed(store: Store) -> dict[tuple[str, date], tuple[str, str, int]]:
    rows = store.con.execute("select exchange, day, what, rule, symbols from disputed_day")
    return {(row[0], row[1]): row[2:] for row in rows.fetchall()}


def rule(store: Store, day: date) -> str:
    asked = "select rule from session where exchange = 'XNYS' and session = ?"
    return store.con.execute(asked, [day]).fetchall()[0][0]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "m.duckdb"
    with Store.open(path, "write") as store, store.writing():
        ensure_sessions(store, ["XNYS", "XKRX"])
    return path


def test_days_on_which_the_sources_disagree_are_stored_with_the_one_that_won(path):
    with Store.open(path) as store:
        found = disputed(store)
        assert found["XKRX", date(2026, 6, 3)] == ("closed", "override", 0)
        assert found["XKRX", date(2024, 11, 14)] == ("special", "override", 0)
        doubtful = {
            ("XKRX", row.day): (row.what, row.rule, 0) for row in sessions("XKRX").doubtful()
        }
        assert {key: value for key, value in found.items() if key[0] == "XKRX"} == doubtful


def test_bars_against_the_calendar_are_stored_with_the_rule_that_won(path):
    kept = [day for day in sorted([*DAYS, HOLIDAY]) if day != QUIET]
    with Store.open(path, "write") as store:
        store.merge(check([history("A", kept), history("B", kept)]))
        found = disputed(store)
        assert found["XNYS", HOLIDAY] == ("traded", "calendar", 2)
        assert found["XNYS", QUIET] == ("silent", "calendar", 2)
        assert rule(store, QUIET) == "calendar"
    path.unlink()
    with Store.open(path, "write") as store:
        assert store.notices
        assert disputed(store) == found
        assert rule(store, QUIET) == "calendar"
        store.merge(check([history("B", DAYS)]))
        assert ("XNYS", QUIET) not in disputed(store)
        assert rule(store, QUIET) == ""
        assert disputed(store)["XNYS", HOLIDAY] == ("traded", "calendar", 1)


def test_a_phantom_bar_is_dropped_and_its_day_says_that_the_calendar_won(path):
    before = DAYS[DAYS.index(date(2024, 7, 3))]
    made = history("A", DAYS)
    level = next(bar.close for bar in made.bars if bar.session == before)
    phantom = RawBar(HOLIDAY, level, level, level, level, 0.0)
    bars = tuple(sorted([*made.bars, phantom], key=lambda bar: bar.session))
    with Store.open(path, "write") as store:
        store.merge(check([replace(made, bars=bars)]))
        assert disputed(store)["XNYS", HOLIDAY] == ("phantom", "calendar", 1)
        assert HOLIDAY not in {bar.session for bar in store.bars("A")}


def test_one_silent_symbol_disputes_nothing(path):
    with Store.open(path, "write") as store:
        store.merge(check([history("A", [day for day in DAYS if day != QUIET])]))
        store.merge(check([history("B", DAYS)]))
        assert ("XNYS", QUIET) not in disputed(store)


def test_a_changed_opening_hour_reaches_a_store_that_exists(path):
    day = date(2026, 11, 19)
    late = with_rows("XKRX", CalendarRow(day, "special", time(11), time(16, 30), rule="override"))
    assert late.days == sessions("XKRX").days
    with Store.open(path, "write") as store:
        assert stale(store.con, [sessions("XKRX"), sessions("XNYS")]) == []
        assert stale(store.con, [late]) == [late]
        with store.writing():
            store.write_sessions(late)
        assert stale(store.con, [late]) == []
        opened = store.con.execute(
            "select open from session where exchange = 'XKRX' and session = ?", [day]
        ).fetchall()
        assert opened[0][0] == datetime(2026, 11, 19, 2, tzinfo=UTC)


def test_a_refresh_brings_changed_hours_and_a_swapped_day_into_the_store(tmp_path, monkeypatch):
    settings = Settings(tmp_path / "m.duckdb", offline=True, reports=tmp_path / "reports")
    with Store.open(settings.db, "write") as store:
        ensure_excerpt(store)
    other = with_rows(
        "XKRX",
        CalendarRow(date(2026, 11, 19), "special", time(9), time(12), rule="override"),
        CalendarRow(date(2025, 8, 13), "closed", name="A storm", rule="override"),
        CalendarRow(date(2025, 8, 16), "extra", time(9), time(15, 30), rule="override"),
    )
    assert len(other.days) == len(sessions("XKRX").days)
    monkeypatch.setattr(
        "marketlink.refresh.maintenance.sessions",
        lambda exchange: other if exchange == "XKRX" else sessions(exchange),
    )
    refresh(settings, now=datetime(2025, 3, 17, tzinfo=UTC))
    with Store.open(settings.db) as store:
        assert stale(store.con, [other]) == []
        days = store.con.execute(
            "select session from session where exchange = 'XKRX' order by idx"
        ).fetchall()
        assert [day for (day,) in days] == other.days
        assert disputed(store)["XKRX", date(2025, 8, 13)] == ("closed", "override", 0)
        batch = store.record.latest()
    refresh(settings, now=datetime(2025, 3, 17, tzinfo=UTC))
    with Store.open(settings.db) as store:
        assert store.record.latest() == batch


def test_sessions_from_a_day_on_are_the_last_of_all_with_their_numbers():
    con, since = scratch(), date(2025, 6, 2)
    rows = "select * from session order by session"
    write(con, sessions("XKRX"))
    whole = con.execute(rows).fetchall()
    write(con, sessions("XKRX"), since)
    some = con.execute(rows).fetchall()
    con.close()
    assert 0 < len(some) < len(whole)
    assert some == whole[-len(some) :]
    assert len(some) == sum(day >= since for day in sessions("XKRX").days)
