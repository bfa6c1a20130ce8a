"""Numbers for symbols; restores the leading zeros of Korean codes that a spreadsheet dropped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from marketlink.findings import FindingText
from marketlink.prices.names import KRX_COLUMNS
from marketlink.store.sql import statement
from marketlink.study.relations import few
from marketlink.tabular.header import Names, chosen_columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def holds_codes(header: Sequence[str], names: Names) -> bool:
    """Whether the column of symbols has a name of the Korean exchange's: six places each."""
    place = next((n for n, role in chosen_columns(header, names).items() if role == "symbol"), None)
    return place is not None and header[place].strip().lstrip("\ufeff") in KRX_COLUMNS


LOST_ZEROS = (("events", "inputs.lost_event_codes"), ("prices", "inputs.lost_price_codes"))
"""Which of the two files lost the zeros of its codes, and the step that writes them again."""


def match_codes(con: DuckDBPyConnection) -> list[str]:
    """Give codes their zeros where one file of a study lost them and the other did not.

    Returns what to tell of it.
    """
    numbered = "select 1 from input_event where regexp_full_match(symbol, '\\d{1,6}') limit 1"
    if not con.execute(numbered).fetchall():
        return []
    lost = con.execute(statement("inputs.lost_codes")).fetchall()
    notes: list[str] = []
    for file, update in LOST_ZEROS:
        codes = [str(symbol) for where, symbol in lost if where == file]
        if codes:
            con.execute("set variable study_lost_codes = ?", [codes])
            con.execute(statement(update))
            notes.append(FindingText(f"input.codes_{file}", names=few(codes)))
    return notes
