"""A Chromium from the PATH, and reports to look at."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from report_case import case

from marketlink import report

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The installed browser in place of playwright's own."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return {**browser_type_launch_args, "executable_path": path, "args": FLAGS}
    pytest.skip("no Chromium on the PATH")


@pytest.fixture(scope="module", autouse=True)
def _no_loop_left_behind() -> Iterator[None]:
    """Playwright's loop counts as running until the session ends: later tests start their own."""
    yield
    asyncio._set_running_loop(None)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one report in both languages, and once whole in itself, twice."""
    out = tmp_path_factory.mktemp("reports")
    report.write(case("en"), out, "en")
    report.write(case("en"), out / "mail", "en", self_contained=True)
    report.write(case("en"), out / "explore", "en", explorable=True)
    return out


@pytest.fixture(scope="session")
def others(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages that are about no single article, by kind and language."""
    from test_flow_page import NAMES, found
    from test_stock_page import LATER, STORY, page, session
    from test_study_page import made_study

    from marketlink.report.flow_page import write_flow
    from marketlink.report.stock_page import write_stock

    out = tmp_path_factory.mktemp("others")
    write_stock(page(session(27), session(28, STORY, LATER)), out)
    write_flow(found(2.0, 1), NAMES, out)
    study = made_study(tmp_path_factory.mktemp("study"))
    files = {
        "stock": out / "stocks" / "NVDA.{}.html",
        "flow": out / "stocks" / "NVDA.flow.{}.html",
        "study": study / "study.{}.html",
    }
    return {f"{kind}.{lang}": Path(str(file).format(lang)).as_uri()
            for kind, file in files.items() for lang in ("en", "ko")}  # fmt: skip


@pytest.fixture
def english(folder: Path) -> str:
    """The English report's address."""
    return (folder / "deepseek-column" / "report.en.html").as_uri()


@pytest.fixture(params=["ko", "en"])
def page_file(request: pytest.FixtureRequest, folder: Path) -> str:
    """The report's address in each language."""
    return (folder / "deepseek-column" / f"report.{request.param}.html").as_uri()
