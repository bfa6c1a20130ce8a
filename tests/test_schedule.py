"""When runs are due, that one runs at a time, and what is remembered of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from marketlink.config import Settings
from marketlink.errors import DatabaseBusy, InputError
from marketlink.locks import alone
from marketlink.refresh import refresh
from marketlink.schedule import (
    Loop,
    exchanges_in_use,
    failure,
    latest,
    state,
    status,
    units,
    upcoming,
)
from marketlink.schedule.loop import one_line

ROOT = Path(__file__).resolve().parents[1]


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("exchange", "now", "expected"),
    [
        ("XNYS", "2025-01-27T12:00", "2025-01-27T21:30"),
        ("XNYS", "2025-03-07T22:00", "2025-03-10T20:30"),  # clocks went forward on the 9th
        ("XNYS", "2025-07-03T12:00", "2025-07-03T17:30"),  # half day
        ("XNYS", "2025-11-27T12:00", "2025-11-28T18:30"),  # Thanksgiving, then a half day
        ("XKRX", "2025-01-24T12:00", "2025-01-31T07:00"),  # Lunar New Year
        ("XKRX", "2025-11-13T00:00", "2025-11-13T08:00"),  # an exam day closes an hour late
        ("XLON", "2025-12-24T10:00", "2025-12-24T13:00"),
    ],
)
def test_the_next_run_follows_the_real_close(exchange, now, expected):
    assert [fire.at for fire in upcoming([exchange], at(now), 30)] == [at(expected)]


def test_runs_of_several_exchanges_come_in_the_order_of_their_closes():
    found = upcoming(["XNYS", "XKRX", "XTKS"], at("2025-02-03T06:40"), 30)
    assert [(fire.exchange, fire.at) for fire in found] == [
        ("XKRX", at("2025-02-03T07:00")),
        ("XTKS", at("2025-02-03T07:00")),
        ("XNYS", at("2025-02-03T21:30")),
    ]


def test_the_last_due_run_is_the_latest_close_that_is_over():
    fire = latest(["XNYS", "XKRX"], at("2025-01-28T12:00"), 30)
    assert (fire.exchange, fire.at) == ("XNYS", at("2025-01-27T21:30"))


def test_nothing_to_schedule_is_said(tmp_path):
    with pytest.raises(InputError, match="nothing to schedule"):
        exchanges_in_use(Settings(tmp_path / "m.duckdb"))


def test_a_symbol_that_is_none_is_refused_before_it_is_scheduled(tmp_path):
    with pytest.raises(InputError, match="'A B' is no symbol"):
        exchanges_in_use(Settings(tmp_path / "m.duckdb", refresh_symbols=("NVDA", "A B")))


def test_symbols_are_scheduled_as_they_are_refreshed(tmp_path):
    asked = Settings(tmp_path / "m.duckdb", refresh_symbols=("^ks11",))
    assert exchanges_in_use(asked) == ("XKRX",)


def test_instants_without_a_zone_in_the_state_file_stop_nothing(tmp_path):
    facts = {"started": "2025-01-27T12:00:00", "ended": "2025-01-27T12:01:00",
             "exit_code": 0, "line": "", "failures": 0}  # fmt: skip
    state.state_path(tmp_path / "m.duckdb").write_text(json.dumps(facts))
    found = state.read(tmp_path / "m.duckdb")
    assert found is not None and found.started.tzinfo is not None


class Clock:
    """A clock set by hand."""

    def __init__(self, text):
        self.now = at(text)

    def __call__(self):
        return self.now


def made_loop(folder, clock, program="pass", **more):
    settings = Settings(folder / "m.duckdb", refresh_symbols=("NVDA", "000660.KS"), **more)
    said = []
    loop = Loop(settings, (), said.append, clock)
    loop.command = [sys.executable, "-c", program]
    return loop, said


def test_it_catches_up_once_after_sleep_and_then_waits(tmp_path):
    clock = Clock("2025-02-03T12:00")
    loop, said = made_loop(tmp_path, clock)
    loop.once(loop.due())
    assert loop.due() is None
    clock.now = at("2025-02-07T22:00")  # a week of closes went by
    fire = loop.due()
    assert (fire.exchange, str(fire.session)) == ("XNYS", "2025-02-07")
    loop.once(fire)
    assert loop.due() is None
    assert len(said) == 2
    clock.now = at("2025-02-10T06:59")
    assert loop.due() is None
    clock.now = at("2025-02-10T07:00")
    assert loop.due().exchange == "XKRX"


def test_what_ran_is_remembered_by_the_next_process(tmp_path):
    clock = Clock("2025-02-03T12:00")
    loop, _ = made_loop(tmp_path, clock)
    loop.once(loop.due())
    again, _ = made_loop(tmp_path, clock)
    again._last = state.read(again.settings.db)
    assert again.due() is None
    found = status(again.settings, clock.now)
    assert found.last.exit_code == 0
    assert found.process is None
    assert [fire.exchange for fire in found.next] == ["XNYS", "XKRX"]


def test_a_failed_run_is_tried_again_twice_and_then_at_the_next_close(tmp_path):
    clock = Clock("2025-02-03T07:00")
    loop, _ = made_loop(tmp_path, clock, "raise SystemExit(3)")
    tried = []
    while clock.now < at("2025-02-03T21:00"):
        fire = loop.due()
        if fire is not None:
            tried.append(clock.now.strftime("%H:%M"))
            loop.once(fire)
        clock.now += timedelta(minutes=5)
    assert tried == ["07:00", "07:15", "08:15"]
    assert loop._last.failures == 3


def test_on_failure_gets_the_facts_and_no_shell_reads_them(tmp_path):
    seen, evil = tmp_path / "seen", tmp_path / "evil"
    script = tmp_path / "told.py"
    script.write_text(
        "import os, sys, pathlib\n"
        "facts = {k: v for k, v in os.environ.items() if k.startswith('REFRESH_')}\n"
        "pathlib.Path(sys.argv[1]).write_text(repr((sys.argv[2:], facts)))\n"
    )
    command = f"{sys.executable} {script} {seen} '$(touch {evil})' '; touch {evil}'"
    words = f"x'; touch {evil}; $(touch {evil})"
    program = f"import sys; print({words!r}, file=sys.stderr); sys.exit(4)"
    loop, said = made_loop(tmp_path, Clock("2025-02-03T12:00"), program, on_failure=command)
    loop.once(loop.due())
    assert not evil.exists()
    arguments, facts = eval(seen.read_text())
    assert arguments == [f"$(touch {evil})", f"; touch {evil}"]
    assert facts["REFRESH_EXIT_CODE"] == "4"
    assert facts["REFRESH_FAILURES"] == "1"
    assert facts["REFRESH_MESSAGE"] == words
    assert said[0].endswith("on_failure exit=0")


def test_on_failure_that_cannot_run_or_does_not_end_is_said_and_survived():
    assert failure.call("/no/such/program", {}).startswith("on_failure could not be run")
    assert failure.call("", {}).startswith("on_failure could not be run")
    hang = f"{sys.executable} -c 'import time; time.sleep(60)'"
    assert failure.call(hang, {}, 0.2) == "on_failure was ended after 0.2 s"
    with pytest.raises(InputError, match="cannot be read"):
        failure.split("mail 'me")


def test_a_run_is_one_line_whatever_it_printed():
    row = (
        '[{"outcome": "partial", "asked": 2, "came": 1, "inserted": 5, "reports": [],'
        ' "errors": {"X": "no\\nsuch"}}]'
    )
    assert one_line(row, "") == "partial: 1 of 2 symbols, 5 bars added, 0 reports | X: no such"
    assert one_line("", "first\nmarketlink: error: busy.\n") == "marketlink: error: busy."
    assert one_line("", "") == "said nothing"


def test_a_second_schedule_of_the_same_store_is_refused(tmp_path):
    loop, _ = made_loop(tmp_path, Clock("2025-02-03T12:00"))
    held = "import sys, time; from pathlib import Path; from marketlink.locks import alone\n"
    held += "with alone(Path(sys.argv[1]), 'x', 0): print('held', flush=True); time.sleep(60)"
    path = state.lock_path(loop.settings.db)
    with subprocess.Popen([sys.executable, "-c", held, path], cwd=ROOT, stdout=-1) as process:
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(DatabaseBusy, match=f"process {process.pid}"):
            loop.run()
        process.kill()
    with alone(path, "the schedule", 0):
        pass


def test_sigterm_ends_the_process_cleanly_while_a_run_is_on(tmp_path):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MARKETLINK_")}
    environment |= {"MARKETLINK_DB": str(tmp_path / "m.duckdb"), "PYTHONPATH": str(ROOT),
                    "MARKETLINK_REFRESH_SYMBOLS": "NVDA", "HTTPS_PROXY": "http://127.0.0.1:9",
                    "MARKETLINK_SOURCE_PACE_SECONDS": "30"}  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "marketlink", "schedule", "run"],
        cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr.readline().startswith("next close: XNYS")
    lock = tmp_path / "m.duckdb.refresh.lock"
    for _ in range(1200):
        if lock.exists() and lock.read_text():
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=90)[1]
    assert process.returncode == 0
    # 130 where it could tidy up; the signal's own number where it came while starting or ending,
    # or where a C call held it past its grace: none of them loses anything
    assert any(f"exit={code} " in said for code in (130, -2, -9, -15)), said
    assert said.rstrip().endswith("schedule ended")
    assert "Traceback" not in said


def test_a_last_run_in_the_future_was_a_wrong_clock(tmp_path):
    clock = Clock("2040-01-01T12:00")
    loop, _ = made_loop(tmp_path, clock)
    loop.once(loop.due())
    clock.now = at("2025-02-03T12:00")
    assert loop.due() is not None
    loop.once(loop.due())
    assert loop.due() is None


def test_a_store_that_is_held_or_a_full_disk_does_not_end_the_process(tmp_path, monkeypatch):
    clock = Clock("2025-02-03T12:00")
    loop, said = made_loop(tmp_path, clock)
    assert loop.due() is not None

    def busy(_):
        raise DatabaseBusy("the store is in use", "process 1 holds it")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("marketlink.schedule.loop.exchanges_in_use", busy)
    monkeypatch.setattr("marketlink.schedule.loop.state.write", full)
    loop.once(loop.due())
    assert "not remembered: No space left on device" in said[-1]
    assert loop.due() is None
    assert "exchanges as before: the store is in use. process 1 holds it." in said[-1]
    monkeypatch.setattr("marketlink.schedule.loop.tempfile.TemporaryFile", full)
    code, line = loop._refresh()
    assert (code, "could not be started" in line) == (2, True)


def test_a_clock_outside_every_calendar_is_said(tmp_path):
    settings = Settings(tmp_path / "m.duckdb", refresh_symbols=("NVDA",), offline=True)
    with pytest.raises(InputError, match="no session of XNYS is over by 1960-01-01"):
        refresh(settings, now=at("1960-01-01T12:00"))
    with pytest.raises(InputError, match="has a session in the year from 2040-01-01"):
        units("systemd", settings, now=at("2040-01-01T12:00"))
    notes = refresh(settings, now=at("2040-01-01T12:00")).notes
    assert any("the calendar of XNYS ends on" in note for note in notes)
