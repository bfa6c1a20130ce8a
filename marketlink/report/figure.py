"""A figure as the page carries it: drawing, specification, words and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marketlink.report.drawing import svg
from marketlink.report.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """``name`` is unique on the page, ``text`` says in words what is seen."""

    name: str
    caption: str
    text: str
    spec: dict[str, Any]
    drawing: str
    data: Table | None = None
    note: str = ""


def figure(
    name: str,
    caption: str,
    text: str,
    spec: dict[str, Any],
    data: Table | None = None,
    *,
    note: str = "",
) -> Figure:
    """A figure with its static drawing."""
    return Figure(name, caption, text, spec, svg(spec, text), data, note)
