"""Files of a study as programs and countries write them: columns, encodings, days, numbers."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest
from study_files import tables, write

from marketlink.cli.main import run
from marketlink.errors import InputError
from marketlink.resources import data_path
from marketlink.store import scratch
from marketlink.study.factors import read_factors
from marketlink.study.files import read_events, read_prices, spare_look_ups

PRICES = data_path("excerpt", "prices.csv")
EVENTS = [("a", "NVDA", "2025-01-27", "chips"), ("b", "MU", "2025-01-28", "chips")]


def _bars():
    with Path(PRICES).open() as handle:
        rows = [(r["symbol"], r["date"], r["close"], f"{float(r['close']) * 0.97:.6f}", r["volume"])
                for r in csv.DictReader(handle)]  # fmt: skip
    return [row for row in rows if row[0] in ("NVDA", "MU", "^GSPC") and row[1] >= "2023-12-01"]


def _cars(folder: Path, events: Path, prices: Path, *more):
    arguments = ["--events", events, "--prices", prices, "--benchmark", "^GSPC", *more]
    assert run(["study", *map(str, arguments), "--out", str(folder)]) == 0
    return [[float(r["car"]), float(r["car_se"])] for r in tables(folder)["cars"]]


@pytest.fixture
def plain(tmp_path):
    events = write(tmp_path / "events.csv", "event_id,symbol,date,group", EVENTS)
    prices = write(tmp_path / "prices.csv", "symbol,date,close,adj_close,volume", _bars())
    return _cars(tmp_path / "plain", events, prices)


def _european(number: str) -> str:
    whole, _, rest = number.partition(".")
    grouped = f"{int(whole):,}".replace(",", ".") if whole else ""
    return grouped + ("," + rest if rest else "")


def _american(number: str) -> str:
    whole, _, rest = number.partition(".")
    return f"{int(whole):,}" + ("." + rest if rest else "") if whole else ""


def _dotted(day: str) -> str:
    return ".".join(reversed(day.split("-")))


def _slashed(day: str) -> str:
    year, month, date = day.split("-")
    return f"{int(month)}/{int(date)}/{year}"


def _korean(day: str) -> str:
    year, month, date = day.split("-")
    return f"{year}년 {int(month)}월 {int(date)}일"


WAYS = {
    "excel in german": (";", _european, _dotted, "utf-8-sig"),
    "excel unicode text": ("\t", _american, _slashed, "utf-16"),
    "excel in korean": (",", _american, _korean, "cp949"),
    "compact": ("|", str, lambda day: day.replace("-", ""), "utf-8"),
}


@pytest.mark.parametrize("way", WAYS)
def test_files_as_spreadsheets_save_them_give_the_same_study(way, plain, tmp_path):
    mark, number, day, encoding = WAYS[way]
    events, prices = tmp_path / "e.csv", tmp_path / "p.csv"
    with events.open("w", newline="", encoding=encoding) as handle:
        out = csv.writer(handle, delimiter=mark)
        out.writerow(("Group", "Event Date", "Ticker", "ID"))
        out.writerows((group, day(date), symbol, key) for key, symbol, date, group in EVENTS)
    with prices.open("w", newline="", encoding=encoding) as handle:
        out = csv.writer(handle, delimiter=mark)
        out.writerow(("일자", "종목코드", "Volume", "Adj Close", "종가") if encoding == "cp949"
                     else ("Date", "Ticker", "Volume", "Adj Close", "Close"))  # fmt: skip
        for symbol, date, close, adjusted, volume in _bars():
            out.writerow((day(date), symbol, number(volume), number(adjusted), number(close)))
    assert _cars(tmp_path / "out", events, prices) == plain


def test_a_parquet_file_of_numbered_companies_joins_events_that_name_them_as_floats(tmp_path):
    con = scratch()
    codes = {"NVDA": 14593, "MU": 10107, "^GSPC": 1}
    events, prices = tmp_path / "e.parquet", tmp_path / "p.parquet"
    rows = [(codes[r[0]], r[1], float(r[3] or r[2])) for r in _bars()]
    con.execute("create table p (permno bigint, caldt timestamp, adj_close double)")
    con.executemany("insert into p values (?, ?, ?)", rows)
    con.execute("create table e (event_date date, permno double)")
    con.executemany("insert into e values (?, ?)", [(r[2], codes[r[1]]) for r in EVENTS])
    con.execute(f"copy p to '{prices}' (format parquet)")
    con.execute(f"copy e to '{events}' (format parquet)")
    out = tmp_path / "out"
    assert run(["study", "--events", str(events), "--prices", str(prices), "--benchmark", "1",
                "--out", str(out)]) == 0  # fmt: skip
    assert [r["outcome"] for r in tables(out)["events"]] == ["ok", "ok"]
    assert [r["symbol"] for r in tables(out)["events"]] == ["14593", "10107"]


def test_a_title_above_the_header_is_skipped_and_told(plain, tmp_path, capsys):
    events = write(tmp_path / "e.csv", "event_id,symbol,date,group", EVENTS)
    prices = tmp_path / "p.csv"
    lines = [",".join(row) for row in _bars()]
    prices.write_text("Prices of three\n\nsymbol,date,close,adj_close,volume\n" + "\n".join(lines))
    assert _cars(tmp_path / "out", events, prices) == plain
    assert "above the header" in capsys.readouterr().err


def test_one_column_a_symbol_is_read(tmp_path):
    bars = _bars()
    days = sorted({r[1] for r in bars})
    closes = {(r[0], r[1]): r[2] for r in bars}
    names = ("NVDA", "MU", "^GSPC")
    wide = write(tmp_path / "wide.csv", "date," + ",".join(names),
                 [(d, *(closes.get((n, d), "") for n in names)) for d in days])  # fmt: skip
    long = write(tmp_path / "long.csv", "symbol,date,close", [r[:3] for r in bars])
    events = write(tmp_path / "e.csv", "event_id,symbol,date,group", EVENTS)
    assert _cars(tmp_path / "w", events, wide) == _cars(tmp_path / "l", events, long)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("symbol,date,close\nA,01/02/2025,1\nA,02/02/2025,2\n", "Day and month"),
        ("symbol;date;close\nA;2025-01-02;12,345\nA;2025-01-03;12,500\n", "decimals or thousands"),
        ("date,AAA,BBB\n2025-01-02,.01,-.02\n2025-01-03,-.01,.02\n", "returns as one line"),
        ("a,b\n1,2\n", "no column symbol"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused_with_a_reason(text, words, tmp_path):
    path = tmp_path / "p.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=words):
        read_prices(scratch(), path)


def test_a_stray_line_in_another_form_is_counted_and_does_not_change_the_rest(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text(
        "symbol,date,close\nA,2025-01-02,1.5\nA,2025-01-03,1.25\nA,03/04/2025,2\nA,2025-01-06,2,5\n"
        "".replace("2,5", '"2,5"')
    )
    con = scratch()
    notes = read_prices(con, path)
    assert con.execute("select count(*) from input_price where total is not null").fetchall() == [
        (2,)
    ]
    assert any("no readable day" in n for n in notes)
    assert any("is no number" in n for n in notes)


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2025-01-27T05:00:00Z", "2025-01-27"),
        ("2025-01-27T21:00:00+00:00", "2025-01-27"),
        ("2025-01-28T01:00:00Z", "2025-01-27"),
        ("2025-01-27 16:00:00-05:00", "2025-01-27"),
        ("2025-01-27 16:00", "2025-01-27"),
    ],
)
def test_a_stamp_of_a_price_is_a_day_of_its_exchange(stamp, day, tmp_path):
    path = tmp_path / "p.csv"
    path.write_text(f"symbol,date,close\nNVDA,{stamp},1\n")
    con = scratch()
    read_prices(con, path)
    assert str(con.execute("select session from input_price").fetchall()[0][0]) == day


def test_a_ticker_or_region_that_looks_like_nothing_is_kept(tmp_path):
    path = tmp_path / "e.csv"
    path.write_text("event_id,symbol,date,group\n1,NA,2025-01-27,NA\n2,NAN,2025-01-27,None\n")
    con = scratch()
    read_events(con, path)
    found = con.execute('select symbol, "group" from input_event').fetchall()
    assert found == [("NA", "NA"), ("NAN", "None")]


FRENCH = """This file was created by using the 202503 CRSP database.
The Tbill return is the simple daily rate that, over the number of trading days
in the month, compounds to 1-month TBill rate.

