"""A claim's number in its sentence, and what stands around it."""

from __future__ import annotations

from functools import cached_property

from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.records.claim import Claim
from marketlink.records.moment import Moment
from marketlink.text.clauses import Clause, ClauseKind


class Place:
    """Where the number of a claim stands, or its move: from ``at`` to ``end``, in characters from
    the start of its sentence, as all places here."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.sentence: ClaimSentence = claim.sentence
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
        return self.day is not None and self.sentence.home(self.day_span[0], self.at)

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

    @cached_property
    def tied(self) -> bool:
        """Whether the number stands right with the name that it is of."""
        return self.sentence.tied(self.span, self.claim.symbols, moved=self.claim.kind.change)

    def beside(self, kind: str) -> bool:
        """Whether words of a kind stand in the number's clause."""
        return any(self.sentence.beside(a, self.at) for a, _ in self.sentence.spans(kind))

    def touches(self, span: tuple[int, int], *kinds: str) -> bool:
        """Whether nothing but moves, names, times and joining words, or those of some kinds, stands
        between the number and some words of its clause."""
        sentence, (start, stop) = self.sentence, span
        low, high = (self.end, start) if start >= self.end else (stop, self.at)
        opens = sentence.clauses.at(start).start == start  # "3% higher with an hour to go"
        if not (opens or sentence.home(start, self.at)):
            return False
        return (
            not sentence.numbers_in(low + 1, high)
            and low <= high
            and not sentence.left_over(low, high, *kinds)
        )
