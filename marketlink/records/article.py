"""Records of an article: its text, publication time, mentions, moments, reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from marketlink.records.claim import Claim
    from marketlink.records.pointed import Pointed

Language = str
"""A code of BCP 47: "ko", "ja", or "und-Cyrl" for letters that many languages share."""
Grade = Literal["given", "stated", "metadata", "bracketed", "unknown"]
Precision = Literal["second", "minute", "hour", "day", "month", "quarter", "year", "interval"]


class TimeRule(StrEnum):
    """How a moment was resolved: a code. Its sentence stands in the messages of each language."""

    ABSOLUTE_DATE = "absolute date"
    MONTH_AND_DAY = "month and day"
    RANGE_OF_DAYS = "range of days"
    DAY_OF_MONTH = "day of the month"
    DAY_OF_A_HOLIDAY = "day of a holiday"
    DAY_OF_WEEK = "day of the week"
    WEEKDAY_OF_A_MONTH = "weekday of a month"
    WEEK_OF_A_MONTH = "week of a month"
    WEEKDAY_BESIDE_A_HOLIDAY = "weekday beside a holiday"
    HOLIDAY_BLOCK = "holiday block"
    DAY_BEFORE_HOLIDAY = "day before the holiday"
    DAY_AFTER_HOLIDAY = "day after the holiday"
    FROM_PUBLICATION = "from publication"
    FROM_LAST_DAY_NAMED = "from the last day named"
    DAYS_AGO = "days ago"
    HOURS_AGO = "hours ago"
    MONTHS_AGO = "months ago"
    YEARS_AGO = "years ago"
    SESSIONS_AGO = "sessions ago"
    SESSION_BEFORE = "session before"
    NEXT_SESSION = "next session"
    FIRST_SESSION = "first session"
    LAST_SESSION = "last session"
    CLOSED_OVERNIGHT = "the session that closed overnight"
    CLOSE_TO_OPENING = "overnight, close to opening"
    AFTER_CLOSE = "after the close"
    BEFORE_OPENING = "before the opening"
    PART_OF_SESSION = "part of the session"
    CLOCK_TIME = "clock time"
    CLOCK_TIME_WITH_OFFSET = "clock time with offset"
    PART_OF_A_DAY = "part of a day"
    WEEK = "week"
    WEEKEND = "weekend"
    MONTH = "month"
    MONTHS = "months"
    MONTH_TO_DATE = "month to date"
    PART_OF_A_MONTH = "part of a month"
    CALENDAR_QUARTER = "calendar quarter"
    QUARTER = "quarter"
    QUARTER_BY_ITS_LAST_DAY = "quarter by its last day"
    HALF_YEAR = "half-year"
    YEAR = "year"
    YEARS = "years"
    NEW_YEAR = "new year"
    YEAR_TO_DATE = "year to date"
    PART_OF_A_YEAR = "part of a year"
    SEASON = "season"


LineKind = Literal["title", "body", "author", "publisher", "caption", "list", "furniture"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence: where it was found, its exact words, what it says."""

    source: str
    text: str
    says: str


@dataclass(frozen=True, slots=True)
class Published:
    """When an article was published, and how well that is known.

    ``value`` is an aware UTC instant, or a ``date`` where only the day is known, or None where
    the grade is "unknown". ``zone`` is the zone the statement was made in (an IANA name or a
    fixed offset such as "+09:00"). ``earliest`` and ``latest`` bracket it where nothing states it.
    """

    value: datetime | date | None = None
    grade: Grade = "unknown"
    precision: Precision | None = None
    zone: str | None = None
    evidence: tuple[Evidence, ...] = ()
    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text, with its span ``text[start:end]`` and what kind of line it is."""

    number: int
    start: int
    end: int
    kind: LineKind


@dataclass(frozen=True, slots=True)
class Article:
    """An article as read: its text (spans of every later record index it) and its parts.

    For text and Markdown ``text`` is the decoded input itself; for HTML it is the text taken out
    of the page, one block a line. ``digest`` is the SHA-256 of the raw bytes.
    """

    source: str
    digest: str
    media_type: str
    text: str
    language: Language
    lines: tuple[Line, ...]
    published: Published
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    body_confidence: float = 1.0
    warnings: tuple[str, ...] = ()

    def line_text(self, line: Line) -> str:
        """The characters of one line."""
        return self.text[line.start : line.end]

    def of_kind(self, *kinds: LineKind) -> tuple[Line, ...]:
        """The lines of the given kinds, in order."""
        return tuple(line for line in self.lines if line.kind in kinds)


class ShareKind(StrEnum):
    """The kind of a line of stock."""

    ORDINARY = "ordinary"
    PREFERRED = "preferred"
    CLASS = "class"
    ADR = "adr"
    GDR = "gdr"
    DUAL = "dual"


@dataclass(frozen=True, slots=True)
class Mention:
    """A company (or a thing that looks like one) named in the text at ``text[start:end]``.

    ``symbol`` is None where the name is known but not linked: a private company, a group, a
    club ... as ``kind`` says. ``relevance`` is 0 to 100, ``confidence`` 0 to 1, and ``rule``
    names the rule that decided. ``firm`` is the symbol that stands for the company, whichever of
    its lines of stock is meant, and ``share`` the kind of that line. The kind "line" is a line
    that the tables do not have, or not on that day: a receipt, a preferred share. What is said
    of it says nothing of the firm's other lines, and it dates none of them.
    """

    text: str
    start: int
    end: int
    line: int
    symbol: str | None
    company: str
    kind: str
    role: str
    rule: str
    confidence: float
    relevance: int
    why: str = ""
    firm: str | None = None
    share: ShareKind | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened, according to the words at ``text[span[0]:span[1]]``.

    ``start`` and ``end`` bound it: both dates (both ends in) where it is known to the day or
    worse, both aware UTC instants where a clock time is known. ``zone`` is the IANA zone the words
    are about. ``kind`` is "event", "publication", "background" or "future". ``repaired`` is the
    phrase as it should read where a syllable was wrong, else None. ``reactions`` maps an exchange
    (ISO 10383) to its reaction session; None where the calendar does not reach; empty for what is
    only background, which nothing reacts to.
    """

    text: str
    span: tuple[int, int]
    line: int
    start: date | datetime
    end: date | datetime
    zone: str
    precision: Precision
    kind: str
    rule: TimeRule
    confidence: float
    repaired: str | None = None
    reactions: tuple[tuple[str, date | None], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything marketlink understood of one article, before it looked at a price."""

    article: Article
    subjects: tuple[str, ...]
    mentions: tuple[Mention, ...]
    moments: tuple[Moment, ...]
    claims: tuple[Claim, ...] = ()
    warnings: tuple[str, ...] = ()
    pointed: tuple[Pointed, ...] = ()
