"""Plain rows as a Parquet file."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from marketlink.store.connect import memory


def rows_to_parquet(rows: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write rows of plain values, dates and instants to a Parquet file, typed by what they hold.

    Numbers keep their last bit; a column without any value is stored as text.
    """
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "rows.jsonl"
        with lines.open("w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
        con = memory()
        try:
            relation = con.read_json(str(lines), format="newline_delimited", sample_size=-1)
            typed = [
                f'"{name}"::varchar as "{name}"' if str(kind) == "JSON" else f'"{name}"'
                for name, kind in zip(relation.columns, relation.types, strict=True)
                if '"' not in name
            ]
            relation.project(", ".join(typed)).write_parquet(str(path), compression="zstd")
        finally:
            con.close()
