"""Tables of other libraries written as Parquet, and queries read as pandas frames."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from marketlink.errors import InputError
from marketlink.store.database import Store


def write_parquet(table: Any, path: Path) -> None:  # noqa: ANN401 (an array, a frame or a number)
    """Write a table to a Parquet file.

    Parameters
    ----------
    table
        A pandas DataFrame, anything with ``__arrow_c_stream__`` (polars, pyarrow), or a DuckDB
        relation. An index of a DataFrame with a name becomes a column.
    path : Path
        Where to; its folder exists.

    Raises
    ------
    InputError
        The value is no table that DuckDB reads.
    """
    if isinstance(table, duckdb.DuckDBPyRelation):
        table.write_parquet(str(path))
        return
    if hasattr(table, "reset_index") and any(name is not None for name in table.index.names):
        table = table.reset_index()
    con = duckdb.connect(config={"autoinstall_known_extensions": False})
    try:
        con.register("given", table)
        con.table("given").write_parquet(str(path))
    except (duckdb.Error, TypeError) as error:
        raise InputError(
            f"A {type(table).__name__} is no table",
            str(error).splitlines()[0],
            "a path, a DataFrame, an Arrow table or a DuckDB relation",
        ) from error
    finally:
        con.close()


def query(store: Path, statement: str, parameters: Sequence[Any] = ()) -> Any:  # noqa: ANN401 (pandas is loaded late)
    """The rows of a statement on a store, opened read-only, as a pandas DataFrame."""

    with Store.open(store, "read") as own_store:
        return own_store.con.execute(statement, parameters).df()
