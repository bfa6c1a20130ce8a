"""The proof that a number is its company's: of the words that tie it to the name none is left over.

A number may accuse only where rows know every word of that stretch; any other word may be what the
number is of, "Tesla job postings fell 3%", "3% of its staff".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marketlink.claims.place import Place
from marketlink.records.claim import Bound, Claim, Field, WindowSpan

PLAIN = (
    "carries", "introduces", "points_back", "own", "close", "degree", "leads", "plain_word",
    "around",
)  # fmt: skip
"""Rows of words that may stand around a number and its name without changing what it is of."""
WITHIN = (Field.LOW, Field.HIGH, Field.RANGE, Field.NOW)
"""What is measured within a session."""
BRACKETS = (")", "）")
"""What ends a number that stands in brackets behind its name."""
SESSION_ONLY = frozenset(
    {
        WindowSpan.SESSION, WindowSpan.BEFORE, WindowSpan.STREAK, WindowSpan.AGAIN, WindowSpan.TURN,
        WindowSpan.BACK, WindowSpan.NEXT,
    }
)  # fmt: skip
"""Windows that are measured session by session."""


def left_over(place: Place) -> list[str]:
    """The words of the stretch that ties a number to its company which no row knows, its hours, and
    a group that the company is only one of."""
    sentence, measured = place.sentence, measured_rows(place.claim)
    clocks = [span for moment, span in place.times if sentence.is_an_hour(moment)]
    clocks = [] if "hours" in measured else [s for s in clocks if place.beside(s[0])]
    names = [a for a, _ in place.names]
    groups = [(a, b) for a, b in sentence.spans("group") if any(a <= n < b for n in names)]
    # "On Friday it fell, which hurt X"
    bare = place.claim.stated is None and not sentence.verb_last
    apart = place.names if bare and not any(place.beside(n) for n in names) else []
    words = [sentence.text[a:b] for a, b in (*groups, *apart)]
    for start, stop in _stretches(place):
        words += sentence.unknown(start, stop, *measured, *PLAIN)
        words += [sentence.text[a:b] for a, b in clocks if start <= a < stop]
    return words


def measured_rows(claim: Claim) -> tuple[str, ...]:
    """The rows whose words are part of what a claim measures."""
    measure, kinds = claim.measure, set(claim.kind.measures)
    if measure.window.span not in SESSION_ONLY:
        kinds |= {"period", "extreme_price"}
    if measure.field in WITHIN or measure.bound is Bound.REACHED or measure.regular:
        kinds |= {"hours", "edge", "running"}
    return tuple(sorted(kinds))


def _stretches(place: Place) -> Iterator[tuple[int, int]]:
    """The number's clause, up to the next number or to what tells why or when; where it names
    nobody, what stands ahead of the name, too. What leads to a name is left out: "demand lifted
    X"."""
    sentence, clause, at, end = place.sentence, place.clause, place.at, place.end
    begin, names = clause.start, [a for a, _ in place.names]
    before = [a for a in names if a < begin]
    inside = [a for a in names if begin <= a < clause.end]
    stops = [clause.end, *(number.start for number in sentence.numbers if number.start >= end)]
    if sentence.masked[end : end + 1] in BRACKETS and place.holder:
        stops = [end]
    if place.has("own") or (inside and len(place.claim.symbols) == 1):
        before = []
    if sentence.verb_last:
        yield from _up_to_a_verb(place, before, min(stops))
        return
    for name in before[:1]:
        yield _led_from(place, sentence.clauses.at(name).start, name), name
    first = min(inside, default=end)
    breaks = [a for a, _ in sentence.spans("breaks_off") if a >= end]
    yield _led_from(place, begin, first) if first < at else begin, min([*stops, *breaks])


def _led_from(place: Place, start: int, name: int) -> int:
    """Where the words ahead of a name begin to count: at the name where a word leads to it."""
    led = any(0 <= name - b <= 1 for _, b in place.sentence.spans("introduces"))
    return name if led else start


def _up_to_a_verb(place: Place, before: Sequence[int], stop: int) -> Iterator[tuple[int, int]]:
    """The same where verbs stand last: from the name, or what tells why or when or describes the
    day, to the number's verb; and what a name before the clause only owns."""
    sentence, begin, at = place.sentence, place.clause.start, place.at
    aside = (*sentence.spans("describing"), *sentence.spans("breaks_off"))
    starts = [*(a for a, _ in place.names if a < at), *(b for _, b in aside if b <= at)]
    verbs = sentence.moves_in(place.end, stop) if at < place.end else []
    yield max([begin, *starts]), min([stop, *verbs])
    for name in before[-1:]:
        marks = [b for a, b in sentence.spans("marked_subject") if name < a < begin]
        if marks and any(name < a < marks[0] for a, _ in sentence.spans("owning")):
            yield name, marks[0]
