"""What the command line says when it is used wrongly, or stopped."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import marketlink
from marketlink.cli.main import cli, run
from marketlink.errors import ExitCode, InputError, MarketlinkError


@pytest.mark.parametrize("words", [[], ["schedule"], ["prices"], ["config"]])
def test_a_group_without_a_command_shows_its_help_as_it_is(words, capsys):
    assert run(words) == ExitCode.USAGE
    shown = capsys.readouterr().err
    assert shown.startswith("Usage: marketlink")
    assert "\nCommands:\n" in shown


@pytest.mark.parametrize(
    ("words", "what", "hint"),
    [
        (["nonsense"], "No command is called 'nonsense'", "marketlink --help"),
        (["config", "shw"], "No such command 'shw'.", "show"),
        (["refresh", "--offlin"], "No such option '--offlin'.", "--offline"),
        (["study", "--calibrate", "--out", "x"], "--calibrate needs a value", "--calibrate N"),
        (
            ["explain", "NVDA", "--level", "--from", "2025-01-01"],
            "--level needs a value",
            "--level FLOAT",
        ),
        (["sessions", "XNYS"], "Missing option '--from'.", "marketlink sessions --help"),
    ],
)
def test_wrong_usage_has_its_hint_apart(words, what, hint, capsys):
    assert run([*words, "--format", "json"]) == ExitCode.USAGE
    facts = json.loads(capsys.readouterr().err)
    assert (facts["error"], facts["try"]) == (what, hint)


def test_ctrl_c_inside_a_query_is_an_interruption(monkeypatch, capsys):
    def stopped(**_):
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt:
            raise RuntimeError("Query interrupted") from None

    monkeypatch.setattr(cli, "main", stopped)
    assert run(["refresh"]) == ExitCode.INTERRUPTED
    assert capsys.readouterr().err == "marketlink: error: Interrupted.\n"


def test_a_reader_that_has_enough_is_no_finding():
    words = [sys.executable, "-m", "marketlink", "sessions", "XNYS", "--from", "1990-01-02",
             "--to", "2028-12-31", "--format", "csv"]  # fmt: skip
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        assert (process.wait(60), process.stderr.read()) == (0, b"")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["article.html"], "marketlink report article.html"),
        (["my column.txt"], "marketlink report 'my column.txt'"),
        (["*.html"], "marketlink report *.html"),
        (["https://example.org/a?b=c"], "marketlink report 'https://example.org/a?b=c'"),
        (["prices.csv", "more.csv"], "marketlink prices import prices.csv more.csv"),
    ],
)
def test_a_bare_file_name_is_answered_with_the_command_meant(
    words: list[str], meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 2
    assert meant in capsys.readouterr().err


def test_the_sentences_of_every_error_begin_with_a_capital_letter() -> None:
    kinds = {"MarketlinkError", *(kind.__name__ for kind in _kinds(MarketlinkError))}
    names = ("kiwipiepy", "marketlink", "xlsxwriter", "yfinance")
    small = [
        f"{path.name}:{part.lineno}: {text}"
        for path in Path(marketlink.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in kinds
        for part in node.args[:2]
        if re.match(r"[a-z]+(?:'s)?[ ,;:]", text := _opening(part)) and not text.startswith(names)
    ]
    assert small == []


@pytest.mark.parametrize(
    ("cause", "sentence"),
    [
        ("field larger than field limit (131072)", "Field larger than field limit (131072)"),
        ("prices would fit best on Monday.", "Prices would fit best on Monday"),
        ("yfinance said nothing", "yfinance said nothing"),
        ("a.csv, line 3: no day", "a.csv, line 3: no day"),
        ("", ""),
    ],
)
def test_the_cause_of_an_error_is_a_sentence_whoever_worded_it(cause: str, sentence: str) -> None:
    assert InputError("It cannot be read", cause).why == sentence


def _kinds(kind: type) -> list[type]:
    return [one for part in kind.__subclasses__() for one in (part, *_kinds(part))]


def _opening(part: ast.expr) -> str:
    """The words that a message begins with; none where a name or a value comes first."""
    if isinstance(part, ast.JoinedStr):
        part = part.values[0]
    return part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else ""


@pytest.mark.parametrize("day", ["2025-02-30", "yesterday", "27.01.2025"])
def test_what_is_no_day_is_refused_in_one_sentence(day, capsys):
    assert run(["sessions", "XNYS", "--from", day, "--to", "2025-03-01"]) == 2
    err = capsys.readouterr().err
    assert f"{day!r} is not a day such as 2025-01-27" in err and err.count("\n") == 1
