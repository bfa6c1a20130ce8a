# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""A sentence with all that its claims are read from: subjects, moves, moments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from marketlink.articles.moments.tense import is_background
from marketlink.claims import indices, lexicon
from marketlink.records.article import Claim, Language, Mention, Moment

UNLINKED_ROLES = frozenset({"relation", "furniture", "source", "employer", "agency", "credit"})
LIST = {
    "ko": re.compile(r"(?:와|과|및|,|·|랑|하고|/|그리고|\(|\)|의|주가|가|은|는|이|도|\s)*"),
    "en": re.compile(r"(?:,|and|both|&|/|\(|\)|(?:NASDAQ|NYSE|KRX):|shares|stock|of|\s)*"),
}
BORDER = re.compile(r", | and | but | while | after | before | as |; ")
GENERIC = re.compile(
    r"(?:주가|하락세|상승세|낙폭|하락률|상승률|하락폭|상승폭|종가|회사|주식|시가총액|시총|감소분"
    r"|거래|증발액|규모|이날|이는|오름폭|내림폭|약세|강세|흐름|두 종목|종목|세 종목|이들|이들 주가|매물|급락|급등|폭락|폭등|하락|상승|하루|여파|충격|공포|불안|파장|매도세|매수세|랠리|반등|투매)$"
)
MARKED = re.compile(r"([가-힣A-Za-z0-9]+?)(?:은|는|이|가)(?=\s|$)")
PRONOUN = re.compile(
    r"\b(?:It|Its|They|Their|The (?:stocks?|shares|company|chipmaker|group|drop|fall|decline|loss|slide|gain"
    r"|rally|sell-?off|move|index|slump|rout|plunge)|Shares|Both|Th[ai]t|This|These|Those|it|they|its)\b"
)


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
    inherited_moment: int | None = None
    follows: bool = False
    last: Claim | None = None
    objects: set[int] = field(default_factory=set)

    @property
    def words(self) -> str:
        """The sentence's text."""
        return self.text[self.start : self.end]

    def near(self, position: int) -> tuple[str, ...]:
        """The symbols that a word at ``position`` is about: the nearest list of names before it,
        else the nearest after it, else those of the sentences before."""
        named = [s for s in self.subjects if s.start not in self.objects]
        before = [subject for subject in named if subject.end <= position]
        if before:
            return self._chain(before)
        after = [subject for subject in named if subject.start > position]
        if after and re.search(r"[:;]", self.text[position : after[0].start]):
            after = []
        if after:
            chain = [after[0]]
            for subject in after[1:]:
                if not LIST[self.language].fullmatch(self.text, chain[-1].end, subject.start):
                    break
                chain.append(subject)
            return tuple(dict.fromkeys(subject.symbol for subject in chain))
        return self.inherited if self.may_inherit() else ()

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
            return PRONOUN.search(self.text, self.start, self.end) is not None
        marked = [match.group(1) for match in MARKED.finditer(self.text, self.start, self.end)]
        return all(GENERIC.search(word) for word in marked)

    def moment_at(self, position: int) -> int | None:
        """The moment a word is about: the nearest of the sentence, before it if there is one."""
        told = [(n, m) for n, m in self.moments if m.kind in ("event", "publication")]
        told = told or [(n, m) for n, m in self.moments if self._is_period(m)]
        if not told:
            return self.inherited_moment
        if self.language == "en":
            return min(told, key=lambda entry: self._distance(entry[1], position))[0]
        before = [n for n, m in told if m.span[0] <= position]
        return before[-1] if before else told[0][0]

    def _is_period(self, moment: Moment) -> bool:
        """Whether a month, quarter or year is what a move was measured over, not compared with."""
        start, end = moment.span
        coarse = moment.precision in ("month", "quarter", "year", "interval")
        past = moment.kind == "background" and coarse
        return past and not is_background(self.text, start, end, self.language)

    def _distance(self, moment: Moment, position: int) -> int:
        """Characters between a time and a word, more across the border of a clause."""
        start, end = moment.span
        between = self.text[end:position] if end <= position else self.text[position:start]
        leading = start - self.start < 4 and end <= position
        borders = 0 if leading else len(BORDER.findall(between))
        return len(between) + 40 * borders


def subjects(text: str, span: tuple[int, int], mentions: Sequence[Mention]) -> list[Subject]:
    """The companies and indices named in a span, in order, none inside another."""
    start, end = span
    found = [
        Subject(mention.start, mention.end, mention.symbol)
        for mention in mentions
        if mention.symbol and start <= mention.start < end and mention.role not in UNLINKED_ROLES
    ]
    taken = [(subject.start, subject.end) for subject in found]
    found += [
        Subject(*index)
        for index in indices.find(text, start, end)
        if all(index[1] <= a or index[0] >= b for a, b in taken)
    ]
    return sorted(found)


def moves(text: str, start: int, end: int, language: Language) -> list[Move]:
    """The words for rises and falls in a span."""
    return [
        Move(match.start(), match.end(), -1 if match.lastgroup == "fall" else 1)
        for match in lexicon.MOVES[language].finditer(text, start, end)
    ]
