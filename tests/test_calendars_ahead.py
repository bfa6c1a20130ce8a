"""Calendars whose shipped tables are about to end are built from the installed libraries."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from marketlink.calendars import extend_with, sessions
from marketlink.calendars.ahead import ATTEMPTS, grow
from marketlink.calendars.table import read_rows
from marketlink.cli.main import run
from marketlink.config import Settings
from marketlink.doctor import examine
from marketlink.prices.load import ensure_excerpt
from marketlink.refresh import refresh
from marketlink.resources import data_path
from marketlink.store import Store

LAST = date(2028, 12, 31)
"""Where the shipped tables end that the libraries can carry on."""
SOON = date(2028, 11, 20)


@pytest.fixture
def asked(monkeypatch):
    """What was built: a year more of weekdays, for exchanges that the libraries know further."""
    found = []

    def build(exchange, last):
        found.append((exchange, last))
        rows = read_rows(data_path("calendars", f"{exchange}.csv"))
        if exchange == "XNYS":
            rows = [replace(r, day=last) if r.what == "span" and r.day == LAST else r for r in rows]
        return rows

    monkeypatch.setattr("marketlink.calendars.build.build", build)
    yield found
    extend_with(None)


def test_a_calendar_grows_where_the_libraries_go_on_and_they_are_asked_once(tmp_path, asked):
    before = sessions("XNYS").digest
    assert grow(tmp_path, ["XNYS", "XKRX", "NOWHERE"], date(2026, 11, 26)) == ()
    assert asked == []
    assert grow(tmp_path, ["XNYS", "XKRX", "NOWHERE"], SOON) == ("XNYS",)
    assert asked == [("XNYS", date(2029, 12, 31)), ("XKRX", date(2029, 12, 31))]
    assert sessions("XNYS").last == date(2029, 12, 31)
    assert (sessions("XKRX").last, sessions("XNYS").digest != before) == (LAST, True)
    assert grow(tmp_path, ["XNYS", "XKRX"], SOON) == ()
    assert len(asked) == 2
    tried = json.loads((tmp_path / ATTEMPTS).read_text())
    (tmp_path / ATTEMPTS).write_text(json.dumps(tried | {"XKRX": "older libraries"}))
    assert grow(tmp_path, ["XKRX"], SOON) == ()
    assert len(asked) == 3


def test_a_broken_table_beside_the_store_is_passed_by(tmp_path):
    (tmp_path / "XNYS.csv").write_text("not a calendar")
    (tmp_path / "XKRX.csv").write_bytes(b"\xff\xfe\x00")
    extend_with(tmp_path)
    try:
        assert sessions("XNYS").last == sessions("XKRX").last == LAST
    finally:
        extend_with(None)


def test_refresh_builds_writes_and_reads_the_longer_calendar(tmp_path, asked, capfd):
    settings = Settings(tmp_path / "m.duckdb", reports=tmp_path / "reports", offline=True)
    with Store.open(settings.db, "write") as store:
        ensure_excerpt(store)
    ends = {c.name: c for c in examine(settings, now=datetime(2028, 12, 1, tzinfo=UTC))}
    assert "marketlink refresh" in ends["XNYS end"].fix
    refresh(settings, now=datetime.combine(SOON, datetime.min.time(), UTC))
    wanted = "select max(session) from session where exchange = ?"
    with Store.open(settings.db) as store:
        for exchange, last in (("XNYS", date(2029, 12, 31)), ("XKRX", LAST)):
            (found,) = store.con.execute(wanted, [exchange]).fetchall()
            assert last - timedelta(4) <= found[0] <= last
    extend_with(None)
    words = ["sessions", "XNYS", "--from", "2029-05-01", "--to", "2029-05-04"]
    assert run([*words, "--db", str(settings.db), "--format", "csv"]) == 0
    assert "2029-05-04" in capfd.readouterr().out


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_the_libraries_themselves_carry_new_york_on(tmp_path):
    try:
        assert grow(tmp_path, ["XNYS"], date(2028, 6, 1)) == ("XNYS",)
        assert sessions("XNYS").last == date(2029, 12, 31)
        assert sessions("XNYS").closure(date(2029, 7, 4)) is not None
    finally:
        extend_with(None)
