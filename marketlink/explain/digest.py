"""Whether a title is a list or a digest, by its form.

A list begins with four names or more, the stock's and others (three, if it promises to say why
they moved), or names more than six. In a digest another company is named in another part of the
title than the stock, and its parts stand by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from marketlink.news.kinds import StoryKind, kinds
from marketlink.news.topics import direction

NAME = r"[^,;:?!\s]+(?: [^,;:?!\s]+){0,3}, "
"""A name of at most four words, and the comma behind it."""
LIST = re.compile(f"(?:{NAME}){{3}}")
"""Three names: the head of a list."""
SHORT_LIST = re.compile(f"(?:{NAME}){{2,}}and ", re.IGNORECASE)
"""Three names or more, the last after "and"."""
MOST = 5
"""Companies beside the stock; a title that names more is a list wherever it names them."""
HARD = re.compile(r"; ")
"""Signs after which another story may begin."""
SOFT = re.compile(r", ")
"""Signs that part stories if there are :data:`FEWEST` parts of several words each."""
FEWEST = 3
SENTENCE = 4
"""Words that tell what happened to another company, and are no name."""
WORD = re.compile(r"[^\W\d_]{2,}")
BESIDE = re.compile(r"(?:,|&|\band|,? and) $")
"""What joins a name to the one before it."""
CLAUSE = re.compile(r"[,;:—–|] $")
"""The sign before a name that begins a clause."""
JOINED = re.compile(r"and\b", re.IGNORECASE)
"""A last part that begins so ends a list of names: "Acme, Apex Works, and Ajax Foods rise"."""


def is_list(title: str, others: Collection[int], *, why: bool = False) -> bool:
    """Whether a title begins with a list of companies, the stock's and ``others``, or names many:
    of three, and whether or not all are known, if it promises to say ``why`` they moved.

    Examples
    --------
    >>> is_list("Acme, Apex, Ajax, and Axis shares fall", [6])
    True
    >>> is_list("Acme, Apex and Ajax join a lawsuit", [6, 15])
    False
    >>> is_list("Guests: Acme Apex Ajax Axis Atlas Aero Agro", [13, 18, 23, 28, 34, 39])
    True
    >>> is_list("Why A.C.M. Steel, Apex, and Ajax fell", [], why=True)
    True
    """
    if why:
        return SHORT_LIST.match(title) is not None
    return len(others) > MOST or (bool(others) and LIST.match(title) is not None)


def is_digest(
    title: str, place: int | None, others: Collection[int], *, fewest: int = FEWEST
) -> bool:
    """Whether a title tells of the stock and, in another of its parts, of another company.

    Parameters
    ----------
    title : str
    place : int or None
        Where the title names the stock (characters).
    others : collection of int
        Where it names other companies.
    fewest : int
        How many parts of several words commas must make to part stories.

    Examples
    --------
    >>> is_digest("Acme posts a loss; Apex wins an order", 0, [19])
    True
    >>> is_digest("Acme posts a loss; shares fall", 0, [])
    False
    """
    if place is None:
        return False
    borders = _borders(title, fewest)
    own = _part(borders, place)
    return any(_part(borders, other) != own for other in others)


def stands_second(title: str, place: int | None, others: Collection[int]) -> bool:
    """Whether a title tells what happened to another company and, behind a comma, what the stock
    did and why; a movement of both has one cause.

    Examples
    --------
    >>> stands_second("Apex in talks on a merger, Acme falls after a profit miss", 27, [0])
    True
    >>> stands_second("Apex stock rises, Acme shares jump on a new law", 18, [0])
    False
    """
    *_, before, last = ["", *title[: place or 0].split(", ")]
    if last or not any(one < (place or 0) for one in others) or len(before.split()) < SENTENCE:
        return False
    tells = kinds(title[place:]) & {StoryKind.REACTION, StoryKind.FIGURE}
    return bool(tells) and not direction(before)


def own_words(title: str, place: int | None, others: Collection[int]) -> str:
    """What a title says of the stock: its words up to where the next company is named, those
    aside that only stand beside it ("Acme, Apex and Ajax fall"), from its name on if that begins a
    clause or another company is named before.

    Examples
    --------
    >>> own_words("Apex sinks after Acme report", 17, [0])
    'Acme report'
    >>> own_words("Acme jumps as Apex pill fails", 0, [14])
    'Acme jumps as '
    >>> own_words("Acme and Apex fall on tariffs", 0, [9])
    'Acme and Apex fall on tariffs'
    >>> own_words("Stocks gain, Acme falls on costs", 13, [])
    'Acme falls on costs'
    """
    if place is None:
        return title
    begins = CLAUSE.search(title[:place]) or any(other < place for other in others)
    start = place if begins else 0
    before = place
    for other in sorted(one for one in others if one > place):
        between = title[before:other]
        if direction(between) or not BESIDE.search(between):
            return title[start:other]
        before = other
    return title[start:]


def _borders(title: str, fewest: int) -> list[int]:
    """Where each story of a title but the first begins, as its signs tell."""
    hard = [match.end() for match in HARD.finditer(title)]
    soft = []
    for start, end in zip([0, *hard], [*hard, len(title)], strict=True):
        parts = SOFT.split(title[start:end])
        if len(parts) < fewest or JOINED.match(parts[-1]):
            continue
        if all(len(WORD.findall(part)) > 1 for part in parts):
            soft += [start + match.end() for match in SOFT.finditer(title[start:end])]
    return sorted([*hard, *soft])


def _part(borders: list[int], place: int) -> int:
    """The number of the part that a place is in."""
    return sum(border <= place for border in borders)
