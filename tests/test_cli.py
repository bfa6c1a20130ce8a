from __future__ import annotations

import importlib
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

from marketlink.cli.main import COMMANDS, cli, run
from marketlink.errors import ExitCode

pytestmark = pytest.mark.fast

HEAVY = ("pandas", "numpy", "duckdb", "plotly", "yfinance", "statsmodels", "scipy", "trafilatura",
         "jinja2", "rich", "exchange_calendars", "holidays", "pydantic", "pyarrow")  # fmt: skip


def loaded_by(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def test_help_loads_no_heavy_library() -> None:
    code = "from marketlink.cli.main import run\nassert run(['--help']) == 0"
    assert not loaded_by(code) & set(HEAVY)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_exists_and_shows_an_example(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert find_spec(f"marketlink.cli.{name}"), f"marketlink/cli/{name}.py is missing"
    command = importlib.import_module(f"marketlink.cli.{name}").command
    assert isinstance(command, click.Command)
    assert run([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "Example" in shown
    assert f"marketlink {name}" in shown


def test_a_misspelt_command_gets_the_nearest_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["repot"]) == ExitCode.USAGE
    assert capsys.readouterr().err == (
        "marketlink: error: No command is called 'repot'. Try: marketlink report.\n"
    )


def test_errors_are_json_where_json_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sessions", "XXXX", "--from", "2025-01-01", "--to", "2025-01-02",
                "--format", "json"]) == ExitCode.USAGE  # fmt: skip
    facts = json.loads(capsys.readouterr().err)
    assert facts["exit_code"] == 2 and "XXXX" in facts["error"] and "XKRX" in facts["try"]


def test_interruption_and_faults_have_codes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "main", interrupted)
    assert run(["link", "-"]) == ExitCode.INTERRUPTED

    def broken(**_: object) -> None:
        raise ZeroDivisionError("x")

    monkeypatch.setattr(cli, "main", broken)
    assert run(["link", "-"]) == ExitCode.USAGE
    assert "Traceback" not in capsys.readouterr().err
    with pytest.raises(ZeroDivisionError):
        run(["link", "-", "--debug"])


def test_sessions_as_csv_and_parquet(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    asked = ["sessions", "XKRX", "--from", "2025-01-24", "--to", "2025-01-31", "--format"]
    assert run([*asked, "csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "exchange,day,what,open,close,note,rule"
    assert [line.split(",")[1] for line in lines[1:] if ",session," in line] == [
        "2025-01-24", "2025-01-31",
    ]  # fmt: skip
    done = subprocess.run([sys.executable, "-m", "marketlink", *asked, "parquet"],
                          capture_output=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout[:4] == b"PAR1" and done.stdout[-4:] == b"PAR1"


def test_a_table_in_a_pipe_stands_in_columns_and_loads_no_library_for_terminals() -> None:
    code = (
        "from marketlink.cli.output import emit; emit([{'a': 1, 'b': '삼성전자', 'c': 'x\\ny'},"
        " {'a': 20, 'b': 'NVDA', 'c': None}], ('a', 'b', 'c'), 'table'); import sys;"
        " assert 'rich' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().splitlines() == [" a  b         c", " 1  삼성전자  x y", "20  NVDA"]


@pytest.mark.parametrize("ending", ["ctx.exit(3)", "sys.exit(3)", "raise click.exceptions.Exit(3)"])
def test_a_commands_own_exit_code_is_kept(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    @click.pass_context
    def ends(ctx: click.Context) -> None:
        exec(ending, {"ctx": ctx, "sys": sys, "click": click})

    monkeypatch.setattr(importlib.import_module("marketlink.cli.config"), "command", ends)
    assert run(["config"]) == 3


def test_what_a_command_returns_is_no_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def ends() -> str:
        return "done"

    monkeypatch.setattr(importlib.import_module("marketlink.cli.config"), "command", ends)
    assert run(["config"]) == ExitCode.OK


def test_the_process_ends_with_the_commands_code_and_all_it_said() -> None:
    """Python is not asked to take itself apart, so that output must be out before."""
    command = [sys.executable, "-m", "marketlink"]
    long = subprocess.run(
        [
            *command,
            "sessions",
            "XKRX",
            "--from",
            "2015-01-01",
            "--to",
            "2025-01-01",
            "--format",
            "json",
        ],
        capture_output=True,
        check=True,
    )
    assert len(json.loads(long.stdout)) > 2000
    wrong = subprocess.run([*command, "sessions", "NOWHERE"], capture_output=True, check=False)
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert wrong.stderr


def test_a_watch_that_still_runs_does_not_make_python_take_the_process_apart() -> None:
    program = """
import threading
from marketlink.__main__ import _leave
class Loud:
    def __del__(self):
        print("taken apart", flush=True)
kept = Loud()
threading.Thread(target=threading.Event().wait, daemon=True).start()
print("said")
_leave(3)
"""
    line = [sys.executable, "-c", program]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "said\n")
