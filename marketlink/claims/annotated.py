"""A sentence annotated once for all its claims: clauses, numbers, names and times crossed out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from marketlink.claims import amounts
from marketlink.claims.amounts import Amount
from marketlink.claims.cues import CLAIMS, verb_last
from marketlink.records.claim import Claim, Wording
from marketlink.records.moment import Moment, TimeRule
from marketlink.text import Rule, pack
from marketlink.text.clauses import ClauseKind, Clauses, clauses

NAME = "\ue000"
"""What stands for each letter of a linked name, so that rows can speak of one as ``{name}``."""
DATED = "\ue001"
"""What stands for each letter of a time that the article's moments already hold."""
MOVED = "\ue002"
"""What stands for each letter of a word for a move, where unknown words are sought."""

COUNTED_BACK = frozenset({TimeRule.FROM_LAST_DAY_NAMED, TimeRule.CLOSED_OVERNIGHT})
"""Days whose words only sound like an hour: "a day earlier", the session of the night."""


@dataclass(frozen=True, slots=True)
class AnnotatedSentence:
    """A sentence cut into clauses, its names and times crossed out, and its numbers. All places are
    characters from its start."""

    wording: Wording
    masked: str
    crossed: str
    clauses: Clauses
    numbers: tuple[Amount, ...]
    names: tuple[tuple[int, int, str], ...]
    moves: tuple[tuple[int, int, int], ...]
    matches: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def inner(self, span: tuple[int, int]) -> tuple[int, int]:
        """A span of the text, from the start of the sentence."""
        return span[0] - self.wording.start, span[1] - self.wording.start

    def spans(self, kind: str) -> tuple[tuple[int, int], ...]:
        """Where the rows of a kind match."""
        if kind not in self.matches:
            rules = getattr(CLAIMS, kind)[self.wording.language].possible(self.masked)
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
        return [(a, b) for a, b, symbol in self.names if symbol in symbols]

    def beside(self, place: int, at: int) -> bool:
        """Whether a word stands in the clause of the number at ``at``."""
        return self.clauses.at(place).start == self.clauses.at(at).start

    def share(self, place: int, at: int) -> bool:
        """Whether a word can be of the number at ``at``: in its clause, or in one without any."""
        clause = self.clauses.at(place)
        if clause.start == self.clauses.at(at).start:
            return True
        if clause.kinds & APART:
            return False
        return not self.numbers_in(clause.start, clause.end)

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

    def describes(self, place: int, at: int) -> bool:
        """Whether a word only describes the name or the day ahead of the number at ``at``: "the
        largest order" of "A, which told of the largest order, fell 3%" where verbs stand last."""
        if place >= at:
            return False
        start = self.clauses.at(place).start
        return any(start <= place < end <= at for _, end in self.spans("describing"))

    def new_subject(self, start: int, at: int) -> bool:
        """Whether the words of a clause before its number may name somebody the number is of: in
        a language whose verbs stand last a noun marked as the subject, elsewhere anything but a
        participle or a verb, which go on about the subject of the clause before."""
        if self.last:
            marks = self.spans("marked_subject")
            return any(start <= a < at for a in (*(a for a, _ in marks), *self.unlinked))
        if any(rule.match(self.masked, start) for rule in self.rules("goes_on")):
            return any(start <= a < at for a in self.unlinked)
        return self.left_over(start, at)

    def dates(self, span: tuple[int, int], at: int) -> bool:
        """Whether a time is that of the number at ``at`` by standing right before it, with at
        most the name and words for the close between: "on Jan. 5 Apple closed at $90"."""
        end = span[1]
        return end <= at and not (
            DATED in self.masked[end:at] or self.left_over(end, at, "own", "close")
        )

    def tied(self, span: tuple[int, int], symbols: Sequence[str], *, moved: bool) -> bool:
        """Whether nothing but its verb, times and joining words stands between a number and the
        name it is of, before it or behind: no other name or thing can then be its subject. Where
        verbs stand last, a change (``moved``) also needs the next verb of a move for its own, but
        not in brackets of its own right behind the name."""
        if (holder := self.holder(span)) is not None:
            return tuple(symbols) == (holder,)
        before = [name for name in self.names if name[1] <= span[0]]
        if before and not self.left_over(before[-1][1], span[0], "own"):
            alone = BRACKET.fullmatch(self.masked[before[-1][1] : span[1]]) is not None
            own = not (self.last and moved) or alone or self._verb_follows(span[1])
            return before[-1][2] in symbols and own
        after = [name for name in self.names if name[0] >= span[1]]
        if self.last or not after or after[0][2] not in symbols:
            return False
        ahead = (b for _, b, _ in self.moves if b <= span[0])
        noun = bool(self.moves_in(span[1], after[0][0]))
        noun = noun or any(not self.left_over(b, span[0]) for b in ahead)
        return noun and not self.left_over(span[1], after[0][0], "own", "brings")

    def holder(self, span: tuple[int, int]) -> str | None:
        """The company whose name holds the number of a percentage or price right beside it, with
        no verb between, "Ace's 3% rise", "Ace (3%)", "3% for Ace", or that words for the first or
        the second of two mean; None where none does."""
        before = (a for a, b in self.spans("holds_behind") if span[0] <= b < span[1])
        behind = (b for a, b in self.spans("holds_before") if a == span[1])
        places = (*before, *behind)
        holders = (symbol for a, b, symbol in self.names if any(a <= n < b for n in places))
        return next(holders, None) or self._by_order(span[0])

    def _by_order(self, at: int) -> str | None:
        """The company that words for the first or the second of two right before a number mean:
        "Ace and Base fell, the former by 3% and the latter by 4%"."""
        if len(self.names) != 2 or self.left_over(self.names[0][1], self.names[1][0]):  # noqa: PLR2004 (the former and the latter)
            return None
        for kind, (_, _, symbol) in zip(("the_former", "the_latter"), self.names, strict=True):
            for start, end in self.spans(kind):
                ahead = self.names[1][1] <= start and not any(a < start for a in self.unlinked)
                if ahead and end <= at and not self.left_over(end, at):
                    return symbol
        return None

    def _verb_follows(self, end: int) -> bool:
        """Whether the next verb is that of the number that ends here: no other number stands
        between, but for those of a list of names that share it."""
        verb = min(self.moves_in(end, len(self.masked)), default=None)
        if verb is None or self.left_over(end, verb, "several"):
            return False
        listed = any(end <= a < verb for a, _, _ in self.names)
        return listed or not any(n.unit == "return" for n in self.numbers_in(end, verb))

    @property
    def last(self) -> bool:
        """Whether verbs stand last in the language."""
        return verb_last(self.wording.language)

    def base(self, number: Amount) -> bool:
        """Whether a number is what another is held against: "up from the close of $5"."""
        return any(rule.match(self.masked, number.end) for rule in self.rules("base"))

    @property
    def unlinked(self) -> list[int]:
        """Where names stand that no company is known by, but for places of trading."""
        return [
            a
            for a, b in self.wording.strangers
            if not any(rule.match(self.masked, b) for rule in self.rules("place"))
        ]

    def rules(self, *kinds: str) -> tuple[Rule, ...]:
        """The rows of the sentence's language, of kinds of claims.toml or all of another file:
        "levels.toml"."""
        rows = pack(self.wording.language)
        if kinds[0].endswith(".toml"):
            return rows.rules(kinds[0].removesuffix(".toml"))
        return rows.rules("claims", *kinds)

    def is_an_hour(self, moment: Moment) -> bool:
        """Whether a time is an hour of its day: "noon on Wednesday", "4일 오전"."""
        hour = any(rule.search(moment.text) for rule in self.rules("hours", "edge"))
        clock = isinstance(moment.start, datetime) and moment.start == moment.end
        return (hour or clock) and moment.rule not in COUNTED_BACK

    def nearer(self, span: tuple[int, int], at: int) -> bool:
        """Whether a word is of another number: one of percent stands between, or, where verbs
        stand last, the verb of the number at ``at``."""
        low, high = sorted((span[0], at))
        if any(n.unit == "return" for n in self.numbers_in(low + 1, high)):
            return True
        return self.last and any(at < end <= span[0] for _, end, _ in self.moves)

    def home(self, place: int, at: int) -> bool:
        """Whether a time dates the number at ``at`` and no other: it stands in its clause, or
        alone in the one before."""
        if self.beside(place, at):
            return True
        clause, own = self.clauses.at(place), self.clauses.at(at)
        return clause.end == own.start and not self.left_over(clause.start, clause.end)


