"""The article's claims against the snapshot's prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from marketlink.claims import check, gather
from marketlink.records.study import Event, Study
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from marketlink.pipeline.snapshot import Snapshot
    from marketlink.records.article import Claim, Reading


def checked(
    reading: Reading, events: Sequence[Event], snapshot: Snapshot, study: Study
) -> tuple[Claim, ...]:
    """The reading's claims with observations and verdicts, companies apart."""
    day0 = {event.symbol: event.day0 for event in events if event.day0 is not None}

    def closes(symbol: str) -> list[tuple[date, float]]:
        return snapshot.con.execute(statement("case_closes"), [symbol]).fetchall()

    def splits(symbol: str) -> list[tuple[date, float]]:
        return snapshot.con.execute(statement("case_splits"), [symbol]).fetchall()

    evidence = gather(reading.claims, closes, splits, day0)
    symbols = {event.event_id: event.symbol for event in events}
    abnormal: dict[str, dict[date, tuple[float, float]]] = {}
    for row in study.rows("abnormal"):
        if row["ar"] is not None:
            found = abnormal.setdefault(symbols[row["event_id"]], {})
            found[row["session"]] = (row["ar"], row["ar_se"])
    series = {
        symbol: replace(one, abnormal=abnormal.get(symbol, {}))
        for symbol, one in evidence.series.items()
    }
    return check(
        reading.claims,
        replace(evidence, series=series),
        reading.moments,
        reading.article.published,
    )
