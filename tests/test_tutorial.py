"""The tutorials, pasted into a shell in an empty folder, and the site that shows them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.M | re.S)


def steps(page: str) -> list[tuple[str, list[str]]]:
    """Each command with the lines it promises."""
    found: list[tuple[str, list[str]]] = []
    for line in "".join(blocks(page, "console")).splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


@pytest.mark.parametrize("name", ["tutorial.md", "tutorial.ko.md", "gallery.md"])
def test_a_tutorial_runs_as_it_stands(name: str, tmp_path: Path) -> None:
    page = (ROOT / "docs" / name).read_text("utf-8")
    for text in blocks(page, "text"):
        (tmp_path / "article.txt").write_text(text, "utf-8")
    scripts = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": scripts, "HOME": str(tmp_path), "XDG_DATA_HOME": ""}
    told = steps(page)
    assert len(told) >= 5
    for command, promised in told:
        done = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode in (0, 1), (command, done.stderr)
        for line in promised:
            parts = [re.escape(part.strip()) for part in line.split("...")]
            assert re.search(r"[\s\S]*?".join(parts), done.stdout), (command, line, done.stdout)


def test_programs_find_a_list_of_the_pages(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "write_llms.py"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True)
    lines = (tmp_path / "llms.txt").read_text("utf-8").splitlines()
    named = re.findall(r"^- \[.+\]\((.+\.md)\): \S", "\n".join(lines), re.M)
    assert len(named) > 20
    assert all((tmp_path / name).is_file() for name in named)


@pytest.mark.slow
def test_the_site_asks_nobody_for_anything(tmp_path: Path) -> None:
    pytest.importorskip("zensical", reason="the site's generator is a development tool")
    settings = (ROOT / "zensical.toml").read_text("utf-8")
    config = tmp_path / "zensical.toml"
    config.write_text(settings)
    for part in ("docs", "marketlink"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--config-file", str(config)],
        cwd=tmp_path, check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 20
    loads = re.compile(
        r"<(?:script|img|iframe|source)[^>]+src=[\"']?(?:https?:)?//"
        r"|<link[^>]+rel=[\"']?(?:stylesheet|preload|preconnect|icon)[^>]+href=[\"']?(?:https?:)?//"
        r"|@import|url\((?:https?:)?//"
    )
    for path in pages:
        assert not loads.search(path.read_text("utf-8")), path
    api = (tmp_path / "site" / "api" / "index.html").read_text("utf-8")
    assert "StudyResult" in api and "as_statsmodels" in api
