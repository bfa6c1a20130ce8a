"""A company named in an article, and the line of stock that is meant."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ShareKind(StrEnum):
    """The kind of a line of stock."""

    ORDINARY = "ordinary"
    PREFERRED = "preferred"
    CLASS = "class"
    ADR = "adr"
    GDR = "gdr"
    DUAL = "dual"


@dataclass(frozen=True, slots=True)
class Mention:
    """A company (or a thing that looks like one) named in the text at ``text[start:end]``.

    ``symbol`` is None where the name is known but not linked: a private company, a group, a
    club ... as ``kind`` says. ``relevance`` is 0 to 100, ``confidence`` 0 to 1, and ``rule``
    names the rule that decided. ``firm`` is the symbol that stands for the company, whichever of
    its lines of stock is meant, and ``share`` the kind of that line. The kind "line" is a line
    that the tables do not have, or not on that day: a receipt, a preferred share. What is said
    of it says nothing of the firm's other lines, and it dates none of them.
    """

    text: str
    start: int
    end: int
    line: int
    symbol: str | None
    company: str
    kind: str
    role: str
    rule: str
    confidence: float
    relevance: int
    why: str = ""
    firm: str | None = None
    share: ShareKind | None = None
