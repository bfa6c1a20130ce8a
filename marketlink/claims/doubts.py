"""The doubts about a number: what around it takes the right to accuse. A row of ``GUARDS`` each."""

from __future__ import annotations

from collections.abc import Callable, Set
from enum import IntEnum

from marketlink.claims import guards
from marketlink.claims.place import Place
from marketlink.records.claim import Claim
from marketlink.records.reason import ReasonCode


class Doubt(IntEnum):
    """Why a statement that does not fit may be no error of the article, the gravest first."""

    MOOD = 0
    WITHIN = 1
    CLAUSE = 2
    TURN = 3
    HOURS = 4
    PERIOD = 5
    LINE = 6
    PART = 7
    MEASURE = 8
    WORDS = 9
    SUBJECT = 10
    NAMES = 11
    DAY = 12

    @property
    def code(self) -> ReasonCode:
        """The reason that says it."""
        same = {Doubt.MOOD: Doubt.CLAUSE, Doubt.WITHIN: Doubt.HOURS, Doubt.TURN: Doubt.HOURS}
        return ReasonCode[f"UNCLEAR_{same.get(self, self).name}"]


GUARDS: tuple[tuple[Doubt, Callable[[Place], bool]], ...] = (
    (Doubt.MOOD, guards.is_foreseen),
    (Doubt.WITHIN, guards.of_a_move_undone),
    (Doubt.CLAUSE, guards.is_walled),
    (Doubt.CLAUSE, guards.of_an_untold_day),
    (Doubt.CLAUSE, guards.of_what_came_before),
    (Doubt.HOURS, guards.of_an_hour),
    (Doubt.TURN, guards.of_a_turn),
    (Doubt.PERIOD, guards.of_a_longer_time),
    (Doubt.PERIOD, guards.of_joined_days),
    (Doubt.WORDS, guards.of_unknown_words),
    (Doubt.SUBJECT, guards.of_nobody_named),
    (Doubt.SUBJECT, guards.of_a_described_firm),
    (Doubt.NAMES, guards.of_another_name),
    (Doubt.DAY, guards.of_an_unsure_day),
    (Doubt.DAY, guards.of_anothers_day),
    (Doubt.DAY, guards.of_an_event),
    (Doubt.DAY, guards.of_another_year),
)
"""What each doubt looks for in the words around a number."""
WORDS = {
    "halted": Doubt.WITHIN,
    "line": Doubt.LINE,
    "counted": Doubt.MEASURE,
    "part": Doubt.PART,
    "pointed_day": Doubt.DAY,
    "moved_on": Doubt.PERIOD,
    "perfect": Doubt.PERIOD,
}
"""The rows of ``claims.toml`` whose words are a doubt wherever they stand beside a number."""
BEHIND = "moved_on"
"""Rows that lead from a day on to what came after it: a doubt of what stands behind them."""
EVERY = frozenset(Doubt)
BY_CHANCE = frozenset({Doubt.MOOD, Doubt.WITHIN, Doubt.LINE, Doubt.PART})
"""Doubts under which a number that fits bears nothing out, wherever in the clause their words
stand: the close of the stock is not what they speak of. Of 1,005 true numbers of press three stand
under one of them and one in four under another, which only stops an accusation."""
LIFTED = frozenset({Doubt.SUBJECT, Doubt.NAMES, Doubt.DAY})
"""What another number of the same company and day, once it fits, leaves no doubt of."""
UNBORNE = frozenset(
    {Doubt.MOOD, Doubt.WITHIN, Doubt.TURN, Doubt.HOURS, Doubt.PERIOD, Doubt.LINE, Doubt.WORDS}
)
"""What is left of the doubts where another number of the same phrase fits: "fell 3% to $47"."""


def doubts(claim: Claim, among: Set[Doubt] = EVERY) -> frozenset[Doubt]:
    """The doubts about a claim, or those of some kinds."""
    place = Place(claim)
    words = (
        doubt for kind, doubt in WORDS.items() if doubt in among and _holds(kind, doubt, place)
    )
    return frozenset((*words, *(one for one, holds in GUARDS if one in among and holds(place))))


def _holds(kind: str, doubt: Doubt, place: Place) -> bool:
    """Whether words of a kind stand where they may be of the number."""
    if kind == BEHIND:
        ends = [stop - 1 for _, stop in place.sentence.spans(kind)]
        return any(end <= place.at and place.beside(end) for end in ends)
    sure = doubt is not Doubt.WITHIN
    near = place.beside if sure or place.has("close") else place.share
    return any(near(start) or near(stop - 1) for start, stop in place.sentence.spans(kind))
