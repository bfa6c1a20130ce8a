"""A small market around today, served by the loopback Yahoo, and the unmodified program on it."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from loopback_yahoo import Quote, Yahoo, serving

from marketlink.calendars import EXCHANGES, exchange_of, sessions
from marketlink.refresh import completed
from marketlink.store import Store

ROOT = Path(__file__).resolve().parents[1]
OPENS = {"XNYS": time(9, 30), "XKRX": time(9, 0), "XTKS": time(9, 0)}
KINDS = {"^": "INDEX"}


def recent(symbol: str, count: int, back: int = 0) -> list:
    """The last ``count`` completed sessions of a symbol's exchange, ``back`` of them left out."""
    exchange = exchange_of(symbol)
    last = completed(exchange, datetime.now(UTC), 30)
    calendar = sessions(exchange)
    at = calendar.index(last) + 1 - back
    return calendar.days[at - count : at]


def bars(days, level: float = 100.0, name: str = "") -> list[tuple]:
    """Unremarkable bars, a function of name and day alone, so that two serves agree."""
    made = []
    for day in days:
        step = random.Random(f"{name} {day}").gauss(0, 0.012)
        close = round(level * (1 + step), 4)
        made.append((day, close * 0.999, close * 1.004, close * 0.995, close, close, 1_000_000))
    return made


def quote(symbol: str, days, level: float = 100.0, currency=None, **facts) -> Quote:
    """What the server says of a symbol of a known exchange."""
    place = EXCHANGES[exchange_of(symbol)]
    return Quote(
        bars(days, level, symbol),
        zone=place.zone,
        opens=OPENS.get(place.code, time(9, 0)),
        currency=place.currency if currency is None else currency,
        kind=KINDS.get(symbol[0], "EQUITY"),
        name=f"{symbol} Incorporated",
        **facts,
    )


@dataclass
class World:
    """A running server, a store, and a command line on both."""

    yahoo: Yahoo
    folder: Path
    pace: str = "0"

    @property
    def db(self) -> Path:
        return self.folder / "store" / "marketlink.duckdb"

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("MARKETLINK_")}
        return kept | self.yahoo.environment(self.folder) | {
            "MARKETLINK_DB": str(self.db),
            "MARKETLINK_SOURCE_PACE_SECONDS": self.pace,
            "MARKETLINK_SOURCE_TIMEOUT_SECONDS": "3",
            "MARKETLINK_REPORTS": str(self.folder / "reports"),
            "PYTHONPATH": str(ROOT),
            "HOME": str(self.folder),
        }  # fmt: skip

    def start(self, *arguments: str, **more: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "marketlink", *arguments],
            cwd=self.folder,
            env=self.environment() | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **more: str) -> tuple[int, str, str]:
        process = self.start(*arguments, **more)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def refresh(self, *arguments: str, **more: str) -> tuple[int, dict, str]:
        """Exit code, the summary row, and what was said on stderr."""
        code, out, err = self.run("refresh", *arguments, "--format", "json", **more)
        return code, json.loads(out)[0] if out else {}, err

    def opened(self) -> Store:
        return Store.open(self.db)

    def revisions(self, symbol: str) -> tuple:
        with self.opened() as store:
            return store.revisions(symbol)

    def runs(self) -> tuple:
        with self.opened() as store:
            return store.runs()

    def days(self, symbol: str) -> list:
        with Store.open(self.db) as store:
            return [bar.session for bar in store.bars(symbol)]

    def closes(self, symbol: str) -> dict:
        with Store.open(self.db) as store:
            return {bar.session: bar.close for bar in store.bars(symbol)}


@contextmanager
def world(folder: Path, **quotes: Quote):
    """A world that serves these quotes (and can be given others at any time)."""
    with serving(folder) as yahoo:
        yahoo.quotes.update(quotes)
        yield World(yahoo, folder)
