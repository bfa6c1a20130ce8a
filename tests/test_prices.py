"""Prices through the command line, and adjusted returns against a vendor's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from marketlink.cli.main import run
from marketlink.errors import InputError, StoreError
from marketlink.prices.excerpt import NAMES
from marketlink.prices.importing import import_file
from marketlink.prices.normalise import FileOptions
from marketlink.records.price import Drift
from marketlink.store import Store, scratch

ROOT = Path(__file__).resolve().parents[1]
NVDA = """Date,Close,Volume
2025-01-24,142.62,234
2025-01-27,118.42,818
"""


@pytest.fixture
def db(tmp_path):
    return tmp_path / "folder" / "marketlink.duckdb"


def lines(capsys, *arguments):
    code = run(["prices", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


def test_import_list_show_check_and_their_exit_codes(tmp_path, db, capsys):
    file = tmp_path / "NVDA.csv"
    file.write_text(NVDA)
    code, out, err = lines(capsys, "import", file, "--db", db, "--format", "json")
    assert (code, err) == (0, "")
    (row,) = json.loads(out)
    assert (row["symbol"], row["exchange"], row["bars"], row["source"]) == (
        "NVDA", "XNYS", 2, "files"
    )  # fmt: skip
    code, out, _ = lines(capsys, "list", "--db", db, "--format", "csv")
    assert code == 0
    assert out.splitlines()[1].startswith("NVDA,XNYS,USD,stock")
    code, out, _ = lines(capsys, "show", "NVDA", "--from", "2025-01-27", "--db", db,
                         "--format", "jsonl")  # fmt: skip
    assert json.loads(out)["close"] == 118.42
    assert lines(capsys, "check", "--db", db)[0] == 0
    code, _, err = lines(capsys, "show", "MU", "--db", db)
    assert code == 2
    assert err.startswith("marketlink: error: The store has no prices of MU")
    code, _, err = lines(capsys, "import", tmp_path / "none.csv", "--db", db)
    assert (code, err.count("\n")) == (2, 1)


def test_a_check_that_finds_something_ends_with_one(shared, db, capsys):
    (sample,) = (shared / "data/prices/quality").glob("q04_*.csv")
    code, out, err = lines(capsys, "check", sample, "--db", db, "--format", "json")
    assert code == 1
    assert {row["fault"] for row in json.loads(out)} == {"phantom-session"}
    assert "22 findings" in err
    assert not db.exists()
    code, _, err = lines(capsys, "import", sample, "--db", db)
    assert code == 0
    assert "drop 22 phantom-session" in err
    assert lines(capsys, "check", "--db", db)[0] == 1


def test_a_refused_file_leaves_the_store_as_it_was(shared, tmp_path, db, capsys):
    file = tmp_path / "NVDA.csv"
    file.write_text(NVDA)
    lines(capsys, "import", file, "--db", db)
    (sample,) = (shared / "data/prices/quality").glob("q15_*.csv")
    code, _, err = lines(capsys, "import", sample, "--db", db)
    assert code == 2
    assert "several sources" in err
    with Store.open(db) as store:
        assert [bar.close for bar in store.bars("NVDA")] == [142.62, 118.42]
    name = "yahoo_kin 2026-05-15"
    assert lines(capsys, "import", sample, "--source", name, "--db", db)[0] == 0
    with Store.open(db) as store:
        assert len(store.bars("NVDA")) == 24
        (revision,) = store.revisions("NVDA")
    assert isinstance(revision, Drift)


def test_help_shows_an_example_for_every_command():
    from marketlink.cli.prices import command

    for arguments in ([], ["import"], ["list"], ["check"], ["show"]):
        result = CliRunner().invoke(command, [*arguments, "--help"])
        assert result.exit_code == 0
        assert "Example:" in result.output


def test_adjusted_returns_equal_the_vendors(shared, db):
    """Every name and day of the vendor's unadjusted file, dividends and splits in its columns."""
    with Store.open(db, "write", reach=[Path("/")]) as store:
        import_file(store, shared / "data/prices/prices_unadjusted.csv")
        count, apart, names = store.con.execute(
            "select count(*), count(*) filter (abs(ours - theirs) > 1e-6), count(distinct symbol)"
            " from (select symbol, total / lag(total) over w - 1 as ours,"
            " adj_close / lag(adj_close) over w - 1 as theirs from price"
            " join bar using (symbol, session) window w as (partition by symbol order by session))"
            " where ours is not null"
        ).fetchall()[0]
    assert (count, names) == (9511, 19)
    assert apart == 0


