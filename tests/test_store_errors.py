"""Stores that nobody foresaw: one sentence, exit 2, an end, nothing left behind."""

from __future__ import annotations

import subprocess
import sys

import duckdb
import pytest

from marketlink.errors import StoreError
from marketlink.store import Store


def foreign(path, *statements):
    with duckdb.connect(str(path)) as con:
        for statement in statements:
            con.execute(statement)


FOREIGN = {
    "a meta of one column": ["create table meta(a int)"],
    "a meta of other types": ["create table meta(key int, value int[])"],
    "a meta that is a view": ["create view meta as select 'schema' as key, '5' as value"],
    "an empty meta": ["create table meta(key varchar, value varchar)"],
    "a schema that is no number": [
        "create table meta(key varchar, value varchar)",
        "insert into meta values ('schema', 'x'), ('batch', '1'), ('views', '')",
    ],
    "a batch that is no number": [
        "create table meta(key varchar, value varchar)",
        "insert into meta values ('schema', '5'), ('batch', '-'), ('views', '')",
    ],
    "a schema of digits of another script": [
        "create table meta(key varchar, value varchar)",
        "insert into meta values ('schema', '٥x'), ('batch', '1'), ('views', '')",
    ],
    "a macro in place of a table": ["create macro meta(a) as table select a"],
}


@pytest.mark.parametrize("statements", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("mode", ["read", "write"])
def test_a_database_of_somebody_else_is_no_store(tmp_path, statements, mode):
    path = tmp_path / "f.duckdb"
    foreign(path, *statements)
    with pytest.raises(StoreError, match="is not a marketlink store"):
        Store.open(path, mode)
    assert {file.name for file in tmp_path.iterdir()} <= {"f.duckdb", "f.duckdb.gate"}


COMMANDS = [
    ["doctor", "--offline"],
    ["prices", "list"],
    ["refresh", "--offline"],
    ["schedule", "status"],
    ["explain", "NVDA", "--offline"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_every_command_ends_in_one_sentence_on_a_foreign_database(tmp_path, words):
    path = tmp_path / "f.duckdb"
    foreign(path, "create table meta(a int)")
    done = subprocess.run(
        [sys.executable, "-m", "marketlink", *words, "--db", str(path)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert "f.duckdb is not a marketlink store" in " ".join(said.split()), said
    assert done.returncode == 2
    assert sum(line.startswith("marketlink: error:") for line in done.stderr.splitlines()) == 1
    assert "Traceback" not in said


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"not parquet at all" * 40])
def test_a_damaged_record_without_its_database_is_one_sentence(excerpt_store, damage):
    excerpt_store.unlink()
    for file in excerpt_store.with_suffix(".parquet").rglob("raw_bar.parquet"):
        file.write_bytes(damage)
    with pytest.raises(StoreError):
        Store.open(excerpt_store)
    assert not list(excerpt_store.parent.glob("*.new-*"))


def test_an_error_inside_a_query_is_a_sentence(tmp_path):
    path = tmp_path / "x.duckdb"
    with pytest.raises(StoreError, match="no_such_table"), Store.open(path, "write") as store:
        store.con.execute("from no_such_table")
