"""Queries of one's own: they read the store, and nothing else."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from marketlink.cli import sql
from marketlink.cli.main import run
from marketlink.errors import InputError


@pytest.fixture(scope="module")
def db(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("sql")
    assert run(["demo", "--out", str(place)]) == 0
    return place / "marketlink.duckdb"


def test_a_query_answers_in_every_format(db, capsys) -> None:
    asked = "select session, close from price where symbol = 'NVDA' and session = '2025-01-27'"
    assert run(["sql", asked, "--db", str(db), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"session": "2025-01-27", "close": 118.42}]
    assert run(["sql", asked, "--db", str(db), "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines() == ["session,close", "2025-01-27,118.42"]
    assert run(["sql", "select 1 as one where false", "--db", str(db), "--format", "csv"]) == 0
    assert capsys.readouterr().out == "one\n"


@pytest.mark.parametrize(
    "query",
    [
        "delete from raw_bar",
        "copy symbol to '{place}/out.csv'",
        "attach '{place}/other.duckdb'",
        "set enable_external_access = true",
        "install httpfs",
        "select 1; select 2",
        "",
        "selec 1",
        "select * from read_text('/etc/hostname')",
        "select * from read_csv('{place}/x.csv')",
        "from 'https://example.org/x.parquet'",
        "select getenv('HOME')",
    ],
)
def test_a_query_changes_and_reaches_nothing(query, db, capsys, tmp_path) -> None:
    (tmp_path / "x.csv").write_text("a\n1\n")
    before = db.read_bytes()
    assert run(["sql", query.format(place=tmp_path), "--db", str(db)]) == 2
    told = capsys.readouterr()
    assert told.out == "" and "Traceback" not in told.err and told.err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.csv"]
    assert db.read_bytes() == before


def test_a_query_comes_from_standard_input(db, capsys, monkeypatch) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("select count(*) > 100 as many from price"))
    assert run(["sql", "-", "--db", str(db), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"many": True}]


def test_an_empty_table_of_moves_says_what_fills_it(db, capsys) -> None:
    assert run(["sql", "select * from link", "--db", str(db)]) == 0
    assert "marketlink refresh" in capsys.readouterr().err
    assert run(["sql", "select count(*) from price", "--db", str(db)]) == 0
    assert "refresh" not in capsys.readouterr().err


@pytest.mark.parametrize("fmt", ["table", "csv"])
def test_a_query_that_does_not_end_is_ended_in_one_sentence(fmt, db, capsys) -> None:
    endless = "select count(*) from range(10000000000) a, range(100000) b"
    assert run(["sql", endless, "--db", str(db), "--seconds", "1", "--format", fmt]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        "marketlink: error: The query did not end within 1 s. Try: --seconds 10."
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
@pytest.mark.parametrize("fmt", ["table", "csv"])
@pytest.mark.parametrize(
    "query",
    ["select repeat('x', 2000000000)", "select list(a) from range(300000000) t(a)",
     "select repeat('x', 120000000) from range(4)"],
)  # fmt: skip
def test_a_query_that_needs_too_much_memory_is_ended(query, fmt, db, capsys) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    words = ["sql", query, "--db", str(db), "--megabytes", "400", "--format", fmt]
    assert run(words) == 2
    told = capsys.readouterr()
    assert told.err.splitlines() == [
        "marketlink: error: The query needs more than 400 MB. Try: --megabytes 1600."
    ]
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert run(["sql", "select 1 as one", "--db", str(db)]) == 0


def test_an_output_that_does_not_end_is_interrupted(monkeypatch) -> None:
    monkeypatch.setattr(sql, "PATIENCE", 0.1)
    with pytest.raises(InputError, match="did not end within 1 s"):  # noqa: SIM117 (it spins)
        with sql._bounded(lambda: None, 1, 4000):
            while True:
                pass


def test_a_table_shows_the_beginning_of_a_giant_value(db, capsys) -> None:
    assert run(["sql", "select repeat('x', 5000) as a", "--db", str(db)]) == 0
    assert "xxx... (5,000 characters)" in capsys.readouterr().out
    words = ["sql", "select repeat('x', 5000) as a", "--db", str(db), "--format", "csv"]
    assert run(words) == 0
    assert len(capsys.readouterr().out) == 5003
