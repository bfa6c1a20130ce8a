"""SQL on two shelves: views one a file; steps of one job in one file, with its relations."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import duckdb
import pytest
from embedded_study import SPEC, connection, random_events

import marketlink
from marketlink.store import Store, sql
from marketlink.study import run
from marketlink.study.partition import RunOptions

PACKAGE = Path(marketlink.__file__).parent
JOBS = sorted(path.stem for path in (sql.FOLDER / "steps").glob("*.sql"))
CREATED = re.compile(r"create (?:or replace )?(?:temp )?(?:table|view) (?:if not exists )?(\w+)")
WRITTEN = re.compile(rf"(?:{CREATED.pattern}|(?:insert into|update|delete from|alter table) (\w+))")
LABELS = ("columns", "made by", "read by")


def _bare(text):
    """A statement without comments and text."""
    return re.sub(r"'[^']*'", "''", re.sub(r"--.*", "", text))


def _steps(job):
    return {name.partition(".")[2]: sql.statement(name) for name in sql.steps(job)}


def _writes(text):
    return {first or second for first, second in WRITTEN.findall(_bare(text))}


def _reads(text, relation):
    place = rf"(?:\b(?:from|join|using)\s+|\bfrom [\w ]+,\s+)(?:main\.)?{relation}\b(?!\s*\()"
    return re.search(place, WRITTEN.sub("", _bare(text))) is not None


def _relations(job):
    """The table at the head of a job: by relation its grain, and what each label says."""
    head = sql.STEP.split((sql.FOLDER / "steps" / f"{job}.sql").read_text("utf-8"))[0]
    rows, row, label = {}, {}, ""
    for line in head.partition("-- Relations:\n")[2].strip().splitlines():
        told = line.removeprefix("-- ")
        if not told.startswith(" "):
            name, _, grain = told.partition(": ")
            row = rows[name] = {"grain": grain}
        elif told.strip().partition(": ")[0] in LABELS:
            label, _, said = told.strip().partition(": ")
            row[label] = said
        else:
            row[label] += " " + told.strip()
    listed = {
        name: {label: row[label].split(", ") for label in LABELS} for name, row in rows.items()
    }
    return {name: row | listed[name] for name, row in rows.items()}


def test_there_are_two_shelves_and_nothing_beside_them():
    files = {path.relative_to(sql.FOLDER) for path in sql.FOLDER.rglob("*") if path.is_file()}
    beside = {path for path in files if path.parent.name not in ("views", "steps", "__pycache__")}
    assert beside == {Path("__init__.py")}


@pytest.mark.parametrize("name", sql.views())
def test_a_view_stands_alone_under_its_name_with_grain_units_and_reference(name):
    text = sql.statement(name)
    assert [line.split(":")[0] for line in text.splitlines()[:3]] == [
        "-- grain", "-- units", "-- reference",
    ]  # fmt: skip
    assert CREATED.findall(_bare(text)) == [name]


@pytest.mark.parametrize("job", [job for job in JOBS if job != "migrate"])
def test_the_head_of_a_job_tells_who_makes_and_who_reads_each_relation(job):
    told, steps = _relations(job), _steps(job)
    others = {other: _steps(other) for other in JOBS if other not in (job, "migrate")}
    created = {name for text in steps.values() for name in CREATED.findall(_bare(text))}
    assert set(told) == created
    for relation, row in told.items():
        assert row["grain"]
        makes = [step for step, text in steps.items() if relation in _writes(text)]
        assert [one for one in row["made by"] if "." not in one] == makes
        reads = [step for step, text in steps.items() if _reads(text, relation)]
        assert [one for one in row["read by"] if "." not in one] in (reads, ["nothing"])
        files = {one for one in row["read by"] if one.endswith(".sql") and "/" not in one}
        assert files == {
            f"{other}.sql" for other, texts in others.items()
            if any(_reads(text, relation) for text in texts.values())
        }  # fmt: skip
        for one in row["read by"]:
            if one.endswith(".py"):
                assert relation in (PACKAGE.parent / one).read_text("utf-8")


def test_every_step_is_run_somewhere():
    code = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    built = re.findall(rf'f"((?:{"|".join(JOBS)})\.\w*){{', code)
    idle = [
        name for job in JOBS if job not in ("tables", "macros") for name in sql.steps(job)
        if f'"{name}"' not in code and not name.startswith(tuple(built))
    ]  # fmt: skip
    assert idle == []


def test_the_columns_at_the_head_are_those_of_a_store_and_of_a_study(tmp_path):
    con = connection(random_events(40))
    run.study_relations(con, SPEC, RunOptions())
    with Store.open(tmp_path / "x.duckdb", "write") as store:
        found = {job: _columns(one) for job, one in (("tables", store.con), ("study", con))}
    for job, columns in found.items():
        rows = {name: row["columns"] for name, row in _relations(job).items() if name in columns}
        assert rows
        assert rows == {name: columns[name] for name in rows}


def _columns(con):
    rows = con.execute("select table_name, column_name from duckdb_columns() order by column_index")
    found = {}
    for table, column in rows.fetchall():
        found.setdefault(table, []).append(column)
    return found


def test_every_statement_that_code_names_is_there():
    code = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    asked = re.findall(r'\bstatement\(\s*"([\w.]+)"', code)
    for names in re.findall(r"\bload\(con, (\"[^)]*)\)", code):
        asked += re.findall(r'(?<!f)"([\w.]+)"', names)
    assert len(asked) > 100
    assert all(sql.statement(name) for name in asked)


def test_the_first_price_of_many_bars_without_a_dividend_comes_at_once():
    con = duckdb.connect()
    for table in ("raw_bar", "history", "symbol", "action", "flag"):
        con.execute(sql.statement(f"tables.{table}"))
    con.execute(
        "insert into history select n, 'S' || n, 'files', now() from range(1000) as made(n);"
        "insert into symbol select 'S' || n, 'XNYS', 'USD', 'stock', '', 'split', null, null,"
        " 'actions' from range(1000) as made(n);"
        "insert into raw_bar select n // 900, date '2022-01-03' + (n % 900)::integer, null, null,"
        " null, 100.0, null, null from range(900000) as made(n)"
    )
    for view in ("bar", "price"):
        con.execute(sql.statement(view))
    watch = threading.Timer(20, con.interrupt)
    watch.start()
    (row,) = con.execute("select close, total from price limit 1").fetchall()
    watch.cancel()
    assert row == (100.0, 100.0)
    assert con.execute("select count(*), sum(total) from price").fetchall() == [(900_000, 9e7)]
