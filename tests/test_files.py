"""Price files as people have them: layouts, encodings, ways to write days and numbers."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from marketlink.cli.main import run
from marketlink.config import Settings
from marketlink.errors import InputError, UnknownSymbol
from marketlink.prices.codes import symbol_of
from marketlink.prices.files import FilePrices, histories
from marketlink.prices.importing import check_file, import_file
from marketlink.prices.normalise import FileOptions
from marketlink.prices.reading import read_file
from marketlink.prices.source import NoData
from marketlink.store import Store, scratch

A, B = date(2025, 1, 24), date(2025, 1, 27)
NVDA = [("NVDA", A, 142.62), ("NVDA", B, 118.42)]

THREE = """Price,Close,High,Low,Open,Volume
Ticker,NVDA,NVDA,NVDA,NVDA,NVDA
Date,,,,,
2025-01-24,142.62,148.97,141.88,148.37,234657600
2025-01-27,118.42,128.40,116.70,124.80,818830900
"""
TWO = """Price,Close,High,Low,Open,Volume
Ticker,NVDA,NVDA,NVDA,NVDA,NVDA
2025-01-24,142.62,148.97,141.88,148.37,234657600
2025-01-27,118.42,128.40,116.70,124.80,818830900
"""
BY_TICKER = """Ticker,NVDA,NVDA
Price,Open,Close
Date,,
2025-01-24,148.37,142.62
2025-01-27,124.80,118.42
"""
SAVED = """Date,Open,High,Low,Close,Adj Close,Volume,Dividends,Stock Splits
2025-01-24 00:00:00-05:00,148.37,148.97,141.88,142.62,142.6,234657600,0.0,0.0
2025-01-27 00:00:00-05:00,124.80,128.40,116.70,118.42,118.4,818830900,0.0,0.0
"""
UTC = """symbol,timestamp,close
NVDA,2025-01-24 21:00:00+00:00,142.62
NVDA,2025-01-27 21:00:00+00:00,118.42
"""
WORDS = """"Date","Price","Open","High","Low","Vol.","Change %"
"Jan 27, 2025","118.42","124.80","128.40","116.70","818.83M","-16.97%"
"Jan 24, 2025","142.62","148.37","148.97","141.88","234.66M","-3.12%"
"""
DOLLARS = """Date,Close/Last,Volume,Open,High,Low
01/27/2025,$118.42,818830900,$124.80,$128.40,$116.70
01/24/2025,$142.62,234657600,$148.37,$148.97,$141.88
"""
GERMAN = "Date;Close;Volume\n24.01.2025;142,62;234.657.600\n27.01.2025;118,42;818.830.900\n"
REORDERED = "close,volume,date,ticker\n142.62,1,2025-01-24,NVDA\n118.42,2,2025-01-27,NVDA\n"


def closes(path, **more):
    con = scratch()
    read_file(con, path, **more)
    return con.execute(
        "select symbol, session, close from file_row join file_key using (key) order by all"
    ).fetchall()


@pytest.mark.parametrize(
    "text",
    [THREE, TWO, BY_TICKER, SAVED, UTC, WORDS, DOLLARS, GERMAN, REORDERED,
     "\ufeff" + THREE, THREE.replace("\n", "\r\n"),
     "date\tclose\n20250124\t142.62\n20250127\t118.42\n",
     "Date,Close\n2025/1/24,142.62\n2025/1/27,118.42\n\n", "\n\n" + REORDERED,
     "날짜,종가\n2025년 1월 24일,142.62\n2025년 1월 27일,118.42\n",
     "timestamp,close\n1737752400,142.62\n1738011600,118.42\n",
     "date,NVDA\n2025-01-24,142.62\n2025-01-27,118.42\n",
     "Date,Close_NVDA,Open_NVDA\n2025-01-24,142.62,148.37\n2025-01-27,118.42,124.8\n",
     "Date,NVDA.Open,NVDA.Close\n2025-01-24,148.37,142.62\n2025-01-27,124.8,118.42\n",
     "Date,\"('Close', 'NVDA')\"\n2025-01-24,142.62\n2025-01-27,118.42\n",
     "date,close,Name\n2025-01-24,142.62,NVDA\n2025-01-27,118.42,NVDA\n",
     "Date,Close*,Adj Close**\n2025-01-24,142.62,142.6\n2025-01-27,118.42,118.4\n",
     "<TICKER>,<PER>,<DATE>,<TIME>,<CLOSE>,<OPENINT>\n"
     "NVDA,D,20250124,000000,142.62,0\nNVDA,D,20250127,000000,118.42,0\n",
     "v,vw,o,c,h,l,t,n\n20121212,145,148,142.62,149,141,1737694800000,1\n"
     "9,120,124,118.42,128,116,1737954000000,2\n",
     "ticker,close,window_start\nNVDA,142.62,1737694800000000000\nNVDA,118.42,1737954000000000000\n"],
)  # fmt: skip
def test_the_same_prices_in_many_clothes(tmp_path, text):
    path = tmp_path / "NVDA.csv"
    path.write_bytes(text.encode())
    assert closes(path) == NVDA


@pytest.mark.parametrize("encoding", ["cp949", "utf-8-sig", "utf-16", "utf-8"])
def test_korean_pages_as_they_are_saved(tmp_path, encoding):
    path = tmp_path / "000660.csv"
    path.write_text(
        "일자,종목코드,종가,대비,등락률,시가,고가,저가,거래량,거래대금\n"
        '2025- 01- 31,000660,"199,200","-21,800",-9.86,"203,000","205,000","197,000","1,234만",1\n',
        encoding,
    )
    con = scratch()
    table = read_file(con, path)
    rows = con.execute(
        "select symbol, session, close, open, volume from file_row join file_key using (key)"
    ).fetchall()
    assert rows == [("000660", date(2025, 1, 31), 199200.0, 203000.0, 12_340_000.0)]
    assert table.unread == ()
    (item,) = histories(path, FileOptions(suffix=".KS"))
    assert (item.symbol, item.listing.exchange, item.listing.currency) == (
        "000660.KS",
        "XKRX",
        "KRW",
    )


def test_wide_files_and_the_downloader_of_several_symbols(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text("date,NVDA,000660.KS\n2025-01-24,142.62,221000\n2025-01-27,118.42,\n")
    assert closes(path) == [("000660.KS", A, 221000.0), *NVDA]
    path.write_text(
        "Price,Close,Close,Volume,Volume\nTicker,MU,NVDA,MU,NVDA\nDate,,,,\n"
        "2025-01-24,103.19,142.62,1,2\n2025-01-27,91.11,118.42,3,\n"
    )
    assert closes(path) == [("MU", A, 103.19), ("MU", B, 91.11), *NVDA]


def test_parquet_long_and_wide_and_compressed_text(tmp_path):
    con = scratch()
    con.execute("create table t (ticker varchar, Date timestamp, Close float)")
    con.execute("insert into t values ('NVDA', '2025-01-24', 142.62), ('NVDA', '2025-01-27', null)")
    path = tmp_path / "long.parquet"
    con.execute("copy t to ? (format parquet)", [str(path)])
    (first, second) = closes(path)
    assert first[:2] == ("NVDA", A)
    assert first[2] == pytest.approx(142.62, rel=1e-6)
    assert second[2] is None
    con.execute("copy (select date '2025-01-24' as day, 142.62 as \"NVDA\", 103.19 as \"MU\") to ?"
                " (format parquet)", [str(path)])  # fmt: skip
    assert closes(path) == [("MU", A, 103.19), ("NVDA", A, 142.62)]
    packed = tmp_path / "NVDA.csv.gz"
    packed.write_bytes(gzip.compress(REORDERED.encode()))
    assert closes(packed) == NVDA


def test_returns_in_place_of_prices_become_a_level(tmp_path):
    path = tmp_path / "fund.csv"
    path.write_text("symbol,date,ret\nF,2025-01-24,0.10\nF,2025-01-27,-0.5\n")
    (item,) = histories(path)
    assert [bar.close for bar in item.bars] == pytest.approx([110.0, 55.0])
    assert item.listing.basis == "total"


def test_actions_in_the_file_tell_what_close_is_adjusted_for(tmp_path):
    path = tmp_path / "S.csv"
    head = "date,close,dividend,split\n"
    path.write_text(head + "2025-01-23,600,0,1\n2025-01-24,606,3,1\n2025-01-27,60.6,0.5,10\n")
    (raw,) = histories(path)
    assert raw.listing.basis == "raw"
    assert [(a.kind, a.value) for a in raw.actions] == [
        ("dividend", 3.0), ("dividend", 0.5), ("split", 10.0)
    ]  # fmt: skip
    path.write_text(head + "2025-01-23,60,0,1\n2025-01-24,60.6,0.3,1\n2025-01-27,60.6,0.5,10\n")
    (adjusted,) = histories(path)
    assert adjusted.listing.basis == "split"
    assert [a.value for a in adjusted.actions] == pytest.approx([3.0, 0.5, 10.0])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("date,close\n01/02/2025,5\n02/03/2025,6\n", "cannot be told apart.*--dates dmy"),
        ("date,close\n2025-01-02,abc\n2025-01-03,4\n", "no number: 'abc'. Line 2"),
        ("date,close\n2025-01-02,5\nSource: someone,\n", "date that cannot be read.*Line 3"),
        ("2025-01-02,4\n2025-01-03,4\n", "no header line"),
        ("date,symbol,volume\n2025-01-03,A,4\n", "no price column.*Its columns are"),
        ("symbol,close\nA,4\n", "no column of dates"),
        ("Date,Close,Close\n2025-01-24,1,2\n", "two columns for close"),
        ("date,close\n2025-01-24,1\n2025-01-24,2\n", "two different bars of F on 2025-01-24"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(tmp_path, text, says):
    path = tmp_path / "F.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=says) as caught:
        histories(path)
    assert "\n" not in str(caught.value)


def test_other_kinds_of_files_are_named_for_what_they_are(tmp_path):
    path = tmp_path / "book.csv"
    path.write_bytes(b"PK\x03\x04rest")
    with pytest.raises(InputError, match="Excel workbook"):
        histories(path)
    path.write_bytes(bytes(range(256)) * 9)
    with pytest.raises(InputError, match="no text file"):
        histories(path)
    with pytest.raises(InputError, match="There is no file"):
        histories(tmp_path / "nothing.csv")
    (tmp_path / "x.parquet").write_bytes(b"not parquet at all")
    with pytest.raises(InputError, match="cannot be read"):
        histories(tmp_path / "x.parquet")


def test_day_and_month_as_the_user_says(tmp_path):
    path = tmp_path / "F.csv"
    path.write_text("date,close\n01/02/2025,5\n02/03/2025,6\n")
    assert [row[1] for row in closes(path, days="dmy")] == [date(2025, 2, 1), date(2025, 3, 2)]
    assert [row[1] for row in closes(path, days="mdy")] == [date(2025, 1, 2), date(2025, 2, 3)]


@pytest.mark.parametrize(
    ("text", "told", "symbol"),
    [
        ("time,code,close\n{0},005930,100\n{1},005930,101\n", FileOptions(), "005930"),
        (
            "time,code,close\n{0},005930,100\n{1},005930,101\n",
            FileOptions(suffix=".KS"),
            "005930.KS",
        ),
        ("time,종목코드,close\n{0},660,100\n{1},660,101\n", FileOptions(), "000660"),
        ("time,symbol,exchange,close\n{0},SAM,KRX,100\n{1},SAM,KRX,101\n", FileOptions(), "SAM"),
        ("time,close\n{0},100\n{1},101\n", FileOptions(symbol="SAM", exchange="XKRX"), "SAM"),
        ("time,005930.KS\n{0},100\n{1},101\n", FileOptions(), "005930.KS"),
    ],
)
def test_an_instant_is_a_day_of_the_exchange_however_that_is_told(tmp_path, text, told, symbol):
    path = tmp_path / "prices.csv"
    path.write_text(text.format("2025-02-03T15:00:00Z", "2025-02-04T15:00:00Z"))
    (item,) = histories(path, told)
    assert (item.symbol, item.listing.exchange) == (symbol, "XKRX")
    assert [bar.session for bar in item.bars] == [date(2025, 2, 4), date(2025, 2, 5)]


@pytest.mark.parametrize("unit", [1, 10**3, 10**6, 10**9])
def test_midnight_counted_from_1970_is_the_day_itself(tmp_path, unit):
    path = tmp_path / "NVDA.csv"
    path.write_text(f"time,close\n{1737676800 * unit},1\n{1737936000 * unit},2\n")
    assert [bar.session for bar in histories(path)[0].bars] == [A, B]


def test_rows_that_come_twice_count_once_and_order_does_not_matter(tmp_path):
    path = tmp_path / "F.csv"
    path.write_text("date,close\n2025-01-27,1.1\n2025-01-24,1\n2025-01-27,1.1\n")
    (item,) = histories(path)
    assert [bar.session for bar in item.bars] == [A, B]
    assert [flag.fault for flag in check_file(path).flags] == ["duplicate-bar"]


@pytest.mark.parametrize(
    ("name", "symbol"),
    [("NVDA.csv", "NVDA"), ("NVDA_daily.csv", "NVDA"), ("000660.KS.csv", "000660.KS"),
     ("q17_date_shift_2330TW.csv", "2330.TW"), ("^GSPC.csv", "^GSPC"), ("BRK-B.parquet", "BRK-B"),
     ("TICKER_NVDA_1d.csv.gz", "TICKER"), ("fund.csv", "fund"),
     ("KRX_005930.csv", "005930"), ("YAHOO_NVDA.csv", "NVDA"), ("7203_daily.csv", "7203"),
     ("KOSPI.csv", "^KS11"), ("코스닥_2025.csv", "^KQ11"),
     ("data_4205_20250214.csv", "data_4205_20250214")],
)  # fmt: skip
def test_a_file_name_may_stand_for_its_symbol(tmp_path, name, symbol):
    assert symbol_of(tmp_path / name) == symbol


@pytest.mark.parametrize(
    "text",
    [
        "Security,NVDA US Equity\nStart Date,1/24/2025\nEnd Date,1/27/2025\n\n"
        "Date,PX_LAST,PX_VOLUME\n01/24/2025,142.62,234\n01/27/2025,118.42,818\n",
        "saved 2025-02-01\nDates,Last Price\n2025-01-24,142.62\n2025-01-27,118.42\n",
        '"Datum","Zuletzt","Vol.","+/- %"\n"27.01.2025","118,42","8,1M","-1,5%"\n'
        '"24.01.2025","142,62","2,3M","0,5%"\n',
    ],
)
def test_what_stands_above_a_header_is_none_of_it(tmp_path, text):
    path = tmp_path / "NVDA.csv"
    path.write_text(text)
    assert closes(path) == NVDA


def test_numbers_of_a_database_are_no_symbols_beside_tickers(tmp_path):
    path = tmp_path / "crsp.csv"
    path.write_text("PERMNO,date,TICKER,PRC\n1,20250124,NVDA,142.62\n1,20250127,NVDA,118.42\n")
    assert closes(path) == NVDA
    assert "PERMNO" in check_file(path).unread


def test_a_series_of_a_central_bank_as_it_is_downloaded(tmp_path):
    path = tmp_path / "DEXKOUS.csv"
    path.write_text("observation_date,DEXKOUS\n2025-01-24,1430.5\n2025-01-27,.\n")
    (item,) = histories(path)
    assert (item.symbol, item.listing.kind, item.bars[0].close) == ("DEXKOUS", "currency", 1430.5)


@pytest.mark.parametrize(
    ("name", "scale"),
    [("Volume (M)", 1e6), ("Volume(천주)", 1e3), ("거래량(백만주)", 1e6), ("Vol. [000]", 1e3),
     ("Volume (in thousands)", 1e3), ("Volume ('000)", 1e3), ("거래량(주)", 1.0),
     ("Volume (shares)", 1.0)],
)  # fmt: skip
def test_a_unit_in_brackets_multiplies_the_volume_and_is_said(tmp_path, name, scale):
    path = tmp_path / "NVDA.csv"
    path.write_text(f"date,close,{name}\n2025-01-24,142.62,1.5\n2025-01-27,118.42,2\n", "utf-8")
    assert [bar.volume for bar in histories(path)[0].bars] == [1.5 * scale, 2.0 * scale]
    assert ("scaled-units" in {f.fault for f in check_file(path).flags}) == (scale != 1)


def test_lines_longer_than_the_sample_are_read_or_named_for_what_they_are(tmp_path):
    path = tmp_path / "NVDA.csv"
    more = ",".join(f"column number {n}" for n in range(20_000))
    commas = "," * 19_999
    path.write_text(f"date,close,{more}\n2025-01-24,142.62,{commas}\n2025-01-27,118.42,{commas}\n")
    assert closes(path) == NVDA
    path.write_text(f"date,close,note\n2025-01-24,142.62,{'x' * 300_000}\n")
    with pytest.raises(InputError, match="Field larger than field limit"):
        closes(path)


def test_a_file_of_one_korean_name_is_of_the_korean_exchange(tmp_path):
    path = tmp_path / "samsung daily.csv"
    path.write_text("종목명,일자,종가\n삼성전자,2025/01/24,53700\n", "utf-8")
    assert histories(path)[0].listing.currency == "KRW"


def test_a_name_in_hangul_is_a_korean_company_s(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text("날짜,삼성전자,SK하이닉스\n2025-01-24,53700,221000\n", "utf-8")
    assert {(i.listing.exchange, i.listing.currency) for i in histories(path)} == {("XKRX", "KRW")}


def test_the_folder_beside_the_store_is_a_source(tmp_path):
    folder = tmp_path / "prices"
    folder.mkdir()
    (folder / "NVDA.csv").write_text(THREE)
    (folder / "notes.md").write_text("not prices")
    source = FilePrices(Settings(db=tmp_path / "marketlink.duckdb"))
    assert [bar.close for bar in source.bars("NVDA").bars] == [142.62, 118.42]
    tail = source.bars("NVDA", B)
    assert (len(tail.bars), tail.whole, tail.source) == (1, False, "files")
    with pytest.raises(UnknownSymbol):
        source.bars("MU")
    with pytest.raises(NoData):
        source.bars("NVDA", date(2026, 1, 1))
    (folder / "again.csv").write_text(REORDERED)
    with pytest.raises(InputError, match="Two sources never mix"):
        FilePrices(Settings(db=tmp_path / "marketlink.duckdb")).bars("NVDA")


def late(*lines: str) -> str:
    """A plain file whose odd lines come after what a sample of it shows."""
    plain = "".join(f"S{n:05d},2025-01-02,{n % 90 + 10}\n" for n in range(20_000))
    return "symbol,date,close\n" + plain + "".join(f"{line}\n" for line in lines)


def test_an_odd_line_after_many_plain_ones_is_read_as_text(tmp_path):
    path = tmp_path / "late.csv"
    path.write_text(late('AAA,2025-01-02,"1,234.5"', "AAA,2025-01-03,(12)"))
    with Store.open(tmp_path / "m.duckdb", "write", reach=[Path("/")]) as store:
        done = import_file(store, path)
        assert done.merged.inserted == 20_002
        assert [bar.close for bar in store.bars("AAA")] == [1234.5, -12.0]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("AAA,2025-01-02,oops", "no number: 'oops'. Line 20002"),
        ("AAA,2025-02-30,5", "date that cannot be read: '2025-02-30'. Line 20002"),
        ("Total,,5", "date that cannot be read: ''. Line 20002"),
        ('"AAA,"2025-01-02","5"', "Line: 20002; Value with unterminated quote"),
        ("AAA,2025-01-02,5,6,7", "Line: 20002; Expected Number of Columns: 3 Found: 4"),
        (",2025-01-02,5", "rows without a symbol. In its column symbol"),
    ],
)
def test_an_odd_line_is_refused_by_its_number_and_the_store_stays(tmp_path, line, says):
    path = tmp_path / "late.csv"
    path.write_text(late(line))
    with Store.open(tmp_path / "m.duckdb", "write", reach=[Path("/")]) as store:
        with pytest.raises(InputError) as refused:
            import_file(store, path)
        assert says in str(refused.value)
        assert store.holdings() == ()
        path.write_text(late())
        assert import_file(store, path).merged.inserted == 20_000


def test_a_day_that_is_not_over_is_left_out_and_a_file_of_such_days_refused(tmp_path):
    path = tmp_path / "AAA.csv"
    path.write_text("date,close\n2025-01-02,10\n2039-01-03,11\n")
    with Store.open(tmp_path / "m.duckdb", "write", reach=[Path("/")]) as store:
        import_file(store, path)
        assert [bar.session for bar in store.bars("AAA")] == [date(2025, 1, 2)]
        assert [flag.fault for flag in store.flags("AAA")] == ["unfinished-bar"]
        path.write_text("date,close\n2039-01-03,11\n")
        with pytest.raises(InputError, match=r"No bar of AAA .* can be stored. Unfinished bar"):
            import_file(store, path)
        assert len(store.bars("AAA")) == 1


def test_two_digit_years_and_codes_that_a_spreadsheet_shortened(tmp_path):
    path = tmp_path / "korea.csv"
    path.write_text(
        "종목코드,날짜,종가\n660,02-Jan-25,100\n5930,02-Jan-25,50\nA035720,02-Jan-25,9\n"
    )
    with Store.open(tmp_path / "m.duckdb", "write", reach=[Path("/")]) as store:
        import_file(store, path)
        held = {holding.symbol: holding for holding in store.holdings()}
        assert sorted(held) == ["000660", "005930", "035720"]
        assert {holding.listing.exchange for holding in held.values()} == {"XKRX"}
        assert held["000660"].first == date(2025, 1, 2)


def test_an_empty_column_of_symbols_is_as_good_as_none(tmp_path):
    path = tmp_path / "NVDA.csv"
    path.write_text("symbol,date,close\n,2025-01-02,10\n ,2025-01-03,11\n")
    with Store.open(tmp_path / "m.duckdb", "write", reach=[Path("/")]) as store:
        import_file(store, path)
        assert [bar.close for bar in store.bars("NVDA")] == [10.0, 11.0]


def test_a_symbol_that_the_file_contradicts_is_refused(tmp_path):
    path = tmp_path / "prices.csv"
    path.write_text("symbol,date,close\nAAA,2025-01-02,10\nAAA,2025-01-03,11\n")
    assert check_file(path, FileOptions(symbol="AAA")).bars == 2
    with pytest.raises(InputError, match=r"names its symbols itself\. AAA, not ZZZ"):
        check_file(path, FileOptions(symbol="ZZZ"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.tsv", "date\tclose\n2025-01-24\t52,400\n2025-01-27\t53,700\n"),
        ("x.csv", 'date,close\n2025-01-24,"52,400"\n2025-01-27,"53,700"\n'),
        ("x.csv", "date;close;volume\n2025-01-24;52,400;1\n2025-01-27;53,700;1,234,567\n"),
        ("x.csv", 'date,close\n2025-01-24,"52400,00"\n2025-01-27,"53.700,00"\n'),
        ("x.csv", "date;close\n2025-01-24;52.400,0\n2025-01-27;53700\n"),
    ],
)
def test_a_comma_parts_thousands_or_decimals_as_the_numbers_show(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert [row[2] for row in closes(tmp_path / name)] == [52400.0, 53700.0]


def test_a_decimal_comma_after_many_whole_numbers_is_one(tmp_path):
    path = tmp_path / "late.csv"
    path.write_text(late().replace(",", ";") + "AAA;2025-01-02;118,5\n")
    assert ("AAA", date(2025, 1, 2), 118.5) in closes(path)
    path.write_text("date;close\n2025-01-24;1,234\n2025-01-27;1,250\n")
    with pytest.raises(InputError, match="may part decimals or thousands"):
        closes(path)


def test_a_point_between_semicolons_is_judged_as_a_comma_is(tmp_path):
    path = tmp_path / "won.csv"
    path.write_text("date;close;volume\n2025-01-24;52.400;7\n2025-01-27;53.700;8\n")
    with pytest.raises(InputError, match="may part decimals or thousands"):
        closes(path)
    path.write_text("date;close;volume\n2025-01-24;52.400;7\n2025-01-27;53.75;8\n")
    assert [row[2] for row in closes(path)] == [52.4, 53.75]
    path.write_text("date;close;volume\n2025-01-24;52.400;7\n2025-01-27;53.700;1.234.567\n")
    assert [row[2] for row in closes(path)] == [52400.0, 53700.0]


@pytest.mark.parametrize("mark", ["'", "’", "\u00a0", "\u202f", "\u2009"])
def test_thousands_are_parted_in_every_way_a_spreadsheet_does(tmp_path, mark):
    path = tmp_path / "x.csv"
    path.write_text(f"date;close\n2025-01-24;52{mark}400,50\n2025-01-27;53{mark}700,25\n", "utf-8")
    assert [row[2] for row in closes(path)] == [52400.5, 53700.25]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("encoding", ["cp949", "utf-16"])
def test_korean_files_may_be_packed(tmp_path, encoding, packed):
    text = '종목코드,일자,종가\n="005930",20250124,53700\n660.0,20250124,221000\n'.encode(encoding)
    path = tmp_path / ("k.csv.gz" if packed else "k.csv")
    path.write_bytes(gzip.compress(text) if packed else text)
    assert closes(path) == [("000660", A, 221000.0), ("005930", A, 53700.0)]


@pytest.mark.parametrize(
    ("cell", "says"),
    [("inf", "no number: 'inf'. Line 20002"), ("1e999", "no number: '1e999'. Line 20002")],
)
def test_an_endless_number_is_none_wherever_it_stands(tmp_path, cell, says):
    path = tmp_path / "late.csv"
    path.write_text(late(f"AAA,2025-01-02,{cell}"))
    with pytest.raises(InputError) as refused:
        closes(path)
    assert says in str(refused.value)


def test_nan_is_an_empty_price_in_text_and_in_parquet(tmp_path):
    path = tmp_path / "late.csv"
    path.write_text(late("AAA,2025-01-02,nan"))
    assert ("AAA", date(2025, 1, 2), None) in closes(path)
    con = scratch()
    table = tmp_path / "nan.parquet"
    rows = "(values ('A', date '2025-01-24', 'nan'::double)) as t(symbol, date, close)"
    con.execute(f"copy (from {rows}) to '{table}' (format parquet)")
    assert closes(table) == [("A", A, None)]


def test_a_row_of_a_parquet_file_without_a_day_is_refused(tmp_path):
    path = tmp_path / "F.parquet"
    rows = "(values (date '2025-01-24', 1.0::double), (null, 2.0)) as t(date, close)"
    scratch().execute(f"copy (from {rows}) to '{path}' (format parquet)")
    with pytest.raises(InputError, match=r"date that cannot be read: ''. Line 2"):
        closes(path)


def test_companies_called_low_and_open_stand_in_a_wide_file(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text("Date,AAPL,LOW,OPEN,DAY\n2025-01-24,1,2,3,4\n")
    assert [row[::2] for row in closes(path)] == [
        ("AAPL", 1.0), ("DAY", 4.0), ("LOW", 2.0), ("OPEN", 3.0)
    ]  # fmt: skip


def test_fields_with_unknown_names_are_no_symbols(tmp_path):
    path = tmp_path / "de.csv"
    path.write_text("Fecha,Último,Máximo,Vol.\n27.01.2025,118,128,5\n")
    with pytest.raises(InputError, match=r"no price column.*Fecha, Vol., Último, Máximo"):
        closes(path)


def test_the_columns_of_databases(tmp_path):
    path = tmp_path / "NVDA.csv"
    path.write_text(
        "timestamp,close,adjusted_close,dividend_amount,split_coefficient\n"
        "2024-06-10,121.79,121.7,0,10.0\n2024-06-07,1208.88,120.8,0,1.0\n"
    )
    (item,) = histories(path)
    assert item.listing.basis == "raw"
    assert [(action.kind, action.value) for action in item.actions] == [("split", 10.0)]
    path.write_text("PERMNO,date,RET\n14593,20250124,C\n14593,20250127,0.5\n")
    assert [bar.close for bar in histories(path)[0].bars] == [100.0, 150.0]


@pytest.mark.parametrize("symbol", ['"A\nB"', "A" * 65, "A\x07"])
def test_a_symbol_that_is_none_is_refused_in_one_line(tmp_path, symbol):
    path = tmp_path / "x.csv"
    path.write_text(f"symbol,date,close\n{symbol},2025-01-24,1\n")
    with pytest.raises(InputError, match="a symbol that is none") as refused:
        closes(path)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("x.csv", b"PAR1rest", "is a Parquet file by another name"),
        ("x.csv", gzip.compress(b"date,close\n", mtime=0), "is a gzip archive by another name"),
        ("x.csv.gz", gzip.compress(b"date,close\n" * 90, mtime=0)[:-9], "ends early"),
        ("x.csv.gz", b"date,close\n", "is broken"),
        ("x.csv", b"date,close\n", "has a header and no rows"),
        ("x.csv", b'date,close\n"' + b"a" * 200_000 + b'"\n', "cannot be read as a table"),
    ],
)
def test_files_that_are_not_what_they_seem(tmp_path, name, data, says):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=says):
        closes(tmp_path / name)


def test_a_broken_file_in_the_folder_stops_no_other(tmp_path):
    folder = tmp_path / "prices"
    folder.mkdir()
    (folder / "NVDA.csv").write_text(THREE)
    (folder / "MU.csv").write_text("date,close\n2025-01-24,oops\n")
    source = FilePrices(Settings(db=tmp_path / "marketlink.duckdb"))
    assert len(source.bars("NVDA").bars) == 2
    with pytest.raises(InputError, match="no number: 'oops'"):
        source.bars("MU")
    with pytest.raises(UnknownSymbol, match=r"No file in .* has AMD. unread: .*MU.csv has a price"):
        source.bars("AMD")


def test_unknown_words_of_another_language_are_no_symbols(tmp_path):
    path = tmp_path / "7203.T.csv"
    path.write_text("日付,始値,終値\n2025-01-31,2890,2900\n")
    with pytest.raises(InputError, match=r"no price column.*日付, 始値, 終値"):
        closes(path)
    path.write_text("날짜,삼성전자\n2025-01-31,52400\n")
    assert [row[0] for row in closes(path)] == ["삼성전자"]


def test_markets_of_the_korean_exchange_by_name(tmp_path):
    path = tmp_path / "krx.csv"
    path.write_text(
        "일자,종목코드,시장구분,종가\n20250131,5930,유가증권시장,52400\n20250131,35720,KOSDAQ,37000\n"
    )
    assert [(h.symbol, h.listing.exchange) for h in histories(path)] == [
        ("005930", "XKRX"), ("035720", "XKRX")
    ]  # fmt: skip


def test_a_file_that_cannot_be_read_hides_no_finding_of_the_others(tmp_path, capsys):
    path = tmp_path / "A.csv"
    path.write_text("date,close,volume\n2025-01-24,1,5\n2025-01-27,1.1,-5\n")
    db = ("--db", str(tmp_path / "m.duckdb"))
    assert run(["prices", "check", str(path), str(tmp_path / "nothing.csv"), *db]) == 2
    said = capsys.readouterr()
    assert "negative-volume" in said.out
    assert "There is no file" in said.err


def test_symbols_that_are_not_held_are_named(tmp_path, capsys):
    path = tmp_path / "A.csv"
    path.write_text("date,close\n2025-01-24,1\n")
    db = ("--db", str(tmp_path / "m.duckdb"))
    assert run(["prices", "import", str(path), *db]) == 0
    assert run(["prices", "list", "A", "B", *db]) == 0
    assert "The store has no prices of B" in capsys.readouterr().err
    assert run(["prices", "list", "B", *db]) == 2


def test_a_day_still_to_come_is_said_by_check_and_by_import(tmp_path, capsys):
    path, db = tmp_path / "AAA.csv", tmp_path / "store.duckdb"
    path.write_text("symbol,date,close\nAAA,2025-01-24,1\nAAA,2099-01-26,1\n")
    assert run(["prices", "check", str(path), "--db", str(db)]) == 1
    assert "unfinished-bar" in capsys.readouterr().out
    assert run(["prices", "import", str(path), "--db", str(db)]) == 0
    assert "drop 1 unfinished-bar" in capsys.readouterr().err


@pytest.mark.parametrize("column", ["open", "high", "low", "volume", "dividend", "split"])
def test_two_rows_of_a_day_that_differ_anywhere_are_refused(tmp_path, column):
    path = tmp_path / "AAA.csv"
    path.write_text(f"date,close,{column}\n2025-01-24,1,5\n2025-01-24,1,6\n")
    with pytest.raises(InputError, match="two different bars of AAA on 2025-01-24"):
        histories(path)
    path.write_text(f"date,close,{column}\n2025-01-24,1,5\n2025-01-24,1,5\n")
    assert len(histories(path)[0].bars) == 1


@pytest.mark.parametrize(
    "told", [FileOptions(exchange="XKRX"), FileOptions(exchange="KOSPI"), FileOptions(suffix=".KS")]
)
def test_codes_said_to_be_korean_get_their_zeros_back(tmp_path, told):
    path = tmp_path / "codes.csv"
    path.write_text("Code,Date,Close\n5930,2025-01-24,1\n660,2025-01-24,2\n")
    assert {item.symbol for item in histories(path, told)} == {
        f"005930{told.suffix}", f"000660{told.suffix}"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [("date,ret\n2025-01-24,1.5\n2025-01-27,-16.97\n", "returns that are not decimal"),
     ("date,ret\n" + "".join(f"2025-01-{n:02},0.{n % 7 + 3}\n" for n in range(10, 25)),
      "Half of them are larger than 20 %"),
     ("날짜,종목명,종가\n2025-01-24,가나,1\n2025-01-24,다라,2\n", "no column of symbols"),
     ("symbol,date,close\n=1+1,2025-01-24,1\n", "a symbol that is none: '=1\\+1'"),
     ("symbol,date,close\n@SUM(A1),2025-01-24,1\n", "a symbol that is none")],
)  # fmt: skip
def test_what_no_price_file_can_mean_is_said(tmp_path, text, says):
    path = tmp_path / "k.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=says):
        histories(path)
