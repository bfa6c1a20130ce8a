"""doctor --deep: the record against its digests, and every row against the database."""

from __future__ import annotations

import json

import pytest

from marketlink.cli.main import run
from marketlink.prices.load import ensure_excerpt
from marketlink.store import Store


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "x'y.duckdb"
    with Store.open(path, "write") as store:
        ensure_excerpt(store)
    return path


def deep(path, capsys):
    run(["doctor", "--deep", "--offline", "--all", "--format", "json", "--db", str(path)])
    checks = json.loads(capsys.readouterr().out)
    return {c["name"]: (c["state"], c["text"]) for c in checks if c["area"] == "record"}


def test_a_record_that_gives_the_database_is_well(path, capsys):
    found = deep(path, capsys)
    assert found["rebuild"] == ("ok", "gives every row of the database, and no other")
    assert found["files"][0] == "ok"


def test_a_damaged_file_is_a_finding(path, capsys):
    file = next((path.parent / "x'y.parquet").glob("*/flag.parquet"))
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    assert deep(path, capsys)["files"][0] == "finding"


def test_rows_that_the_record_lacks_are_counted(path, capsys):
    with Store.open(path, "write") as store:
        store.con.execute("delete from action where symbol = 'NVDA'")
        store.con.execute(
            "insert into action values ('NVDA', date '2025-01-02', 'split', 3, 'test')"
        )
    state, text = deep(path, capsys)["action"]
    assert state == "finding"
    assert text.startswith("1 rows only in the database, ")
