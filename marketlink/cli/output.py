"""Rows to standard output, in the format the caller asks for."""

from __future__ import annotations

import csv
import json
import math
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from unicodedata import combining, east_asian_width

import click

from marketlink.errors import InputError
from marketlink.neutral import json_text, spreadsheet, terminal

FORMATS = ("table", "json", "jsonl", "csv", "parquet")

LONGEST = 2_000
"""Characters of a cell that a table for people shows; the other formats give all of it."""

Rows = Iterable[Mapping[str, Any]]


def format_option(default: str = "table") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The ``--format`` option, passed as ``fmt``."""
    return click.option(
        "--format", "fmt", type=click.Choice(FORMATS), default=default, show_default=True
    )


def plain(value: Any) -> Any:  # noqa: ANN401 (any value of a row)
    """A value as JSON has it: dates and instants in ISO 8601, instants with their offset."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, Path) else value


def emit(rows: Rows, columns: Sequence[str], fmt: str) -> None:
    """Print rows (mappings with the given columns) as table, json, jsonl, csv or parquet."""
    records = [{column: plain(row.get(column)) for column in columns} for row in rows]
    if fmt == "json":
        click.echo(json_text(records, 1))
    elif fmt == "jsonl":
        for row in records:
            click.echo(json_text(row))
    elif fmt == "csv":
        writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
        writer.writeheader()
        safe = terminal if sys.stdout.isatty() else str
        writer.writerows({name: _csv_cell(row[name], safe) for name in columns} for row in records)
    elif fmt == "parquet":
        _parquet(records)
    else:
        _table(records, columns)


def say(text: object, *, err: bool = False, nl: bool = True) -> None:
    """Print a text for people, in which a terminal finds nothing to obey."""
    click.echo(terminal(str(text)), err=err, nl=nl)


def outcomes(counts: Mapping[str, int]) -> str:
    """The events of a study by outcome: ``3 events: 2 ok, 1 short_history``."""
    n = sum(counts.values())
    parts = ", ".join(f"{count} {code}" for code, count in counts.items())
    return f"{n} {'event' if n == 1 else 'events'}: {parts}"


def progress(what: str, count: int, of: int) -> None:
    """Say how far something is, over what was said before; on a terminal only."""
    if sys.stderr.isatty():
        end = "\n" if count >= of else ""
        click.echo(f"\r{what} {count:,} of {of:,}{end}", err=True, nl=False)


def _csv_cell(value: Any, safe: Callable[[str], str]) -> Any:  # noqa: ANN401 (any value of a row)
    """A cell of a CSV; ``safe`` shows controls as codes where a terminal would obey them."""
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return safe(spreadsheet(value)) if isinstance(value, str) else value


def _parquet(rows: list[dict[str, Any]]) -> None:
    from marketlink.store.rows import rows_to_parquet

    if sys.stdout.isatty():
        raise InputError("Parquet is binary", "Standard output is a terminal", "... > FILE.parquet")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        rows_to_parquet(rows, path)
        sys.stdout.buffer.write(path.read_bytes())


def _table(rows: list[dict[str, Any]], columns: Sequence[str]) -> None:
    cells = [[terminal(_cell(row[column])) for column in columns] for row in rows]
    numeric = [
        bool(rows) and all(isinstance(row[column], int | float | type(None)) for row in rows)
        for column in columns
    ]
    if sys.stdout.isatty():
        _fitted(columns, cells, numeric)
    else:
        click.echo("\n".join(_aligned([list(columns), *cells], numeric)))


def _fitted(columns: Sequence[str], cells: list[list[str]], numeric: Sequence[bool]) -> None:
    """Print a table that fits the width of the terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column, right in zip(columns, numeric, strict=True):
        table.add_column(column, justify="right" if right else "left")
    for row in cells:
        table.add_row(*map(Text, row))
    Console(soft_wrap=False).print(table)


def _aligned(cells: Sequence[Sequence[str]], numeric: Sequence[bool]) -> Iterator[str]:
    """The lines of a table whose columns stand under each other, however wide."""
    table = [[" ".join(cell.splitlines()) for cell in row] for row in cells]
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    for row in table:
        padded = [
            space + cell if right else cell + space
            for cell, width, right in zip(row, widths, numeric, strict=True)
            for space in [" " * (width - _width(cell))]
        ]
        yield "  ".join(padded).rstrip()


def _width(text: str) -> int:
    """How many columns a text takes: letters of East Asia two, marks over another none."""
    if text.isascii():
        return len(text)
    wide = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
    return wide - sum(combining(letter) > 0 for letter in text)


def _cell(value: Any) -> str:  # noqa: ANN401 (any value of a row)
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}... ({len(text):,} characters)"
