"""When runs are due, that one runs at a time, and what is remembered of it."""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from marketlink.cli.main import run as main
from marketlink.cli.schedule import _teller
from marketlink.config import Settings, load
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


def tries(loop, clock, until):
    """When a loop ran, as its clock goes on by five minutes."""
    found = []
    while clock.now < at(until):
        fire = loop.due()
        if fire is not None:
            found.append(clock.now.strftime("%H:%M"))
            loop.once(fire)
        clock.now += timedelta(minutes=5)
    return found


def ending(loop, monkeypatch, *codes):
    """Runs of a loop end with these codes in turn, the last of them from then on."""
    left = list(codes)
    end = lambda: (left.pop(0) if len(left) > 1 else left[0], "said")  # noqa: E731 (a line)
    monkeypatch.setattr(loop, "_refresh", end)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (0, ["07:00"]),
        (1, ["07:00", "07:15", "08:15"]),
        (3, ["07:00", "07:15", "08:15", "10:15"]),
        (4, ["07:00", "08:00", "11:00"]),
        (5, ["07:00", "07:05", "07:20", "08:20"]),
    ],
)
def test_a_run_is_tried_again_by_what_it_ended_with(tmp_path, monkeypatch, code, expected):
    clock = Clock("2025-02-03T07:00")
    loop, _ = made_loop(tmp_path, clock)
    ending(loop, monkeypatch, code)
    assert tries(loop, clock, "2025-02-03T21:00") == expected
    assert loop._last.failures == (len(expected) if code > 1 else 0)


def test_a_symbol_that_never_comes_takes_no_retries_from_an_outage(tmp_path, monkeypatch):
    clock = Clock("2025-02-03T07:00")
    loop, _ = made_loop(tmp_path, clock)
    ending(loop, monkeypatch, 1)
    for day in ("2025-02-03T21:00", "2025-02-04T21:00", "2025-02-05T21:00"):
        tries(loop, clock, day)
    ending(loop, monkeypatch, 3, 3, 0)
    assert tries(loop, clock, "2025-02-06T03:00") == ["21:30", "21:45", "22:45"]


def test_a_finding_and_a_failure_are_told_apart(tmp_path, monkeypatch):
    seen = tmp_path / "seen"
    script = tmp_path / "told.py"
    script.write_text(
        "import os, sys, pathlib\n"
        "with pathlib.Path(sys.argv[1]).open('a') as f:\n"
        "    f.write(f\"{sys.argv[2]} {os.environ['REFRESH_CAUSE']}\\n\")\n"
    )
    command = f"{sys.executable} {script} {seen}"
    told = {"on_failure": f"{command} failure", "on_finding": f"{command} finding"}
    loop, _ = made_loop(tmp_path, Clock("2025-02-03T12:00"), **told)
    ending(loop, monkeypatch, 0, 1, 3)
    for _ in range(3):
        loop.once(loop.due() or latest(["XKRX"], loop.clock(), 30))
    assert seen.read_text().splitlines() == ["finding finding", "failure unavailable"]


def test_a_month_of_sleep_outages_and_two_changes_of_clocks_serves_every_close(
    tmp_path, monkeypatch
):
    """New York and Seoul, in March (clocks go forward) and in November (back); an outage of three
    hours at a close of each week, and a night in which the machine sleeps."""
    for first, last in (("2025-03-01T00:00", "2025-03-31T00:00"),
                        ("2025-10-25T00:00", "2025-11-25T00:00")):  # fmt: skip
        clock = Clock(first)
        loop, said = made_loop(tmp_path, clock, metrics_file=str(tmp_path / "m.prom"))
        down = lambda t: t.weekday() == 2 and 20 <= t.hour < 23  # noqa: E731 (a line)
        asleep = lambda t: t.weekday() == 3 and t.hour < 12  # noqa: E731 (a line)
        served = []

        def run(clock=clock, served=served, down=down):
            if down(clock.now):
                return 3, "down"
            served.append(clock.now)
            return 0, "well"

        monkeypatch.setattr(loop, "_refresh", run)
        held = []
        while clock.now < at(last):
            if clock.now.day in (8, 24) and clock.now.hour == clock.now.minute == 0:
                held.append(_objects())
            if not asleep(clock.now) and (fire := loop.due()) is not None:
                loop.once(fire)
            clock.now += timedelta(minutes=5)
        due = list(_closes(first, last))
        late = {close: min(t for t in served if t >= close) - close for close in due}
        assert max(late.values()) <= timedelta(hours=17)
        plain = [late[close] for close in due if not down(close) and not asleep(close)]
        assert max(plain) <= timedelta(minutes=5)
        assert len(plain) > 0.7 * len(due)
        assert len(due) > 35
        assert len(said) < 3 * len(due)
        assert held[-1] - held[0] < 500  # what half a month adds to memory
        assert state.state_path(loop.settings.db).stat().st_size < 1000


