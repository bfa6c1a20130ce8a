"""Figures and cards as pictures that stand alone: SVG by our own drawing, PNG through resvg."""

from __future__ import annotations

import re
from html import escape
from importlib.util import find_spec
from typing import Any

from marketlink.errors import InputError
from marketlink.findings.words import Words
from marketlink.installation import install_command
from marketlink.records.case import Case
from marketlink.report.drawing import svg
from marketlink.report.figures.marks import wide_of
from marketlink.report.palette import shades
from marketlink.report.sections import answer

ROLE = re.compile(r"var\(--([a-z]+)\)")
HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path d="M0 0V6" style="stroke:var(--spare);stroke-width:2.4"/>'
    "</pattern></defs>"
)
SANS = "'Segoe UI','Helvetica Neue',Arial,'Liberation Sans','DejaVu Sans','Noto Sans CJK KR',sans-serif"  # noqa: E501 (one list of fonts)
SERIF = "Georgia,'Noto Serif CJK KR','Liberation Serif','DejaVu Serif',serif"
CARD = (1200, 630)
"""Pixels of a card, as link previews show it."""
LINES, ROWS = 4, 3
ZOOM = 2


def standing(spec: dict[str, Any], lang: str, title: str = "") -> str:
    """A figure's drawing as a separate SVG document, in the light colours of a language."""
    frame = spec["layout"]
    inner = svg(spec).partition(">")[2].removesuffix("</svg>")
    return _document(inner, (frame["width"], frame["height"]), lang, title)


def _document(inner: str, size: tuple[int, int], lang: str, title: str) -> str:
    wide, high = size
    paint = shades(lang)
    body = f'{HATCH}<rect width="{wide}" height="{high}" style="fill:var(--paper)"/>{inner}'
    halo = "text{paint-order:stroke;stroke:var(--paper);stroke-width:3.5px;stroke-linejoin:round}"
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}" font-family="{SANS}" font-size="12" '
        'style="fill:var(--quiet)">'
        f"<title>{escape(title)}</title><style>{halo}</style>{body}</svg>\n"
    )
    return ROLE.sub(lambda match: paint.get(match[1], match[0]), text)


def png(text: str) -> bytes:
    """An SVG document as PNG, two pixels a unit.

    Raises
    ------
    InputError
        The ``png`` extra is not installed.
    """
    if find_spec("resvg_py") is None:
        raise InputError(
            "PNG pictures need the png extra", "resvg-py is not installed", install_command("png")
        )
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=text, zoom=ZOOM, skip_system_fonts=False))


def card(case: Case, words: Words) -> str:
    """The card that a link's preview shows: headline, and a row a company."""
    answer_part = answer.section(case, words)
    lines = wrap(answer_part["headline"], 1080, 52)[:LINES]
    parts = [
        _text((60, 92), "marketlink", 26, "ink", bold=True),
        _text((232, 92), words("page.kicker"), 26, "quiet"),
        '<path d="M60 116H1140" style="stroke:var(--rule);stroke-width:3"/>',
    ]
    parts += [
        _text((60, 190 + 66 * n), line, 52, "ink", bold=True, family=SERIF)
        for n, line in enumerate(lines)
    ]
    rows = answer_part["rows"][:ROWS]
    for n, row in enumerate(rows):
        y = 640 - 50 * (len(rows) - n)
        parts.append(_text((60, y), row["name"], 30, "ink", bold=True))
        if row["reason"]:
            parts.append(_text((1140, y), row["reason"], 26, "bad", anchor="end"))
            continue
        role = {"noise": "quiet"}.get(row["way"], row["way"])
        beyond = f"{answer_part['beyond']} {row['beyond']} {row['wide']}".strip()
        parts.append(_text((640, y), row["move"], 30, "ink", anchor="end"))
        parts.append(_text((1140, y), beyond, 30, role, bold=True, anchor="end"))
    return _document("".join(parts), CARD, words.lang, answer_part["headline"])


def _text(  # noqa: PLR0913 (one specification)
    at: tuple[int, int], text: str, size: int, role: str,
    *, bold: bool = False, family: str = SANS, anchor: str = "start",
) -> str:  # fmt: skip
    x, y = at
    return (
        f'<text x="{x}" y="{y}" font-family="{family}" font-size="{size}" '
        f'font-weight="{700 if bold else 400}" text-anchor="{anchor}" '
        f'style="fill:var(--{role})">{escape(text)}</text>'
    )


def wrap(text: str, wide: float, size: float) -> list[str]:
    """A text in lines that are about ``wide`` pixels at most, cut between words."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and wide_of(longer) * size / 12 <= wide:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
