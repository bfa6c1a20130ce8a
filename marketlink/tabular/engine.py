"""Table expressions of DuckDB, copied to a Parquet file."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.errors import InputError
from marketlink.store import EngineError
from marketlink.store.connect import first_line, literal, memory
from marketlink.tabular.remote import SCHEMES, system

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

QUERY = re.compile(r"\s*(?:from|select|with|values)\s.+", re.IGNORECASE | re.DOTALL)
CALL = re.compile(r"\s*\w*\s*\(.*\)\s*", re.DOTALL)
ADDRESS = re.compile(r"['\"](\w+)://")
LAKE = "ducklake:"
EXTENSIONS = {"delta_scan": "delta", "iceberg_scan": "iceberg"}
"""The functions that need an extension of DuckDB, and the extension."""


def is_expression(name: str) -> bool:
    """Whether a name is a table expression of DuckDB and no file."""
    return bool(QUERY.fullmatch(name) or CALL.fullmatch(name)) and not os.path.exists(name)  # noqa: PTH110 (may be too long for a path)


def copied(expression: str, path: Path, *, offline: bool) -> Path:
    """Write the rows of a table expression to a Parquet file, in their order.

    Parameters
    ----------
    expression : str
        ``read_csv('a/*.csv')``, ``(select ...)``, ``select ...`` or ``from ...``.
        Addresses in it are read by DuckDB's extension httpfs where it is installed, with DuckDB's
        secrets, else through fsspec.
    offline : bool
        Refuse an expression that names an address.

    Raises
    ------
    InputError
        The engine cannot read it: one sentence.
    """

    def query(con: DuckDBPyConnection) -> str:
        _reach(con, expression, offline=offline)
        return expression if QUERY.fullmatch(expression) else f"from {expression}"

    expected = "a CSV, JSON Lines or Parquet file, or a table expression of DuckDB"
    return _copied(query, path, f"{expression} cannot be read as a table", expected)


def is_ducklake(name: str) -> bool:
    """Whether a name is that of a DuckLake: ``ducklake:CATALOG#TABLE``."""
    return name.lower().startswith(LAKE)


def of_ducklake(name: str, path: Path, *, offline: bool) -> Path:
    """Write a table of a DuckLake to a Parquet file.

    Parameters
    ----------
    name : str
        ``ducklake:metadata.ducklake#prices``, or ``...#schema.prices``.
    offline : bool
        Refuse a catalog at an address.

    Raises
    ------
    InputError
        No table is named, the extension is not installed, or there is no such table: one sentence.
    """
    catalog, _, table = name[len(LAKE) :].rpartition("#")
    if not (catalog and table):
        raise InputError(f"{name} names no table of a DuckLake", "", "ducklake:CATALOG#TABLE")

    def query(con: DuckDBPyConnection) -> str:
        if offline and (":" in catalog):
            raise InputError(f"{name} names an address", "Sockets are off", "no --offline")
        _need(con, name, "ducklake")
        con.execute(f"attach {literal(LAKE + catalog)} as lake (read_only)")
        quoted = ".".join('"' + part.replace('"', '""') + '"' for part in table.split("."))
        return f"from lake.{quoted}"

    what = f"{name} cannot be read as a table of a DuckLake"
    return _copied(query, path, what, "ducklake:CATALOG#TABLE")


def _copied(
    query: Callable[[DuckDBPyConnection], str], path: Path, refusal: str, expected: str
) -> Path:
    """Write what a query gives to a Parquet file.

    Parameters
    ----------
    query : makes the connection ready and returns the query
    refusal, expected : what to say, and what to try, where the engine cannot read it
    """
    path.parent.mkdir(exist_ok=True)
    con = memory()
    try:
        con.execute(f"copy ({query(con)}) to {literal(str(path))} (format parquet)")
    except EngineError as error:
        raise InputError(refusal, first_line(error), expected) from error
    finally:
        con.close()
    return path


def _need(con: DuckDBPyConnection, name: str, extension: str) -> None:
    if not _loaded(con, extension):
        raise InputError(
            f"{name} needs DuckDB's extension {extension}",
            f"It is not installed for DuckDB {_version(con)}",
            f"INSTALL {extension} in that version of DuckDB, or Parquet files",
        )


def _reach(con: DuckDBPyConnection, expression: str, *, offline: bool) -> None:
    """Load the extensions that an expression needs, or refuse where one is not installed."""
    for word, extension in EXTENSIONS.items():
        if word in expression.lower():
            _need(con, expression, extension)
    for scheme in sorted(set(ADDRESS.findall(expression))):
        if scheme not in SCHEMES:
            continue
        if offline:
            raise InputError(f"{expression} names an address", "Sockets are off", "no --offline")
        if not _loaded(con, "httpfs"):
            con.register_filesystem(system(scheme, expression))


def _loaded(con: DuckDBPyConnection, extension: str) -> bool:
    """Whether an extension that is installed could be loaded; none is fetched."""
    try:
        con.load_extension(extension)
    except EngineError:
        return False
    return True


def _version(con: DuckDBPyConnection) -> str:
    return str(con.execute("select version()").fetchall()[0][0]).lstrip("v")
