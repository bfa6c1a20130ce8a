"""A sentence: its words, names, times, moves, numbers and clauses, and what it inherits.

One record, made while claims are found, which its claims keep and are checked by. All places are
characters from its start.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from sys import maxsize
from typing import NamedTuple

from marketlink.claims import amounts
from marketlink.claims.amounts import Amount
from marketlink.claims.cues import CLAIMS, SIZES, SUBJECTS, VIEWS
from marketlink.records.article import Language
from marketlink.records.claim import Claim, ClaimWindow
from marketlink.records.moment import Moment, TimeRule
from marketlink.text import Rule, pack
from marketlink.text.clauses import Clauses, clauses
from marketlink.text.cues import Cue, possible, possible_masked

NAME = "\ue000"
"""What stands for each letter of a linked name, so that rows can speak of one as ``{name}``."""
DATED = "\ue001"
"""What stands for each letter of a time that the article's moments already hold."""
MOVED = "\ue002"
"""What stands for each letter of a word for a move, where unknown words are sought."""

COUNTED_BACK = frozenset({TimeRule.FROM_LAST_DAY_NAMED, TimeRule.CLOSED_OVERNIGHT})
"""Days whose words only sound like an hour: "a day earlier", the session of the night."""


LETTER = re.compile(r"[^\W\d_\ue000\ue001]")
WORD = re.compile(r"[^\W\d_][\w’'-]*")


def gap(one: tuple[int, int], other: tuple[int, int]) -> int:
    """The characters between two spans."""
    return max(one[0] - other[1], other[0] - one[1])


def overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    """Whether a span shares characters with one of others."""
    return any(start < span[1] and span[0] < end for start, end in others)


def nearest_way(moves: Iterable[MoveWord], at: int) -> int:
    """The direction of the word for a move that is nearest to a place; 0 without one."""
    near = min(moves, key=lambda move: abs(move.start - at), default=None)
    return near.direction if near else 0


class NameWord(NamedTuple):
    """A company or an index named at ``text[start:end]``."""

    start: int
    end: int
    symbol: str


class MoveWord(NamedTuple):
    """A word for a rise (+1) or a fall (-1)."""

    start: int
    end: int
    direction: int

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.start, self.end


