"""The state while the moments of an article are read in order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from marketlink.moments.cues import around, before, first
from marketlink.moments.grammar import SECTION
from marketlink.moments.publication import Anchor
from marketlink.moments.tense import Verbs
from marketlink.moments.tokens import Chunk
from marketlink.moments.zones import ZoneCue
from marketlink.records.article import Precision
from marketlink.records.moment import TimeRule
from marketlink.text import pack


class TimeRange(NamedTuple):
    """A time as resolved: both ends in, with the rule that gave it, and the ``other`` day that a
    bare day of the month may be."""

    start: date | datetime
    end: date | datetime
    precision: Precision
    rule: TimeRule
    confidence: float = 0.9
    zone: str | None = None
    note: str = ""
    other: date | None = None


def one_day(
    day: date | None, rule: TimeRule, confidence: float = 0.9, zone: str | None = None
) -> TimeRange | None:
    """A day as a time; None where there is none."""
    return TimeRange(day, day, "day", rule, confidence, zone) if day else None


@dataclass(slots=True)
class Context:
    """The sentence being read, and what earlier words have fixed; ``market`` is the zone in which
    all companies of the article trade, ``full_dates`` the days that an article without publication
    tells with their year."""

    text: str
    language: str
    anchor: Anchor
    zone: str
    tense: int = 0
    verbs: Verbs = ()
    background: bool = False
    cues: tuple[ZoneCue, ...] = ()
    sentence: tuple[int, int] = (0, 0)
    named_day: date | None = None
    named_zone: str | None = None
    named_in: tuple[int, int] | None = None
    named_home: date | None = None
    named_gone: date | None = None
    told_day: date | None = None
    told_zone: str | None = None
    told_in: tuple[int, int] | None = None
    ahead: date | None = None
    deictic: bool = False
    year: int | None = None
    market: str | None = None
    within: bool = False
    full_dates: tuple[date, ...] = ()

    @property
    def today(self) -> date | None:
        """The publication day in the home zone."""
        return self.anchor.day

    @property
    def base(self) -> date | None:
        """The day that "that day" and "the day before" count from."""
        return self.named_day or self.ahead or self.anchor.day

    @property
    def points_home(self) -> bool:
        """Whether the language's "the day before" counts from the day at home."""
        return bool(pack(self.language).settings(SECTION).get("points_home"))

    def around(self, kind: str, chunk: Chunk) -> re.Match[str] | None:
        """The match of the first rule of a kind around a time."""
        return around(kind, self.language, self.text, chunk.start, chunk.end)

    def first(self, kind: str, start: int, end: int) -> re.Match[str] | None:
        """The first match of any rule of a kind within ``text[start:end]``."""
        return first(kind, self.language, self.text, start, end)

    def before(self, kind: str, chunk: Chunk, reach: int) -> re.Match[str] | None:
        """The match of the first rule of a kind that ends where a time of its sentence begins."""
        start = max(self.sentence[0], chunk.start - reach)
        return before(kind, self.language, self.text, start, chunk.start)
