"""Phases of a trading day, and where news could first be traded on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class PhaseKind(StrEnum):
    """The kind of trading in a phase. Trades at the ``closing price`` cannot react to news."""

    PRE_MARKET = "pre-market"
    OPENING_AUCTION = "opening auction"
    REGULAR = "regular"
    CLOSING_AUCTION = "closing auction"
    CLOSING_PRICE = "closing price"
    AFTER_MARKET = "after-market"
    NIGHT = "night"


AUCTIONS = frozenset({PhaseKind.OPENING_AUCTION, PhaseKind.CLOSING_AUCTION})
"""Phases whose only price is made at their end."""


class Sure(StrEnum):
    """How well a fact about a venue is known."""

    KNOWN = "known"
    REPORTED = "reported"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class Gap(StrEnum):
    """The reason why less is known of a phase than its row says."""

    NONE = ""
    OTHER_HOURS = "other hours"
    NOT_CHECKED = "not checked"
    NO_TABLE = "no table"


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of one session at one venue, ``[opens, closes)`` in UTC.

    ``session`` is the trading date that it belongs to. Both instants are None where the phase is
    held at hours that are not known; ``gap`` then says why (a day with other hours). The gap "not
    checked" means that the day lies beyond the one up to which the table was compared with public
    material, "no table" that only the session's opening and closing are known. ``every`` is the
    time between the call auctions of a phase without continuous trading, the first of which ends
    that long after ``opens``.
    """

    venue: str
    kind: PhaseKind
    session: date
    opens: datetime | None
    closes: datetime | None
    sure: Sure
    gap: Gap = Gap.NONE
    source: str = ""
    every: timedelta | None = None


@dataclass(frozen=True, slots=True)
class VenueChange:
    """A day from which a stock trades at one venue more, one less, or in a phase more.

    Volume of one venue from before it and from after it is of different things. ``phase`` is None
    where the venue as a whole came or went; ``began`` tells which.
    """

    day: date
    venue: str
    phase: PhaseKind | None
    began: bool
    sure: Sure


@dataclass(frozen=True, slots=True)
class Tradable:
    """Where and when a stock could first be traded on news: the instant of its first price (UTC).

    ``sure`` is that of the phase or of the stock's admission to the venue, whichever is less.
    ``perhaps`` is an earlier place of which it is not known whether it traded the stock that day.
    """

    symbol: str
    venue: str
    phase: PhaseKind
    instant: datetime
    session: date
    sure: Sure
    perhaps: Tradable | None = None
