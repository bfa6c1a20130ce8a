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
CLAUSE = re.compile(r"[,;:]\s|\b(?:while|when|as|after|and|but|which)\s")
BORDER = re.compile(r", | and | but | while | after | before | as |; ")
GENERIC = re.compile(
    r"(?:주가|하락세|상승세|낙폭|하락률|상승률|하락폭|상승폭|종가|회사|주식|시가총액|시총|감소분"
    r"|거래|증발액|규모|이날|이는|오름폭|내림폭|(?:^|\d)선|약세|강세|흐름|두 종목|종목|세 종목|이들|이들 주가|매물|급락|급등|폭락|폭등|하락|상승|하루|여파|충격|공포|불안|파장|매도세|매수세|랠리|반등|투매)$"
)
MARKED = re.compile(r"([가-힣A-Za-z0-9]+?)(?:은|는|이|가)(?=\s|$)")
RECALLED = re.compile(r"[가-힣]던\s")
ADVERBIAL = re.compile(r"(?:에|에서|에게|으로|까지|부터|동안|대로)$")
"""The end of a Korean word that 는 only sets off: "24일에는" is no topic."""
LEADING = re.compile(
    r"(?:(?:But|And|Still|However|Meanwhile|Even so),?\s)?(?:(?P<one>It|Its|The (?:stock|company|chipmaker|carmaker|automaker|drugmaker|firm|group|retailer|bank|airline|software maker|chip designer|iPhone maker|shares?))\b(?:['’]s)?(?! of)|(?P<many>They|Their|Both|These|Those)\b|(?P<aside>The\s(?=\S+(?:\s\S+)?\s(?:supplier|partner|rival|competitor|customer|backer|parent|owner|spin-?off)\b)))"
)
"""How an English sentence begins that goes on about the company of the one before."""
ASIDE = re.compile(
    r"\s(?:supplier|partner|rival|competitor|customer|backer|parent|owner|spin-?off)\b"
)
CITED = re.compile(
    r"['‘“\"][^'’”\"\n]{2,60}['’”\"]\s?(?:기사|제목|문장|보도|이?라는\s(?:제목|기사|문장)|는\s문장|headline|article|story)"
)
"""Another piece's words, such as a headline that is being corrected."""
PRONOUN = re.compile(
    r"\b(?:It|Its|They|Their|The (?:stocks?|shares|company|chipmaker|group|drop|fall|decline|loss|slide|gain"
    r"|rally|sell-?off|move|index|slump|rout|plunge)|Shares(?! of)|Both|Th[ai]t|This|These|Those|it|they|its)\b"
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
    leading: tuple[str, ...] = ()
    off_hours: bool = False
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
        led = self.led()
        named = [s for s in self.subjects if s.start not in self.objects]
        before = [subject for subject in named if subject.end <= position]
        if led and not self._in_clause(before, position):
            return led
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
            return PRONOUN.search(self.text, self.start, self.end) is not None
        marked = [match.group(1) for match in MARKED.finditer(self.text, self.start, self.end)]
        return all(GENERIC.search(word) or ADVERBIAL.search(word) for word in marked)

    def moment_at(self, position: int) -> int | None:
        """The moment a word is about: the nearest of the sentence, before it if there is one."""
        owned = [
            n
            for n, m in self.moments
            if m.text.endswith(("'s", "’s")) and 0 <= position - m.span[1] <= 2
        ]
        if owned:
            return owned[0]
        told = [(n, m) for n, m in self.moments if m.kind in ("event", "publication")]
        told = told or [(n, m) for n, m in self.moments if self._is_period(m)]
        if not told:
            return self.inherited_moment
        if self.language == "en":
            return min(told, key=lambda entry: self._distance(entry[1], position))[0]
        free = [(n, m) for n, m in told if not self._told_of_before(m, position)]
        if not free:
            return self.inherited_moment
        before = [n for n, m in free if m.span[0] <= position]
        return before[-1] if before else free[0][0]

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


RESULTS = re.compile(
    r"실적|매출|이익|적자|흑자|어닝|가이던스|전망|results?|earnings|profits?|revenues?|sales|outlook|forecast|guidance|loss\b",
    re.IGNORECASE,
)


def reported(text: str, start: int, end: int) -> bool:
    """Whether a quarter is one that results were reported of, not one that a price moved over."""
    return bool(
        RESULTS.search(text, max(0, start - 32), start) or RESULTS.search(text, end, end + 14)
    )


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
