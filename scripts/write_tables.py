"""Write the tables of docs/ that say what rows of the code say: scripts/write_tables.py"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from marketlink.study.catalogue import catalogue
from marketlink.study.inference.statistics import STATISTICS
from marketlink.study.models import MODELS

DOCS = Path(__file__).parents[1] / "docs"
OF_EVENTS = ("t", "sq", "filtered", "conformal", "placebo", "search")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table; the first cell of a row is a name."""
    cells = [heads, ["---"] * len(heads)]
    cells += [(f"`{name}`", *(one.replace("|", "\\|") for one in rest)) for name, *rest in rows]
    return [f"| {' | '.join(row)} |" for row in cells]


def tables() -> list[tuple[str, list[str]]]:
    """Every table with its page."""
    names = (*STATISTICS, *OF_EVENTS)
    defined = [catalogue()[name] for name in names]
    statistics = [(one.statistic, one.formula, one.law, one.reference) for one in defined]
    models = [(m.name, m.formula, m.parameters, m.variance, m.reference) for m in MODELS.values()]
    heads = ("model", "normal return", "parameters", "variance of a CAR over m days", "reference")
    return [
        ("statistics.md", table(("statistic", "formula", "law", "reference"), statistics)),
        ("study.md", table(heads, models)),
    ]


def page_with(page: str, lines: Sequence[str]) -> str:
    """A page with a table in place of the one that has its heads."""
    text = page.splitlines()
    begin = text.index(lines[0])
    end = next((n for n in range(begin, len(text)) if not text[n].startswith("|")), len(text))
    return "\n".join([*text[:begin], *lines, *text[end:]]) + "\n"


def main() -> None:
    """Write all tables."""
    for name, lines in tables():
        page = DOCS / name
        page.write_text(page_with(page.read_text("utf-8"), lines), "utf-8")


if __name__ == "__main__":
    main()
