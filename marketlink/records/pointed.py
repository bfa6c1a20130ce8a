"""What a second reader points at in a text: spans, and a choice of a few words for each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Place = tuple[int, int]
"""A span of the article's text."""


class Way(StrEnum):
    """Which way a price went."""

    UP = "up"
    DOWN = "down"
    UNSAID = "unsaid"


class PointedHours(StrEnum):
    """In which hours it was measured."""

    REGULAR = "regular"
    OUTSIDE = "outside"
    UNSAID = "unsaid"


class Mood(StrEnum):
    """Whether it is told as done."""

    TOLD = "told"
    FORESEEN = "foreseen"


class Measured(StrEnum):
    """What of a price a number is."""

    RETURN = "return"
    CHANGE = "change"
    CLOSE = "close"
    LOW = "low"
    HIGH = "high"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Pointed:
    """One number or word for a move, and the words that say whose it is, and of which day.

    ``symbols`` are those that the directory gives for ``company``: none for a name that it does
    not have.
    """

    number: Place
    company: Place | None
    day: Place | None
    measure: Measured
    way: Way
    hours: PointedHours
    mood: Mood
    symbols: tuple[str, ...] = ()
