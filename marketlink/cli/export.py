"""``marketlink export``: a table or the figures of what was written, in another format."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marketlink.cli.options import common
from marketlink.cli.output import FORMATS, emit, say
from marketlink.errors import InputError

if TYPE_CHECKING:
    from marketlink.config import Settings

TABLES = (
    *("events", "abnormal", "cars", "tests", "average", "calibration", "study", "regression"),
)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("table", type=click.Choice(TABLES), required=False)
@click.option("--format", "fmt", type=click.Choice([*FORMATS, "xlsx", "latex"]), default="csv",
              show_default=True, help="xlsx needs the excel extra.")  # fmt: skip
@click.option("--figures", type=click.Choice(["svg", "png"]),
              help="Write the pages' figures to FOLDER/figures (png: an extra).")  # fmt: skip
@common
def command(
    settings: Settings, folder: Path, table: str | None, fmt: str, figures: str | None
) -> None:
    """Print a TABLE of a study or report that was written to FOLDER, or write its figures.

    \b
    Example:
      marketlink export study cars --format json
      marketlink export study --figures svg
    """
    del settings
    if figures:
        from marketlink.report.exporting import write_figures

        for file in write_figures(folder, figures):
            say(file)
    elif table is None:
        raise InputError("No table named", "", f"one of {', '.join(TABLES)}, or --figures svg")
    else:
        _table(folder, table, fmt)


def _table(folder: Path, table: str, fmt: str) -> None:
    from marketlink.study.folder import read_table

    columns, rows = read_table(folder, table)
    if fmt == "xlsx":
        _workbook(table, columns, rows)
    elif fmt == "latex":
        from pandas import DataFrame

        frame = DataFrame(rows, columns=columns)
        say(frame.to_latex(index=False, escape=True, float_format="%.6g"), nl=False)
    else:
        emit(rows, columns, fmt)


def _workbook(table: str, columns: list[str], rows: list[dict[str, Any]]) -> None:
    """The table as a workbook to standard output, which must lead to a file."""
    import tempfile

    from pandas import DataFrame

    from marketlink.library.workbook import write_workbook

    if sys.stdout.isatty():
        raise InputError("A workbook is binary", "Standard output is a terminal", "... > FILE.xlsx")
    with tempfile.TemporaryDirectory() as place:
        book = write_workbook(Path(place) / "book.xlsx", {table: DataFrame(rows, columns=columns)})
        sys.stdout.buffer.write(book.read_bytes())