,Mkt-RF,SMB,HML,RF
20250123,    0.57,   -0.62,    0.13,   0.017
20250124,   -0.31,   -0.02,    0.10,   0.017
20250127,   -1.66,  -99.99,    2.95,   0.017

 Annual lines are none of a daily file
Copyright 2025 Eugene F. Fama and Kenneth R. French
"""
MOMENTUM = """This file was created using the 202503 CRSP database.
Missing data are indicated by -99.99 or -999.

,Mom
20250123,   0.20
20250124,  -0.95
"""


def _factors(con):
    rows = con.execute("select name, session, value from input_factor").fetchall()
    return {(name, str(day)): value for name, day, value in rows}


def test_the_daily_files_of_the_french_library_are_read_as_downloaded(tmp_path):
    three, momentum = tmp_path / "F-F_Research_Data_Factors_daily.csv", tmp_path / "mom.zip"
    three.write_text(FRENCH)
    with zipfile.ZipFile(momentum, "w") as archive:
        archive.writestr("F-F_Momentum_Factor_daily.csv", MOMENTUM)
    con = scratch()
    notes = read_factors(con, [three, momentum])
    found = _factors(con)
    assert sum("divided by 100" in note for note in notes) == 2
    assert found["Mkt-RF", "2025-01-27"] == pytest.approx(-0.0166, abs=1e-15)
    assert found["RF", "2025-01-24"] == pytest.approx(0.00017, abs=1e-15)
    assert found["Mom", "2025-01-24"] == pytest.approx(-0.0095, abs=1e-15)
    assert ("SMB", "2025-01-27") not in found
    assert len(found) == 3 * 4 - 1 + 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (FRENCH.replace("202501", "x"), "no daily"),
        (",Mkt-RF\n192607, 2.96\nCopyright Kenneth R. French\n", "monthly"),
        ("when,SMB\n2025-01-27,0.01\n", "column date"),
    ],
)
def test_factors_of_another_kind_are_refused_with_a_reason(text, words, tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=words):
        read_factors(scratch(), path)


def test_a_factor_in_two_files_is_refused(tmp_path):
    one, two = tmp_path / "1.csv", tmp_path / "2.csv"
    for path in (one, two):
        path.write_text("date,SMB\n2025-01-27,0.01\n")
    with pytest.raises(InputError, match="SMB is in"):
        read_factors(scratch(), [one, two])


def test_factors_with_decimal_commas_and_an_unnamed_day_column_are_read(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(";SMB;HML\n27.01.2025;0,0125;-0,5%\n28.01.2025;;0,001\n")
    con = scratch()
    read_factors(con, path)
    assert _factors(con) == {
        ("SMB", "2025-01-27"): 0.0125, ("HML", "2025-01-27"): -0.005, ("HML", "2025-01-28"): 0.001
    }  # fmt: skip


def test_prices_in_several_files_are_read_as_one(plain, tmp_path):
    events = write(tmp_path / "e.csv", "id_event,when,security_ticker,market_ticker",
                   [(r[0], r[2], r[1], "^GSPC") for r in EVENTS])  # fmt: skip
    header = "symbol,date,close,adj_close,volume"
    stocks = write(tmp_path / "s.csv", header, [r for r in _bars() if r[0] != "^GSPC"])
    index = write(tmp_path / "i.csv", header, [r for r in _bars() if r[0] == "^GSPC"])
    assert _cars(tmp_path / "out", events, stocks, "--prices", index) == plain
    folder = tmp_path / "prices"
    folder.mkdir()
    for path in (stocks, index):
        path.rename(folder / path.name)
    assert _cars(tmp_path / "folder", events, folder) == plain
    assert _cars(tmp_path / "pattern", events, folder / "*.csv") == plain
    assert run(["study", "--events", str(events), "--prices", str(folder / "*.parquet")]) == 2


@pytest.mark.parametrize("cell", ["30", "30 USD"])
def test_closes_that_other_days_have_adjusted_are_not_used_and_named(tmp_path, cell):
    rows = [
        ("AAA", "2025-01-27", "10", "5", ""), ("AAA", "2025-01-28", "11", "", ""),
        ("AAA", "2025-01-29", cell, "", ""), ("BBB", "2025-01-27", "7", "", ""),
        ("CCC", "2025-01-27", "7", "", ""), ("CCC", "2025-01-28", "8", "", "0.1"),
        ("CCC", "2025-01-29", "9", "", ""),
    ]  # fmt: skip
    path = write(tmp_path / "p.csv", "symbol,date,close,adj_close,ret", rows)
    con = scratch()
    notes = read_prices(con, path)
    lines, n = ("1 price line has", 1) if "USD" in cell else ("2 price lines have", 2)
    assert notes[-2] == (
        f"{lines} a close but no adj_close, which other days of their symbol have, and"
        f" {'is' if n == 1 else 'are'} not used: AAA ({n} from 2025-01-28)"
    )
    assert notes[-1].endswith("no ret, which other days of their symbol have, and is not used:"
                              " CCC (1 from 2025-01-29)")  # fmt: skip


def test_a_symbol_adjusted_in_one_file_takes_no_raw_close_from_another(tmp_path):
    one = write(tmp_path / "a.csv", "symbol,date,adj_close", [("AAA", "2025-01-27", "5")])
    two = write(tmp_path / "b.csv", "symbol,date,close", [("AAA", "2025-01-28", "11")])
    con = scratch()
    notes = read_prices(con, [one, two])
    assert notes[-1].endswith("is not used: AAA (1 from 2025-01-28)")
    found = con.execute("select total from input_price where total is not null").fetchall()
    assert found == [(5.0,)]


def test_a_price_of_a_later_file_without_volumes_takes_the_place_of_one_with(tmp_path):
    one = write(tmp_path / "a.csv", "symbol,date,adj_close,volume", [
        ("AAA", "2025-01-27", "5", "100"), ("AAA", "2025-01-28", "6", "100"),
    ])  # fmt: skip
    two = write(tmp_path / "b.csv", "symbol,date,adj_close", [("AAA", "2025-01-28", "7")])
    con = scratch()
    assert "last one's are used: AAA (1 from 2025-01-28)" in read_prices(con, [one, two])[0]
    found = con.execute("select session::varchar, total, volume from input_price order by all")
    assert found.fetchall() == [("2025-01-27", 5.0, 100.0), ("2025-01-28", 7.0, None)]


def test_where_files_overlap_the_last_one_wins_and_what_differs_is_named(tmp_path):
    head = "symbol,date,close"
    one = write(tmp_path / "a.csv", head, [
        ("AAA", "2025-01-27", "5"), ("AAA", "2025-01-28", "6"), ("BBB", "2025-01-27", "1"),
    ])  # fmt: skip
    two = write(tmp_path / "b.csv", head, [
        ("AAA", "2025-01-28", "6"), ("AAA", "2025-01-29", "7"), ("BBB", "2025-01-27", "2"),
    ])  # fmt: skip
    three = write(tmp_path / "c.csv", head, [("BBB", "2025-01-27", "3")])
    con = scratch()
    notes = read_prices(con, [one, two, three])
    assert notes == [
        "2 days have different prices in several files, of which the last one's are used:"
        " BBB (2 from 2025-01-27)"
    ]
    found = con.execute("select symbol, session::varchar, total from input_price order by all")
    assert found.fetchall() == [
        ("AAA", "2025-01-27", 5.0), ("AAA", "2025-01-28", 6.0), ("AAA", "2025-01-29", 7.0),
        ("BBB", "2025-01-27", 3.0),
    ]  # fmt: skip


@pytest.mark.parametrize("kinds", [("csv", "parquet"), ("parquet", "csv"), ("parquet", "parquet")])
def test_parquet_is_read_where_it_lies_beside_other_files(tmp_path, kinds):
    con = scratch()
    lines = [
        [("AAA", "2025-01-27", "5"), ("AAA", "2025-01-28", "6"), ("BBB", "2025-01-27", "1")],
        [("AAA", "2025-01-28", "7"), ("CCC", "2025-01-27", "2")],
    ]
    paths = []
    for number, (kind, rows) in enumerate(zip(kinds, lines, strict=True)):
        path = write(tmp_path / f"it's {number}.csv", "symbol,date,close", rows)
        if kind == "parquet":
            target = path.with_suffix(".parquet")
            con.sql("from read_csv($1)", params=[str(path)]).write_parquet(str(target))
            path = target
        paths.append(path)
    (note,) = read_prices(con, paths)
    assert note.endswith("of which the last one's are used: AAA (1 from 2025-01-28)")
    found = con.execute("select symbol, session::varchar, total from input_price order by all")
    assert found.fetchall() == [
        ("AAA", "2025-01-27", 5.0), ("AAA", "2025-01-28", 7.0), ("BBB", "2025-01-27", 1.0),
        ("CCC", "2025-01-27", 2.0),
    ]  # fmt: skip
    apart = read_prices(con, [paths[0]]) + read_prices(con, [paths[1]])
    assert apart == []
    assert con.execute("select count(*) from input_price").fetchall() == [(2,)]


@pytest.mark.parametrize("day", ["2025-01-28", "28 Jan 2025"])
def test_a_first_quote_behind_every_sample_is_read(day, tmp_path):
    """A sniffer that looks at twenty thousand lines takes a quote in a later one for a letter."""
    lines = [f"S{n % 40},{2000 + n // 1200}-0{n % 9 + 1}-1{n // 9 % 9},{1 + n % 7},plain"
             for n in range(24_000)]  # fmt: skip
    path = tmp_path / "p.csv"
    path.write_text("\n".join(["symbol,date,close,note", *lines, f'NVDA,{day},131.5,"one, two"']))
    with scratch() as con:
        read_prices(con, path)
        found = con.execute("select count(*) from input_price where symbol = 'NVDA'").fetchall()
    assert found == [(1,)]


@pytest.mark.parametrize(
    ("text", "looked_up"),
    [
        (
            "symbol,date,close,adj_close,exchange\nA,2025-01-02,2,1,XNYS\nB,2025-01-03,nan,3,XNYS\n",
            False,
        ),
        ("symbol,date,ret\nA,2025-01-02,0.5\nA,2025-01-03,nan\nB,2025-01-03,0.1\n", False),
        ("symbol,date,close,ret\nA,2025-01-02,2,\nB,2025-01-03,3,0.1\n", True),
        ("symbol,date,close,exchange\nA,2025-01-02,2, XNYS\nB,2025-01-03,3,\n", True),
        ('symbol,date,close\n"=""005930""",2025-01-02,2\nB,2025-01-03,3\n', True),
    ],
)
def test_lines_that_need_no_look_up_are_the_same_without_one(text, looked_up, tmp_path):
    path = tmp_path / "p.csv"
    path.write_text(text)
    con = scratch()
    read_prices(con, path)
    before = con.execute("from input_price order by all").fetchall()
    spare_look_ups(con)
    assert con.execute("from input_price order by all").fetchall() == before
    view = con.execute("select sql from duckdb_views() where view_name = 'input_price'").fetchall()
    assert ("study_line" in view[0][0]) is looked_up


@pytest.mark.parametrize("engine", [(), ("--engine", "spark")])
def test_events_of_several_files_are_refused_by_every_engine(tmp_path, engine, capsys):
    for name in ("e1.csv", "e2.csv"):
        write(tmp_path / name, "event_id,symbol,date", [("a", "NVDA", "2025-01-27")])
    asked = ["study", "--events", str(tmp_path / "e*.csv"), "--prices", str(tmp_path / "none.csv")]
    write(tmp_path / "none.csv", "symbol,date,close", [("NVDA", "2025-01-27", "1")])
    assert run([*asked, "--out", str(tmp_path / "out"), *engine]) == 2
    assert "is 2 files" in capsys.readouterr().err
