"""What doctor says of stores in all conditions; every finding comes with its fix."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner

from marketlink.calendars import sessions
from marketlink.cli.doctor import command
from marketlink.cli.main import run
from marketlink.config import Settings
from marketlink.doctor import examine
from marketlink.doctor.check import enumerate_some
from marketlink.errors import Alert, SourceUnavailable
from marketlink.locks import alone
from marketlink.news.archive import Archive
from marketlink.prices.load import ensure_excerpt, ensure_sessions
from marketlink.prices.quality import check
from marketlink.records.price import Action, Flag, History, Listing, RawBar, RefreshRun
from marketlink.refresh.plan import plan
from marketlink.refresh.run import lock_path
from marketlink.sources.raw import RawArticle
from marketlink.store import Store

NOW = datetime(2025, 3, 3, 23, tzinfo=UTC)
DAYS = sessions("XNYS").between(date(2024, 1, 2), date(2025, 3, 3))
SEOUL = sessions("XKRX").between(date(2024, 1, 2), date(2025, 3, 3))


def history(symbol, days=DAYS, exchange="XNYS", source="yahoo", vintage=NOW, level=100.0, **more):
    bars = tuple(
        RawBar(day, close=level * (1 + day.toordinal() % 7 / 100), volume=1000.0) for day in days
    )
    return History(Listing(symbol, exchange, "USD"), source, vintage, bars, **more)


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "m.duckdb", offline=True, reports=tmp_path / "reports")


def put(settings, *histories, run=None):
    with Store.open(settings.db, "write") as store:
        with store.writing():
            ensure_sessions(store, {h.listing.exchange for h in histories})
        store.merge(check(histories), run)


def found(settings, area, now=NOW, **more):
    checks = examine(settings, now, **more)
    assert all(check.fix for check in checks if check.state == "finding"), checks
    return {check.name: check for check in checks if check.area == area}


def test_a_sound_store_has_no_finding(settings):
    run = RefreshRun("r", NOW, NOW, "ok", 2)
    put(settings, history("NVDA"), history("^GSPC"), run=run)
    checks = examine(settings, NOW)
    assert [check for check in checks if check.state == "finding"] == []
    names = {(check.area, check.name) for check in checks}
    looked_at = {("store", "schema"), ("store", "record"), ("prices", "up to date"),
                 ("versions", "packages"), ("extras", "ko"), ("refresh", "last run")}  # fmt: skip
    assert looked_at <= names


def test_an_empty_machine_is_no_finding_and_says_what_to_do(settings):
    check = found(settings, "store")["file"]
    assert (check.state, "marketlink prices import" in check.fix) == ("note", True)


def test_staleness_is_counted_in_sessions_of_the_symbol_s_own_exchange(settings):
    put(settings, history("LATE", DAYS[:-4]), history("ABIT", DAYS[:-1]),
        history("000660.KS", [d for d in SEOUL if d <= date(2025, 1, 24)], "XKRX"))  # fmt: skip
    prices = found(settings, "prices")
    assert (prices["LATE"].state, "4 sessions behind" in prices["LATE"].text) == ("finding", True)
    assert (prices["ABIT"].state, "1 session behind" in prices["ABIT"].text) == ("note", True)
    after_holidays = datetime(2025, 1, 31, 12, tzinfo=UTC)
    assert "1 session behind" in found(settings, "prices", after_holidays)["000660.KS"].text
    during = datetime(2025, 1, 30, 12, tzinfo=UTC)
    assert "000660.KS" not in found(settings, "prices", during)


def test_the_fix_for_a_symbol_that_ended_works_as_it_is_written(settings):
    put(settings, history("GONE", DAYS[:100]))
    assert found(settings, "prices")["GONE"].fix == "marketlink refresh"
    last = RefreshRun("r", NOW, NOW, "partial", 0, errors=(("GONE", "no such symbol"),))
    with Store.open(settings.db, "write") as store:
        store.write_run(last)
    finding = found(settings, "prices")["GONE"]
    assert finding.state == "finding" and "renamed" in finding.text
    program, *words = finding.fix.split()
    assert (program, words[:2]) == ("marketlink", ["prices", "valid"])
    assert run([*words, "--db", str(settings.db)]) == 0
    assert "GONE" not in found(settings, "prices")
    with Store.open(settings.db) as store:
        due = plan(settings, store.holdings(), NOW).due
    assert "GONE" not in {item.symbol for item in due}


def test_what_stays_as_imported_is_not_called_stale(settings):
    put(settings, history("MINE", DAYS[:100], source="files"))
    prices = found(settings, "prices")
    assert prices["from files"].state == "note"
    assert "source_of" in prices["from files"].fix


def test_missing_sessions_are_listed(settings):
    gone = set(DAYS[-8:-5])
    put(settings, history("GAP", [d for d in DAYS if d not in gone]), history("^GSPC"))
    check = found(settings, "prices")["GAP missing"]
    assert check.state == "finding"
    assert check.text.startswith("3 sessions without a bar, 3 of the last 250")
    assert str(DAYS[-6]) in check.text


def test_bars_that_contradict_the_calendar_are_found_both_ways(settings):
    holiday, session = date(2024, 7, 4), date(2024, 8, 6)
    kept = [day for day in sorted([*DAYS, holiday]) if day != session]
    put(settings, history("NVDA", kept), history("MU", kept))
    calendars = found(settings, "calendars")
    assert str(holiday) in calendars["XNYS traded"].text
    assert str(session) in calendars["XNYS silent"].text
    put(settings, history("MU"))
    calendars = found(settings, "calendars")
    assert "XNYS silent" not in calendars
    assert "XNYS traded" in calendars


def test_a_phantom_bar_does_not_contradict_the_calendar(settings):
    holiday = date(2024, 7, 4)
    made = history("NVDA")
    flat = replace(made.bars[126], session=holiday, volume=0.0)
    bars = tuple(sorted([*made.bars, flat], key=lambda bar: bar.session))
    put(settings, replace(made, bars=bars))
    assert "XNYS traded" not in found(settings, "calendars")


def test_doubtful_days_are_listed_with_the_rule_that_won(settings):
    put(settings, history("000660.KS", SEOUL, "XKRX"))
    now = datetime(2026, 7, 20, 12, tzinfo=UTC)
    days = sessions("XKRX").between(date(2026, 1, 2), date(2026, 7, 20))
    put(settings, history("000660.KS", days, "XKRX"))
    check = found(settings, "calendars", now)["XKRX"]
    assert check.state == "note"
    assert "2026-06-03 closed (rule: " in check.text
    assert "2026-07-17 closed (rule: " in check.text


def test_a_calendar_about_to_end_is_a_finding(settings):
    last = sessions("XNYS").last
    put(settings, history("NVDA"))
    soon = datetime(last.year, last.month, last.day, 23, tzinfo=UTC) - timedelta(days=10)
    assert found(settings, "calendars", soon)["XNYS end"].state == "finding"


def test_a_correction_without_an_action_is_a_finding_and_a_split_is_not(settings):
    put(settings, history("BAD"), history("GOOD"))
    split = (Action(DAYS[-1], "split", 10.0),)
    put(settings, history("BAD", level=101.0), history("GOOD", level=10.0, actions=split))
    now = NOW + timedelta(hours=1)
    prices = found(settings, "prices", now)
    assert prices["BAD drift"].state == "finding"
    assert "ratio 1.01" in prices["BAD drift"].text
    assert "GOOD drift" not in prices
    assert found(settings, "prices", now + timedelta(days=30))["BAD drift"].state == "note"


def test_flagged_bars_are_counted_by_fault(settings):
    flag = Flag("NVDA", DAYS[5], "halt", "skip", "no trade")
    put(settings, history("NVDA", flags=(flag,)))
    assert found(settings, "prices")["faults"].text == "halt (skip) 1"


def test_a_failed_run_is_a_finding_with_its_errors(settings):
    run = RefreshRun("r", NOW, NOW, "partial", 1, errors=(("X", "Yahoo knows no symbol X"),))
    put(settings, history("NVDA"), run=run)
    check = found(settings, "refresh")["last run"]
    assert check.state == "finding"
    assert "X: Yahoo knows no symbol X" in check.text


def test_a_held_store_is_named_with_its_holder(settings):
    put(settings, history("NVDA"))
    with Store.open(settings.db, "write"):
        check = found(replace(settings, lock_wait_seconds=0.1), "store")["lock"]
    assert check.state == "finding"
    assert "Process " in check.text


def test_a_running_refresh_is_named(settings):
    put(settings, history("NVDA"))
    with alone(lock_path(settings.db), "a refresh", 0):
        check = found(settings, "store")["refresh"]
    assert "a refresh is running: process " in check.text


def test_a_broken_file_is_rebuilt_and_told(settings):
    put(settings, history("NVDA"))
    content = bytearray(settings.db.read_bytes())
    content[8192:200_000] = b"\xff" * (200_000 - 8192)
    settings.db.write_bytes(content)
    store = found(settings, "store")
    assert "rebuilt" in store["rebuilt"].text
    assert "set aside" in store
    assert "rebuilt" not in found(settings, "store")


class Silent:
    """A source that never answers."""

    def bars(self, symbol, start=None, end=None):
        raise SourceUnavailable(f"no answer for {symbol}")


class Answering:
    """A source that answers with one bar."""

    def bars(self, symbol, start=None, end=None):
        return history(symbol, DAYS[-1:])


def test_sources_are_asked_once_each_and_only_online(settings):
    online = replace(settings, offline=False, sources=("yahoo", "other"))
    checks = found(online, "sources", probes={"yahoo": Answering(), "other": Silent()})
    assert (checks["yahoo"].state, checks["other"].state) == ("ok", "finding")
    assert list(found(settings, "sources", probes={"yahoo": Silent()})) == ["offline"]


def test_an_open_report_is_told(settings):
    folder = settings.reports / "story"
    folder.mkdir(parents=True)
    summary = {"complete_on": "2025-03-20", "prices_through": "2025-03-03"}
    (folder / "case.json").write_text(json.dumps({"summary": summary}))
    assert "story (complete on 2025-03-20)" in found(settings, "reports")["open"].text


def test_the_excerpt_by_itself_has_no_finding(settings):
    with Store.open(settings.db, "write") as store:
        ensure_excerpt(store)
    assert [c for c in examine(settings, NOW) if c.state == "finding"] == []


def test_the_command_ends_with_1_on_findings_and_prints_json(settings, tmp_path):
    db = ["--db", str(settings.db), "--offline", "--format", "json"]
    fine = CliRunner().invoke(command, db)
    assert fine.exit_code == 0
    assert {row["state"] for row in json.loads(fine.stdout)} <= {"ok", "note"}
    put(settings, history("LATE"))
    bad = CliRunner().invoke(command, db)
    assert isinstance(bad.exception, Alert)
    late = next(row for row in json.loads(bad.stdout) if row["name"] == "LATE")
    assert (late["state"], bool(late["fix"])) == ("finding", True)


def test_long_lists_say_how_many_more():
    assert enumerate_some(range(7)) == "0, 1, 2, 3, 4 and 2 more"
    assert enumerate_some(["a"]) == "a"


def test_a_file_of_the_user_s_own_that_replaces_another_is_no_finding(settings):
    put(settings, history("MINE", source="files"))
    put(settings, history("MINE", source="files", level=101.0, vintage=NOW + timedelta(hours=1)))
    check = found(settings, "prices", NOW + timedelta(hours=2))["replaced by files"]
    assert (check.state, "held of MINE" in check.text) == ("note", True)


def test_a_store_of_articles_alone_has_nothing_amiss_with_its_record(settings):
    Archive.beside(settings.db).add([RawArticle("a.txt", b"Nvidia fell")], published="2025-01-27")
    assert found(settings, "store")["record"].state == "ok"
