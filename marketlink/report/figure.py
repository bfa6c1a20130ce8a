"""A figure as the page carries it: two drawings, one specification, words and numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marketlink.report.drawing import svg
from marketlink.report.figures.marks import NARROW, WIDE
from marketlink.report.table import PageTable


@dataclass(frozen=True, slots=True)
class Figure:
    """``name`` is unique on the page; ``title`` is the finding as a sentence, ``text`` describes
    the drawing for a screen reader, ``spec`` is the wide drawing as a Plotly figure.
    """

    name: str
    title: str
    text: str
    spec: dict[str, Any]
    wide: str
    narrow: str
    data: PageTable | None = None
    note: str = ""


def figure(  # noqa: PLR0913 (one specification)
    name: str,
    title: str,
    text: str,
    build: Callable[[int], dict[str, Any]],
    data: PageTable | None = None,
    *,
    note: str = "",
) -> Figure:
    """A figure drawn for a desk and for a phone; ``build`` makes it for a width in pixels."""
    wide, narrow = build(WIDE), build(NARROW)
    return Figure(name, title, text, wide, svg(wide, "wide"), svg(narrow, "narrow"), data, note)
