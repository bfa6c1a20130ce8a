"""How much of its event window each company's prices cover, and which windows are not over yet."""

from __future__ import annotations

from collections.abc import Sequence

from marketlink.findings import format as fmt
from marketlink.findings.lookup import rows_of
from marketlink.findings.words import Words
from marketlink.records.case import Case, CompanyFinding
from marketlink.records.study import Window


def reach(case: Case, item: CompanyFinding) -> tuple[int, ...]:
    """The last session of a company's event window that has a price; empty where none has."""
    taus = [
        int(row["tau"])
        for row in rows_of(case, "abnormal", item.event.event_id)
        if row.get("ar") is not None
    ]
    return (max(taus),) if taus else ()


def spanned(window: Window, taus: Sequence[int], words: Words) -> str:
    """A window's name, with how far prices reach where it is not over."""
    window_text = fmt.window(window)
    if not taus or min(taus) >= window[1]:
        return window_text
    inside = [min(tau, window[1]) for tau in taus]
    return words("table.so_far", window=window_text, tau=far(inside))


def far(taus: Sequence[int]) -> str:
    """The last session covered; of several companies the earliest and the latest."""
    ends = dict.fromkeys((min(taus), max(taus)))
    return " … ".join(fmt.number(tau, 0, sign=True) for tau in ends)
