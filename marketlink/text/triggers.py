"""Which rules can match a text at all: those of whose necessary words one stands in it.

A rule that says ``\\\\b(?:fell|rose) {percent}`` needs "fell" or "rose". The necessary words of a
pattern are read off it, those of many rules sought in one pass (Aho and Corasick, 1975), and only
rules that have one are tried. What is told is never less than what matches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from marketlink.text.pack import Rule

try:
    from re import _constants as sre  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
except ImportError:  # a Python without them: every rule is tried
    parser = sre = None

Words = frozenset[str]
REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT) if sre else ()
MOST_WORDS = 400
"""A pattern with more is tried on every text."""


class Triggers:
    """The necessary words of some rules, ready to be sought."""

    def __init__(self, rules: Sequence[Rule], unsought: str = "") -> None:
        """Read the words off the rules; signs of ``unsought`` stand in no text that is given."""
        from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

        table: dict[str, set[int]] = {}
        always = set()
        for at, rule in enumerate(rules):
            words = necessary(rule.written, unsought)
            if words is None:
                always.add(at)
            for word in words or ():
                table.setdefault(word, set()).add(at)
        self._always = frozenset(always)
        self._rules = tuple(frozenset(found) for found in table.values())
        self._sought = AhoCorasick(
            list(table),
            matchkind=MatchKind.Standard,
            implementation=Implementation.ContiguousNFA,
        )

    def possible(self, folded: str) -> frozenset[int]:
        """The rules, by position, that may match a text, given in small letters."""
        found = self._sought.find_matches_as_indexes(folded, overlapping=True)
        hit = {word for word, _, _ in found}
        return self._always.union(*(self._rules[word] for word in hit))


def necessary(pattern: str, unsought: str = "") -> Words | None:
    """Words in small letters of which one stands in every match; None where none are known."""
    if parser is None:
        return None
    words = _of_sequence(parser.parse(pattern), unsought)
    return words if words and len(words) <= MOST_WORDS else None


def _of_sequence(parts: Iterable[tuple[Any, Any]], unsought: str) -> Words | None:
    """The best words of what must follow each other: the longest run of parts in a few words."""
    best: Words | None = None
    runs = {""}
    for op, value in parts:
        exact = _exact(op, value, unsought)
        if exact is not None and len(runs) * len(exact) <= MOST_WORDS:
            runs = {run + word for run in runs for word in exact}
            continue
        best = _better(_better(best, _telling(runs)), _of(op, value, unsought))
        runs = {""}
    return _better(best, _telling(runs))


def _of(op: Any, value: Any, unsought: str) -> Words | None:
    """The words of one part of a pattern that may be more than a few."""
    if op is sre.SUBPATTERN:
        return _of_sequence(value[3], unsought)
    if op is sre.ATOMIC_GROUP:
        return _of_sequence(value, unsought)
    if op in REPEATS:
        return _of_sequence(value[2], unsought) if value[0] else None
    if op is sre.BRANCH:
        every = [_of_sequence(branch, unsought) for branch in value[1]]
        return frozenset(word for words in every for word in words or ()) if all(every) else None
    return None


def _exact(op: Any, value: Any, unsought: str) -> set[str] | None:
    """All that a part of a pattern may be, in small letters; None where it is not a few words."""
    if op is sre.LITERAL:
        return None if chr(value) in unsought else {chr(value).lower()}
    if op in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
        return {""}
    if op is sre.IN:
        signs = {chr(one) for kind, one in value if kind is sre.LITERAL}
        plain = len(signs) == len(value) and signs.isdisjoint(unsought)
        return {sign.lower() for sign in signs} if plain else None
    if op is sre.SUBPATTERN:
        return _product(value[3], unsought)
    if op is sre.BRANCH:
        every = [_product(branch, unsought) for branch in value[1]]
        return {run for runs in every for run in runs or ()} if None not in every else None
    if op in REPEATS and value[0] in (0, 1) and value[1] == 1:
        found = _product(value[2], unsought)
        return found if value[0] or found is None else found | {""}
    return None


def _product(parts: Iterable[tuple[Any, Any]], unsought: str) -> set[str] | None:
    """All that a sequence of parts may be."""
    runs = {""}
    for op, value in parts:
        exact = _exact(op, value, unsought)
        if exact is None or len(runs) * len(exact) > MOST_WORDS:
            return None
        runs = {run + word for run in runs for word in exact}
    return runs


def _telling(words: set[str]) -> Words | None:
    """The words, where each tells something: two signs, or one that is no Latin letter or mark."""
    return frozenset(words) if words and all(map(_tells, words)) else None


def _tells(word: str) -> bool:
    return len(word.strip()) > 1 or (word.isalpha() and not word.isascii()) or word in ("%", "$")


def _better(one: Words | None, other: Words | None) -> Words | None:
    """Whichever of two is rarer in texts: the one with the longer shortest word."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda words: (min(map(_weight, words)), -len(words)))


def _weight(word: str) -> int:
    return len(word) * (1 if word.isascii() else 3)
