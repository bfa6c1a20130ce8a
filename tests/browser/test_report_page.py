"""The reader's gate: the page as it is met, and the numbers on it held against the case."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from report_case import case, failing

pytest.importorskip("playwright")
from playwright.sync_api import Browser, BrowserContext, Page, expect

from marketlink import report

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
]
ROOT = Path(__file__).resolve().parents[2]
FIGURES = 5


@pytest.fixture
def watched(page: Page) -> Iterator[tuple[Page, list[str]]]:
    """A page, and everything that goes wrong on it or leaves it."""
    trouble: list[str] = []
    page.on("console", lambda m: trouble.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda r: trouble.append(r.url) if r.url.startswith("http") else None)
    page.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.blockedURI))"
    )
    yield page, trouble


def wide(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def open_all(page: Page) -> None:
    """Every folded part of the page, opened."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")


def plain(text: str) -> float:
    """A number as it is printed, as a number."""
    return float(text.replace("\u2212", "-").replace("%", "").replace("\u00b1", ""))


def test_every_number_of_the_first_screen_stands_in_the_case(page: Page, folder: Path) -> None:
    file = folder / "deepseek-column"
    tables = json.loads((file / "case.json").read_text("utf-8"))["case"]["study"]["tables"]
    page.goto((file / "report.en.html").as_uri())
    rows = page.locator(".glance tbody tr").all()
    assert len(rows) == 3
    for row in rows:
        symbol = row.locator("th .sub").inner_text()
        cells = [cell.inner_text() for cell in row.locator("td").all()]
        (day,) = [
            one
            for one in tables["abnormal"]
            if one["event_id"] == f"m0-{symbol}" and one["tau"] == 0
        ]
        move, part, beyond = cells[1], cells[2], cells[3].split()
        assert "%" in move and "%" not in part + beyond[0], "a difference is in points"
        assert plain(move) == pytest.approx(100 * day["ret"], abs=0.05)
        assert plain(part) == pytest.approx(100 * (day["ret"] - day["ar"]), abs=0.05)
        assert plain(beyond[0]) == pytest.approx(100 * day["ar"], abs=0.05)
        assert plain(beyond[1]) == pytest.approx(196 * day["ar_se"], abs=0.06)


def test_the_answer_fits_one_screen_and_the_page_five(page: Page, page_file: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(page_file)
    box = page.locator("#answer .glance").bounding_box()
    assert box is not None and box["y"] + box["height"] < 900
    assert page.evaluate("document.documentElement.scrollHeight") <= 5 * 900
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollHeight") <= 9 * 844


def test_figures_keep_their_names_before_and_after_they_are_used(
    watched: tuple[Page, list[str]], page_file: str
) -> None:
    page, trouble = watched
    page.goto(page_file)
    open_all(page)

    def named() -> list[str]:
        labels = [one.get_attribute("aria-label") or "" for one in page.locator(".plot").all()]
        return [name for name in labels if page.get_by_role("img", name=name).count() == 1]

    before = named()
    assert len(before) == FIGURES and all(len(name) > 20 for name in before)
    plot = page.locator("#hero .plot")
    plot.focus()
    plot.press("ArrowRight")
    told = page.locator("#hero .told")
    expect(told).to_contain_text("%")
    first = told.inner_text()
    plot.press("End")
    assert told.inner_text() != first
    page.locator("#forest button[data-do=explore]").click()
    expect(page.locator("#forest .live svg.main-svg").first).to_be_visible(timeout=20_000)
    assert page.locator("#forest .modebar").count() == 1
    assert named() == before
    assert wide(page) == 0
    assert trouble == []


def test_a_pointer_and_a_finger_read_every_company_of_a_day(browser: Browser, english: str) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(english)
    plot = page.locator("#hero .plot")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] * 0.45, box["y"] + box["height"] / 2)
    expect(page.locator("#hero .told")).to_contain_text("%")
    context.close()


