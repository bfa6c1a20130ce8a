"""Words for time: one alone, and several that name one time together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

TokenValue = int | str | None


class Token(NamedTuple):
    """A time word at ``text[start:end]``: its slot, and the slot's values."""

    start: int
    end: int
    slot: str
    value: tuple[TokenValue, ...]
    repaired: str | None = None


@dataclass(slots=True)
class Chunk:
    """Tokens that together name one time, such as "지난달 27일 오전 10시(현지시간)"."""

    start: int
    end: int
    slots: dict[str, tuple[TokenValue, ...]] = field(default_factory=dict)
    repaired: str | None = None
    till: Chunk | None = None

    def value(self, slot: str, at: int = 0) -> TokenValue:
        """A value of a slot; None where it has none there."""
        values = self.slots.get(slot, ())
        return values[at] if at < len(values) else None

    def number(self, slot: str, at: int = 0) -> int:
        """A slot's value as a number; 0 where it has none."""
        return int(self.value(slot, at) or 0)

    def word(self, slot: str, at: int = 0) -> str:
        """A slot's value as a word; empty where it has none."""
        return str(self.value(slot, at) or "")

    def has(self, *slots: str) -> bool:
        """Whether any of these slots is filled."""
        return any(slot in self.slots for slot in slots)
