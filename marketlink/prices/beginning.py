"""The place of the header in a text file, and of the first row of prices."""

from __future__ import annotations

from collections.abc import Sequence

from marketlink.prices.names import role_of
from marketlink.tabular.days import EPOCH, is_day
from marketlink.tabular.head import Head

PREAMBLE = 20
"""Rows with days among which a header is looked for."""


def header_lines(above: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The lines of the header: not those with days in them, nor those above an empty line."""
    start = 0
    for n, row in enumerate(above):
        if not any(row) or any(is_day(cell) for cell in row):
            start = n + 1
    return [row for row in above[start:] if any(row)] or [row for row in above if any(row)]


def first_day(head: Head) -> int | None:
    """The first row with a day: below the line that names the column of days, where there is one.

    Lines above such a header may hold days of their own (what was asked for, when it was saved).
    """
    days = [n for n, row in enumerate(head.rows) if any(is_day(cell) for cell in row)]
    for n in days[:PREAMBLE]:
        is_date = [role_of(cell) == "date" for cell in head.rows[n - 1]] if n else []
        if any(is_day(cell) for cell, date in zip(head.rows[n], is_date, strict=False) if date):
            return n
    return days[0] if days else None


def counted_start(head: Head) -> int | None:
    """The first row below a header with a column of instants counted from 1970."""
    if len(head.rows) < 2:  # noqa: PLR2004 (a pair, or three)
        return None
    counts = any(
        role_of(name) == "date" and EPOCH.fullmatch(cell)
        for name, cell in zip(*head.rows[:2], strict=False)
    )
    return 1 if counts else None
