"""Selects the rules that can match a text: those with a necessary word in it.

A rule that says ``\\\\b(?:fell|rose) {percent}`` needs "fell" or "rose". The necessary words of a
pattern are read off it, those of many rules sought in one pass (Aho and Corasick, 1975), and only
rules that have one are tried. The selection always holds every rule that matches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any, TypeVar

from marketlink import derived
from marketlink.text import pattern
from marketlink.text.pack import Rule
from marketlink.text.pattern import MARK, fold, necessary

Row = TypeVar("Row")
LONGEST_WORD = 10
"""Letters of a necessary word that are sought: more tell few rules apart and make much to seek."""
MODULES = (Path(__file__), Path(pattern.__file__))
"""The modules that derive the necessary words of a rule."""


class Triggers:
    """The necessary words of some rules, ready to be sought."""

    def __init__(self, rules: Sequence[Rule], unsought: str = "") -> None:
        """Read the words off the rules; signs of ``unsought`` stand in no text that is given."""
        from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

        packs = dict.fromkeys(rule.pack for rule in reversed(rules))
        texts = [unsought, *(rule.source for rule in rules), *(str(pack.words) for pack in packs)]
        name = "necessary-" + "-".join(pack.language for pack in packs)
        triggers = derived.derive(name, [*MODULES, *texts], lambda: _table(rules, unsought))
        self._always = mask(triggers["always"])
        self._rules = tuple(map(mask, triggers["words"].values()))
        able = zip(triggers["words"], self._rules, strict=True)
        self.masked = reduce(or_, (bits for word, bits in able if MARK.search(word)), 0)
        """The rules that need a sign which stands for a name or a time, and which no text has."""
        self._sought = AhoCorasick(
            list(triggers["words"]),
            matchkind=MatchKind.Standard,
            implementation=Implementation.ContiguousNFA,
        )

    def possible(self, text: str) -> int:
        """The rules that may match a text: a bit for each, at its position."""
        matches = self._sought.find_matches_as_indexes(fold(text), overlapping=True)
        return reduce(or_, [self._rules[word] for word, _, _ in matches], self._always)


def mask(positions: Iterable[int]) -> int:
    """Positions as the bits of one number."""
    return sum(1 << at for at in set(positions))


class BitRows(dict[int, Sequence[Row]]):
    """Rows made of rules, each with the bit of its rule, by the bits of those that are possible."""

    def __init__(self, rows: Iterable[tuple[int, Row]]) -> None:
        super().__init__()
        self._rows = tuple(rows)
        self.bits = reduce(or_, (bit for bit, _ in self._rows), 0)

    def among(self, possible: int) -> Sequence[Row]:
        """Those whose bit is set, in order."""
        return self[possible & self.bits]

    def __missing__(self, bits: int) -> Sequence[Row]:
        """The rows of some bits, picked when they are first possible."""
        able = self[bits] = [row for bit, row in self._rows if bit & bits]
        return able


def _table(rules: Sequence[Rule], unsought: str) -> dict[str, Any]:
    """Which rules need each word, by position, and which are tried always."""
    every = [necessary(rule.source, rule.pack, unsought) for rule in rules]
    words: dict[str, list[int]] = {}
    for at, needed in enumerate(every):
        for word in sorted(_shortest(needed or ())):
            words.setdefault(word, []).append(at)
    return {"words": words, "always": [at for at, needed in enumerate(every) if needed is None]}


def _shortest(words: Iterable[str]) -> list[str]:
    """The beginnings of words, without those that have another inside them."""
    shortest: list[str] = []
    for word in sorted({word[:LONGEST_WORD] for word in words}, key=len):
        if not any(shorter in word for shorter in shortest):
            shortest.append(word)
    return shortest
