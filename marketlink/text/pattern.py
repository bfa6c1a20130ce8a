"""The words of which one stands in every match of a rule's pattern: its necessary words.

A pattern is read once from left to right. What stands where in it is a list of parts, each with
every text that it may match, where these are few.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from marketlink.text.pack import Pack

WordSet = frozenset[str]
COMMON = frozenset(("", *".,:-–—'’()"))
"""Signs that too many texts have to tell rules apart by them."""
MOST_WORDS = 800
"""A pattern with more is tried on every text."""
FEW = 10
"""A range of more signs, "a-z", may be any."""
MARK = re.compile("[\ue000-\uf8ff]")
"""A sign that stands for something crossed out, and is in no text."""
ALIKE = {"ſ": "s", "İ": "i", "ı": "i", "K": "k"}
"""Letters that match a Latin one where small and capital ones count as the same."""
SIGNS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
ZERO_WIDTH, CLASSES = frozenset("bBAZ"), frozenset("dDwWsS")
_CODE = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})")
_REPEAT = re.compile(r"([*+?]|\{(\d*)(?:(,)(\d*))?\})[?+]?")
_ASIDE = re.compile(r"\?(?:<?[=!])")
_GROUP_OPENING = re.compile(r"\?(?:P<\w+>|>|[aiLmsux]*(?:-[imsx]+)?:)")
_REPEATED = re.compile(r"\(\?P=\w+\)")
_LIST = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class Part(NamedTuple):
    """A part of a pattern: every text that it may match, in small letters, where these are few,
    and words of which one stands in each."""

    every: WordSet | None = None
    words: WordSet | None = None


ANY, NOTHING = Part(), Part(frozenset({""}))


def fold(text: str) -> str:
    """A text in the letters that the necessary words are written in."""
    if not text.isascii():
        for letter, plain in ALIKE.items():
            text = text.replace(letter, plain)
    return text.lower()


def lowered(text: str) -> str:
    """A text in small letters, character for character."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)


def necessary(source: str, pack: Pack, unsought: str = "") -> WordSet | None:
    """Words in small letters of which one stands in every match; None where none are known. Signs
    of ``unsought`` stand in no text.

    Raises
    ------
    ValueError
        A group is not closed, or closed twice.
    """
    words = _words(_Reader(source, pack, unsought).parts())
    return words if words and len(words) <= MOST_WORDS else None


