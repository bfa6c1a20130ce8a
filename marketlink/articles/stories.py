"""One story, one event: reports of one happening, across wordings and languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from marketlink.articles.likeness import (
    REPEAT_DAYS,
    Facts,
    Likeness,
    StoryItem,
    compare,
    conflict,
    facts_of,
    same_story,
    story_item,
)

__all__ = ["Likeness", "Story", "StoryItem", "group", "same_story", "story_item"]


@dataclass(frozen=True, slots=True)
class Story:
    """Reports of one happening, in order of publication.

    ``count`` is of all reports, ``distinct`` without exact repeats; ``span`` is from the first to
    the last in days; ``novelty`` is the days since the last report of the latest earlier story on
    the same subject and topic, None where there is none.
    """

    first: str
    ids: tuple[str, ...]
    repeats: tuple[str, ...]
    subjects: tuple[str, ...]
    session: date | None
    start: datetime
    end: datetime
    count: int
    distinct: int
    span: float
    novelty: float | None


@dataclass(slots=True)
class _Group:
    members: list[Facts]
    repeats: list[str] = field(default_factory=list)


def group(items: Sequence[StoryItem]) -> list[Story]:
    """The stories that reports tell, in the order of their first report.

    Parameters
    ----------
    items
        Reports in any order; ids are unique.

    Returns
    -------
    list[Story]
        Every report is in exactly one.
    """
    facts = sorted((facts_of(item) for item in items), key=lambda fact: (fact.at, fact.item.id))
    groups: list[_Group] = []
    near: dict[str, list[int]] = {}
    for fact in facts:
        keys = [*(f"s {symbol}" for symbol in fact.about), f"t {fact.plain}"]
        if not fact.about:
            keys.append("s")
        candidates = sorted({n for key in keys for n in near.get(key, ())})
        index = next((n for n in reversed(candidates) if _belongs(fact, groups[n])), None)
        if index is None:
            index = len(groups)
            groups.append(_Group([]))
        held = groups[index]
        if any(fact.plain == member.plain for member in held.members):
            held.repeats.append(fact.item.id)
        held.members.append(fact)
        for key in keys:
            if index not in near.setdefault(key, []):
                near[key].append(index)
    return _stories(groups)


def _belongs(fact: Facts, held: _Group) -> bool:
    """Whether a report tells the story of a group: like its first report, or like most of it."""
    if fact.at - held.members[-1].at > timedelta(days=REPEAT_DAYS):
        return False
    if any(conflict(fact, member) for member in held.members[:8]):
        return False
    if compare(fact, held.members[0]).same:
        return True
    later = held.members[-5:]
    return 2 * sum(compare(fact, member).same for member in later) > len(later)


def _stories(groups: Sequence[_Group]) -> list[Story]:
    stories: list[Story] = []
    for number, held in enumerate(groups):
        first, last = held.members[0], held.members[-1]
        subjects = dict.fromkeys(s for member in held.members for s in member.item.subjects)
        earlier = [_age(first, other) for other in groups[:number]]
        ages = [age for age in earlier if age is not None]
        stories.append(
            Story(
                first=first.item.id,
                ids=tuple(member.item.id for member in held.members),
                repeats=tuple(held.repeats),
                subjects=tuple(subjects),
                session=min(first.sessions, default=None),
                start=first.at,
                end=last.at,
                count=len(held.members),
                distinct=len(held.members) - len(held.repeats),
                span=_days(last.at - first.at),
                novelty=min(ages, default=None),
            )
        )
    return stories


def _age(first: Facts, held: _Group) -> float | None:
    """Days since the last report of an earlier story on the same subject and topic."""
    other = held.members[-1]
    topical = first.topics & other.topics or (first.move and other.move)
    if not first.about & other.about or not topical or other.at > first.at:
        return None
    return _days(first.at - other.at)


def _days(span: timedelta) -> float:
    return round(span.total_seconds() / 86_400, 4)
