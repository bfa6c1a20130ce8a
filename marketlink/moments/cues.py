"""Rules for the words around a time expression: those of ``time.toml`` without heads.

A rule's ``where`` says what its pattern is held against: ``"after"``, the text from where the
time ends; ``"before"``, the text up to where it begins; ``"day"``, the words of the time; nothing,
the sentence. ``day``, ``before`` and ``after`` are further patterns that must fit as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from marketlink.moments.grammar import SECTION
from marketlink.text import Pack, pack
from marketlink.text.cues import RuleRows, bit_of, possible
from marketlink.text.pack import Rule
from marketlink.text.triggers import BitRows

LOOK_BACK = 110


@dataclass(frozen=True, slots=True)
class MomentCue:
    """A rule, with what must stand before, in and after the time."""

    rule: Rule
    before: re.Pattern[str] | None
    day: re.Pattern[str] | None
    after: re.Pattern[str] | None

    def around(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """The match of the rule's own pattern where all of it stands around ``text[start:end]``."""
        matches: dict[str, re.Match[str] | None] = {}
        if self.before:
            matches["before"] = self.before.search(text, max(0, start - LOOK_BACK), start)
        if self.day:
            matches["day"] = self.day.fullmatch(text, start, end)
        if self.after:
            matches["after"] = self.after.match(text, end)
        return matches[self.rule.fields["where"]] if all(matches.values()) else None


@cache
def _cues(language: str, kind: str) -> BitRows[MomentCue]:
    own = pack(language)
    return BitRows((bit_of(rule), _cue(own, rule)) for rule in own.rules(SECTION, kind))


def _cue(own: Pack, rule: Rule) -> MomentCue:
    fields = {rule.fields.get("where", ""): rule.source, **rule.fields}

    def compiled(name: str, after: str = "") -> re.Pattern[str] | None:
        return own.compile(f"(?:{fields[name]}){after}", rule.case) if name in fields else None

    return MomentCue(rule, compiled("before", "$"), compiled("day"), compiled("after"))


def around(kind: str, language: str, text: str, start: int, end: int) -> re.Match[str] | None:
    """The match of the first rule of a kind around the time ``text[start:end]``."""
    for cue in _cues(language, kind).among(possible(language, text)):
        if match := cue.around(text, start, end):
            return match
    return None


def first(kind: str, language: str, text: str, start: int, end: int) -> re.Match[str] | None:
    """The first match of any rule of a kind within ``text[start:end]``."""
    return rows(kind, language).search(text, start, end)


def every(kind: str, language: str, text: str, start: int, end: int) -> list[re.Match[str]]:
    """The matches of the rules of a kind within ``text[start:end]``, in order."""
    return list(rows(kind, language).finditer(text, start, end))


@cache
def rows(kind: str, language: str) -> RuleRows:
    """The rules of a kind, sought together."""
    return RuleRows(SECTION, kind, language)


def before(kind: str, language: str, text: str, start: int, at: int) -> re.Match[str] | None:
    """The match of the first rule of a kind in ``text[start:at]`` that ends at ``at``."""
    endings = _endings(language, kind).among(possible(language, text))
    matches = (pattern.search(text, start, at) for pattern in endings)
    return next((match for match in matches if match), None)


@cache
def _endings(language: str, kind: str) -> BitRows[re.Pattern[str]]:
    own = pack(language)
    return BitRows(
        (bit_of(rule), own.compile(f"(?:{rule.source})$", rule.case))
        for rule in own.rules(SECTION, kind)
    )
