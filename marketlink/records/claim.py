"""Records of a claim: what a sentence says about stocks, its candidate readings, its verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from marketlink.records.claim_kind import ClaimKind
from marketlink.records.reason import Reason

if TYPE_CHECKING:
    from marketlink.claims.claim_sentence import ClaimSentence


class Verdict(StrEnum):
    """The verdict on a claim; the values are those of ``marketlink link``."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNCLEAR = "unclear"
    NOT_DECIDABLE = "not decidable here"
    NOT_TESTABLE = "not testable"
    OPINION = "opinion"
    FORECAST = "forecast"


class Field(StrEnum):
    """The quantity that is measured."""

    RETURN = "return"
    CHANGE = "change"
    CLOSE = "close"
    VALUE = "value"
    OPEN = "open"
    LOW = "low"
    HIGH = "high"
    RANGE = "range"
    NOW = "now"
    OFF_HOURS = "off-hours"


class WindowSpan(StrEnum):
    """The kind of window of a claim: the sessions over which it measures."""

    SESSION = "session"
    SESSIONS = "sessions"
    BEFORE = "before"
    TO_DATE = "to-date"
    SINCE = "since"
    FROM = "from"
    OTHER = "other"
    AFTER = "after"
    NEXT = "next"
    AGAIN = "again"
    TURN = "turn"
    BACK = "back"
    STREAK = "streak"
    EVER = "ever"
    LAST = "last"
    PEAK = "peak"
    YEAR = "year"


class Unit(StrEnum):
    """The unit of a period."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Bound(StrEnum):
    """How a stated number bounds the measured value: exactly, about, over, under ..."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"
    JUST_OVER = "just-over"
    JUST_UNDER = "just-under"
    NEAR = "near"
    BAND = "band"
    RANGE = "range"
    NEARLY_TIMES = "nearly-times"
    SIGN = "sign"
    STRONG = "strong"
    LIMIT = "limit"
    AT = "at"
    LOST = "lost"
    GAINED = "gained"
    REGAINED = "regained"
    LINE = "line"
    REACHED = "reached"
    ENDED = "ended"
    MORE = "more"
    LESS = "less"


BY_THE_CLOSE = frozenset({Field.RETURN, Field.CHANGE, Field.CLOSE})
"""What the closes of a series say; nothing of the hours beside them."""
ABOVE = frozenset({Bound.GAINED, Bound.REGAINED, Bound.JUST_OVER})
BELOW = frozenset({Bound.LOST, Bound.JUST_UNDER})
"""Bounds of a level that a price ended on one side of."""
BARELY = frozenset({Bound.JUST_OVER, Bound.JUST_UNDER})
"""Bounds that a number is told to be near."""
UNSIZED = frozenset({Bound.SIGN, Bound.STRONG, Bound.LIMIT})
"""Bounds of a rise or a fall without a number."""


class Basis(StrEnum):
    """The adjustments of a series of closes."""

    RAW = "raw"
    SPLIT = "split"
    TOTAL = "total"


class Spoken(StrEnum):
    """How the words give a part of a reading: said outright, by a word that means another day
    each day ("Monday", "this day"), left over from a sentence before, or not at all."""

    SPOKEN = "spoken"
    RELATIVE = "relative"
    INHERITED = "inherited"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class ClaimWindow:
    """The sessions of a measure: ``Window(Span.SINCE, day=...)``, ``Window(Span.SESSIONS, 5)``."""

    span: WindowSpan = WindowSpan.SESSION
    count: int = 0
    unit: Unit | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """What a claim measures: a field of the price, over a window, bounded by a number.

    ``regular`` says that the words mean regular hours, ``any_company`` that an extreme is one
    among all companies.
    """

    field: Field = Field.RETURN
    window: ClaimWindow = ClaimWindow()
    bound: Bound = Bound.EXACT
    regular: bool = False
    any_company: bool = False


@dataclass(frozen=True, slots=True)
class CandidateReading:
    """One way to read a number or a move that the words of the article license.

    ``symbol`` None stands for somebody, and ``session`` None for some day, that is not known here.
    ``words`` is what speaks for it, ``weight`` how much, ``equal`` whether a sharp number that fits
    it counts as much as the first reading.
    """

    symbol: str | None
    measure: Measure
    session: date | None
    sign: int
    basis: Basis | None
    weight: float
    words: str
    equal: bool = False


@dataclass(frozen=True, slots=True)
class Observation:
    """The comparison of one claim with prices, for one symbol under one reading of its words.

    ``reading`` is "literal" or "net" (or "" where the two do not differ). ``value`` is decimal
    for returns, in currency for prices. ``session`` is the (last) session it was observed on.
    """

    symbol: str
    reading: str
    value: float | None
    unit: str
    session: date | None
    verdict: Verdict
    reason: Reason

    @property
    def why(self) -> str:
        """The reason in English."""
        return self.reason.sentence()


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that says something about stocks, and what it would take to check it.

    ``formula`` is the test in the field's symbols, ``needs`` the data it takes. ``stated`` is the
    number the sentence gives (decimal for percentages), ``tolerance`` how far the
    observed value may be off given the rounding of the words. ``at`` is the span of the number or
    the move in the article's text; ``subject`` and ``day`` say how the words give them,
    ``listed`` that its place in a list of numbers makes it its company's and nobody else's.
    ``sentence`` is what it was read from. Before prices are looked at
    ``verdict`` is None and ``observations`` empty, unless the words decide.
    """

    text: str
    span: tuple[int, int]
    line: int
    kind: ClaimKind
    symbols: tuple[str, ...]
    stated: float | None = None
    unit: str = ""
    tolerance: float | None = None
    direction: int = 0
    measure: Measure = Measure()
    moment: int | None = None
    at: tuple[int, int] = (0, 0)
    subject: Spoken = Spoken.SPOKEN
    day: Spoken = Spoken.SPOKEN
    listed: bool = field(default=False, repr=False)
    sentence: ClaimSentence = field(kw_only=True, repr=False, compare=False)
    readings: tuple[CandidateReading, ...] = field(default=(), repr=False)
    observations: tuple[Observation, ...] = ()
    verdict: Verdict | None = None
    reason: Reason | None = None

    @property
    def words(self) -> str:
        """The number or the move as the article writes it."""
        start, end = self.sentence.inner(self.at)
        return self.sentence.text[start:end]

    @property
    def formula(self) -> str:
        """The test of it in the field's symbols, as its kind writes it."""
        return self.kind.formula(self)

    @property
    def needs(self) -> tuple[str, ...]:
        """The data that it takes to check it."""
        by_close = self.measure.field in BY_THE_CLOSE or self.measure.field is Field.VALUE
        return self.kind.needs if by_close else ("intraday prices",)

    @property
    def why(self) -> str:
        """The reason of the verdict in English; empty before there is one."""
        return "" if self.reason is None else self.reason.sentence()
