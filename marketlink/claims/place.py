"""A claim's number in its sentence, and what of the sentence belongs to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from marketlink.records.claim import Claim
from marketlink.records.moment import Moment
from marketlink.text.clauses import Clause, ClauseKind

APART = frozenset({ClauseKind.RELATIVE, ClauseKind.QUOTED})
"""Clauses that keep their words to themselves: they describe a name, or are another's words."""
BRACKET = re.compile(r"\s?\([+-]?\d[\d.]*\s?%?")
"""A number in brackets that holds nothing else."""


class Place:
    """Where the number of a claim stands, or its move: from ``at`` to ``end``, in characters from
    the start of its sentence, as all places here."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.sentence = claim.sentence
        self.span = self.at, self.end = self.sentence.inner(claim.at)

    @cached_property
    def clause(self) -> Clause:
        """The clause that the number stands in."""
        return self.sentence.clauses.at(self.at)

    @cached_property
    def names(self) -> list[tuple[int, int]]:
        """Where the claim's own companies are named."""
        return self.sentence.names_of(*self.claim.symbols)

    @cached_property
    def times(self) -> list[tuple[Moment, tuple[int, int]]]:
        """The times that the sentence names, each with where it stands."""
        return [(moment, moment.span) for _, moment in self.sentence.moments]

    @property
    def moment(self) -> Moment | None:
        """The claim's time, wherever the article names it."""
        return self.sentence.moment(self.claim.moment)

    @cached_property
    def day(self) -> Moment | None:
        """The claim's time, where its own sentence names it."""
        return self.sentence.time(self.claim.moment)

    @cached_property
    def day_span(self) -> tuple[int, int]:
        """Where that time stands; the start of the sentence where there is none."""
        return (0, 0) if self.day is None else self.day.span

    @cached_property
    def own_day(self) -> bool:
        """Whether the clause of the number names its day, so that the words of other clauses are
        none of its own: "At midday it was flat; it fell 3% on Jan. 5"."""
        return self.day is not None and self.home(self.day_span[0])

    @property
    def day_of_the_name(self) -> bool:
        """Whether the day stands in a relative clause and the number outside of it: "A, which told
        its plan on Feb. 28, closed at $98"."""
        if self.day is None or self.own_day:
            return False
        return ClauseKind.RELATIVE in self.sentence.clauses.at(self.day_span[0]).kinds

    @property
    def bracketed(self) -> bool:
        """Whether the number stands in brackets and the day behind them, in what is told of the
        name: "A ($98, down 5%) told its plan on Feb. 28"."""
        text, start = self.sentence.masked, self.day_span[0]
        closing = text.find(")", self.end, start)
        opened = text.rfind("(", 0, self.at) > text.rfind(")", 0, self.at)
        if closing < 0 or not opened or not self.sentence.left_over(closing, start):
            return False
        return not any(rule.match(text, closing) for rule in self.sentence.rules("talked_of"))

    @property
    def columns(self) -> tuple[str, ...]:
        """The heads of the columns up to the number's own, without the names', where it stands in
        a row of a table that has as many."""
        text, heads = self.sentence.text, self.sentence.column_heads
        if not heads or text.count("|") != len(heads) - 1:
            return ()
        return heads[1 : text.count("|", 0, self.at) + 1]

    def beside(self, at: int) -> bool:
        """Whether a word stands in the clause of the number."""
        return self.sentence.clauses.at(at).start == self.clause.start

    def has(self, kind: str) -> bool:
        """Whether words of a kind stand in the number's clause."""
        return any(self.beside(a) for a, _ in self.sentence.spans(kind))

    def share(self, at: int) -> bool:
        """Whether a word can be of the number: in its clause, or in one without any."""
        clause = self.sentence.clauses.at(at)
        if clause.start == self.clause.start:
            return True
        return not (clause.kinds & APART or self.sentence.numbers_in(clause.start, clause.end))

    def home(self, at: int) -> bool:
        """Whether a time dates the number and no other: it stands in its clause, or alone in the
        one before."""
        if self.beside(at):
            return True
        clause = self.sentence.clauses.at(at)
        own = clause.end == self.clause.start
        return own and not self.sentence.left_over(clause.start, clause.end)

    def numbered(self, at: int) -> bool:
        """Whether another number of percent stands between a word and this one."""
        low, high = sorted((at, self.at))
        return any(n.unit == "return" for n in self.sentence.numbers_in(low + 1, high))

    def nearer(self, at: int) -> bool:
        """Whether a word is of another number: one of percent stands between, or, where verbs
        stand last, the verb of this one."""
        moves = self.sentence.moves
        behind = self.sentence.verb_last and any(self.at < end <= at for _, end, _ in moves)
        return behind or self.numbered(at)

    def touches(self, span: tuple[int, int], *kinds: str) -> bool:
        """Whether nothing but moves, names, times and joining words, or those of some kinds, stands
        between the number and some words of its clause."""
        sentence, (start, stop) = self.sentence, span
        low, high = (self.end, start) if start >= self.end else (stop, self.at)
        opens = sentence.clauses.at(start).start == start  # "3% higher with an hour to go"
        if not (opens or self.home(start)):
            return False
        return (
            not sentence.numbers_in(low + 1, high)
            and low <= high
            and not sentence.left_over(low, high, *kinds)
        )

    def new_subject(self, start: int) -> bool:
        """Whether the words from ``start`` to the number may name somebody it is of: in a language
        whose verbs stand last a noun marked as the subject, elsewhere anything but a participle or
        a verb, which go on about the subject of the clause before."""
        sentence = self.sentence
        marked = [a for a, _ in sentence.spans("marked_subject")] if sentence.verb_last else []
        goes_on = any(rule.match(sentence.masked, start) for rule in sentence.rules("goes_on"))
        if not (sentence.verb_last or goes_on):
            return sentence.left_over(start, self.at)
        return any(start <= a < self.at for a in (*marked, *sentence.unlinked))

    @cached_property
    def tied(self) -> bool:
        """Whether the number stands right with the name that it is of."""
        return self.tied_to(self.claim.symbols)

    def tied_to(self, symbols: Sequence[str]) -> bool:
        """Whether nothing but its verb, times and joining words stands between the number and a
        name, before it or behind: no other name or thing can then be its subject. Where verbs
        stand last, a change also needs the next verb of a move for its own, but not in brackets of
        its own right behind the name."""
        sentence, (at, end) = self.sentence, self.span
        if self.holder is not None:
            return tuple(symbols) == (self.holder,)
        before = [name for name in sentence.names if name.end <= at]
        if before and not sentence.left_over(before[-1].end, at, "own"):
            alone = BRACKET.fullmatch(sentence.masked[before[-1].end : end]) is not None
            moved = sentence.verb_last and self.claim.kind.change
            return before[-1].symbol in symbols and (not moved or alone or self._verb_follows())
        after = [name for name in sentence.names if name.start >= end]
        if sentence.verb_last or not after or after[0].symbol not in symbols:
            return False
        ahead = (b for _, b, _ in sentence.moves if b <= at)
        noun = bool(sentence.moves_in(end, after[0].start))
        noun = noun or any(not sentence.left_over(b, at) for b in ahead)
        return noun and not sentence.left_over(end, after[0].start, "own", "brings")

    @cached_property
    def holder(self) -> str | None:
        """The company whose name holds the number of a percentage or price right beside it, with
        no verb between, "Ace's 3% rise", "Ace (3%)", "3% for Ace", or that words for the first or
        the second of two mean; None where none does."""
        sentence = self.sentence
        before = (a for a, b in sentence.spans("holds_behind") if self.at <= b < self.end)
        behind = (b for a, b in sentence.spans("holds_before") if a == self.end)
        places = (*before, *behind)
        holders = (
            symbol
            for a, b, symbol in sentence.names
            if any(a <= n < b for n in places) and not self._joined(a, b)
        )
        return next(holders, None)

    def _joined(self, start: int, end: int) -> bool:
        """Whether a dot joins a name to the one before, and a number stands free behind both:
        "A·B 4% up", but not "A·B(4%)"."""
        text = self.sentence.text
        return text[start - 1 : start] == "·" and text[end : end + 1] != "("

    def _verb_follows(self) -> bool:
        """Whether the next verb is that of the number: no other number stands between, but for
        those of a list of names that share it."""
        sentence, end = self.sentence, self.end
        verb = min(sentence.moves_in(end, len(sentence.masked)), default=None)
        if verb is None or sentence.left_over(end, verb, "several"):
            return False
        listed = any(end <= name.start < verb for name in sentence.names)
        return listed or not any(n.unit == "return" for n in sentence.numbers_in(end, verb))
