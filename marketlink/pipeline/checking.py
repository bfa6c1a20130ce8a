"""The article's claims against the snapshot's prices and the study's abnormal returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from marketlink.records.claim import Basis
from marketlink.records.study import Event, Study
from marketlink.store.sql import statement
from marketlink.verify import BarRows, Closes, basis_of, checked_reading

if TYPE_CHECKING:
    from marketlink.pipeline.snapshot import Snapshot
    from marketlink.records.reading import Reading


@dataclass(frozen=True, slots=True)
class SnapshotPrices:
    """The prices of a snapshot, as claims are checked against them."""

    snapshot: Snapshot

    def bars(self, symbol: str) -> BarRows:
        """(session, close, low, high) of a symbol."""
        return self.snapshot.con.execute(statement("case.closes"), [symbol]).fetchall()

    def splits(self, symbol: str) -> Closes:
        """(first session with the new shares, new shares per old share)."""
        return self.snapshot.con.execute(statement("case.splits"), [symbol]).fetchall()

    def dividends(self, symbol: str) -> Closes:
        """(first session without the dividend, cash per share as paid)."""
        return self.snapshot.con.execute(statement("case.dividends"), [symbol]).fetchall()

    def basis(self, symbol: str) -> Basis:
        """What the closes of a symbol are adjusted for."""
        return basis_of(self.snapshot.con.execute(statement("case.basis"), [symbol]).fetchall())


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
