"""Rows on disk as JSON Lines: replaced whole, by renaming, under a lock."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from marketlink import disk
from marketlink.errors import StoreError
from marketlink.locks import alone

PATIENCE = 60.0
"""Seconds to wait for another process that writes to the folder."""


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a file; none where it does not exist.

    Raises
    ------
    StoreError
        A line is not a JSON object.
    """
    if not path.exists():
        return []
    rows = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if line.strip():
            try:
                row = json.loads(line.decode("utf-8", "surrogatepass"))
            except (ValueError, RecursionError):
                row = None
            if not isinstance(row, dict):
                raise StoreError(f"line {number} of {path} is not a record", hint="remove the line")
            rows.append(row)
    return rows


def write_rows(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Replace a file by these rows: a reader sees all of the old ones or all of the new."""
    text = "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)
    write_bytes(path, text.encode("utf-8", "surrogatepass"))


def write_bytes(path: Path, content: bytes) -> None:
    """Replace a file whole, for good: see :func:`marketlink.disk.replace`.

    Raises
    ------
    StoreError
        The folder cannot be written to.
    """
    try:
        disk.replace(path, content)
    except OSError as error:
        why = error.strerror or str(error)
        raise StoreError(f"{path} cannot be written", why, _hint(error)) from None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder against other processes that would write to it."""
    with alone(folder / ".lock", "a change", PATIENCE):
        yield


def _hint(error: OSError) -> str:
    return "freeing space" if error.errno == errno.ENOSPC else "--db with a folder of yours"
