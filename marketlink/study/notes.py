"""Notes on the symbols of a study, as codes with fields.

A note that is told of the symbols of one part of a study can be joined to the same note of another
part: a large study, and one on several machines, says what a small one says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from marketlink.findings import FindingText

NAMES_SHOWN = 5


def few(names: Sequence[str], of: int | None = None) -> str:
    """The first names of a list, and how many more there are (of ``of``, where it is cut)."""
    first, left = tuple(names[:NAMES_SHOWN]), (len(names) if of is None else of) - NAMES_SHOWN
    if left > 0:
        return FindingText("remark.few", names=first, left=left)
    return FindingText("remark.names", names=first)


class NoteKind(NamedTuple):
    """The further key of notes of a kind, and whether they count days or symbols."""

    of: str = ""
    days: bool = False


KINDS = {
    "differ": NoteKind(days=True),
    "lone_close": NoteKind("column", days=True),
    "several_exchanges": NoteKind(),
    "no_calendar": NoteKind("name"),
    "early_symbols": NoteKind(),
    "shut_symbols": NoteKind(),
    "shut_days": NoteKind("exchange", days=True),
    "before_calendar": NoteKind(),
    "repeated": NoteKind(),
    "unusable": NoteKind(),
    "own_dates": NoteKind(),
}
"""The notes, ``input.<kind>`` of the messages, in the order in which they are told."""


class About(NamedTuple):
    """How many days, or lines, a note counts of a symbol, and how the symbol is shown."""

    n: int
    label: str


def from_day(symbol: str, n: int, first: object) -> About:
    """A symbol with a number of days and the first of them."""
    return About(n, FindingText("input.from_day", symbol=symbol, n=n, day=str(first)))


class Note(NamedTuple):
    """A note on some symbols; ``of`` is the column, calendar or exchange that its kind asks for."""

    kind: str
    symbols: Mapping[str, About]
    of: str = ""

    def sentence(self) -> FindingText:
        """The note as a sentence that names the first symbols."""
        kind, ordered = KINDS[self.kind], [self.symbols[one] for one in sorted(self.symbols)]
        fields = {kind.of: self.of} if kind.of else {}
        n = sum(one.n for one in ordered) if kind.days else len(ordered)
        names = few([one.label for one in ordered])
        return FindingText(f"input.{self.kind}", n=n, names=names, **fields)


def joined(notes: Iterable[Note]) -> list[Note]:
    """Notes of several parts of a study as those of the whole."""
    order = list(KINDS)
    symbols_of: dict[tuple[int, str], dict[str, About]] = {}
    for note in notes:
        symbols_of.setdefault((order.index(note.kind), note.of), {}).update(note.symbols)
    return [Note(order[place], symbols_of[place, of], of) for place, of in sorted(symbols_of)]
