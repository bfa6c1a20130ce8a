"""The folder of a study: its inputs are spared, tables of an earlier study do not stay."""

from __future__ import annotations

import json
import shutil

import pytest
from study_files import write

from marketlink.cli.main import run
from marketlink.resources import data_path

PRICES = str(data_path("excerpt", "prices.csv"))
EVENTS = [("a", "NVDA", "2025-01-27", "1.5"), ("b", "MU", "2025-01-27", "2"),
          ("c", "AMD", "2025-01-27", "3"), ("d", "AVGO", "2025-01-27", "4")]  # fmt: skip


@pytest.fixture
def events(tmp_path):
    return write(tmp_path / "events.csv", "event_id,symbol,date,size", EVENTS)


def _study(events, out, *more):
    return run(["study", "--events", str(events), "--prices", PRICES, "--out", str(out), *more])


def test_a_table_is_never_written_over_a_file_the_study_reads(events, tmp_path, capsys):
    before = events.read_bytes()
    assert _study(events, tmp_path) == 2
    assert "events.csv would be written over" in capsys.readouterr().err
    assert events.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["events.csv"]
    assert _study(events, tmp_path, "--format", "parquet") == 0
    assert events.read_bytes() == before


def test_export_reads_the_last_study_not_an_earlier_one_in_another_format(events, tmp_path, capsys):
    out = tmp_path / "out"
    assert _study(events, out, "--format", "parquet", "--window", "-1:1") == 0
    assert _study(events, out, "--window", "0:2") == 0
    capsys.readouterr()
    assert run(["export", str(out), "cars", "--format", "json"]) == 0
    windows = {(row["tau_from"], row["tau_to"]) for row in json.loads(capsys.readouterr().out)}
    assert windows == {(0, 2)}


def test_a_regression_of_an_earlier_study_does_not_stay(events, tmp_path):
    out = tmp_path / "out"
    assert _study(events, out, "--regress", "size") == 0
    assert (out / "regression.csv").exists()
    assert _study(events, out) == 0
    assert not (out / "regression.csv").exists()


def test_files_of_a_folder_that_held_no_study_stay(events, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    shutil.copy(events, out / "events.parquet")
    assert _study(events, out) == 0
    assert (out / "events.parquet").read_bytes() == events.read_bytes()


@pytest.mark.parametrize("symbol", ["TRUE", "005930", "2025-01-27"])
def test_export_prints_words_as_they_stand_in_the_table(symbol, tmp_path, capsys):
    events = write(tmp_path / "e.csv", "event_id,symbol,date", [("1", symbol, "2025-01-27")])
    assert _study(events, tmp_path / "out") == 2
    capsys.readouterr()
    assert run(["export", str(tmp_path / "out"), "events", "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["event_id"], row["symbol"]) == ("1", symbol)
