"""A report whose event windows are not over says so wherever it shows them."""

from __future__ import annotations

import json
from datetime import date
from html import unescape
from pathlib import Path
from re import DOTALL, sub

import pytest

from marketlink.config import Settings
from marketlink.publish import Options, WrittenReport, publish

TEXT = (
    "엔비디아와 마이크론은 지난달 27일(현지시간) 급락했다. SK하이닉스는 31일 급락했다.\n"
    "세 회사의 주가는 하루에 그치지 않고 내렸다.\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("open")


def written(folder: Path, lang: str, as_of: date | None) -> WrittenReport:
    article = folder / "article.txt"
    article.write_text(TEXT, encoding="utf-8")
    settings = Settings(db=folder / "store" / "marketlink.duckdb", offline=True)
    asked = Options(published="2025-02-06T09:00+09:00", lang=lang, as_of=as_of)
    return publish(str(article), settings, asked, folder / f"{lang}-{as_of}")


def words_of(page: Path) -> str:
    html = sub(r"<(script|svg|style).*?</\1>", " ", page.read_text(encoding="utf-8"), flags=DOTALL)
    return sub(r"\s+", " ", unescape(sub(r"<[^>]+>", " ", html)))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("As of 5 February 2025; the event window ends on "
                "14 February 2025", "[0, +10], so far to +7", "[0, +5], so far to +3")),
        ("ko", ("2025년 2월 5일까지의 자료만 반영, 사건 구간은 2025년 2월 14일에 끝남",
                "[0, +10] 진행 중, +7까지", "[0, +5] 진행 중, +3까지")),
    ],
)  # fmt: skip
def test_an_open_report_names_its_last_day_and_marks_what_is_not_over(
    folder: Path, lang: str, said: tuple[str, ...]
) -> None:
    done = written(folder, lang, date(2025, 2, 5))
    page = words_of(done.report)
    assert [line for line in said if line not in page] == []
    assert (done.complete_on, done.complete) == (date(2025, 2, 14), False)
    summary = json.loads((done.report.parent / "case.json").read_text("utf-8"))["summary"]
    assert (summary["complete_on"], summary["complete"]) == ("2025-02-14", False)
    assert summary["frozen"] == "2025-02-05"
    request = json.loads((done.report.parent / "request.json").read_text("utf-8"))
    assert request["complete"] is True, "no later price changes it: it is not rendered again"
    assert said[0] in (done.report.parents[1] / "index.html").read_text("utf-8")


def test_a_window_that_is_not_over_is_no_second_half_of_the_story(folder: Path) -> None:
    done = written(folder, "en", date(2025, 2, 5))
    summary = json.loads((done.report.parent / "case.json").read_text("utf-8"))["summary"]
    later = [one for one in summary["findings"] if one["code"].startswith("after.")]
    assert later == [], "the companies' windows end on different sessions"


def test_a_complete_report_says_since_when(folder: Path) -> None:
    done = written(folder, "en", None)
    page = words_of(done.report)
    assert done.complete and "Prices through 14 February 2025: finished" in page
    assert "so far" not in page
