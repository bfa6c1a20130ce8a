"""Tables as an Excel workbook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.errors import InputError
from marketlink.installation import install_command

if TYPE_CHECKING:
    from pandas import DataFrame

MOST = 1_048_575
"""Rows that a sheet holds below its header."""


def write_workbook(path: Path, tables: Mapping[str, DataFrame]) -> Path:
    """Write each table to a sheet of its name; text is never read as a formula or an address.

    Raises
    ------
    InputError
        The ``excel`` extra is not installed, or a table has more rows than a sheet.
    """
    import pandas as pd

    try:
        import xlsxwriter  # noqa: F401  (pandas finds it by name)
    except ImportError as error:
        raise InputError(
            "Workbooks need the excel extra",
            "xlsxwriter is not installed",
            install_command("excel"),
        ) from error
    for name, table in tables.items():
        if len(table) > MOST:
            raise InputError(
                f"The table {name} has {len(table):,} rows", f"A sheet holds {MOST:,}", "Parquet"
            )
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs={"options": options}) as book:
        for name, table in tables.items():
            table.to_excel(book, sheet_name=name, index=False)
    return path
