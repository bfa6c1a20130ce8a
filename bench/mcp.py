"""Answers of the server for agents in seconds of the processor: python bench/mcp.py

A fresh process, one question after the other about the embedded prices: the first answer of each
tool, and later ones to other questions. User and system time with the server's imports, the least
of several processes; nothing is asserted. Bars: 1.5 s for the first answer after initialising, 0.3
for each later one.
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
    """The seconds that each question takes in this process; the first one's with the imports."""
    start = process_time()
    from marketlink.config import load
    from marketlink.mcp import Tools

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = replace(load(), db=folder / "m.duckdb", reports=folder / "r", offline=True)
        tools, seconds = Tools(settings), []
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
    known: set[str] = set()
    for number, (tool, *words) in enumerate(QUESTIONS):
        least = min(row[number] for row in rows)
        which = "later" if tool in known else "first of its tool" if known else "first"
        bar = 1500 if not known else 300
        print(f"{1000 * least:6.0f} ms (bar: {bar:5,})  {which:18} {tool} {words[0][:40]}")
        known.add(tool)


if __name__ == "__main__":
    main()
