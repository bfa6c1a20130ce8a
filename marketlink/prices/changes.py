"""Columns of changes, which some sites write without signs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from marketlink.prices.names import plain, role_of

CHANGES = frozenset({"change", "change_abs", "change_pct", "chg", "전일비", "대비", "등락률"})


def unsigned(names: Sequence[str], body: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Columns of changes in which no change is ever negative."""
    columns = []
    for place, name in enumerate(names):
        cells = [row[place] for row in body if len(row) > place and row[place]]
        changes = plain(name) in CHANGES and len(cells) >= 5  # noqa: PLR2004 (letters)
        if changes and not any(cell.startswith(("-", "(", "▼", "하락")) for cell in cells):
            columns.append(name)
    return tuple(columns) if columns and _has_falls(names, body) else ()


def _has_falls(names: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether the closes, which may stand newest first, both rise and fall."""
    place = next((n for n, name in enumerate(names) if role_of(name) == "close"), None)
    if place is None:
        return True
    cells = (row[place].replace(",", "") for row in body if len(row) > place)
    closes = [float(cell) for cell in cells if re.fullmatch(r"\d+(\.\d+)?", cell)]
    return closes not in (sorted(closes), sorted(closes, reverse=True))
