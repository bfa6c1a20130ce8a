"""A sentence as input of its claims: subjects, moves, moments, and those inherited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from sys import maxsize
from typing import NamedTuple

from marketlink.claims import amounts
from marketlink.claims.amounts import Amount
from marketlink.claims.cues import SUBJECTS, verb_last
from marketlink.records.article import Language
from marketlink.records.claim import Claim, ClaimWindow, Wording
from marketlink.records.moment import Moment
from marketlink.text.cues import Cue, possible


class Subject(NamedTuple):
    """A company or an index named at ``text[start:end]``."""

    start: int
    end: int
    symbol: str


class MoveWord(NamedTuple):
    """A word for a rise (+1) or a fall (-1)."""

    start: int
    end: int
    direction: int


@dataclass
class ClaimSentence:
    """One sentence, with the subjects and moments it inherits from the sentences before. All places
    are characters from its start, which is ``start`` in the article's text; those of its moments
    too."""

    text: str
    start: int
    line: int
    language: Language
    moments: Sequence[tuple[int, Moment]]
    subjects: list[Subject] = field(default_factory=list)
    moves: list[MoveWord] = field(default_factory=list)
    inherited: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    firm: tuple[str, ...] = ()
    off_hours: bool = False
    inherited_moment: int | None = None
    told_day: date | None = None
    by_zone: dict[str, int] = field(default_factory=dict)
    columns: bool = False
    row: bool = False
    periods: tuple[ClaimWindow, ...] = ()
    heads: tuple[int, ...] = ()
    column_heads: tuple[str, ...] = ()
    last: Claim | None = None
    objects: set[int] = field(default_factory=set)
    strangers: tuple[tuple[int, int], ...] = ()
    lead: str = ""
    alone: bool = False
    leaves_subject: bool | None = None

    possible: int = field(init=False)

    def __post_init__(self) -> None:
        """Ask which rules may match in the sentence, once."""
        self.possible = possible(self.language, self.text)

    def inner(self, span: tuple[int, int]) -> tuple[int, int]:
        """A span of the article's text, from the start of the sentence."""
        return span[0] - self.start, span[1] - self.start

    def search(self, cue: Cue, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        """The first match of a kind of rows in the sentence, or in a part of it."""
        rows = cue[self.language]
        if not self.possible & rows.bits:
            return None
        return rows.search(self.text, start, end, self.possible)

    def ahead(self, cue: Cue, at: int) -> re.Match[str] | None:
        """The first match ahead of a place."""
        return self.search(cue, 0, at)

    def before(self, cue: Cue, at: int, reach: int) -> re.Match[str] | None:
        """The first match among so many characters before a place."""
        return self.search(cue, max(0, at - reach), at)

    def behind(self, cue: Cue, at: int, reach: int) -> re.Match[str] | None:
        """The first match among so many characters behind a place."""
        return self.search(cue, at, at + reach)

    def finditer(self, cue: Cue, start: int = 0, end: int = maxsize) -> Iterator[re.Match[str]]:
        """The matches of a kind of rows in the sentence, or in a part of it, in order."""
        return cue[self.language].finditer(self.text, start, end, self.possible)

    def has(self, cue: Cue, words: str) -> bool:
        """Whether a kind of rows without the mark of a name matches in words of it."""
        return cue[self.language].search(words, able=self.possible) is not None

    def match(self, cue: Cue, at: int, end: int = maxsize) -> re.Match[str] | None:
        """The match of a kind of rows that begins at a position."""
        rows = cue[self.language]
        return rows.match(self.text, at, end) if self.possible & rows.bits else None

    def fullmatch(self, cue: Cue, start: int, end: int = maxsize) -> re.Match[str] | None:
        """The match of a kind of rows that is the whole of a part of the text."""
        return cue[self.language].fullmatch(self.text, start, end)

    @cached_property
    def verb_last(self) -> bool:
        """Whether the verb of a sentence stands last in its language."""
        return verb_last(self.language)

    @property
    def names(self) -> list[Subject]:
        """The companies and indices of the sentence but for those that others are held against."""
        return [s for s in self.subjects if s.start not in self.objects]

    def names_before(self, at: int) -> list[Subject]:
        """All that are named before a place."""
        return [s for s in self.subjects if s.end <= at]

    def direction_at(self, cue: Cue, at: int) -> int:
        """The direction that the row of a kind says which matches at a position; 0 without one."""
        rule = cue[self.language].rule_at(self.text, at)
        return 0 if rule is None else int(rule.fields["direction"])

    def time(self, n: int | None) -> Moment | None:
        """The article's moment of a number, where the sentence itself tells it."""
        return next((moment for at, moment in self.moments if at == n), None)

    def move_words(self, cue: Cue) -> list[MoveWord]:
        """The words of a kind for a rise or a fall."""
        return [
            MoveWord(*match.span(), -1 if match.lastgroup == "fall" else 1)
            for match in self.finditer(cue)
        ]

    @cached_property
    def cited(self) -> list[tuple[int, int]]:
        """Where the title of another text is cited, whose words tell nothing here."""
        return [match.span() for match in self.finditer(SUBJECTS.cited)]

    @cached_property
    def descriptions(self) -> list[tuple[int, int]]:
        """Where clauses only describe the name ahead of them, before its verb."""
        starts = {move.start for move in self.moves}
        clauses = [self.match(SUBJECTS.described, s.end) for s in self.subjects]
        return [clause.span() for clause in clauses if clause and clause.end() in starts]

    @cached_property
    def percentages(self) -> list[Amount]:
        """The percentages and percentage points of the sentence."""
        return amounts.percents(self.text, 0, len(self.text), self.language, self.possible)

    @cached_property
    def returns(self) -> list[Amount]:
        """The percentages of the sentence."""
        return [amount for amount in self.percentages if amount.unit == "return"]

    @cached_property
    def money(self) -> list[Amount]:
        """The amounts of money of the sentence."""
        return amounts.prices(self.text, 0, len(self.text), self.language)

    def percents(self, start: int, end: int) -> list[Amount]:
        """The percentages and percentage points of a part of the sentence."""
        return [a for a in self.percentages if start <= a.start and a.end <= end]

    @cached_property
    def wording(self) -> Wording:
        """The sentence as its claims are read from it."""
        names, moves = tuple(self.subjects), tuple(self.moves)
        times = tuple(n for n, _ in self.moments)
        return Wording(
            self.language, self.start, self.text, names, self.strangers, times, moves,
            self.inherited, self.lead, self.alone, self.periods, self.heads, self.row,
            self.column_heads,
        )  # fmt: skip

    def masked(self, start: int, end: int, sign: str = "X") -> str:
        """A part of the sentence with the names in it crossed out."""
        part = self.text[start:end]
        for subject in self.subjects:
            if start <= subject.start and subject.end <= end:
                size = subject.end - subject.start
                part = part[: subject.start - start] + sign * size + part[subject.end - start :]
        return part
