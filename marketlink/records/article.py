"""Records of an article: its text and its publication time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Language = str
"""A code of BCP 47: "ko", "ja", or "und-Cyrl" for letters that many languages share."""
Grade = Literal["given", "stated", "metadata", "bracketed", "unknown"]
Precision = Literal["second", "minute", "hour", "day", "month", "quarter", "year", "interval"]
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
    ``updated`` is when the page says that its text was last changed, where that was later.
    """

    value: datetime | date | None = None
    grade: Grade = "unknown"
    precision: Precision | None = None
    zone: str | None = None
    evidence: tuple[Evidence, ...] = ()
    earliest: date | None = None
    latest: date | None = None
    updated: datetime | date | None = None


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

    For text and Markdown ``text`` is the decoded input itself, with blanks for the breaks
    of lines wrapped at a column; for HTML it is the text taken out
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
