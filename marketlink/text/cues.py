"""The rules of one kind, sought together in a text of their language.

A module names a file once, ``MEASURES = CueFile("measures")``, and asks for a kind of it with the
language of its text: ``MEASURES.opened["en"].search(text)``. A kind that a language lacks is found
nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from sys import maxsize

from marketlink.text.pack import Rule, languages, pack
from marketlink.text.triggers import BitRows, Triggers

TEXTS = 64
"""How many texts the possible rules are remembered of: an article and its sentences."""
OF_NAMES, NAME = "companies", "§"
"""The file of the rules around a name, and what stands for it: those of every language are sought
in a text, ahead of the others."""
_sections: list[str] = []


def register(section: str) -> None:
    """Have the rules of a file sought together with those of the files before it."""
    if section not in _sections:
        _sections.append(section)
        possible.cache_clear()


@cache
def _triggers(language: str, sections: tuple[str, ...]) -> tuple[Triggers, Mapping[Rule, int]]:
    """The necessary words of the rules of some files, and the bit of each rule."""
    rules = [rule for one in languages() for rule in pack(one).rules(OF_NAMES)]
    rules += [rule for section in sections for rule in pack(language).rules(section)]
    return Triggers(rules, NAME), {rule: 1 << at for at, rule in enumerate(rules)}


def bit_of(rule: Rule) -> int:
    """The bit that stands for a rule of a registered file; it stays what it is."""
    return _triggers(rule.pack.language, tuple(_sections))[1][rule]


@lru_cache(maxsize=TEXTS)
def possible(language: str, text: str) -> int:
    """The rules of all registered files that may match in a text, a bit for each."""
    return _triggers(language, tuple(_sections))[0].possible(text)


def possible_masked(language: str, able: int) -> int:
    """The rules that may match in a text whose names and times are crossed out, of which ``able``
    may match in it as it is written."""
    return able | _triggers(language, tuple(_sections))[0].masked


class RuleRows:
    """The rules of one kind of one language, read and compiled when first asked.

    What is found is the earliest match of any rule; of two that begin at one place, the first
    rule's.
    """

    def __init__(self, section: str, kind: str, language: str) -> None:
        self.section, self.kind, self.language = section, kind, language

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules, in the order of their file."""
        return pack(self.language).rules(self.section, self.kind)

    @cached_property
    def bits(self) -> int:
        """The bits of the rules among those that are possible in a text."""
        return self._rows.bits

    @cached_property
    def _rows(self) -> BitRows[Rule]:
        return BitRows((bit_of(rule), rule) for rule in self.rules)

    def possible(self, text: str, able: int | None = None) -> Sequence[Rule]:
        """The rules that may match in a text, in the order of their file; ``able`` are those of all
        files that may, where that is known."""
        return self._rows.among(possible(self.language, text) if able is None else able)

    def search(
        self, text: str, start: int = 0, end: int = maxsize, able: int | None = None
    ) -> re.Match[str] | None:
        """The first match in ``text[start:end]``, or None."""
        first = None
        for rule in self.possible(text, able):
            match = rule.search(text, start, end)
            if match and (first is None or match.start() < first.start()):
                first = match
        return first

    def match(
        self, text: str, start: int = 0, end: int = maxsize, able: int | None = None
    ) -> re.Match[str] | None:
        """The match that begins at ``start``, or None."""
        for rule in self.possible(text, able):
            if match := rule.match(text, start, end):
                return match
        return None

    def fullmatch(
        self, text: str, start: int = 0, end: int = maxsize, able: int | None = None
    ) -> re.Match[str] | None:
        """The match of all of ``text[start:end]``, or None."""
        for rule in self.possible(text, able):
            if match := rule.pattern.fullmatch(text, start, end):
                return match
        return None

    def finditer(
        self, text: str, start: int = 0, end: int = maxsize, able: int | None = None
    ) -> Iterator[re.Match[str]]:
        """Matches in ``text[start:end]`` that do not overlap, in order."""
        rules = self.possible(text, able)
        if len(rules) <= 1:
            return rules[0].finditer(text, start, end) if rules else iter(())
        return (match for _, match in _merged(rules, text, start, end))

    def matches(
        self, text: str, start: int = 0, end: int = maxsize
    ) -> Iterator[tuple[Rule, re.Match[str]]]:
        """The same, each with its rule."""
        rules = self.possible(text)
        return _merged(rules, text, start, end) if rules else iter(())

    def findall(self, text: str, able: int | None = None) -> list[str]:
        """The same as texts: the first group of each match, or all of it where it has none."""
        every = self.finditer(text, able=able)
        return [match.group(1 if match.re.groups else 0) for match in every]

    def without(self, text: str) -> str:
        """A text with what matches taken out."""
        for match in reversed(list(self.finditer(text))):
            text = text[: match.start()] + text[match.end() :]
        return text

    def rule_of(self, text: str, start: int = 0, end: int = maxsize) -> Rule | None:
        """The first rule, in the order of the file, with a match in ``text[start:end]``."""
        return next((rule for rule in self.possible(text) if rule.search(text, start, end)), None)

    def rule_at(self, text: str, start: int = 0, end: int = maxsize) -> Rule | None:
        """The first rule, in the order of the file, with a match that begins at ``start``."""
        return next((rule for rule in self.possible(text) if rule.match(text, start, end)), None)


def _merged(
    rules: Sequence[Rule], text: str, start: int, end: int
) -> Iterator[tuple[Rule, re.Match[str]]]:
    """The matches of several rules, without those that begin inside the match before."""
    every = [(rule, match) for rule in rules for match in rule.finditer(text, start, end)]
    for rule, match in sorted(every, key=lambda hit: hit[1].start()):
        if match.start() >= start:
            yield rule, match
            start = match.end()


class Cue(dict[str, RuleRows]):
    """One kind of rules of a file, such as "opened" of ``measures.toml``, by language."""

    def __init__(self, section: str, kind: str) -> None:
        super().__init__()
        self.section, self.kind = section, kind
        register(section)

    def __missing__(self, language: str) -> RuleRows:
        """The rules of a language, made when it is first asked for."""
        rules = self[language] = RuleRows(self.section, self.kind, language)
        return rules


class CueFile:
    """The rules of a file by their kind: ``CueFile("measures").opened["en"].search(text)``."""

    def __init__(self, section: str) -> None:
        self._section = section
        register(section)

    def __getattr__(self, kind: str) -> Cue:
        """The rules of a kind, made when they are first asked for."""
        if kind.startswith("_"):
            raise AttributeError(kind)
        cue = self.__dict__[kind] = Cue(self._section, kind)
        return cue
