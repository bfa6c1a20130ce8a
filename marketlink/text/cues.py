"""The rules of one kind, sought together in a text of their language.

A module names the kind once, ``OPENED = Cue("measures", "opened")``, and asks with the language of
its text: ``OPENED["en"].search(text)``. A kind that a language lacks is found nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from sys import maxsize

from marketlink.text.pack import Rule, pack


class Rows:
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

    def search(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        """The first match in ``text[start:end]``, or None."""
        first = None
        for rule in self.rules:
            found = rule.search(text, start, end)
            if found and (first is None or found.start() < first.start()):
                first = found
        return first

    def match(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        """The match that begins at ``start``, or None."""
        found = (rule.match(text, start, end) for rule in self.rules)
        return next((match for match in found if match), None)

    def fullmatch(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        """The match of all of ``text[start:end]``, or None."""
        found = (rule.pattern.fullmatch(text, start, end) for rule in self.rules)
        return next((match for match in found if match), None)

    def finditer(self, text: str, start: int = 0, end: int = maxsize) -> Iterator[re.Match[str]]:
        """Matches in ``text[start:end]`` that do not overlap, in order."""
        return (match for _, match in self.found(text, start, end))

    def found(
        self, text: str, start: int = 0, end: int = maxsize
    ) -> Iterator[tuple[Rule, re.Match[str]]]:
        """The same, each with its rule."""
        every = [(rule, match) for rule in self.rules for match in rule.finditer(text, start, end)]
        for rule, match in sorted(every, key=lambda hit: hit[1].start()):
            if match.start() >= start:
                yield rule, match
                start = match.end()

    def rule_of(self, text: str, start: int = 0, end: int = maxsize) -> Rule | None:
        """The first rule, in the order of the file, with a match in ``text[start:end]``."""
        return next((rule for rule in self.rules if rule.search(text, start, end)), None)

    def rule_at(self, text: str, start: int = 0, end: int = maxsize) -> Rule | None:
        """The first rule, in the order of the file, with a match that begins at ``start``."""
        return next((rule for rule in self.rules if rule.match(text, start, end)), None)


class Cue:
    """One kind of rules of a file, such as "opened" of ``measures.toml``, in every language."""

    def __init__(self, section: str, kind: str) -> None:
        self.section, self.kind = section, kind
        self._rows: dict[str, Rows] = {}

    def __getitem__(self, language: str) -> Rows:
        """The rules of a language."""
        if language not in self._rows:
            self._rows[language] = Rows(self.section, self.kind, language)
        return self._rows[language]
