"""Cold starts in seconds of the processor: python bench/cold_start.py

``--help`` against a bare ``python -c pass``, and a whole report of the demo article in a fresh
process: with nothing kept of the shipped tables (an empty cache folder), and after it. User and
system time, the least of several runs; nothing is asserted. The clock on the wall says little on a
machine that does other things.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage


def best(command: list[str], times: int, folder: Path) -> float:
    """The least processor time of a command, in seconds, as it is with byte code kept."""
    seconds = []
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    for _ in range(times):
        before = getrusage(RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True, cwd=folder, env=environment)
        after = getrusage(RUSAGE_CHILDREN)
        used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        seconds.append(used)
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
    print(f"report, nothing kept  {1000 * first:7.0f} ms")
    print(f"report, fresh process {1000 * again:7.0f} ms   (bar: 1,800 ms)")


if __name__ == "__main__":
    main()
