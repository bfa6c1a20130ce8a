"""The article's claims against the snapshot's prices and the study's abnormal returns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from marketlink.records.study import Event, Study
from marketlink.verify import checked_reading, stored_series

if TYPE_CHECKING:
    from marketlink.claims import Series
    from marketlink.pipeline.snapshot import Snapshot
    from marketlink.records.reading import Reading


@dataclass(frozen=True, slots=True)
class SnapshotPrices:
    """The prices of a snapshot, as claims are checked against them."""

    snapshot: Snapshot

    def series(self, symbols: Iterable[str]) -> dict[str, Series]:
        """The series of those symbols that the snapshot has."""
        return stored_series(self.snapshot.con, symbols)


def against(snapshot: Snapshot, reading: Reading, events: Sequence[Event], study: Study) -> Reading:
    """The reading with its claims checked, each company by itself."""
    day0 = {event.symbol: event.day0 for event in events if event.day0 is not None}
    symbols = {event.event_id: event.symbol for event in events}
    abnormal: dict[str, dict[date, tuple[float, float]]] = {}
    for row in study.rows("abnormal"):
        if row["ar"] is not None:
            own_moves = abnormal.setdefault(symbols[row["event_id"]], {})
            own_moves[row["session"]] = (row["ar"], row["ar_se"])
    return checked_reading(reading, SnapshotPrices(snapshot), day0, abnormal)
