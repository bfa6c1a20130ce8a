"""The order of the lines of an events file is not part of a study."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from study_files import tables, write

from marketlink.cli.main import run
from marketlink.resources import data_path
from marketlink.store import scratch

PRICES = str(data_path("excerpt", "prices.csv"))
DAYS = ("2024-11-13", "2024-12-05", "2025-01-08", "2025-01-27", "2025-02-12")
ROWS = [(f"{symbol}-{day}", symbol, day, str(round(random.Random(f"{symbol}{day}").random(), 4)))
        for symbol in ("NVDA", "MU", "AMD", "AVGO", "TSM") for day in DAYS]  # fmt: skip


def _run(folder: Path, rows, header="event_id,symbol,date,size", *more):
    folder.mkdir()
    events = write(folder / "e.csv", header, rows)
    assert run(["study", "--events", str(events), "--prices", PRICES, "--window", "-1:1",
                "--out", str(folder / "out"), *more]) == 0  # fmt: skip
    return tables(folder / "out")


@pytest.mark.parametrize("ids", [True, False])
def test_shuffled_events_give_the_same_bits_of_every_group_statistic(ids, tmp_path):
    shuffled = random.Random(7).sample(ROWS, len(ROWS))
    assert shuffled != ROWS
    header, start = ("event_id,symbol,date,size", 0) if ids else ("symbol,date,size", 1)
    one = _run(tmp_path / "a", [row[start:] for row in ROWS], header)
    two = _run(tmp_path / "b", [row[start:] for row in shuffled], header)
    assert one["tests"] == two["tests"]
    assert one["average"] == two["average"]


@pytest.mark.parametrize("model", ["matched-peer", "synthetic-control"])
def test_each_event_keeps_its_own_peers_where_estimation_windows_overlap(model, tmp_path):
    rows = [row for row in ROWS if row[1] == "NVDA"]
    more = "--model", model, "--min-obs", "60", "--estimation", "-100:-5"
    one = _run(tmp_path / "a", rows, "event_id,symbol,date,size", *more)
    two = _run(tmp_path / "b", rows[::-1], "event_id,symbol,date,size", *more)
    assert one["tests"] == two["tests"]
    for name in ("cars", "abnormal"):
        assert sorted(map(str, one[name])) == sorted(map(str, two[name]))


def _regression(folder: Path, events: Path):
    assert run(["study", "--events", str(events), "--prices", PRICES, "--window", "-1:1",
                "--regress", "size", "--out", str(folder)]) == 0  # fmt: skip
    return tables(folder)["regression"]


@pytest.mark.parametrize("way", ["title", "blank ids", "numbers in parquet", "json with spaces"])
def test_characteristics_are_those_of_the_event_in_any_kind_of_file(way, tmp_path):
    header = "event_id,symbol,date,size"
    plain = _regression(tmp_path / "plain", write(tmp_path / "e.csv", header, ROWS))
    assert plain[0]["dropped"] == "0"
    other = tmp_path / "other.csv"
    if way == "title":
        other.write_text("Events of 2025\n\n" + (tmp_path / "e.csv").read_text())
    elif way == "blank ids":
        write(other, header, [("", *row[1:]) if n % 2 else row for n, row in enumerate(ROWS)])
    elif way == "numbers in parquet":
        other = tmp_path / "other.parquet"
        con = scratch()
        con.execute("create table t (event_id double, symbol varchar, date date, size double)")
        con.executemany("insert into t values (?, ?, ?, ?)",
                        [(float(n), *row[1:]) for n, row in enumerate(ROWS)])  # fmt: skip
        con.execute(f"copy t to '{other}' (format parquet)")
    else:
        other = tmp_path / "other.jsonl"
        with (tmp_path / "e.csv").open() as handle:
            lines = [{**row, "event_id": f" {row['event_id']} "} for row in csv.DictReader(handle)]
        other.write_text("\n".join(map(_json, lines)))
    assert _regression(tmp_path / "out", other) == plain


def _json(line: dict[str, str]) -> str:
    return "{" + ", ".join(f'"{key}": "{value}"' for key, value in line.items()) + "}"
