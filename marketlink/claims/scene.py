"""A sentence with all that its claims are read from: subjects, moves, moments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from marketlink.claims.kinds import (
    ADVERBIAL,
    ASIDE,
    AT_LARGE,
    BORDER,
    CLASS,
    CLAUSE_END,
    CONCEDED,
    DESCRIBED,
    DUMMY,
    GENERIC,
    KOREAN_MARKET,
    LEADING,
    LIST,
    MARKED,
    MARKET_AT_LARGE,
    OTHER_TOPIC,
    OWN_TOPIC,
    OWN_WORDS,
    PRONOUN,
    STRANGER,
    WHICH,
    verb_last,
)
from marketlink.claims.timed import MoveWord, Subject, Timed
from marketlink.text import Cue

__all__ = ["MoveWord", "Scene", "Subject"]

TOPIC_MARK = Cue("subjects", "topic_mark")
INDEX_NOUN = Cue("subjects", "index_noun")


@dataclass(slots=True)
class Scene(Timed):
    """One sentence, and whose move each of its words is."""

    def near(self, position: int) -> tuple[str, ...]:  # noqa: PLR0911 (a case each)
        """The symbols that a word at ``position`` is about: the nearest list of names before it,
        else the nearest after it, else those of the sentences before."""
        led = self.led()
        named = [
            s for s in self.subjects if s.start not in self.objects or self._goes_on(s, position)
        ]
        if self.conceded is None:
            self.conceded = self._conceding()
        named = [s for s in named if position < self.conceded.get(s.start, position + 1)]
        aside = self._described(named, position)
        named = [s for s in named if s.start not in aside]
        before = [subject for subject in named if subject.end <= position]
        if led and not self._in_clause(before, position):
            return led
        if before and (
            self._of_another_class(before[-1].end, position)
            or self._passed_on(before[-1].end, position)
        ):
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

    def _goes_on(self, subject: Subject, position: int) -> bool:
        """Whether a clause tells what a name did that another is compared with: "fell more than
        the Nasdaq, which lost 0.5%"."""
        tail = OWN_WORDS[self.language].match(self.text, subject.end)
        clause = WHICH[self.language].match(self.text, tail.end() if tail else subject.end)
        if clause is None or position < clause.end():
            return False
        return BORDER[self.language].search(self.text, clause.end(), position) is None

    def _of_another_class(self, start: int, position: int) -> bool:
        """Whether another class of stock is named between a company and a word: "Class A shares
        fell 4.9% and its Class B shares dropped"."""
        told = CLASS[self.language].findall(self.text, start, position)
        own = CLASS[self.language].match(self.text, start, position)
        return bool(told) and told[-1] != (own.group(1) if own else told[0])

    def of_a_stranger(self, position: int) -> bool:
        """Whether a word of an English sentence belongs to a name linked to nothing, or to the
        market at large, that the sentence begins with."""
        first = min([position, *(move.start for move in self.moves)])
        if any(s.start < first for s in self.subjects):
            return False
        if AT_LARGE[self.language].match(self.text, self.start, first):
            return True
        return STRANGER[self.language].fullmatch(self.text, self.start, first) is not None

    def _described(self, named: Sequence[Subject], position: int) -> set[int]:
        """Where names stand inside a clause that describes the one before it, for what comes
        behind the clause."""
        starts = {move.start for move in self.moves}
        found: set[int] = set()
        for subject in named:
            tail = OWN_WORDS[self.language].match(self.text, subject.end)
            clause = DESCRIBED[self.language].match(
                self.text, tail.end() if tail else subject.end, self.end
            )
            if clause and clause.end() <= position and self._verb_at(clause.end(), starts):
                found |= {s.start for s in named if subject.end <= s.start < clause.end()}
        return found

    def _clause_before(self, position: int, name: int) -> bool:
        """Whether a word of a Korean sentence stands in a clause before the first name's, which
        leaves its subject to the sentence before."""
        if not self.inherited:
            return False
        return CLAUSE_END[self.language].search(self.text, position, name) is not None

    def _passed_on(self, name: int, position: int) -> bool:
        """Whether a Korean sentence takes a kind of stocks or a market for its topic between a
        name and a word: "황 엔비디아 CEO가 나섰지만 국내 반도체주는 밀렸다"."""
        return OTHER_TOPIC[self.language].search(self.text, name, position) is not None

    def _conceding(self) -> dict[int, int]:
        """Where names stand that only own a move another went against, "엔비디아의 급락에도", and
        where the words for that move end."""
        found: dict[int, int] = {}
        for owned in CONCEDED[self.language].finditer(self.text, self.start, self.end):
            last = owned.start()
            for subject in reversed(self.subjects):
                if subject.end > last:
                    continue
                beside = subject.end == owned.start()
                if not beside and not LIST[self.language].fullmatch(self.text, subject.end, last):
                    break
                found[subject.start] = owned.end()
                last = subject.start
        return found

    def led(self) -> tuple[str, ...]:
        """The symbols that the sentence's own first words point back to; none where they do not."""
        if not self.inherited:
            return ()
        match = LEADING[self.language].match(self.text, self.start, self.end)
        if match is None:
            return ()
        dummy = DUMMY[self.language].match(self.text, self.start, self.end)
        if dummy and any(s.start == dummy.end() for s in self.subjects):
            return ()
        if match.group("aside"):
            aside = [s for s in self.subjects if s.start == match.end()]
            if not aside or not ASIDE[self.language].match(self.text, aside[0].end):
                return ()
            self.objects.add(aside[0].start)
        elif self.text[match.end() - 1] == "s" and self._apposed(match.end()):
            return ()
        return self.inherited if match.group("many") else self.leading or self.inherited

    def _in_clause(self, before: Sequence[Subject], position: int) -> bool:
        """Whether a name stands before a position in the same clause."""
        borders = [
            match.end() for match in BORDER[self.language].finditer(self.text, self.start, position)
        ]
        return any(subject.start >= max(borders, default=self.start) for subject in before)

    def _apposed(self, start: int) -> bool:
        """Whether a possessive only leads to a name: "Its rival AMD"."""
        first = self.subjects[0].start if self.subjects else self.end
        return (
            first - start < 30  # noqa: PLR2004 (letters apart)
            and BORDER[self.language].search(self.text, start, first) is None
            and not any(start <= move.start < first for move in self.moves)
        )

    def _chain(self, before: list[Subject]) -> tuple[str, ...]:
        chain = [before[-1]]
        for subject in reversed(before[:-1]):
            if not LIST[self.language].fullmatch(self.text, subject.end, chain[-1].start):
                break
            chain.append(subject)
        return tuple(dict.fromkeys(subject.symbol for subject in reversed(chain)))

    def may_inherit(self) -> bool:
        """Whether the sentence leaves its subject to the one before: no other topic is named."""
        if not self.inherited:
            return False
        if self.leaves_subject is None:
            self.leaves_subject = self._leaves_subject()
        return self.leaves_subject

    def _leaves_subject(self) -> bool:
        if not verb_last(self.language):
            if MARKET_AT_LARGE[self.language].match(self.text, self.start):
                return False
            return PRONOUN[self.language].search(self.text, self.start, self.end) is not None
        if KOREAN_MARKET[self.language].search(self.text, self.start, self.end):
            return False
        found = list(MARKED[self.language].finditer(self.text, self.start, self.end))
        own = OWN_TOPIC[self.language].search(self.text, self.start, self.end)
        if own:
            found = [
                m
                for m in found
                if m.start() > own.start() or TOPIC_MARK[self.language].search(m.group())
            ]
        marked = [match.group(1) for match in found]
        if all(symbol.startswith("^") for symbol in self.inherited):
            marked = [word for word in marked if not INDEX_NOUN[self.language].fullmatch(word)]
        return all(
            GENERIC[self.language].search(word) or ADVERBIAL[self.language].search(word)
            for word in marked
        )
