"""The page as a reader meets it: scripts or none, dark, narrow, printed, read aloud."""

from __future__ import annotations

import os
import re
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
FIGURES = 19


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


def draw_all(page: Page) -> None:
    """Scroll through the page until every figure is interactive."""
    for figure in page.locator(".plot").all():
        figure.scroll_into_view_if_needed()
    expect(page.locator(".plot:not(.drawn)")).to_have_count(0, timeout=20_000)


def wide(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def test_figures_become_interactive_and_nothing_leaves_the_page(
    watched: tuple[Page, list[str]], page_file: str
) -> None:
    page, trouble = watched
    page.goto(page_file)
    assert page.locator("svg.still").first.is_visible()
    draw_all(page)
    assert page.locator(".plot.drawn").count() == FIGURES
    assert page.locator(".live svg.main-svg").count() >= FIGURES
    assert page.locator("svg.still").first.is_hidden()
    assert wide(page) == 0
    assert trouble == []


def test_a_self_contained_page_works_alone(
    watched: tuple[Page, list[str]], folder: Path, tmp_path: Path
) -> None:
    page, trouble = watched
    alone = tmp_path / "alone.html"
    alone.write_bytes((folder / "mail" / "deepseek-column" / "report.en.html").read_bytes())
    page.goto(alone.as_uri())
    draw_all(page)
    assert trouble == []


def test_everything_is_readable_without_scripts(browser: Browser, english: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(english)
    assert page.locator("svg.still").count() == FIGURES
    assert page.locator("svg.still").last.is_visible()
    assert page.locator(".verdict").is_visible()
    assert page.locator("summary").first.is_visible()
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_phone_needs_no_sideways_scrolling(
    browser: Browser, page_file: str, scripts: bool
) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(page_file)
    if scripts:
        draw_all(page)
        assert wide(page) == 0
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["width"] <= 390
    context.close()


def test_dark_mode_changes_paper_and_figures(browser: Browser, english: str) -> None:
    seen = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(english)
        draw_all(page)
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        line = page.locator(".live .js-line").first.evaluate("e => getComputedStyle(e).stroke")
        seen[scheme] = (paper, line)
        context.close()
    assert seen["light"][0] != seen["dark"][0]
    assert seen["light"][1] != seen["dark"][1]
    assert sum(map(int, re.findall(r"\d+", seen["dark"][0]))) < 200


def test_changing_the_scheme_redraws(page: Page, english: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(english)
    draw_all(page)
    line = page.locator(".live .js-line").first
    before = line.evaluate("e => getComputedStyle(e).stroke")
    page.emulate_media(color_scheme="dark")
    expect(line).not_to_have_css("stroke", before)


def test_paper_shows_the_drawings_in_light_colours(page: Page, english: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(english)
    draw_all(page)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("svg.still").first.is_visible()
    assert page.locator(".live").first.is_hidden()
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert sum(map(int, re.findall(r"\d+", ink))) < 200
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
    if name != "index":
        draw_all(page)
    found = axe.run(page)
    serious = [
        (item["id"], [node["html"][:120] for node in item["nodes"][:3]])
        for item in found["violations"]
        if item["impact"] in {"serious", "critical", "moderate"}
    ]
    assert serious == []


def test_index_filters_and_sorts(page: Page, folder: Path) -> None:
    other = replace(failing(case("en"), "listed_after_event"), slug="another")
    report.write(other, folder, "en")
    page.goto((folder / "index.html").as_uri())
    rows = page.locator("#reports tbody tr")
    assert rows.count() == 2
    page.fill("#filter", "no such thing")
    assert page.locator("#reports tbody tr:visible").count() == 0
    page.fill("#filter", "nvidia")
    assert page.locator("#reports tbody tr:visible").count() >= 1
    page.fill("#filter", "")
    head = page.locator("#reports thead button").first
    head.click()
    assert page.locator("#reports th").first.get_attribute("aria-sort") == "ascending"
    page.locator("#reports tbody a").first.click()
    assert page.locator(".verdict").is_visible()


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
    draw_all(page)
    page.evaluate("scrollTo(0, 0)")
    images = ROOT / "docs" / "images"
    images.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=images / "report.png")
    page.locator(".charts").first.screenshot(path=images / "company.png")
    page.locator(".lanes").screenshot(path=images / "timeline.png")
    assert all(file.stat().st_size > 10_000 for file in images.glob("*.png"))
    context.close()