APART = """
select symbol, session from (
    select symbol, session, total / lag(total) over w - 1 as ours,
        adj_close / lag(adj_close) over w - 1 as theirs
    from price join bar using (symbol, session)
    window w as (partition by symbol order by session)
) where abs(ours - theirs) > 1e-6 order by all
"""


@pytest.mark.parametrize(("vendor", "differ"), [("tiingo", set()), ("yahoo_tra", {"AVGO"})])
def test_adjusted_returns_from_the_separate_list_of_actions(shared, db, vendor, differ):
    """One vendor lists dividends as paid, the other divided by later splits."""
    with Store.open(db, "write", reach=[Path("/")]) as store:
        import_file(store, shared / "data/prices/prices_unadjusted.csv")
        con = store.con
        con.execute("delete from action where kind = 'dividend' or ? = 'tiingo'", [vendor])
        con.execute(
            "insert into action select ticker, date, type, value, source from read_csv(?)"
            " where source = ? and (type = 'dividend' or source = 'tiingo')"
            " and ticker in (select symbol from symbol) and date between '2024-04-02' and"
            " '2026-02-13'",
            [str(shared / "data/prices/actions.csv"), vendor],
        )
        con.execute("delete from raw_bar where session > '2026-02-13'")
        listed = {row[0] for row in con.execute("select distinct symbol from action").fetchall()}
        apart = [row for row in con.execute(APART).fetchall() if row[0] in listed]
    assert {symbol for symbol, _ in apart} == differ, apart


def test_view_price_on_a_scratch_connection_uses_adj_close_where_there_are_no_dividends():
    con = scratch()
    con.execute(
        "insert into symbol values ('S', 'XNYS', 'USD', 'stock', '', 'split', null, null,"
        " 'adj_close')"
    )
    con.execute(
        "insert into history values (1, 'S', 'test', now());"
        " insert into raw_bar select 1, day, null, null, null, close, 1, adj from"
        " (values (date '2024-01-02', 100.0, 99.0), (date '2024-01-03', 99.5, 99.5)) t(day, close,"
        " adj)"
    )
    assert con.execute("select close, total from price order by session").fetchall() == [
        (100.0, 99.0), (99.5, 99.5)
    ]  # fmt: skip


def test_a_file_that_is_refused_stops_no_other(tmp_path, db, capsys):
    for name, text in (("AAA", "10"), ("BAD", "ten"), ("BBB", "20")):
        (tmp_path / f"{name}.csv").write_text(f"date,close\n2025-01-02,{text}\n")
    files = [tmp_path / f"{name}.csv" for name in ("AAA", "BAD", "BBB")]
    code, out, err = lines(capsys, "import", *files, "--db", db, "--format", "json")
    assert code == 2
    assert "BAD.csv has a price that is no number: 'ten'" in err
    assert [row["symbol"] for row in json.loads(out)] == ["AAA", "BBB"]


def test_held_symbols_are_found_in_either_case(tmp_path, db, capsys):
    (tmp_path / "acme.csv").write_text(NVDA)
    lines(capsys, "import", tmp_path / "acme.csv", "--db", db)
    assert json.loads(lines(capsys, "show", "ACME", "--db", db, "--format", "json")[1])
    (tmp_path / "NVDA.csv").write_text(NVDA)
    lines(capsys, "import", tmp_path / "NVDA.csv", "--db", db)
    for arguments in (["show", "nvda"], ["list", "nvda"], ["valid", "nvda", "--to", "2025-01-24"]):
        code, out, _ = lines(capsys, *arguments, "--db", db, "--format", "json")
        assert (code, json.loads(out)[0]["symbol"]) == (0, "NVDA")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["show", "NVDA", "--from", "2025-01-27", "--to", "2025-01-24"], "lies after 2025-01-24"),
        (["valid", "NVDA", "--always", "--to", "2025-01-24"], "With --always no days"),
        (["valid", "NVDA"], "No days are given"),
        (["import", "NVDA.csv", "--symbol", " "], "--symbol is empty"),
    ],
)
def test_days_and_symbols_that_cannot_be_meant_are_refused(tmp_path, db, capsys, arguments, says):
    (tmp_path / "NVDA.csv").write_text(NVDA)
    lines(capsys, "import", tmp_path / "NVDA.csv", "--db", db)
    code, _, err = lines(capsys, *arguments, "--db", db)
    assert (code, says in err) == (2, True), err


