"""Converts tables of the caller into files that a study reads, and results into frames."""

from __future__ import annotations

from collections.abc import Mapping
from glob import has_magic
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.errors import InputError
from marketlink.tabular.engine import is_expression
from marketlink.tabular.remote import is_remote

if TYPE_CHECKING:
    from pandas import DataFrame

Table = str | PathLike[str] | Any
"""A file's path, pattern, folder or address, a table expression of DuckDB; or a table: a pandas or
polars DataFrame, anything with ``__arrow_c_stream__``, or a DuckDB relation."""


def as_file(table: Table, folder: Path, name: str) -> Path | str:
    """The file of a table: its own where it is named, else a Parquet file in ``folder``.

    Parameters
    ----------
    table : path or table
    folder : Path
        An existing folder that outlives the study.
    name : str
        Name of the file to write, without its ending; messages call the table by it.

    Raises
    ------
    InputError
        There is no such file, or the value is no table.
    """
    if isinstance(table, (str, PathLike)):
        path = Path(table)
        if isinstance(table, str) and (is_expression(table) or is_remote(table)):
            return table
        if not path.exists() and not has_magic(str(path)):
            raise InputError(f"There is no file {path}", f"It was given as {name}")
        return path
    from marketlink.store.frames import write_parquet

    target = folder / f"{name}.parquet"
    write_parquet(table, target)
    return target


def frame(columns: Mapping[str, Any]) -> DataFrame:
    """A pandas DataFrame of columns by name. Sessions become midnight timestamps without a zone,
    the only days that pandas has; NaN and NaT stand for what is missing."""
    import numpy as np
    import pandas as pd

    columns_of_frame = {}
    for name, values in columns.items():
        days = isinstance(values, np.ndarray) and values.dtype == "datetime64[D]"
        columns_of_frame[name] = values.astype("datetime64[s]") if days else values
    return pd.DataFrame(columns_of_frame)
