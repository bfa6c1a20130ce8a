"""Documentation that cannot drift: its Python runs, its commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from marketlink.cli.main import COMMANDS, cli, run
from marketlink.installation import command

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("docs/*.md"), *ROOT.glob("README*.md")])


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)


def test_the_library_page_runs_and_prints_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    scope: dict[str, object] = {}
    for block in blocks(ROOT / "docs" / "library.md", "python"):
        exec(compile(block, "library.md", "exec"), scope)
    printed = capsys.readouterr().out.splitlines()
    promised = re.findall(r"^print\(.*?\)\s+# (.+)$", (ROOT / "docs/library.md").read_text(), re.M)
    assert promised
    for sentence in promised:
        assert sentence in printed


def test_the_lessons_reproduce_the_published_numbers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = ROOT / "docs" / "lessons.md"
    monkeypatch.chdir(ROOT)
    scope: dict[str, object] = {}
    for block in blocks(page, "python"):
        exec(compile(block, "lessons.md", "exec"), scope)
    promised = re.findall(r"^print\(.*\)\s+# (.+)$", page.read_text("utf-8"), re.M)
    assert len(promised) == 4
    assert capsys.readouterr().out.splitlines() == promised


@pytest.mark.parametrize("doc", PAGES, ids=lambda doc: doc.name)
def test_every_command_that_a_page_shows_exists(doc: Path) -> None:
    shown = "\n".join(blocks(doc, "(?:sh|console)"))
    for name in re.findall(r"^\s*(?:\$ )?marketlink ([a-z]+)", shown, re.M):
        assert name in COMMANDS, name


@pytest.mark.parametrize("doc", PAGES, ids=lambda doc: doc.name)
def test_every_link_between_pages_leads_somewhere(doc: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)\)", doc.read_text("utf-8")):
        if "://" not in target:
            assert (doc.parent / target).exists(), target


def test_nothing_installs_the_package_by_a_name_that_no_registry_has() -> None:
    by_name = re.compile(r"(?:pip|uv tool|uv pip) install (?:--\S+ )*['\"]?marketlink\b(?!-)")
    places = [*PAGES, ROOT / "AGENTS.md", *(ROOT / "marketlink").rglob("*")]
    texts = {
        p: p.read_text("utf-8", "ignore") for p in places if p.is_file() and p.suffix != ".pyc"
    }
    found = {str(p.relative_to(ROOT)): by_name.findall(text) for p, text in texts.items()}
    assert {place for place, lines in found.items() if lines} == {"docs/release.md"}


def test_every_command_is_documented() -> None:
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    for name in cli.list_commands(None):  # type: ignore[arg-type]
        assert f"marketlink {name}" in text, name


def test_the_readme_shows_what_the_demo_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["demo", "--out", "reports/demo"]) == 0
    shown = blocks(ROOT / "README.md", "console")[0].removeprefix("$ make demo\n")
    printed = capsys.readouterr().out.replace(
        f"Next:   {command()} ", "Next:   .venv/bin/marketlink "
    )
    assert " ".join(shown.split()) == " ".join(printed.split())


def test_the_hook_and_the_source_of_the_news_page_run() -> None:
    hook, source = blocks(ROOT / "docs" / "news.md", "python")
    scope: dict[str, object] = {"__name__": "news"}
    exec(compile(hook, "news.md", "exec"), scope)
    line = {"state": "moved", "symbol": "NVDA", "ret": -0.17, "session": "2025-01-27"}
    assert b"NVDA -17.0% on 2025-01-27" in scope["message"]({"lines": [line]})  # type: ignore[operator]
    exec(compile(source, "news.md", "exec"), {})
