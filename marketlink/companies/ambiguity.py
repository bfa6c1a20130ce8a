"""The risk that a listed name means something else in running text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from marketlink.companies import names
from marketlink.companies.cues import has_script
from marketlink.companies.names import NamePolicy
from marketlink.text import any_language

SHORT_SCRIPT, SHORT_LATIN = 2, 3
"""Letters of a name in a script of its own, and in Latin letters, that may be anything."""


@dataclass(frozen=True, slots=True)
class Risk:
    """Why a name is risky ("none", "word", "short", "part of NAME") and the policy that follows."""

    kind: str
    policy: NamePolicy


def risk_of(others: Iterable[str]) -> Callable[[str], Risk]:
    """A judge of names among others: every name of the listing and of the directory.

    Dictionary words need proof from right beside them; short names and names that begin a longer
    one, with nothing but a particle between, need context.
    """
    vocabulary = dictionary_words()
    prefixes = {
        first
        for first, second in pairwise(sorted(set(others)))
        if second.startswith(first) and len(first) <= 3  # noqa: PLR2004 (a pair, or three)
    }
    endings = frozenset(part for part in any_language("particle") if len(part) == 1)

    def judge(name: str) -> Risk:
        scripted = has_script(name)
        if name.lower() in vocabulary:
            return Risk("word", "needs_proof")
        if len(name) <= (SHORT_SCRIPT if scripted else SHORT_LATIN):
            return Risk("short", "needs_proof" if scripted else "needs_context")
        if scripted and len(name) == SHORT_SCRIPT + 1 and name[-1] in endings:
            return Risk("short", "needs_context")
        if name in prefixes:
            return Risk("part of a longer name", "needs_context")
        return Risk("none", "always")

    return judge


def dictionary_words() -> frozenset[str]:
    """Ordinary words that are also names of firms."""
    with_senses = frozenset(names.senses())
    words = (row["word"] for row in names.rows("companies", "words.csv"))
    plain = any_language("plain_word") + any_language("plain_phrase")
    return frozenset(plain) | with_senses | frozenset(words)
