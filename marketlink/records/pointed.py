"""The answer of a second reader: spans of the text, each with a choice of a few words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Place = tuple[int, int]
"""A span of the article's text."""


class Way(StrEnum):
    """The direction of a price."""

    UP = "up"
    DOWN = "down"
    UNSAID = "unsaid"


class PointedHours(StrEnum):
    """The trading hours of the measurement."""

    REGULAR = "regular"
    OUTSIDE = "outside"
    UNSAID = "unsaid"


class Mood(StrEnum):
    """Whether the text reports it as a fact, or foresees it."""

    TOLD = "told"
    FORESEEN = "foreseen"


class Measured(StrEnum):
    """The measure that a number states."""

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
