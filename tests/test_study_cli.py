"""The commands study and export: files in, tables out, one sentence where it cannot be."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from study_files import tables, write

from marketlink.cli.main import run
from marketlink.resources import data_path
from marketlink.study.catalogue import explanation

PRICES = str(data_path("excerpt", "prices.csv"))
PAGE = Path(__file__).parents[1] / "docs" / "study.md"
TABLES = ("events", "abnormal", "cars", "tests", "average")
PLAIN = {
    *("event_id", "symbol", "group", "exchange", "instant", "session", "rule", "outcome", "flags"),
    *("statistic", "note", "tau", "tau_from", "tau_to", "n", "days", "span", "n_est", "n_missing"),
    *("overlap", "value", "df", "p", "valid"),
}
"""Columns of names and counts, and those that the definition of a row's statistic explains."""


def documented_columns(table):
    """The columns of a table as docs/study.md lists them."""
    lines = PAGE.read_text("utf-8").splitlines()
    line = next(one for one in lines if one.startswith(f"| `{table}` |"))
    quoted = re.findall("`([^`]*)`", line.split("|")[3])
    return [name.strip() for part in quoted for name in part.split(",") if name.strip()]


@pytest.fixture
def events(tmp_path: Path) -> Path:
    rows = [
        ("a", "NVDA", "2025-01-27", "", "sell-off"),
        ("b", "MU", "", "2025-01-27T09:00:00-05:00", "sell-off"),
        ("c", "000660.KS", "", "2025-01-27T23:00:00+09:00", "sell-off"),
    ]
    return write(tmp_path / "events.csv", "event_id,symbol,date,instant,group", rows)


def _rows(path: Path):
    with path.open() as handle:
        return list(csv.DictReader(handle))


def _study(*arguments):
    return run(["study", *map(str, arguments)])


def test_tables_have_the_documented_columns_and_rows(events, tmp_path, capsys):
    out = tmp_path / "study"
    assert _study("--events", events, "--prices", PRICES, "--out", out) == 0
    assert sorted(p.stem for p in out.iterdir()) == sorted([*TABLES, "study"])
    found = tables(out)
    for name in TABLES:
        with (out / f"{name}.csv").open() as handle:
            columns = next(csv.reader(handle))
        assert columns == documented_columns(name)
        assert all(explanation(column).formula for column in set(columns) - PLAIN)
    assert len(found["abnormal"]) == 3 * 21
    windows = {(r["tau_from"], r["tau_to"]) for r in found["cars"]}
    assert windows == {("0", "0"), ("-1", "1"), ("0", "5"), ("0", "10")}
    assert [r["day0"] for r in found["events"]] == ["2025-01-27", "2025-01-27", "2025-01-31"]
    assert "3 events: 3 ok" in capsys.readouterr().err


def test_the_same_input_gives_the_same_bytes(events, tmp_path):
    for fmt in ("csv", "parquet"):
        folders = [tmp_path / f"{fmt}{n}" for n in (1, 2)]
        for n, folder in enumerate(folders, 1):
            code = _study("--events", events, "--prices", PRICES, "--out", folder, "--format", fmt,
                          "--threads", n)  # fmt: skip
            assert code == 0
        for path in folders[0].iterdir():
            assert path.read_bytes() == (folders[1] / path.name).read_bytes(), path.name


def test_jsonl_and_parquet_events_equal_csv(events, tmp_path):
    from marketlink.store import scratch

    rows = _rows(events)
    lines = tmp_path / "events.jsonl"
    lines.write_text("".join(json.dumps({k: v for k, v in r.items() if v}) + "\n" for r in rows))
    con = scratch()
    con.execute("create table e as select * from read_csv(?, all_varchar = true)", [str(events)])
    con.execute(f"copy e to '{tmp_path}/events.parquet'")
    con.execute(
        "create table p as select symbol, date::date as date, close from read_csv(?)", [PRICES]
    )
    con.execute(f"copy p to '{tmp_path}/prices.parquet'")
    prices = tmp_path / "prices.parquet"
    for i, (e, p) in enumerate(
        [(events, PRICES), (lines, PRICES), (tmp_path / "events.parquet", prices)]
    ):
        assert _study("--events", e, "--prices", p, "--out", tmp_path / str(i)) == 0
    for name in ("events", "cars", "tests"):
        texts = {(tmp_path / str(i) / f"{name}.csv").read_text() for i in range(3)}
        assert len(texts) == 1, name


