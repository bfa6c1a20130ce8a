"""How much of one article is read: a text made to hurt costs no more than a long one.

An article beyond a limit is read up to it, and a warning (``cut_off`` of the message files) says
so. Each number is several times that of the longest article of the labelled texts.
"""

from __future__ import annotations

from enum import StrEnum


class Limit(StrEnum):
    """The quantities that have a limit."""

    CHARACTERS = "characters"
    TIMES = "times"
    NAMES = "names"
    MOVES = "moves"
    NUMBERS = "numbers"
    TOGETHER = "together"


MOST = {
    Limit.CHARACTERS: 200_000,
    Limit.TIMES: 1_000,
    Limit.NAMES: 1_000,
    Limit.MOVES: 400,
    Limit.NUMBERS: 400,
    Limit.TOGETHER: 40,
}
"""Characters of title and body; words for time, names and codes of companies, words for rises and
falls, and numbers beside none of them, in order of the text. What the text tells is read up to
where the first of them ends."""
