"""The page: a case in, one HTML document out."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.records.case import Case
from marketlink.records.study import TABLES
from marketlink.report import format as fmt
from marketlink.report.assets import BUNDLE, bundle_text
from marketlink.report.figure import Figure
from marketlink.report.glance import glance, legend
from marketlink.report.messages import words as words_of
from marketlink.report.palette import roles, variables
from marketlink.report.record import json_text, record
from marketlink.report.sections import article, claims, company, group, method, timeline
from marketlink.report.tables import csv_text
from marketlink.report.verdict import sentence

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")


@lru_cache(1)
def environment() -> Environment:
    """The template environment; everything that is put in is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def asset(name: str) -> str:
    """A file of ours beside the templates."""
    return (TEMPLATES / name).read_text(encoding="utf-8").strip()


def style() -> str:
    """The style sheet with its colours."""
    return asset("style.css").replace("/*colours*/", variables())


def island(value: Any) -> str:
    """JSON that cannot leave the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def policy(*scripts: str, files: bool = False) -> str:
    """The Content-Security-Policy: these inline scripts, our own bundle, and nothing else."""
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in scripts
    ]
    allowed = " ".join([*hashes, *(["'self'"] if files else [])]) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _inside(case: Case) -> dict[str, str]:
    """Every file to take away as an address that holds it: a page that was sent stands alone."""
    texts = {f"{name}.csv": csv_text(name, case.study.tables.get(name, ())) for name in TABLES}
    texts["case.json"] = json_text(record(case))
    return {
        name: f"data:{'application/json' if name.endswith('json') else 'text/csv'};base64,"
        + base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
        for name, text in texts.items()
    }


def render(
    case: Case,
    lang: str = "ko",
    *,
    self_contained: bool = False,
    files: Mapping[str, bool] | None = None,
    home: str | None = None,
) -> str:
    """The report of a case as one HTML page.

    Parameters
    ----------
    case
        The finished case; nothing else is read.
    lang
        "ko" or "en".
    self_contained
        Put the script bundle (4.8 MB) into the page in place of a link to ``../assets``, and the
        tables as CSV in place of links to the files beside it.
    files
        ``{"parquet": True}`` where the tables lie beside the page as Parquet too.
    home
        Address of the index of reports, relative to the page; None for no link.

    Returns
    -------
    str
        The page; the same for the same case.
    """
    words = words_of(lang)
    inside = _inside(case) if self_contained else {}
    parts = [
        company.section(case, item, number, words) for number, item in enumerate(case.companies)
    ]
    together = group.section(case, words)
    shown: list[Figure] = [found for part in parts for found in part["figures"]]
    if together["figure"]:
        shown.append(together["figure"])
    script = asset("figures.js")
    inline = bundle_text() if self_contained and shown else None
    scripts = [script, *([inline] if inline else [])] if shown else []
    read = case.reading.article
    byline = [read.publisher, read.author, article.published(read.published, words)]
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            w=words,
            lang=words.lang,
            title=fmt.excerpt(read.title or words("page.untitled"), 200),
            byline=" \u00b7 ".join(part for part in byline if part),
            status=method.status(case, words),
            verdict=sentence(case, words),
            glance=glance(case, words),
            glance_words=legend(case, words),
            said=article.section(case, words),
            when=timeline.section(case, words),
            companies=parts,
            group=together,
            claims=claims.section(case, words),
            method=method.section(case, words),
            index=None if self_contained else home,
            inside=inside,
            downloads=method.downloads(
                case, bool((files or {}).get("parquet")) and not self_contained, words
            ),
            figures=island({"roles": roles(), "figures": {item.name: item.spec for item in shown}})
            if shown
            else "",
            bundle=f"../{BUNDLE}",
            inline_bundle=inline,
            script=script,
            style=style(),
            policy=policy(*scripts, files=bool(shown) and inline is None),
        )
    )
