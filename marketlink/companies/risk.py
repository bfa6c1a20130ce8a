"""How likely a listed name is to mean something else in running text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from marketlink.companies import names
from marketlink.companies.common_words import PHRASES, WORDS
from marketlink.companies.names import Policy
from marketlink.companies.particles import PARTICLES, has_hangul

SHORT_HANGUL, SHORT_LATIN = 2, 3
_ENDINGS = frozenset(part for part in PARTICLES.split("|") if len(part) == 1)


@dataclass(frozen=True, slots=True)
class Risk:
    """Why a name is risky ("none", "word", "short", "part of NAME") and the policy that follows."""

    kind: str
    policy: Policy


def risk_of(others: Iterable[str]) -> Callable[[str], Risk]:
    """A judge of names among others.

    Parameters
    ----------
    others
        Every name of the listing and of the directory.

    Returns
    -------
    callable
        From a name to its risk. Dictionary words need proof from right beside them; short names
        and names that begin a longer one, with nothing but a particle between, need context.
    """
    vocabulary = dictionary_words()
    prefixes = _prefixes(others)

    def judge(name: str) -> Risk:
        if name.lower() in vocabulary:
            return Risk("word", "needs_proof")
        if len(name) <= (SHORT_HANGUL if has_hangul(name) else SHORT_LATIN):
            return Risk("short", "needs_proof" if has_hangul(name) else "needs_context")
        if has_hangul(name) and len(name) == SHORT_HANGUL + 1 and name[-1] in _ENDINGS:
            return Risk("short", "needs_context")
        if name in prefixes:
            return Risk("part of a longer name", "needs_context")
        return Risk("none", "always")

    return judge


def _prefixes(others: Iterable[str]) -> frozenset[str]:
    known = sorted(set(others))
    found = set()
    for first, second in pairwise(known):
        if second.startswith(first) and len(first) <= 3:
            found.add(first)
    return frozenset(found)


def dictionary_words() -> frozenset[str]:
    """Ordinary Korean and English words that are also names of firms."""
    with_senses = frozenset(names.senses())
    korean = (row["word"] for row in names.rows("companies", "words.csv"))
    return WORDS | PHRASES | with_senses | frozenset(korean)