def test_a_rebuilt_store_is_told_once(tmp_path):
    (tmp_path / "NVDA.csv").write_text("date,close\n2025-01-24,1\n2025-01-27,2\n")
    db = tmp_path / "store.duckdb"
    program = [sys.executable, "-m", "marketlink", "prices"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "MARKETLINK_DB": str(db)}
    for step in (["import", str(tmp_path / "NVDA.csv")], ["list"]):
        asked = [*program, *step]
        done = subprocess.run(asked, check=True, env=environment, capture_output=True, text=True)
        db.write_bytes(b"broken")
    assert done.stderr.count("was rebuilt from") == 1


@pytest.mark.parametrize("name", ["", "prices.csv"])
def test_a_store_that_cannot_be_one_is_refused_in_one_sentence(tmp_path, name):
    (tmp_path / "prices.csv").write_text("symbol,date,close\nAAA,2025-01-02,10\n")
    for mode in ("read", "write"):
        with pytest.raises(StoreError, match=r"No store is named|cannot be read as a store"):
            Store.open(tmp_path / name if name else "", mode)
    assert (tmp_path / "prices.csv").read_text().endswith("10\n")


def test_a_code_written_in_three_ways_is_one_symbol(tmp_path, db):
    path = tmp_path / "krx.csv"
    path.write_text(
        "종목코드,날짜,종가\n660,2025-01-22,1\nA000660,2025-01-23,2\n000660,2025-01-24,3\n",
        "utf-8",
    )
    with Store.open(db, "write", reach=[Path("/")]) as store:
        done = import_file(store, path, FileOptions(suffix=".KS"))
        assert [bar.close for bar in store.bars("000660.KS")] == [1.0, 2.0, 3.0]
    assert (done.report.bars, len(done.report.listings)) == (3, 1)


def test_one_of_several_sources_is_taken_and_the_others_left(tmp_path, db):
    path = tmp_path / "two.csv"
    rows = [f"AAA,2025-01-{day},{close},{source}" for source, close in (("x", 1), ("y", 2))
            for day in (22, 23, 24)]  # fmt: skip
    path.write_text("symbol,date,close,source\n" + "\n".join(rows) + "\n")
    with Store.open(db, "write", reach=[Path("/")]) as store:
        with pytest.raises(InputError, match="no source 'z'"):
            import_file(store, path, FileOptions(source="z"))
        done = import_file(store, path, FileOptions(source="y"))
        assert [bar.close for bar in store.bars("AAA")] == [2.0, 2.0, 2.0]
    assert done.report.series == ()


def test_bars_outside_the_days_of_a_symbol_give_no_prices(tmp_path, db, capsys):
    path = tmp_path / "FB.csv"
    days = ["2022-06-07", "2022-06-08", "2022-06-09"]
    path.write_text("date,close\n" + "".join(f"{day},10\n" for day in days))
    lines(capsys, "import", path, "--db", db)
    prices = "select count(*) from price where symbol = 'FB'"
    for options, left in ((["--to", "2022-06-08"], 2), (["--from", "2022-06-09"], 1),
                          (["--always"], 3)):  # fmt: skip
        code, out, _ = lines(capsys, "valid", "FB", *options, "--db", db, "--format", "json")
        assert code == 0 and json.loads(out)[0]["bars"] == 3
        with Store.open(db) as store:
            assert store.con.execute(prices).fetchall() == [(left,)]
    for options, says in (
        (["FB", "--to", "2021-01-04"], "FB has no bar from its first to 2021-01-04"),
        (["NONE", "--to", "2021-01-04"], "The store holds no NONE"),
        (["FB"], "No days are given"),
        (["FB", "--always", "--to", "2022-06-08"], "With --always no days are given"),
    ):
        code, _, err = lines(capsys, "valid", *options, "--db", db)
        assert code == 2 and says in err


def test_an_import_says_what_it_replaced(tmp_path, db, capsys):
    for name, days in (("long", range(13, 18)), ("short", range(16, 18))):
        rows = "".join(f"AAA,2025-01-{day},10\n" for day in days)
        (tmp_path / f"{name}.csv").write_text("symbol,date,close\n" + rows)
    assert lines(capsys, "import", tmp_path / "long.csv", "--db", db)[2] == ""
    err = lines(capsys, "import", tmp_path / "short.csv", "--db", db)[2]
    assert "replaced what was held of AAA: 3 sessions have another price or are gone" in err


