"""The folder of a study: protects inputs in it, and clears tables of an earlier study."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from marketlink.errors import InputError

TABLES = ("events", "abnormal", "cars", "tests", "average", "calibration", "regression", "study")
FORMATS = ("csv", "parquet")


def spare_inputs(folder: Path, fmt: str, inputs: Sequence[Path]) -> None:
    """Refuse a folder where a table would take the place of a file that the study reads.

    Raises
    ------
    InputError
        An input is a file of that folder with the name of a table.
    """
    for path in inputs:
        for table in TABLES:
            target = folder / f"{table}.{fmt}"
            if target.exists() and path.exists() and target.samefile(path):
                raise InputError(
                    f"The table {target.name} would be written over {path}",
                    "The study reads that file",
                    "--out with another folder",
                )


def holds_study(folder: Path | None) -> bool:
    """Whether an earlier study wrote its tables to a folder."""
    return folder is not None and any((folder / f"study.{fmt}").is_file() for fmt in FORMATS)


def clear_earlier(folder: Path, tables: Sequence[Path], inputs: Sequence[Path]) -> None:
    """Remove the tables that an earlier study left beside those just written.

    They would be read as tables of this one.
    """
    keep = {path.resolve() for path in (*tables, *inputs)}
    for table in TABLES:
        for fmt in FORMATS:
            path = folder / f"{table}.{fmt}"
            if path.is_file() and path.resolve() not in keep:
                path.unlink()
