"""What is worked out of the shipped tables is kept, and never believed when it is not of them."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from marketlink import derived


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(derived, "folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


def _table(tmp_path: Path, text: str = "a") -> Path:
    (tmp_path / "table.csv").write_text(text, "utf-8")
    return tmp_path / "table.csv"


def test_a_second_process_reads_what_the_first_worked_out(place: Path, tmp_path: Path) -> None:
    made = []
    for _ in range(2):
        found = derived.derive(
            "words", [_table(tmp_path)], lambda: made.append(1) or {"a": (1, "가")}
        )
        assert found == {"a": [1, "가"]}
    assert made == [1]
    assert [file.name[:6] for file in place.iterdir()] == ["words."]


def test_another_table_text_or_order_is_worked_out_anew(place: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    for content in ("a", "b"):
        for sources in ([_table(tmp_path, content)], ["c", table], [table, "c"], ["ab", "c"]):
            expected = [content, *map(str, sources)]
            found = derived.derive("words", sources, lambda told=expected: told)
            assert found == expected or sources == ["ab", "c"]
    assert len(list(place.iterdir())) == 7


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:-1],
        lambda content: content.replace(b"true", b"null"),
        lambda content: b"\n[1]",
        lambda content: b"\0" * 5000,
    ],
)
def test_a_damaged_file_is_made_again(place: Path, tmp_path: Path, damage) -> None:
    derived.derive("words", ["a"], lambda: {"right": True})
    (file,) = place.iterdir()
    sound = file.read_bytes()
    file.write_bytes(damage(sound))
    assert derived.derive("words", ["a"], lambda: {"right": True}) == {"right": True}
    assert file.read_bytes() == sound


def test_a_folder_that_cannot_be_written_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = _table(tmp_path)
    for place in (in_the_way / "cache", Path("~/cache"), Path("/proc/1/cache")):
        monkeypatch.setattr(derived, "folder", lambda place=place: place)
        assert derived.derive("words", ["a"], lambda: [1]) == [1]
    assert in_the_way.read_text("utf-8") == "a"
    assert not Path("~").exists()


def test_many_who_write_at_once_read_the_same(place: Path) -> None:
    def one(number: int) -> object:
        return derived.derive("words", [str(number % 2)], lambda: ["word"] * 10_000)

    with ThreadPoolExecutor(8) as pool:
        assert all(found == ["word"] * 10_000 for found in pool.map(one, range(64)))
    assert len(list(place.iterdir())) == 2


def test_the_oldest_of_a_name_go(place: Path) -> None:
    derived.derive("other", ["a"], list)
    for number in range(derived.MOST_KEPT + 3):
        derived.derive("words", [str(number)], lambda told=number: told)
        newest = max(place.iterdir(), key=lambda file: file.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    names = [file.name.partition(".")[0] for file in place.iterdir()]
    assert (names.count("words"), names.count("other")) == (derived.MOST_KEPT, 1)


def test_reading_is_the_same_with_and_without_what_is_kept(tmp_path: Path) -> None:
    code = (
        "from marketlink.reading import read, to_json; import json;"
        "print(json.dumps(to_json(read('NVIDIA and SK하이닉스: 엔비디아 주가가 27일 17% 급락했다.',"
        " '2025-01-28')), ensure_ascii=False))"
    )
    cache = tmp_path / "cache"
    said = []
    for home in (cache, cache, Path("/proc/1/nowhere")):
        environment = {**os.environ, "XDG_CACHE_HOME": str(home), "PYTHONIOENCODING": "utf-8"}
        run = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, check=True
        )
        said.append(run.stdout)
    assert said[0] == said[1] == said[2]
    assert b"NVDA" in said[0]
    if sys.platform == "linux":
        assert {file.name.partition(".")[0] for file in (cache / "marketlink").iterdir()} >= {
            "lists-en", "lists-ko", "spellings",
        }  # fmt: skip
