"""Tables wherever they are: patterns, Hive folders, lakes, buckets, addresses, expressions."""

from __future__ import annotations

import http.server
import threading
from contextlib import contextmanager
from functools import partial

import pytest

from marketlink.errors import InputError, SourceUnavailable
from marketlink.records.study import Spec
from marketlink.study.run import study_files
from marketlink.tabular import as_files
from marketlink.tabular.head import read_head, text_of
from marketlink.tabular.rows import columns, rows, table

ROWS = [("NVDA", "2025-01-24", 142.62), ("NVDA", "2025-01-27", 118.42), ("MU", "2025-01-27", 91.23)]
CSV = "symbol,date,close\n" + "".join(f"{s},{d},{p}\n" for s, d, p in ROWS)


def _read(source, **more):
    """The rows of a source, as sorted tuples of texts."""
    with table(str(source), **more) as con:
        names = [name for name in ("symbol", "date", "close") if name in columns(con)]
        return sorted(row for block in rows(con, names, 10) for row in block)


@pytest.fixture
def expected(tmp_path):
    (tmp_path / "plain.csv").write_text(CSV)
    return _read(tmp_path / "plain.csv")


def _arrow():
    import pyarrow as pa

    symbols, days, closes = zip(*ROWS, strict=True)
    return pa.table({"symbol": symbols, "date": days, "close": closes})


def test_a_pattern_is_its_files_in_order(tmp_path):
    for name in ("b", "a"):
        (tmp_path / f"{name}.csv").write_text(CSV)
    with as_files([tmp_path / "*.csv"]) as files:
        assert [path.name for path in files.paths] == ["a.csv", "b.csv"]
    with pytest.raises(InputError, match="No file is"), as_files([tmp_path / "*.parquet"]):
        pass


def test_folders_of_hive_give_the_column_that_their_names_hold(tmp_path, expected):
    for symbol in ("NVDA", "MU"):
        folder = tmp_path / "prices" / f"symbol={symbol}"
        folder.mkdir(parents=True)
        lines = [f"{d},{p}\n" for s, d, p in ROWS if s == symbol]
        (folder / "part.csv").write_text("date,close\n" + "".join(lines))
    assert _read(tmp_path / "prices") == expected


def test_the_newest_state_of_a_delta_table_is_read(tmp_path, expected):
    deltalake = pytest.importorskip("deltalake", reason="the lake extra is not installed")
    place = str(tmp_path / "delta")
    deltalake.write_deltalake(place, _arrow().slice(0, 1))
    deltalake.write_deltalake(place, _arrow(), mode="overwrite")
    assert _read(place) == expected


def test_the_newest_state_of_an_iceberg_table_is_read(tmp_path, expected):
    pytest.importorskip("pyiceberg", reason="the lake extra is not installed")
    from pyiceberg.catalog.sql import SqlCatalog

    catalog = SqlCatalog("c", uri=f"sqlite:///{tmp_path}/c.db", warehouse=f"file://{tmp_path}/w")
    catalog.create_namespace("n")
    made = catalog.create_table("n.prices", schema=_arrow().schema)
    made.append(_arrow().slice(0, 1))
    made.append(_arrow().slice(1))
    assert _read(made.location().removeprefix("file://")) == expected
    catalog.close()


def test_a_broken_lake_is_one_sentence(tmp_path):
    pytest.importorskip("deltalake", reason="the lake extra is not installed")
    (tmp_path / "delta" / "_delta_log").mkdir(parents=True)
    (tmp_path / "delta" / "_delta_log" / "00000000000000000000.json").write_text("{")
    with pytest.raises(InputError, match=r"The Delta table .* cannot be read"):
        _read(tmp_path / "delta")


def test_an_expression_of_duckdb_is_a_table(tmp_path, expected):
    (tmp_path / "p.txt").write_text(CSV.replace(",", ";"))
    assert _read(f"read_csv('{tmp_path}/p.txt', sep = ';', all_varchar = true)") == expected
    assert _read(f"(select * from '{tmp_path}/plain.csv' where symbol = 'MU')") == [expected[0]]


@pytest.mark.parametrize("source", ["read_csv('no/such.csv')", "read_csv('a.csv'", "(select 1; x)",
                                    "a" * 5000, "no.csv", "x.docx"])  # fmt: skip
def test_what_is_no_table_is_one_sentence(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError):
        _read(source)