def test_a_table_is_printed_where_there_is_no_folder(events, capsys):
    assert (
        _study("--events", events, "--prices", PRICES, "--table", "events", "--format", "jsonl")
        == 0
    )
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [r["outcome"] for r in rows] == ["ok"] * 3
    assert rows[2]["day0"] == "2025-01-31"


def test_export_reads_a_written_table_back(events, tmp_path, capsys):
    out = tmp_path / "study"
    assert _study("--events", events, "--prices", PRICES, "--out", out, "--format", "parquet") == 0
    capsys.readouterr()
    assert run(["export", str(out), "average", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [r["tau"] for r in rows] == list(range(-10, 11))
    assert run(["export", str(tmp_path), "cars"]) == 2
    assert "There is no table cars" in capsys.readouterr().err


def test_returns_in_place_of_prices_give_the_same_study(events, tmp_path):
    last: dict[str, float] = {}
    rows = []
    for row in _rows(Path(PRICES)):
        close = float(row["close"])
        if row["symbol"] in last:
            rows.append((row["symbol"], row["date"], repr(close / last[row["symbol"]] - 1)))
        last[row["symbol"]] = close
    returns = write(tmp_path / "returns.csv", "symbol,date,ret", rows)
    assert _study("--events", events, "--prices", PRICES, "--out", tmp_path / "a") == 0
    assert _study("--events", events, "--prices", returns, "--out", tmp_path / "b") == 0
    first, second = tables(tmp_path / "a"), tables(tmp_path / "b")
    for one, two in zip(first["cars"], second["cars"], strict=True):
        assert float(one["car"]) == pytest.approx(float(two["car"]), abs=1e-12)
        assert float(one["scar"]) == pytest.approx(float(two["scar"]), abs=1e-9)


HOSTILE = {
    "empty": b"",
    "header only": b"event_id,symbol,date\n",
    "no symbol column": b"event_id,name,date\n1,NVDA,2025-01-27\n",
    "no time column": b"event_id,symbol\n1,NVDA\n",
    "garbage": bytes(range(256)) * 40,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_unusable_events_file_is_one_clear_sentence(name, tmp_path, capsys):
    path, out = tmp_path / "events.csv", tmp_path / "out"
    path.write_bytes(HOSTILE[name])
    assert _study("--events", path, "--prices", PRICES, "--out", out) == 2
    said = capsys.readouterr().err
    assert said.startswith("marketlink: error: ")
    assert said.count("\n") == 1
    assert "Traceback" not in said
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--model", "marcket"], "Try: market"),
        (["--window", "3:1"], "ends before it begins"),
        (["--window", "x"], "not a window"),
        (["--estimation", "-12:-11"], "needs at least 3"),
        (["--model", "ff3"], "Mkt-RF"),
        (["--prices", "/nowhere/prices.csv"], "no file"),
        (["--format", "json"], "csv or parquet"),
    ],
)
def test_bad_requests_are_told_and_write_nothing(arguments, words, events, tmp_path, capsys):
    out = tmp_path / "out"
    assert _study("--events", events, "--prices", PRICES, "--out", out, *arguments) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not out.exists()


def test_hostile_rows_end_in_outcome_codes(tmp_path, capsys):
    rows = [
        ("1", "NVDA", "2025-01-27T09:00:00+09:00"), ("2", "NVDA", "2025-01-27T09:00:00"),
        ("3", "NVDA", "2025-01-27 09:00:00Z"), ("4", "NVDA", "yesterday"), ("5", "", "2025-01-27"),
        ("6", "NVDA", ""), ("7", "nvda", "2025-01-27"), ("1", "MU", "2025-01-27"),
        ("8", "MU", "1890-01-01"), ("9", "MU", "2026-01-05"), ("10", "MU", "2025-13-45"),
        ("11", "'; drop table x; --", "2025-01-27"), ("12", "NVDA", "20250127"),
    ]  # fmt: skip
    events = write(tmp_path / "e.csv", "event_id,symbol,instant", rows)
    assert _study("--events", events, "--prices", PRICES, "--out", tmp_path / "o") == 0
    found = tables(tmp_path / "o")
    assert [r["outcome"] for r in found["events"]] == [
        "ok", "naive_instant", "ok", "bad_date", "no_symbol", "bad_date", "unknown_symbol",
        "duplicate_id", "outside_calendar", "prices_end", "bad_date", "unknown_symbol", "ok",
    ]  # fmt: skip
    assert found["events"][0]["day0"] == "2025-01-27"


def test_hostile_prices_are_missing_and_told(tmp_path, capsys):
    rows = [tuple(r.values()) for r in _rows(Path(PRICES))]
    rows = [(r[0], r[1], r[5]) for r in rows if r[0] in ("NVDA", "^GSPC")]
    at = next(i for i, r in enumerate(rows) if r[:2] == ("NVDA", "2024-06-03"))
    for offset, value in enumerate(["0", "-5", "inf", "nan", "abc"]):
        rows[at + offset] = (*rows[at + offset][:2], value)
    rows.append(rows[at + 10])
    rows.append((*rows[at + 12][:2], "1e9"))
    rows.reverse()
    prices = write(tmp_path / "p.csv", "symbol,date,close", rows)
    events = write(tmp_path / "e.csv", "event_id,symbol,date", [("e", "NVDA", "2025-01-27")])
    assert _study("--events", events, "--prices", prices, "--out", tmp_path / "o") == 0
    said = capsys.readouterr().err
    assert "NVDA (4)" in said
    assert "is no number" in said
    event = tables(tmp_path / "o")["events"][0]
    assert event["outcome"] == "ok"
    assert (event["n_est"], event["n_missing"]) == ("234", "6")


def test_one_row_no_overlap_and_identical_rows(tmp_path):
    events = write(tmp_path / "e.csv", "event_id,symbol,date", [("e", "AAA", "2020-06-01")])
    one = write(tmp_path / "one.csv", "symbol,date,close", [("AAA", "2020-06-01", 1)])
    assert (
        _study("--events", events, "--prices", one, "--benchmark", "M", "--out", tmp_path / "1")
        == 2
    )
    assert tables(tmp_path / "1")["events"][0]["outcome"] == "no_benchmark"
    apart = [("AAA", f"2020-06-{d:02}", d) for d in range(1, 29)]
    apart += [("M", f"2010-06-{d:02}", d) for d in range(1, 29)]
    prices = write(tmp_path / "apart.csv", "symbol,date,close", apart)
    window = ["--benchmark", "M", "--estimation", "-20:-2", "--out", tmp_path / "2"]
    assert _study("--events", events, "--prices", prices, *window) == 2
    assert tables(tmp_path / "2")["events"][0]["outcome"] == "short_history"
    same = write(tmp_path / "same.csv", "symbol,date,close", [("AAA", "2020-06-01", 1)] * 100_000)
    assert (
        _study(
            "--events",
            events,
            "--prices",
            same,
            "--model",
            "constant-mean",
            "--out",
            tmp_path / "3",
        )
        == 2
    )
    assert tables(tmp_path / "3")["events"][0]["outcome"] == "short_history"


def test_an_unwritable_folder_is_told(events, tmp_path, capsys):
    target = tmp_path / "file"
    target.write_text("not a folder")
    assert _study("--events", events, "--prices", PRICES, "--out", target) == 2
    assert "cannot be written to" in capsys.readouterr().err


def test_a_study_without_a_single_usable_event_keeps_its_tables_and_ends_with_2(tmp_path, capsys):
    events = write(tmp_path / "e.csv", "event_id,symbol,date", [("1", "NOPE", "2025-01-27")])
    for model in (
        "market",
        "constant-mean",
        "market-adjusted",
        "dimson",
        "rolling",
        "leave-one-out",
    ):
        out = tmp_path / model
        assert _study("--events", events, "--prices", PRICES, "--model", model, "--out", out) == 2
        assert "No event could be measured. 1 event: 1 unknown_symbol" in capsys.readouterr().err
        found = tables(out)
        assert [r["outcome"] for r in found["events"]] == ["unknown_symbol"]
        assert found["cars"] == found["tests"] == found["abnormal"] == found["average"] == []
        with (out / "cars.csv").open() as handle:
            assert next(csv.reader(handle)) == documented_columns("cars")


def _bars(zone: str) -> str:
    lines = Path(PRICES).read_text().splitlines()
    place = lines[0].split(",").index("date")
    cells = [line.split(",") for line in lines]
    for row in cells[1:]:
        row[place] += zone
    return "\n".join(",".join(row) for row in cells) + "\n"


@pytest.mark.parametrize("zone", [" 00:00:00", " 00:00:00-05:00", "T00:00:00+09:00", " 00:00Z"])
def test_a_midnight_of_any_zone_is_the_day_of_a_price(zone, events, tmp_path):
    stamped = tmp_path / "prices.csv"
    stamped.write_text(_bars(zone))
    for name, prices in (("plain", PRICES), ("stamped", stamped)):
        assert _study("--events", events, "--prices", prices, "--out", tmp_path / name) == 0
    assert tables(tmp_path / "plain")["cars"] == tables(tmp_path / "stamped")["cars"]


def test_a_json_array_is_read_like_its_lines(tmp_path):
    rows = [{"event_id": "a", "symbol": "NVDA", "date": "2025-01-27"}]
    (tmp_path / "array.json").write_text(json.dumps(rows))
    (tmp_path / "lines.jsonl").write_text(json.dumps(rows[0]) + "\n")
    found = []
    for name in ("array.json", "lines.jsonl"):
        out = tmp_path / name.replace(".", "-")
        assert _study("--events", tmp_path / name, "--prices", PRICES, "--out", out) == 0
        found.append((out / "cars.csv").read_bytes())
    assert found[0] == found[1]


def test_files_that_do_not_hold_a_table_are_told_why(events, tmp_path, capsys):
    ragged, words_only = tmp_path / "ragged.csv", tmp_path / "words.csv"
    ragged.write_text("event_id,symbol,date\n1,NVDA\n2,MU,2025-01-27,x,y\n3,AMD,2025-01-27\n")
    words_only.write_text("symbol;date;close\nNVDA;2025-01-27;dear\nNVDA;2025-01-28;cheap\n")
    for given, words in (
        ((ragged, PRICES), "Line 2 has 2 cells, the header has 3"),
        ((events, words_only), "No price in"),
    ):
        assert _study("--events", given[0], "--prices", given[1]) == 2
        told = capsys.readouterr().err
        assert words in told and told.count("\n") == 1
    assert _study("--events", events, "--prices", PRICES, "--window", "0:99999999") == 2
    assert "further than 20000 sessions" in capsys.readouterr().err


def test_equivalence_is_tested_where_a_bound_is_given(tmp_path: Path) -> None:
    from marketlink.records.study import Spec
    from marketlink.resources import data_path
    from marketlink.study.run import study_files

    events = tmp_path / "events.csv"
    events.write_text("event_id,symbol,date\na,NVDA,2025-01-27\nb,MU,2025-01-27\n")
    prices, spec = data_path("excerpt", "prices.csv"), Spec(benchmark="^GSPC")
    found = {}
    for bound in (None, 0.01, 0.9):
        tests = study_files(events, prices, spec, bound=bound).tables["tests"]
        rows = zip(
            tests["statistic"].tolist(), tests["tau_to"].tolist(), tests["p"].tolist(), strict=True
        )
        found[bound] = [p for name, last, p in rows if name == "equivalence" and last == 0]
    assert found[None] == []
    assert found[0.01][0] > 0.5
    assert found[0.9][0] < 0.001


def test_without_prices_the_study_reads_the_store(tmp_path, capsys):
    db = ["--db", str(tmp_path / "m.duckdb")]
    events = tmp_path / "e.csv"
    events.write_text(
        "event_id,symbol,date\na,NVDA,2025-01-27\nb,MU,2025-01-27\nc,NOPE,2025-01-27\n"
    )
    asked = ["study", "--events", str(events), "--format", "json"]
    assert run([*asked, *db]) != 0
    prices = str(data_path("excerpt", "prices.csv"))
    assert run(["prices", "import", prices, "--basis", "split", *db]) == 0
    capsys.readouterr()
    assert run([*asked, "--benchmark", "^GSPC", *db]) == 0
    said = capsys.readouterr()
    assert "the prices are those of the store" in said.err
    assert run([*asked, "--benchmark", "^GSPC", "--prices", prices, *db]) == 0
    of_store, of_file = (
        {(r["event_id"], r["tau_from"], r["tau_to"]): r["car"] for r in json.loads(text)}
        for text in (said.out, capsys.readouterr().out)
    )
    assert of_store.keys() == of_file.keys()
    assert {name for name, *_ in of_store} == {"a", "b"}
    for key, car in of_store.items():
        assert car == pytest.approx(of_file[key], abs=1e-3)  # dividends are in one of the two
