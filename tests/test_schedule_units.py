"""The units that are printed pass their own checkers, and fire after the closes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from marketlink.calendars import sessions
from marketlink.cli.schedule import command
from marketlink.config import Settings
from marketlink.records.price import History, Listing, RawBar
from marketlink.schedule import UNITS, units
from marketlink.store import Store

NOW = datetime(2025, 1, 10, 12, tzinfo=UTC)
SETTINGS = Settings(Path("/tmp/a store/100%.duckdb"), refresh_symbols=("NVDA", "000660.KS"))
ARGUMENTS = ("--db", "/tmp/a store/100%$x.duckdb")


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_systemd_units_pass_systemd_analyze_verify(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    for name, text in units("systemd", SETTINGS, ARGUMENTS, now=NOW).items():
        (tmp_path / name).write_text(text)
    files = [str(path) for path in sorted(tmp_path.glob("marketlink-refresh.*"))]
    assert len(files) == 2
    done = subprocess.run(
        ["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "marketlink" in line]
    assert (done.returncode, ours) == (0, [])
    broken = tmp_path / "marketlink-refresh.timer"
    broken.write_text(broken.read_text().replace("OnCalendar=Mon", "OnCalendar=Moonday"))
    again = subprocess.run(
        ["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False
    )
    assert "Moonday" in again.stderr


def test_a_systemd_timer_names_each_close_in_its_exchange_s_own_zone():
    timer = units("systemd", SETTINGS, now=NOW)["marketlink-refresh.timer"]
    found = re.findall(r"^OnCalendar=(.*)$", timer, re.M)
    assert "Mon,Tue,Wed,Thu,Fri *-*-* 16:30:00 America/New_York" in found
    assert "Mon,Tue,Wed,Thu,Fri *-*-* 16:00:00 Asia/Seoul" in found
    assert any("13:30:00 America/New_York" in line for line in found)  # half days
    assert "Persistent=true" in timer


def test_systemd_arguments_keep_spaces_percent_and_dollar():
    service = units("systemd", SETTINGS, ARGUMENTS, now=NOW)["marketlink-refresh.service"]
    assert '--db "/tmp/a store/100%%$$x.duckdb"' in service


def cron_lines(text):
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Seoul", "America/New_York", "Europe/London"])
def test_cron_fires_within_minutes_of_every_close_of_the_year(zone):
    from apscheduler.triggers.cron import CronTrigger

    text = units("cron", SETTINGS, ARGUMENTS, now=NOW, zone=ZoneInfo(zone))["crontab"]
    triggers = []
    for line in cron_lines(text):
        minute, hour, *rest, days, command = line.split(" ", 5)
        assert rest == ["*", "*"]
        assert command.startswith("cd ")
        named = ",".join(_named(part) for part in days.split(","))
        triggers.append(
            CronTrigger(minute=minute, hour=hour, day_of_week=named, timezone=ZoneInfo(zone))
        )
    for exchange in ("XNYS", "XKRX"):
        calendar = sessions(exchange)
        for day in calendar.between(NOW.date(), NOW.date() + timedelta(360)):
            due = calendar.hours(day)[1] + timedelta(minutes=30)
            fires = [t.get_next_fire_time(None, due) for t in triggers]
            assert min(f for f in fires if f) == due, (exchange, day)


def _named(part):
    names = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
    return "-".join(names[int(n)] for n in part.split("-"))


def test_cron_escapes_what_cron_would_read_as_a_line_end():
    text = units("cron", SETTINGS, ARGUMENTS, now=NOW, zone=UTC)["crontab"]
    assert r"100\%$x" in text
    assert all(re.search(r"(?<!\\)%", line) is None for line in cron_lines(text))


def test_the_workflow_parses_and_its_times_are_utc():
    yaml = pytest.importorskip("yaml")
    flow = yaml.safe_load(units("github", SETTINGS, now=NOW)["refresh.yml"])
    times = [entry["cron"] for entry in flow[True]["schedule"]]
    assert "0 7 * * 1-5" in times  # Seoul
    assert "30 20,21 * * 1-5" in times  # New York, summer and winter
    steps = flow["jobs"]["refresh"]["steps"]
    assert [step["uses"] for step in steps if "uses" in step] == [
        "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683",
        "actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065",
    ]
    assert flow["jobs"]["refresh"]["env"]["MARKETLINK_REFRESH_SYMBOLS"] == "NVDA,000660.KS"
    assert flow["permissions"] == {"contents": "write"}


def test_the_compose_file_parses_and_keeps_one_process():
    yaml = pytest.importorskip("yaml")
    service = yaml.safe_load(units("docker", SETTINGS, now=NOW)["compose.yaml"])["services"]
    refresh, view = service["refresh"], service["view"]
    assert refresh["command"] == ["marketlink", "schedule", "run"]
    assert refresh["healthcheck"]["test"][1:] == ["marketlink", "schedule", "status"]
    assert refresh["logging"]["options"] == {"max-size": "1m", "max-file": "5"}
    assert view["ports"] == ["127.0.0.1:8765:8080"]
    assert all({"mem_limit", "cpus", "restart"} <= set(item) for item in service.values())
    assert "FROM python" in units("docker", SETTINGS, now=NOW)["Dockerfile"]


@pytest.mark.parametrize(("kind", "file"), [("docker", "Dockerfile"), ("github", "refresh.yml")])
def test_what_is_installed_is_a_wheel_as_no_registry_has_the_package(kind, file):
    text = units(kind, SETTINGS, now=NOW)[file]
    assert re.search(r"pip install .*/marketlink-[\d.]+-py3-none-any\.whl", text)
    assert "marketlink==" not in text
    done = CliRunner().invoke(command, ["print", kind], env={"MARKETLINK_REFRESH_SYMBOLS": "NVDA"})
    assert "The wheel that they install: pip wheel " in done.stderr


@pytest.mark.parametrize("kind", sorted(UNITS))
def test_every_kind_prints_and_writes_the_same(kind, tmp_path, monkeypatch):
    monkeypatch.setenv("MARKETLINK_REFRESH_SYMBOLS", "NVDA")
    db = ["--db", str(tmp_path / "m.duckdb")]
    printed = CliRunner().invoke(command, ["print", kind, *db], catch_exceptions=False)
    written = CliRunner().invoke(
        command, ["print", kind, "--out", "units", *db], catch_exceptions=False
    )
    assert (printed.exit_code, written.exit_code) == (0, 0)
    files = [Path(line) for line in written.stdout.split()]
    assert files
    assert all(file.read_text() in printed.stdout for file in files)


def test_what_is_held_is_followed_in_a_container_too_and_hostile_symbols_stay_text(tmp_path):
    yaml = pytest.importorskip("yaml")
    db = tmp_path / "m.duckdb"
    history = History(
        Listing("ACME", "XNYS", "USD", "stock", "Acme", "split"), "yahoo", NOW,
        (RawBar(date(2025, 1, 8), 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),), (), whole=True,
    )  # fmt: skip
    with Store.open(db, "write") as store:
        store.merge([history])
    settings = Settings(db, refresh_symbols=('A"B', "C$D"), refresh_delay_minutes=7)
    flow = yaml.safe_load(units("github", settings, now=NOW)["refresh.yml"])
    given = flow["jobs"]["refresh"]["env"]
    assert given["MARKETLINK_REFRESH_SYMBOLS"] == 'A"B,C$D,ACME'
    assert given["MARKETLINK_REFRESH_DELAY_MINUTES"] == "7"
    composed = yaml.safe_load(units("docker", settings, now=NOW)["compose.yaml"])
    given = composed["services"]["refresh"]["environment"]
    assert given["MARKETLINK_REFRESH_SYMBOLS"] == 'A"B,C$$D,ACME'


def test_a_configuration_file_of_any_name_reaches_the_unit(tmp_path, monkeypatch):
    file = tmp_path / "marketlink.conf"
    file.write_text('refresh_symbols = ["NVDA"]\n')
    monkeypatch.setenv("MARKETLINK_CONFIG", str(file))
    db = ["--db", str(tmp_path / "m.duckdb")]
    text = CliRunner().invoke(command, ["print", "cron", *db], catch_exceptions=False).stdout
    assert f"--config {file}" in text


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("cron", r"'MARKETLINK_ON_FAILURE=tell me 100\%'"),
        ("systemd", '"MARKETLINK_ON_FAILURE=tell me 100%%"'),
    ],
)
def test_settings_of_the_environment_reach_the_unit(kind, said, tmp_path, monkeypatch):
    monkeypatch.setenv("MARKETLINK_REFRESH_SYMBOLS", "NVDA")
    monkeypatch.setenv("MARKETLINK_ON_FAILURE", "tell me 100%")
    db = ["--db", str(tmp_path / "m.duckdb")]
    text = CliRunner().invoke(command, ["print", kind, *db], catch_exceptions=False).output
    assert "MARKETLINK_REFRESH_SYMBOLS=NVDA" in text
    assert said in text


@pytest.mark.parametrize(
    ("kind", "file", "schema"),
    [("docker", "compose.yaml", "compose-spec"), ("github", "refresh.yml", "github-workflows")],
)
def test_what_is_printed_fits_its_published_schema(kind, file, schema, tmp_path):
    pytest.importorskip("check_jsonschema")
    (tmp_path / file).write_text(units(kind, SETTINGS, now=NOW)[file])
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    done = subprocess.run([*words, tmp_path / file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_image_definition_passes_its_linter(tmp_path):
    places = os.pathsep.join([os.environ["PATH"], str(Path(sys.executable).parent)])
    linter = shutil.which("hadolint", path=places)
    if linter is None:
        pytest.skip("hadolint is not installed")
    (tmp_path / "Dockerfile").write_text(units("docker", SETTINGS, now=NOW)["Dockerfile"])
    done = subprocess.run([linter, tmp_path / "Dockerfile"], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


def test_crontab_lines_are_added_to_what_is_there():
    text = units("cron", SETTINGS, ARGUMENTS, now=NOW, zone=UTC)["crontab"]
    assert "(crontab -l 2>/dev/null; cat FILE) | crontab -" in text
    assert "enable-linger" in units("systemd", SETTINGS, now=NOW)["marketlink-refresh.service"]
