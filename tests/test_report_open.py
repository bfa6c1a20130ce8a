"""A report whose event windows are not over says so wherever it shows them."""

from __future__ import annotations

import csv
import json
from datetime import date
from html import unescape
from pathlib import Path
from re import DOTALL, sub

import pytest

from marketlink.config import Settings
from marketlink.publish import Options, Written, publish

TEXT = (
    "엔비디아와 마이크론은 지난달 27일(현지시간) 급락했다. SK하이닉스는 31일 급락했다.\n"
    "세 회사의 주가는 하루에 그치지 않고 내렸다.\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("open")


def written(folder: Path, lang: str, as_of: date | None) -> Written:
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
        ("en", ("As of 2025-02-05, nothing later is used · the event window ends on 2025-02-14",
                "Not every window is over: prices reach session +3 … +7",
                "[0, +10], so far to +3 … +7", "Drawn up to session +3")),
        ("ko", ("2025-02-05 기준, 그 뒤의 자료는 쓰지 않음 · 사건 구간은 2025-02-14에 끝남",
                "끝나지 않은 구간이 있다. 시세는 사건 구간의 τ +3 … +7까지만 있다.",
                "진행 중, τ +3 … +7까지", "마지막 거래일인 τ +3까지 그렸다")),
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
    assert said[0] in words_of(done.report.parents[1] / "index.html")


def test_the_average_is_drawn_only_over_sessions_that_all_companies_have(folder: Path) -> None:
    done = written(folder, "en", date(2025, 2, 5))
    page = done.report.read_text("utf-8")
    start = page.index('id="f-group-average"') if 'id="f-group-average"' in page else 0
    table = page[page.index("The group's average".replace("'", "&#39;"), start) :]
    shown = words_of_rows(table[: table.index("</table>")])
    assert max(int(row[0].replace("−", "-")) for row in shown) == 3
    with (done.report.parent / "average.csv").open(newline="") as file:
        assert max(int(row["tau"]) for row in csv.DictReader(file)) == 10


def words_of_rows(table: str) -> list[list[str]]:
    rows = [row.split("</tr>")[0] for row in table.split("<tr>")[2:]]
    return [
        [unescape(sub(r"<[^>]+>", "", cell)).strip() for cell in row.split("</t")] for row in rows
    ]


def test_a_complete_report_says_since_when(folder: Path) -> None:
    done = written(folder, "en", None)
    page = words_of(done.report)
    assert done.complete and "Complete since 2025-02-14" in page
    assert "so far" not in page and "Not every window is over" not in page
