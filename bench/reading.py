"""Texts read a second through the whole reading, one process: python bench/reading.py

The corpus of linking cases, several times over, as ``marketlink link --input-format jsonl`` reads
it: article, companies, moments, claims, prices, JSON. The bar is 1,500 short texts a second
of the processor, warm. Of the same cores a loaded machine gives half: compare two versions in
turns, never two days.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
import time
from pathlib import Path

CASES = Path(__file__).parents[1] / "tests" / "cases" / "linking.jsonl"


def main(times: int = 5) -> None:
    from marketlink.cli.main import run

    texts = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "texts.jsonl"
        rows = [{k: t[k] for k in ("id", "text", "published")} for t in texts * times]
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
        asked = ["link", str(path), "--input-format", "jsonl", "--db", f"{name}/none.duckdb"]
        for label in ("with start-up", "warm"):
            began, used = time.perf_counter(), time.process_time()
            with contextlib.redirect_stdout(io.StringIO()):
                assert run(asked) == 0
            wall, cpu = time.perf_counter() - began, time.process_time() - used
            print(f"{label:14} {len(rows) / wall:7.0f} texts/s wall, {len(rows) / cpu:7.0f} CPU")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
