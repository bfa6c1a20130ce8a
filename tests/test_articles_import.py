"""Tables of articles: how stamps are understood, what is refused, and that counts add up."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from marketlink.cli.main import run
from marketlink.errors import InputError
from marketlink.news import importing
from marketlink.news.archive import Archive
from marketlink.news.importing import Tables, import_tables, mapping_of, preview
from marketlink.news.row_stamp import Refusal, StampClock, Stamped, read_stamp
from marketlink.store import Store

NOW = datetime(2025, 12, 31, tzinfo=UTC)
NEW_YORK = StampClock(ZoneInfo("America/New_York"), None, NOW)
NOWHERE = StampClock(None, datetime(2025, 8, 15, 12, tzinfo=UTC), NOW)
ROWS = [
    ("Nvidia falls 17%", "2025-01-27 16:20", "NVDA", "0.9"),
    ("Nvidia falls 17%", "2025-01-27 16:20", "MU", "0.9"),
    ("Nvidia falls 17%", "2025-02-27 16:20", "NVDA", ""),
    ("", "2025-01-27 16:20", "X", ""),
    ("AMD rises 3%", "5 DAYS AGO", "AMD", ""),
    ("Intel is flat", "soon", "", ""),
    ("=HYPERLINK(1)", "", "", ""),
    ("애플, 3% 상승", "2025.01.28 06:31", "AAPL", "x"),
]


@pytest.mark.parametrize(
    ("text", "clock", "lo", "hi"),
    [
        ("2025-01-27T16:20:00Z", NOWHERE, "2025-01-27T16:20", "2025-01-27T16:20"),
        ("2025-10-14 21:40:38+00:00", NOWHERE, "2025-10-14T21:40:38", "2025-10-14T21:40:38"),
        ("Wed, 05 Nov 2025 14:21:36 -0500", NOWHERE, "2025-11-05T19:21", "2025-11-05T19:21"),
        ("2025-01-27 16:20:00", NEW_YORK, "2025-01-27T21:20", "2025-01-27T21:20"),
        ("2025-01-27 16:20:00", NOWHERE, "2025-01-27T02:20", "2025-01-28T04:20"),
        ("2025-01-27", NEW_YORK, "2025-01-27T05:00", "2025-01-28T05:00"),
        ("2025-01-27", NOWHERE, "2025-01-26T10:00", "2025-01-28T12:00"),
        ("2017-01-31 00:00:00", NEW_YORK, "2017-01-31T05:00", "2017-02-01T05:00"),
        ("AUG 17, 2022", NEW_YORK, "2022-08-17T04:00", "2022-08-18T04:00"),
        ("Aug-13-25 Today 08:49PM", NEW_YORK, "2025-08-14T00:49", "2025-08-14T00:49"),
        ("Aug-13-25 12:05AM", NEW_YORK, "2025-08-13T04:05", "2025-08-13T04:05"),
        ("5 DAYS AGO", NOWHERE, "2025-08-09T10:00", "2025-08-11T12:00"),
        ("3시간 전", NOWHERE, "2025-08-15T08:00", "2025-08-15T09:00"),
        ("1738012800", NOWHERE, "2025-01-27T21:20", "2025-01-27T21:20"),
        ("1738012800000", NOWHERE, "2025-01-27T21:20", "2025-01-27T21:20"),
        ("20250127T162000", NEW_YORK, "2025-01-27T21:20", "2025-01-27T21:20"),
    ],
)
def test_a_stamp_is_an_interval_that_holds_the_publication(text, clock, lo, hi):
    found = read_stamp(text, clock)
    assert isinstance(found, Stamped)
    assert found.lo.startswith(lo)
    assert found.hi.startswith(hi)


@pytest.mark.parametrize(
    ("text", "clock", "why"),
    [
        ("", NOWHERE, Refusal.NO_TIME),
        ("soon", NOWHERE, Refusal.NOT_A_TIME),
        ("2025-13-45", NOWHERE, Refusal.NOT_A_TIME),
        ("01/02/2025", NOWHERE, Refusal.NOT_A_TIME),
        ("5 DAYS AGO", NEW_YORK, Refusal.NEEDS_READ_AT),
        ("2031-01-01T00:00:00Z", NOWHERE, Refusal.IN_THE_FUTURE),
        ("0001-01-01", NOWHERE, Refusal.NOT_A_TIME),
        ("9999-12-31T23:59-12:00", NOWHERE, Refusal.NOT_A_TIME),
        ("2025-01-01T00:00+99:99", NOWHERE, Refusal.NOT_A_TIME),
        ("9999 years ago", StampClock(None, NOW, NOW), Refusal.NOT_A_TIME),
    ],
)
def test_what_is_no_time_is_refused_by_a_code(text, clock, why):
    assert read_stamp(text, clock) is why


def table(path, rows=ROWS):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("headline", "date", "tickers", "sentiment"))
        writer.writerows(rows)
    return path


def test_every_row_ends_in_one_outcome_and_labels_are_no_events(tmp_path):
    tables = Tables((str(table(tmp_path / "n.csv")),), NEW_YORK, name="wire")
    seen = preview(tables)
    assert seen.rows == 8
    assert seen.styles.total() + seen.refused.total() == 8
    done = import_tables(tmp_path / "m.duckdb", tables, tmp_path / "refused.csv")
    assert done.outcomes == {
        "kept": 3, "repeated": 1, "refused:no_text": 1, "refused:no_time": 1,
        "refused:not_a_time": 1, "refused:needs_read_at": 1,
    }  # fmt: skip
    assert sum(done.outcomes.values()) == done.rows == 8
    again = import_tables(tmp_path / "m.duckdb", tables, tmp_path / "refused.csv")
    assert (again.outcomes["held"], "kept" in again.outcomes) == (3, False)
    aside = list(csv.DictReader((tmp_path / "refused.csv").read_text("utf-8").splitlines()))
    assert [row["row"] for row in aside] == ["4", "5", "6", "7"]
    assert aside[3]["title"] == "'=HYPERLINK(1)"
    with Store.open(tmp_path / "m.duckdb") as store:
        labels = store.con.execute(
            "select title, symbol, score from label join article using (article_id) order by all"
        ).fetchall()
        spans = store.con.execute("select count(*) from coverage").fetchall()
    assert labels == [
        ("Nvidia falls 17%", "MU", 0.9), ("Nvidia falls 17%", "NVDA", 0.9),
        ("Nvidia falls 17%", "NVDA", None), ("애플, 3% 상승", "AAPL", None),
    ]  # fmt: skip
    assert spans == [(1,)]


def test_a_second_source_of_articles_that_are_kept_covers_its_time_too(tmp_path):
    for name in ("wire", "echo"):
        tables = Tables((str(table(tmp_path / "n.csv")),), NEW_YORK, name=name)
        done = import_tables(tmp_path / "m.duckdb", tables, tmp_path / "refused.csv")
    assert "kept" not in done.outcomes
    with Store.open(tmp_path / "m.duckdb") as store:
        named = store.con.execute(
            "select address, items from source join coverage using (source_id) order by 1"
        ).fetchall()
    assert named == [("echo", 0), ("wire", 3)]


@pytest.mark.parametrize("chunks", [0, 1])
def test_an_import_that_was_cut_short_goes_on_and_keeps_nothing_twice(
    tmp_path, monkeypatch, chunks
):
    tables = Tables((str(table(tmp_path / "n.csv")),), NEW_YORK)
    monkeypatch.setattr(importing, "CHUNK", 3)
    real, done = importing.keep, []

    def keep(*given):
        if len(done) == chunks:
            raise KeyboardInterrupt
        done.append(given)
        return real(*given)

    monkeypatch.setattr(importing, "keep", keep)
    with pytest.raises(KeyboardInterrupt):
        import_tables(tmp_path / "m.duckdb", tables, tmp_path / "refused.csv")
    monkeypatch.setattr(importing, "keep", real)
    import_tables(tmp_path / "m.duckdb", tables, tmp_path / "refused.csv")
    titles = [e.headline for e in Archive.beside(tmp_path / "m.duckdb").entries()]
    assert titles == ["Nvidia falls 17%", "Nvidia falls 17%", "애플, 3% 상승"]


def test_files_of_each_kind_and_expressions_are_read_alike(tmp_path):
    path = table(tmp_path / "n.csv", [("AMD rises 3%", "2025-01-27T10:00:00Z", "AMD", "")])
    lines = tmp_path / "n.jsonl"
    lines.write_text(json.dumps({"headline": "AMD rises 3%", "date": "2025-01-27T10:00:00Z",
                                 "tickers": ["AMD"]}) + "\n")  # fmt: skip
    said = f"(select headline as title, date, tickers from read_csv('{path}', all_varchar = true))"
    for source in (str(path), str(lines), said):
        found = preview(Tables((source,), NOWHERE))
        (row,) = found.first
        assert row.values["title"] == "AMD rises 3%"
        assert importing._labels(row.values, "x")[0]["symbol"] == "AMD"
        assert found.lo.startswith("2025-01-27T10:00")


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl"])
def test_what_first_stands_far_down_a_file_is_read(tmp_path, ending):
    mark = {"csv": ",", "tsv": "\t"}.get(ending)
    titles = [f"AMD ships {n} units" for n in range(25_000)] + ['AMD, at last, says "yes"\tor no']
    with (tmp_path / f"n.{ending}").open("w", newline="") as file:
        if mark:
            writer = csv.writer(file, delimiter=mark)
            writer.writerow(("title", "published"))
            writer.writerows((title, "2025-01-27T10:00:00Z") for title in titles)
        else:
            for title in titles:
                told = {"symbol": "AMD"} if title.endswith("no") else {}
                row = {"title": title, "published": "2025-01-27T10:00:00Z", **told}
                file.write(json.dumps(row) + "\n")
    tables = Tables((str(tmp_path / f"n.{ending}"),), NOWHERE)
    rows = list(importing._rows(tables.sources[0], tables, {}))
    assert (len(rows), rows[-1].values["title"]) == (len(titles), titles[-1])
    if not mark:
        assert rows[-1].values["symbol"] == "AMD"


@pytest.mark.parametrize(
    ("source", "mapping", "why"),
    [
        ("none.csv", "", "does not exist"),
        ("n.csv", "title=nothing", "has no column nothing"),
        ("select from", "", "cannot be read as a table"),
        ("(select 1 as title)", "", "is called published"),
    ],
)
def test_what_cannot_be_imported_is_one_sentence(tmp_path, monkeypatch, source, mapping, why):
    monkeypatch.chdir(tmp_path)
    table(tmp_path / "n.csv")
    with pytest.raises(InputError, match=why):
        preview(Tables((source,), NOWHERE, mapping_of(mapping)))
    with pytest.raises(InputError, match="maps no column"):
        mapping_of("headline")


def test_the_command_previews_keeps_reads_and_says_what_was_refused(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = str(table(tmp_path / "n.csv"))
    asked = ["articles", "import", path, "--zone", "America/New_York", "--format", "json",
             "--db", str(tmp_path / "m.duckdb")]  # fmt: skip
    assert run([*asked, "--dry-run"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)[0]["from"] == "2025-01-27T21:20:00+00:00"
    assert "8 rows" in told.err
    assert "1 needs_read_at" in told.err
    assert not (tmp_path / "m.duckdb").exists()
    assert run([*asked, "--strict", "--workers", "1"]) == 1
    rows = {row["outcome"]: row["rows"] for row in json.loads(capsys.readouterr().out)}
    assert (rows["kept"], sum(rows.values())) == (3, 8)
    with Store.open(tmp_path / "m.duckdb") as store:
        found = store.con.execute("select symbol, count(*) from event group by 1").fetchall()
    assert dict(found)["NVDA"] == 2
    assert run([*asked[:3], "--zone", "Mars/Base", "--db", str(tmp_path / "m.duckdb")]) == 2
