"""The figures of pages that were written to a folder, as pictures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from marketlink import disk
from marketlink.errors import InputError
from marketlink.findings.words import LANGUAGES
from marketlink.report.picture import png, standing

ISLAND = re.compile(r'<script type="application/json" id="figures">(.*?)</script>', re.DOTALL)
BESIDE = re.compile(r"marketlinkFigures\((.*)\);\s*", re.DOTALL)
FIGURES = "figures"


def write_figures(folder: Path, kind: str) -> list[Path]:
    """Write each figure of each page of a folder to ``FOLDER/figures/<page>-<name>.<lang>.<kind>``.

    Parameters
    ----------
    folder : what a report, a study or the pages of stocks were written to
    kind : "svg" or "png"

    Raises
    ------
    InputError
        There is no page with figures, one cannot be read, or PNG cannot be made here.
    """
    files = []
    for page, lang, name, spec in _figures_in(folder):
        try:
            text = standing(spec, lang, name)
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"The figure {name} of {page} cannot be read") from error
        content = png(text) if kind == "png" else text.encode("utf-8", "replace")
        file = folder / FIGURES / f"{page}-{_plain(name)}.{lang}.{kind}"
        disk.make(file.parent)
        disk.replace(file, content)
        files.append(file)
    if not files:
        raise InputError(
            f"There is no page with figures in {folder}", "",
            "the folder of a report, or marketlink study --report en --out FOLDER",
        )  # fmt: skip
    return files


def _figures_in(folder: Path) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Page, language, name and specification of every figure."""
    for lang in LANGUAGES:
        places = [(file, ISLAND) for file in sorted(folder.glob(f"*.{lang}.html"))]
        places += [(file, BESIDE) for file in sorted(folder.glob(f"figures.{lang}.js"))]
        for file, shape in places:
            match = shape.search(file.read_text(encoding="utf-8", errors="replace"))
            if match is None:
                continue
            try:
                figures = dict(json.loads(match[1]).get("figures") or {})
            except (ValueError, AttributeError, TypeError) as error:
                raise InputError(f"The figures of {file} cannot be read") from error
            page = "report" if shape is BESIDE else _plain(file.name.removesuffix(f".{lang}.html"))
            for name, spec in figures.items():
                yield page, lang, str(name), spec


def _plain(name: str) -> str:
    return re.sub(r"[^\w-]+", "-", name)[:60]
