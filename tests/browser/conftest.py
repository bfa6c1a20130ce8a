"""A Chromium from the PATH, and reports to look at."""

from __future__ import annotations

import shutil
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


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one report in both languages, and once whole in itself, twice."""
    out = tmp_path_factory.mktemp("reports")
    report.write(case("en"), out, "en")
    report.write(case("en"), out / "mail", "en", self_contained=True)
    report.write(case("en"), out / "explore", "en", explorable=True)
    return out


@pytest.fixture
def english(folder: Path) -> str:
    """The English report's address."""
    return (folder / "deepseek-column" / "report.en.html").as_uri()


@pytest.fixture(params=["ko", "en"])
def page_file(request: pytest.FixtureRequest, folder: Path) -> str:
    """The report's address in each language."""
    return (folder / "deepseek-column" / f"report.{request.param}.html").as_uri()
