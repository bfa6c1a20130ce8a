"""The page: a case in, one HTML document out."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from marketlink.findings import format as fmt
from marketlink.findings.lookup import names
from marketlink.findings.words import words as words_of
from marketlink.records.case import Case
from marketlink.records.study import TABLES
from marketlink.report.assets import BUNDLE, bundle_text
from marketlink.report.palette import roles, variables
from marketlink.report.record import json_text, record
from marketlink.report.sections import answer, article, charts, claims, method, sure, when
from marketlink.report.tables import csv_text

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


def style(lang: str) -> str:
    """The style sheet with its colours, which mean up and down as the language's readers expect."""
    return asset("style.css").replace("/*colours*/", variables(lang))


def island(value: Any) -> str:
    """JSON that cannot leave the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def policy(*scripts: str, files: bool = False, live: bool = False) -> str:
    """The Content-Security-Policy: these inline scripts, our own bundle, and nothing else; a
    ``live`` page may also send its form to its own server and listen to it."""
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in scripts
    ]
    allowed = " ".join([*hashes, *(["'self'"] if files else [])]) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; "
        + ("connect-src 'self'; form-action 'self'" if live else "form-action 'none'")
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


BOUND = re.compile("(?<=[%)\u201d\u2019])(?=[가-힣])")
"""Where a Korean particle or unit follows a sign: a line may not break there."""
ICON = "data:image/svg+xml;base64," + base64.b64encode(
    b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>"
    b"<path d='M1 3l6 5 3-2 5 8' fill='none' stroke='#1b3a6b' stroke-width='2'/></svg>"
).decode("ascii")


class Page(NamedTuple):
    """A page, and the script file of its figures' numbers ("" where they are inside the page)."""

    html: str
    figures: str


def render(case: Case, lang: str = "ko", *, explorable: bool = False) -> str:
    """The report of a case as one HTML page that stands alone; see :func:`build`."""
    return build(case, lang, alone=True, explorable=explorable).html


def build(
    case: Case,
    lang: str = "ko",
    *,
    alone: bool = False,
    explorable: bool = False,
    parquet: bool = False,
    home: str | None = None,
    other: str | None = None,
) -> Page:
    """The report of a case as a page and what lies beside it.

    Parameters
    ----------
    case
        The finished case; nothing else is read.
    lang
        "ko" or "en".
    alone
        The tables as CSV and the figures' numbers inside the page, not in files beside it.
    explorable
        Plotly's script (4.8 MB) inside the page; it is parsed only when a reader explores a figure.
    parquet
        The tables lie beside the page as Parquet too.
    home
        Address of the index of reports, relative to the page; None for no link.
    other
        The other language in which the page lies beside this one; None for no link.

    Returns
    -------
    Page
        The same for the same case.
    """
    words = words_of(lang).naming(names(case, lang))
    lang = words.lang
    inside = _inside(case) if alone else {}
    said = answer.section(case, words)
    drawn = [charts.hero(case, words), charts.forest(case, words), charts.after(case, words)]
    strip, lanes = charts.strip(case, words), charts.timeline(case, words)
    figures = [item for item in drawn if item is not None]
    shown = [*figures, *(item for item in (strip, lanes) if item is not None)]
    script = asset("page.js")
    article_read = case.reading.article
    held = {"roles": roles(), "figures": {item.name: item.spec for item in shown}}
    island_ = held if alone else {"data": f"figures.{lang}.js", "bundle": f"../{BUNDLE}"}
    html = (
        environment()
        .get_template("page.html.j2")
        .render(
            w=words,
            lang=lang,
            article_lang=article_read.language,
            title=fmt.excerpt(article_read.title or words("page.untitled"), 160),
            byline=article.byline(article_read, words),
            status=method.status(case, words),
            said=said,
            card_text=" ".join([*said["sentences"], *said["claims"]]),
            figures=figures,
            strip=strip,
            lanes=lanes,
            claims=claims.section(case, words),
            sure=sure.section(case, words),
            when=when.section(case, words),
            read=article.section(case, words),
            method=method.section(case, words),
            warnings=method.warnings(case, words),
            cite=words(
                "downloads.cite_as",
                slug=case.slug,
                snapshot=case.provenance.snapshot[:12],
                spec=case.provenance.spec_hash[:12],
            ),
            index=None if alone else home,
            other={"lang": other, "href": f"report.{other}.html"} if other else None,
            far=alone and not explorable,
            inside=inside,
            downloads=method.downloads(case, parquet and not alone, words),
            island=island(island_) if shown else "",
            bundle_inside=bundle_text() if explorable and shown else None,
            script=script,
            style=style(lang),
            icon=ICON,
            policy=policy(
                *([script] if shown else []),
                *_explored(explorable),
                files=bool(shown) and not alone,
            ),
        )
    )
    if lang == "ko":
        html = BOUND.sub("\u2060", html)
    return Page(html, "" if alone else f"marketlinkFigures({island(held)});\n")


def _explored(explorable: bool) -> list[str]:
    """The script that a page may run once a reader explores: the library it carries."""
    return [bundle_text()] if explorable else []
