"""A table of a study that was written to a folder, read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from marketlink.errors import InputError

READERS = {".parquet": "select * from read_parquet(?)", ".csv": "select * from read_csv(?)"}


def read_table(folder: Path, table: str) -> tuple[list[str], list[dict[str, Any]]]:
    """The columns and rows of ``FOLDER/TABLE.parquet`` or ``.csv``.

    Parameters
    ----------
    folder : what a study or report was written to
    table : ``events``, ``abnormal``, ``cars``, ``tests``, ``average`` or ``study``

    Raises
    ------
    InputError
        The folder has no such table.
    """
    from marketlink.store import scratch

    for where in (folder, folder / "tables"):
        for ending, query in READERS.items():
            path = where / f"{table}{ending}"
            if path.is_file():
                con = scratch()
                try:
                    cursor = con.execute(query, [str(path)])
                    names = [str(entry[0]) for entry in cursor.description or []]
                    return names, [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
                finally:
                    con.close()
    raise InputError(
        f"There is no table {table} in {folder}",
        f"neither {table}.parquet nor {table}.csv is there",
        "the folder given to marketlink study --out",
    )
