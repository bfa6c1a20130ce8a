"""The list of reports: what stands in it, how large it is, what it links to."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from report_case import case

from marketlink import report
from marketlink.report.index import FIRST, page, read, stocks


def many(count: int) -> list[dict]:
    """Summaries of one report, a day apart each."""
    from marketlink.report.record import summary

    base = summary(case("ko"))
    found = []
    for n in range(count):
        day = (date(2021, 1, 4) + timedelta(n)).isoformat()
        companies = [item | {"day0": day} for item in base["companies"]]
        more = {"title": f"{base['title']} {n}", "companies": companies, "pages": ["en", "ko"]}
        found.append(base | more | {"folder": f"r{n}", "published": day})
    return found


def island(html: str) -> dict:
    return json.loads(re.search(r'id="data">(.*?)</script>', html, re.DOTALL)[1])


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_two_thousand_reports_are_one_and_a_half_megabytes_and_begin_with_twenty(lang: str) -> None:
    html = page(many(2000), lang)
    assert len(html.encode()) <= 1_500_000
    shown, _, rest = html.partition("<noscript><ol")
    assert shown.count('<li><span class="when">') == FIRST == 20
    assert rest.partition("</noscript>")[0].count("<li>") == 1980, "nothing is lost without scripts"
    data = island(html)
    assert len(data["rows"]) == 2000 and len(data["companies"]) == 3


def test_months_are_counted_and_add_up() -> None:
    html = page(many(100), "en")
    cells = re.findall(r'data-month="([\d-]+)" aria-label="\1: (\d+)"', html)
    assert [key for key, _ in cells] == ["2021-01", "2021-02", "2021-03", "2021-04"]
    assert sum(int(n) for _, n in cells) == 100
    assert '<table class="months"' not in page(many(3), "en"), "one month needs no map"


def test_a_company_is_sought_by_symbol_and_by_its_names(tmp_path: Path) -> None:
    told = case("en")
    named = (replace(told.companies[0], names={"en": "NVIDIA", "ko": "엔비디아"}),
             *told.companies[1:])  # fmt: skip
    report.write(replace(told, companies=named), tmp_path, "en")
    data = island((tmp_path / "index.en.html").read_text("utf-8"))
    found = dict(data["companies"])
    assert "nvda" in found["NVIDIA"] and "엔비디아" in found["NVIDIA"]
    assert island((tmp_path / "index.ko.html").read_text("utf-8"))["rows"][0][0].endswith("ko.html")


def test_pages_on_stocks_are_listed_with_what_they_say(tmp_path: Path) -> None:
    report.write(case("en"), tmp_path, "en")
    (tmp_path / "stocks").mkdir()
    said = '<meta property="og:title" content="Nothing &lt;b&gt; stands out">'
    (tmp_path / "stocks" / "NVDA.en.html").write_text(said)
    assert stocks(tmp_path, "en") == [("stocks/NVDA.en.html", "NVDA", "Nothing <b> stands out")]
    html = page(read(tmp_path), "en", stocks=stocks(tmp_path, "en"))
    assert 'href="stocks/NVDA.en.html"' in html and "Nothing <b>" not in html


def test_the_list_is_ordered_by_the_day_that_it_shows(tmp_path: Path) -> None:
    late, early, bare = many(3)
    late["companies"] = [item | {"day0": "2021-03-01"} for item in late["companies"]]
    early["published"] = "2022-01-01"
    bare["companies"] = []
    for one in (early, late, bare):
        (tmp_path / one["folder"]).mkdir()
        (tmp_path / one["folder"] / "summary.json").write_text(json.dumps(one, default=str))
    assert [one["folder"] for one in read(tmp_path)] == ["r0", "r1", "r2"]


def test_a_report_is_of_the_day_of_the_company_it_is_about_first() -> None:
    (one,) = many(1)
    first, *others = one["companies"]
    companies = [
        first | {"day0": "2021-03-04"},
        *(item | {"day0": "2021-03-01"} for item in others),
    ]
    (row,) = island(page([one | {"companies": companies}], "en"))["rows"]
    assert row[4] == "2021-03-04"
    companies[0]["day0"] = None
    (row,) = island(page([one | {"companies": companies}], "en"))["rows"]
    assert row[4] == "2021-03-01"


def test_signs_of_statements_stand_in_one_order() -> None:
    (one,) = many(1)
    counts = {"unclear": 1, "supported": 3, "contradicted": 2}
    (row,) = island(page([one | {"claims": counts}], "en"))["rows"]
    assert list(row[6]) == ["contradicted", "supported", "unclear"]
