"""Writing a report into a folder: everything staged first, then moved into place, the page last."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from marketlink import disk
from marketlink.errors import InputError
from marketlink.findings.lookup import names
from marketlink.findings.words import LANGUAGES
from marketlink.findings.words import words as words_of
from marketlink.records.case import Case
from marketlink.report.assets import BUNDLE, bundle_path
from marketlink.report.index import INDEX, STOCKS, SUMMARY, write_index
from marketlink.report.page import build
from marketlink.report.picture import card, png
from marketlink.report.record import json_text, record, summary
from marketlink.report.review import reviews
from marketlink.report.tables import csv_text

Stage = Callable[[Path], None]
BESIDE = {"index": f"../{INDEX}", "bundle": f"../{BUNDLE}"}
"""Files of the folder of reports that such a page refers to."""


def folder_name(slug: str) -> str:
    """The slug as one harmless folder name."""
    name = re.sub(r"[^\w.-]+", "-", slug).strip("-._")[:60]
    return name if name and name != "assets" else f"report-{name}".rstrip("-")


def write(  # noqa: PLR0913 (one specification)
    case: Case,
    out: Path,
    lang: str = "ko",
    *,
    self_contained: bool = False,
    explorable: bool = False,
    picture: bool = False,
    stage: Stage | None = None,
) -> Path:
    """Write the report of a case: page, tables, ``case.json``, the shared script, the index.

    Parameters
    ----------
    case
        The finished case.
    out
        The folder of all reports; this one goes to ``out/<slug>/report.<lang>.html``, with the
        same page in the other language beside it.
    lang
        "ko" or "en".
    self_contained
        Put the tables into the page, which then needs nothing beside it, and write no other.
    explorable
        The same with Plotly's script inside.
    picture
        The card of a link's preview as PNG, too, which the page then names (the ``png`` extra).
    stage
        Called with the folder the files are prepared in, to add tables in other formats (Parquet)
        named ``<table>.parquet``; they are linked where they exist.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    InputError
        The folder cannot be written; nothing half-written is left.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        return _write(
            case, out, lang, stage, alone=self_contained or explorable, explorable=explorable,
            picture=picture,
        )  # fmt: skip
    except OSError as error:
        raise refusal(out, error) from error


def _write(  # noqa: PLR0913 (one specification)
    case: Case, out: Path, lang: str, stage: Stage | None, *, alone: bool, explorable: bool,
    picture: bool,
) -> Path:  # fmt: skip
    target = out / folder_name(case.slug)
    with tempfile.TemporaryDirectory(prefix=".report-", dir=out) as temporary:
        staged = Path(temporary)
        for name in case.study.written_tables:
            text = csv_text(name, case.study.tables.get(name, ()))
            put(staged / f"{name}.csv", text)
        if stage is not None:
            stage(staged)
        files_written = (
            ("case", record(case)),
            (SUMMARY, summary(case)),
            ("claims", reviews(case, lang)),
        )
        for name, value in files_written:
            put(staged / f"{name}.json", json_text(value))
        parquet = all((staged / f"{name}.parquet").exists() for name in case.study.written_tables)
        for one in (lang,) if alone else LANGUAGES:
            card = "" if alone else _card(case, one, staged, picture)
            page = build(
                case,
                one,
                picture=card,
                alone=alone,
                explorable=explorable,
                parquet=parquet,
                home="../index.html",
                other=None if alone else next(two for two in LANGUAGES if two != one),
            )
            put(staged / f"report.{one}.html", page.html)
            if page.figures:
                put(staged / f"figures.{one}.js", page.figures)
        if not alone:
            share_bundle(out)
        disk.make(target)
        files = sorted(staged.iterdir())
        for file in files:
            disk.keep(file)
        disk.move_all((file for file in files if file.suffix != ".html"), target)
        disk.move_all((file for file in files if file.suffix == ".html"), target)
    write_index(out, lang)
    return target / f"report.{lang}.html"


def _card(case: Case, lang: str, staged: Path, picture: bool) -> str:
    """The card of a link's preview as SVG, and as PNG where that is asked: its name, or ""."""
    text = card(case, words_of(lang).naming(names(case, lang)))
    put(staged / f"card.{lang}.svg", text)
    if not picture:
        return ""
    (staged / f"card.{lang}.png").write_bytes(png(text))
    return f"card.{lang}.png"


def write_both(out: Path, name: str, draw: Callable[..., str], lang: str) -> Path:
    """Write a page that is about no single article in both languages, as
    ``out/stocks/<name>.<lang>.html``; ``draw`` takes the language and the ``other`` one.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    folder = out / STOCKS
    try:
        disk.make(folder)
        share_bundle(out)
        for one in LANGUAGES:
            text = draw(lang=one, other=next(two for two in LANGUAGES if two != one), address=name)
            disk.replace(folder / f"{name}.{one}.html", text.encode("utf-8", "replace"))
        write_index(out, lang)
    except OSError as error:
        raise refusal(out, error) from error
    return folder / f"{name}.{lang}.html"


def refusal(out: Path, error: OSError) -> InputError:
    """The error for a folder that cannot be written."""
    why = error.strerror or str(error)
    return InputError(f"The report cannot be written to {out}", why, "another folder with --out")


def put(file: Path, text: str) -> None:
    """Write text as UTF-8; half a character, as broken input may bring, becomes a question mark."""
    file.write_bytes(text.encode("utf-8", "replace"))


def share_bundle(out: Path) -> Path:
    """Put plotly's script beside the reports, once; a newer one replaces it whole."""
    target, origin = out / BUNDLE, bundle_path()
    if target.exists() and target.stat().st_size == origin.stat().st_size:
        return target
    disk.replace(target, origin.read_bytes())
    return target
