"""The page: a case in, one HTML document out."""

from __future__ import annotations

import base64
from typing import NamedTuple

from marketlink.findings import format as fmt
from marketlink.findings.lookup import names
from marketlink.findings.words import words as words_of
from marketlink.records.case import Case
from marketlink.report.assets import BUNDLE
from marketlink.report.record import json_text, record
from marketlink.report.sections import answer, article, charts, claims, method, sure, when
from marketlink.report.shell import as_json, shell, spec_of
from marketlink.report.tables import csv_text


def _inside(case: Case) -> dict[str, str]:
    """Every download as a ``data:`` address, so that a page sent by mail needs no other file."""
    texts = {
        f"{name}.csv": csv_text(name, case.study.tables.get(name, ()))
        for name in case.study.written_tables
    }
    texts["case.json"] = json_text(record(case))
    return {
        name: f"data:{'application/json' if name.endswith('json') else 'text/csv'};base64,"
        + base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
        for name, text in texts.items()
    }


class Page(NamedTuple):
    """A page, and the script file of its figures' numbers ("" where they are inside the page)."""

    html: str
    figures: str


def render(case: Case, lang: str = "ko", *, explorable: bool = False) -> str:
    """The report of a case as one HTML page that stands alone; see :func:`build`."""
    return build(case, lang, alone=True, explorable=explorable).html


def build(  # noqa: PLR0913 (one specification)
    case: Case,
    lang: str = "ko",
    *,
    alone: bool = False,
    explorable: bool = False,
    parquet: bool = False,
    home: str | None = None,
    other: str | None = None,
    picture: str = "",
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
    picture
        The card that a link's preview shows, beside the page; "" for none.

    Returns
    -------
    Page
        The same for the same case.
    """
    words = words_of(lang).naming(names(case, lang))
    lang = words.lang
    inside = _inside(case) if alone else {}
    answer_part = answer.section(case, words)
    charts_drawn = [charts.hero(case, words), charts.forest(case, words), charts.after(case, words)]
    strip, lanes = charts.strip(case, words), charts.timeline(case, words)
    figures = [item for item in charts_drawn if item is not None]
    figures_shown = [*figures, *(item for item in (strip, lanes) if item is not None)]
    article_read = case.reading.article
    island = spec_of(figures_shown)
    html = shell(
        "page.html.j2",
        words,
        heading=answer_part["headline"],
        about=" ".join([*answer_part["sentences"], *answer_part["claims"]]),
        kicker=words("page.kicker"),
        status=method.status(case, words),
        index=None if alone else home,
        other=other,
        address="report",
        picture=picture,
        bundle=None if alone else f"../{BUNDLE}",
        island=island if alone else {"data": f"figures.{lang}.js"},
        figures=figures,
        drawn=bool(figures_shown),
        explorable=explorable,
        article_lang=article_read.language,
        title=fmt.excerpt(article_read.title or words("page.untitled"), 160),
        byline=article.byline(article_read, words),
        said=answer_part,
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
        far=alone and not explorable,
        inside=inside,
        downloads=method.downloads(case, parquet and not alone, words),
    )
    return Page(html, "" if alone else f"marketlinkFigures({as_json(island)});\n")
