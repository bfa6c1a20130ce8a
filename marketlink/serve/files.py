"""The files of a folder of reports: their own kinds only, nothing outside it, no link out."""

from __future__ import annotations

import errno
import hashlib
import html
import mimetypes
import re
from pathlib import Path

SUFFIXES = (".html", ".css", ".js", ".json", ".csv", ".parquet", ".svg", ".png")
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
NO_SOURCES = "default-src 'none'"
HEAD = 4096
ABSENT = frozenset({errno.ENAMETOOLONG, errno.ELOOP, errno.ENOENT, errno.ENOTDIR, errno.EINVAL})
"""Errors of the system that say that there is no such file; others say that it cannot be read."""


def find(folder: Path, name: str) -> Path | None:
    """The file of that address, or None where there is none or it may not be given out.

    Raises
    ------
    OSError
        Whether there is one cannot be told.
    """
    parts = name.split("/")
    if any(part.startswith(".") or "\\" in part or "\0" in part for part in parts):
        return None
    try:
        file = folder.joinpath(*parts).resolve()
        inside = file.is_relative_to(folder) and file.suffix in SUFFIXES
        return file if inside and file.is_file() else None
    except ValueError:
        return None
    except OSError as error:
        if error.errno in ABSENT:
            return None
        raise


def policy_of(page: str | None) -> str:
    """The policy a page states for itself, unframed; a file that states none may run nothing."""
    match = POLICY.search(page[:HEAD]) if page is not None else None
    return f"{html.unescape(match[1]) if match else NO_SOURCES}; frame-ancestors 'none'"


def kind_of(file: Path) -> str:
    """The media type of a file."""
    if file.suffix == ".parquet":
        return "application/vnd.apache.parquet"
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def state(folder: Path) -> str:
    """A word that changes whenever a report is written or goes."""
    files = []
    for file in sorted([*folder.glob("*/summary.json"), *folder.glob("stocks/*.html")]):
        try:
            files.append(f"{file.parent.name}/{file.name}:{file.stat().st_mtime_ns}")
        except OSError:
            continue
    return hashlib.sha256("\n".join(files).encode()).hexdigest()[:16]