def _objects():
    gc.collect()
    return len(gc.get_objects())


def _closes(first, last):
    now = at(first)
    while (ahead := min(f.at for f in upcoming(["XNYS", "XKRX"], now, 30))) < at(last) - timedelta(
        1
    ):
        yield ahead
        now = ahead


def test_metrics_are_a_text_file_that_prometheus_reads(tmp_path, monkeypatch):
    clock = Clock("2025-02-03T12:00")
    loop, _ = made_loop(tmp_path, clock, metrics_file=str(tmp_path / "m.prom"))
    ending(loop, monkeypatch, 4)
    loop.once(loop.due())
    text = (tmp_path / "m.prom").read_text()
    label = f'{{db="{loop.settings.db}"}}'
    assert f"marketlink_refresh_exit_code{label} 4\n" in text
    assert f"marketlink_refresh_failures{label} 1\n" in text
    assert f"next_run_timestamp_seconds{label} {at('2025-02-03T13:00').timestamp():.15g}\n" in text
    lines = text.splitlines()
    assert len(lines) == 18
    assert all(re.fullmatch(r'# (HELP|TYPE) \w+ .+|\w+\{db="[^"]*"\} [0-9.]+', x) for x in lines)
    if shutil.which("promtool"):
        done = subprocess.run(["promtool", "check", "metrics"], input=text, text=True, check=False)
        assert done.returncode == 0


def test_status_ends_with_1_where_nothing_runs_or_the_last_runs_failed(tmp_path, monkeypatch):
    clock = Clock("2025-02-03T12:00")
    loop, _ = made_loop(tmp_path, clock)
    assert "No schedule is running" in status(loop.settings, clock.now).findings[0]
    ending(loop, monkeypatch, 0)
    loop.once(loop.due())
    assert status(loop.settings, clock.now).findings == ()
    ending(loop, monkeypatch, 3)
    clock.now = at("2025-02-03T21:30")
    loop.once(loop.due())
    assert status(loop.settings, clock.now).findings == ("The last scheduled run failed (exit 3)",)
    assert main(["schedule", "status", "--db", str(loop.settings.db)]) == 2  # nothing configured
    monkeypatch.setenv("MARKETLINK_REFRESH_SYMBOLS", "NVDA")
    assert main(["schedule", "status", "--db", str(loop.settings.db)]) == 1


