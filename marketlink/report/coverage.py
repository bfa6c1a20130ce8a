"""How far into its event window each company's prices reach, and windows that are not over."""

from __future__ import annotations

from collections.abc import Sequence

from marketlink.findings import format as fmt
from marketlink.findings.lookup import rows_of
from marketlink.findings.words import Words
from marketlink.records.case import Case, CompanyFinding
from marketlink.records.study import Window


def reach(case: Case, item: CompanyFinding) -> tuple[int, ...]:
    """The last session of a company's event window that has a price; empty where none has."""
    known = [
        int(row["tau"])
        for row in rows_of(case, "abnormal", item.event.event_id)
        if row.get("ar") is not None
    ]
    return (max(known),) if known else ()


def spanned(window: Window, reached: Sequence[int], words: Words) -> str:
    """A window's name, with how far prices reach where it is not over."""
    shown = fmt.window(window)
    if not reached or min(reached) >= window[1]:
        return shown
    inside = [min(tau, window[1]) for tau in reached]
    return words("table.so_far", window=shown, tau=far(inside))


def far(reached: Sequence[int]) -> str:
    """The last session, or the first and the last of several companies."""
    ends = dict.fromkeys((min(reached), max(reached)))
    return " … ".join(fmt.number(tau, 0, sign=True) for tau in ends)
