"""``marketlink export``: one table of a finished study, in another format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from marketlink.cli.options import common
from marketlink.cli.output import emit, format_option

if TYPE_CHECKING:
    from marketlink.config import Settings

TABLES = (
    *("events", "abnormal", "cars", "tests", "average", "calibration", "study", "regression"),
)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("table", type=click.Choice(TABLES))
@format_option("csv")
@common
def command(settings: Settings, folder: Path, table: str, fmt: str) -> None:
    """Print a table of a study that was written to FOLDER.

    \b
    Example:
      marketlink export study cars --format json
    """
    from marketlink.study.exporting import read_table

    del settings
    columns, rows = read_table(folder, table)
    emit(rows, columns, fmt)