class _Reader:
    """Reads a pattern from ``at`` on, with the lists of a language."""

    def __init__(self, source: str, pack: Pack, unsought: str) -> None:
        self.source, self.pack, self.unsought, self.at = source, pack, unsought, 0

    def parts(self) -> list[Part]:
        """All of the pattern."""
        parts = self._alternatives()
        if self.at < len(self.source):
            raise ValueError(f"{self.source!r} has a bracket too many")
        return parts

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """A match of a pattern where the reader stands, which goes behind it."""
        match = pattern.match(self.source, self.at)
        self.at = match.end() if match else self.at
        return match

    def _alternatives(self) -> list[Part]:
        """The parts up to the bracket that closes them; alternatives are one part."""
        branches: list[list[Part]] = [[]]
        while self.source[self.at : self.at + 1] not in ("", ")"):
            if self.source[self.at] == "|":
                self.at += 1
                branches.append([])
            else:
                branches[-1] += self._repeated(self._part())
        return branches[0] if len(branches) == 1 else [_either(branches)]

    def _repeated(self, parts: list[Part]) -> list[Part]:
        """Parts, or the one part that they are where it is said how often they stand."""
        match = self._match(_REPEAT)
        if match is None:
            return parts
        sign, least, comma, most = match.groups()
        needed = sign == "+" or (least or "0").strip("0") != ""
        once = sign == "?" or (most if comma else least) == "1"
        every = _product(parts) if once else None
        if every is not None and not needed:
            every |= {""}
        return [Part(every, _words(parts) if needed else None)]

    def _part(self) -> list[Part]:
        sign = self.source[self.at]
        if sign == "{" and (match := self._match(_LIST)):
            words = self.pack.words.get(match[1], ())
            return [_either([_Reader(word, self.pack, self.unsought).parts() for word in words])]
        if sign == "(":
            return self._group()
        self.at += 1
        if sign == "\\":
            return [self._escaped()]
        if sign == "[":
            return [self._set()]
        return [NOTHING if sign in "^$" else ANY if sign == "." else self._one_of({sign})]

    def _group(self) -> list[Part]:
        if self._match(_REPEATED):
            return [ANY]
        self.at += 1
        aside = self._match(_ASIDE)
        self._match(_GROUP_OPENING)
        parts = self._alternatives()
        if self.at == len(self.source):
            raise ValueError(f"{self.source!r} has an open bracket")
        self.at += 1
        if aside:
            return [Part(NOTHING.every, _words(parts))] if aside[0].endswith("=") else [NOTHING]
        return parts

    def _escaped(self) -> Part:
        """The part that an escape stands for."""
        if code := self._match(_CODE):
            return self._one_of({chr(int(code[code.lastindex or 1], 16))})
        sign = self.source[self.at]
        self.at += 1
        if sign in ZERO_WIDTH:
            return NOTHING
        return ANY if sign.isdigit() or sign in CLASSES else self._one_of({SIGNS.get(sign, sign)})

    def _set(self) -> Part:
        """A set of signs: any sign where it is not a plain list of them, or of a few in a row."""
        signs: set[str] = set()
        plain = self.source[self.at] != "^"
        self.at += not plain
        first = self.at
        while self.source[self.at] != "]" or self.at == first:
            sign = self.source[self.at]
            self.at += 1
            part = self._escaped() if sign == "\\" else self._one_of({sign})
            plain = plain and part.every is not None
            signs.update(part.every or ())
            if self.source[self.at] == "-" and self.source[self.at + 1] != "]":
                every = range(ord(sign), ord(self.source[self.at + 1]) + 1)
                plain = plain and sign != "\\" and len(every) <= FEW
                signs.update(map(fold, map(chr, every)) if plain else ())
                self.at += 1
        self.at += 1
        return Part(frozenset(signs)) if plain else ANY

    def _one_of(self, signs: set[str]) -> Part:
        return Part(frozenset(map(fold, signs))) if signs.isdisjoint(self.unsought) else ANY


def _either(branches: Iterable[Sequence[Part]]) -> Part:
    """One part that is any of several rows of parts."""
    branches = list(branches)
    every, words = list(map(_product, branches)), list(map(_words, branches))
    return Part(
        None if None in every else frozenset[str]().union(*filter(None, every)),
        frozenset[str]().union(*filter(None, words)) if all(words) else None,
    )


def _product(parts: Iterable[Part]) -> WordSet | None:
    """Every text that parts in a row may match; None where they are too many."""
    runs: WordSet | None = frozenset({""})
    for part in parts:
        runs = _joined(runs, part.every)
    return runs


def _joined(runs: WordSet | None, words: WordSet | None) -> WordSet | None:
    if runs is None or words is None or len(runs) * len(words) > MOST_WORDS:
        return None
    return frozenset(run + word for run in runs for word in words)


def _words(parts: Iterable[Part]) -> WordSet | None:
    """The best words of parts in a row: those of a part, or of the longest run of few texts."""
    best: WordSet | None = None
    runs = frozenset({""})
    for part in parts:
        longer = _joined(runs, part.every)
        best = _better(best, part.words)
        if longer is None:
            best = _better(best, _telling(runs))
        runs = longer or frozenset({""})
    return _better(best, _telling(runs))


def _telling(words: WordSet) -> WordSet | None:
    """The words, where each tells something: two signs, or one that is rare in Latin letters."""
    signs = [word.strip() for word in words]
    rare = (len(s) > 1 or not (s in COMMON or (s.isascii() and s.isalnum())) for s in signs)
    return words if words and all(rare) else None


def _better(one: WordSet | None, other: WordSet | None) -> WordSet | None:
    """Whichever of two is rarer in texts: the one with the longer shortest word, without marks."""
    if one is None or other is None:
        return one or other

    def weight(words: WordSet) -> tuple[int, int]:
        signs = (0 if MARK.search(w) else len(w) * (1 if w.isascii() else 3) for w in words)
        return min(signs), -len(words)

    return max(one, other, key=weight)
