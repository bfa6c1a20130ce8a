"""Stores and settings that somebody else wrote: they answer with what they hold, or are refused."""

from __future__ import annotations

import socket

import duckdb
import pytest

from marketlink.cli.main import run
from marketlink.errors import ExitCode, StoreError
from marketlink.store import EngineError, Store


def altered(path, *statements):
    with duckdb.connect(str(path)) as con:
        for statement in statements:
            con.execute(statement)


def test_a_view_in_place_of_a_table_is_refused(excerpt_store, tmp_path, capsys):
    secret = tmp_path / "secret"
    secret.write_text("hidden words")
    altered(
        excerpt_store,
        "alter table symbol rename to other",
        "create view symbol as select * replace ("
        f" (select content from read_text('{secret}')) as name) from other",
    )
    for words in (["prices", "list"], ["doctor", "--offline"]):
        run([*words, "--db", str(excerpt_store)])
        shown = capsys.readouterr()
        assert "Its symbol is a view, not a table" in " ".join((shown.out + shown.err).split())
        assert "hidden words" not in shown.out + shown.err


def test_a_foreign_view_of_ours_is_not_asked(excerpt_store):
    altered(excerpt_store, "create or replace view price as select 'X' as symbol, 7.0 as close")
    with Store.open(excerpt_store) as store:
        assert store.con.execute("select count(*) from price").fetchall()[0][0] > 1000


@pytest.mark.parametrize(
    "query",
    [
        "from read_text('{file}')",
        "from '{file}'",
        "copy symbol to '{file}.csv'",
        "attach '{file}.duckdb'",
        "set enable_external_access = true",
        "install httpfs",
        "from secret",
    ],
)
@pytest.mark.parametrize("mode", ["read", "write"])
def test_a_store_reaches_no_other_file_and_no_variable(excerpt_store, tmp_path, query, mode):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with Store.open(excerpt_store, mode) as store, pytest.raises(EngineError):
        store.con.execute(query.format(file=secret))


def test_two_connections_of_one_process_share_what_is_locked(excerpt_store):
    with Store.open(excerpt_store) as one, Store.open(excerpt_store) as two:
        for store in (one, two):
            asked = "select current_setting('TimeZone'), current_setting('enable_external_access')"
            assert store.con.execute(asked).fetchall() == [("UTC", False)]


@pytest.mark.parametrize("name", ["md:foo", "s3://bucket/x.duckdb", "http://h/x", "ducklake:x"])
def test_an_address_is_no_store(name, monkeypatch, capsys):
    def no(*_args, **_more):
        raise AssertionError("a socket")

    monkeypatch.setattr(socket, "socket", no)
    for words in (["prices", "list"], ["doctor", "--offline"], ["refresh", "--offline"]):
        assert run([*words, "--db", name]) == ExitCode.USAGE
        assert "must be a file here" in capsys.readouterr().err


def test_a_library_call_with_an_address_makes_no_connection(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match="There is no store at md:foo"):
        Store.open("md:foo")
