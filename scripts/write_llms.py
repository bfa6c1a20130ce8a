"""Write llms.txt, a list of the documentation's pages for programs: scripts/write_llms.py SITE"""

from __future__ import annotations

import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def pages(nav: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The title and file of each page of the site's navigation, in its order."""
    for entry in nav:
        for title, target in entry.items():
            if isinstance(target, str):
                yield title, target
            else:
                yield from pages(target)


def first_sentence(page: Path) -> str:
    """What a page says it is about: its first paragraph's first sentence."""
    parts = page.read_text("utf-8").split("\n\n")
    plain = next((part for part in parts if part[:1].isalpha()), "")
    return " ".join(plain.split()).split(". ")[0].rstrip(".")


def main(site: Path) -> None:
    """Copy the pages as Markdown beside the site's own and list them in llms.txt."""
    project = tomllib.loads((ROOT / "zensical.toml").read_text("utf-8"))["project"]
    lines = [f"# {project['site_name']}", "", f"> {project['site_description']}", ""]
    for title, name in pages(project["nav"]):
        source = ROOT / "docs" / name
        shutil.copyfile(source, site / name)
        lines.append(f"- [{title}]({name}): {first_sentence(source)}")
    (site / "llms.txt").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
