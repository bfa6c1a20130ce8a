"""Answers of the server for agents in seconds of the processor: python bench/mcp.py

A fresh process: what the server loads as it starts, then one question after the other about the
embedded prices. User and system time, the least of several processes; nothing is asserted. The
protocol's own package comes on top of the start. Bars: 1.5 s for the start with the first answer,
0.3 for each later one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from time import process_time

QUESTIONS = (
    ("measure_reaction", "NVDA", "2025-01-27"),
    ("measure_reaction", "MU", "2025-01-28"),
    ("measure_reaction", "000660.KS", "2025-01-31"),
    ("explain_move", "NVDA", "2025-01-27"),
    ("explain_move", "MU", "2025-01-02"),
    ("check_statement", "Nvidia fell 17% on January 27, 2025.", "2025-01-28"),
    ("check_statement", "Micron fell 11% on January 27, 2025.", "2025-01-28"),
    ("sessions", "XKRX", "2025-01-24", "2025-02-03"),
)
TIMES = 4


def answers() -> list[float]:
    """The seconds that the start takes in this process, and then each question."""
    start = process_time()
    from marketlink.config import load
    from marketlink.mcp import Tools, load_tools

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = replace(load(), db=folder / "m.duckdb", reports=folder / "r", offline=True)
        load_tools(settings)
        tools, seconds = Tools(settings), [process_time() - start]
        start = process_time()
        for tool, *words in QUESTIONS:
            getattr(tools, tool)(*words)
            seconds.append(process_time() - start)
            start = process_time()
    return seconds


def main() -> None:
    if sys.argv[1:] == ["once"]:
        print(json.dumps(answers()))
        return
    rows = [
        json.loads(
            subprocess.run(
                [sys.executable, __file__, "once"], check=True, capture_output=True, text=True
            ).stdout
        )
        for _ in range(TIMES)
    ]
    least = [min(some) for some in zip(*rows, strict=True)]
    start, first, *later = least
    print(f"start                 {1000 * start:6.0f} ms")
    print(f"start, first answer   {1000 * (start + first):6.0f} ms (bar: 1,500 ms)")
    for (tool, *words), seconds in zip(QUESTIONS[1:], later, strict=True):
        print(
            f"later                 {1000 * seconds:6.0f} ms (bar:   300 ms) {tool} {words[0][:40]}"
        )


if __name__ == "__main__":
    main()
