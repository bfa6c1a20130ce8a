"""Reports: a finished :class:`~marketlink.records.case.Case` in, pages and tables out.

Reads nothing but the case: no database, no network, no estimation.
"""

from __future__ import annotations

from marketlink.records.case import Case
from marketlink.report.index import write_index
from marketlink.report.messages import words
from marketlink.report.page import render
from marketlink.report.tables import csv_text
from marketlink.report.verdict import sentence
from marketlink.report.write import write

__all__ = ["csv_text", "render", "verdict", "write", "write_index"]


def verdict(case: Case, lang: str = "ko") -> str:
    """The finding of a case in one sentence, as it heads the page."""
    return sentence(case, words(lang))
