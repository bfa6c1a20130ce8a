"""The first lines of a text file: encoding, delimiter, rows of cells."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from marketlink.errors import InputError

SAMPLE = 1 << 18
LONGEST = 1 << 26
"""Bytes that are read of a file whose first lines are longer than the sample."""
LINES = 3
BROKEN = "Its compressed data is broken or ends early"
ENCODINGS = ("utf-8-sig", "cp949", "cp1252")
MAGIC = {
    b"PK\x03\x04": "an Excel workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an Excel workbook",
    b"%PDF": "a PDF",
    b"SQLite format 3": "an SQLite database",
    b"PAR1": "a Parquet file by another name",
    b"\x1f\x8b": "a gzip archive by another name",
}
TRIES = {b"PAR1": "a name that ends in .parquet", b"\x1f\x8b": "a name that ends in .csv.gz"}


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a text file: its rows of cells, encoding and delimiter."""

    path: Path
    encoding: str
    delimiter: str
    rows: tuple[tuple[str, ...], ...]


def read_head(path: Path) -> Head:
    """Encoding, delimiter and first rows of a CSV file.

    Raises
    ------
    InputError
        No such file, an empty one, or one that is no text.
    """
    raw, all_read = _sample(path)
    for magic, what in MAGIC.items():
        if raw.startswith(magic):
            raise InputError(
                f"{path} is {what}", "", TRIES.get(magic, "saving it as CSV or Parquet")
            )
    text, encoding = _decoded(path, raw)
    if not text.strip():
        raise InputError(f"{path} is empty")
    lines = text.splitlines()
    if not all_read:
        lines = lines[:-1]
    delimiter = _delimiter(lines)
    try:
        rows = tuple(
            tuple(cell.strip() for cell in row)
            for row in csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
        )
    except csv.Error as error:
        raise InputError(f"{path} cannot be read as a table", str(error)) from error
    return Head(path, encoding, delimiter, rows)


def _sample(path: Path) -> tuple[bytes, bool]:
    """The beginning of a file, at least a few lines, and whether that is the whole file."""
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as handle:
            raw, size = handle.read(SAMPLE), SAMPLE
            while len(raw) == size < LONGEST and raw.count(b"\n") < LINES:
                raw += handle.read(size)
                size *= 2
            return raw, len(raw) < size
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}") from error
    except IsADirectoryError as error:
        raise InputError(f"{path} is a folder", "", "naming its files") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(f"{path} cannot be read", BROKEN, "packing it again") from error
    except OSError as error:
        raise InputError(
            f"{path} cannot be read", error.strerror or type(error).__name__
        ) from error


def text_of(head: Head) -> str:
    """The whole text of a file, in the encoding in which it begins.

    Raises
    ------
    InputError
        A later part is in another encoding, or its compressed data is broken.
    """
    try:
        if head.path.suffix == ".gz":
            with gzip.open(head.path, "rt", encoding=head.encoding, newline="") as packed:
                return packed.read()
        return head.path.read_text(head.encoding)
    except UnicodeDecodeError as error:
        why = "It begins in one encoding and goes on in another"
        raise InputError(f"{head.path} cannot be read", why, "saving it as UTF-8") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(f"{head.path} cannot be read", BROKEN, "packing it again") from error


def _decoded(path: Path, raw: bytes) -> tuple[str, str]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "ignore"), "utf-16"
    if b"\0" in raw:
        raise InputError(f"{path} is no text file", "", "a CSV or Parquet file")
    for encoding in ENCODINGS:
        for cut in range(4):
            try:
                return raw[: len(raw) - cut].decode(encoding), encoding
            except UnicodeDecodeError:
                continue
    raise InputError(f"{path} is in no known encoding", "", "saving it as UTF-8")


def _delimiter(lines: list[str]) -> str:
    counts: Counter[str] = Counter()
    for line in lines[:20]:
        for mark in (",", ";", "\t", "|"):
            counts[mark] += line.count(mark)
    semicolons = counts[";"] > 0 and all(";" in line for line in lines[:5] if line.strip())
    return ";" if semicolons else max(counts, key=lambda mark: counts[mark], default=",")
