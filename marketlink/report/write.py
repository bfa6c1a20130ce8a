"""Writing a report into a folder: everything staged first, then moved into place, the page last."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from marketlink import disk
from marketlink.errors import InputError
from marketlink.records.case import Case
from marketlink.records.study import TABLES
from marketlink.report.assets import BUNDLE, bundle_path
from marketlink.report.index import SUMMARY, write_index
from marketlink.report.page import render
from marketlink.report.record import json_text, record, summary
from marketlink.report.tables import csv_text

Stage = Callable[[Path], None]


def folder_name(slug: str) -> str:
    """The slug as one harmless folder name."""
    name = re.sub(r"[^\w.-]+", "-", slug).strip("-._")[:60]
    return name if name and name != "assets" else f"report-{name}".rstrip("-")


def write(
    case: Case,
    out: Path,
    lang: str = "ko",
    *,
    self_contained: bool = False,
    stage: Stage | None = None,
) -> Path:
    """Write the report of a case: page, tables, ``case.json``, the shared script, the index.

    Parameters
    ----------
    case
        The finished case.
    out
        The folder of all reports; this one goes to ``out/<slug>/report.<lang>.html``.
    lang
        "ko" or "en".
    self_contained
        Put the script into the page, which then needs nothing beside it.
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
        return _write(case, out, lang, self_contained, stage)
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(
            f"the report cannot be written to {out}", why, "another folder with --out"
        ) from error


def _write(case: Case, out: Path, lang: str, self_contained: bool, stage: Stage | None) -> Path:
    target = out / folder_name(case.slug)
    with tempfile.TemporaryDirectory(prefix=".report-", dir=out) as temporary:
        staged = Path(temporary)
        for name in TABLES:
            text = csv_text(name, case.study.tables.get(name, ()))
            put(staged / f"{name}.csv", text)
        if stage is not None:
            stage(staged)
        for name, value in (("case", record(case)), (SUMMARY, summary(case))):
            put(staged / f"{name}.json", json_text(value))
        parquet = all((staged / f"{name}.parquet").exists() for name in TABLES)
        page = render(
            case,
            lang,
            self_contained=self_contained,
            files={"parquet": parquet},
            home="../index.html",
        )
        put(staged / f"report.{lang}.html", page)
        if not self_contained:
            share_bundle(out)
        disk.make(target)
        files = sorted(staged.iterdir())
        for file in files:
            disk.keep(file)
        disk.move_all((file for file in files if file.suffix != ".html"), target)
        disk.move_all((file for file in files if file.suffix == ".html"), target)
    write_index(out, lang)
    return target / f"report.{lang}.html"


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
