"""The page about a user's day, executed from top to bottom in an empty folder."""

from __future__ import annotations

import random
import re
import shlex
from datetime import UTC, date, datetime

from refresh_world import ROOT, quote, recent, world

from marketlink.calendars import sessions
from marketlink.refresh import completed

PAGE = (ROOT / "docs" / "users-day.md").read_text("utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.M | re.S)


def steps():
    """Each command with the lines it must print."""
    found = []
    for line in "".join(blocks("console")).splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def prices():
    """A long version of the file that the page shows the beginning of."""
    head = blocks("csv")[0].splitlines()
    draw, rows = random.Random(5), [head[0]]
    levels = {"ACME": 100.0, "MARKET": 5000.0}
    last = completed("XNYS", datetime.now(UTC), 30)
    for day in sessions("XNYS").between(date(2024, 1, 2), last):
        for symbol, level in levels.items():
            rows.append(f"{symbol},{day},{level:.2f}")
            levels[symbol] = level * (1 + draw.gauss(0.0004, 0.012))
    assert rows[1:3] == head[1:3]
    return "\n".join(rows) + "\n"


def test_the_page_runs_as_it_stands(tmp_path):
    with world(tmp_path) as market:
        for symbol in ("NVDA", "^GSPC"):
            market.yahoo.quotes[symbol] = quote(symbol, recent(symbol, 300))
        (tmp_path / "prices.csv").write_text(prices())
        (tmp_path / "events.csv").write_text(blocks("csv")[1])
        ran = []
        for command, promised in steps():
            program, *arguments = shlex.split(command)
            assert program == "marketlink"
            code, out, said = market.run(*arguments)
            assert code == 0, (command, out, said)
            ran.append(arguments[0])
            for line in promised:
                pattern = r"\s*.*?\s*".join(re.escape(part.strip()) for part in line.split("..."))
                assert re.search(pattern, out + said), (command, line, out, said)
        assert ran == ["prices", "prices", "study", "export", "refresh", "refresh", "schedule",
                       "schedule", "doctor"]  # fmt: skip
        assert (tmp_path / "units" / "marketlink-refresh.timer").exists()
        assert (tmp_path / "study" / "cars.csv").exists()
