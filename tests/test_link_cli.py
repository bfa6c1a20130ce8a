"""``marketlink link`` and ``marketlink companies``, as a shell sees them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from marketlink.cli.main import run

FIELDS = ("published", "language", "title", "subjects", "mentions", "moments", "claims", "warnings")
MENTION = ("text", "start", "end", "line", "symbol", "company", "kind", "role", "rule")
KOREAN = "딥시크 충격에 엔비디아가 17% 급락했고 연휴 뒤 하이닉스도 9.86% 내렸다."


@pytest.fixture
def db(tmp_path: Path) -> str:
    return str(tmp_path / "marketlink.duckdb")


def test_one_article_as_json(tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "a.txt"
    page.write_text(KOREAN, encoding="utf-8")
    assert (
        run(["link", str(page), "--published", "2025-01-31", "--format", "json", "--db", db]) == 0
    )
    found = json.loads(capsys.readouterr().out)
    assert set(FIELDS) <= set(found)
    assert set(found["subjects"]) == {"NVDA", "000660.KS"}
    assert set(MENTION) | {"confidence", "relevance"} <= set(found["mentions"][0])
    for mention in found["mentions"]:
        assert KOREAN[mention["start"] : mention["end"]] == mention["text"]
    assert found["published"]["grade"] == "given"
    assert {"딥시크": "private"}.items() <= {
        m["text"]: m["kind"] for m in found["mentions"]
    }.items()


def test_a_store_that_others_hold_ends_the_run_at_its_first_line(
    tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARKETLINK_LOCK_WAIT_SECONDS", "0.3")
    lines = tmp_path / "a.jsonl"
    one = json.dumps({"id": "a", "text": KOREAN, "published": "2025-01-31"})
    lines.write_text(f"{one}\n" * 3, encoding="utf-8")
    code = (
        f"import duckdb, sys\ncon = duckdb.connect({db!r})\n"
        "print('held', flush=True)\nsys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        asked = ["link", str(lines), "--input-format", "jsonl", "--offline", "--db", db]
        assert run(asked) == 5
        assert holder.stdin is not None
        holder.stdin.close()
    out, err = capsys.readouterr()
    assert out == "" and err.count(f"Process {holder.pid}") == 1


def test_many_texts_one_object_a_line(
    tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {"id": "a", "text": KOREAN, "published": "2025-01-31T16:00:00+09:00"},
        {"id": "b", "text": "Nvidia fell.", "published": "2025-01-27"},
        {"id": "c", "text": ""},
        {"id": "d"},
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    file = tmp_path / "many.jsonl"
    file.write_text("\n".join([*lines[:2], "", "not json", "[1]", *lines[2:]]), encoding="utf-8")
    assert run(["link", str(file), "--input-format", "jsonl", "--db", db]) == 1
    printed = capsys.readouterr()
    found = [json.loads(line) for line in printed.out.splitlines()]
    assert "Lines that could not be read: 4" in printed.err
    assert [one["id"] for one in found] == ["a", "b", 4, 5, "c", "d"]
    assert set(found[0]["subjects"]) == {"NVDA", "000660.KS"}
    assert found[1]["subjects"] == ["NVDA"]
    assert all("error" in one for one in found[2:])


def test_lines_that_are_all_read_end_with_0(tmp_path: Path, db: str) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text('{"text": "Nvidia fell."}\n{"text": "Nvidia fiel am Montag um 17 Prozent."}\n')
    assert run(["link", str(file), "--input-format", "jsonl", "--db", db]) == 0


HOSTILE = (
    (b"[" * 100_000, "nested too deeply"),
    (b"null", "not an article"),
    (b'[{"text": "a"}]', "not an article"),
    (b'{"id": NaN, "text": "a"}', "a number that JSON does not have"),
    (b'{"id": 1e999, "text": "a"}', "neither text nor a number"),
    (b'{"id": {"a": 1}, "text": "a"}', "neither text nor a number"),
    (b'{"id": 1' + b"0" * 5_000 + b', "text": "a"}', "a number that JSON does not have"),
    (b'{"text": "a", "published": {"a": 1}}', "published is not a string"),
    (b'{"text": "a", "published": "yesterday"}', "not a publication time"),
    (b'{"text": 5}', "text is not a string"),
    (b'{"text": "a", "title": ["b"]}', "title is not a string"),
    (b'{"text": "\xff"}', "not UTF-8"),
    (b'{"text": "a", "url": 5}', "url is not a string"),
    (b'{"text": ', "line 1, column 9"),
)


def test_no_line_ends_a_run(tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]) -> None:
    good = json.dumps({"id": "\ud800", "text": "Nvidia fell."}).encode()
    file = tmp_path / "many.jsonl"
    file.write_bytes(b"\n".join([*(line for line, _ in HOSTILE), good]))
    assert run(["link", str(file), "--input-format", "jsonl", "--db", db]) == 1
    printed = capsys.readouterr().out
    assert "NaN" not in printed
    assert "Infinity" not in printed
    found = [json.loads(line) for line in printed.splitlines()]
    for number, ((line, words), one) in enumerate(zip(HOSTILE, found, strict=False), 1):
        assert one["id"] == number, line[:40]
        assert words in one["error"], one["error"]
    assert found[-1]["subjects"] == ["NVDA"]


def test_a_line_above_the_size_limit_is_told_and_the_next_is_read(
    tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marketlink.sources.records.SIZE_LIMIT", 100)
    file = tmp_path / "many.jsonl"
    rows = [{"text": "x" * 300}, {"id": "b", "text": "Nvidia fell."}]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert run(["link", str(file), "--input-format", "jsonl", "--db", db]) == 1
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert "larger than" in first["error"]
    assert second["subjects"] == ["NVDA"]


def test_the_table_shows_what_was_read(
    tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "a.txt"
    page.write_text(KOREAN, encoding="utf-8")
    assert run(["link", str(page), "--published", "2025-01-31", "--db", db]) == 0
    out = capsys.readouterr().out
    assert "엔비디아" in out
    assert "private" in out
    (claims,) = [line for line in out.splitlines() if line.startswith("symbols ")]
    assert claims.split() == ["symbols", "kind", "verdict", "claim"]


def test_a_missing_file_is_one_sentence(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["link", "nowhere.txt", "--db", db]) == 2
    error = capsys.readouterr().err
    assert error.startswith("marketlink: error:")
    assert "Traceback" not in error


def test_find_suggests_near_names_and_links_none(
    db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["companies", "find", "엔비디앙", "--format", "json", "--db", db]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out) == []
    assert "엔비디아 (NVDA)" in shown.err


def test_a_name_in_place_of_a_symbol_is_told_where_names_are_sought(
    db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["companies", "list", "NVDA", "삼성전자", "--format", "json", "--db", db]) == 0
    shown = capsys.readouterr()
    assert {row["symbol"] for row in json.loads(shown.out)} == {"NVDA"}
    assert "no name links to 삼성전자" in shown.err and "NVDA" not in shown.err


def test_an_imported_listing_links_by_its_risk(
    tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    listing = tmp_path / "krx.csv"
    listing.write_text(
        "종목코드,종목명,시장구분,상장일,상장폐지일\n"
        "900001,가나다라로봇,KOSDAQ,2020-01-02,\n"
        "900002,여행,KOSPI,,\n"
        "900003,한들전자,KOSPI,,2021-03-05\n",
        encoding="cp949",
    )
    assert run(["companies", "import", str(listing), "--format", "json", "--db", db]) == 0
    risks = {row["risk"]: row["names"] for row in json.loads(capsys.readouterr().out)}
    assert risks == {"none": 2, "word": 1}
    cases = {
        "가나다라로봇이 올랐다": ["900001.KQ"],
        "여행 수요가 늘었다": [],
        "여행 주가가 올랐다": ["900002.KS"],
    }
    for text, symbols in cases.items():
        assert run(["companies", "find", text, "--format", "json", "--db", db]) == 0
        rows = json.loads(capsys.readouterr().out)
        assert [row["symbol"] for row in rows if row["symbol"]] == symbols
    late = ["companies", "find", "한들전자 급등", "--published", "2025-01-01", "--db", db]
    assert run([*late, "--format", "json"]) == 0
    assert [row["kind"] for row in json.loads(capsys.readouterr().out)] == ["delisted"]


def test_list_shows_the_names_of_a_symbol(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["companies", "list", "000660.KS", "--format", "json", "--db", db]) == 0
    names = {row["alias"] for row in json.loads(capsys.readouterr().out)}
    assert {"SK하이닉스", "하이닉스", "SK hynix"} <= names


def test_a_listing_without_names_is_refused(
    tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n", encoding="utf-8")
    assert run(["companies", "import", str(bad), "--db", db]) == 2
    assert "no code and no name column" in capsys.readouterr().err
