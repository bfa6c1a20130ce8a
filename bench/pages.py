"""The article page beside a quantstats tear sheet: first paint and the time the reader is blocked.

    pip install quantstats       # a dependency of this benchmark only
    python bench/pages.py [--runs 9]

Both pages are made of the shipped excerpt, offline, and opened in turn in one headless Chromium
found on the PATH. Printed are medians; only the ratio means something on a busy machine.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
WATCH = """
window.blocked = 0;
new PerformanceObserver(list => list.getEntries().forEach(e => {
  window.blocked += Math.max(0, e.duration - 50);
})).observe({type: 'longtask', buffered: true});
"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
SETTLED = "new Promise(done => setTimeout(done, 600))"


def report(folder: Path) -> Path:
    """The demo report."""
    asked = [sys.executable, "-m", "marketlink", "demo", "--out", str(folder)]
    subprocess.run(asked, check=True, capture_output=True)
    return next(folder.glob("*/report.en.html"))


def tear_sheet(folder: Path) -> Path:
    """quantstats' page on NVIDIA beside the S&P 500, from the same prices."""
    import matplotlib as mpl

    mpl.use("Agg")
    import pandas as pd
    import quantstats

    import marketlink as ml

    held = ml.prices("NVDA", "^GSPC", db=folder / "marketlink.duckdb")
    wide = held.pivot_table(index="session", columns="symbol", values="close")
    wide.index = pd.DatetimeIndex(wide.index)
    returns = wide.pct_change().dropna()
    file = folder / "tearsheet.html"
    quantstats.reports.html(returns["NVDA"], returns["^GSPC"], output=str(file), title="NVDA")
    return file


def measure(pages: dict[str, Path], runs: int) -> dict[str, list[tuple[float, float]]]:
    """First contentful paint and blocking time in ms of each page, opened in turn."""
    from playwright.sync_api import sync_playwright

    found: dict[str, list[tuple[float, float]]] = {name: [] for name in pages}
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=FLAGS)
        for turn in range(runs + 1):
            for name, file in pages.items():
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.add_init_script(WATCH)
                page.goto(file.as_uri(), wait_until="load")
                page.evaluate(SETTLED)
                seen = page.evaluate(f"[{PAINT}, window.blocked]")
                page.close()
                if turn:  # the first one warms the browser
                    found[name].append(tuple(seen))
        browser.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        pages = {"marketlink": report(folder)}
        try:
            pages["quantstats"] = tear_sheet(folder)
        except ImportError as error:
            print(f"skipped beside quantstats: {error.name} is not installed")
        found = measure(pages, runs)
        paints = {}
        for name, rows in found.items():
            paints[name] = statistics.median(paint for paint, _ in rows)
            blocked = statistics.median(blocked for _, blocked in rows)
            size = pages[name].stat().st_size / 1000
            print(f"{name:12} {size:7.0f} kB  first paint {paints[name]:6.0f} ms  "
                  f"blocked {blocked:5.0f} ms  (median of {len(rows)})")  # fmt: skip
        if len(paints) == 2:
            print(f"ratio of first paints {paints['marketlink'] / paints['quantstats']:.2f}")


if __name__ == "__main__":
    main()
