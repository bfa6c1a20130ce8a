"""The shell that all pages share: HTML frame, style, scripts and Content-Security-Policy."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.findings import format as fmt
from marketlink.findings.words import Words
from marketlink.report.assets import bundle_text
from marketlink.report.palette import roles, variables

if TYPE_CHECKING:
    from jinja2 import Environment

    from marketlink.report.figure import Figure

TEMPLATES = Path(__file__).with_name("templates")


NO_BREAK_PLACE = re.compile("(?<=[%)\u201d\u2019])(?=[가-힣])")
"""Where a Korean particle or unit follows a sign: a line may not break there."""
ICON = "data:image/svg+xml;base64," + base64.b64encode(
    b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>"
    b"<path d='M1 3l6 5 3-2 5 8' fill='none' stroke='#1b3a6b' stroke-width='2'/></svg>"
).decode("ascii")


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


def style(lang: str, heading: str = "") -> str:
    """The style sheet with its colours, which mean up and down as the language's readers expect;
    ``heading`` runs at the top of each printed page."""
    head = f"marketlink \u00b7 {fmt.excerpt(heading, 90)}" if heading else "marketlink"
    running = f'@media print{{@page{{@top-left{{content:"{_css(head)}";font:8pt sans-serif}}}}}}'
    return asset("style.css").replace("/*colours*/", variables(lang)) + running


def _css(text: str) -> str:
    """Words of anybody inside a CSS string: what could end it stands as a code point, whose space
    belongs to it."""
    return "".join(sign if sign.isprintable() and sign not in '"\\<' else f"\\{ord(sign):x} "
                   for sign in text)  # fmt: skip


def as_json(value: Any) -> str:  # noqa: ANN401 (any JSON)
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
    sources = " ".join([*hashes, *(["'self'"] if files else [])]) or "'none'"
    return (
        f"default-src 'none'; script-src {sources}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; "
        + ("connect-src 'self'; form-action 'self'" if live else "form-action 'none'")
    )


def spec_of(figures: Sequence[Figure]) -> dict[str, Any]:
    """The numbers of figures as the page's script reads them."""
    return {"roles": roles(), "figures": {item.name: item.spec for item in figures}}


def shell(  # noqa: PLR0913 (one specification)
    template: str,
    words: Words,
    *,
    heading: str,
    about: str,
    kicker: str,
    figures: Sequence[Figure],
    status: str = "",
    index: str | None = None,
    other: str | None = None,
    address: str = "",
    picture: str = "",
    bundle: str | None = None,
    island: dict[str, Any] | None = None,
    drawn: bool = True,
    explorable: bool = False,
    **fields: Any,  # noqa: ANN401 (passed on)
) -> str:
    """A page of a template that extends ``shell.html.j2``.

    Parameters
    ----------
    heading, about, kicker, status
        The one fact; what a link's preview says; what kind of page; how far its prices reach.
    picture
        The card of a link's preview, beside the page.
    figures
        What the template draws; their numbers stand in the page unless ``island`` says otherwise.
    bundle
        Address of Plotly's script; None where figures cannot be explored.
    index, other
        Address of the list of reports; the other language, as ``<address>.<other>.html``.
    drawn
        False where there is no figure at all: the page then needs no script.
    explorable
        Plotly's script inside the page.
    """
    script = asset("page.js")
    island_spec = spec_of(figures) if island is None else island
    if bundle is not None:
        island_spec |= {"bundle": bundle}
    html = (
        environment()
        .get_template(template)
        .render(
            w=words,
            lang=words.lang,
            heading=heading,
            about=about,
            kicker=kicker,
            status=status,
            index=index,
            other={"lang": other, "href": f"{address}.{other}.html"} if other else None,
            picture=picture,
            figures=figures,
            island=as_json(island_spec) if drawn else "",
            bundle_inside=bundle_text() if explorable and drawn else None,
            script=script,
            style=style(words.lang, heading),
            icon=ICON,
            policy=policy(
                *([script] if drawn else []),
                *([bundle_text()] if explorable else []),
                files=drawn and bundle is not None,
            ),
            **fields,
        )
    )
    return NO_BREAK_PLACE.sub("\u2060", html) if words.lang == "ko" else html
