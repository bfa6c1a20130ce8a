"""Price files of a study: plain cells are read at once, all others as texts, to the same end."""

from __future__ import annotations

import gzip

import pytest
from study_files import write

from marketlink.store import scratch
from marketlink.study import files

TYPED = [
    ("2025-01-27", "12.5", "AAA"),
    ("2025-01-28", "NaN", "AAA"),
    ("2025-01-29", "", "005930"),
    ("", "3", "BBB"),
    ("2025-01-30", "1e3", ""),
    ("2025-01-31", "-1", "7.0"),
]


@pytest.mark.parametrize("column", ["close", "adj_close", "ret"])
@pytest.mark.parametrize("parquet", [False, True])
def test_plain_cells_are_read_as_what_they_are_and_mean_the_same(
    tmp_path, monkeypatch, column, parquet
):
    path = write(tmp_path / "p.csv", f"date,{column},symbol", TYPED)
    con = scratch()
    if parquet:
        kinds = {"date": "date", column: "double", "symbol": "varchar"}
        con.execute("create table t as select * from read_csv(?, columns = ?)", [str(path), kinds])
        path = tmp_path / "p.parquet"
        con.execute("copy t to ? (format parquet)", [str(path)])

    def read():
        notes = files.read_prices(con, path)
        return notes, con.execute("select * from input_price order by all").fetchall()

    fast, typed = read(), files.read_typed(con, path, files.PRICE_NAMES)
    assert typed is not None
    monkeypatch.setattr(files, "read_typed", lambda *_: None)
    assert fast == read()


@pytest.mark.parametrize("cell", ["1,234", "NA", "12.5 %", "₩1000"])
def test_a_cell_that_is_no_plain_number_is_read_as_a_text(tmp_path, cell):
    rows = [("2025-01-27", "12.5", "AAA"), ("2025-01-28", f'"{cell}"', "AAA")]
    path = write(tmp_path / "p.csv", "date,close,symbol", rows)
    assert files.read_typed(scratch(), path, files.PRICE_NAMES) is None


@pytest.mark.parametrize("encoding", ["cp949", "utf-16"])
def test_a_packed_file_in_another_encoding_is_read(tmp_path, encoding):
    path = tmp_path / "p.csv.gz"
    path.write_bytes(
        gzip.compress("종목코드,일자,종가\n005930,2025-01-27,53700\n".encode(encoding))
    )
    con = scratch()
    files.read_prices(con, path)
    assert con.execute("select symbol, total from input_price").fetchall() == [("005930", 53700.0)]
