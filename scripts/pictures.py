"""Draw every kind of page as pictures, to be looked at by whoever changes one: ``make pictures``.

    python scripts/pictures.py [FOLDER]

Twelve cases and the pages of stocks, from the shipped excerpt, offline, in the Chromium of the
PATH. FOLDER is ``build/pictures`` unless given; the printed pages lie there as PDF too.
"""

from __future__ import annotations

import csv
import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.cli.main import run
from marketlink.resources import data_path

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
DESK, PHONE, PAPER = (1280, 900), (390, 844), (760, 1075)
MONDAY = "2025-01-28T08:00:00+00:00"
MEMORY = ("MU", "000660.KS", "005930.KS")
ARTICLES = {
    "one": (
        MONDAY,
        "Nvidia Corp. (NASDAQ: NVDA) fell 17% on Monday, January 27, 2025, to close at $118.42.",
    ),
    "five": (
        MONDAY,
        "On January 27, 2025 Nvidia (NVDA) fell 17%, Broadcom (AVGO) 17.4%, Micron (MU) 11.7%, "
        "Taiwan Semiconductor (TSM) 13.3% and Advanced Micro Devices (AMD) 6.4%.",
    ),
    "calm": (
        "2025-02-13",
        "Nvidia (NVDA) was little changed on February 12, 2025, while Micron (MU) slipped.",
    ),
    "missing": (
        MONDAY,
        "Intel (NASDAQ: INTC) fell 2.6% on January 27, 2025. Intel said nothing of it. "
        "Nvidia (NVDA) lost 17% the same day.",
    ),
    "unclear": (
        MONDAY,
        "Nvidia (NVDA) slid on January 27, 2025. Chip shares lost more than a tenth, and the fall "
        "did not end in one day. Micron (MU) closed at $91.5, down from Friday.",
    ),
    "contradicted": (
        MONDAY,
        "Nvidia Corp. (NASDAQ: NVDA) shares fell 7% on Monday, January 27, 2025.",
    ),
}
"""Publication and text of each article, our own words."""


@dataclass(frozen=True)
class View:
    """A picture: the page's file, and how it is looked at."""

    name: str
    file: Path
    size: tuple[int, int] = DESK
    scheme: str = "light"
    forced: bool = False
    paper: bool = False
    opened: bool = False


def main(out: Path) -> None:
    """Make the pages, then the pictures."""
    work = out / "pages"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    views = list(made(work))
    with chromium() as browser:
        for view in views:
            print(draw(browser, view, out))


def made(work: Path) -> Iterator[View]:
    """Every page, made by the commands that a user types."""
    store, reports = work / "demo" / "marketlink.duckdb", work / "reports"
    for lang in ("en", "ko"):
        ran("demo", "--lang", lang, "--out", work / "demo")
    always = ("--db", store, "--offline", "--out", reports)
    column = str(data_path("demo", "deepseek-ko.html"))
    ran("report", column, "--lang", "ko", *always)
    korean = next(reports.glob("*/report.ko.html"))
    for name, (published, text) in ARTICLES.items():
        file = work / f"{name}.txt"
        file.write_text(f"{name.title()}\n\n{text}\n", encoding="utf-8")
        ran("report", file, "--published", published, "--lang", "en", *always, ends=(0, 3))
        yield View(name, newest(reports))
    file = work / "one.txt"
    early = ("--as-of", "2025-01-30", "--db", store, "--offline", "--out", work / "open")
    ran("report", file, "--published", MONDAY, "--lang", "en", *early)
    yield View("open", newest(work / "open"))
    english = korean.with_name("report.en.html")
    yield View("korean", korean)
    yield View("phone", korean, PHONE)
    yield View("opened", english, opened=True)
    yield View("dark", english, scheme="dark", opened=True)
    yield View("forced", english, forced=True, opened=True)
    yield View("print", english, PAPER, paper=True)
    yield View("study", study(work))
    keep(store)
    for command in ("explain", "correlate"):
        ran(command, "NVDA", "--report", "ko", *always)
    yield View("stock", reports / "stocks" / "NVDA.ko.html")
    yield View("flow", reports / "stocks" / "NVDA.flow.en.html")
    yield View("index", reports / "index.en.html")


def keep(store: Path) -> None:
    """Articles of our own words on most sessions of half a year, more of them on two days."""
    from marketlink.calendars import sessions
    from marketlink.news.archive import Archive
    from marketlink.sources.raw import RawArticle

    draw, archive = random.Random(1), Archive.beside(store)
    for day in sessions("XNYS").between(date(2024, 9, 3), date(2025, 3, 14)):
        busy = 5 if day in (date(2025, 1, 27), date(2024, 11, 21)) else 0
        for n in range(1 + busy + draw.choice([0, 0, 1, 1, 2])):
            name = "Apple (NASDAQ: AAPL)" if n == 0 else "Nvidia (NASDAQ: NVDA)"
            text = f"{name}, note {n}\n\n{name} spoke of its plans, item {n} of {day}.\n"
            raw = RawArticle(f"note-{day}-{n}", text.encode(), "text/plain")
            archive.add([raw], published=f"{day}T{8 + n:02d}:30:00-05:00")


def ran(*arguments: object, ends: tuple[int, ...] = (0,)) -> None:
    """Run a command; anything but the exit codes named is a fault of this script or of the tool."""
    code = run([str(one) for one in arguments])
    if code not in ends:
        raise SystemExit(f"marketlink {arguments[0]} ended with {code}")


def newest(folder: Path) -> Path:
    """The page that was written last."""
    return max(folder.glob("*/report.en.html"), key=lambda file: file.stat().st_mtime_ns)


def study(work: Path) -> Path:
    """A study of 1,000 days of the excerpt's stocks, in two groups."""
    prices = data_path("excerpt", "prices.csv")
    days: dict[str, list[str]] = {}
    with prices.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            days.setdefault(row["symbol"], []).append(row["date"])
    known = [
        (symbol, day)
        for symbol, own in days.items()
        if not symbol.startswith("^")
        for day in own[150:-12]
    ]
    chosen = random.Random(1).sample(known, min(1000, len(known)))
    with (work / "events.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["event_id", "symbol", "date", "group"])
        out.writerows([f"e{n}", *one, "memory" if one[0] in MEMORY else "others"]
                      for n, one in enumerate(chosen))  # fmt: skip
    files = ("--events", work / "events.csv", "--prices", prices, "--benchmark", "^GSPC")
    ran("study", *files, "--out", work / "study", "--report", "en")
    return work / "study" / "study.en.html"


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of the PATH."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def draw(browser: Browser, view: View, out: Path) -> Path:
    """One picture of a whole page."""
    wide, high = view.size
    asked: dict[str, Any] = {
        "viewport": {"width": wide, "height": high},
        "color_scheme": view.scheme,
        "forced_colors": "active" if view.forced else "none",
    }
    page: Page = browser.new_page(**asked)
    page.goto(view.file.resolve().as_uri())
    if view.opened:
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    if view.paper:
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        page.pdf(path=out / f"{view.name}.pdf", prefer_css_page_size=True)
    file = out / f"{view.name}.png"
    page.screenshot(path=file, full_page=True)
    page.close()
    return file


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "pictures")
