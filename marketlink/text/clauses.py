"""The clauses of a sentence, with their kinds, from the rows of a language's ``clauses.toml``."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from operator import attrgetter

from marketlink.text.pack import Pack

BORDER = "border"
ASIDE = re.compile(r"\([^()\n]*\w\s[^()\n]*\w[^()\n]*\)")
"""Several words in brackets, which are a clause of their own."""


class ClauseKind(StrEnum):
    """The kind of a subordinate clause; its statements do not belong to the main clause."""

    RELATIVE = "relative"
    RECALLED = "recalled"
    COMPARED = "compared"
    CAUSE = "cause"
    CONCEDED = "conceded"
    QUOTED = "quoted"
    FORESEEN = "foreseen"


UNPARTED = frozenset(ClauseKind) - {ClauseKind.QUOTED}
"""Kinds whose own words no border parts: "compared with"."""


@dataclass(frozen=True, slots=True)
class Clause:
    """The clause ``text[start:end]``; a main clause has no kinds."""

    start: int
    end: int
    kinds: frozenset[ClauseKind]


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of one sentence, in order, without a gap."""

    every: tuple[Clause, ...]

    def at(self, position: int) -> Clause:
        """The clause that a position lies in."""
        after = bisect_right(self.every, position, key=attrgetter("start"))
        return self.every[max(after - 1, 0)]

    def between(self, first: int, last: int) -> tuple[Clause, ...]:
        """The clauses from that of one position to that of another, both with it."""
        low, high = sorted((first, last))
        begin = self.at(low).start
        return tuple(clause for clause in self.every if begin <= clause.start <= high)


def clauses(text: str, pack: Pack) -> Clauses:
    """The clauses of a sentence; in a language whose verb stands last a border closes a clause.

    A rule of kind "border" parts two clauses. Any other rule names a kind: of the clause that it
    closes where the language's file says ``verb = "last"``, of the one that it opens elsewhere,
    and of no more than its own words where it is a quotation.
    """
    cuts = {0, len(text), *(edge for match in ASIDE.finditer(text) for edge in match.span())}
    marks: list[tuple[int, int, ClauseKind]] = []
    last = pack.verb_last
    for rule in pack.rules("clauses"):
        for match in rule.finditer(text):
            if rule.kind == BORDER:
                cuts.add(match.end() if last else match.start())
                continue
            kind = ClauseKind(rule.kind)
            marks.append((match.start(), match.end(), kind))
            if kind is ClauseKind.QUOTED:
                cuts |= {match.start(), match.end()}
            else:
                cuts.add(match.end() if last else match.start())
    inside = {cut for cut in cuts for a, b, kind in marks if a < cut < b and kind in UNPARTED}
    edges = sorted(cuts - inside)
    clauses_found = []
    for start, end in pairwise(edges):
        kinds = {
            kind for a, b, kind in marks
            if (start < b <= end if last else start <= a < end)
            or (kind is ClauseKind.QUOTED and a <= start and end <= b)
        }  # fmt: skip
        clauses_found.append(Clause(start, end, frozenset(kinds)))
    return Clauses(tuple(clauses_found) or (Clause(0, len(text), frozenset()),))
