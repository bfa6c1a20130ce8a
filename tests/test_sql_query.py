"""A query of the user's own: it only reads, and what it is told leads on."""

from __future__ import annotations

import pytest

from marketlink.cli.main import run
from marketlink.store import Store, sql

QUERIED = sorted({path.stem for path in (sql.FOLDER / "views").iterdir()} - {"bar"})


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    path = tmp_path_factory.mktemp("query") / "m.duckdb"
    with Store.open(path, "write"):
        return path


def ask(db, query, capsys, *options):
    capsys.readouterr()
    code = run(["sql", query, "--db", str(db), "--offline", *options])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.parametrize("query", ["drop table move", "select 1; select 2", "from nowhere",
                                   "select * from '/etc/hostname'"])  # fmt: skip
def test_a_query_that_is_none_is_one_sentence(db, query, capsys):
    code, out, err = ask(db, query, capsys)
    assert (code, out) == (2, "") and err.count("\n") == 1 and "!" not in err


def test_who_errs_in_a_name_is_told_every_view_and_the_moves(db, capsys):
    _, _, err = ask(db, "from nowhere", capsys)
    named = err.partition("docs/store.md: ")[2].strip(" .\n").split(", ")
    assert sorted(named) == sorted([*QUERIED, "move"])


@pytest.mark.parametrize("view", [*QUERIED, "move"])
def test_each_view_answers_with_its_columns_where_nothing_is_kept(db, view, capsys):
    code, out, _ = ask(db, f"from {view} limit 0", capsys, "--format", "csv")
    assert code == 0 and "session" in out.splitlines()[0].split(",")


def test_show_tables_tells_each_table_and_view_once(db, capsys):
    code, out, _ = ask(db, "SHOW TABLES;", capsys, "--format", "csv")
    _, *names = out.splitlines()
    assert code == 0 and names == sorted(set(names)) and {*QUERIED, "article"} <= set(names)
