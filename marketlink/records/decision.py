"""What the tests of an article's companies decide, as codes: no word of any language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Chance(Enum):
    """Whether chance explains a move: it hardly does, it does easily, or nothing can tell."""

    UNLIKELY = "unlikely"
    ORDINARY = "ordinary"
    UNTESTED = "untested"


class Joint(Enum):
    """What a group's tests say together; ``SILENT`` where none of them could have spoken."""

    UNLIKELY = "unlikely"
    ORDINARY = "ordinary"
    DISAGREE = "disagree"
    SILENT = "silent"


class Role(Enum):
    """What a company is to its article: what it is about, or named in passing."""

    SUBJECT = "subject"
    PASSING = "passing"


@dataclass(frozen=True, slots=True)
class Judged:
    """One company: ``p`` of its own test, ``p_adjusted`` over the companies of its role (Holm)."""

    event_id: str
    role: Role
    chance: Chance
    p: float | None
    p_adjusted: float | None


@dataclass(frozen=True, slots=True)
class Heard:
    """One group test: its p-value, the smallest it can give (``floor``), its power at the observed
    size, and whether it decides."""

    statistic: str
    p: float
    floor: float
    power: float
    decides: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """The companies, what the article is about first; and the group, where it speaks of several."""

    companies: tuple[Judged, ...]
    joint: Joint | None = None
    heard: tuple[Heard, ...] = ()
