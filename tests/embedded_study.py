"""Studies of random events on the embedded prices, as relations of a connection."""

from __future__ import annotations

import numpy as np

from marketlink.calendars import sessions
from marketlink.records.study import Spec
from marketlink.resources import data_path
from marketlink.store import scratch
from marketlink.store.sessions import write

EVENTS = [
    ("nvda", "NVDA", "2025-01-27", None),
    ("mu", "MU", "2025-01-25", None),
    ("hynix", "000660.KS", "2025-01-28", None),
]


def connection(events=EVENTS):
    con = scratch()
    for code in ("XNYS", "XKRX"):
        write(con, sessions(code))
    path = str(data_path("excerpt", "prices.csv"))
    con.execute(
        "create temp table input_price as select symbol, date::date as session, close::double as"
        " total, null::double as ret, volume::double as volume, null::varchar as exchange"
        " from (select null::varchar symbol, null::date date, null::double as close,"
        " null::double volume) where false"
    )
    con.execute(
        "insert into input_price select symbol, date, close, null, volume, null from read_csv(?)",
        [path],
    )
    con.execute(
        "create temp table input_event (event_id varchar, symbol varchar, date date,"
        ' instant timestamptz, "group" varchar, exchange varchar, benchmark varchar)'
    )
    for event in events:
        row = (*event, *[None] * (7 - len(event)))
        con.execute("insert into input_event values (?, ?, ?, ?, ?, ?, ?)", list(row))
    return con


SPEC = Spec(windows=((0, 0), (-1, 1), (-5, 5)))
SYMBOLS = ("NVDA", "MU", "AMD", "AVGO", "TSM", "000660.KS", "005930.KS", "NOPE")


def random_events(n=160, seed=3):
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(n):
        day = np.datetime64("2024-09-20") + rng.integers(-400, 160)
        symbol = SYMBOLS[rng.integers(0, len(SYMBOLS))]
        clock = f"{day}T{rng.integers(0, 24):02}:30:00Z" if i % 5 == 0 else None
        date = None if clock or i == 7 else str(day)
        benchmark = "^SOX" if i % 11 == 0 else None
        rows.append((f"e{i}", symbol, date, clock, "ab"[i % 2], None, benchmark))
    return rows