def test_nothing_of_the_library_is_loaded_before_a_reader_explores(
    page: Page, english: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.goto(english)
    page.wait_for_load_state("load")
    assert [url for url in asked if url.endswith(".js")] == []
    assert page.evaluate("typeof window.Plotly") == "undefined"


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_figure_can_be_taken_away(page: Page, english: str, kind: str, tmp_path: Path) -> None:
    page.goto(english)
    with page.expect_download() as taken:
        page.locator(f"#hero button[data-do={kind}]").click()
    file = tmp_path / taken.value.suggested_filename
    taken.value.save_as(file)
    data = file.read_bytes()
    assert file.name == f"hero.{kind}" and len(data) > 4_000
    assert data.startswith(b"\x89PNG") if kind == "png" else b"var(--" not in data


@pytest.mark.parametrize("form", ["mail", "explore"])
def test_a_self_contained_page_works_alone(
    watched: tuple[Page, list[str]], folder: Path, tmp_path: Path, form: str
) -> None:
    page, trouble = watched
    alone = tmp_path / "alone.html"
    alone.write_bytes((folder / form / "deepseek-column" / "report.en.html").read_bytes())
    page.goto(alone.as_uri())
    plot = page.locator("#hero .plot")
    plot.focus()
    plot.press("ArrowRight")
    expect(page.locator("#hero .told")).to_contain_text("%")
    button = page.locator("#hero button[data-do=explore]")
    if form == "mail":
        assert button.is_hidden()
        assert page.locator("#hero .far").is_visible()
    else:
        button.click()
        expect(page.locator("#hero .live svg.main-svg").first).to_be_visible(timeout=20_000)
    assert trouble == []


def test_everything_is_readable_without_scripts(browser: Browser, english: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(english)
    assert page.locator("svg.still.wide").count() == FIGURES
    assert page.locator("#hero svg.wide").is_visible()
    assert page.locator("h1").is_visible()
    assert page.locator("summary").first.is_visible()
    assert page.locator(".buttons").first.is_hidden()
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_phone_needs_no_sideways_scrolling_and_breaks_no_word(
    browser: Browser, page_file: str, scripts: bool
) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(page_file)
    if scripts:
        open_all(page)
        assert wide(page) == 0
        widest = page.evaluate(
            "Math.max(...Array.from(document.querySelectorAll('table')).map(t => t.scrollWidth))"
        )
        assert widest <= 390
        assert page.evaluate(BROKEN) == []
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["width"] <= 390
    context.close()


BROKEN = """() => {
  const broken = [], walk = document.createTreeWalker(document.querySelector('#answer'), 4);
  while (walk.nextNode()) {
    const node = walk.currentNode, words = node.data.matchAll(/[\\p{L}\\p{N}]+/gu);
    for (const word of words) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const tops = new Set(Array.from(range.getClientRects()).map(r => Math.round(r.top)));
      if (tops.size > 1) broken.push(word[0]);
    }
  }
  return broken;
}"""


def test_dark_mode_changes_paper_and_figures(browser: Browser, english: str) -> None:
    seen = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(english)
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        line = page.locator("#hero svg.wide path").last.evaluate("e => getComputedStyle(e).stroke")
        seen[scheme] = (paper, line)
        context.close()
    assert seen["light"][0] != seen["dark"][0]
    assert seen["light"][1] != seen["dark"][1]
    assert sum(map(int, re.findall(r"\d+", seen["dark"][0]))) < 200


def test_a_fall_is_blue_where_readers_expect_it(browser: Browser, folder: Path) -> None:
    shade = {}
    for lang in ("ko", "en"):
        page = browser.new_page(color_scheme="light")
        page.goto((folder / "deepseek-column" / f"report.{lang}.html").as_uri())
        colour = page.locator(".glance .down").first.evaluate("e => getComputedStyle(e).color")
        shade[lang] = [int(part) for part in re.findall(r"\d+", colour)[:3]]
        page.close()
    assert shade["ko"][2] > shade["ko"][0], "blue falls in Korea"
    assert shade["en"][0] > shade["en"][2]


def test_forced_colours_keep_lines_closures_and_sessions(browser: Browser, english: str) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(english)
    open_all(page)
    for name in ("hero", "timeline"):
        painted = page.locator(f"#{name} svg.wide").screenshot()
        assert len(painted) > 3_000
    fill = page.locator("#after svg.wide path[d$=Z]").evaluate_all(
        "es => es.map(e => getComputedStyle(e).fill)"
    )
    assert fill and "rgb(0, 0, 0)" not in fill, "a band does not cover its line"
    context.close()


def test_paper_opens_the_folds_in_light_colours_and_letters_of_seven_points(
    page: Page, english: str
) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(english)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("#timeline svg.wide").is_visible()
    assert page.locator(".buttons").first.is_hidden()
    assert page.locator("footer a").first.is_hidden(), "a link to a list is of no use on paper"
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert sum(map(int, re.findall(r"\d+", ink))) < 200
    page.set_viewport_size({"width": 688, "height": 1000})
    smallest = page.evaluate(
        """() => Math.min(...Array.from(document.querySelectorAll('svg.wide')).map(s =>
             parseFloat(getComputedStyle(s).fontSize) * s.getBoundingClientRect().width
             / s.viewBox.baseVal.width))"""
    )
    assert smallest * 0.75 >= 7
    beyond = page.evaluate(
        """() => Array.from(document.querySelectorAll('svg.wide text')).filter(t =>
             t.getBoundingClientRect().right > document.documentElement.clientWidth
           ).map(t => t.textContent)"""
    )
    assert beyond == [], "paper cuts what reaches beyond its edge"
    kept = """(query) => Array.from(document.querySelectorAll(query)).map(one =>
        [getComputedStyle(one).breakInside, getComputedStyle(one).breakAfter])"""
    tables = page.evaluate(kept, ".grid:not(:has(tbody tr:nth-child(13)))")
    assert tables and {inside for inside, _ in tables} == {"avoid"}, "a short table stays whole"
    heads = page.evaluate(kept, ".grid thead, .grid tbody tr:nth-child(-n+2)")
    assert heads and {after for _, after in heads} == {"avoid"}, "no head stands alone at the foot"
    assert len(page.pdf(format="A4")) > 50_000


@pytest.mark.parametrize(
    ("name", "scheme"),
    [
        ("report.ko.html", "light"),
        ("report.en.html", "dark"),
        ("index", "light"),
        ("index", "dark"),
    ],
)
def test_no_serious_barrier(context: BrowserContext, folder: Path, name: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    page = context.new_page()
    page.emulate_media(color_scheme=scheme)
    file = folder / "index.html" if name == "index" else folder / "deepseek-column" / name
    page.goto(file.as_uri())
    open_all(page)
    found = axe.run(page)
    serious = [
        (item["id"], [node["html"][:120] for node in item["nodes"][:3]])
        for item in found["violations"]
        if item["impact"] in {"serious", "critical", "moderate"}
    ]
    assert serious == []


OTHERS = [f"{kind}.{lang}" for kind in ("stock", "flow", "study") for lang in ("en", "ko")]


@pytest.mark.parametrize("name", OTHERS)
def test_pages_on_stocks_and_studies_are_as_sound_as_an_articles(
    watched: tuple[Page, list[str]], others: dict[str, str], name: str
) -> None:
    page, trouble = watched
    page.goto(others[name])
    open_all(page)
    plots = page.locator(".plot").all()
    labels = [one.get_attribute("aria-label") or "" for one in plots]
    assert labels and all(len(label) > 20 for label in labels)
    figure = page.locator("figure").first
    figure.locator(".plot").focus()
    page.keyboard.press("ArrowRight")
    expect(figure.locator(".told")).not_to_be_empty()
    figure.locator("button[data-do=explore]").click()
    expect(figure.locator(".live svg.main-svg").first).to_be_visible(timeout=20_000)
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = axe.run(page)
        serious = [
            (item["id"], [node["html"][:120] for node in item["nodes"][:3]])
            for item in found["violations"]
            if item["impact"] in {"serious", "critical", "moderate"}
        ]
        assert serious == []
    assert trouble == []


@pytest.mark.parametrize("name", OTHERS)
def test_pages_on_stocks_and_studies_fit_a_phone_and_need_no_script(
    browser: Browser, others: dict[str, str], name: str
) -> None:
    for scripts in (True, False):
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, java_script_enabled=scripts
        )
        page = context.new_page()
        page.goto(others[name])
        assert page.locator("h1").is_visible() and page.locator("svg.narrow").first.is_visible()
        if scripts:
            open_all(page)
            assert wide(page) == 0
            assert page.evaluate(BROKEN) == []
            page.emulate_media(forced_colors="active")
            assert len(page.locator("svg.narrow").first.screenshot()) > 3_000
        context.close()


def test_the_index_finds_by_symbol_and_by_the_other_languages_name(
    page: Page, folder: Path
) -> None:
    other = replace(failing(case("en"), "listed_after_event"), slug="another")
    parts = tuple(
        replace(one, names={"ko": "엔비디아" if one.event.symbol == "NVDA" else one.name})
        for one in other.companies
    )
    report.write(replace(other, companies=parts), folder, "en")
    page.goto((folder / "index.en.html").as_uri())
    rows = page.locator("#reports li:visible")
    expect(rows).to_have_count(2)
    for words, count in (("no such thing", 0), ("nvda", 2), ("엔비디아", 1), ("000660", 2)):
        page.fill("[name=q]", words)
        expect(rows).to_have_count(count)
    page.fill("[name=q]", "")
    page.select_option("[name=order]", "size")
    page.select_option("[name=state]", "done")
    expect(rows).to_have_count(2)
    height = rows.first.bounding_box()
    assert height is not None and height["height"] <= 60
    page.locator("#reports a").first.click()
    assert page.locator("h1").is_visible()


def test_no_cell_of_a_row_of_the_index_covers_the_next(page: Page, folder: Path) -> None:
    page.goto((folder / "index.en.html").as_uri())
    page.evaluate(
        """() => {
        document.querySelector('#reports .marks').textContent = '\u2717 2 \u2713 12 \u25cb 4 ? 11'
        document.querySelector('#reports .state').textContent = 'not finished'
        }"""
    )
    for width in (920, 1000, 1300):
        page.set_viewport_size({"width": width, "height": 700})
        gaps = page.evaluate(
            """() => [...document.querySelectorAll('#reports li')].flatMap((row) => {
            const cells = [...row.children].filter((one) => one.getClientRects().length)
            return cells.slice(1).map((one, n) =>
                one.getBoundingClientRect().left - cells[n].getBoundingClientRect().left
                - cells[n].scrollWidth * !cells[n].matches('a'))
            })"""
        )
        assert min(gaps) >= 0, width


def test_screenshots_for_the_readme(browser: Browser, folder: Path) -> None:
    if not os.environ.get("MARKETLINK_SCREENSHOT"):
        pytest.skip("MARKETLINK_SCREENSHOT is not set")
    source = Path(os.environ["MARKETLINK_SCREENSHOT"])
    file = source if source.suffix == ".html" else folder / "deepseek-column" / "report.en.html"
    context = browser.new_context(
        viewport={"width": 1200, "height": 960}, device_scale_factor=1.5, color_scheme="light"
    )
    page = context.new_page()
    page.goto(file.resolve().as_uri())
    images = ROOT / "docs" / "images"
    images.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=images / "report.png")
    page.locator("#hero").screenshot(path=images / "company.png")
    page.evaluate("document.getElementById('when').open = true")
    page.locator("#timeline").screenshot(path=images / "timeline.png")
    assert all(file.stat().st_size > 10_000 for file in images.glob("*.png"))
    context.close()


def test_an_article_pasted_into_the_form_becomes_a_report_in_every_open_window(
    browser: Browser, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "marketlink", "serve", str(tmp_path / "reports"), "--port",
               "0", "--offline", "--db", str(tmp_path / "store" / "own.duckdb")]  # fmt: skip
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert running.stdout
    try:
        address = running.stdout.readline().strip()
        other = browser.new_page()
        other.goto(address)
        page = browser.new_page()
        page.goto(address + "index.ko.html")
        page.locator(".paste summary").click()
        page.fill("[name=text]", "지난 설 연휴 미국 증시에서 엔비디아가 16.97% 급락했다.")
        page.click("#paste [type=submit]")
        expect(page.locator("#work")).to_contain_text("만들지 못했다", timeout=60_000)
        told = page.locator("#work").inner_text()
        assert "발행 시각을 찾지 못했다" in told and "2025년 1월 25일" in told
        page.fill("[name=published]", "2025-02-06")
        page.click("#paste [type=submit]")
        expect(page.locator("h1")).to_contain_text("엔비디아", timeout=120_000)
        expect(other.locator("#reports li")).to_have_count(1, timeout=20_000)
    finally:
        running.terminate()
        running.wait(timeout=20)
        running.stdout.close()
