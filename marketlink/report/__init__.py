"""Reports: a finished :class:`~marketlink.records.case.Case` in, pages and tables out.

Reads nothing but the case: no database, no network, no estimation.
"""

from __future__ import annotations

from marketlink.findings.answer import answer
from marketlink.findings.lookup import names
from marketlink.findings.words import words
from marketlink.records.case import Case
from marketlink.report.index import write_index
from marketlink.report.page import render
from marketlink.report.tables import csv_text
from marketlink.report.write import write

__all__ = ["csv_text", "render", "verdict", "write", "write_index"]


def verdict(case: Case, lang: str = "ko") -> str:
    """The answer of a case as running text, as it heads the page."""
    return answer(case).say(words(lang).naming(names(case, lang)))
