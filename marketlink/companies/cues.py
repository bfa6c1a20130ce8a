"""The rules of the language packs on companies, by kind, matched around a name in its sentence.

A rule of ``companies.toml`` writes ``§`` where the name stands. Its fields: ``needs`` and
``unless`` (flags of the name and its sentence, see :mod:`marketlink.companies.context`), ``on``
("sentence": all of it), ``also`` (a pattern that the sentence must have, too), ``role``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from marketlink.text import Pack, languages, pack
from marketlink.text.cues import NAME, OF_NAMES, bit_of
from marketlink.text.pack import Rule
from marketlink.text.triggers import BitRows

MARK = NAME


@dataclass(frozen=True, slots=True)
class NameCue:
    """A rule of a language, with its fields made ready."""

    rule: Rule
    needs: frozenset[str]
    unless: frozenset[str]
    also: re.Pattern[str] | None
    whole: bool

    def search(self, text: str) -> re.Match[str] | None:
        """The rule's first match."""
        rule = self.rule
        return rule.search(text) if rule.antipatterns else rule.pattern.search(text)

    def field(self, name: str) -> str:
        """A field of the rule, "" where it has none."""
        return str(self.rule.fields.get(name, ""))


class Cues:
    """The rules and words of one language."""

    def __init__(self, source: Pack) -> None:
        self.pack = source
        self.language = source.language
        self._kinds: dict[tuple[str, ...], BitRows[NameCue]] = {}

    def of(self, *kinds: str, possible: int = -1) -> Sequence[NameCue]:
        """The rules of some kinds, in the order of the file; of the ``possible`` ones, where they
        are told."""
        rows = self._kinds.get(kinds)
        if rows is None:
            rules = self.pack.rules(OF_NAMES, *kinds)
            rows = self._kinds[kinds] = BitRows((bit_of(rule), self._cue(rule)) for rule in rules)
        return rows.among(possible)

    def search(self, kind: str, text: str, possible: int = -1) -> re.Match[str] | None:
        """The first match of any rule of a kind; of the ``possible`` ones, where they are told."""
        for cue in self.of(kind, possible=possible):
            if match := cue.search(text):
                return match
        return None

    def match(self, kind: str, text: str, start: int) -> re.Match[str] | None:
        """A match of a rule of a kind that begins at ``start``."""
        for cue in self.of(kind):
            if match := cue.rule.match(text, start):
                return match
        return None

    @cached_property
    def places(self) -> Mapping[str, str]:
        """The market that each name of a place, people or index stands for: "Tokyo" is .T."""
        return {
            place: market
            for cue in self.of("places")
            for market, places in cue.rule.fields["places"].items()
            for place in places
        }

    script = cached_property(lambda self: self._letters("script"))
    """The letters of its own that it is written in, None where it shares the Latin ones."""
    attachable = cached_property(lambda self: self._letters("tail_letter"))
    """Letters that may be written onto a name, None where a name stands apart."""
    start_blocked = cached_property(lambda self: self._letters("start_blocked"))
    """Letters before a name in its script that make it the end of a longer word."""

    def _letters(self, name: str) -> re.Pattern[str] | None:
        return self.pack.any_of(name) if self.pack.words.get(name) else None

    def _cue(self, rule: Rule) -> NameCue:
        fields = rule.fields
        also = fields.get("also")
        return NameCue(
            rule,
            frozenset(fields.get("needs", ())),
            frozenset(fields.get("unless", ())),
            self.pack.compile(also) if also else None,
            fields.get("on") == "sentence",
        )


@cache
def cues(language: str) -> Cues:
    """The rules of a language."""
    return Cues(pack(language))


@cache
def every() -> tuple[Cues, ...]:
    """The rules of every language that is read."""
    return tuple(cues(language) for language in languages())


@cache
def _of_every(kind: str) -> BitRows[NameCue]:
    return BitRows((bit_of(cue.rule), cue) for one in every() for cue in one.of(kind))


def of_every(kind: str, possible: int) -> Sequence[NameCue]:
    """The ``possible`` rules of a kind in every language."""
    return _of_every(kind).among(possible)


@cache
def plain() -> Cues:
    """The first language without a script of its own: that of a text in Latin letters."""
    return next(one for one in every() if one.script is None)


@cache
def _scripted() -> Mapping[str, re.Pattern[str]]:
    return {one.language: one.script for one in every() if one.script}


LANGUAGE_SAMPLE = 1200
"""Characters of a text by which its language is told."""


def language_of(text: str) -> str:
    """The language whose letters a text begins with most, else the one of Latin letters."""
    return plain().language if text.isascii() else _by_letters(text[:LANGUAGE_SAMPLE])


@lru_cache(maxsize=4096)
def _by_letters(text: str) -> str:
    best, most = plain().language, 0
    for language, script in _scripted().items():
        count = sum(1 for _ in script.finditer(text)) if script.search(text) else 0
        if count > most:
            best, most = language, count
    return best


def has_script(text: str) -> bool:
    """Whether a text has letters of a script that some language has for itself."""
    return not text.isascii() and any(script.search(text) for script in _scripted().values())


def words_of(match: re.Match[str]) -> str:
    """The words that a rule matched, without the name among them."""
    return match[0].replace(MARK, " ").strip()