def test_what_total_returns_come_from_is_decided_for_each_symbol(tmp_path, db):
    path = tmp_path / "mixed.csv"
    days = [f"2025-01-{day}" for day in range(21, 25)]
    rows = [f"AAA,{day},10,9" for day in days] + [f"BBB,{day},20," for day in days]
    rows += [f"CCC,{day},,7" for day in days]
    rows += [f"DDD,{day},30,{29 if at < 2 else ''}" for at, day in enumerate(days)]
    path.write_text("symbol,date,close,adj_close\n" + "\n".join(rows) + "\n")
    with Store.open(db, "write", reach=[Path("/")]) as store:
        done = import_file(store, path)
        found = {
            item.listing.symbol: (item.listing.basis, item.listing.total_from)
            for item in store.holdings()
        }
        assert found == {
            "AAA": ("split", "adj_close"), "BBB": ("split", "actions"),
            "CCC": ("total", "actions"), "DDD": ("split", "actions"),
        }  # fmt: skip
        asked = "select symbol, count(*), max(total) from price group by all order by all"
        assert store.con.execute(asked).fetchall() == [
            ("AAA", 4, 9), ("BBB", 4, 20), ("CCC", 4, 7), ("DDD", 4, 30)
        ]  # fmt: skip
    faults = {(flag.symbol, flag.fault) for flag in done.report.flags if flag.session is None}
    assert ("DDD", "partial-adj-close") in faults and len(faults) == 1


def test_a_file_is_checked_beside_what_the_store_holds_of_its_symbols(tmp_path, db, capsys):
    rows = {
        f"2025-01-{day}": close for day, close in zip(range(21, 25), (10, 11, 12, 13), strict=True)
    }
    path = tmp_path / "AAA.csv"

    def write(factor, name="NVDA"):
        path.write_text(
            "symbol,date,close\n" + "".join(f"{name},{d},{c * factor}\n" for d, c in rows.items())
        )

    write(1, "AAA")
    assert lines(capsys, "import", path, "--db", db)[0] == 0
    assert lines(capsys, "check", path, "--db", db)[:1] == (0,)
    write(2)
    code, out, _ = lines(capsys, "check", path, "--db", db, "--format", "json")
    assert code in (0, 1) and "AAA" not in out
    assert lines(capsys, "import", path, "--db", db)[0] == 0
    assert lines(capsys, "check", path, "--db", db)[0] == 0


def test_a_file_is_checked_beside_held_symbols_that_the_excerpt_has_too(tmp_path, db, capsys):
    path = tmp_path / "both.csv"
    rows = [f"{name},2025-01-{day},{day}" for name in NAMES for day in (22, 23, 24)]
    path.write_text("symbol,date,close\n" + "\n".join(rows) + "\n")
    assert lines(capsys, "import", path, "--db", db)[0] == 0
    code, out, err = lines(capsys, "check", path, "--db", db)
    assert (code, err) == (0, ""), out


def test_codes_without_an_ending_are_told_with_the_way_to_give_one(tmp_path, capsys):
    from marketlink.cli.main import run

    file, db = tmp_path / "krx.csv", str(tmp_path / "m.duckdb")
    file.write_text("code,date,close\n005930,2025-01-31,52400\n000660,2025-01-31,199200\n")
    assert run(["prices", "import", str(file), "--db", db]) == 0
    said = capsys.readouterr().err
    assert "2 symbols are bare codes of the Korean exchange" in said
    assert said.endswith("Try: --suffix .KS\n")
    assert run(["prices", "import", str(file), "--suffix", ".KS", "--db", db]) == 0
    assert "bare" not in capsys.readouterr().err


def test_a_company_s_name_for_a_symbol_is_told_with_the_symbol_meant(tmp_path, capsys):
    from marketlink.cli.main import run

    file, db = tmp_path / "삼성전자.csv", str(tmp_path / "m.duckdb")
    file.write_text("일자,종가\n2025-01-24,53700\n2025-01-31,52400\n", "utf-8")
    assert run(["prices", "import", str(file), "--db", db]) == 0
    said = capsys.readouterr().err
    assert "삼성전자 is a name, no symbol; articles are about 005930.KS" in said
    assert said.endswith("Try: --symbol 005930.KS\n")
    assert run(["prices", "import", str(file), "--symbol", "005930.KS", "--db", db]) == 0
    assert capsys.readouterr().err == ""
