"""One thing that was looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from marketlink.errors import MarketlinkError

CheckState = Literal["ok", "note", "finding"]

SHOWN = 5
"""Items of a list that are named."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: where, what, how it stands, what was seen, and what to do about it.

    "note" is worth knowing and needs nothing done; "finding" needs something done.
    """

    area: str
    name: str
    state: CheckState
    text: str
    fix: str = ""


def listed(items: Sequence[object]) -> str:
    """The first few items, and how many more there are."""
    shown = ", ".join(str(item) for item in items[:SHOWN])
    return f"{shown} and {len(items) - SHOWN} more" if len(items) > SHOWN else shown


def said(error: MarketlinkError) -> str:
    """What an error says, without its hint."""
    return ". ".join(filter(None, (error.what, error.why)))
