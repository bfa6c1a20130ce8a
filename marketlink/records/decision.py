"""The decision of the tests on an article's companies, as codes: no word of any language."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from enum import Enum

FEW = 8
"""Below so many events a test that estimates their spread from themselves does not decide."""
LEADS = ("portfolio-filtered", "rank", "cda-t", "permutation", "kp-bmp", "kp-patell")
"""Tests that hold on shared dates, in the order in which one leads: those that keep their size in
real groups of 3 to 30 first, and the most powerful of them first (``docs/calibration.md``)."""
OWN_SPREAD = frozenset({"kp-bmp", "bmp", "cross-sectional-t", "grank-t"})
"""Tests whose yardstick is the spread of the events' own values."""


def leading(valid: Container[str], n: int) -> str | None:
    """The test that leads a group: the first of :data:`LEADS` among those valid on its data.

    Parameters
    ----------
    valid : statistics that are valid there
    n : events; below eight of them none of :data:`OWN_SPREAD` leads
    """
    able = (name for name in LEADS if not (n < FEW and name in OWN_SPREAD))
    return next((name for name in able if name in valid), None)


class Chance(Enum):
    """Whether chance explains a move: hardly, easily, or not decidable."""

    UNLIKELY = "unlikely"
    ORDINARY = "ordinary"
    UNTESTED = "untested"


class Joint(Enum):
    """The joint result of a group's tests; ``SILENT`` where none had the power to reject."""

    UNLIKELY = "unlikely"
    ORDINARY = "ordinary"
    DISAGREE = "disagree"
    SILENT = "silent"


class CompanyRole(Enum):
    """The role of a company in its article: its subject, or mentioned in passing."""

    SUBJECT = "subject"
    PASSING = "passing"


@dataclass(frozen=True, slots=True)
class JudgedCompany:
    """One company: ``p`` of its own test, ``p_adjusted`` over the companies of its role (Holm)."""

    event_id: str
    role: CompanyRole
    chance: Chance
    p: float | None
    p_adjusted: float | None


@dataclass(frozen=True, slots=True)
class GroupTestResult:
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

    companies: tuple[JudgedCompany, ...]
    joint: Joint | None = None
    heard: tuple[GroupTestResult, ...] = ()
