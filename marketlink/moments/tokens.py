"""One word group that says something about time, and how a grammar finds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from re import Match, Pattern
from typing import NamedTuple

Value = int | str | None
Reading = tuple[str, tuple[Value, ...]] | None
Interpreter = Callable[[Match[str]], Reading]
Rule = tuple[Pattern[str], Interpreter]


class Token(NamedTuple):
    """A time word at ``text[start:end]``: its slot, and the slot's values."""

    start: int
    end: int
    slot: str
    value: tuple[Value, ...]
    repaired: str | None = None


class Grammar(NamedTuple):
    """``trigger`` finds where a token may begin; ``rules`` holds, for the words it found (or "#"
    for a digit), what the token may look like from there on, best first."""

    trigger: Pattern[str]
    rules: Mapping[str, list[Rule]]


@dataclass(slots=True)
class Chunk:
    """Tokens that together name one time, such as "지난달 27일 오전 10시(현지시간)"."""

    start: int
    end: int
    slots: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    repaired: str | None = None
    till: Chunk | None = None

    def number(self, slot: str, at: int = 0) -> int:
        """A slot's value as a number; 0 where it has none."""
        value = self.slots[slot][at]
        return value if isinstance(value, int) else int(value or 0)

    def word(self, slot: str, at: int = 0) -> str:
        """A slot's value as a word; empty where the slot is not there."""
        return str(self.slots[slot][at] or "") if slot in self.slots else ""

    def has(self, *slots: str) -> bool:
        """Whether any of these slots is filled."""
        return any(slot in self.slots for slot in slots)


def fixed(slot: str, *value: Value) -> Interpreter:
    """An interpreter for words that always mean the same."""
    reading = (slot, value)
    return lambda match: reading


def index(rules: Iterable[tuple[str, Pattern[str], Interpreter]]) -> dict[str, list[Rule]]:
    """Rules by the words that trigger them (separated by ``|``).

    The trigger finds the longest word, so a word also has the rules of every word it begins with.
    """
    table: dict[str, list[Rule]] = {}
    for heads, pattern, interpret in rules:
        for head in heads.split("|"):
            table.setdefault(head, []).append((pattern, interpret))
    own = {head: list(found) for head, found in table.items()}
    for head, rules_of in table.items():
        for size in range(len(head) - 1, 0, -1):
            rules_of.extend(own.get(head[:size], []))
    return table


def scan(
    text: str, start: int, end: int, grammar: Grammar, folded: str | None = None
) -> list[Token]:
    """The tokens of ``text[start:end]``, leftmost first, never overlapping.

    ``folded`` is the same text in the letters that the grammar's trigger is written in.
    """
    found: list[Token] = []
    position = start
    for trigger in grammar.trigger.finditer(folded or text, start, end):
        at = trigger.start()
        if at < position:
            continue
        head = trigger.group()
        for pattern, interpret in grammar.rules["#" if head.isdecimal() else head]:
            match = pattern.match(text, at, end)
            reading = match and interpret(match)
            if match and reading:
                found.append(Token(at, match.end(), *reading))
                position = match.end()
                break
    return found
