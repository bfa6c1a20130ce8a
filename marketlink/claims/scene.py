# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""A sentence with all that its claims are read from: subjects, moves, moments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from marketlink.articles.moments.tense import is_background
from marketlink.calendars import zone_of
from marketlink.claims import lexicon
from marketlink.claims.clauses import (
    ADVERBIAL,
    ASIDE,
    AT_LARGE,
    BORDER,
    CAUSE,
    CLASS,
    CLAUSE,
    CLOSING,
    CONCEDED,
    DESCRIBED,
    FORESEEN,
    GENERIC,
    JOINED,
    KOREAN_MARKET,
    LEADING,
    LIST,
    MARKED,
    MARKET_AT_LARGE,
    NEWS_AHEAD,
    OWN_WORDS,
    PARTED,
    PRONOUN,
    RECALLED,
    STRANGER,
    TO_DATE,
    WHEN,
)
from marketlink.records.article import Claim, Language, Moment


class Subject(NamedTuple):
    """A company or an index named at ``text[start:end]``."""

    start: int
    end: int
    symbol: str


class Move(NamedTuple):
    """A word for a rise (+1) or a fall (-1)."""

    start: int
    end: int
    direction: int


@dataclass(slots=True)
class Scene:
    """One sentence, and what it inherits from the sentences before."""

    text: str
    start: int
    end: int
    line: int
    language: Language
    subjects: list[Subject]
    moves: list[Move]
    moments: Sequence[tuple[int, Moment]]
    inherited: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    off_hours: bool = False
    inherited_moment: int | None = None
    told_day: date | None = None
    follows: bool = False
    last: Claim | None = None
    objects: set[int] = field(default_factory=set)
    conceded: dict[int, int] | None = None

    @property
    def words(self) -> str:
        """The sentence's text."""
        return self.text[self.start : self.end]

    def near(self, position: int) -> tuple[str, ...]:
        """The symbols that a word at ``position`` is about: the nearest list of names before it,
        else the nearest after it, else those of the sentences before."""
        led = self.led()
        named = [s for s in self.subjects if s.start not in self.objects]
        if self.conceded is None:
            self.conceded = self._conceding()
        named = [s for s in named if position < self.conceded.get(s.start, position + 1)]
        aside = self._described(named, position)
        named = [s for s in named if s.start not in aside]
        before = [subject for subject in named if subject.end <= position]
        if led and not self._in_clause(before, position):
            return led
        if before and self._of_another_class(before[-1].end, position):
            return ()
        if before:
            return self._chain(before)
        if self.of_a_stranger(position):
            return ()
        after = [subject for subject in named if subject.start > position]
        if after and re.search(r"[:;]", self.text[position : after[0].start]):
            after = []
        if after and self._clause_before(position, after[0].start):
            return self.inherited
        if after:
            chain = [after[0]]
            for subject in after[1:]:
                if not LIST[self.language].fullmatch(self.text, chain[-1].end, subject.start):
                    break
                chain.append(subject)
            return tuple(dict.fromkeys(subject.symbol for subject in chain))
        return self.inherited if self.may_inherit() else ()

    def _of_another_class(self, start: int, position: int) -> bool:
        """Whether another class of stock is named between a company and a word: "Class A shares
        fell 4.9% and its Class B shares dropped"."""
        if self.language != "en":
            return False
        told = CLASS.findall(self.text, start, position)
        own = CLASS.match(self.text, start, position)
        return bool(told) and told[-1] != (own.group(1) if own else told[0])

    def of_a_stranger(self, position: int) -> bool:
        """Whether a word of an English sentence belongs to a name linked to nothing, or to the
        market at large, that the sentence begins with."""
        first = min([position, *(move.start for move in self.moves)])
        if self.language != "en" or any(s.start < first for s in self.subjects):
            return False
        apart = PARTED.search(self.text, first, position) if position > first else None
        if apart is not None:
            return False
        if AT_LARGE.match(self.text, self.start, first):
            return True
        return STRANGER.fullmatch(self.text, self.start, first) is not None

    def _described(self, named: Sequence[Subject], position: int) -> set[int]:
        """Where names stand inside a clause that describes the one before it, for what comes
        behind the clause."""
        if self.language != "en":
            return set()
        starts = {move.start for move in self.moves}
        found: set[int] = set()
        for subject in named:
            tail = OWN_WORDS.match(self.text, subject.end)
            clause = DESCRIBED.match(self.text, tail.end() if tail else subject.end, self.end)
            if clause and clause.end() <= position and self._verb_at(clause.end(), starts):
                found |= {s.start for s in named if subject.end <= s.start < clause.end()}
        return found

    def _verb_at(self, at: int, starts: set[int]) -> bool:
        """Whether a move, or the verb of one, begins at a position."""
        return at in starts or CLOSING.match(self.text, at) is not None

    def _clauses(self) -> list[tuple[int, int]]:
        """The clauses that only describe a name, before what the name did."""
        if self.language != "en":
            return []
        starts = {move.start for move in self.moves}
        found = []
        for subject in self.subjects:
            tail = OWN_WORDS.match(self.text, subject.end)
            clause = DESCRIBED.match(self.text, tail.end() if tail else subject.end, self.end)
            if clause and self._verb_at(clause.end(), starts):
                found.append(clause.span())
        return found

    def _aside(self, moment: Moment, position: int) -> bool:
        """Whether a time stands in a clause that describes a name, and a word does not."""
        return any(
            start <= moment.span[0] < end and not start <= position < end
            for start, end in self._clauses()
        )

    def _told_beside(self, position: int) -> int | None:
        """The time told in the describing clause that a word stands in."""
        inside = [
            n
            for start, end in self._clauses()
            if start <= position < end
            for n, m in self.moments
            if start <= m.span[0] < end and (m.kind == "event" or self._is_period(m))
        ]
        return inside[-1] if inside else None

    def _clause_before(self, position: int, name: int) -> bool:
        """Whether a word of a Korean sentence stands in a clause before the first name's, which
        leaves its subject to the sentence before."""
        if self.language != "ko" or not self.inherited:
            return False
        return lexicon.KOREAN_BORDER.search(self.text, position, name) is not None

    def _conceding(self) -> dict[int, int]:
        """Where names stand that only own a move another went against, "엔비디아의 급락에도", and
        where the words for that move end."""
        found: dict[int, int] = {}
        if self.language != "ko":
            return found
        for owned in CONCEDED.finditer(self.text, self.start, self.end):
            last = owned.start()
            for subject in reversed(self.subjects):
                if subject.end > last:
                    continue
                beside = subject.end == owned.start()
                if not beside and not LIST["ko"].fullmatch(self.text, subject.end, last):
                    break
                found[subject.start] = owned.end()
                last = subject.start
        return found

    def led(self) -> tuple[str, ...]:
        """The symbols that the sentence's own first words point back to; none where they do not."""
        if self.language != "en" or not self.inherited:
            return ()
        match = LEADING.match(self.text, self.start, self.end)
        if match is None:
            return ()
        if match.group("aside"):
            aside = [s for s in self.subjects if s.start == match.end()]
            if not aside or not ASIDE.match(self.text, aside[0].end):
                return ()
            self.objects.add(aside[0].start)
        elif self.text[match.end() - 1] == "s" and self._apposed(match.end()):
            return ()
        return self.inherited if match.group("many") else self.leading or self.inherited

    def _in_clause(self, before: Sequence[Subject], position: int) -> bool:
        """Whether a name stands before a position in the same clause."""
        borders = [match.end() for match in CLAUSE.finditer(self.text, self.start, position)]
        return any(subject.start >= max(borders, default=self.start) for subject in before)

    def _apposed(self, start: int) -> bool:
        """Whether a possessive only leads to a name: "Its rival AMD"."""
        first = self.subjects[0].start if self.subjects else self.end
        return (
            first - start < 30
            and CLAUSE.search(self.text, start, first) is None
            and not any(start <= move.start < first for move in self.moves)
        )

    def _chain(self, before: list[Subject]) -> tuple[str, ...]:
        chain = [before[-1]]
        for subject in reversed(before[:-1]):
            if not LIST[self.language].fullmatch(self.text, subject.end, chain[-1].start):
                break
            chain.append(subject)
        return tuple(dict.fromkeys(subject.symbol for subject in reversed(chain)))

    def masked(self, start: int, end: int) -> str:
        """A part of the sentence with the names in it crossed out."""
        part = self.text[start:end]
        for subject in self.subjects:
            if start <= subject.start and subject.end <= end:
                size = subject.end - subject.start
                part = part[: subject.start - start] + "X" * size + part[subject.end - start :]
        return part

    def may_inherit(self) -> bool:
        """Whether the sentence leaves its subject to the one before: no other topic is named."""
        if not self.inherited:
            return False
        if self.language == "en":
            if MARKET_AT_LARGE.match(self.text, self.start):
                return False
            return PRONOUN.search(self.text, self.start, self.end) is not None
        if KOREAN_MARKET.search(self.text, self.start, self.end):
            return False
        marked = [match.group(1) for match in MARKED.finditer(self.text, self.start, self.end)]
        return all(GENERIC.search(word) or ADVERBIAL.search(word) for word in marked)

    def moment_at(self, position: int, symbols: Sequence[str] = ()) -> int | None:
        """The moment a word is about: the nearest of the sentence, before it if there is one."""
        owned = [
            n
            for n, m in self.moments
            if m.text.endswith(("'s", "’s")) and 0 <= position - m.span[1] <= 2
        ]
        if owned:
            return owned[0]
        if (beside := self._told_beside(position)) is not None:
            return beside
        told = [(n, m) for n, m in self.moments if m.kind in ("event", "publication")]
        told = [(n, m) for n, m in told if not (self.lies_ahead(m) or self._aside(m, position))]
        told = [(n, m) for n, m in told if not (abroad(m, symbols) or self.owns_a_number(m))]
        when = [n for n, m in self.moments if self._told_when(m, position)]
        if when:
            return when[-1]
        if told and all(n in self.causes for n, _ in told) and self._before_cause(position):
            return self.inherited_moment
        told = told or [
            (n, m)
            for n, m in self.moments
            if self._is_period(m) and not (self._parted(m, position) or self._aside(m, position))
        ]
        told = [(n, m) for n, m in told if m.rule not in TO_DATE or not self._parted(m, position)]
        if not told:
            running = lexicon.RUNNING.search(self.text, self.start, self.end)
            return None if running else self.inherited_moment
        if self.language == "en":
            return min(told, key=lambda entry: self._distance(entry[1], position))[0]
        free = [(n, m) for n, m in told if not self._told_of_before(m, position)]
        if not free:
            return self.inherited_moment
        before = [n for n, m in free if m.span[0] <= position]
        return before[-1] if before else free[0][0]

    def lies_ahead(self, moment: Moment) -> bool:
        """Whether an hour is that of news which a move of the sentence came before."""
        if self.language != "en" or not isinstance(moment.start, datetime):
            return False
        return NEWS_AHEAD.search(self.text, self.start, moment.span[0]) is not None

    def owns_a_number(self, moment: Moment) -> bool:
        """Whether a day only says whose a number is: "adding to Monday's 10.5% leap"."""
        if self.language != "en" or not moment.text.endswith(("'s", "’s")):
            return False
        return NUMBER.match(self.text, moment.span[1]) is not None

    def _told_when(self, moment: Moment, position: int) -> bool:
        """Whether a clause goes on about a day right before it: "since Jan. 27, when it lost 17%"."""
        if self.language != "en" or moment.start != moment.end:
            return False
        clause = WHEN.match(self.text, moment.span[1])
        border = CLAUSE.search(self.text, clause.end(), self.end) if clause else None
        return (
            clause is not None
            and clause.end() <= position
            and (border is None or position < border.start())
        )

    def _before_cause(self, position: int) -> bool:
        """Whether a word stands before the clause that tells why."""
        clause = CAUSE.search(self.text, self.start, self.end)
        return clause is not None and position < clause.start()

    def _parted(self, moment: Moment, position: int) -> bool:
        """Whether another clause lies between a period and a word: "fell 1%, and is up 75% this year"."""
        start, end = sorted((moment.span[0], position))
        if self.language != "en":
            return False
        return bool(JOINED.search(self.text, start, end) or FORESEEN.search(self.text, start, end))

    @property
    def causes(self) -> frozenset[int]:
        """The days that a sentence only tells of a cause: those of "after it reported on Thursday"
        behind a finished move, where an earlier sentence has named a later day."""
        if self.language != "en" or self.inherited_moment is None or self.told_day is None:
            return frozenset()
        clause = CAUSE.search(self.text, self.start, self.end)
        if clause is None or not any(move.end <= clause.start() for move in self.moves):
            return frozenset()
        return frozenset(
            n
            for n, m in self.moments
            if m.span[0] >= clause.end()
            and not isinstance(m.start, datetime)
            and m.start < self.told_day
        )

    def _told_of_before(self, moment: Moment, position: int) -> bool:
        """Whether a day is that of a clause that only describes the subject: "전날 기록했던 코스피"."""
        return RECALLED.search(self.text, moment.span[1], max(position, moment.span[1])) is not None

    def _is_period(self, moment: Moment) -> bool:
        """Whether a month, quarter or year is what a move was measured over, not compared with."""
        start, end = moment.span
        coarse = moment.precision in ("month", "quarter", "year", "interval")
        if moment.precision == "quarter" and reported(self.text, start, end):
            return False
        past = moment.kind == "background" and coarse
        return past and not is_background(self.text, start, end, self.language)

    def _distance(self, moment: Moment, position: int) -> int:
        """Characters between a time and a word, more across the border of a clause."""
        start, end = moment.span
        between = self.text[end:position] if end <= position else self.text[position:start]
        leading = start - self.start < 4 and end <= position
        borders = 0 if leading else len(BORDER.findall(between))
        return len(between) + 40 * borders


NUMBER = re.compile(r"\s(?:[a-z]+\s)?\d")


def abroad(moment: Moment, symbols: Sequence[str]) -> bool:
    """Whether a time is the night's session of a market on which no company of a claim trades."""
    if moment.rule != "the session that closed overnight":
        return False
    return bool(symbols) and all(zone_of(symbol) != moment.zone for symbol in symbols)


RESULTS = re.compile(
    r"실적|매출|이익|적자|흑자|어닝|가이던스|전망|results?|earnings|profits?|revenues?|sales|outlook|forecast|guidance|loss\b",
    re.IGNORECASE,
)


def reported(text: str, start: int, end: int) -> bool:
    """Whether a quarter is one that results were reported of, not one that a price moved over."""
    return bool(
        RESULTS.search(text, max(0, start - 32), start) or RESULTS.search(text, end, end + 14)
    )
