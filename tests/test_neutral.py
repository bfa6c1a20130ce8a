"""Text of others in tables and on terminals."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import numpy as np
import pytest

from marketlink.cli.main import run
from marketlink.cli.output import emit
from marketlink.neutral import json_text, spreadsheet, terminal
from marketlink.store import scratch
from marketlink.study.writing import write_tables

HOSTILE = "\x1b]0;owned\x07\x9b31m\u202eevil"


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-cmd|x", "@SUM(A1)", "\t=1", "＝1", "\r=1"])
def test_what_a_spreadsheet_would_compute_gets_an_apostrophe(text):
    assert spreadsheet(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1.5", "+3", "1e-5", "-1e-5", "NVDA", "^GSPC", "삼성전자", ""])
def test_numbers_and_names_stay_as_they_are(text):
    assert spreadsheet(text) == text


def test_every_list_as_csv_is_neutral(capsys):
    emit([{"a": "=HYPERLINK(1)", "b": -2.5}], ("a", "b"), "csv")
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows == [{"a": "'=HYPERLINK(1)", "b": "-2.5"}]


def test_a_terminal_finds_nothing_to_obey():
    assert terminal(f"a\n{HOSTILE}") == "a\n\\x1b]0;owned\\x07\\x9b31m\\u202eevil"


def test_json_stays_json():
    text = json_text({"t": HOSTILE, "n": float("nan")})
    assert json.loads(text) == {"t": HOSTILE, "n": None}
    assert text.isprintable()


def test_a_title_reaches_the_terminal_without_its_controls(tmp_path, capsys):
    article = tmp_path / "a.txt"
    article.write_text(f"Nvidia {HOSTILE} falls\n\nNvidia (NASDAQ: NVDA) fell 3% on Monday.\n")
    run(["link", str(article), "--published", "2025-01-28"])
    shown = capsys.readouterr()
    assert "\x1b" not in shown.out + shown.err
    assert "\x9b" not in shown.out + shown.err


def test_the_tables_of_a_study_as_csv_are_neutral_and_as_parquet_unchanged(tmp_path):
    columns = {"event_id": np.array(["=1+1", "a"], object), "ar": np.array([-1.5, 2.0])}
    con = scratch()
    for fmt in ("csv", "parquet"):
        write_tables(con, {"events": columns}, tmp_path, fmt)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "events.csv").read_text())))
    assert rows == [{"event_id": "'=1+1", "ar": "-1.5"}, {"event_id": "a", "ar": "2.0"}]
    kept = con.execute(f"select event_id from '{tmp_path}/events.parquet'").fetchall()
    assert kept == [("=1+1",), ("a",)]


def test_every_file_of_a_study_command_is_neutral(tmp_path):
    (tmp_path / "e.csv").write_text("event_id,symbol,date,group\n=1+1,XYZ,2025-01-03,@a\n")
    (tmp_path / "p.csv").write_text("symbol,date,close\nXYZ,2025-01-02,1\nXYZ,2025-01-03,2\n")
    words = ["--events", "e.csv", "--prices", "p.csv", "--out", "made"]
    done = subprocess.run(
        [sys.executable, "-m", "marketlink", "study", *words],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr  # two prices measure nothing; the tables are there
    written = sorted((tmp_path / "made").glob("*.csv"))
    assert {"events.csv", "cars.csv"} <= {file.name for file in written}
    for file in written:
        cells = [cell for row in csv.reader(file.read_text().splitlines()) for cell in row]
        assert not [cell for cell in cells if cell != spreadsheet(cell)], file.name
    events = list(csv.DictReader((tmp_path / "made" / "events.csv").read_text().splitlines()))
    assert [(row["event_id"], row["group"]) for row in events] == [("'=1+1", "'@a")]