@dataclass(eq=False)
class ClaimSentence:
    """One sentence, which begins at ``start`` of the article's text, and what it inherits.

    ``moments`` are its times, each with its position among those of the article, ``every``, and
    ``strangers`` the places of names that no company is known by. ``inherited`` are the companies
    that the sentences before leave to it, ``lead`` is the one that the article names first, and
    ``alone`` says that the text up to its end names one company and nobody else. ``periods`` are
    the windows, and ``heads`` the positions of the moments, of the sentences before, which a number
    may be measured over where its own sentence names none; ``row`` says that it is one of a table,
    whose heads are ``column_heads``.
    """

    text: str
    start: int
    line: int
    language: Language
    moments: Sequence[tuple[int, Moment]]
    every: Sequence[Moment] = ()
    names: list[NameWord] = field(default_factory=list)
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
    matches: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    possible: int = field(init=False)

    def __post_init__(self) -> None:
        """Ask which rules may match in the sentence, once."""
        self.possible = possible(self.language, self.text)

    def inner(self, span: tuple[int, int]) -> tuple[int, int]:
        """A span of the article's text, from the start of the sentence."""
        return span[0] - self.start, span[1] - self.start

    def may(self, cue: Cue) -> bool:
        """Whether a kind of rows has any that can match in the sentence."""
        return self.possible & cue[self.language].bits != 0

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
        rows = cue[self.language]
        if not self.possible & rows.bits:
            return iter(())
        return rows.finditer(self.text, start, end, self.possible)

    def has(self, cue: Cue, words: str) -> bool:
        """Whether a kind of rows without the mark of a name matches in words of it."""
        rows = cue[self.language]
        able = self.possible & rows.bits
        return able != 0 and rows.search(words, able=able) is not None

    def match(self, cue: Cue, at: int, end: int = maxsize) -> re.Match[str] | None:
        """The match of a kind of rows that begins at a position."""
        rows = cue[self.language]
        able = self.possible & rows.bits
        return rows.match(self.text, at, end, able) if able else None

    def fullmatch(self, cue: Cue, start: int, end: int = maxsize) -> re.Match[str] | None:
        """The match of a kind of rows that is the whole of a part of the text."""
        rows = cue[self.language]
        able = self.possible & rows.bits
        return rows.fullmatch(self.text, start, end, able) if able else None

    @cached_property
    def verb_last(self) -> bool:
        """Whether the verb of a sentence stands last in its language."""
        return pack(self.language).verb_last

    @property
    def subjects(self) -> list[NameWord]:
        """The names of the sentence but for those that others are held against."""
        return [name for name in self.names if name.start not in self.objects]

    @property
    def name_spans(self) -> list[tuple[int, int]]:
        """Where the names of the sentence stand."""
        return [name[:2] for name in self.names]

    @property
    def named_or_told(self) -> list[tuple[int, int]]:
        """Where the names of the sentence and its times stand."""
        return self.name_spans + [moment.span for _, moment in self.moments]

    @property
    def attributes(self) -> set[int]:
        """Where names only tell what another is: "Hexaron, an Apple supplier, rose"."""
        asides = self.spans("attribute")
        return {name.start for name in self.names if asides and overlaps(name[:2], asides)}

    def names_before(self, at: int) -> list[NameWord]:
        """All that are named before a place."""
        return [name for name in self.names if name.end <= at]

    def verb_of(self, ahead: Sequence[MoveWord], behind: Sequence[MoveWord]) -> MoveWord | None:
        """The verb of a number, of the moves ahead of it and behind: the nearest ahead, or behind
        where verbs stand last."""
        near = (*behind[:1], *ahead[-1:]) if self.verb_last else (*ahead[-1:], *behind[:1])
        return near[0] if near else None

    def direction_at(self, cue: Cue, at: int) -> int:
        """The direction that the row of a kind says which matches at a position; 0 without one."""
        rule = cue[self.language].rule_at(self.text, at)
        return 0 if rule is None else int(rule.fields["direction"])

    def moment(self, n: int | None) -> Moment | None:
        """The moment of a number, wherever the article tells it."""
        return None if n is None else self.every[n]

    def time(self, n: int | None) -> Moment | None:
        """The moment of a number, where the sentence itself tells it."""
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
    def feared(self) -> list[tuple[int, int]]:
        """Where clauses tell what somebody fears, hopes or said that may come."""
        spans = [match.span() for match in self.finditer(VIEWS.feared)]
        return [(a, b) for a, b in spans if self.search(VIEWS.opinion, a, b)]

    @cached_property
    def descriptions(self) -> list[tuple[int, int]]:
        """Where clauses only describe the name ahead of them, before its verb."""
        starts = {move.start for move in self.moves}
        clauses = [self.match(SUBJECTS.described, name.end) for name in self.names]
        return [clause.span() for clause in clauses if clause and clause.end() in starts]

    @cached_property
    def percentages(self) -> list[Amount]:
        """The percentages and percentage points of the sentence."""
        return amounts.percents(self.text, self.language)

    @cached_property
    def returns(self) -> list[Amount]:
        """The percentages of the sentence."""
        return [amount for amount in self.percentages if amount.unit == "return"]

    @cached_property
    def multiples(self) -> list[tuple[int, int]]:
        """Where words for a multiple stand, "more than doubled"."""
        return [match.span() for match in self.finditer(SIZES.multiple)]

    @cached_property
    def money(self) -> list[Amount]:
        """The amounts of money of the sentence."""
        return amounts.prices(self.text, 0, len(self.text), self.language)

    @cached_property
    def points(self) -> list[Amount]:
        """The bare numbers of the sentence that may be index levels: none of a name."""
        every = amounts.points(self.text, self.language)
        return [one for one in every if not overlaps(one.span, self.name_spans)]

    def nearest_to(self, words: tuple[int, int], number: tuple[int, int]) -> bool:
        """Whether no percentage or multiple of the sentence stands nearer to some words than a
        number; of two as near it is the first."""
        own = gap(words, number), number[0]
        others = (*(one.span for one in self.returns), *self.multiples)
        return all((gap(words, span), span[0]) >= own for span in others)

    def percents(self, start: int, end: int) -> list[Amount]:
        """The percentages and percentage points of a part of the sentence."""
        return [a for a in self.percentages if start <= a.start and a.end <= end]

    def nameless(self, start: int, end: int, sign: str = "X") -> str:
        """A part of the sentence with the names in it crossed out."""
        part = self.text[start:end]
        for a, b, _ in self.names:
            if start <= a and b <= end:
                part = part[: a - start] + sign * (b - a) + part[b - start :]
        return part

    @cached_property
    def masked(self) -> str:
        """The words with names and times crossed out, so that rows can speak of them."""
        text = self.text
        for a, b in (moment.span for _, moment in self.moments):
            text = text[:a] + DATED * (b - a) + text[b:]
        for a, b, _ in self.names:
            text = text[:a] + NAME * (b - a) + text[b:]
        return text

    @cached_property
    def crossed(self) -> str:
        """The same with the letters of numbers, "21 percent", and with moves crossed out."""
        text = self.masked
        for a, b in ((number.start, number.end) for number in self.numbers):
            text = text[:a] + LETTER.sub("0", text[a:b]) + text[b:]
        for a, b, _ in self.moves:
            text = text[:a] + MOVED * (b - a) + text[b:]
        return text

    @cached_property
    def clauses(self) -> Clauses:
        """The clauses of the sentence."""
        return clauses(self.masked, pack(self.language))

    @cached_property
    def numbers(self) -> list[Amount]:
        """The percentages and amounts of money that are no part of a name or a time, unless the
        whole name is a price: 12만전자."""
        every = (*self.percentages, *self.money)
        apart = set(self.named_or_told).difference(one.span for one in self.money)
        return sorted(number for number in every if not overlaps(number.span, apart))

    def spans(self, kind: str) -> tuple[tuple[int, int], ...]:
        """Where the rows of a kind match."""
        if kind not in self.matches:
            able = possible_masked(self.language, self.possible)
            rules = getattr(CLAIMS, kind)[self.language].possible(self.text, able)
            self.matches[kind] = tuple(m.span() for r in rules for m in r.finditer(self.masked))
        return self.matches[kind]

    def numbers_in(self, start: int, end: int) -> list[Amount]:
        """The numbers that begin inside a span."""
        return [number for number in self.numbers if start <= number.start < end]

    def moves_in(self, start: int, end: int) -> list[int]:
        """Where the moves begin inside a span."""
        return [a for a, _, _ in self.moves if start <= a < end]

    def names_of(self, *symbols: str) -> list[tuple[int, int]]:
        """Where companies are named."""
        return [name[:2] for name in self.names if name.symbol in symbols]

    def unknown(self, start: int, end: int, *kinds: str) -> list[str]:
        """The words of a span but for times, names, moves, numbers, those of some kinds of rows,
        struck out one kind after the other, and words that only join them."""
        begin = start - 1 if self.crossed[start - 1 : start] in (NAME, DATED, MOVED) else start
        part = self.crossed[begin:end]  # with the name, for "A's shares"
        for kind in (*kinds, "filler"):
            for rule in self.rules(kind):
                part = rule.pattern.sub(" ", part)
        return WORD.findall(part)

    def left_over(self, start: int, end: int, *kinds: str) -> bool:
        """Whether a span holds such unknown words."""
        return bool(self.unknown(start, end, *kinds))

    @property
    def unlinked(self) -> list[int]:
        """Where names stand that no company is known by, but for places of trading."""
        return [
            a
            for a, b in self.strangers
            if not any(rule.match(self.masked, b) for rule in self.rules("place"))
        ]

    def rules(self, *kinds: str) -> tuple[Rule, ...]:
        """The rows of the sentence's language, of kinds of claims.toml or all of another file:
        "levels.toml"."""
        rows = pack(self.language)
        if kinds[0].endswith(".toml"):
            return rows.rules(kinds[0].removesuffix(".toml"))
        return rows.rules("claims", *kinds)

    def is_an_hour(self, moment: Moment) -> bool:
        """Whether a time is an hour of its day: "noon on Wednesday", "4일 오전"."""
        hour = any(rule.search(moment.text) for rule in self.rules("hours", "edge"))
        clock = isinstance(moment.start, datetime) and moment.start == moment.end
        return (hour or clock) and moment.rule not in COUNTED_BACK
