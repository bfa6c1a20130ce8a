"""The words for time of a language: the rules of its ``time.toml``, and how they are found.

A rule gives a *slot* (its ``kind``, such as "md" for a month and a day) and the slot's values. Its
fields:

heads
    The words, separated by ``|``, that may begin it; ``#`` is any digit, ``{holiday}`` what the
    words of a list begin with.
values
    What the slot holds, one item a value: a number; ``"=text"``, that text; ``"1"``, the first
    group (a number where it is in digits, else its words); ``"1:month"``, the group's value in
    the table ``[values.month]`` of ``words.toml``; ``"-1"``, the group's number below zero;
    ``"1+2000"``, the group's number and 2000; ``"2+1:era"``, two groups together; ``""``, nothing.
before, not_before
    A pattern that must, or must not, end where the rule begins.
not_near
    A pattern that must not stand within 80 characters before or 40 after.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, reduce
from operator import or_
from typing import NamedTuple

from marketlink.moments.calendar import make
from marketlink.moments.tokens import Token, TokenValue
from marketlink.text import Pack, pack
from marketlink.text.cues import bit_of, possible, register
from marketlink.text.pack import Rule, by_first_letter
from marketlink.text.triggers import BitRows

SECTION = "time"
register(SECTION)
LOOK_BACK, LOOK_ON = 80, 40
_SPEC = re.compile(r"(-?)(\d)(?::(\w+))?(?:\+(?:(\d):(\w+)|(\d+)))?")
_REPEATED = re.compile(r"\\[1-9]")
_BEGIN = re.compile(r"[^\W\d_]+")
_BLANKS = re.compile(r"[\s-]+")


@dataclass(frozen=True, eq=False)
class GrammarRow:
    """A rule with its fields made ready, their patterns when it is first asked."""

    rule: Rule
    pack: Pack
    values: tuple[TokenValue, ...]
    before = cached_property(lambda self: self._field("before", "$"))
    not_before = cached_property(lambda self: self._field("not_before", "$"))
    not_near = cached_property(lambda self: self._field("not_near"))

    def _field(self, name: str, after: str = "") -> re.Pattern[str] | None:
        source = self.rule.fields.get(name)
        return self.pack.compile(f"(?:{source}){after}", self.rule.case) if source else None

    def token(self, text: str, at: int, end: int) -> Token | None:
        """The token that begins at ``at``, or None."""
        match = self.rule.match(text, at, end)
        if match is None or not self._allowed(text, match):
            return None
        try:
            values = tuple(self._value(spec, match) for spec in self.values)
        except KeyError:
            return None
        if self.rule.kind == "ymd" and make(*(int(value or 0) for value in values[:3])) is None:
            return None
        return Token(at, match.end(), self.rule.kind, values)

    def _allowed(self, text: str, match: re.Match[str]) -> bool:
        first, at = max(0, match.start() - LOOK_BACK), match.start()
        if self.before and not self.before.search(text, first, at):
            return False
        if self.not_before and self.not_before.search(text, first, at):
            return False
        return not (self.not_near and self.not_near.search(text, first, match.end() + LOOK_ON))

    def _value(self, spec: TokenValue, match: re.Match[str]) -> TokenValue:
        if not isinstance(spec, str) or not spec:
            return spec or (None if spec == "" else spec)
        if spec.startswith("="):
            return spec[1:]
        parts = _SPEC.fullmatch(spec)
        if parts is None:
            raise ValueError(f"{self.rule.id}: {spec} is no value of a rule")
        word = match[int(parts[2])]
        if word is None:
            return None
        value: TokenValue
        if parts[3] and not word.isdecimal():
            value = self.pack.value(parts[3], word)
        else:
            value = int(word) if word.isdecimal() else _BLANKS.sub(" ", word.lower()).strip()
        if isinstance(value, int):
            more = self.pack.value(parts[5], match[int(parts[4])]) if parts[4] else parts[6] or 0
            value = (-value if parts[1] else value) + int(more)
        return value


class Grammar(NamedTuple):
    """``trigger`` finds where a token may begin; ``rows`` holds, for the word it found (or "#" for
    a digit), the rows that may begin there, the first that fits first. ``numbered`` matches where
    any row that begins with a digit does: most numbers are no times. ``worded`` are the bits of
    the rows that begin with a word: without one of them only digits and signs are looked at, as
    ``figured`` finds them."""

    language: str
    trigger: re.Pattern[str]
    rows: Mapping[str, BitRows[GrammarRow]]
    numbered: re.Pattern[str]
    worded: int
    figured: re.Pattern[str]


@cache
def grammar(language: str) -> Grammar:
    """The words for time of a language."""
    own = pack(language)
    table: dict[str, list[GrammarRow]] = {}
    for rule in own.rules(SECTION):
        if "heads" in rule.fields:
            row = GrammarRow(rule, own, tuple(rule.fields.get("values", ())))
            for head in _heads(rule, own):
                table.setdefault(head, []).append(row)
    rows = {
        head: BitRows((bit_of(row.rule), row) for row in _reachable(head, table)) for head in table
    }
    words = sorted((head for head in table if head != "#"), key=lambda head: (-len(head), head))
    apart = r"(?<![a-z])" if own.settings(SECTION).get("words_apart") else ""
    first = re.escape("".join(sorted({word[0] for word in words})))
    word = by_first_letter(list(map(re.escape, words)))
    trigger = re.compile(rf"(?=[\d{first}])(?:\d|{apart}(?:{word}))")
    worded = [rows[word].bits for word in words if word[0].isalpha()]
    signs = re.escape("".join(word for word in words if not word[0].isalpha()))
    # what a back-reference repeats may be anything short
    digits = (
        f"(?{'' if row.rule.case else 'i'}:{row.rule.expanded})" for row in table.get("#", ())
    )
    numbered = re.compile(_REPEATED.sub(".{0,9}?", "|".join(digits)) or "(?!)")
    figured = re.compile(rf"[\d{signs}]")
    return Grammar(language, trigger, rows, numbered, reduce(or_, worded, 0), figured)


def _heads(rule: Rule, own: Pack) -> Iterable[str]:
    """The words that may begin a rule, in small letters."""
    heads: list[str] = []
    for head in rule.fields["heads"].lower().split("|"):
        words = own.words[head[1:-1]] if head[0] == "{" else ()
        begins = (_BEGIN.match(word) for several in words for word in several.split("|"))
        heads += [begin[0].lower() for begin in begins if begin] if words else [head]
    return dict.fromkeys(heads)


def _reachable(head: str, table: Mapping[str, list[GrammarRow]]) -> list[GrammarRow]:
    """The rows of a head: its own, then those of the words that it begins with, since the trigger
    finds the longest."""
    shorter = (head[:size] for size in range(len(head) - 1, 0, -1))
    return [*table[head], *(row for one in shorter for row in table.get(one, ()))]


def scan(text: str, start: int, end: int, grammar: Grammar, folded: str) -> list[Token]:
    """The tokens of ``text[start:end]``, leftmost first, never overlapping.

    ``folded`` is the same text in the letters that the heads are written in.
    """
    tokens: list[Token] = []
    position = start
    able = possible(grammar.language, text)
    pattern = grammar.trigger if able & grammar.worded else grammar.figured
    for trigger in pattern.finditer(folded, start, end):
        at = trigger.start()
        if at < position:
            continue
        head = trigger.group()
        if head.isdecimal():
            head = "#"
            if grammar.numbered.match(text, at, end) is None:
                continue
        for row in grammar.rows[head].among(able) if head in grammar.rows else ():
            token = row.token(text, at, end)
            if token is not None:
                tokens.append(token)
                position = token.end
                break
    return tokens
