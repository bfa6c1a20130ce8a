"""Processes beside each other: one that merges until it is killed, one that reads until then."""

from __future__ import annotations

import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from marketlink.records.price import Flag, History, Listing, RawBar
from marketlink.store import Store

DAY = date(2000, 1, 3)
FETCHED = datetime(2025, 3, 20, tzinfo=UTC)


def merge_forever(path: Path) -> None:
    """One session more of three symbols in each merge; every seventh replaces them whole."""
    done = 0
    while True:
        with Store.open(path, "write") as store:
            if done == 0:
                held = store.con.execute("select count(*) from bar where symbol = 'A'").fetchall()
                done = held[0][0]
            for _ in range(3):
                done += 1
                store.merge(tails(done))
                sys.stdout.write(f"{done}\n")
                sys.stdout.flush()


def merge_some(path: Path) -> None:
    """Three merges, each with the store opened anew; says how long the longest wait for it was."""
    longest = 0.0
    for number in range(1, 4):
        began = time.monotonic()
        with Store.open(path, "write", wait=30) as store:
            longest = max(longest, time.monotonic() - began)
            store.merge(tails(number))
    sys.stdout.write(f"{longest}\n")


def tails(count: int) -> list[History]:
    """Histories whose last session is number ``count`` (counting from 1)."""
    whole = count % 7 == 0
    first = 0 if whole else max(count - 3, 0)
    bars = tuple(
        RawBar(DAY + timedelta(n), close=100.0 + n, volume=float(n)) for n in range(first, count)
    )
    flag = Flag("A", DAY + timedelta(count - 1), "stale-close", "flag", "x" * 2000)
    return [
        History(Listing(symbol, "XNYS", "USD"), "test", FETCHED, bars, whole=whole,
                flags=(flag,) if symbol == "A" else ())
        for symbol in "ABC"
    ]  # fmt: skip


def read_forever(path: Path) -> None:
    """Open, read and close without a pause, in a hot loop; says when the first read was done."""
    first = True
    while True:
        with Store.open(path, wait=60) as store:
            store.con.execute("select symbol, count(*) from bar group by all").fetchall()
        if first:
            sys.stdout.write("read\n")
            sys.stdout.flush()
        first = False


if __name__ == "__main__":
    {"merge": merge_forever, "some": merge_some, "read": read_forever}[sys.argv[2]](
        Path(sys.argv[1])
    )
