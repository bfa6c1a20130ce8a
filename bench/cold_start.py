"""Cold starts, as ratios measured in one run: python bench/cold_start.py

``--help`` against a bare ``python -c pass``, and the seconds of a whole report of the demo
article in a fresh process. Best of several; nothing is asserted.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path


def best(command: list[str], times: int, folder: Path) -> float:
    """The shortest wall time of a command, in seconds."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=folder)
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def main() -> None:
    from marketlink.resources import data_path

    program = [sys.executable, "-m", "marketlink"]
    article = str(data_path("demo", "deepseek-ko.html"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        report = [*program, "report", article, "--offline", "--db", "m.duckdb", "--out", "out"]
        bare = best([sys.executable, "-c", "pass"], 12, folder)
        shown = best([*program, "--help"], 12, folder)
        first = best(report, 1, folder)
        again = best(report, 4, folder)
    print(f"python -c pass       {1000 * bare:7.0f} ms")
    print(f"marketlink --help    {1000 * shown:7.0f} ms   {shown / bare:.1f}x (bar: at most 8x)")
    print(f"report, new store    {1000 * first:7.0f} ms")
    print(f"report, fresh process{1000 * again:7.0f} ms   (bar: under 3,000 ms)")


if __name__ == "__main__":
    main()
