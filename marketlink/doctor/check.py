"""The result of one check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from marketlink.errors import MarketlinkError

CheckState = Literal["ok", "note", "finding"]

MOST_ITEMS = 5
"""Items of a list that are named."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its area, its name, its state, the observation and the fix.

    "note" is worth knowing and needs nothing done; "finding" needs something done.
    """

    area: str
    name: str
    state: CheckState
    text: str
    fix: str = ""


def enumerate_some(items: Sequence[object]) -> str:
    """The first few items, and how many more there are."""
    text = ", ".join(str(item) for item in items[:MOST_ITEMS])
    return f"{text} and {len(items) - MOST_ITEMS} more" if len(items) > MOST_ITEMS else text


def sentence_of(error: MarketlinkError) -> str:
    """What an error says, without its hint."""
    return ". ".join(filter(None, (error.what, error.why)))