APART = frozenset({ClauseKind.RELATIVE, ClauseKind.QUOTED})
"""Clauses that keep their words to themselves: they describe a name, or are another's words."""
BRACKET = re.compile(r"\s?\([+-]?\d[\d.]*\s?%?")
"""A number in brackets that holds nothing else."""
LETTER = re.compile(r"[^\W\d_\ue000\ue001]")
WORD = re.compile(r"[^\W\d_][\w’'-]*")


@lru_cache(256)
def _sentence(wording: Wording, times: tuple[tuple[int, int], ...]) -> AnnotatedSentence:
    text, names = wording.text, wording.names
    for start, end in times:
        text = text[:start] + DATED * (end - start) + text[end:]
    for start, end, _ in names:
        text = text[:start] + NAME * (end - start) + text[end:]
    whole = (text, 0, len(text), wording.language)
    numbers = amounts.percents(*whole) + amounts.prices(*whole)
    crossed = text
    for number in numbers:  # "21 percent"
        unit = LETTER.sub("0", crossed[number.start : number.end])
        crossed = crossed[: number.start] + unit + crossed[number.end :]
    for start, end, _ in wording.moves:
        crossed = crossed[:start] + MOVED * (end - start) + crossed[end:]
    cut = clauses(text, pack(wording.language))
    return AnnotatedSentence(
        wording, text, crossed, cut, tuple(sorted(numbers)), names, wording.moves
    )


def sentence_of(claim: Claim, moments: Sequence[Moment]) -> AnnotatedSentence:
    """The sentence of a claim, annotated once for all of its claims."""
    wording = claim.wording
    assert wording is not None  # noqa: S101 (for the type checker)
    times = (moments[n].span for n in wording.times)
    return _sentence(wording, tuple((a - wording.start, b - wording.start) for a, b in times))
