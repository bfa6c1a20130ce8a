"""The decimal mark of a file's numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.errors import InputError
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def decimal_mark(con: DuckDBPyConnection, path: Path, delimiter: str) -> str:
    """The decimal mark of the numbers in ``number_cell``, as the numbers themselves show it.

    Parameters
    ----------
    con : DuckDBPyConnection
        Its relation ``number_cell`` has a row for each number, as written.
    path : Path
        What to name in an error.
    delimiter : str
        What parts the file's cells.

    Raises
    ------
    InputError
        Between semicolons, no number tells a decimal mark from one between thousands.
    """
    comma, point, either = con.execute(statement("tabular.number_marks")).fetchall()[0]
    if either and not comma and not point and delimiter == ";":
        raise InputError(
            f"The marks in the numbers of {path} may part decimals or thousands",
            "No number tells which",
            "numbers written like 1234.5",
        )
    return "," if comma > point else "."
