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
from typing import Any, Generic, TypeVar

from marketlink import derived
from marketlink.text import pattern
from marketlink.text.pack import Pack, Rule
from marketlink.text.pattern import Kind, Part, parse

WordSet = frozenset[str]
Row = TypeVar("Row")
MODULES = (Path(__file__), Path(pattern.__file__))
"""The modules that derive the necessary words of a rule."""
COMMON = frozenset(("", *".,:-–—'’()"))
"""Signs that too many texts have to tell rules apart by them."""
MOST_WORDS = 400
"""A pattern with more is tried on every text."""
ALIKE = {"ſ": "s", "İ": "i", "ı": "i", "K": "k"}
"""Letters that match a Latin one where small and capital ones count as the same."""


def fold(text: str) -> str:
    """A text in the letters that the necessary words are written in."""
    if not text.isascii():
        for letter, plain in ALIKE.items():
            text = text.replace(letter, plain)
    return text.lower()


class Triggers:
    """The necessary words of some rules, ready to be sought."""

    def __init__(self, rules: Sequence[Rule], unsought: str = "") -> None:
        """Read the words off the rules; signs of ``unsought`` stand in no text that is given."""
        from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

        packs = dict.fromkeys(rule.pack for rule in rules)
        texts = [unsought, *(rule.source for rule in rules), *(str(pack.words) for pack in packs)]
        name = "necessary-" + "-".join(pack.language for pack in packs)
        triggers = derived.derive(name, [*MODULES, *texts], lambda: _table(rules, unsought))
        self._always = mask(triggers["always"])
        self._rules = tuple(map(mask, triggers["words"].values()))
        self._sought = AhoCorasick(
            list(triggers["words"]),
            matchkind=MatchKind.Standard,
            implementation=Implementation.ContiguousNFA,
        )

    def possible(self, text: str) -> int:
        """The rules that may match a text: a bit for each, at its position."""
        able = self._always
        for word, _, _ in self._sought.find_matches_as_indexes(fold(text), overlapping=True):
            able |= self._rules[word]
        return able


def mask(positions: Iterable[int]) -> int:
    """Positions as the bits of one number."""
    return sum(1 << at for at in set(positions))


class BitRows(Generic[Row]):
    """Rows made of rules, each with the bit of its rule."""

    def __init__(self, rows: Iterable[tuple[int, Row]]) -> None:
        self._rows = tuple(rows)
        self.bits = reduce(or_, (bit for bit, _ in self._rows), 0)
        self._among: dict[int, Sequence[Row]] = {}

    def among(self, possible: int) -> Sequence[Row]:
        """Those whose bit is set, in order."""
        bits = possible & self.bits
        if not bits:
            return ()
        able = self._among.get(bits)
        if able is None:
            able = self._among[bits] = [row for bit, row in self._rows if bit & bits]
        return able


def _table(rules: Sequence[Rule], unsought: str) -> dict[str, Any]:
    """Which rules need each word, by position, and which are tried always."""
    every = [necessary(rule.source, rule.pack, unsought) for rule in rules]
    words: dict[str, list[int]] = {}
    for at, needed in enumerate(every):
        for word in sorted(needed or ()):
            words.setdefault(word, []).append(at)
    return {"words": words, "always": [at for at, needed in enumerate(every) if needed is None]}


def necessary(source: str, pack: Pack, unsought: str = "") -> WordSet | None:
    """Words in small letters of which one stands in every match; None where none are known."""
    words = _Reader(pack, unsought).of(parse(source))
    return words if words and len(words) <= MOST_WORDS else None


class _Reader:
    """Reads words off the parts of a pattern, with the lists of a language."""

    def __init__(self, pack: Pack, unsought: str) -> None:
        self.pack, self.unsought = pack, unsought

    def of(self, parts: Iterable[Part]) -> WordSet | None:
        """The best words of what must follow each other: the longest run of parts in a few."""
        best: WordSet | None = None
        runs = {""}
        for part in parts:
            exact = self.exact(part)
            if exact is not None and len(runs) * len(exact) <= MOST_WORDS:
                runs = {run + word for run in runs for word in exact}
                continue
            best = _better(_better(best, _telling(runs)), self.inside(part))
            runs = {""}
        return _better(best, _telling(runs))

    def inside(self, part: Part) -> WordSet | None:
        """The words of one part that may be more than a few."""
        if part.kind is Kind.OFTEN:
            return self.of(part.parts[0]) if part.least else None
        if part.kind in (Kind.EITHER, Kind.LIST):
            every = [self.of(branch) for branch in self.branches(part)]
            return (
                frozenset(word for words in every for word in words or ()) if all(every) else None
            )
        return None

    def branches(self, part: Part) -> Iterable[tuple[Part, ...]]:
        """The alternatives of a part."""
        if part.kind is Kind.LIST:
            return [parse(word) for word in self.pack.words.get(part.name, ())]
        return part.parts

    def exact(self, part: Part) -> set[str] | None:
        """Every text that a part may match, in small letters; None where they are too many."""
        if part.kind is Kind.NOTHING:
            return {""}
        if part.kind is Kind.SIGN:
            plain = part.signs and part.signs.isdisjoint(self.unsought)
            return {fold(sign) for sign in part.signs} if plain else None
        if part.kind is Kind.OFTEN:
            if part.most != 1:
                return None
            product = self.product(part.parts[0])
            return product if part.least or product is None else product | {""}
        every = [self.product(branch) for branch in self.branches(part)]
        return None if None in every else {run for runs in every for run in runs or ()}

    def product(self, parts: Iterable[Part]) -> set[str] | None:
        """Every text that a sequence of parts may match."""
        runs = {""}
        for part in parts:
            exact = self.exact(part)
            if exact is None or len(runs) * len(exact) > MOST_WORDS:
                return None
            runs = {run + word for run in runs for word in exact}
        return runs


def _telling(words: set[str]) -> WordSet | None:
    """The words, where each tells something: two signs, or one that is rare in Latin letters."""
    return frozenset(words) if words and all(map(_tells, words)) else None


def _tells(word: str) -> bool:
    sign = word.strip()
    return len(sign) > 1 or not (sign in COMMON or (sign.isascii() and sign.isalnum()))


def _better(one: WordSet | None, other: WordSet | None) -> WordSet | None:
    """Whichever of two is rarer in texts: the one with the longer shortest word."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda words: (min(map(_weight, words)), -len(words)))


def _weight(word: str) -> int:
    return len(word) * (1 if word.isascii() else 3)
