"""A table as the page shows it: a caption, headed columns, rows of text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, and a mark ("good", "bad", "half", "quiet") that never stands alone."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class PageTable:
    """``numeric`` lists the columns that are set flush right; the first column heads its row.
    ``places`` are the names by which the page leads to each row, none where it does not."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: frozenset[int] = field(default_factory=frozenset)
    places: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """A class name of its columns, which a phone writes before each cell."""
        shape = "\0".join([*self.columns, *map(str, sorted(self.numeric))])
        return "g" + hashlib.sha256(shape.encode("utf-8", "replace")).hexdigest()[:6]


def table(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str | Cell]],
    numeric: Sequence[int] = (),
    places: Sequence[str] = (),
) -> PageTable:
    """A table from plain text and cells."""
    cells = tuple(
        tuple(item if isinstance(item, Cell) else Cell(item) for item in row) for row in rows
    )
    return PageTable(caption, tuple(columns), cells, frozenset(numeric), tuple(places))
