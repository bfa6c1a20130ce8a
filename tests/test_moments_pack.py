"""The engine of time knows no language: its words are rows, and another language is files."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from shutil import copytree, rmtree

import pytest

import marketlink
from marketlink.moments import read
from marketlink.reading import read as read_article
from marketlink.records.article import Published
from marketlink.resources import data_path

ENGINE = sorted(
    file
    for shelf in ("moments", "events", "text")
    for file in (Path(marketlink.__file__).parent / shelf).glob("*.py")
)
LETTERS = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{2}")


def _constants(tree: ast.Module) -> list[str]:
    """Strings of a module that are no docstrings."""
    told = {
        id(node.value) for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }  # fmt: skip
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [n.value for n in nodes if isinstance(n.value, str) and id(n) not in told]


@pytest.mark.parametrize("file", ENGINE, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_no_module_of_the_engine_names_a_language_or_holds_its_words(file: Path) -> None:
    for said in _constants(ast.parse(file.read_text("utf-8"))):
        assert said not in ("ko", "en", "ja"), f"{file.name} asks for a language"
        assert not LETTERS.search(said), f"{file.name} holds a word: {said}"


WORDS = """[words]
script = ['[ぁ-ヿ]']
"""
TIME = r"""[settings]
points_home = true

[words]
market_place = ["市場", "証券取引所"]
edge = ['(?<![0-9])']

[values.weekday]
"月曜日" = 0
"金曜日" = 4

[values.holiday]
"ゴールデンウィーク|大型連休" = "golden JP"
"元日" = "newyear JP fixed"

[[rule]]
id = "ja.ymd.era"
kind = "ymd"
heads = "令和"
pattern = '令和(\d{1,2})年({month_number})月({day_number})日'
values = ["1+2018", "2", "3"]
yes = ["[令和7年1月27日]に下落した"]

[[rule]]
id = "ja.md"
kind = "md"
heads = "#"
pattern = '{edge}({month_number})月({day_number})日'
values = ["1", "2", ""]
yes = ["[1月27日]に下落した"]

[[rule]]
id = "ja.day"
kind = "day"
heads = "#"
pattern = '{edge}({day_number})日'
values = ["1", ""]
yes = ["[27日]に下落した"]

[[rule]]
id = "ja.offset"
kind = "offset"
heads = "昨日"
pattern = "昨日"
values = [-1]
yes = ["[昨日]下落した"]

[[rule]]
id = "ja.named"
kind = "named"
heads = "前日|同日"
pattern = "前日"
values = [-1]
yes = ["[前日]は上昇した"]

[[rule]]
id = "ja.holiday"
kind = "holiday"
heads = "ゴールデンウィーク|大型連休|元日"
pattern = "({holiday})"
values = ["1:holiday", "=", 0, ""]
yes = ["[大型連休]明け"]

[[rule]]
id = "ja.clock"
kind = "clock"
heads = "午後|午前"
pattern = '午後(\d{1,2})時'
values = ["1", 0, "=pm", ""]
yes = ["[午後2時]に発表した"]

[[rule]]
id = "ja.gap"
kind = "gap"
pattern = '[\s（(]*の?'
yes = ["27日の午後2時"]

[[rule]]
id = "ja.past"
kind = "past"
pattern = "した。?$"
yes = ["下落[した]"]

[[rule]]
id = "ja.ahead"
kind = "ahead"
pattern = "予定|見通し"
yes = ["発表する[予定]だ"]
"""
CASES = (
    ("令和7年1月27日、エヌビディアは17%下落した。", ["2025-01-27"]),
    ("日経平均は27日に下落した。前日は上昇した。", ["2025-01-27", "2025-01-26"]),
    ("昨日、東京エレクトロンが下落した。", ["2025-02-05"]),
    ("1月27日午後2時に決算を発表した。", ["2025-01-27 05:00:00+00:00"]),
    ("2月26日に決算を発表する予定だ。", ["2025-02-26"]),
)


@pytest.fixture
def japanese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A small pack of Japanese beside those that are shipped."""
    folder = tmp_path / "lang"
    copytree(data_path("lang"), folder)
    own = folder / "ja"
    rmtree(own)
    own.mkdir()
    (own / "words.toml").write_text(WORDS, "utf-8")
    (own / "time.toml").write_text(TIME, "utf-8")
    (own / "page.toml").write_text('[settings]\nhome = "Asia/Tokyo"\n', "utf-8")
    (own / "clauses.toml").write_text('[settings]\nverb = "last"\n', "utf-8")

    def elsewhere(*parts: str) -> Path:
        return folder.joinpath(*parts[1:]) if parts[0] == "lang" else data_path(*parts)

    monkeypatch.setattr(import_module("marketlink.text.pack"), "data_path", elsewhere)
    _forget()
    yield "ja"
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    """Empties every cache of the package, which may hold words of the other pack."""
    modules = [module for name, module in sys.modules.items() if name.startswith("marketlink.")]
    for module in modules:
        for one in vars(module).values():
            if callable(getattr(one, "cache_clear", None)):
                one.cache_clear()


@pytest.mark.parametrize(("text", "days"), CASES)
def test_another_language_reads_dates_eras_and_hours_by_files_alone(japanese, text, days) -> None:
    published = Published(datetime(2025, 2, 6, 1, tzinfo=UTC), "stated", "minute", "Asia/Tokyo")
    found = read(text, None, published, japanese).moments
    assert [str(moment.start) for moment in found] == days
    assert {moment.zone for moment in found} == {"Asia/Tokyo"}


def test_another_language_reads_its_holidays_by_files_alone(japanese) -> None:
    published = Published(datetime(2025, 5, 8, 1, tzinfo=UTC), "stated", "minute", "Asia/Tokyo")
    (found,) = read("大型連休明けの市場は下落した。", None, published, japanese).moments
    assert (str(found.start), str(found.end)) == ("2025-04-29", "2025-05-06")


def test_what_is_not_read_of_a_language_is_said(japanese) -> None:
    reading = read_article("エヌビディアは27日、17%下落した。", "2025-01-28")
    assert reading.claims == ()
    assert [one.code for one in reading.warnings] == ["warning.no_statements"]
