"""Records of prices: bars as they arrive, their flags, the result of a merge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

PriceBasis = Literal["raw", "split", "total"]
"""The adjustment of ``close`` by its source: none, for splits, or for splits and dividends."""

TotalFrom = Literal["actions", "adj_close"]
"""The origin of total returns: close with the recorded dividends, or the source's adj_close."""

FaultPolicy = Literal["drop", "skip", "flag", "keep", "refuse"]
"""The effect of a fault on its bar: not stored; stored but no price; stored, used and warned about;
stored and used, as it only looks like a fault; the whole history is not stored."""


@dataclass(frozen=True, slots=True)
class RawBar:
    """One session as the source gave it, in the listing's currency; None = not given."""

    session: date
    open: float | None = None
    high: float | None = None
    low: float | None = None
    close: float | None = None
    volume: float | None = None
    adj_close: float | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A split (new shares per old share) or a cash dividend as paid per share on the ex-date."""

    session: date
    kind: Literal["split", "dividend"]
    value: float


@dataclass(frozen=True, slots=True)
class Flag:
    """A fault seen in one bar, or (session None) in the whole history of a symbol."""

    symbol: str
    session: date | None
    fault: str
    policy: FaultPolicy
    detail: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The security that a symbol names. ``exchange`` is an ISO 10383 code, the validity is in
    sessions.

    ``currency`` is "" where the source left it out: the one held stays, else the exchange's.
    """

    symbol: str
    exchange: str
    currency: str
    kind: str = "stock"
    name: str = ""
    basis: PriceBasis = "split"
    total_from: TotalFrom = "actions"
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Bars of one symbol from one source, fetched at one instant.

    ``whole`` says that this is all there is: it replaces what is held. Otherwise it is a tail,
    which must agree with what is held on the sessions they share.
    """

    listing: Listing
    source: str
    vintage: datetime
    bars: tuple[RawBar, ...]
    actions: tuple[Action, ...] = ()
    flags: tuple[Flag, ...] = ()
    whole: bool = True

    @property
    def symbol(self) -> str:
        """The listing's symbol."""
        return self.listing.symbol


@dataclass(frozen=True, slots=True)
class Drift:
    """A history that the source has since changed.

    ``why`` is "split", "dividend", "correction", "source" (another source than the one held) or
    "no overlap" (a tail that shares no session with what is held). ``session`` is the first
    that differs, ``ratio`` new over old there, ``changed`` how many differ.
    """

    symbol: str
    why: str
    session: date | None
    ratio: float | None
    changed: int


@dataclass(frozen=True, slots=True)
class Merged:
    """The result of a merge: rows inserted and changed, histories replaced, tails not merged."""

    inserted: int = 0
    changed: int = 0
    revisions: tuple[Drift, ...] = ()
    drifted: tuple[Drift, ...] = ()


@dataclass(frozen=True, slots=True)
class RefreshRun:
    """One refresh run. ``outcome`` is "ok", "partial" or "failed"; errors are (symbol, text)."""

    run: str
    started: datetime
    ended: datetime
    outcome: str
    symbols: int = 0
    inserted: int = 0
    changed: int = 0
    revisions: int = 0
    errors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """The holding of one symbol in the store: its bars from ``first`` to ``last``."""

    listing: Listing
    source: str
    vintage: datetime
    first: date
    last: date
    bars: int
    flags: int

    @property
    def symbol(self) -> str:
        """The listing's symbol."""
        return self.listing.symbol