def test_a_file_of_the_working_folder_runs_nothing_until_it_is_trusted(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    file = tmp_path / "marketlink.toml"
    file.write_text('on_failure = "touch evil"\nrefresh_symbols = ["NVDA"]\n')
    settings = load(flags={"db": tmp_path / "m.duckdb"})
    assert (settings.on_failure, settings.untrusted) == ("", ("on_failure",))
    assert settings.refresh_symbols == ("NVDA",)
    with pytest.raises(InputError, match="config trust"):
        Loop(settings).run()
    assert main(["config", "trust"]) == 0
    assert load(flags={"db": tmp_path / "m.duckdb"}).on_failure == "touch evil"
    file.write_text('on_failure = "touch worse"\n')
    assert load(flags={"db": tmp_path / "m.duckdb"}).untrusted == ("on_failure",)
    assert load(file, {"db": tmp_path / "m.duckdb"}).on_failure == "touch worse"


def test_the_log_of_a_schedule_is_bounded(tmp_path, capsys):
    tell = _teller(tmp_path / "logs" / "marketlink.log")
    for number in range(900):
        tell(f"{number} " + "x" * 10_000)
    capsys.readouterr()
    sizes = [file.stat().st_size for file in (tmp_path / "logs").iterdir()]
    assert len(sizes) == 6
    assert sum(sizes) < 6_100_000


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


def test_the_programs_of_the_page_on_refresh_tell_a_hook_and_a_mailbox(tmp_path):
    page = (ROOT / "docs" / "refresh.md").read_text("utf-8")
    hook, mail = re.findall(r"```(?:python|text)\n(#!/.*?)```", page, re.S)
    told = {"REFRESH_CAUSE": "unavailable", "REFRESH_MESSAGE": 'no "symbol" came\nSubject: x'}
    got = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    (tmp_path / "hook.py").write_text(hook)
    (tmp_path / "mail.sh").write_text(mail)
    (tmp_path / "sendmail").write_text(f"#!/bin/sh\ncat > {tmp_path}/sent\n")
    (tmp_path / "sendmail").chmod(0o755)
    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        threading.Thread(target=server.handle_request).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        assert failure.call(f"{sys.executable} {tmp_path}/hook.py {address}", told).endswith("=0")
    assert got == [{"text": 'marketlink: unavailable: no "symbol" came\nSubject: x'}]
    told["PATH"] = f"{tmp_path}:/usr/bin:/bin"
    assert failure.call(f"sh {tmp_path}/mail.sh desk@example.com", told).endswith("=0")
    head, _, body = (tmp_path / "sent").read_text().partition("\n\n")
    assert head == "To: desk@example.com\nSubject: marketlink: unavailable"
    assert body == 'no "symbol" came\nSubject: x\n'


def test_on_failure_that_cannot_run_or_does_not_end_is_said_and_survived():
    assert failure.call("/no/such/program", {}).startswith("on_failure could not be run")
    assert failure.call("", {}).startswith("on_failure could not be run")
    hang = f"{sys.executable} -c 'import time; time.sleep(60)'"
    assert failure.call(hang, {}, seconds=0.2) == "on_failure was ended after 0.2 s"
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
        with pytest.raises(DatabaseBusy, match=f"Process {process.pid}"):
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
        raise DatabaseBusy("The store is in use", "process 1 holds it")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("marketlink.schedule.loop.exchanges_in_use", busy)
    monkeypatch.setattr("marketlink.schedule.loop.state.write", full)
    loop.once(loop.due())
    assert "not remembered: No space left on device" in said[-1]
    assert loop.due() is None
    assert "exchanges as before: The store is in use. Process 1 holds it." in said[-1]
    monkeypatch.setattr("marketlink.schedule.loop.tempfile.TemporaryFile", full)
    code, line = loop._refresh()
    assert (code, "could not be started" in line) == (2, True)


def test_a_clock_outside_every_calendar_is_said(tmp_path):
    settings = Settings(tmp_path / "m.duckdb", refresh_symbols=("NVDA",), offline=True)
    with pytest.raises(InputError, match="No session of XNYS is over by 1960-01-01"):
        refresh(settings, now=at("1960-01-01T12:00"))
    with pytest.raises(InputError, match="has a session in the year from 2040-01-01"):
        units("systemd", settings, now=at("2040-01-01T12:00"))
    notes = refresh(settings, now=at("2040-01-01T12:00")).notes
    assert any("the calendar of XNYS ends on" in note for note in notes)


def test_after_a_refresh_the_digest_is_written_and_what_moved_is_told_on_standard_input(
    tmp_path, monkeypatch
):
    seen = tmp_path / "seen"
    script = tmp_path / "hook.py"
    script.write_text(
        "import sys, pathlib\npathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())\n"
    )
    told = {
        "on_finding": f"{sys.executable} {script} {seen}",
        "watchlist": "mine $(touch evil).txt",
    }
    loop, said = made_loop(tmp_path, Clock("2025-02-03T12:00"), **told)
    ending(loop, monkeypatch, 0, 0, 3)
    asked = []
    answers = iter([(1, '{"lines": ["$(touch evil)"]}', ""), (0, "{}", "")])
    monkeypatch.setattr(loop, "_run", lambda command: asked.append(command) or next(answers))
    for _ in range(3):
        loop.once(loop.due() or latest(["XKRX"], loop.clock(), 30))
    assert seen.read_text() == '{"lines": ["$(touch evil)"]}'
    assert [line.rsplit("; ", 1)[1] for line in said[:2]] == ["on_finding exit=0", "digest written"]
    assert len(asked) == 2 and asked[0][3:6] == ["digest", "--watchlist", "mine $(touch evil).txt"]
    assert not (tmp_path / "evil").exists()
