"""The cache folder of a library such as yfinance: its unreadable databases are removed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def without_broken(folder: Path) -> Path:
    """Make the folder where it is missing, and remove the databases in it that cannot be read.

    A kill or a full disk may leave one that makes every later request fail; the library fetches
    what it held again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.db"):
        if not _reads(file):
            for part in folder.glob(f"{file.name}*"):
                part.unlink(missing_ok=True)
    return folder


def _reads(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(file, timeout=1.0)) as con:
            return con.execute("pragma quick_check(1)").fetchall() == [("ok",)]
    except sqlite3.OperationalError:
        return True  # held by another process, or not ours to open
    except sqlite3.DatabaseError:
        return False
