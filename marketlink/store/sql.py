"""SQL files: one table, view, macro or statement each, under ``marketlink/sql``."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = Path(__file__).parents[1] / "sql"


@cache
def statement(name: str) -> str:
    """The text of one SQL file.

    Parameters
    ----------
    name : str
        File name without its suffix, for example ``"view_price"``.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    """
    return (FOLDER / f"{name}.sql").read_text("utf-8")


def names(prefix: str) -> tuple[str, ...]:
    """Names of the SQL files with a prefix such as ``"table_"``, in load order (alphabetical)."""
    return tuple(sorted(path.stem for path in FOLDER.glob(f"{prefix}*.sql")))


def load(con: DuckDBPyConnection, *files: str) -> None:
    """Run SQL files on a connection, in the order given."""
    for name in files:
        con.execute(statement(name))


def fingerprint(*files: str) -> str:
    """SHA-256 over the text of SQL files."""
    return sha256("\0".join(statement(name) for name in files).encode()).hexdigest()