@contextmanager
def _served(folder):
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(quiet, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_address_is_fetched_and_called_by_its_name(tmp_path, expected):
    pytest.importorskip("fsspec", reason="the cloud extra is not installed")
    (tmp_path / "days.csv").write_text("a,b\n1,2\n")
    with _served(tmp_path) as address:
        assert _read(f"{address}/plain.csv") == expected
        assert _read(f"(from read_csv('{address}/plain.csv', all_varchar = true))") == expected
        with pytest.raises(InputError, match=f"Nothing is at {address}/no.csv"):
            _read(f"{address}/no.csv")
        with pytest.raises(InputError, match=f"^{address}/days.csv has no column symbol"):
            study_files(f"{address}/days.csv", f"{address}/plain.csv", Spec())


def test_an_address_where_nobody_answers_is_unavailable():
    pytest.importorskip("fsspec", reason="the cloud extra is not installed")
    with pytest.raises(SourceUnavailable, match=r"could not be read"):
        _read("http://127.0.0.1:9/p.csv")


@pytest.mark.parametrize("source", ["https://example.org/p.csv", "s3://bucket/p.csv",
                                    "read_csv('https://example.org/p.csv')"])  # fmt: skip
def test_offline_refuses_every_address(source):
    with pytest.raises(InputError, match="Sockets are off"):
        _read(source, offline=True)


@pytest.mark.parametrize("source", ["ssh://host/p.csv", "md:mine", "ftp://h/p.csv"])
def test_other_kinds_of_addresses_are_refused(source):
    with pytest.raises(InputError, match="is of a kind that is not read"):
        _read(source)


def test_a_ducklake_without_a_table_says_how_a_table_is_named():
    with pytest.raises(InputError, match=r"names no table of a DuckLake\. Try: ducklake:CATALOG#"):
        _read("ducklake:x.db")


def test_an_extension_that_is_not_installed_is_named():
    for name in ("delta_scan('somewhere')", "ducklake:x.ducklake#prices"):
        with pytest.raises(InputError, match="needs DuckDB's extension"):
            _read(name)


@pytest.fixture
def bucket(monkeypatch):
    """A bucket of a loopback server that speaks S3, and the client that fills it."""
    server = pytest.importorskip("moto.server", reason="moto is not installed")
    import boto3

    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    client = boto3.client("s3")
    client.create_bucket(Bucket="prices")
    yield client
    running.stop()


def test_files_folders_patterns_and_lakes_of_a_bucket(bucket, tmp_path, expected):
    s3fs = pytest.importorskip("s3fs", reason="the cloud extra is not installed")
    deltalake = pytest.importorskip("deltalake", reason="the lake extra is not installed")
    s3fs.S3FileSystem.clear_instance_cache()
    bucket.put_object(Bucket="prices", Key="plain.csv", Body=CSV)
    for symbol in ("NVDA", "MU"):
        lines = "".join(f"{d},{p}\n" for s, d, p in ROWS if s == symbol)
        bucket.put_object(
            Bucket="prices", Key=f"hive/symbol={symbol}/p.csv", Body="date,close\n" + lines
        )
    deltalake.write_deltalake(str(tmp_path / "delta"), _arrow())
    for path in (tmp_path / "delta").rglob("*"):
        if path.is_file():
            key = f"delta/{path.relative_to(tmp_path / 'delta')}"
            bucket.put_object(Bucket="prices", Key=key, Body=path.read_bytes())
    for source in ("plain.csv", "pl*.csv", "hive", "delta"):
        assert _read(f"s3://prices/{source}") == expected, source
    assert _read("read_csv('s3://prices/pl*.csv', all_varchar = true)") == expected
    bucket.put_object(Bucket="prices", Key="bad/../../../out.csv", Body=CSV)
    with pytest.raises(InputError, match=r"would leave its folder|Nothing is at"):
        _read("s3://prices/bad")
    with pytest.raises(InputError, match="Nothing is at"):
        _read("s3://prices/none.csv")


@pytest.mark.parametrize(
    "content", [b"\x81A\x01\x80", b"code,name\n" + b"005930,x\n" * 30_000 + b"\xff"]
)
def test_a_file_that_changes_its_encoding_is_one_sentence(tmp_path, content):
    path = tmp_path / "krx.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match="another"):
        text_of(read_head(path))
