"""Whether a title tells several stories: a wrap of a market's day, or a digest of companies.

A digest is told by its form: its parts stand by themselves, and another company than the stock is
named in another part than the stock.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from marketlink.news.kinds import StoryKind

HARD = re.compile(r"; ")
"""Signs after which another story may begin."""
SOFT = re.compile(r", ")
"""Signs that part stories if there are :data:`FEWEST` parts of several words each."""
FEWEST = 3
WORD = re.compile(r"[^\W\d_]{2,}")
JOINED = re.compile(r"and\b", re.IGNORECASE)
"""A last part that begins so ends a list of names: "Acme, Apex Works, and Ajax Foods rise"."""


def is_of_several(
    title: str, place: int | None, others: Collection[int], kinds: frozenset[StoryKind]
) -> bool:
    """Whether a title tells of the stock among other stories.

    Parameters
    ----------
    title : str
    place : int or None
        Where the title names the stock (characters).
    others : collection of int
        Where it names other companies.
    kinds : frozenset of StoryKind

    Examples
    --------
    >>> is_of_several("Acme posts a loss; Apex wins an order", 0, [19], frozenset())
    True
    >>> is_of_several("Acme posts a loss; shares fall", 0, [], frozenset())
    False
    """
    if StoryKind.WRAP in kinds:
        return True
    if place is None:
        return False
    borders = _borders(title)
    own = _part(borders, place)
    return any(_part(borders, other) != own for other in others)


def _borders(title: str) -> list[int]:
    """Where each story of a title but the first begins, as its signs tell."""
    hard = [match.end() for match in HARD.finditer(title)]
    soft = []
    for start, end in zip([0, *hard], [*hard, len(title)], strict=True):
        parts = SOFT.split(title[start:end])
        if len(parts) < FEWEST or JOINED.match(parts[-1]):
            continue
        if all(len(WORD.findall(part)) > 1 for part in parts):
            soft += [start + match.end() for match in SOFT.finditer(title[start:end])]
    return sorted([*hard, *soft])


def _part(borders: list[int], place: int) -> int:
    """The number of the part that a place is in."""
    return sum(border <= place for border in borders)
