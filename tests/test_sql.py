"""Queries of one's own: they read the store, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from marketlink.cli.main import run


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
